"""Conditions as tables (条件表): an Ibis condition taken apart by the columns it looks at.

What a condition says of one column depends on a few classes of values only: below a bound, equal
to a code, null. A column so becomes an *axis* of classes, and a condition becomes a table of
booleans over the classes of each axis, all of which must hold. Null counts as false, as in a
filter. What is no comparison of a column with constants, or an *or* over several columns, is not
taken apart: it is an axis of its own, with true and false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.operations as ops
import numpy as np
from numpy.typing import NDArray

Truth = NDArray[np.bool_]
_COMPARISONS: Mapping[Any, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        ops.Equals: operator.eq, ops.NotEquals: operator.ne, ops.Less: operator.lt,
        ops.LessEqual: operator.le, ops.Greater: operator.gt, ops.GreaterEqual: operator.ge,
    }
)  # fmt: skip
_OTHER = object()  # a value unlike every constant


@dataclass(frozen=True)
class Leaf:
    """What is asked of one axis: of its values, and of null."""

    axis: Any  # the column, or a condition that is no comparison
    holds: Callable[[Any], bool]
    on_null: bool
    constants: tuple[Any, ...] = ()
    is_ordering: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """Whether it holds, by the class of one axis."""

    axis: Any
    truth: Truth


@dataclass(frozen=True)
class Joined:
    """All of the parts, or any of them."""

    is_all: bool
    parts: tuple[Any, ...]


def parse(condition: Any) -> Leaf | Joined:
    """A bound Ibis condition, with every *not* pushed down to the leaves."""
    return _parsed(condition.op(), True)


def leaves(formula: Leaf | Joined) -> list[Leaf]:
    """All leaves."""
    if isinstance(formula, Leaf):
        return [formula]
    return [leaf for part in formula.parts for leaf in leaves(part)]


def tables(formula: Leaf | Joined, axes: Mapping[Any, Axis]) -> list[Table]:
    """The same as one table per axis: it holds when all of them do."""
    by_axis: dict[Any, list[Truth]] = {}
    for part in _conjuncts(formula):
        truth = _truth(part, axes)
        by_axis.setdefault(leaves(part)[0].axis, []).append(truth)
    return [Table(axis, np.logical_and.reduce(truths)) for axis, truths in by_axis.items()]


def _truth(formula: Leaf | Joined, axes: Mapping[Any, Axis]) -> Truth:
    """By class of the one axis that it looks at."""
    if isinstance(formula, Leaf):
        return axes[formula.axis].truth(formula)
    join = np.logical_and if formula.is_all else np.logical_or
    return reduce(join, (_truth(part, axes) for part in formula.parts))


def _conjuncts(formula: Leaf | Joined) -> list[Leaf | Joined]:
    if isinstance(formula, Joined) and formula.is_all:
        return [conjunct for part in formula.parts for conjunct in _conjuncts(part)]
    return [formula]


class Axis:
    """The classes of a column: null, then values between bounds, or each known value."""

    def __init__(self, axis: Any, asked: Sequence[Leaf]) -> None:
        self._axis = axis
        constants = dict.fromkeys(c for leaf in asked for c in leaf.constants)
        self._is_ordered = any(leaf.is_ordering for leaf in asked)
        if self._is_ordered:
            bounds = sorted({*constants, *(c + 1 for c in constants)})
            self._values = [None, bounds[0] - 1, *bounds]
        else:
            self._values = [None, _OTHER, *constants]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return len(self._values)

    def truth(self, leaf: Leaf) -> Truth:
        """By class."""
        return np.array([leaf.on_null if v is None else leaf.holds(v) for v in self._values], bool)

    def lookup(self, rows: Any, by_class: Sequence[int]) -> Any:
        """The number of the class that the column of a row falls into.

        Null is asked first where several questions would follow: in many columns most rows are.
        """
        of_null = _whole(by_class[0])
        if not isinstance(self._axis, str):
            return ibis.ifelse(_of(self._axis, rows), _whole(by_class[2]), of_null)
        column = rows[self._axis]
        steps, other = (self._steps if self._is_ordered else self._matches)(column, by_class)
        if other != by_class[0] or len(steps) > 1:
            steps = [(column.isnull(), by_class[0]), *steps]
        chosen = [(condition, _whole(number)) for condition, number in steps]
        return ibis.cases(*chosen, else_=_whole(other)) if chosen else of_null

    def _matches(self, column: Any, by_class: Sequence[int]) -> tuple[list[tuple[Any, int]], int]:
        """Equal to one of the constants, and what is left."""
        other = by_class[1]
        known = zip(self._values[2:], by_class[2:], strict=True)
        return [
            (column == constant, number) for constant, number in known if number != other
        ], other

    def _steps(self, column: Any, by_class: Sequence[int]) -> tuple[list[tuple[Any, int]], int]:
        """Below the first bound, below the second …, and what is left."""
        last = len(by_class) - 1
        steps = [
            (column < _literal(self._values[c + 1]), by_class[c])
            for c in range(1, last)
            if by_class[c] != by_class[c + 1]
        ]
        return steps, by_class[last]


class Day(int):
    """A day as its ordinal, so that days have neighbours like numbers."""

    def __add__(self, other: int) -> Day:
        return Day(int(self) + other)

    def __sub__(self, other: int) -> Day:
        return Day(int(self) - other)


def _parsed(op: Any, is_asserted: bool) -> Leaf | Joined:
    match op:
        case ops.And(left=left, right=right) | ops.Or(left=left, right=right):
            is_all = isinstance(op, ops.And) == is_asserted
            joined = Joined(is_all, (_parsed(left, is_asserted), _parsed(right, is_asserted)))
            is_of_one = len({leaf.axis for leaf in leaves(joined)}) == 1
            return joined if is_all or is_of_one else _opaque(op, is_asserted)
        case ops.Not(arg=inner):
            return _parsed(inner, not is_asserted)
    leaf = _comparison(op)
    if leaf is None:
        return _opaque(op, is_asserted)
    if is_asserted:
        return leaf
    holds = leaf.holds
    on_null = isinstance(op, ops.IsNull | ops.NotNull) and not leaf.on_null
    return replace(leaf, holds=lambda v: not holds(v), on_null=on_null)


def _opaque(op: Any, is_asserted: bool) -> Leaf:
    """A condition that is not taken apart: an axis of its own."""
    return Leaf(op if is_asserted else ops.Not(op), lambda v: v is True, False, (True,))


def _of(condition: Any, rows: Any) -> Any:
    """The condition over those rows."""
    fields = {field: rows[field.name].op() for field in condition.find(ops.Field)}
    return condition.replace(fields).to_expr()


def _comparison(op: Any) -> Leaf | None:
    """A column compared with constants, or None."""
    match op:
        case ops.IsNull(arg=ops.Field() as field):
            return Leaf(field.name, lambda _v: False, True)
        case ops.NotNull(arg=ops.Field() as field):
            return Leaf(field.name, lambda _v: True, False)
        case ops.Field():
            return Leaf(op.name, lambda v: v is True, False, (True,))
        case ops.InValues(value=ops.Field() as field, options=options):
            return _known(field, options, lambda v, known: v in known, is_ordering=False)
        case ops.Between(arg=ops.Field() as field, lower_bound=low, upper_bound=high):
            return _known(field, (low, high), lambda v, known: known[0] <= v <= known[1])
        case ops.Comparison(left=ops.Field() as field, right=right) if type(op) in _COMPARISONS:
            compare = _COMPARISONS[type(op)]
            return _known(
                field,
                (right,),
                lambda v, known: compare(v, known[0]),
                is_ordering=not isinstance(op, ops.Equals | ops.NotEquals),
            )
    return None


def _known(
    field: Any,
    options: Sequence[Any],
    holds: Callable[[Any, tuple[Any, ...]], bool],
    *,
    is_ordering: bool = True,
) -> Leaf | None:
    """A leaf over constants that the axis of the column can have."""
    if not all(isinstance(o, ops.Literal) and o.value is not None for o in options):
        return None
    constants = tuple(_constant(o.value) for o in options)
    kind = field.dtype
    is_whole = kind.is_integer() and all(type(c) is int for c in constants)
    is_day = kind.is_date() and all(isinstance(c, Day) for c in constants)
    if is_whole or is_day or (not is_ordering and (kind.is_string() or kind.is_boolean())):
        return Leaf(field.name, lambda v: holds(v, constants), False, constants, is_ordering)
    return None


def _constant(value: Any) -> Any:
    return Day(value.toordinal()) if type(value) is date else value


def _literal(value: int) -> Any:
    return ibis.literal(date.fromordinal(value)) if isinstance(value, Day) else value


def _whole(number: int) -> Any:
    return ibis.literal(number, "int64")
