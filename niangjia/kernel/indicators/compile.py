"""From counters to one Ibis expression per fact; engines carry it out in their own SQL.

Every record is placed by the tree of its own day: a stock by where the union stood on the asked
day, a flow by where it stood when it happened. So figures of children add up to the parent's,
and unions closed in between are not lost.

Two stages: rows of the fact meet their place and are counted by place, each number an aggregate
with its own filter; then places are added up to the groups that are wanted. A thing that is
counted once however often it occurs (``distinct``) is added up likewise when all its rows stand
at one place; the few that stand at several are counted again in each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import ibis
from ibis import _

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.definition import Counter, Fact, Kind
from niangjia.kernel.indicators.engines import ANCESTOR, PLACE

GROUP = "group_id"


class Grain(Enum):
    """By what places are added up: the node, its children, or every node of the tree."""

    WHOLE = 1
    CHILDREN = 2
    NODES = 3


@dataclass(frozen=True)
class Wanted:
    """One number: a counter at a time."""

    counter: Counter
    asked: Asked


def expression(fact: Fact, wanted: Sequence[Wanted], grain: Grain, node: int | None) -> ibis.Table:
    """Numbers ``n0 n1 …`` in the order wanted, one row per group that has any; all whole numbers.

    All counters are of this fact, and count the same kind of distinct thing or none.
    """
    groups = _groups(grain, node)
    rows = placed(fact, wanted)
    thing = wanted[0].counter.distinct
    if not thing:
        numbers = {f"n{i}": _number(rows, w) for i, w in enumerate(wanted)}
        return _added_up(rows.group_by("place_id").aggregate(**numbers), groups)
    flags = {f"n{i}": is_counted(rows, w) for i, w in enumerate(wanted)}
    marked = rows.select("place_id", thing=rows[thing], **flags)
    return _of_things(marked, list(flags), groups)


def placed(fact: Fact, wanted: Sequence[Wanted]) -> Any:
    """Rows that count at any of the asked times, with their place; a flag for each moment."""
    facts = ibis.table(dict(fact.columns), name=fact.code)
    rows = facts.join(ibis.table(dict(PLACE), name="place"), "union_id")
    moments = {_moment(w): _happened(rows, w.counter, w.asked) for w in wanted}
    marked = rows.mutate(**moments)
    return marked.filter(ibis.or_(*(marked[name] for name in moments)))


def is_counted(rows: Any, wanted: Wanted) -> Any:
    """Whether a placed row counts."""
    counted = rows[_moment(wanted)]
    where = wanted.counter.where
    return counted if where is None else counted & rows.bind(where)[0]


def _groups(grain: Grain, node: int | None) -> Any:
    """Which place belongs to which group."""
    ancestor = ibis.table(dict(ANCESTOR), name="ancestor")
    if grain is Grain.NODES:
        return ancestor.select("place_id", group_id=ancestor.node_id)
    inside = ancestor.filter(ancestor.node_id == node)
    group = inside.node_id if grain is Grain.WHOLE else inside.child_id
    return inside.select("place_id", group_id=group)


def _number(rows: Any, wanted: Wanted) -> Any:
    counted = is_counted(rows, wanted)
    if wanted.counter.amount:
        return rows[wanted.counter.amount].cast("int64").sum(where=counted).fill_null(0)
    return rows.count(where=counted)


def _added_up(by_place: Any, groups: Any) -> Any:
    joined = by_place.join(groups, "place_id").drop("place_id")
    names = [name for name in joined.columns if name != GROUP]
    return joined.group_by(GROUP).aggregate(**{name: joined[name].sum() for name in names})


def _of_things(marked: Any, names: Sequence[str], groups: Any) -> Any:
    """Different things per group: those at one place by adding, the others by looking again."""
    by_thing = marked.group_by("thing").aggregate(
        lowest=_.place_id.min(), highest=_.place_id.max(), **{n: _[n].any() for n in names}
    )
    counts = {n: _.count(where=_[n]) for n in names}
    settled = by_thing.filter(_.lowest == _.highest)
    alone = _added_up(settled.group_by(place_id=_.lowest).aggregate(**counts), groups)
    spread = marked.semi_join(by_thing.filter(_.lowest != _.highest), "thing")
    several = (
        spread.join(groups, "place_id")
        .group_by([GROUP, "thing"])
        .aggregate(**{n: _[n].any() for n in names})
        .group_by(GROUP)
        .aggregate(**counts)
    )
    return alone.union(several).group_by(GROUP).aggregate(**{n: _[n].sum() for n in names})


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
