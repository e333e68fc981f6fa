"""The numbers inside a condition: shown in Chinese, changed one by one without touching its form. Pure.

A place names a number by the way to it through the parts of the condition (``0.1``; the condition
itself is ``""``), so a form can hold one field for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from niangjia.aid.rules.conditions import All, Any, Comparison, Condition, Is, Measure, Not


@dataclass(frozen=True)
class Threshold:
    """One number: where it stands, what it limits in words, and its value."""

    place: str
    label: str
    times: Decimal


def thresholds(condition: Condition, place: str = "") -> Iterator[Threshold]:
    """Every number of the condition, in the order in which it reads."""
    match condition:
        case Comparison():
            yield Threshold(place, _head(condition), condition.times)
        case All(parts) | Any(parts):
            for number, part in enumerate(parts):
                yield from thresholds(part, f"{place}.{number}".strip("."))
        case Not(part):
            yield from thresholds(part, f"{place}.0".strip("."))


def changed(condition: Condition, values: Mapping[str, Decimal], place: str = "") -> Condition:
    """The condition with other numbers at the places named; the rest stays."""
    match condition:
        case Comparison():
            return replace(condition, times=values.get(place, condition.times))
        case All(parts) | Any(parts):
            inner = tuple(
                changed(part, values, f"{place}.{number}".strip("."))
                for number, part in enumerate(parts)
            )
            return replace(condition, parts=inner)
        case Not(part):
            return Not(changed(part, values, f"{place}.0".strip(".")))
        case Is():
            return condition


def describe(condition: Condition, *, inside: bool = False) -> str:
    """The condition as a Chinese clause; ``inside`` another one it stands in brackets."""
    match condition:
        case Comparison():
            return _head(condition, with_times=True)
        case Is(fact):
            return fact.label
        case Not(part):
            return f"不属于“{describe(part)}”"
        case All(parts) | Any(parts):
            word = "或" if isinstance(condition, Any) else "且"
            text = f",{word}".join(describe(part, inside=True) for part in parts)
            return f"({text})" if inside and len(parts) > 1 else text


def _head(one: Comparison, *, with_times: bool = False) -> str:
    """``家庭月人均净收入 < 当地低保标准 × 1.5``."""
    left = f"{one.quantity.label} {one.relation.label}"
    times = f"{one.times.normalize():f}" if with_times else ""
    if one.of == Measure.UNIT:
        return f"{left} {times}".rstrip()
    if with_times and one.times == 1:
        return f"{left} {one.of.label}"
    return f"{left} {one.of.label} × {times}".rstrip()
