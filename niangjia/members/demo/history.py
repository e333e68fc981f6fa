"""The members of a demo federation as arrays: who joined where and when, moved, left. Pure.

Days are numpy day numbers (days since 1970-01-01, int32); 0 in ``end`` means still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niangjia.members.rules.lifecycle import EventKind, EventReason
from niangjia.unions.demo.plan import Plan

Ints = NDArray[np.signedinteger[Any]]
Flags = NDArray[np.bool_]

JOIN, TRANSFER, REORGANISATION = 0, 1, 2
_OPEN = 0
_SHARE_LEFT_BEFORE, _SHARE_LEAVING_AFTER = 0.06, 0.10
_SHARE_TRANSFERRED = 0.05
_SHARE_FROM_CLOSED = 0.5
_YEAR = 365.25


@dataclass(frozen=True)
class Units:
    """The plan's unions as arrays, in its order."""

    founded: Ints
    closed: Ints
    successor: Ints
    size: Ints


@dataclass(frozen=True)
class Episodes:
    """Membership episodes in the order of persons and of time."""

    person: Ints
    union: Ints
    start: Ints
    end: Ints
    entry: Ints
    exit_kind: Ints
    exit_reason: Ints


@dataclass(frozen=True)
class History:
    """Everybody there ever was. ``joined`` is the first day of membership, ``left`` the last."""

    units: Units
    joined: Ints
    left: Ints
    home: Ints
    born: Ints
    is_woman: Flags
    episodes: Episodes

    @property
    def count(self) -> int:
        """Number of persons."""
        return len(self.joined)

    @property
    def last_union(self) -> Ints:
        """Where each person is or was last: the union of her last episode."""
        ends = np.searchsorted(self.episodes.person, np.arange(self.count), side="right")
        return self.episodes.union[ends - 1]


@dataclass(frozen=True)
class Frame:
    """What every decision needs: the unions, the days that matter, and the dice."""

    units: Units
    since: int
    of_day: int
    now: int
    chance: np.random.Generator


def day(value: date) -> int:
    """Day number of a date."""
    return (value - date(1970, 1, 1)).days


def draw(plan: Plan) -> History:
    """Decide everybody's membership; equal plan, equal history."""
    scale, chance = plan.scale, np.random.default_rng([plan.scale.seed, 2])
    frame = Frame(_units(plan), day(scale.since), day(scale.as_of), day(plan.today), chance)

    home, joined = _members_of_the_day(scale.joined, frame)
    gone_home, gone_joined, gone_left = _left_before(len(home), frame)
    turnover = round(len(home) * _SHARE_LEAVING_AFTER)
    new_home, new_joined = _joined_after(turnover, frame)
    left = _leaving_after(turnover, len(joined), frame)

    home = np.concatenate((home, gone_home, new_home))
    joined = np.concatenate((joined, gone_joined, new_joined))
    left = np.concatenate((left, gone_left, np.zeros(len(new_home), np.int32)))
    # Union by union, as their sheets come in, the unions in no order.
    turn = chance.permutation(len(frame.units.size))
    order = np.lexsort((chance.random(len(home)), turn[home]))
    home, joined, left = home[order], joined[order], left[order]
    women = np.array([unit.trade.women for unit in plan.units])
    is_woman = chance.random(len(home)) < women[home]
    born = _births(joined, frame)
    episodes = _episodes(home, joined, left, frame)
    return History(frame.units, joined, left, home, born, is_woman, episodes)


def _units(plan: Plan) -> Units:
    def days(values: list[date | None]) -> Ints:
        return np.array([day(v) if v else _OPEN for v in values], np.int32)

    return Units(
        days([unit.founded_on for unit in plan.units]),
        days([unit.closed_on for unit in plan.units]),
        np.array([-1 if u.successor is None else u.successor for u in plan.units], np.int32),
        np.array([unit.size for unit in plan.units], np.int32),
    )


# --- Joining and leaving --------------------------------------------------------------------


def _members_of_the_day(joined: int, frame: Frame) -> tuple[Ints, Ints]:
    """Home and day of joining of exactly the day's members; exactly ``joined`` of the period."""
    units, chance = frame.units, frame.chance
    home = np.repeat(np.arange(len(units.size), dtype=np.int32), units.size)
    founded = units.founded[home]
    in_new = founded >= frame.since
    recent = chance.permutation(np.flatnonzero(~in_new))[: joined - int(in_new.sum())]
    start, stop = founded.copy(), np.full(len(home), frame.since - 1, np.int32)
    stop[in_new] = frame.of_day
    start[recent], stop[recent] = frame.since, frame.of_day
    at_founding = chance.random(len(home)) < 0.45
    at_founding[recent] = False
    span = (stop - start) * chance.random(len(home)) ** 0.7
    early = np.minimum(chance.exponential(12, len(home)), stop - start)
    return home, (start + np.where(at_founding, early, span)).astype(np.int32)


def _left_before(members: int, frame: Frame) -> tuple[Ints, Ints, Ints]:
    """People who joined before the period and were gone by the day."""
    units, chance = frame.units, frame.chance
    old = np.flatnonzero((units.founded < frame.since - 800) & (units.closed == _OPEN))
    weights = units.size[old] / units.size[old].sum()
    home = chance.choice(old, round(members * _SHARE_LEFT_BEFORE), p=weights).astype(np.int32)
    founded = units.founded[home]
    joined = founded + (frame.since - 400 - founded) * chance.random(len(home)) ** 0.8
    left = np.maximum(joined + 180, frame.since - 300)
    left += (frame.of_day - left) * chance.random(len(home))
    return home, joined.astype(np.int32), left.astype(np.int32)


def _joined_after(count: int, frame: Frame) -> tuple[Ints, Ints]:
    """People who joined after the day, at unions that stand until today."""
    units, chance = frame.units, frame.chance
    standing = np.flatnonzero(units.closed == _OPEN)
    is_new = units.founded[standing] > frame.of_day
    weights = np.where(is_new, 60, units.size[standing]).astype(float)
    home = chance.choice(standing, count, p=weights / weights.sum()).astype(np.int32)
    first = np.maximum(units.founded[home], frame.of_day + 1)
    return home, (first + (frame.now - first) * chance.random(count)).astype(np.int32)


def _leaving_after(count: int, members: int, frame: Frame) -> Ints:
    """The last day of those of the day's members who left since; 0 for the others."""
    left = np.zeros(members, np.int32)
    who = frame.chance.permutation(members)[:count]
    left[who] = frame.chance.integers(frame.of_day + 1, frame.now + 1, count)
    return left


def _births(joined: Ints, frame: Frame) -> Ints:
    """At least 18 when joining; nobody much over 62 on the day (retained members)."""
    chance = frame.chance
    age = 18 + chance.gamma(2.6, 5.2, len(joined))
    oldest = np.clip(62 - np.maximum(frame.of_day - joined, 0) / _YEAR, 21, 56)
    age = np.where(age > oldest, 18 + chance.random(len(joined)) * (oldest - 18), age)
    return (joined - age * _YEAR).astype(np.int32)


# --- Episodes -------------------------------------------------------------------------------


def _episodes(home: Ints, joined: Ints, left: Ints, frame: Frame) -> Episodes:
    """One episode per union somebody was at; closed unions hand their members on."""
    first, changed = _transfers(home, joined, left, frame)
    moved = changed > 0
    home = np.where(moved, home, _origins(home, joined, left, frame))
    person = np.arange(len(home), dtype=np.int32)
    rows = [
        (person, np.where(moved, first, home), joined, np.where(moved, changed, left), JOIN),
        (person[moved], home[moved], changed[moved], left[moved], TRANSFER),
    ]
    columns = [
        np.concatenate([np.broadcast_to(row[n], row[0].shape) for row in rows]).astype(np.int32)
        for n in range(5)
    ]
    is_transferred = np.concatenate((moved, np.zeros(int(moved.sum()), bool)))
    exit_kind, exit_reason = _exits(columns[3], is_transferred, frame.chance)
    return _hand_on(Episodes(*(*columns, exit_kind, exit_reason)), frame.units)


def _transfers(home: Ints, joined: Ints, left: Ints, frame: Frame) -> tuple[Ints, Ints]:
    """Where the transferred were before, and the day they moved (0: never moved)."""
    units, chance = frame.units, frame.chance
    lasting = np.flatnonzero((units.closed == _OPEN) & (units.size > 0))
    first = chance.choice(lasting, len(home)).astype(np.int32)
    begin = np.maximum(joined + 60, units.founded[home])
    close = units.closed[home]
    end = np.where(left > 0, left, frame.now)
    end = np.minimum(end, np.where(close > 0, close, frame.now)) - 30
    possible = (units.founded[first] <= joined) & (first != home) & (end > begin)
    moved = possible & (chance.random(len(home)) < _SHARE_TRANSFERRED / possible.mean())
    changed = begin + ((end - begin) * chance.random(len(home))).astype(np.int32)
    return first, np.where(moved, changed, 0).astype(np.int32)


def _origins(home: Ints, joined: Ints, left: Ints, frame: Frame) -> Ints:
    """Some members of a union that took over a closed one were there before: their first union."""
    units = frame.units
    closed = np.flatnonzero((units.closed > 0) & (units.size == 0))
    came_from = np.full(len(units.size), -1, np.int32)
    came_from[units.successor[closed]] = closed
    origin = came_from[home]
    fits = (origin >= 0) & (joined >= units.founded[origin]) & (joined < units.closed[origin] - 1)
    fits &= (left == _OPEN) | (left > units.closed[origin])
    fits &= frame.chance.random(len(home)) < _SHARE_FROM_CLOSED
    return np.where(fits, origin, home).astype(np.int32)


def _exits(end: Ints, is_transferred: Flags, chance: np.random.Generator) -> tuple[Ints, Ints]:
    kinds = np.array([EventKind.RESIGN, EventKind.EXPEL, EventKind.DECEASED], np.int32)
    kind = kinds[chance.choice(3, len(end), p=(0.9, 0.01, 0.09))]
    resigning = chance.choice(
        [EventReason.EMPLOYMENT_CHANGED, EventReason.OWN_REQUEST, EventReason.AUTO_QUIT],
        len(end),
        p=(0.7, 0.22, 0.08),
    )
    reason = np.select(
        [kind == EventKind.EXPEL, kind == EventKind.DECEASED],
        [EventReason.CRIME, EventReason.DIED],
        resigning,
    )
    kind = np.where(is_transferred, EventKind.TRANSFER_OUT, kind)
    reason = np.where(is_transferred, EventReason.EMPLOYMENT_CHANGED, reason)
    is_open = end == _OPEN
    return (
        np.where(is_open, 0, kind).astype(np.int32),
        np.where(is_open, 0, reason).astype(np.int32),
    )


def _hand_on(e: Episodes, units: Units) -> Episodes:
    """Cut episodes at the closing day of their union; the rest goes on at the successor."""
    close = units.closed[e.union]
    cut = (close > 0) & (e.start < close) & ((e.end == _OPEN) | (e.end > close))
    rest = np.flatnonzero(cut)
    before_end = np.where(cut, close, e.end)
    kind = np.where(cut, EventKind.TRANSFER_OUT, e.exit_kind)
    reason = np.where(cut, EventReason.UNION_REORGANISED, e.exit_reason)
    joined = Episodes(
        np.concatenate((e.person, e.person[rest])),
        np.concatenate((e.union, units.successor[e.union[rest]])),
        np.concatenate((e.start, close[rest])),
        np.concatenate((before_end, e.end[rest])),
        np.concatenate((e.entry, np.full(len(rest), REORGANISATION, np.int32))),
        np.concatenate((kind, e.exit_kind[rest])).astype(np.int32),
        np.concatenate((reason, e.exit_reason[rest])).astype(np.int32),
    )
    order = np.lexsort((joined.start, joined.person))
    return Episodes(*(getattr(joined, name)[order] for name in joined.__dataclass_fields__))
