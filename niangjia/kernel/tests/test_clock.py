"""Working days and deadlines around real public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import clock
from niangjia.kernel.clock import CalendarDays, WorkingDays
from niangjia.kernel.errors import Blocked

known_days = st.dates(date(2010, 1, 1), date(2025, 12, 1))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 10, date(2026, 10, 20)),  # Saturday 10 October is worked
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        (date(2024, 10, 8), 4, date(2024, 10, 12)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 10, 1), 0, date(2026, 10, 1)),
    ],
)
def test_working_days_step_over_holidays(start: date, count: int, end: date) -> None:
    assert clock.add_working_days(start, count) == end


@given(known_days, st.integers(1, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = clock.add_working_days(start, count)

    assert clock.is_working_day(end)
    assert clock.working_days_between(start, end) == count
    assert clock.working_days_between(end, start) == -count


def test_deadline_tells_how_it_was_found() -> None:
    found = clock.deadline(date(2024, 9, 30), WorkingDays(10))

    assert found.on == date(2024, 10, 18)
    assert found.skipped == (("国庆", 7),)
    assert found.text == "自2024-09-30起第10个工作日,跳过国庆7天"
    assert found.is_certain


def test_calendar_term_ending_on_a_holiday_moves_on() -> None:
    found = clock.deadline(date(2026, 9, 25), CalendarDays(7))

    assert found.on == date(2026, 10, 8)
    assert "2026-10-02为休息日,顺延至2026-10-08" in found.text


def test_beyond_the_known_years_weekends_count_and_it_says_so() -> None:
    start = date(clock.LAST_KNOWN_YEAR + 2, 1, 3)

    found = clock.deadline(start, WorkingDays(5))

    assert not found.is_certain
    assert "放假安排尚未公布" in found.text
    assert all(
        clock.is_working_day(start + timedelta(days=n))
        == ((start + timedelta(days=n)).weekday() < 5)
        for n in range(14)
    )


def test_a_term_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        clock.deadline(date(2026, 1, 5), WorkingDays(-1))


def test_today_is_the_day_in_china() -> None:
    with time_machine.travel(datetime(2026, 11, 20, 16, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 11, 21)
        assert clock.local_day(clock.now()) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("20170630", "请写成 2017-06-30 的样子"),
        ("2017-W26-5", "请写成 2017-06-30 的样子"),
        ("2025-02-30", "没有 2025-02-30 这一天"),
        ("0000-01-01", "没有 0000-01-01 这一天"),
    ],
)
def test_a_day_that_is_none_is_told(typed: str, told: str) -> None:
    assert clock.day_of("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(Blocked, match=told):
        clock.day_of(typed)
