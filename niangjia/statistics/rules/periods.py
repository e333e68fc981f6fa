"""Periods (期间) that figures are reported for and closed at: month to union statistical year.

The statistical year (统计年度) runs from 1 October to 30 September: 工会统计调查制度.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """期间种类."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    STATISTICAL_YEAR = "statistical_year"

    @property
    def label(self) -> str:
        """How people call it."""
        return _LABELS[self]

    @property
    def months(self) -> int:
        """How many months it lasts."""
        return _MONTHS[self]


_LABELS = {
    PeriodKind.MONTH: "月",
    PeriodKind.QUARTER: "季度",
    PeriodKind.HALF_YEAR: "半年",
    PeriodKind.YEAR: "年",
    PeriodKind.STATISTICAL_YEAR: "统计年度",
}
_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
    PeriodKind.STATISTICAL_YEAR: 12,
}
_FIRST_MONTH_OF_STATISTICAL_YEAR = 10
_QUARTERS = "一二三四"
_YEARS = range(1900, 2200)  # what a year can be when somebody types one


@dataclass(frozen=True, order=True)
class Period:
    """One period, both ends included. Made by ``containing`` or ``parse``, so the ends fit the kind."""

    start: date
    end: date
    kind: PeriodKind

    @property
    def label(self) -> str:
        """2017年6月, 2017年第二季度, 2017年上半年, 2017年, 2016—2017统计年度."""
        year = self.start.year
        match self.kind:
            case PeriodKind.MONTH:
                return f"{year}年{self.start.month}月"
            case PeriodKind.QUARTER:
                return f"{year}年第{_QUARTERS[self.start.month // 3]}季度"
            case PeriodKind.HALF_YEAR:
                return f"{year}年{'上' if self.start.month == 1 else '下'}半年"
            case PeriodKind.YEAR:
                return f"{year}年"
            case PeriodKind.STATISTICAL_YEAR:
                return f"{year}—{self.end.year}统计年度"

    @property
    def code(self) -> str:
        """2017-06, 2017Q2, 2017H1, 2017, 2017S: what ``parse`` reads, as on the command line.

        A statistical year is called by the year it ends in.
        """
        year, month = self.start.year, self.start.month
        match self.kind:
            case PeriodKind.MONTH:
                return f"{year}-{month:02}"
            case PeriodKind.QUARTER:
                return f"{year}Q{month // 3 + 1}"
            case PeriodKind.HALF_YEAR:
                return f"{year}H{1 if month == 1 else 2}"
            case PeriodKind.YEAR:
                return f"{year}"
            case PeriodKind.STATISTICAL_YEAR:
                return f"{self.end.year}S"

    def is_over(self, today: date) -> bool:
        """Its last day is past."""
        return self.end < today


def containing(kind: PeriodKind, day: date) -> Period:
    """The period of that kind the day lies in."""
    months = day.year * 12 + day.month - 1
    offset = _FIRST_MONTH_OF_STATISTICAL_YEAR - 1 if kind is PeriodKind.STATISTICAL_YEAR else 0
    first = (months - offset) // kind.months * kind.months + offset
    return Period(_first_day(first), _first_day(first + kind.months) - timedelta(days=1), kind)


def previous(period: Period) -> Period:
    """The period of the same kind just before."""
    return containing(period.kind, period.start - timedelta(days=1))


def following(period: Period) -> Period:
    """The period of the same kind just after."""
    return containing(period.kind, period.end + timedelta(days=1))


def year_before(period: Period) -> Period:
    """The same period a year earlier (上年同期)."""
    return containing(period.kind, period.start.replace(year=period.start.year - 1))


def whole(start: date, end: date) -> Period | None:
    """The period with exactly these ends (the longest kind first), or None."""
    kinds = sorted(PeriodKind, key=lambda kind: -kind.months)
    return next(
        (p for p in (containing(k, start) for k in kinds) if _ends(p) == (start, end)), None
    )


def between(kind: PeriodKind, start: date, end: date) -> Iterator[Period]:
    """The periods of that kind that lie wholly in ``start`` to ``end``, oldest first."""
    period = containing(kind, start)
    if period.start < start:
        period = following(period)
    while period.end <= end:
        yield period
        period = following(period)


def parse(text: str) -> Period | None:
    """``2017-06``, ``2017Q2``, ``2017H1``, ``2017``, ``2017S``; None for anything else."""
    for pattern, read in _FORMS:
        found = re.fullmatch(pattern, text.strip().upper())
        if found and int(found[1]) in _YEARS:
            return read(*(int(part) for part in found.groups()))
    return None


_FORMS: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"(\d{4})-(0[1-9]|1[0-2])", lambda y, m: containing(PeriodKind.MONTH, date(y, m, 1))),
    (r"(\d{4})Q([1-4])", lambda y, q: containing(PeriodKind.QUARTER, date(y, q * 3, 1))),
    (r"(\d{4})H([12])", lambda y, h: containing(PeriodKind.HALF_YEAR, date(y, h * 6, 1))),
    (r"(\d{4})", lambda y: containing(PeriodKind.YEAR, date(y, 1, 1))),
    (r"(\d{4})S", lambda y: containing(PeriodKind.STATISTICAL_YEAR, date(y, 1, 1))),
)


def _first_day(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _ends(period: Period) -> tuple[date, date]:
    return period.start, period.end
