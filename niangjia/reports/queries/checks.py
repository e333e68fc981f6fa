"""What the figure check compares with: figures counted, published and reported of a union."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from niangjia.kernel import clock
from niangjia.reports.models import CheckedDocument
from niangjia.reports.queries.kin import standings
from niangjia.reports.queries.passages import explained
from niangjia.reports.queries.published import plain_figures
from niangjia.reports.rules.checks import Decision, key_of
from niangjia.statistics.check.figures import Figure, Finding, Kind
from niangjia.statistics.check.known import Ask, KnownValue, Source
from niangjia.unions.models import Union
from niangjia.web.figures import explain_url

MOST_CHILDREN = 500
_TITLE = re.compile(r"(?:总工会|工会联合会|联合工会|工会委员会|工会)$")
_SHORTEST_NAME = 2
OTHER_UNION = "OTHER-UNION"
NOT_OURS = (
    "没有登记:这份文档写明是另一个工会的,不能登记为本会已公布的数据。请在该会名下核对后登记;"
    "确是本会文档的,请先在疑问“看来是另一工会的报告”下说明原因和依据。"
)


class KnownFigures:
    """Figures of a union and its children: from records, reported and published.

    Implements ``statistics.check.known.Known``. Loads the figure engine when first asked.
    """

    def __init__(self, union: Union, today: date | None = None) -> None:
        self._union = union
        self._today = today or clock.today()

    @property
    def today(self) -> date:
        """The day without a better one."""
        return self._today

    @property
    def union(self) -> str:
        """The union's code."""
        return self._union.code

    def kind(self, code: str) -> Kind | None:
        """The time basis of an indicator; None for unknown ones and rates."""
        from niangjia.kernel import indicators  # loads Ibis

        try:
            kind = indicators.get(code).kind
        except indicators.UnknownIndicator:
            return None
        return {
            indicators.Kind.STOCK: Kind.STOCK,
            indicators.Kind.FLOW: Kind.FLOW,
            indicators.Kind.CUMULATIVE: Kind.CUMULATIVE,
        }.get(kind)

    def own_names(self) -> Sequence[str]:
        """达州市总工会, 达州市, 全市, 我市, 市总工会."""
        name, short = self._union.name, _short(self._union.name)
        level = short[-1:] if short[-1:] in "国省市州县区镇乡" else ""
        general = (f"全{level}", f"我{level}", f"{level}总工会") if level else ()
        return tuple(dict.fromkeys((name, short, *general)))

    def standings(self, names: Sequence[str]) -> Mapping[str, bool]:
        """Places and unions by name: whether ours, above or below us."""
        return standings(self._union, names)

    def is_said_ours(self, finding: Finding, figures: Sequence[Figure]) -> bool:
        """Whether this finding was explained for a document with the same figures."""
        return bool(explained(self._union, [key_of(finding, figures)]))

    def children(self) -> Mapping[str, str]:
        """Full and short names of the unions right below → code."""
        return self._children

    @cached_property
    def _children(self) -> dict[str, str]:
        found: dict[str, str] = {}
        rows = self._union.children.order_by("level", "code").values_list("name", "code")
        for name, code in rows[:MOST_CHILDREN]:
            short = _short(name)
            found[name] = code
            if len(short) >= _SHORTEST_NAME and short[-1:] in "省市州县区镇乡":
                found[short] = code
        return found

    def values(self, asks: Sequence[Ask]) -> Mapping[Ask, Sequence[KnownValue]]:
        """Everything known for each ask, in one evaluation per union and period."""
        found: dict[Ask, list[KnownValue]] = defaultdict(list)
        unions = {
            union.code: union
            for union in Union.objects.filter(code__in={ask.union for ask in asks})
        }
        for (code, start, end), same in _grouped(asks).items():
            union = unions.get(code)
            if union is not None:
                for source in (_counted, _typed):
                    source(union, start, end, same, found)
        _published(asks, found)
        return found


def _short(name: str) -> str:
    return _TITLE.sub("", name)


def _grouped(asks: Iterable[Ask]) -> dict[tuple[str, date | None, date], list[Ask]]:
    groups: dict[tuple[str, date | None, date], list[Ask]] = defaultdict(list)
    for ask in asks:
        groups[ask.union, ask.start, ask.end].append(ask)
    return groups


def _counted(
    union: Union,
    start: date | None,
    end: date,
    asks: Sequence[Ask],
    found: dict[Ask, list[KnownValue]],
) -> None:
    """Live indicators, counted from records."""
    from niangjia.kernel import indicators  # loads Ibis

    live = [ask for ask in asks if indicators.get(ask.code).state is indicators.State.LIVE]
    if not live:
        return
    codes = [ask.code for ask in live]
    if start is None:
        figures = indicators.evaluate(codes, union.pk, on=end)
    else:
        figures = indicators.evaluate(codes, union.pk, on=end, start=start, end=end)
    for ask in live:
        figure = figures[ask.code]
        if figure.value is not None:
            url = explain_url(
                ask.code,
                union.code,
                on=None if start else end,
                start=start,
                end=end if start else None,
            )
            found[ask].append(
                KnownValue(
                    Decimal(figure.value), figure.indicator.unit.value, Source.RECORD,
                    f"系统记录中{union.name}的“{figure.indicator.name}”", url,
                )
            )  # fmt: skip


def _typed(
    union: Union,
    start: date | None,
    end: date,
    asks: Sequence[Ask],
    found: dict[Ask, list[KnownValue]],
) -> None:
    """Awaiting indicators, as the union itself typed them in."""
    from niangjia.kernel import indicators  # loads Ibis
    from niangjia.statistics.queries.reported import reported  # as above

    codes = [ask.code for ask in asks]
    awaiting = [c for c in codes if indicators.get(c).state is indicators.State.AWAITING]
    if not awaiting:
        return
    values = reported(awaiting, union.pk, on=None if start else end, start=start, end=end)
    for ask in asks:
        typed = values.get(ask.code)
        if typed is not None:
            indicator = indicators.get(ask.code)
            words = f"{union.name}报送的“{indicator.name}”(填报人:{typed.typed_by})"
            found[ask].append(KnownValue(typed.value, indicator.unit.value, Source.REPORTED, words))


def _published(asks: Sequence[Ask], found: dict[Ask, list[KnownValue]]) -> None:
    """What the unions have published of these figures, newest document first; one query."""
    rows = plain_figures().filter(
        union__code__in={ask.union for ask in asks}, code__in={ask.code for ask in asks}
    )
    by_figure = defaultdict(list)
    for row in rows.select_related("union").order_by("-document_on", "-id"):
        by_figure[row.code, row.union.code, row.start, row.end or row.on].append(row)
    for ask in asks:
        for row in by_figure.get((ask.code, ask.union, ask.start, ask.end), ()):
            words = f"{row.union.name}在《{row.document}》({row.document_on})中公布的“{row.label}”"
            found[ask].append(
                KnownValue(row.value, row.unit, Source.PUBLISHED, words, low=row.low, high=row.high)
            )


def is_of_another_union(document: CheckedDocument) -> bool:
    """Whether the check found that a document is another union's, and nobody explained otherwise."""
    finding = document.findings.filter(rule=OTHER_UNION).first()
    if finding is None or finding.known_id is not None:
        return False
    last = finding.decisions.order_by("-pk").first()
    return last is None or last.kind != Decision.EXPLAINED
