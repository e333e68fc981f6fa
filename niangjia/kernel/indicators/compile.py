"""From counters to one Ibis expression per fact; engines carry it out in their own SQL.

Every record is placed by the tree of its own day: a stock by where the union stood on the asked
day, a flow by where it stood when it happened. So figures of children add up to the parent's,
and unions closed in between are not lost.

Two stages: rows of the fact meet their place and are counted by place, each number an aggregate
with its own filter; then places are added up to the groups that are wanted. For all nodes of the
tree see ``folding``, for a node that everything stands under ``entire``. A thing that is counted
once however often it occurs (``distinct``) is added up likewise when all its rows stand at one
place; the few that stand at several are counted again in each group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import ibis
from ibis import _

from niangjia.kernel.indicators.definition import Fact
from niangjia.kernel.indicators.moments import Wanted, happened, moment, stood
from niangjia.kernel.indicators.standing_in import put_in, standing_in

PLACE = MappingProxyType(
    {"place_id": "int64", "union_id": "int64", "from_on": "date", "until_on": "date"}
)
ANCESTOR = MappingProxyType({"place_id": "int64", "node_id": "int64", "child_id": "int64"})
GROUP = "group_id"


class Grain(Enum):
    """By what numbers are given: a node, its children, or places (to be rolled up, see rollup)."""

    WHOLE = 1
    CHILDREN = 2
    PLACES = 3


@dataclass(frozen=True)
class Statement:
    """A compiled expression; its text in each dialect is written once and kept.

    ``looks_at_moved``: besides its facts it reads the rows of unions that moved (``moved_name``).
    ``stands_for``: the days asked for, by those that stand for them in the expression.
    """

    expression: ibis.Table
    facts: tuple[Fact, ...]
    looks_at_moved: bool = False
    stands_for: Mapping[date, date] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict, compare=False)

    def sql(self, dialect: str) -> str:
        """The select over facts, ``place`` and ``ancestor``."""
        if dialect not in self._texts:
            text = ibis.to_sql(self.expression, dialect=dialect, pretty=False)
            self._texts[dialect] = str(text)
        return put_in(self._texts[dialect], self.stands_for, dialect)


def statement(wanted: Sequence[Wanted], grain: Grain) -> Statement:
    """The same as ``expression``; the same numbers asked again are not compiled again."""
    alike, stands_for = standing_in(wanted)
    return replace(_statement(alike, grain), stands_for=stands_for)


@lru_cache(maxsize=256)
def _statement(wanted: tuple[Wanted, ...], grain: Grain) -> Statement:
    return Statement(expression(wanted, grain), (wanted[0].counter.fact,))


def expression(wanted: Sequence[Wanted], grain: Grain) -> ibis.Table:
    """Numbers ``n0 n1 …`` in the order wanted, one row per group that has any; all whole numbers.

    All counters are of one fact, and count the same kind of distinct thing or none. A node, or its
    children.
    """
    rows = placed(wanted)
    if wanted[0].counter.distinct:
        return _of_things(rows, wanted, grain)
    return _grouped(_by_place(rows, wanted), grain)


def placed(wanted: Sequence[Wanted]) -> Any:
    """Rows that count at any of the asked times, with their place; a flag for each moment."""
    rows = at_places(fact_table(wanted[0].counter.fact), ibis.table(dict(PLACE), name="place"))
    return marked(rows, wanted, lambda rows, w: happened(rows, w) & stood(rows, w))


def at_places(rows: Any, places: Any) -> Any:
    """Rows with every place of their union; its days do not hide days of the fact that are called so."""
    return rows.join(places.rename(stood_from="from_on", stood_until="until_on"), "union_id")


def marked(rows: Any, wanted: Sequence[Wanted], counts: Callable[[Any, Wanted], Any]) -> Any:
    """Rows that count at any of the asked times, with a flag for each moment.

    What all counters ask of a row is asked first: days may be dear to find.
    """
    wheres = {id(w.counter.where): w.counter.where for w in wanted}
    if len(wheres) == 1 and (where := wanted[0].counter.where) is not None:
        rows = rows.filter(where)
    at = {moment(w): w for w in wanted}
    kept = rows.filter(ibis.or_(*(counts(rows, w) for w in at.values())))
    return kept.mutate(**{name: counts(kept, w).fill_null(False) for name, w in at.items()})


def is_counted(rows: Any, wanted: Wanted) -> Any:
    """Whether a marked row counts."""
    counted = rows[moment(wanted)]
    where = wanted.counter.where
    return counted if where is None else counted & rows.bind(where)[0]


def fact_table(fact: Fact, name: str = "") -> Any:
    """The fact as an engine provides it, or the table of that name with some of its rows."""
    return ibis.table({**fact.columns, **fact.marks}, name=name or fact.code)


def _by_place(rows: Any, wanted: Sequence[Wanted]) -> Any:
    numbers = {f"n{i}": number(rows, w) for i, w in enumerate(wanted)}
    return rows.group_by("place_id").aggregate(**numbers)


def number(rows: Any, wanted: Wanted) -> Any:
    """How many of the marked rows count, or their amount."""
    counted = is_counted(rows, wanted)
    if wanted.counter.amount:
        return rows[wanted.counter.amount].cast("int64").sum(where=counted).fill_null(0)
    return rows.count(where=counted)


def _grouped(by_place: Any, grain: Grain) -> Any:
    """Numbers by place added up to the groups."""
    joined = by_place.join(groups(grain), "place_id").drop("place_id")
    return _summed(joined, [name for name in joined.columns if name != GROUP])


def groups(grain: Grain) -> Any:
    """Which place belongs to which group; of one node alone, ``ancestor`` holds only that."""
    ancestor = ibis.table(dict(ANCESTOR), name="ancestor")
    group = ancestor.child_id if grain is Grain.CHILDREN else ancestor.node_id
    return ancestor.select("place_id", group_id=group)


def _of_things(rows: Any, wanted: Sequence[Wanted], grain: Grain) -> Any:
    """Different things per group: those at one place by adding, the others by looking again."""
    names = [f"n{i}" for i in range(len(wanted))]
    flags = {n: is_counted(rows, w) for n, w in zip(names, wanted, strict=True)}
    by_row = rows.select("place_id", thing=rows[wanted[0].counter.distinct], **flags)
    by_thing = by_row.group_by("thing").aggregate(
        lowest=_.place_id.min(), highest=_.place_id.max(), **{n: _[n].any() for n in names}
    )
    counts = {n: _.count(where=_[n]) for n in names}
    settled = by_thing.filter(_.lowest == _.highest)
    alone = _grouped(settled.group_by(place_id=_.lowest).aggregate(**counts), grain)
    spread = by_row.semi_join(by_thing.filter(_.lowest != _.highest), "thing")
    several = (
        spread.join(groups(grain), "place_id")
        .group_by([GROUP, "thing"])
        .aggregate(**{n: _[n].any() for n in names})
        .group_by(GROUP)
        .aggregate(**counts)
    )
    return _summed(alone.union(several), names)


def _summed(rows: Any, names: Sequence[str]) -> Any:
    return rows.group_by(GROUP).aggregate(**{name: rows[name].sum() for name in names})
