"""The demo federation as a plan: which unions there are, when they came and went. Pure.

Only numbers and names are decided here; services write. Equal scale, seed and day give an equal
plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from niangjia.unions.demo.names import CATCH_ALL, JOINT, TRADES, Namer, Trade
from niangjia.unions.demo.scale import Scale

_SHARE_CITY, _SHARE_COUNTY = 0.04, 0.22
_SHARE_CLOSED_BEFORE, _SHARE_TURNOVER = 0.03, 0.03
_SHARE_MOVED = 0.01
_SHARE_JOINT = 0.14
_SMALLEST = 8
FEDERATIONS_FOUNDED = {
    1: date(1951, 3, 1),
    2: date(1952, 5, 1),
    3: date(1953, 5, 1),
    4: date(1984, 6, 1),
}


@dataclass(frozen=True)
class Place:
    """A region that has a federation; ``level`` 1 province to 4 township."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass
class Unit:
    """A grass-roots union to be: where, what, when.

    ``size`` is the number of members on the scale's day. ``was_under`` is the federation it moved
    away from on ``moved_on``; ``successor`` takes the members when it closes. ``employers`` are the units it covers.
    """

    place: Place
    trade: Trade
    name: str
    code: str
    founded_on: date
    is_joint: bool = False
    is_catch_all: bool = False
    closed_on: date | None = None
    successor: int | None = None
    was_under: str | None = None
    moved_on: date | None = None
    size: int = 0
    employers: list[tuple[str, Trade]] = field(default_factory=list)

    @property
    def union_name(self) -> str:
        """The union's own name."""
        return f"{self.name}{'联合' if self.is_joint else ''}工会委员会"


@dataclass(frozen=True)
class Plan:
    """The whole federation: places from the top down, then units."""

    scale: Scale
    today: date
    places: tuple[Place, ...]
    units: tuple[Unit, ...]


def draw(scale: Scale, places: Sequence[Place], today: date) -> Plan:
    """Decide everything about the unions of a scale."""
    chance = np.random.default_rng(scale.seed)
    units = _found(scale, places, chance)
    order = [int(n) for n in chance.permutation(len(units))]
    _date(units, order, scale, today, chance)
    _move(units, order, places, scale, chance)
    _size(units, scale, chance)
    return Plan(scale, today, tuple(places), tuple(units))


def territory(rows: Mapping[str, tuple[str | None, str, int]], root: str) -> list[Place]:
    """The province, and under it the root with all its divisions, from the top down.

    ``rows``: region code → (parent code, name, level).
    """
    found: list[Place] = []
    top = root[:2]
    if top != root:
        found.append(Place(top, rows[top][1], 1, None))
    for code, (parent, name, level) in sorted(rows.items(), key=lambda item: (item[1][2], item[0])):
        if code.startswith(root):
            found.append(Place(code, name, level, parent if parent else None))
    return found


# --- Where ---------------------------------------------------------------------------------


def _found(scale: Scale, places: Sequence[Place], chance: np.random.Generator) -> list[Unit]:
    """All units there ever are: those of the day, those closed before, those founded after."""
    namer = Namer(chance)
    townships = [place for place in places if place.level == 4]
    wanted = scale.unions + _turnover(scale) + round(scale.unions * _SHARE_CLOSED_BEFORE)
    catch_all = (
        townships if scale.unions >= 4 * len(townships) else townships[:: len(townships) // 40]
    )
    units = [
        _unit(place, CATCH_ALL, namer, is_joint=True, is_catch_all=True) for place in catch_all
    ]
    homes = _homes(places, wanted - len(units), chance)
    weights = np.array([trade.weight for trade in TRADES], dtype=float)
    kinds = chance.choice(len(TRADES), size=len(homes), p=weights / weights.sum())
    joint = chance.random(len(homes)) < _SHARE_JOINT
    for home, kind, is_joint in zip(homes, kinds, joint, strict=True):
        together = bool(is_joint) and home.level >= 3
        units.append(_unit(home, JOINT if together else TRADES[kind], namer, is_joint=together))
    _cover(units, namer, chance)
    _number(units)
    return units


def _homes(places: Sequence[Place], count: int, chance: np.random.Generator) -> list[Place]:
    """Which federation each unit stands under: mostly townships, large counties having more."""
    by_level = {level: [p for p in places if p.level == level] for level in (2, 3, 4)}
    county_weight = {
        p.code: float(w)
        for p, w in zip(by_level[3], chance.lognormal(0, 0.5, len(by_level[3])), strict=True)
    }
    shares: list[tuple[Place, float]] = []
    for level, share in (
        (2, _SHARE_CITY),
        (3, _SHARE_COUNTY),
        (4, 1 - _SHARE_CITY - _SHARE_COUNTY),
    ):
        draws = chance.lognormal(0, 0.7 if level == 4 else 0.3, len(by_level[level]))
        weights = np.array(
            [
                draw
                * county_weight.get(place.code[:6], 1.0)
                * (2.0 if place.name.endswith("街道") else 1.0)
                for place, draw in zip(by_level[level], draws, strict=True)
            ]
        )
        shares += list(zip(by_level[level], share * weights / weights.sum(), strict=True))
    chosen = chance.choice(len(shares), size=count, p=np.array([share for _, share in shares]))
    return [shares[int(index)][0] for index in np.sort(chosen)]


def _unit(
    place: Place, trade: Trade, namer: Namer, *, is_joint: bool, is_catch_all: bool = False
) -> Unit:
    name = namer.unit(place.name, trade)
    return Unit(place, trade, name, "", date.min, is_joint, is_catch_all)


def _cover(units: Sequence[Unit], namer: Namer, chance: np.random.Generator) -> None:
    """An independent union covers its own unit, a joint one several small ones."""
    small = [trade for trade in TRADES if trade.unit_type.value == 170]
    for unit in units:
        if not unit.is_joint:
            unit.employers = [(unit.name, unit.trade)]
        elif not unit.is_catch_all:
            kinds = chance.integers(0, len(small), int(chance.integers(2, 7)))
            trades = [small[int(kind)] for kind in kinds]
            unit.employers = [(namer.unit(unit.place.name, trade), trade) for trade in trades]


def _number(units: Sequence[Unit]) -> None:
    """Codes below the federation's: ``511725102-0001``."""
    last: dict[str, int] = {}
    for unit in units:
        last[unit.place.code] = number = last.get(unit.place.code, 0) + 1
        unit.code = f"{unit.place.code}-{number:04}"


# --- When ----------------------------------------------------------------------------------


def _turnover(scale: Scale) -> int:
    return round(scale.unions * _SHARE_TURNOVER)


def _date(
    units: list[Unit], order: list[int], scale: Scale, today: date, chance: np.random.Generator
) -> None:
    """Founding and closing days, so that the scale's numbers come out exactly.

    In random order: founded in the period · founded before · closed before the day · founded
    after it. As many as were founded after it close after it.
    """
    turnover = _turnover(scale)
    old_end = scale.unions
    gone_end = len(units) - turnover
    ordinary = [n for n in order if not units[n].is_catch_all]
    catch_all = [n for n in order if units[n].is_catch_all]
    # Catch-all unions were founded in the period, as far as it holds them, and never close.
    first = catch_all[: scale.founded // 2]
    line = first + ordinary[: scale.founded - len(first)]
    line += catch_all[len(first) :] + ordinary[scale.founded - len(first) :]
    for position, number in enumerate(line):
        unit = units[number]
        if position < scale.founded:
            unit.founded_on = _between(scale.since, scale.as_of - timedelta(days=20), chance, 0.8)
        elif position < gone_end:
            unit.founded_on = _between(
                date(1985, 1, 1), scale.since - timedelta(days=400), chance, 0.45
            )
        else:
            unit.founded_on = _between(
                scale.as_of + timedelta(days=1), today - timedelta(days=90), chance, 1.0
            )
        if old_end <= position < gone_end:
            unit.closed_on = _between(scale.since + timedelta(days=30), scale.as_of, chance, 1.0)
    stable = [n for n in line[scale.founded : old_end] if not units[n].is_catch_all]
    for number in stable[:turnover]:
        units[number].closed_on = _between(scale.as_of + timedelta(days=1), today, chance, 1.0)
    _succeed(units, stable[turnover:], chance)
    order[:] = line


def _succeed(units: list[Unit], lasting: list[int], chance: np.random.Generator) -> None:
    """Who takes the members of a closed union: a lasting one nearby."""
    nearby: dict[str, list[int]] = {}
    for number in lasting:
        code = units[number].place.code
        for length in (9, 6, 4, 2):
            nearby.setdefault(code[:length], []).append(number)
    for unit in units:
        if unit.closed_on is None:
            continue
        for length in (9, 6, 4, 2):
            heirs = nearby.get(unit.place.code[:length])
            if heirs:
                unit.successor = heirs[int(chance.integers(len(heirs)))]
                break


def _move(
    units: list[Unit],
    order: list[int],
    places: Sequence[Place],
    scale: Scale,
    chance: np.random.Generator,
) -> None:
    """Some lasting unions stood under another township of the city before."""
    townships = [place.code for place in places if place.level == 4]
    candidates = [
        n for n in order[scale.founded : scale.unions]
        if units[n].closed_on is None and units[n].place.level == 4 and not units[n].is_catch_all
    ]  # fmt: skip
    for number in candidates[-round(scale.unions * _SHARE_MOVED) :]:
        unit = units[number]
        near = [
            code
            for code in townships
            if code[:4] == unit.place.code[:4] and code != unit.place.code
        ]
        unit.was_under = near[int(chance.integers(len(near)))]
        unit.moved_on = _between(scale.since + timedelta(days=60), scale.as_of, chance, 1.0)


def _between(first: date, last: date, chance: np.random.Generator, bend: float) -> date:
    """A working-week day of the span; a bend under 1 favours the end."""
    span = (last - first).days
    day = first + timedelta(days=int(span * float(chance.random()) ** bend))
    return (
        day
        if day.weekday() < 5 or (day - first).days < 2
        else day - timedelta(days=day.weekday() - 4)
    )


# --- How many ------------------------------------------------------------------------------


def _size(units: Sequence[Unit], scale: Scale, chance: np.random.Generator) -> None:
    """Members per union on the day: log-normal by trade, new unions smaller, exact in sum."""
    of_day = [
        u
        for u in units
        if u.founded_on <= scale.as_of and (u.closed_on is None or u.closed_on > scale.as_of)
    ]
    new = [u for u in of_day if u.founded_on >= scale.since]
    old = [u for u in of_day if u.founded_on < scale.since]
    for_new = round(scale.joined * 0.62)
    for group, total in ((new, for_new), (old, scale.members - for_new)):
        draws = chance.lognormal(0, 1.05, len(group)) * np.array([u.trade.size for u in group])
        for unit, size in zip(group, _exactly(draws, total), strict=True):
            unit.size = int(size)


def _exactly(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers in the proportion of the weights, none under the smallest, that sum up."""
    spread = total - _SMALLEST * len(weights)
    exact = weights / weights.sum() * spread
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    whole[np.argsort(exact - whole)[::-1][: spread - int(whole.sum())]] += 1
    whole += _SMALLEST
    return whole
