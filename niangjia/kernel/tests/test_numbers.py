"""Numbers as people type them: plain ones alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.kernel.numbers import plain_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", "1234"), ("12", "12"), (" 7 ", "7"), ("-3", "-3"), ("0.50", "0.50"),
     ("1,234,567.8", "1234567.8"), ("1e5", None), ("1E+05", None), ("1,5", None), ("1,2,3", None),
     ("12 家", None), ("NaN", None), ("∞", None), ("１2万", None), ("1 000", None), (".", None),
     ("1_000", None), ("1" * 41, None)],
)  # fmt: skip
def test_only_plain_numbers_are_read(text: str, value: str | None) -> None:
    assert plain_number(text) == (None if value is None else Decimal(value))
