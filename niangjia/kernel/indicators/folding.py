"""Many nodes at once (折叠): rows of a place that count for the same numbers, counted together.

A folded answer has a row per place (or per group, where ``is_node`` is 1) and combination of
numbers, with how often it occurs. Unions that never moved are folded without looking at days of
places; rows of those that moved stand in a table of their own. Where everything stands under the
asked node all rows are folded together, for no place matters.

Things counted once (``distinct``) are folded like rows when the snapshot knows that they have no
other row and their union never moved. The rest is told apart by thing and counted once per place,
or per group when it stands at several places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import ibis
from ibis import _

from niangjia.kernel.indicators.bits import bits, names
from niangjia.kernel.indicators.compile import (
    GROUP,
    PLACE,
    Grain,
    Statement,
    at_places,
    fact_table,
    groups,
)
from niangjia.kernel.indicators.definition import Counter, Fact, moved_name, once
from niangjia.kernel.indicators.moments import Wanted, moment, stood
from niangjia.kernel.indicators.standing_in import standing_in


def folded(
    wanted: Sequence[Wanted], grain: Grain = Grain.PLACES, *, is_part: bool = False
) -> tuple[Statement, ...]:
    """The statements that together give the wanted numbers by place, to be rolled up.

    ``is_part``: the asked node is but a part of the tree, so rows elsewhere are left out first.
    """
    alike, stands_for = standing_in(wanted)
    return _standing_for(_folded(alike, grain, is_part), stands_for)


def folded_whole(wanted: Sequence[Wanted], node: int) -> tuple[Statement, ...]:
    """The same of a node under which everything stands, as rows of that node (see ``entire``)."""
    alike, stands_for = standing_in(wanted)
    return _standing_for(_folded_whole(alike, node), stands_for)


def _standing_for(
    parts: Sequence[Statement], stands_for: Mapping[date, date]
) -> tuple[Statement, ...]:
    return tuple(replace(part, stands_for=stands_for) for part in parts)


@lru_cache(maxsize=256)
def _folded(wanted: tuple[Wanted, ...], grain: Grain, is_part: bool) -> tuple[Statement, ...]:
    fact = wanted[0].counter.fact
    thing = wanted[0].counter.distinct
    rows = fact_table(fact)
    if thing:
        rows = rows.filter(_[once(thing)])
    if is_part:
        rows = rows.semi_join(_unmoved(), "union_id")
    alike = _alike(wanted, rows)
    if not thing:
        return (Statement(alike.union(_alike_moved(wanted)), (fact,), looks_at_moved=True),)
    apart = _told_apart(wanted, grain)
    return Statement(alike, (fact,)), Statement(apart, (fact,), looks_at_moved=True)


@lru_cache(maxsize=256)
def _folded_whole(wanted: tuple[Wanted, ...], node: int) -> tuple[Statement, ...]:
    fact, thing = wanted[0].counter.fact, wanted[0].counter.distinct
    rows = fact_table(fact).filter(_.union_id.notnull())
    if not thing:
        return (Statement(_of(node, _together(rows, wanted)), (fact,)),)
    alone, others = rows.filter(_[once(thing)]), rows.filter(~_[once(thing)])
    any_of = {b: bit_or(_[b]) for b in names(wanted)}
    by_thing = _marked(others, wanted, "union_id").group_by("thing").aggregate(**any_of)
    apart = by_thing.group_by(names(wanted)).aggregate(times=_.count())
    parts = (_together(alone, wanted), apart)
    return tuple(Statement(_of(node, part), (fact,)) for part in parts)


def _together(rows: Any, wanted: tuple[Wanted, ...]) -> Any:
    return _fold(rows.mutate(**bits(rows, wanted)), wanted)


def _of(node: int, rows: Any) -> Any:
    return rows.mutate(**{GROUP: _literal(node), "is_node": _literal(1)})


def weight(counter: Counter) -> str:
    """The column of a folded answer that is added up for this counter."""
    return f"sum_{counter.amount}" if counter.amount else "times"


def _alike(wanted: tuple[Wanted, ...], rows: Any) -> Any:
    """Rows of unions that never moved, by place and bits."""
    of_union = _fold(rows.mutate(**bits(rows, wanted)), wanted, "union_id")
    joined = of_union.join(_unmoved(), "union_id")
    return joined.select(**{GROUP: joined.place_id}, **_numbers(joined))


def _alike_moved(wanted: tuple[Wanted, ...]) -> Any:
    """The same of unions that moved: a row counts at the place where it stood on its day."""
    rows = _at_moved(wanted[0].counter.fact)
    there = {moment(w): stood(rows, w) for w in wanted}
    of_place = _fold(rows.mutate(**bits(rows, wanted, there)), wanted, "place_id")
    return of_place.select(**{GROUP: of_place.place_id}, **_numbers(of_place))


def _unmoved() -> Any:
    place = ibis.table(dict(PLACE), name="place")
    # Asked as one condition: of two PostgreSQL thinks that hardly any union fulfils both, and loops.
    never = place.filter(ibis.coalesce(place.from_on, place.until_on).isnull())
    return never.select("union_id", "place_id")


def _at_moved(fact: Fact) -> Any:
    place = ibis.table(dict(PLACE), name="place")
    moved = place.filter(place.from_on.notnull() | place.until_on.notnull())
    return at_places(fact_table(fact, moved_name(fact)), moved)


def _fold(rows: Any, wanted: tuple[Wanted, ...], *owner: str) -> Any:
    amounts = sorted({w.counter.amount for w in wanted} - {""})
    sums = {f"sum_{a}": rows[a].cast("int64").sum().fill_null(0) for a in amounts}
    return rows.group_by([*owner, *names(wanted)]).aggregate(times=rows.count(), **sums)


def _numbers(rows: Any) -> dict[str, Any]:
    kept = [name for name in rows.columns if name not in ("union_id", "place_id")]
    return {"is_node": _literal(0), **{name: rows[name] for name in kept}}


def _told_apart(wanted: tuple[Wanted, ...], grain: Grain) -> Any:
    """Things with several rows or at unions that moved: once per place if there is only one."""
    counter = wanted[0].counter
    rows = fact_table(counter.fact).filter(~_[once(counter.distinct)])
    settled = _marked(rows, wanted, "union_id").join(_unmoved(), "union_id").drop("union_id")
    at_moved = _at_moved(counter.fact)
    there = {moment(w): stood(at_moved, w) for w in wanted}
    moved = _marked(at_moved, wanted, "place_id", there)
    marked = settled.select(moved.columns).union(moved)
    any_of = {b: bit_or(_[b]) for b in names(wanted)}
    by_thing = marked.group_by("thing").aggregate(
        lowest=_.place_id.min(), highest=_.place_id.max(), **any_of
    )
    alone = by_thing.filter(_.lowest == _.highest).group_by([_.lowest.name(GROUP), *names(wanted)])
    spread = marked.semi_join(by_thing.filter(_.lowest != _.highest), "thing")
    by_node = spread.join(groups(grain), "place_id").group_by([GROUP, "thing"])
    several = by_node.aggregate(**any_of).group_by([GROUP, *names(wanted)])
    return (
        alone.aggregate(times=_.count())
        .mutate(is_node=_literal(0))
        .union(several.aggregate(times=_.count()).mutate(is_node=_literal(1)))
    )


@ibis.udf.agg.builtin(signature=(("int64",), "int64"))  # type: ignore[untyped-decorator]  # Ibis has no types
def bit_or(bits: Any) -> Any:
    """Any of them; by name, for Ibis does not know that Spark has it."""


def _marked(
    rows: Any, wanted: tuple[Wanted, ...], owner: str, there: dict[str, Any] | None = None
) -> Any:
    """Things with the bits of the numbers that a row of them counts for."""
    thing = rows[wanted[0].counter.distinct]
    marked = rows.select(owner, thing=thing, **bits(rows, wanted, there))
    return marked.filter(ibis.or_(*(marked[name] != 0 for name in names(wanted))))


def _literal(number: int) -> Any:
    return ibis.literal(number, "int64")
