"""Conditions in Chinese, and the comparisons inside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from niangjia.aid.rules.conditions import All, Any, Comparison, Condition, Is, Measure, Not
from niangjia.aid.rules.facts import MONEY


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of the condition, in the order in which it reads."""
    match condition:
        case Comparison():
            yield condition
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)


def describe(condition: Condition, *, inside: bool = False) -> str:
    """The condition as a Chinese clause; ``inside`` another one it stands in brackets."""
    match condition:
        case Comparison():
            return _compared(condition)
        case Is(fact):
            return fact.label
        case Not(part):
            return f"不属于“{describe(part)}”"
        case All(parts) | Any(parts):
            word = "或" if isinstance(condition, Any) else "且"
            text = f",{word}".join(describe(part, inside=True) for part in parts)
            return f"({text})" if inside and len(parts) > 1 else text


def _compared(one: Comparison) -> str:
    """``家庭月人均净收入 < 当地低保标准 × 1.5``."""
    left, times = f"{one.quantity.label} {one.relation.label}", f"{one.times.normalize():f}"
    if one.of == Measure.UNIT:
        return f"{left} {times} 元" if one.quantity in MONEY else f"{left} {times}"
    return f"{left} {one.of.label}" if one.times == 1 else f"{left} {one.of.label} × {times}"
