"""Money: Decimal yuan (元) with two places, and how it is shown. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)


def yuan(value: Decimal | int | str) -> Decimal:
    """The amount with exactly two places, half a cent rounded up. Floats are not accepted."""
    if isinstance(value, float):
        raise TypeError("money is never a float")
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def show_yuan(amount: Decimal) -> str:
    """``87,032,215.50 元``."""
    return f"{yuan(amount):,} 元"


def show_wan(amount: Decimal) -> str:
    """``8,703.22 万元``; the exact yuan belong into the hover text."""
    return f"{yuan(amount / _WAN):,} 万元"


def show(amount: Decimal) -> str:
    """In the unit a reader takes in at a glance: 元 below 10,000, then 万元, then 亿元."""
    size = abs(amount)
    if size >= _YI:
        return f"{yuan(amount / _YI):,} 亿元"
    return show_wan(amount) if size >= _WAN else show_yuan(amount)
