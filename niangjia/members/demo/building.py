"""Bring the demo's members in: worker processes spell and seal, one connection copies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, fields

from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import models

from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.crypto import read_key_file
from niangjia.kernel.loading import next_id
from niangjia.members.demo import cards, history, people, rows
from niangjia.members.demo.history import TRANSFER, History, Ints
from niangjia.members.models import Card, Membership, MembershipEvent, Person, Tag, Transfer
from niangjia.members.services.loading import load_registry
from niangjia.unions.demo.building import regions
from niangjia.unions.demo.plan import Plan
from niangjia.unions.models import Union

Say = Callable[[str], None]
_SLICE = 40_000
_AHEAD = 6  # slices worked on or waiting, so that memory stays bounded
_RETIRES_AT = (60, 55)


@dataclass(frozen=True)
class Employers:
    """Employer ids of each unit of the plan: a run of ``count`` from ``first`` (0: none)."""

    first: Ints
    count: Ints


def build(plan: Plan, keys: Mapping[str, int], employers: Employers, say: Say) -> None:
    """Everybody of the plan with their history, tags, transfers and cards."""
    past = history.draw(plan)
    say(f"会员历史已推演:{past.count:,} 人,{len(past.episodes.person):,} 段会籍")
    union_ids = np.array([keys[unit.code] for unit in plan.units], np.int64)
    now = clock.now()
    stamp = rows.Stamp(now.isoformat(), history.day(plan.today), plan.scale.seed)
    ring = read_key_file(Path(settings.NIANGJIA_KEY_FILE)).dump()
    context = get_context("spawn")
    with ProcessPoolExecutor(max(os.cpu_count() or 1, 2), mp_context=context) as pool:
        blocks = _blocks(pool, plan, past, union_ids, employers, stamp, ring)
        load_registry(
            Union.objects.get(code=plan.scale.root),
            blocks,
            actor=SYSTEM,
            tell=lambda name, count: say(f"{name} {count:,} 行" if count else f"正在重建{name}…"),
        )


def _blocks(
    pool: ProcessPoolExecutor,
    plan: Plan,
    past: History,
    union_ids: Ints,
    employers: Employers,
    stamp: rows.Stamp,
    ring: str,
) -> dict[type[models.Model], Iterator[bytes]]:
    chance = np.random.default_rng([plan.scale.seed, 4])
    now = stamp.today
    first_person, first_episode = next_id(Person), next_id(Membership)
    is_migrant = people.migrants(plan, past, chance)
    group = people.new_form_groups(plan, past, chance)
    tags = cards.draw_tags(past, is_migrant, group, now, chance)
    issued = cards.draw_cards(past, now, chance)
    episodes = _episodes(plan, past, union_ids, employers, first_person, first_episode, now)
    run = partial(_in_order, pool)
    return {
        Person: run(_persons(plan, past, is_migrant, first_person, chance), rows.persons, stamp, ring),
        Membership: run(_cut(episodes, first_episode), rows.memberships, stamp),
        MembershipEvent: run(_cut(episodes, first_episode), rows.events, stamp),
        Transfer: run(_cut(_transfers(episodes, past, first_episode), 1), rows.transfers, stamp),
        Tag: run(
            _cut(rows.TagSlice(tags.person + first_person, tags.kind, tags.code, tags.start, tags.end)),
            rows.tags,
            stamp,
        ),
        Card: run(
            _cut(
                rows.CardSlice(
                    1, issued.person + first_person, union_ids[issued.union], issued.applied,
                    issued.produced, issued.delivered, issued.activated, issued.closed,
                ),
                1,
            ),
            rows.cards,
            stamp,
        ),
    }  # fmt: skip


# --- Arrays ready for the database ----------------------------------------------------------


def _persons(
    plan: Plan, past: History, is_migrant: history.Flags, first_id: int, chance: np.random.Generator
) -> Iterator[rows.PersonSlice]:
    from niangjia.unions.demo.people import names

    counties = tuple((code, row[1]) for code, row in sorted(regions().items()) if row[2] == 3)
    surname, given = names(past.is_woman, chance)
    area = people.areas(plan, past, [code for code, _name in counties], chance)
    sequence = people.sequences(area, past.born, past.is_woman)
    everybody = rows.PersonSlice(
        first_id, surname, given, past.is_woman, past.born, area, sequence, is_migrant,
        _deaths(past), counties,
    )  # fmt: skip
    return _cut(everybody, first_id)


def _deaths(past: History) -> Ints:
    """Day of death of those whose last episode ended by it, 0 for the living."""
    e = past.episodes
    died = np.zeros(past.count, np.int32)
    ended = e.exit_kind == history.EventKind.DECEASED
    died[e.person[ended]] = e.end[ended]
    return died


def _episodes(
    plan: Plan,
    past: History,
    union_ids: Ints,
    employers: Employers,
    first_person: int,
    first_episode: int,
    now: int,
) -> rows.EpisodeSlice:
    e = past.episodes
    ages = np.where(past.is_woman, _RETIRES_AT[1], _RETIRES_AT[0])
    retires = (past.born + ages * 365.25).astype(np.int32)[e.person]
    retained = np.where((e.end == 0) & (retires <= now) & (retires > e.start), retires, 0)
    count = employers.count[e.union]
    employer = np.where(count > 0, employers.first[e.union] + e.person % np.maximum(count, 1), 0)
    return rows.EpisodeSlice(
        first_episode, e.person + first_person, union_ids[e.union], employer, e.start, e.end,
        e.entry, e.exit_kind, e.exit_reason, retained,
    )  # fmt: skip


def _transfers(episodes: rows.EpisodeSlice, past: History, first_episode: int) -> rows.TransferSlice:
    """A transfer for each episode that began as one: the one before it is the same person's."""
    into = np.flatnonzero(past.episodes.entry == TRANSFER)
    return rows.TransferSlice(
        1, into - 1 + first_episode, into + first_episode, episodes.union[into - 1],
        episodes.union[into], episodes.start[into],
    )  # fmt: skip


# --- Slices and workers ---------------------------------------------------------------------


def _cut(whole: Any, first_id: int | None = None) -> Iterator[Any]:
    """Slices of a dataclass of equally long arrays; ``first_id`` moves along."""
    arrays = {f.name: getattr(whole, f.name) for f in fields(whole)}
    length = max(len(value) for value in arrays.values() if isinstance(value, np.ndarray))
    for start in range(0, length, _SLICE):
        values = {
            name: value[start : start + _SLICE] if isinstance(value, np.ndarray) else value
            for name, value in arrays.items()
        }
        if first_id is not None:
            values["first_id"] = first_id + start
        yield type(whole)(**values)


def _in_order(
    pool: ProcessPoolExecutor, cuts: Iterator[Any], work: Callable[..., bytes], *more: object
) -> Iterator[bytes]:
    """Results in the order of the slices, a few worked on ahead."""
    waiting: list[Future[bytes]] = []
    for cut in cuts:
        waiting.append(pool.submit(work, cut, *more))
        if len(waiting) >= _AHEAD:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


