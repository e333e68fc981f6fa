"""Typed values (填报值) as figures: of one union, of its children, and what was typed before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from niangjia.kernel.indicators import Awaiting, Kind, get
from niangjia.statistics.indicators.tables import adds_up
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.rules.periods import Period
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus


@dataclass(frozen=True)
class Reported:
    """One typed value with who and when; ``union`` is the one that typed it."""

    code: str
    value: Decimal
    starts_on: date
    ends_on: date
    typed_by: str
    typed_at: datetime
    union: Union
    note: str
    public_id: str


@dataclass(frozen=True)
class FromChildren:
    """What the direct children typed: how many of how many, and their sum where it may be made."""

    typed: int
    of: int
    total: Decimal | None


def days(kind: Kind, period: Period) -> tuple[date, date]:
    """The days under which a typed value of that kind stands: a flow's period, else its last day."""
    return (period.start if kind is Kind.FLOW else period.end), period.end


def reported(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
) -> dict[str, Reported]:
    """Typed values of one union: flows of exactly ``start`` to ``end``, others of ``on`` or ``end``.

    Codes that nobody typed are absent, and so are live ones. Raises UnknownIndicator.
    """
    day = on or end
    if day is None:
        return {}
    wanted = [i for i in map(get, codes) if isinstance(i, Awaiting)]
    flows = [i.code for i in wanted if i.kind is Kind.FLOW]
    others = [i.code for i in wanted if i.kind is not Kind.FLOW]
    condition = Q(code__in=others, ends_on=day, starts_on=day)
    if start is not None and end is not None:
        condition |= Q(code__in=flows, starts_on=start, ends_on=end)
    rows = current().filter(condition, union_id=union_id).select_related("union")
    return {row.code: _reported(row) for row in rows}


def of_period(
    indicators: Iterable[Awaiting], union_id: int, period: Period
) -> dict[str, ReportedValue]:
    """Current rows of one union and period by code; values taken back included."""
    condition = _in_period(indicators, period)
    rows = ReportedValue.objects.filter(condition, union_id=union_id, replaced_at=None)
    return {row.code: row for row in rows}


def of_children(
    indicators: Iterable[Awaiting], union: Union, period: Period
) -> dict[str, FromChildren]:
    """What today's open children typed for the period, by code. Two statements."""
    wanted = list(indicators)
    children = list(children_of(union).values_list("pk", flat=True))
    rows = current().filter(_in_period(wanted, period), union_id__in=children)
    values: Mapping[str, list[Decimal]] = defaultdict(list)
    for code, value in rows.values_list("code", "value"):
        values[code].append(value or Decimal())
    return {
        i.code: FromChildren(
            len(values[i.code]),
            len(children),
            sum(values[i.code], Decimal()) if values[i.code] and adds_up(i.code, i.kind) else None,
        )
        for i in wanted
    }


def by_child(indicator: Awaiting, union: Union, period: Period) -> list[tuple[Union, Reported]]:
    """Each child's typed value of one indicator, largest first."""
    rows = current().filter(
        _in_period((indicator,), period), union_id__in=children_of(union).values("pk")
    )
    found = [(row.union, _reported(row)) for row in rows.select_related("union")]
    return sorted(found, key=lambda pair: -pair[1].value)


def history(code: str, union_id: int, limit: int = 12) -> list[Reported]:
    """The latest typed values of one indicator and union, newest period first."""
    rows = current().filter(code=code, union_id=union_id).select_related("union")
    return [_reported(row) for row in rows.order_by("-ends_on", "-starts_on")[:limit]]


def typed_codes(union_id: int) -> frozenset[str]:
    """Indicators of which the union typed a value that stands, of whatever period: one query."""
    return frozenset(current().filter(union_id=union_id).values_list("code", flat=True).distinct())


def current() -> QuerySet[ReportedValue]:
    """Values that stand: neither corrected since nor taken back."""
    return ReportedValue.objects.filter(replaced_at=None, value__isnull=False)


def children_of(union: Union) -> QuerySet[Union]:
    """Today's direct children that are open."""
    return Union.objects.filter(parent=union).exclude(status=UnionStatus.CLOSED)


def _in_period(indicators: Iterable[Awaiting], period: Period) -> Q:
    by_days: dict[tuple[date, date], list[str]] = defaultdict(list)
    for indicator in indicators:
        by_days[days(indicator.kind, period)].append(indicator.code)
    condition = Q(pk__in=())
    for (first, last), codes in by_days.items():
        condition |= Q(code__in=codes, starts_on=first, ends_on=last)
    return condition


def _reported(row: ReportedValue) -> Reported:
    assert row.value is not None
    return Reported(
        row.code,
        row.value,
        row.starts_on,
        row.ends_on,
        row.typed_by_name,
        row.typed_at,
        row.union,
        row.note,
        str(row.public_id),
    )
