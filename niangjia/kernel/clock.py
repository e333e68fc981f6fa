"""Days: today in China, working days (工作日), legal deadlines (期限). Pure but for `today`.

Counting: the day of the event is not counted (民法典第二百零一条). A term in calendar days that
ends on a day off ends on the next working day (第二百零三条). Public holidays and make-up
working days come from `chinesecalendar`, which ends with the year the State Council has
announced; beyond it weekends alone are known, and the result says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from niangjia.kernel.errors import Blocked

CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "National Day": "国庆",
    "Mid-autumn Festival": "中秋",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
_FIRST_YEAR: int = min(chinese_calendar.holidays).year
LAST_KNOWN_YEAR: int = max(chinese_calendar.holidays).year
"""Last year whose public holidays are known."""


@dataclass(frozen=True)
class WorkingDays:
    """A term of so many working days (工作日)."""

    count: int


@dataclass(frozen=True)
class CalendarDays:
    """A term of so many calendar days (自然日); ending on a day off it moves to a working day."""

    count: int


@dataclass(frozen=True)
class Deadline:
    """When a term ends, and how that was found.

    ``is_certain`` is false when a year without announced holidays was touched.
    ``skipped`` are the public holidays on the way with the number of their days.
    """

    start: date
    on: date
    within: WorkingDays | CalendarDays
    skipped: tuple[tuple[str, int], ...] = ()
    is_certain: bool = True
    text: str = field(default="", compare=False)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The local day in China, whatever the machine's own zone."""
    return datetime.now(CHINA).date()


def day_of(text: str, field: str = "on") -> date:
    """The day written 2017-06-30. Raises Blocked, with what is wrong about it."""
    if not _DAY.fullmatch(text):
        raise Blocked(f"日期“{text[:20]}”不对,请写成 2017-06-30 的样子。", field=field)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Blocked(f"没有 {text} 这一天。请核对年、月、日。", field=field) from None


def require_come(day: date | None, field: str = "on") -> None:
    """Raises Blocked for a day that is still to come: nothing is known of it."""
    if day is not None and day > today():
        raise Blocked(
            f"{day} 还没有到(今天是 {today()}),那时的数字现在还没有。请改用今天或以前的日期。",
            field=field,
        )


def local_day(instant: datetime) -> date:
    """The day in China on which an aware instant falls."""
    return instant.astimezone(CHINA).date()


def is_known(day: date) -> bool:
    """Whether the public holidays of that year are known."""
    return _FIRST_YEAR <= day.year <= LAST_KNOWN_YEAR


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """Whether people work on that day; by weekends alone where holidays are not known."""
    if not is_known(day):
        return day.weekday() < SATURDAY
    return bool(chinese_calendar.is_workday(day))


@lru_cache(maxsize=8192)
def holiday_name(day: date) -> str:
    """Chinese name of the public holiday that day belongs to; empty for an ordinary day."""
    if not is_known(day):
        return ""
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return _HOLIDAYS.get(name or "", "") if is_off else ""


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (before it when negative); 0 is the day itself."""
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def deadline(start: date, within: WorkingDays | CalendarDays) -> Deadline:
    """When a term that began on ``start`` ends, with the derivation in Chinese."""
    if within.count < 0:
        raise ValueError("a term is not negative")
    match within:
        case WorkingDays(count):
            on = add_working_days(start, count)
            counted = f"自{start}起第{count}个工作日"
        case CalendarDays(count):
            last = start + timedelta(days=count)
            on = next_working_day(last)
            counted = f"自{start}起第{count}天"
            if on != last:
                counted += f"({last}为休息日,顺延至{on})"
    skipped = _holidays_between(start, on)
    is_certain = is_known(start) and is_known(on)
    text = counted
    if skipped and isinstance(within, WorkingDays):
        text += ",跳过" + "、".join(f"{name}{days}天" for name, days in skipped)
    if not is_certain:
        text += f",{on.year}年放假安排尚未公布,暂按周末推算"
    return Deadline(start, on, within, skipped, is_certain, text)


def _holidays_between(start: date, end: date) -> tuple[tuple[str, int], ...]:
    """Public holidays after ``start`` up to ``end`` in order, with the number of days off."""
    found: dict[str, int] = {}
    for n in range(1, (end - start).days + 1):
        name = holiday_name(start + timedelta(days=n))
        if name:
            found[name] = found.get(name, 0) + 1
    return tuple(found.items())
