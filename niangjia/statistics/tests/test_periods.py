"""Periods: their ends, names and order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.statistics.rules.periods import (
    Period,
    PeriodKind,
    between,
    containing,
    following,
    parse,
    previous,
    whole,
    year_before,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("kind", "start", "end", "label", "code"),
    [
        (PeriodKind.MONTH, date(2017, 5, 1), date(2017, 5, 31), "2017年5月", "2017-05"),
        (PeriodKind.QUARTER, date(2017, 4, 1), date(2017, 6, 30), "2017年第二季度", "2017Q2"),
        (PeriodKind.HALF_YEAR, date(2017, 1, 1), date(2017, 6, 30), "2017年上半年", "2017H1"),
        (PeriodKind.YEAR, date(2017, 1, 1), date(2017, 12, 31), "2017年", "2017"),
        (
            PeriodKind.STATISTICAL_YEAR,
            date(2016, 10, 1),
            date(2017, 9, 30),
            "2016—2017统计年度",
            "2017S",
        ),
    ],
)
def test_period_of_a_day(kind: PeriodKind, start: date, end: date, label: str, code: str) -> None:
    period = containing(kind, date(2017, 5, 15))

    assert period == Period(start, end, kind)
    assert period.label == label
    assert period.code == code


def test_statistical_year_begins_on_the_first_of_october() -> None:
    assert containing(PeriodKind.STATISTICAL_YEAR, date(2017, 9, 30)).code == "2017S"
    assert containing(PeriodKind.STATISTICAL_YEAR, date(2017, 10, 1)).code == "2018S"


@given(KINDS, DAYS)
def test_every_day_lies_in_its_period_and_neighbours_touch(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)

    assert period.start <= day <= period.end
    assert previous(period).end == period.start - timedelta(days=1)
    assert following(previous(period)) == period
    assert year_before(period).end < period.start
    assert parse(period.code) == period


@pytest.mark.parametrize("text", ["", "2017-13", "2017Q5", "2017H3", "17", "0000", "2017T", "去年"])
def test_what_is_no_period_is_refused(text: str) -> None:
    assert parse(text) is None


def test_lower_case_and_blanks_are_read() -> None:
    assert parse(" 2017q2 ") == containing(PeriodKind.QUARTER, date(2017, 6, 1))


def test_a_period_is_over_the_day_after_its_last() -> None:
    period = containing(PeriodKind.MONTH, date(2017, 6, 1))

    assert not period.is_over(date(2017, 6, 30))
    assert period.is_over(date(2017, 7, 1))


def test_whole_finds_the_period_with_these_ends() -> None:
    assert whole(date(2017, 1, 1), date(2017, 6, 30)) == parse("2017H1")
    assert whole(date(2016, 10, 1), date(2017, 9, 30)) == parse("2017S")
    assert whole(date(2017, 1, 1), date(2017, 12, 31)) == parse("2017")
    assert whole(date(2017, 1, 2), date(2017, 6, 30)) is None


def test_between_gives_whole_periods_alone() -> None:
    found = [p.code for p in between(PeriodKind.YEAR, date(2012, 7, 1), date(2017, 6, 30))]

    assert found == ["2013", "2014", "2015", "2016"]
