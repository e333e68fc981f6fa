"""One slip of the pen (一笔之差): a digit mistyped, dropped or doubled, two swapped, the point moved. Pure."""

from __future__ import annotations

from decimal import Decimal

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading.numerals import MAGNITUDES

_SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
LEAST_DIGITS = 3
"""Of shorter numbers half of all others are one slip away."""


def has_slipped(figure: Figure, right: Decimal) -> bool:
    """Whether a printed number is one slip of the pen away from another value."""
    if right <= 0:
        return False
    if any(figure.value.scaleb(places) == right for places in _SHIFTS):
        return True
    return one_slip(digits_of(figure), digits_of(figure, right))


def one_slip(printed: str, wanted: str, least: int = LEAST_DIGITS) -> bool:
    """Whether two strings of digits are one mistyped, swapped, dropped or doubled digit apart."""
    if len(printed) == len(wanted):
        wrong = [n for n, sign in enumerate(printed) if sign != wanted[n]]
        swapped = len(wrong) == 2 and sorted(printed) == sorted(wanted)
        return len(printed) >= least and (len(wrong) == 1 or swapped)
    longer, shorter = sorted((printed, wanted), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 > least and any(
        longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer))
    )


def digits_of(figure: Figure, value: Decimal | None = None) -> str:
    """The digits of a figure as printed; those of another value at the same scale."""
    number = figure.number.replace(",", "")
    if value is None:
        return number.replace(".", "").lstrip("0")
    scale = MAGNITUDES.get(figure.magnitude, Decimal(1))
    decimals = len(number.partition(".")[2])
    return str(int((value / scale).scaleb(decimals).to_integral_value()))
