"""Conditions as plain data: comparisons of named quantities, yes-or-no facts, all, any, not. Pure.

As JSON (what a ``Policy`` holds)::

    {"quantity": "net_pc", "is": "<", "times": "1.5", "of": "standard"}
    {"fact": "union_member"}
    {"all": [...]}   {"any": [...]}   {"not": {...}}

Nothing is ever evaluated as text. What is not in this list is refused when a set is read.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from niangjia.aid.rules import plain
from niangjia.aid.rules.facts import MONEY, Fact, Facts, Quantity
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import show_yuan

C = TypeVar("C", bound=TextCode)

DEEPEST = 6
"""How deep conditions may be nested: deeper is a mistake, not a rule."""


class Measure(TextCode):
    """What a quantity is compared with a multiple of."""

    STANDARD = "standard", "当地低保标准"
    INCOME = "income", "家庭年收入"
    MINIMUM_AREA = "minimum_area", "当地人均最低住房面积"
    UNIT = "unit", ""


class Relation(TextCode):
    """How a quantity is compared."""

    LESS = "<", "<"
    AT_MOST = "<=", "≤"
    MORE = ">", ">"
    AT_LEAST = ">=", "≥"


_COMPARE: Mapping[Relation, Callable[[Decimal, Decimal], bool]] = {
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.MORE: operator.gt,
    Relation.AT_LEAST: operator.ge,
}
_NEGATED = {
    Relation.LESS: "≥",
    Relation.AT_MOST: ">",
    Relation.MORE: "≤",
    Relation.AT_LEAST: "<",
}


class Area(TextCode):
    """城乡: by which of a county's two standards a household is measured."""

    URBAN = "urban", "城市"
    RURAL = "rural", "农村"


@dataclass(frozen=True)
class Local:
    """What differs by county: the monthly standard (当地月低保标准) and the least housing area.

    ``area`` None: the county has one standard for town and country.
    """

    standard_amount: Decimal
    minimum_area: Decimal = Decimal(0)
    area: Area | None = None


@dataclass(frozen=True)
class Comparison:
    """``net_pc < standard × 1.5``."""

    quantity: Quantity
    relation: Relation
    times: Decimal
    of: Measure


@dataclass(frozen=True)
class Is:
    """The fact is true."""

    fact: Fact


@dataclass(frozen=True)
class All:
    """Every part holds; empty holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """At least one part holds; empty does not."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Comparison | Is | All | Any | Not


@dataclass(frozen=True)
class Outcome:
    """Whether a condition holds, and one Chinese line for every comparison that was made."""

    holds: bool
    lines: tuple[str, ...]


def check(condition: Condition, facts: Facts, local: Local) -> Outcome:
    """Look at every part, also when the answer is clear before: the trace is complete."""
    match condition:
        case Comparison():
            return _compare(condition, facts, local)
        case Is(fact):
            holds = fact in facts.true
            return Outcome(holds, (f"{fact.label}:{'是' if holds else '否'}",))
        case Not(part):
            inner = check(part, facts, local)
            return Outcome(not inner.holds, inner.lines)
        case All(parts) | Any(parts):
            found = [check(part, facts, local) for part in parts]
            is_any = isinstance(condition, Any)
            holds = any(one.holds for one in found) if is_any else all(o.holds for o in found)
            return Outcome(holds, tuple(line for one in found for line in one.lines))


def _compare(one: Comparison, facts: Facts, local: Local) -> Outcome:
    value = facts.quantities[one.quantity]
    base = _base(one.of, facts, local)
    limit = base * one.times
    holds = _COMPARE[one.relation](value, limit)
    sign = one.relation.label if holds else _NEGATED[one.relation]
    left = f"{one.quantity.label} {_shown(value, one.quantity)}"
    if one.of == Measure.UNIT:
        return Outcome(holds, (f"{left} {sign} {_shown(limit, one.quantity)}",))
    label = one.of.label
    if one.of == Measure.STANDARD and local.area is not None:
        label = f"当地{local.area.label}低保标准"
    right = f"{label} {_shown(base, one.quantity)} × {_plain(one.times)}"
    if one.times != 1:
        right += f" = {_shown(limit, one.quantity)}"
    return Outcome(holds, (f"{left} {sign} {right}",))


def _base(of: Measure, facts: Facts, local: Local) -> Decimal:
    match of:
        case Measure.STANDARD:
            return local.standard_amount
        case Measure.INCOME:
            return facts.quantities[Quantity.INCOME]
        case Measure.MINIMUM_AREA:
            return local.minimum_area
        case Measure.UNIT:
            return Decimal(1)


def _shown(value: Decimal, quantity: Quantity) -> str:
    """Money to the fen unless the limit itself is finer; other numbers without trailing zeros."""
    if quantity not in MONEY:
        return _plain(value)
    rounded = show_yuan(value)
    return rounded if value == value.quantize(Decimal("0.01")) else f"{value.normalize():f} 元"


def _plain(value: Decimal) -> str:
    """``1.50`` → ``1.5``, ``1E+1`` → ``10``."""
    return f"{value.normalize():f}"


# --- Reading and writing ------------------------------------------------------------------


def read(data: object, *, depth: int = 0) -> Condition:
    """The condition of that data. Raises ValueError, in Chinese, for anything else."""
    if depth > DEEPEST:
        raise ValueError("条件嵌套太深。请简化。")
    if not isinstance(data, Mapping):
        raise ValueError(f"条件格式不对:{data!r}")
    match sorted(data):
        case ["all" | "any" as kind]:
            parts = data[kind]
            if not isinstance(parts, list | tuple) or not parts:
                raise ValueError("“全部满足”“任一满足”之下至少要有一个条件。")
            read_parts = tuple(read(part, depth=depth + 1) for part in parts)
            return All(read_parts) if kind == "all" else Any(read_parts)
        case ["not"]:
            return Not(read(data["not"], depth=depth + 1))
        case ["fact"]:
            return Is(_code(Fact, data["fact"]))
        case ["is", "of", "quantity", "times"]:
            return Comparison(
                _code(Quantity, data["quantity"]),
                _code(Relation, data["is"]),
                plain.number(data["times"]),
                _code(Measure, data["of"]),
            )
    raise ValueError(f"条件格式不对,不认识的内容:{'、'.join(map(str, sorted(data)))}")


def write(condition: Condition) -> dict[str, object]:
    """The condition as plain data; ``read(write(c)) == c``."""
    match condition:
        case Comparison(quantity, relation, times, of):
            return {
                "quantity": quantity.value,
                "is": relation.value,
                "times": str(times),
                "of": of.value,
            }
        case Is(fact):
            return {"fact": fact.value}
        case All(parts):
            return {"all": [write(part) for part in parts]}
        case Any(parts):
            return {"any": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}


def _code(kind: type[C], value: object) -> C:
    try:
        return kind(str(value))
    except ValueError:
        raise ValueError(f"条件中不认识“{value}”。") from None
