"""Bits (计数位): which of the wanted numbers a row counts for, as bits of a whole number.

A province has nine million memberships and a few hundred numbers of each node. Asking each row
for each number is slow. What a column allows is looked up once for all numbers instead, and a row
counts for the numbers that all its columns allow: a lookup per column, joined by bitwise *and*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import and_
from typing import Any

import ibis

from niangjia.kernel.indicators.definition import Counter
from niangjia.kernel.indicators.formulas import Axis, Joined, Leaf, leaves, parse, tables
from niangjia.kernel.indicators.moments import Wanted, happened, moment

SIZE = 62  # of a whole number of 64, without the sign


def names(wanted: Sequence[object]) -> list[str]:
    """The columns that hold the bits: number ``i`` is bit ``i % SIZE`` of column ``i // SIZE``."""
    return [f"b{n}" for n in range((len(wanted) + SIZE - 1) // SIZE)]


def bits(
    rows: Any, wanted: Sequence[Wanted], stood: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The columns of bits; ``stood`` says at which moments a row stood at its place."""
    pieces = (wanted[first : first + SIZE] for first in range(0, len(wanted), SIZE))
    return {
        name: reduce(and_, [*_by_columns(rows, piece), *_by_places(piece, stood or {})])
        for name, piece in zip(names(wanted), pieces, strict=True)
    }


def _by_columns(rows: Any, wanted: Sequence[Wanted]) -> Iterator[Any]:
    """What each column allows."""
    formulas = _formulas(wanted)
    asked: dict[Any, list[Leaf]] = defaultdict(list)
    for formula in formulas:
        for leaf in leaves(formula):
            asked[leaf.axis].append(leaf)
    axes = {axis: Axis(axis, of_it) for axis, of_it in asked.items()}
    allowed = {axis: [_every(wanted)] * found.size for axis, found in axes.items()}
    for number, formula in enumerate(formulas):
        for table in tables(formula, axes):
            for position, holds in enumerate(table.truth):
                if not holds:
                    allowed[table.axis][position] &= ~(1 << number)
    for axis, by_class in allowed.items():
        yield axes[axis].lookup(rows, by_class)


def _by_places(wanted: Sequence[Wanted], stood: Mapping[str, Any]) -> Iterator[Any]:
    """What the place of a row allows: numbers of the moments at which it stood there."""
    for name, was_there in stood.items():
        then = sum(1 << number for number, w in enumerate(wanted) if moment(w) == name)
        every = _every(wanted)
        yield ibis.ifelse(was_there, _whole(every), _whole(every & ~then))


def _formulas(wanted: Sequence[Wanted]) -> list[Leaf | Joined]:
    """When and where each counts; what several share is taken apart once."""
    fact = wanted[0].counter.fact
    rows = ibis.table(dict(fact.columns), name=fact.code)
    whens: dict[str, Leaf | Joined] = {}
    for w in wanted:
        if moment(w) not in whens:
            whens[moment(w)] = parse(happened(rows, w))
    return [
        whens[moment(w)] if (where := _where(w.counter)) is None
        else Joined(True, (whens[moment(w)], where))
        for w in wanted
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _where(counter: Counter) -> Leaf | Joined | None:
    if counter.where is None:
        return None
    rows = ibis.table(dict(counter.fact.columns), name=counter.fact.code)
    return parse(rows.bind(counter.where)[0])


def _every(wanted: Sequence[Wanted]) -> int:
    return (1 << len(wanted)) - 1


def _whole(number: int) -> Any:
    return ibis.literal(number, "int64")
