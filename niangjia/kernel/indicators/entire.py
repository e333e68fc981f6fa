"""Numbers of a node under which every union stood on every day (全部): no row need be placed.

What looks only at columns of the fact's ``Index`` is counted from that alone, rows that last apart
from those that ended, for each is one stretch of it. All else that is wanted of a fact is counted
in one reading of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis import _

from niangjia.kernel.indicators.compile import Statement, fact_table, is_counted, marked, number
from niangjia.kernel.indicators.definition import Counter, Index, Kind, index_name
from niangjia.kernel.indicators.moments import Wanted, happened
from niangjia.kernel.indicators.standing_in import standing_in


def index_of(counter: Counter) -> Index | None:
    """The index that alone answers it, if there is one."""
    index = counter.fact.index
    if index is None or counter.distinct or counter.amount:
        return None
    looks_at = {counter.opened, counter.closed, counter.on} - {""}
    if counter.where is not None:
        (where,) = fact_table(counter.fact).bind(counter.where)
        looks_at |= {field.name for field in where.op().find(ops.Field)}
    return index if looks_at <= set(index.columns) else None


def from_index(wanted: Wanted) -> Statement:
    """One number, ``n0``, of a counter that has an ``index_of``."""
    (alike,), stands_for = standing_in((wanted,))
    return replace(_from_index(alike), stands_for=stands_for)


@lru_cache(maxsize=256)
def _from_index(wanted: Wanted) -> Statement:
    fact, where = wanted.counter.fact, wanted.counter.where
    assert fact.index is not None
    columns = {name: fact.columns[name] for name in fact.index.columns}
    rows = ibis.table(columns, name=index_name(fact))
    parts = [
        rows.filter(condition if where is None else condition & rows.bind(where)[0])
        for condition in _stretches(rows, wanted, fact.index.columns[0])
    ]
    counted = ibis.union(*(part.aggregate(times=part.count()) for part in parts))
    return Statement(counted.aggregate(n0=_.times.sum()), (fact,))


def _stretches(rows: Any, wanted: Wanted, ended: str) -> Iterator[Any]:
    """Which rows count, apart by whether they last or ended."""
    counter = wanted.counter
    if counter.kind is Kind.STOCK and counter.closed == ended:
        day = ibis.literal(wanted.asked.day)
        began = rows[counter.opened] <= day
        yield rows[ended].isnull() & began
        yield (rows[ended] > day) & began
        return
    if counter.on != ended:
        yield rows[ended].isnull() & happened(rows, wanted)
    yield rows[ended].notnull() & happened(rows, wanted)


def statement(wanted: Sequence[Wanted]) -> Statement:
    """Numbers ``n0 n1 …`` in the order wanted, in one row; a row without a union counts nowhere.

    All counters are of one fact and count the same kind of distinct thing or none.
    """
    alike, stands_for = standing_in(wanted)
    return replace(_statement(alike), stands_for=stands_for)


@lru_cache(maxsize=256)
def _statement(wanted: tuple[Wanted, ...]) -> Statement:
    fact = wanted[0].counter.fact
    rows = marked(fact_table(fact).filter(_.union_id.notnull()), wanted, happened)
    if wanted[0].counter.distinct:
        return Statement(_of_things(rows, wanted), (fact,))
    numbers = {f"n{i}": number(rows, w) for i, w in enumerate(wanted)}
    return Statement(rows.aggregate(**numbers), (fact,))


def _of_things(rows: Any, wanted: tuple[Wanted, ...]) -> Any:
    flags = {f"n{i}": is_counted(rows, w) for i, w in enumerate(wanted)}
    by_row = rows.select(thing=rows[wanted[0].counter.distinct], **flags)
    by_thing = by_row.group_by("thing").aggregate(**{name: _[name].any() for name in flags})
    return by_thing.aggregate(**{name: _.count(where=_[name]) for name in flags})
