"""Whether closed months add up to the quarter that is to be closed (各期之和): quarters to a year likewise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from niangjia.statistics.models import Closing
from niangjia.statistics.queries import source
from niangjia.statistics.queries.closings import ClosedFigure, figures_of
from niangjia.statistics.rules.closings import Value
from niangjia.statistics.rules.periods import Period, PeriodKind, between
from niangjia.unions.models import Union

_TOLD = 5


def sums_apart(union: Union, period: Period) -> list[str]:
    """A warning where flows of the closed shorter periods do not add up to what is counted now.

    Only when every one of them is closed by the union. Figures counted once per thing, and those
    whose definition changed, are left out: they need not add up.
    """
    from niangjia.kernel.indicators import evaluate, fingerprint, get  # loads Ibis

    kind, parts = _parts(union, period)
    if kind is None:
        return []
    frozen = [figures_of(part, union.pk) for part in parts]
    codes = [
        code
        for code in frozen[0]
        if _adds_up(code)
        and all(
            code in found
            and found[code].closing.definitions[code]["fingerprint"] == fingerprint(get(code))
            for found in frozen
        )
    ]
    present = evaluate(
        codes, union.pk, on=period.end, start=period.start, end=period.end,
        engine=source.engine_for(union),
    )  # fmt: skip
    apart = []
    for code in codes:
        total, now = _sum([found[code] for found in frozen]), _number(present[code].value)
        if total != now:
            apart.append(
                f"{frozen[0][code].name}各期之和{total:,}{frozen[0][code].unit},本期{now:,}"
            )
    if not apart:
        return []
    more = f"等{len(apart)}项" if len(apart) > _TOLD else ""
    return [
        f"注意:已封存的{len(parts)}个{kind.label}加起来与本期现在的记录不同:{';'.join(apart[:_TOLD])}{more}。"
        "请先核对那些封存、登记修订,再封存本期。"
    ]


def _parts(union: Union, period: Period) -> tuple[PeriodKind | None, Sequence[Closing]]:
    """The closings that make up the period, of the longest kind that does; none otherwise."""
    inside = Closing.objects.filter(
        union=union, starts_on__gte=period.start, ends_on__lte=period.end
    )
    for kind in sorted(PeriodKind, key=lambda kind: -kind.months):
        if kind.months >= period.kind.months:
            continue
        wanted = [part.start for part in between(kind, period.start, period.end)]
        found = inside.filter(kind=kind).order_by("starts_on")
        if [row.starts_on for row in found] == wanted:
            return kind, list(found)
    return None, ()


def _adds_up(code: str) -> bool:
    from niangjia.kernel.indicators import (  # loads Ibis
        Counter,
        Kind,
        UnknownIndicator,
        get,
    )

    if "[" in code:
        return False
    try:
        indicator = get(code)
    except UnknownIndicator:
        return False
    return isinstance(indicator, Counter) and indicator.kind is Kind.FLOW and not indicator.distinct


def _sum(figures: Sequence[ClosedFigure]) -> Decimal:
    return sum((_number(figure.latest) for figure in figures), Decimal(0))


def _number(value: Value) -> Decimal:
    return Decimal(value or 0)
