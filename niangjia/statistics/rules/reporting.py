"""Typing figures in (数据填报): what is refused, and what is asked again. Pure.

工会统计调查制度(国统制〔2019〕107号): figures are true, on time, and answered for by a named person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.statistics.rules.periods import Period

POLICY = "figures.reporting"
POLICY_LABEL = "数据报送期限"
POLICY_DEFAULT = {"days": 30}
POLICY_LABELS = {"days": "半年结束后几天内报送"}
POLICY_BASIS = "工会统计调查制度(国统制〔2019〕107号)要求按时报送;天数为本系统默认值,由各级工会定"
HIGHEST = Decimal(10) ** 16  # more than all the money there is; keeps the column's 18 places
HUNDRED = Decimal(100)
EARLIEST = date(1949, 10, 1)
JUMP = 10
_PERCENT, _YUAN = "%", "元"


@dataclass(frozen=True)
class Typed:
    """One value somebody wants to type in; ``unit`` is the indicator's (人, 元, % …)."""

    name: str
    unit: str
    value: Decimal


def live_refusal(name: str, *, is_awaiting: bool) -> str | None:
    """Only figures whose records are not kept here yet may be typed (design §2)."""
    if is_awaiting:
        return None
    return f"“{name}”由记录统计,不能填报。数字不对时,请更正相应的记录。"


def period_refusal(period: Period, today: date) -> str | None:
    """A period that has not begun has no figures; one that is running may be typed so far.

    One before the People's Republic is a slip of the year.
    """
    if period.end < EARLIEST:
        return f"{period.label}太早,新中国成立前的数不在这里填报。请核对年份。"
    if period.start > today:
        return f"{period.label}还没有开始,不能填报。请选择已经开始的期间。"
    return None


def value_refusal(typed: Typed) -> str | None:
    """Why this cannot be a value of that unit."""
    name, unit, value = typed.name, typed.unit, typed.value
    if not value.is_finite():
        return f"“{name}”不是一个数。请只填阿拉伯数字。"
    if value < 0:
        return f"“{name}”不能小于零,现在是 {value}。请核对后重填。"
    if value >= HIGHEST:
        return f"“{name}”太大({value:,})。请核对单位是否为“{unit}”,不要用万、亿。"
    if unit == _PERCENT and value > HUNDRED:
        return f"“{name}”是百分比,应在 0 到 100 之间,现在是 {value}。请核对分子和分母。"
    if unit in (_PERCENT, _YUAN):
        return _too_fine(name, value)
    if value != value.to_integral_value():
        return f"“{name}”的单位是“{unit}”,应填整数,现在是 {value}。请核对。"
    return None


def _too_fine(name: str, value: Decimal) -> str | None:
    if value != value.quantize(Decimal("0.01")):
        return f"“{name}”最多填两位小数,现在是 {value}。"
    return None


def jump(typed: Typed, *, before: Decimal | None, children: Decimal | None) -> str | None:
    """A value ten times another that should be near it, or a tenth: asked again, not refused.

    ``before`` is the last period's, ``children`` the sum of those one level down.
    """
    if typed.unit == _PERCENT:
        return None
    for label, other in (("上期", before), ("下级合计", children)):
        times = _times(typed.value, other)
        if times:
            mine, theirs = _said(typed.value), _said(other)
            return f"“{typed.name}”填 {mine},是{label} {theirs} 的{times},请核对是否错位。"
    return None


def _said(value: Decimal | None) -> str:
    text = f"{value or 0:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _times(value: Decimal, other: Decimal | None) -> str:
    """`` 10 倍以上`` or ``十分之一以下``; nothing to compare with zero."""
    if not other or not value:
        return ""
    if value >= other * JUMP:
        return " 10 倍以上"
    return "十分之一以下" if value * JUMP <= other else ""
