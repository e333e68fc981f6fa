"""Figures reckoned from two others: changes (增减量), their rates (增减幅度), shares (占比). Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from niangjia.reports.rules.document import Role
from niangjia.reports.rules.register import plain_number

_PLACES = Decimal("0.000001")
_POINTS = "个百分点"


def reckon(role: Role, value: Decimal, other: Decimal) -> Decimal | None:
    """What a role makes of its two figures, rates and shares in percent; None when it divides by 0."""
    if role is Role.CHANGE:
        return value - other
    if not other:
        return None
    top = value if role is Role.SHARE else value - other
    return (top * 100 / other).quantize(_PLACES, ROUND_HALF_UP)


def called(role: Role, name: str, other: str) -> str:
    """How such a figure is called: 工会会员的增减幅度, 女会员占工会会员的比例."""
    return f"{name}占{other}的比例" if role is Role.SHARE else f"{name}的{role.value}"


def formula(role: Role, first: str, second: str) -> str:
    """How it is reckoned, from two figures named with their day or period."""
    match role:
        case Role.CHANGE:
            return f"{first} − {second}"
        case Role.CHANGE_RATE:
            return f"({first} − {second}) ÷ {second} × 100%"
        case _:
            return f"{first} ÷ {second} × 100%"


def spoken(role: Role, value: Decimal, unit: str) -> str:
    """A value of that role in words: 1,250,000人, 增加12人, 下降3.5%, 提高2个百分点, 持平."""
    if role in (Role.VALUE, Role.SHARE):
        return f"{plain_number(value)}{unit}"
    if not value:
        return "持平"
    size = f"{plain_number(abs(value))}{unit}"
    if role is Role.CHANGE_RATE:
        return f"{'增长' if value > 0 else '下降'}{size}"
    up, down = ("提高", "降低") if unit == _POINTS else ("增加", "减少")
    return f"{up if value > 0 else down}{size}"
