"""Attributes of made-up persons: names, identity numbers, phones, groups. Pure; our own lists.

Identity numbers have valid areas, birth days and check characters, and no two are equal; they
belong to nobody by intent, and phones use numbers drawn without regard to subscribers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from niangjia.members.demo.history import Flags, History, Ints
from niangjia.members.rules.groups import NewForm4
from niangjia.unions.demo.plan import Plan

_PER_DAY = 500  # an area has that many numbers per day of birth and gender
_STEP = 173  # coprime to 500: consecutive persons of a day do not get consecutive numbers
_DAYS = 100_000
GROUPS = tuple(group.value for group in NewForm4)
_NATIVE_SHARE, _NEIGHBOUR_SHARE = 0.86, 0.1
_DRIVE_BEFORE = 730  # days before the period of the demo's report
_SHARE_AT_JOINING, _DAYS_LATER = 0.6, 240


class NoNumbersLeft(Exception):  # noqa: N818 - reads as what it is
    """More persons of one area, birth day and gender than there are identity numbers."""


def areas(
    plan: Plan, history: History, counties: Sequence[str], chance: np.random.Generator
) -> Ints:
    """Index into the county codes: mostly the union's own, some of the province, few others."""
    by_code = {code: n for n, code in enumerate(counties)}
    root = plan.scale.root
    here = np.array([n for code, n in by_code.items() if code.startswith(root)], np.int32)
    near = np.array([n for code, n in by_code.items() if code.startswith(root[:2])], np.int32)
    own = np.array([by_code.get(unit.place.code[:6], -1) for unit in plan.units], np.int32)[
        history.home
    ]
    count = history.count
    native = np.where(own >= 0, own, chance.choice(here, count))
    kind = chance.random(count)
    elsewhere = np.where(
        kind < _NATIVE_SHARE + _NEIGHBOUR_SHARE,
        chance.choice(near, count),
        chance.integers(0, len(counties), count),
    )
    return np.where(kind < _NATIVE_SHARE, native, elsewhere).astype(np.int32)


def sequences(area: Ints, born: Ints, is_woman: Flags) -> Ints:
    """Ordinal 0-499 that makes identity numbers of one area, day and gender differ.

    Raises NoNumbersLeft.
    """
    key = (area.astype(np.int64) * _DAYS + born + _DAYS // 2) * 2 + is_woman
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    is_first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    starts = np.flatnonzero(is_first)
    rank = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    if rank.max(initial=0) >= _PER_DAY:
        raise NoNumbersLeft
    number = np.empty(len(key), np.int32)
    number[order] = (rank * _STEP + ordered * 7) % _PER_DAY
    return number


def new_form_groups(plan: Plan, history: History, chance: np.random.Generator) -> Ints:
    """Which of the four groups of new forms of employment a person is in, or -1."""
    share = np.array([unit.trade.new_form for unit in plan.units])[history.home]
    group = chance.choice(len(GROUPS), history.count, p=(0.34, 0.16, 0.27, 0.23))
    return np.where(chance.random(history.count) < share, group, -1).astype(np.int32)


def migrants(plan: Plan, history: History, chance: np.random.Generator) -> Flags:
    """Who is a migrant worker (农民工)."""
    share = np.array([unit.trade.migrant for unit in plan.units])[history.home]
    return chance.random(history.count) < share


def verified(
    history: History, since: int, until: int, now: int, chance: np.random.Generator
) -> Ints:
    """The day on which the identity of each person is checked (实名认证), while she is a member.

    A drive (会员实名制) begins two years before ``since`` and has reached all older members by
    ``until``. Who joins meanwhile or later is checked on joining, or some months after.
    """
    count, begin = history.count, since - _DRIVE_BEFORE
    in_drive = begin + (until - begin) * chance.random(count)
    later = chance.exponential(_DAYS_LATER, count)
    later[chance.random(count) < _SHARE_AT_JOINING] = 0
    day = np.where(history.joined < begin, in_drive, history.joined + later)
    last = np.where(history.left > 0, history.left - 1, now)
    return np.minimum(day, last).astype(np.int32)
