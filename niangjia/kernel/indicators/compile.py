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

from collections import defaultdict
from collections.abc import Callable, Sequence
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
BITS = 62  # of a whole number of 64, without the sign


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

    All counters are of one fact, and count the same kind of distinct thing or none. By places the
    answer is folded: see ``_folded``.
    """
    if grain is Grain.PLACES:
        return _folded_things(wanted) if wanted[0].counter.distinct else _folded(wanted)
    rows = placed(wanted)
    if wanted[0].counter.distinct:
        return _of_things(rows, wanted, grain)
    return _grouped(_by_place(rows, wanted), grain)


def placed(wanted: Sequence[Wanted]) -> Any:
    """Rows that count at any of the asked times, with their place; a flag for each moment."""
    return _placed(wanted, ibis.table(dict(PLACE), name="place"))


def _placed(wanted: Sequence[Wanted], places: Any) -> Any:
    rows = _table(wanted[0].counter.fact).join(places, "union_id")
    return _at_moments(rows, wanted, lambda day: _stood(rows, day))


def _settled(wanted: Sequence[Wanted]) -> tuple[Any, Any]:
    """The same without places, and the place of each union that never moved: most of all rows
    need no comparing of days."""
    place = ibis.table(dict(PLACE), name="place")
    unmoved = place.filter(place.from_on.isnull() & place.until_on.isnull())
    rows = _at_moments(_table(wanted[0].counter.fact), wanted, lambda _day: ibis.literal(True))
    return rows, unmoved.select("union_id", "place_id")


def _moved(wanted: Sequence[Wanted]) -> Any:
    """Placed rows of the unions that moved."""
    place = ibis.table(dict(PLACE), name="place")
    return _placed(wanted, place.filter(place.from_on.notnull() | place.until_on.notnull()))


def _at_moments(rows: Any, wanted: Sequence[Wanted], stood: Callable[[Any], Any]) -> Any:
    moments = {_moment(w): _happened(rows, w.counter, w.asked, stood) for w in wanted}
    marked = rows.mutate(**moments)
    return marked.filter(ibis.or_(*(marked[name] for name in moments)))


def is_counted(rows: Any, wanted: Wanted) -> Any:
    """Whether a placed row counts."""
    counted = rows[_moment(wanted)]
    where = wanted.counter.where
    return counted if where is None else counted & rows.bind(where)[0]


def weight(counter: Counter) -> str:
    """The column of a folded answer that is added up for this counter."""
    return f"sum_{counter.amount}" if counter.amount else "times"


def _by_place(rows: Any, wanted: Sequence[Wanted]) -> Any:
    numbers = {f"n{i}": _number(rows, w) for i, w in enumerate(wanted)}
    return rows.group_by("place_id").aggregate(**numbers)


def _folded(wanted: Sequence[Wanted]) -> Any:
    """Rows that are equal in all that filters look at, once each, with how often they occur.

    ``group_id`` is a place, or a node where ``is_node`` is 1; ``times`` and ``sum_<column>`` are
    what the row adds to each number whose bit is set (number ``i`` in column ``b<i // BITS>``).
    A few hundred numbers of a province are so taken from one GROUP BY.
    """
    rows, unmoved = _settled(wanted)
    settled = _fold(rows, wanted, "union_id").join(unmoved, "union_id").drop("union_id")
    moved = _fold(_moved(wanted), wanted, "place_id")
    return settled.select(moved.columns).union(moved).rename({GROUP: "place_id"})


def _fold(rows: Any, wanted: Sequence[Wanted], owner: str) -> Any:
    amounts = sorted({w.counter.amount for w in wanted} - {""})
    sums = {f"sum_{a}": rows[a].cast("int64").sum() for a in amounts}
    keys = {m: rows[m] for m in {_moment(w) for w in wanted}} | _looked_at(rows, wanted)
    folded = rows.group_by([owner, *(k.name(n) for n, k in sorted(keys.items()))]).aggregate(
        times=rows.count(), **sums
    )
    return folded.select(owner, "times", *sums, is_node=_literal(0), **_bits(folded, wanted))


def _folded_things(wanted: Sequence[Wanted]) -> Any:
    """The same for different things: each once per place if it has only one, else per node."""
    rows, unmoved = _settled(wanted)
    settled = _marked(rows, wanted, "union_id").join(unmoved, "union_id").drop("union_id")
    moved = _marked(_moved(wanted), wanted, "place_id")
    marked = settled.select(moved.columns).union(moved)
    bits = [name for name in marked.columns if name not in ("place_id", "thing")]
    any_of = {b: bit_or(_[b]) for b in bits}
    by_thing = marked.group_by("thing").aggregate(
        lowest=_.place_id.min(), highest=_.place_id.max(), **any_of
    )
    alone = by_thing.filter(_.lowest == _.highest).group_by([_.lowest.name(GROUP), *bits])
    spread = marked.semi_join(by_thing.filter(_.lowest != _.highest), "thing")
    by_node = spread.join(_groups(Grain.PLACES), "place_id").group_by([GROUP, "thing"])
    several = by_node.aggregate(**any_of).group_by([GROUP, *bits])
    return (
        alone.aggregate(times=_.count())
        .mutate(is_node=_literal(0))
        .union(several.aggregate(times=_.count()).mutate(is_node=_literal(1)))
    )


@ibis.udf.agg.builtin(signature=(("int64",), "int64"))  # type: ignore[untyped-decorator]  # Ibis has no types
def bit_or(bits: Any) -> Any:
    """Any of them; by name, for Ibis does not know that Spark has it."""


def _marked(rows: Any, wanted: Sequence[Wanted], owner: str) -> Any:
    return rows.select(owner, thing=rows[wanted[0].counter.distinct], **_bits(rows, wanted))


def _bits(rows: Any, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Which numbers a row counts for, as bits of a few whole numbers."""
    columns = {}
    for first in range(0, len(wanted), BITS):
        set_ones = [
            ibis.ifelse(is_counted(rows, w), _literal(1 << i), _literal(0))
            for i, w in enumerate(wanted[first : first + BITS])
        ]
        columns[f"b{first // BITS}"] = sum(set_ones[1:], set_ones[0])
    return columns


def _looked_at(rows: Any, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Columns that filters read; null in rows at whose moments no filter looks at them."""
    facts = _table(wanted[0].counter.fact)
    moments = defaultdict[str, set[str]](set)
    for w in wanted:
        if w.counter.where is not None:
            for column in facts.bind(w.counter.where)[0].op().find(Field):
                moments[column.name].add(_moment(w))
    return {
        column: ibis.ifelse(ibis.or_(*(rows[m] for m in sorted(when))), rows[column], ibis.null())
        for column, when in moments.items()
    }


def _table(fact: Fact) -> Any:
    return ibis.table(dict(fact.columns), name=fact.code)


def _number(rows: Any, wanted: Wanted) -> Any:
    counted = is_counted(rows, wanted)
    if wanted.counter.amount:
        return rows[wanted.counter.amount].cast("int64").sum(where=counted).fill_null(0)
    return rows.count(where=counted)


def _grouped(by_place: Any, grain: Grain) -> Any:
    """Numbers by place added up to the groups."""
    joined = by_place.join(_groups(grain), "place_id").drop("place_id")
    return _summed(joined, [name for name in joined.columns if name != GROUP])


def _groups(grain: Grain) -> Any:
    """Which place belongs to which group; of one node alone, ``ancestor`` holds only that."""
    ancestor = ibis.table(dict(ANCESTOR), name="ancestor")
    group = ancestor.child_id if grain is Grain.CHILDREN else ancestor.node_id
    return ancestor.select("place_id", group_id=group)


def _of_things(rows: Any, wanted: Sequence[Wanted], grain: Grain) -> Any:
    """Different things per group: those at one place by adding, the others by looking again."""
    names = [f"n{i}" for i in range(len(wanted))]
    flags = {n: is_counted(rows, w) for n, w in zip(names, wanted, strict=True)}
    marked = rows.select("place_id", thing=rows[wanted[0].counter.distinct], **flags)
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
    return _summed(alone.union(several), names)


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


def _happened(rows: Any, counter: Counter, asked: Asked, stood: Callable[[Any], Any]) -> Any:
    """Whether a row counts at the asked time, and ``stood`` where it is counted on its day."""
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
    return (counted & stood(day)).fill_null(False)


def _stood(rows: Any, day: Any) -> Any:
    return (rows.from_on.isnull() | (rows.from_on <= day)) & (
        rows.until_on.isnull() | (rows.until_on > day)
    )
