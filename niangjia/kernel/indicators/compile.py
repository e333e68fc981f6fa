"""From counters to SQL: one pass per fact, each counter an aggregate with its own FILTER.

Ibis writes the SELECT; the fact and the tree are put in front as common table expressions, so
that the same expression can later run over Parquet, where they are tables.

Every record is placed by the tree of its own day: a stock by where the union stood on the asked
day, a flow by where it stood when it happened. So figures of children add up to the parent's,
and unions closed in between are not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from niangjia.kernel.indicators.definition import Counter, Fact, Kind, Tree


@dataclass(frozen=True)
class Asked:
    """For when a figure is asked: a day for stocks, a period (both ends included) for flows."""

    on: date | None = None
    start: date | None = None
    end: date | None = None

    @property
    def day(self) -> date | None:
        """The day of stocks: the asked one, or the end of the period."""
        return self.on or self.end

    def is_of_period(self, kind: Kind) -> bool:
        """Flows are; a cumulative number is when a period is asked for and no day."""
        return kind is Kind.FLOW or (
            kind is Kind.CUMULATIVE and self.on is None and self.start is not None
        )


def expression(
    fact: Fact, counters: Sequence[Counter], tree: Tree, asked: Asked, node: int, *, by_child: bool
) -> ibis.Table:
    """All counters of one fact at and under the node, in one aggregate.

    With ``by_child`` one row per direct child (column ``child``, text id; empty: the node itself).
    """
    rows = ibis.table(dict(fact.columns), name=fact.code)
    standing = _under(ibis.table(dict(tree.columns), name="tree"), node)
    joined = rows.join(standing, rows.union_id == standing.tree_union_id)
    numbers = {_column(n): _aggregate(joined, c, asked) for n, c in enumerate(counters)}
    if not by_child:
        return joined.aggregate(**numbers)
    return joined.group_by("child").aggregate(**numbers)


def postgres(
    fact: Fact,
    counters: Sequence[Counter],
    tree: Tree,
    asked: Asked,
    node: int,
    *,
    by_child: bool,
    is_dated: bool,
) -> str:
    """The statement for PostgreSQL; literals are dates, ids and constants of definitions."""
    asks = expression(fact, counters, tree, asked, node, by_child=by_child)
    select = str(ibis.to_sql(asks, dialect="postgres", pretty=False))
    standing = tree.dated if is_dated else tree.today
    parts = (
        f'WITH "{fact.code}" AS NOT MATERIALIZED ({fact.sql}),',
        f'"tree" AS NOT MATERIALIZED ({standing})',
        f"SELECT answer.* FROM ({select}) AS answer",  # noqa: S608 - definitions of ours, no input
    )
    return " ".join(parts)


def _under(tree: Any, node: int) -> Any:
    """Unions at or under the node, whatever stands above it, with the child they belong to."""
    mark = f"/{node}/"
    inside = tree.filter(tree.path.like(f"%{mark}%"))
    return inside.select(
        tree_union_id=inside.union_id,
        from_on=inside.from_on,
        until_on=inside.until_on,
        child=inside.path.split(mark)[1].split("/")[0],
    )


def _aggregate(rows: Any, counter: Counter, asked: Asked) -> Any:
    counted = _happened(rows, counter, asked)
    if counter.where is not None:
        counted &= rows.bind(counter.where)[0]
    if counter.distinct:
        return rows[counter.distinct].nunique(where=counted)
    return rows.count(where=counted)


def _happened(rows: Any, counter: Counter, asked: Asked) -> Any:
    """Whether a row counts at the asked time, and stood under the node on its day."""
    if counter.kind is Kind.STOCK:
        day = ibis.literal(asked.day)
        closed = rows[counter.closed]
        return (rows[counter.opened] <= day) & (closed.isnull() | (closed > day)) & _at(rows, day)
    day = rows[counter.on]
    if asked.is_of_period(counter.kind):
        within = (day >= ibis.literal(asked.start)) & (day <= ibis.literal(asked.end))
    else:
        within = day <= ibis.literal(asked.day)
    return within & _at(rows, day)


def _at(rows: Any, day: Any) -> Any:
    return (rows.from_on.isnull() | (rows.from_on <= day)) & (
        rows.until_on.isnull() | (rows.until_on > day)
    )


def _column(number: int) -> str:
    return f"n{number}"
