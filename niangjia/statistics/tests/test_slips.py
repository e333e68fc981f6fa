"""Slips of the pen: the quick look at two numbers passes over none that the long one would find."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.rules.slip import one_slip, shadows
from niangjia.statistics.check.rules.times.slipped import NEVER, likeness_asked, may_be_slip

DIGITS = st.text("0123456789", min_size=1, max_size=7)


def figure(number: str) -> Figure:
    value = Decimal(number)
    return Figure(
        text=number, start=0, end=len(number), value=value, low=value, high=value, unit="人",
        label="", context="#", block=0, sentence=0, segment=0, number=number,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6852", "6582"),
        ("6852", "2856"),
        ("6852", "6842"),
        ("126", "1526"),
        ("355", "35"),
        ("1001", "101"),
    ],
)
def test_one_slip_leaves_something_in_common(one: str, other: str) -> None:
    assert one_slip(one, other, least=2)
    assert one_slip(other, one, least=2)
    assert shadows(one) & shadows(other)


@pytest.mark.parametrize(("one", "other"), [("6852", "6528"), ("6852", "7842"), ("126", "15264")])
def test_two_slips_are_none(one: str, other: str) -> None:
    assert not one_slip(one, other, least=2)


@given(DIGITS, DIGITS)
def test_what_is_one_slip_shares_a_shadow(one: str, other: str) -> None:
    if one_slip(one, other, least=1):
        assert shadows(one) & shadows(other)


@given(DIGITS, st.sampled_from(["drop", "swap", "change", "noughts", "point"]), st.data())
def test_the_quick_look_passes_over_nothing(digits: str, how: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(digits) - 1))
    other = {
        "drop": digits[:at] + digits[at + 1 :],
        "swap": f"{digits[:at]}{digits[at : at + 2][::-1]}{digits[at + 2 :]}",
        "change": digits[:at] + "5" + digits[at + 1 :],
        "noughts": digits + "00",
        "point": f"{digits[: at + 1]}.{digits[at + 1 :] or '0'}",
    }[how]
    pair = figure(digits), figure(other or "0")

    assert likeness_asked(*pair) == NEVER or may_be_slip(*pair)
