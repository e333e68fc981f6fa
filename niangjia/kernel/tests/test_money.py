"""Money is Decimal yuan and shown in a readable unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.kernel import money


@pytest.mark.parametrize(
    ("value", "expected"), [("1.005", "1.01"), (3, "3.00"), (Decimal("-1.005"), "-1.01")]
)
def test_two_places_half_up(value: Decimal | int | str, expected: str) -> None:
    assert str(money.yuan(value)) == expected


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        money.yuan(1.1)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("87032215.50", "8,703.22 万元"),
        ("9999.99", "9,999.99 元"),
        ("-20000", "-2.00 万元"),
        ("1234567890.12", "12.35 亿元"),
        ("0", "0.00 元"),
    ],
)
def test_shown_in_a_readable_unit(amount: str, text: str) -> None:
    assert money.show(Decimal(amount)) == text


def test_exact_yuan() -> None:
    assert money.show_yuan(Decimal("87032215.5")) == "87,032,215.50 元"
    assert money.show_wan(Decimal("87032215.5")) == "8,703.22 万元"
