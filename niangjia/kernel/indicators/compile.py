"""From counters to one Ibis expression per fact; engines carry it out in their own SQL.

Every record is placed by the tree of its own day: a stock by where the union stood on the asked
day, a flow by where it stood when it happened. So figures of children add up to the parent's,
and unions closed in between are not lost.

Two stages: rows of the fact meet their place and are counted by place, each number an aggregate
with its own filter; then places are added up to the groups that are wanted (to all nodes of the
tree outside the database, in ``rollup``). A thing that is
counted once however often it occurs (``distinct``) is added up likewise when all its rows stand
at one place; the few that stand at several are counted again in each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import ibis
from ibis import _
from ibis.expr.operations import Field

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.definition import Counter, Fact, Kind

PLACE = MappingProxyType(
    {"place_id": "int64", "union_id": "int64", "from_on": "date", "until_on": "date"}
)
ANCESTOR = MappingProxyType({"place_id": "int64", "node_id": "int64", "child_id": "int64"})
GROUP = "group_id"
_FEW = 6  # numbers; more are worth folding rows for


class Grain(Enum):
    """By what numbers are given: a node, its children, or places (to be rolled up, see rollup)."""

    WHOLE = 1
    CHILDREN = 2
    PLACES = 3


@dataclass(frozen=True)
class Wanted:
    """One number: a counter at a time."""

    counter: Counter
    asked: Asked


@dataclass(frozen=True)
class Statement:
    """A compiled expression; its text in each dialect is written once and kept."""

    expression: ibis.Table
    facts: tuple[Fact, ...]
    _texts: dict[str, str] = field(default_factory=dict, compare=False)

    def sql(self, dialect: str) -> str:
        """The select over facts, ``place`` and ``ancestor``."""
        if dialect not in self._texts:
            text = ibis.to_sql(self.expression, dialect=dialect, pretty=False)
            self._texts[dialect] = str(text)
        return self._texts[dialect]


@lru_cache(maxsize=256)
def statement(wanted: tuple[Wanted, ...], grain: Grain) -> Statement:
    """The same as ``expression``; the same numbers asked again are not compiled again."""
    return Statement(expression(wanted, grain), (wanted[0].counter.fact,))


def expression(wanted: Sequence[Wanted], grain: Grain) -> ibis.Table:
    """Numbers ``n0 n1 …`` in the order wanted, one row per group that has any; all whole numbers.

    All counters are of one fact, and count the same kind of distinct thing or none. By places a
    row is of a place (column ``is_node`` 0) or, for things at several places, of a node (1).
    """
    rows = placed(wanted)
    if not wanted[0].counter.distinct:
        return _grouped(_by_place(rows, wanted), grain)
    if len(wanted) <= _FEW:
        return _of_things(_marked(rows, wanted), grain)
    return _of_many_things(rows, wanted, grain)


def placed(wanted: Sequence[Wanted]) -> Any:
    """Rows that count at any of the asked times, with their place; a flag for each moment."""
    rows = _table(wanted[0].counter.fact).join(ibis.table(dict(PLACE), name="place"), "union_id")
    moments = {_moment(w): _happened(rows, w.counter, w.asked) for w in wanted}
    marked = rows.mutate(**moments)
    return marked.filter(ibis.or_(*(marked[name] for name in moments)))


def is_counted(rows: Any, wanted: Wanted) -> Any:
    """Whether a placed row counts."""
    counted = rows[_moment(wanted)]
    where = wanted.counter.where
    return counted if where is None else counted & rows.bind(where)[0]


def _by_place(rows: Any, wanted: Sequence[Wanted]) -> Any:
    """Numbers by place. Many numbers are taken from rows that were folded before: equal in all
    that the filters look at, they are counted once and then multiplied."""
    if len(wanted) <= _FEW:
        numbers = {f"n{i}": _number(rows, w) for i, w in enumerate(wanted)}
        return rows.group_by("place_id").aggregate(**numbers)
    amounts = sorted({w.counter.amount for w in wanted} - {""})
    sums = {f"sum_{a}": rows[a].cast("int64").sum() for a in amounts}
    folded = rows.group_by(["place_id", *_keys(wanted)]).aggregate(times=rows.count(), **sums)
    numbers = {f"n{i}": _multiplied(folded, w) for i, w in enumerate(wanted)}
    return folded.group_by("place_id").aggregate(**numbers)


def _keys(wanted: Sequence[Wanted]) -> list[str]:
    """Columns that decide what a row counts for."""
    return [*sorted({_moment(w) for w in wanted}), *sorted(_looked_at(wanted))]


def _looked_at(wanted: Sequence[Wanted]) -> set[str]:
    """Columns that the filters read."""
    facts = _table(wanted[0].counter.fact)
    filters = [facts.bind(w.counter.where)[0] for w in wanted if w.counter.where is not None]
    return {field.name for bound in filters for field in bound.op().find(Field)}


def _table(fact: Fact) -> Any:
    return ibis.table(dict(fact.columns), name=fact.code)


def _number(rows: Any, wanted: Wanted) -> Any:
    counted = is_counted(rows, wanted)
    if wanted.counter.amount:
        return rows[wanted.counter.amount].cast("int64").sum(where=counted).fill_null(0)
    return rows.count(where=counted)


def _multiplied(folded: Any, wanted: Wanted) -> Any:
    amount = wanted.counter.amount
    number = folded[f"sum_{amount}"] if amount else folded.times
    return number.sum(where=is_counted(folded, wanted)).fill_null(0)


def _grouped(by_place: Any, grain: Grain) -> Any:
    """Numbers by place added up to the groups; by places they stay as they are."""
    if grain is Grain.PLACES:
        return by_place.rename({GROUP: "place_id"}).mutate(is_node=_literal(0))
    joined = by_place.join(_groups(grain), "place_id").drop("place_id")
    return _summed(joined, [name for name in joined.columns if name != GROUP])


def _groups(grain: Grain) -> Any:
    """Which place belongs to which group; of one node alone, ``ancestor`` holds only that."""
    ancestor = ibis.table(dict(ANCESTOR), name="ancestor")
    group = ancestor.child_id if grain is Grain.CHILDREN else ancestor.node_id
    return ancestor.select("place_id", group_id=group)


def _marked(rows: Any, wanted: Sequence[Wanted]) -> Any:
    """Place and thing of each row, and for which numbers it counts."""
    flags = {f"n{i}": is_counted(rows, w) for i, w in enumerate(wanted)}
    return rows.select("place_id", thing=rows[wanted[0].counter.distinct], **flags)


def _of_things(marked: Any, grain: Grain) -> Any:
    """Different things per group: those at one place by adding, the others by looking again."""
    names = [name for name in marked.columns if name not in ("place_id", "thing")]
    by_thing = marked.group_by("thing").aggregate(
        lowest=_.place_id.min(), highest=_.place_id.max(), **{n: _[n].any() for n in names}
    )
    counts = {n: _.count(where=_[n]) for n in names}
    settled = by_thing.filter(_.lowest == _.highest)
    alone = _grouped(settled.group_by(place_id=_.lowest).aggregate(**counts), grain)
    spread = marked.semi_join(by_thing.filter(_.lowest != _.highest), "thing")
    several = (
        spread.join(_groups(grain), "place_id")
        .group_by([GROUP, "thing"])
        .aggregate(**{n: _[n].any() for n in names})
        .group_by(GROUP)
        .aggregate(**counts)
    )
    return _together(alone, several, grain, is_node=1)


def _of_many_things(rows: Any, wanted: Sequence[Wanted], grain: Grain) -> Any:
    """The same for many numbers: a thing of one row is as good as a row, and most things are."""
    thing, keys = wanted[0].counter.distinct, _keys(wanted)
    own = {k: rows[k].any() if rows[k].type().is_boolean() else rows[k].min() for k in keys}
    by_thing = rows.group_by(thing).aggregate(times=rows.count(), place_id=_.place_id.min(), **own)
    once = _grouped(_by_place(by_thing.filter(_.times == 1), wanted), grain)
    others = rows.semi_join(by_thing.filter(_.times > 1), thing)
    return _together(once, _of_things(_marked(others, wanted), grain), grain)


def _together(first: Any, second: Any, grain: Grain, is_node: int | None = None) -> Any:
    """Two answers as one; by places the second may be of nodes."""
    if grain is Grain.PLACES:
        second = second if is_node is None else second.mutate(is_node=_literal(is_node))
        return first.union(second)
    return _summed(first.union(second), [n for n in first.columns if n != GROUP])


def _summed(rows: Any, names: Sequence[str]) -> Any:
    return rows.group_by(GROUP).aggregate(**{name: rows[name].sum() for name in names})


def _literal(number: int) -> Any:
    return ibis.literal(number, "int64")


def _moment(wanted: Wanted) -> str:
    """A name for when a row counts; counters with the same dates share it."""
    counter, asked = wanted.counter, wanted.asked
    if counter.kind is Kind.STOCK:
        return f"stock_{counter.opened}_{counter.closed}_{_plain(asked.day)}"
    if asked.is_of_period(counter.kind):
        return f"flow_{counter.on}_{_plain(asked.start)}_{_plain(asked.end)}"
    return f"until_{counter.on}_{_plain(asked.day)}"


def _plain(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _happened(rows: Any, counter: Counter, asked: Asked) -> Any:
    """Whether a row counts at the asked time, and stood at this place on its day."""
    if counter.kind is Kind.STOCK:
        day = ibis.literal(asked.day)
        closed = rows[counter.closed]
        counted = (rows[counter.opened] <= day) & (closed.isnull() | (closed > day))
    else:
        day = rows[counter.on]
        if asked.is_of_period(counter.kind):
            counted = (day >= ibis.literal(asked.start)) & (day <= ibis.literal(asked.end))
        else:
            counted = day <= ibis.literal(asked.day)
    return (counted & _stood(rows, day)).fill_null(False)


def _stood(rows: Any, day: Any) -> Any:
    return (rows.from_on.isnull() | (rows.from_on <= day)) & (
        rows.until_on.isnull() | (rows.until_on > day)
    )
