"""Bring the demo's members in: worker processes spell and seal, one connection copies."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
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
from niangjia.members.rules.lifecycle import EventKind
from niangjia.members.services.loading import load_registry
from niangjia.unions.demo.building import regions
from niangjia.unions.demo.people import names
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


@dataclass(frozen=True)
class _Takeover:
    """One load: the plan, everybody's past, where rows go, and what all rows share."""

    plan: Plan
    past: History
    union_ids: Ints
    employers: Employers
    stamp: rows.Stamp
    first_person: int
    first_episode: int
    chance: np.random.Generator


def build(plan: Plan, keys: Mapping[str, int], employers: Employers, say: Say) -> None:
    """Everybody of the plan with their history, tags, transfers and cards."""
    past = history.draw(plan)
    say(f"会员历史已推演:{past.count:,} 人,{len(past.episodes.person):,} 段会籍")
    stamp = rows.Stamp(clock.now().isoformat(), history.day(plan.today), plan.scale.seed)
    takeover = _Takeover(
        plan,
        past,
        np.array([keys[unit.code] for unit in plan.units], np.int64),
        employers,
        stamp,
        next_id(Person),
        next_id(Membership),
        np.random.default_rng([plan.scale.seed, 4]),
    )
    cores = max(os.cpu_count() or 1, 2)
    deaf = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; we end the others
    with ProcessPoolExecutor(cores, get_context("spawn"), signal.signal, deaf) as pool:
        load_registry(
            Union.objects.get(code=plan.scale.root),
            _blocks(pool, takeover),
            actor=SYSTEM,
            tell=lambda name, count: say(f"{name} {count:,} 行" if count else f"正在重建{name}…"),
        )


def _blocks(pool: ProcessPoolExecutor, t: _Takeover) -> dict[type[models.Model], Iterator[bytes]]:
    """COPY blocks by table, made while they are asked for."""
    ring = read_key_file(Path(settings.NIANGJIA_KEY_FILE)).dump()
    is_migrant = people.migrants(t.plan, t.past, t.chance)
    tags, cards_ = _tags(t, is_migrant), _cards(t)
    episodes = _episodes(t)
    run = partial(_in_order, pool)
    return {
        Person: run(_persons(t, is_migrant), rows.persons, t.stamp, ring),
        Membership: run(_cut(episodes, t.first_episode), rows.memberships, t.stamp),
        MembershipEvent: run(_cut(episodes, t.first_episode), rows.events, t.stamp),
        Transfer: run(_cut(_transfers(t, episodes), 1), rows.transfers, t.stamp),
        Tag: run(_cut(tags), rows.tags, t.stamp),
        Card: run(_cut(cards_, 1), rows.cards, t.stamp),
    }


# --- Arrays ready for the database ----------------------------------------------------------


def _persons(t: _Takeover, is_migrant: history.Flags) -> Iterator[rows.PersonSlice]:
    counties = tuple((code, row[1]) for code, row in sorted(regions().items()) if row[2] == 3)
    surname, given = names(t.past.is_woman, t.chance)
    area = people.areas(t.plan, t.past, [code for code, _name in counties], t.chance)
    sequence = people.sequences(area, t.past.born, t.past.is_woman)
    everybody = rows.PersonSlice(
        t.first_person, surname, given, t.past.is_woman, t.past.born, area, sequence, is_migrant,
        _deaths(t.past), _verified(t), counties,
    )  # fmt: skip
    return _cut(everybody, t.first_person)


def _deaths(past: History) -> Ints:
    """Day of death of those whose last episode ended by it, 0 for the living."""
    e = past.episodes
    died = np.zeros(past.count, np.int32)
    ended = e.exit_kind == EventKind.DECEASED
    died[e.person[ended]] = e.end[ended]
    return died


def _verified(t: _Takeover) -> Ints:
    """With dice of its own, so that all else of the demo stays as it was."""
    scale = t.plan.scale
    since, until = history.day(scale.since), history.day(scale.as_of)
    return people.verified(
        t.past, since, until, t.stamp.today, np.random.default_rng([scale.seed, 5])
    )


def _episodes(t: _Takeover) -> rows.EpisodeSlice:
    e, past, now = t.past.episodes, t.past, t.stamp.today
    ages = np.where(past.is_woman, _RETIRES_AT[1], _RETIRES_AT[0])
    retires = (past.born + ages * 365.25).astype(np.int32)[e.person]
    retained = np.where((e.end == 0) & (retires <= now) & (retires > e.start), retires, 0)
    count = t.employers.count[e.union]
    employer = np.where(count > 0, t.employers.first[e.union] + e.person % np.maximum(count, 1), 0)
    return rows.EpisodeSlice(
        t.first_episode, e.person + t.first_person, t.union_ids[e.union], employer, e.start, e.end,
        e.entry, e.exit_kind, e.exit_reason, retained,
    )  # fmt: skip


def _transfers(t: _Takeover, episodes: rows.EpisodeSlice) -> rows.TransferSlice:
    """A transfer for each episode that began as one: the one before it is the same person's."""
    into = np.flatnonzero(t.past.episodes.entry == TRANSFER)
    return rows.TransferSlice(
        1, into - 1 + t.first_episode, into + t.first_episode, episodes.union[into - 1],
        episodes.union[into], episodes.start[into],
    )  # fmt: skip


def _tags(t: _Takeover, is_migrant: history.Flags) -> rows.TagSlice:
    group = people.new_form_groups(t.plan, t.past, t.chance)
    drawn = cards.draw_tags(t.past, is_migrant, group, t.stamp.today, t.chance)
    return rows.TagSlice(
        drawn.person + t.first_person, drawn.kind, drawn.code, drawn.start, drawn.end
    )


def _cards(t: _Takeover) -> rows.CardSlice:
    drawn = cards.draw_cards(t.past, t.stamp.today, t.chance)
    return rows.CardSlice(
        1, drawn.person + t.first_person, t.union_ids[drawn.union], drawn.applied, drawn.produced,
        drawn.delivered, drawn.activated, drawn.closed,
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
