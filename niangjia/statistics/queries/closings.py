"""Reading closed periods (封存数据): of a union and period, as a series, and whether the seal holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from niangjia.kernel import clock
from niangjia.statistics import DEFINITIONS
from niangjia.statistics.models import ClosedFigures, Closing, Comparison, Difference, Revision
from niangjia.statistics.queries import source
from niangjia.statistics.rules import closings as rules
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.unions.models import TreePath, Union


@dataclass(frozen=True)
class Revised:
    """What a closed figure would be now, and why (修订)."""

    value: rules.Value
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ClosedFigure:
    """One frozen figure of one union; ``version`` is that of its definition then."""

    code: str
    name: str
    unit: str
    value: rules.Value
    version: int
    closing: Closing
    revised: Revised | None = None

    @property
    def latest(self) -> rules.Value:
        """The value with its last revision."""
        return self.value if self.revised is None else self.revised.value


def closed(codes: Iterable[str], union_id: int, period: Period) -> dict[str, ClosedFigure]:
    """Frozen figures of a union for a period; empty when it is not closed.

    Its own closing comes before one made higher up, the nearest first.
    """
    found = _rows_of(union_id, period.kind).filter(closing__starts_on=period.start).first()
    return _figures(found, codes) if found is not None else {}


def series_of(
    union_id: int, codes: Iterable[str], kind: PeriodKind
) -> list[tuple[Period, dict[str, ClosedFigure]]]:
    """Frozen figures of all closed periods of a kind, the oldest first."""
    wanted = list(codes)
    by_start: dict[date, ClosedFigures] = {}
    for row in _rows_of(union_id, kind):
        by_start.setdefault(row.closing.starts_on, row)
    revised = _revisions(list(by_start.values()))
    return [
        (row.closing.period, _figures(row, wanted, revised)) for _, row in sorted(by_start.items())
    ]


def frozen(code: str, union_id: int, first: date | None, last: date) -> list[ClosedFigure]:
    """What every closing of a union froze of one figure, the shortest period first.

    With ``first`` of exactly that period; without, of a day, of every period that ends on it. Its own
    closing of a period comes before those made higher up: what they say may differ.
    """
    rows = (
        ClosedFigures.objects.filter(union_id=union_id, closing__ends_on=last)
        .select_related("closing", "closing__union")
        .order_by("-closing__starts_on", Length("closing__union__path").desc(), "closing_id")
    )
    if first is not None:
        rows = rows.filter(closing__starts_on=first)
    found = list(rows)
    revised = _revisions(found)
    return [f for row in found for f in _figures(row, (code,), revised).values()]


def figures_of(closing: Closing, union_id: int) -> dict[str, ClosedFigure]:
    """Every frozen figure of one node of a closing; empty for a union that is not in it."""
    row = closing.figures.filter(union_id=union_id).select_related("closing").first()
    return _figures(row, in_order(closing)) if row is not None else {}


def in_order(closing: Closing) -> list[str]:
    """Its codes as the catalogue has them, each followed by its groups; what is gone comes last."""
    known = {code: number for number, code in enumerate(codes_now())}
    return sorted(closing.definitions, key=lambda code: (known.get(code, len(known)), code))


def periods_closed(union: Union, kind: PeriodKind) -> list[Period]:
    """Periods of that kind that this union itself closed, the newest first."""
    rows = Closing.objects.filter(union=union, kind=kind).order_by("-starts_on")
    return [row.period for row in rows.only("kind", "starts_on", "ends_on")]


def choices(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods to offer for closing: code and label by kind, the latest first."""
    counts = {
        PeriodKind.MONTH: 12, PeriodKind.QUARTER: 8, PeriodKind.HALF_YEAR: 6,
        PeriodKind.YEAR: 10, PeriodKind.STATISTICAL_YEAR: 10,
    }  # fmt: skip
    found = []
    for kind, count in counts.items():
        period, options = previous(containing(kind, today)), []
        for _ in range(count):
            options.append((period.code, period.label))
            period = previous(period)
        found.append((kind.label, options))
    return found


def nodes_of(union: Union, period: Period) -> list[int]:
    """The union and everything that stood below it on any day of the period, by id."""
    days = DateRange(period.start, period.end, "[]")
    rows = TreePath.objects.filter(path__contains=f"/{union.pk}/", valid__overlap=days)
    return sorted(set(rows.values_list("union_id", flat=True)))


def preview(union: Union, period: Period) -> list[str]:
    """What somebody confirms before she closes a period."""
    nodes, codes = len(nodes_of(union, period)), codes_now()
    today, usual = clock.today(), int(source.in_force()["usual_days"])
    shares = sum("[" in code for code in codes)
    return [
        f"封存{union.name}{period.label}({period.start}至{period.end})的数据。",
        f"范围:本级及所属共{nodes}个工会;{len(codes) - shares}项指标,另有分组{shares}项。",
        "流量按期间(含首尾两日),存量和累计截至期末;每条记录按当日的隶属关系。",
        "封存后任何人不能改写或删除;以后发现的变化作为修订登记,写明原因。",
        *rules.warnings(period, periods_closed(union, period.kind), today, usual),
    ]


def codes_now() -> list[str]:
    """What is frozen: every live indicator with all its groups."""
    from niangjia.kernel.indicators import State, catalogue, slices  # loads Ibis

    live = [i.code for i in catalogue() if i.state is State.LIVE]
    return [code for one in live for code in (one, *(s.code for s in slices(one)))]


def is_whole(closing: Closing) -> bool:
    """Whether the frozen figures are still those that were sealed (校验封存)."""
    rows = closing.figures.order_by("union_id").values_list("union_id", "values")
    return rules.seal(heading(closing), rows.iterator(chunk_size=2000)) == closing.digest


def heading(closing: Closing) -> dict[str, Any]:
    """What is sealed besides the figures."""
    return {
        "union": closing.union_id,
        "kind": closing.kind,
        "from": closing.starts_on.isoformat(),
        "to": closing.ends_on.isoformat(),
        "as_of": closing.as_of.astimezone(clock.CHINA).isoformat(),
        "engine": closing.engine,
        "nodes": closing.node_count,
        "definitions": closing.definitions,
        "by": closing.closed_by,
    }


def open_differences(closing: Closing) -> QuerySet[Difference]:
    """What the latest comparison found and nobody has entered as a revision yet."""
    latest = closing.comparisons.order_by("-pk").first()
    if latest is None:
        return Difference.objects.none()
    entered = Revision.objects.filter(difference=OuterRef("pk"))
    return latest.differences.filter(~Exists(entered)).order_by("code", "union_id")


def to_compare_too(closing: Closing) -> QuerySet[Closing]:
    """Other closings of the union that what was found here may concern, not compared since; newest first.

    What came late within this period counts in every one that ends after it began.
    """
    latest = closing.comparisons.order_by("-pk").first()
    found_any = closing.revisions.exists() or (latest is not None and latest.difference_count)
    if latest is None or not found_any:
        return Closing.objects.none()
    since = Comparison.objects.filter(closing=OuterRef("pk"), as_of__gte=latest.as_of)
    rows = Closing.objects.filter(union=closing.union_id, ends_on__gte=closing.starts_on)
    rows = rows.filter(~Exists(since), as_of__lt=latest.as_of).exclude(pk=closing.pk)
    return rows.order_by("-ends_on", "-starts_on")


def last_revisions(closing: Closing) -> Iterator[Revision]:
    """The newest revision of each figure of a closing."""
    rows = closing.revisions.order_by("union_id", "code", "-pk").distinct("union_id", "code")
    return rows.iterator(chunk_size=2000)


def present_codes(closing: Closing) -> tuple[dict[str, str], list[str]]:
    """Closed code → the code that counts the same today; and those that nothing counts any more."""
    from niangjia.kernel.indicators import locks  # loads Ibis

    locked = locks.read(DEFINITIONS)
    found: dict[str, str] = {}
    for code, told in closing.definitions.items():
        base, bracket, rest = code.partition("[")
        whole, version = closing.definitions.get(base, told)["fingerprint"], told["version"]
        for of in (base, f"{base}@{version}"):
            own, now = _fingerprint(f"{of}{bracket}{rest}"), _fingerprint(of)
            # Locked again under its version, a way of counting counts the same, groups included.
            if own and (
                own == told["fingerprint"] or locks.is_again(locked, base, version, whole, now)
            ):
                found[code] = f"{of}{bracket}{rest}"
                break
    return found, [code for code in closing.definitions if code not in found]


def _fingerprint(code: str) -> str:
    """What decides the number of a code; nothing when there is no such code."""
    from niangjia.kernel.indicators import UnknownIndicator, fingerprint, get  # loads Ibis

    try:
        return fingerprint(get(code))
    except UnknownIndicator:
        return ""


def _rows_of(union_id: int, kind: PeriodKind) -> QuerySet[ClosedFigures]:
    return (
        ClosedFigures.objects.filter(union_id=union_id, closing__kind=kind)
        .select_related("closing", "closing__union")
        .order_by(Length("closing__union__path").desc(), "closing_id")
    )


def _revisions(rows: list[ClosedFigures]) -> dict[tuple[int, str], Revised]:
    """By closing and code; the newest of each."""
    if not rows:
        return {}
    found: dict[tuple[int, str], Revised] = {}
    entered = Revision.objects.filter(
        closing__in=[row.closing_id for row in rows], union_id=rows[0].union_id
    )
    for one in entered.order_by("pk"):
        found[one.closing_id, one.code] = Revised(one.present_value, one.reason, one.by, one.at)
    return found


def _figures(
    row: ClosedFigures,
    codes: Iterable[str],
    revised: Mapping[tuple[int, str], Revised] | None = None,
) -> dict[str, ClosedFigure]:
    later = _revisions([row]) if revised is None else revised
    found: dict[str, ClosedFigure] = {}
    for code in codes:
        told = row.closing.definitions.get(code)
        if told is None:
            continue
        value = rules.read(row.values.get(code), told["empty"])
        found[code] = ClosedFigure(
            code, told["name"], told["unit"], value, told["version"], row.closing,
            _shaped(later.get((row.closing_id, code)), told["unit"]),
        )  # fmt: skip
    return found


def _shaped(revised: Revised | None, unit: str) -> Revised | None:
    """Counts are whole numbers; the column of revisions keeps two places."""
    if revised is None or revised.value is None or unit in rules.FRACTIONAL:
        return revised
    return replace(revised, value=int(revised.value))


def open_codes(closing: Closing) -> list[tuple[str, str, int]]:
    """Code, name and number of unions of what changed and was not entered yet."""
    counts = open_differences(closing).values("code").annotate(count=Count("pk")).order_by("code")
    return [(r["code"], closing.definitions[r["code"]]["name"], r["count"]) for r in counts]


def present_figures(closing: Closing, union: Union, codes: Iterable[str]) -> dict[str, rules.Value]:
    """What these closed figures of a union would be by the records of now. Raises Blocked."""
    from niangjia.kernel.indicators import evaluate  # loads Ibis

    same = present_codes(closing)[0]
    wanted = [code for code in codes if code in same]
    period = closing.period
    found = evaluate(
        [same[code] for code in wanted], union.pk, on=period.end, start=period.start,
        end=period.end, engine=source.engine_for(union),
    )  # fmt: skip
    return {code: found[same[code]].value for code in wanted}
