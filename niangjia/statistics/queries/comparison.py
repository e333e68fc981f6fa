"""The difference to last year of one figure (同比拆解): new, same, gone units, changed definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import ibis
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import Asked, Counter, Indicator, Rate, State, Sum, get
from niangjia.kernel.indicators.compile import Grain
from niangjia.kernel.indicators.counting import Where, count, counters
from niangjia.kernel.indicators.engines import the_engine
from niangjia.kernel.indicators.evaluate import value_of
from niangjia.statistics.queries import source
from niangjia.statistics.rules import board as board_rules
from niangjia.statistics.rules.comparison import Part, Split, Standing, part_of, split
from niangjia.unions.models import TreePath, Union
from niangjia.unions.rules import is_grassroots


@dataclass(frozen=True)
class _Units:
    """Keys of units by part, and how many of them are grass-roots unions."""

    keys: dict[Part, set[int]]
    sizes: dict[Part, int]


@dataclass(frozen=True)
class Compared:
    """A figure split, with the two periods and the version of its definition at each."""

    indicator: Indicator
    now: tuple[date, date]
    before: tuple[date, date]
    split: Split
    version_then: int
    as_of: str


def compare(code: str, union: Union, start: date, end: date) -> Compared:
    """Split the change of a counted figure against the same time last year, by the dated tree.

    Raises UnknownIndicator, and Blocked for a figure whose parts do not add up.
    """
    indicator = get(code)
    _refuse_uncounted(indicator)
    last = board_rules.same_time_last_year(start, end)
    units = _units(union, last[1], end, last[0])
    asks = (Asked(on=last[1], start=last[0], end=last[1]), Asked(on=end, start=start, end=end))
    engine = source.engine_for(union)
    where = Where(the_engine(engine), "dated", union.pk, Grain.WHOLE)
    before, now = _by_part(indicator, units.keys, asks, where)
    then = version_on(indicator, last[1])
    published = None
    if then != indicator.version:
        earlier = get(f"{code}@{then}")
        values = count(counters((earlier,)), asks[:1], where).of(union.pk)
        published = Decimal(value_of(earlier, values, 0) or 0)
    found = split(before, now, units.sizes, before_as_defined_then=published)
    return Compared(indicator, (start, end), last, found, then, source.said_as_of(engine))


def version_on(indicator: Indicator, day: date) -> int:
    """The version of the definition in force on a day."""
    later = [change.version for change in indicator.changes if change.on > day]
    return min(later) - 1 if later else indicator.version


def is_splittable(indicator: Indicator) -> bool:
    """Whether values of units add up to the value of the node."""
    return indicator.state is State.LIVE and isinstance(indicator, Counter | Sum)


def _refuse_uncounted(indicator: Indicator) -> None:
    if is_splittable(indicator):
        return
    if isinstance(indicator, Rate):
        raise Blocked(
            f"“{indicator.name}”是比率,各单位的比率不能相加,无法拆解。请分别看它的分子"
            f"“{indicator.numerator.name}”和分母“{indicator.denominator.name}”。"
        )
    raise Blocked(f"“{indicator.name}”还没有记录可数,无法拆解。")


def _by_part(
    indicator: Indicator, units: dict[Part, set[int]], asks: tuple[Asked, Asked], where: Where
) -> tuple[dict[Part, Decimal], dict[Part, Decimal]]:
    """Values then and now; the same units are what is left of the whole, so all parts sum to it."""
    moved = {part: _among(indicator, units[part], part) for part in (Part.NEW, Part.GONE)}
    needed = counters((indicator, *(one for one in moved.values() if one is not None)))
    values = count(needed, asks, where).of(where.node or 0)
    found: list[dict[Part, Decimal]] = []
    for place in range(len(asks)):
        whole = Decimal(value_of(indicator, values, place) or 0)
        parts = {
            part: Decimal(value_of(one, values, place) or 0) if one is not None else Decimal(0)
            for part, one in moved.items()
        }
        found.append({**parts, Part.SAME: whole - sum(parts.values(), Decimal(0))})
    return found[0], found[1]


def _among(indicator: Indicator, keys: Iterable[int], part: Part) -> Indicator | None:
    """The indicator counted at some units alone."""
    chosen = sorted(keys)
    if not chosen:
        return None
    here = ibis._["union_id"].isin(chosen)

    def narrowed(counter: Counter) -> Counter:
        where = here if counter.where is None else counter.where & here
        return replace(counter, code=f"{counter.code}#{part}", where=where, by=())

    if isinstance(indicator, Sum):
        parts = tuple(narrowed(one) for one in indicator.parts)
        return replace(indicator, code=f"{indicator.code}#{part}", parts=parts)
    assert isinstance(indicator, Counter)
    return narrowed(indicator)


def _units(union: Union, before: date, now: date, since: date) -> _Units:
    """Every unit at or under the node, by part.

    Units that stood there on neither day may have left records since ``since``, while they did:
    they go with those that are gone, though they are not counted as units that left.
    """
    was, stands = _standing(union, before), _standing(union, now)
    every = {**was, **stands}
    keys: dict[Part, set[int]] = {part: set() for part in (Part.NEW, Part.SAME, Part.GONE)}
    sizes = dict.fromkeys(keys, 0)
    for key, counts in every.items():
        part = part_of(Standing(key in was, key in stands))
        keys[part].add(key)
        sizes[part] += counts
    keys[Part.GONE] |= _ever(union, since, now) - every.keys()
    return _Units(keys, sizes)


def _standing(union: Union, day: date) -> dict[int, bool]:
    """Open units at or under the node on a day, by the tree of that day; which are grass-roots."""
    place = TreePath.objects.filter(union=union, valid__contains=day).first()
    if place is None:
        return {}
    opened = Coalesce("union__founded_on", TruncDate("union__created_at", tzinfo=clock.CHINA))
    rows = TreePath.objects.filter(path__startswith=place.path, valid__contains=day)
    rows = rows.annotate(opened=opened).filter(
        Q(union__closed_on=None) | Q(union__closed_on__gt=day), opened__lte=day
    )
    found = rows.values_list("union_id", "union__union_type", "union__org_type")
    return {key: is_grassroots(kind, form) for key, kind, form in found}


def _ever(union: Union, first: date, last: date) -> set[int]:
    """Units that stood at or under the node at any time in between, open or not."""
    days = DateRange(first, last, "[]")
    found: set[int] = set()
    for place in TreePath.objects.filter(union=union, valid__overlap=days):
        rows = TreePath.objects.filter(path__startswith=place.path, valid__overlap=days)
        found |= set(rows.values_list("union_id", flat=True))
    return found
