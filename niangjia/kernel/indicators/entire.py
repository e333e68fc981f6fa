"""Numbers of a node under which every union stood on every day (全部): no row need be placed.

What looks only at days and keys of the fact's ``Tally`` is read from that, all at once. All else
that is wanted of a fact is counted in one reading of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis import _

from niangjia.kernel.indicators.compile import Statement, fact_table, is_counted, marked, number
from niangjia.kernel.indicators.definition import Counter, Fact, Kind, Tally, tally_name
from niangjia.kernel.indicators.moments import Wanted, happened, happened_on
from niangjia.kernel.indicators.standing_in import standing_in


@lru_cache(maxsize=4096)
def tally_of(counter: Counter) -> Tally | None:
    """The tally that alone answers it, if there is one."""
    tally = counter.fact.tally
    if tally is None or counter.amount or counter.distinct != tally.distinct:
        return None
    if counter.distinct and counter.kind is not Kind.STOCK:
        return None
    days, keys = {counter.opened, counter.closed, counter.on} - {""}, set[str]()
    if counter.where is not None:
        (where,) = fact_table(counter.fact).bind(counter.where)
        keys = {field.name for field in where.op().find(ops.Field)}
    return tally if days <= set(tally.days) and keys <= set(tally.keys) else None


def from_tally(wanted: Sequence[Wanted]) -> Statement:
    """The same as ``statement``, of counters of one fact that have a ``tally_of``."""
    alike, stands_for = standing_in(wanted)
    return replace(_from_tally(alike), stands_for=stands_for)


@lru_cache(maxsize=256)
def _from_tally(wanted: tuple[Wanted, ...]) -> Statement:
    fact = wanted[0].counter.fact
    assert fact.tally is not None
    changes = _changes(fact, fact.tally)
    numbers = {f"n{i}": _added_up(changes, fact.tally, w) for i, w in enumerate(wanted)}
    return Statement(changes.aggregate(**numbers), (fact,))


def _changes(fact: Fact, tally: Tally) -> Any:
    """The tally as an engine provides it."""
    keys = {key: fact.columns[key] for key in tally.keys}
    columns = {"of": "int16", "day": "date", **keys, "number": "int64"}
    return ibis.table(columns, name=tally_name(fact))


def _added_up(changes: Any, tally: Tally, wanted: Wanted) -> Any:
    """One number: what happened on the asked days; of a stock, what opened less what closed."""
    counter, number = wanted.counter, changes.number
    if counter.kind is Kind.STOCK:
        opened, closed = tally.days.index(counter.opened), tally.days.index(counter.closed)
        counts = changes.of.isin((opened, closed)) & (changes.day <= ibis.literal(wanted.asked.day))
        number = number * (changes.of == closed).ifelse(-1, 1)
    else:
        is_of = changes.of == tally.days.index(counter.on)
        counts = is_of & happened_on(changes.day, wanted)
    if counter.where is not None:
        counts &= changes.bind(counter.where)[0]
    return number.sum(where=counts).fill_null(0)


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
