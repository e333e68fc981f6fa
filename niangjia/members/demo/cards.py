"""Service cards and tags of the demo's members, as arrays. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from niangjia.members.demo.history import Flags, History, Ints, day

_FIRST_CARD_ON = day(date(2013, 3, 1))
_SHARE_WITH_CARD = 0.46
_SHARE_ACTIVATED = 0.6
NEVER = 0


@dataclass(frozen=True)
class Cards:
    """One card a person at most; day numbers, 0 for a milestone not reached."""

    person: Ints
    union: Ints
    applied: Ints
    produced: Ints
    delivered: Ints
    activated: Ints
    closed: Ints


@dataclass(frozen=True)
class Tags:
    """Labels: index of kind, index of code, first day, first day after (0: open)."""

    person: Ints
    kind: Ints
    code: Ints
    start: Ints
    end: Ints


def draw_cards(history: History, now: int, chance: np.random.Generator) -> Cards:
    """Applied for while a member, made within weeks, activated by some: each later than the last.

    A card follows its holder, as `services.cards.follow` has it.
    """
    count = history.count
    last = np.where(history.left > 0, history.left, now)
    first = np.maximum(history.joined, _FIRST_CARD_ON)
    has = (chance.random(count) < _SHARE_WITH_CARD) & (last - first > 10)
    person = np.flatnonzero(has).astype(np.int32)
    first, last = first[person], last[person]
    applied = first + ((last - first) * chance.random(len(person)) ** 1.6).astype(np.int32)
    produced = _then(applied, chance.integers(7, 25, len(person)), last)
    delivered = _then(produced, chance.integers(2, 40, len(person)), last)
    activated = _then(delivered, chance.integers(0, 200, len(person)), last)
    activated[chance.random(len(person)) > _SHARE_ACTIVATED] = NEVER
    return Cards(
        person, history.last_union[person], applied.astype(np.int32), produced, delivered, activated,
        history.left[person],
    )  # fmt: skip


def _then(before: Ints, days: Ints, last: Ints) -> Ints:
    """So many days later, if the step before was reached and the day has come."""
    after = before + days
    return np.where((before > 0) & (after < last), after, NEVER).astype(np.int32)


KINDS = ("migrant", "new_form", "group8", "model", "hardship")
_MIGRANT, _NEW_FORM, _GROUP8, _MODEL, _HARDSHIP = range(5)
_IN_GROUP8 = np.array([True, False, True, True])  # 网约车司机 are not among the eight groups


def draw_tags(
    history: History, is_migrant: Flags, group: Ints, now: int, chance: np.random.Generator
) -> Tags:
    """Tags from the first day of membership; hardship lasts up to three years."""
    lines: list[tuple[Ints, int, Ints, Ints, Ints]] = []

    def add(
        who: Flags, kind: int, code: Ints | None = None, start: Ints | None = None, years: int = 0
    ) -> None:
        person = np.flatnonzero(who).astype(np.int32)
        begin = (history.joined if start is None else start)[person]
        end = begin + years * 365
        open_ended = (years == 0) | (end > now)
        lines.append(
            (
                person,
                kind,
                np.full(len(person), -1, np.int32) if code is None else code[person],
                begin,
                np.where(open_ended, 0, end).astype(np.int32),
            )
        )

    add(is_migrant, _MIGRANT)
    add(group >= 0, _NEW_FORM, group)
    add((group >= 0) & _IN_GROUP8[np.maximum(group, 0)], _GROUP8, group)
    later = history.joined + ((now - history.joined) * chance.random(history.count)).astype(
        np.int32
    )
    add(chance.random(history.count) < 0.0006, _MODEL, None, later)
    add(chance.random(history.count) < 0.014, _HARDSHIP, None, later, 3)
    return Tags(
        *(
            np.concatenate([np.broadcast_to(line[n], line[0].shape) for line in lines]).astype(
                np.int32
            )
            for n in range(5)
        )
    )
