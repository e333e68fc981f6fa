"""The span of a report (报告期): its days, the one before it, and how to say it. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from niangjia.reports.rules.spelling import spelled
from niangjia.statistics.rules.periods import whole

_FIRST, _LAST = date(2, 1, 1), date(9990, 1, 1)  # well inside the calendar


@dataclass(frozen=True)
class Span:
    """A period, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"开始日期 {self.start} 晚于结束日期 {self.end}。")

    @property
    def months(self) -> int:
        """Whole months it lasts; 0 when it does not run from a first to a last day of a month."""
        if self.start.day != 1 or self.end.day != monthrange(self.end.year, self.end.month)[1]:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def years(self) -> int:
        """Whole years it lasts, to the day; 0 when it is not a number of years."""
        years = self.end.year - self.start.year + 1
        for count in (years, years - 1):
            if count > 0 and shifted(self.start, count) - timedelta(days=1) == self.end:
                return count
        return 0

    def previous(self) -> Span:
        """The span of the same length just before."""
        end = day_before(self.start)
        if self.years:
            start = shifted(self.start, -self.years)
        elif self.months:
            start = _months_before(self.start, self.months)
        else:
            days = (self.end - self.start).days + 1
            start = date.fromordinal(max(self.start.toordinal() - days, 1))
        return Span(min(start, end), end)

    @property
    def label(self) -> str:
        """2017年上半年, 2012年7月至2017年6月, 2017年3月5日至2017年4月1日."""
        start, end = self.start, self.end
        named = whole(start, end) if start > _FIRST and end < _LAST else None
        if named:
            return named.label
        if not self.months:
            return f"{said_day(start)}至{said_day(end)}"
        if self.months % 12 == 0 and start.month == 1:
            return f"{start.year}年至{end.year}年"
        return f"{start.year}年{start.month}月至{end.year}年{end.month}月"

    @property
    def length(self) -> str:
        """五年, 半年, 一个季度, 三个月; else 本期."""
        if self.years:
            return ("一" if self.years == 1 else in_chinese(self.years)) + "年"
        named = {6: "半年", 3: "一个季度", 1: "一个月"}
        if self.months in named:
            return named[self.months]
        if not self.months:
            return "本期"
        return f"{'两' if self.months == 2 else in_chinese(self.months)}个月"

    def year_ending(self, back: int) -> Span:
        """The twelve months that end ``back`` years before the end of the span."""
        if self.end == date.max:
            return self
        end = shifted(self.end + timedelta(days=1), -back)
        last = day_before(end)
        return Span(min(shifted(end, -1), last), last)


def day_before(day: date) -> date:
    """The eve; the first of all days is its own."""
    return day - timedelta(days=1) if day > date.min else day


def year_before(day: date) -> date:
    """The same day a year earlier; the last day of a month stays the last day."""
    if day.day == monthrange(day.year, day.month)[1]:
        year = max(day.year - 1, date.min.year)
        return date(year, day.month, monthrange(year, day.month)[1])
    return shifted(day, -1)


def shifted(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March outside leap years.

    Where the calendar ends, the years end: nobody means it, and nothing shall break.
    """
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def said_day(day: date) -> str:
    """2017年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_chinese(number: int) -> str:
    """In characters: 五, 十, 十二, 二十五."""
    return spelled(Decimal(number))


def _months_before(first: date, months: int) -> date:
    index = max(first.year * 12 + first.month - 1 - months, 12)
    return date(index // 12, index % 12 + 1, 1)
