"""The demo's members: exact numbers, valid identity numbers. Their figures: site/tests/test_demo_report.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from niangjia.kernel import crypto
from niangjia.kernel.actor import ANONYMOUS
from niangjia.kernel.crypto import new_ring
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.ids import Identity, read_identity
from niangjia.members.demo import cards, history, people, rows
from niangjia.members.models import Person
from niangjia.members.services.loading import COLUMNS, load_registry
from niangjia.unions.demo import building as unions_demo
from niangjia.unions.demo.plan import Plan
from niangjia.unions.demo.scale import SCALES
from niangjia.unions.models import Union

TODAY = date(2026, 11, 21)
TINY = replace(SCALES["small"], code="tiny", unions=90, founded=30, members=2_500, joined=800)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return unions_demo.plan(TINY, TODAY)


@pytest.fixture(scope="module")
def past(plan: Plan) -> history.History:
    return history.draw(plan)


def _on(past: history.History, on: date) -> int:
    e, day = past.episodes, history.day(on)
    return int(((e.start <= day) & ((e.end == 0) | (e.end > day))).sum())


def test_numbers_of_members_are_exact(past: history.History) -> None:
    e = past.episodes
    since, until = history.day(TINY.since), history.day(TINY.as_of)
    joined = (e.entry == history.JOIN) & (e.start >= since) & (e.start <= until)

    assert _on(past, TINY.as_of) == TINY.members
    assert _on(past, TODAY) == TINY.members
    assert int(joined.sum()) == TINY.joined


def test_nobody_is_a_member_twice_or_at_a_union_that_is_not_there(past: history.History) -> None:
    e, units = past.episodes, past.units
    same = e.person[1:] == e.person[:-1]

    assert (e.end[:-1] == e.start[1:])[same].all()
    assert (e.start >= units.founded[e.union]).all()
    closed = units.closed[e.union]
    assert ((closed == 0) | ((e.end > 0) & (e.end <= closed))).all()
    assert ((e.end == 0) | (e.end > e.start)).all()
    assert ((past.joined - past.born) / 365.25 > 18 - 0.01).all()


def test_a_live_card_is_where_its_holder_is(past: history.History) -> None:
    drawn = cards.draw_cards(past, history.day(TODAY), np.random.default_rng(1))
    live = drawn.closed == 0
    e = past.episodes
    is_open = e.end == 0
    here = dict(zip(e.person[is_open].tolist(), e.union[is_open].tolist(), strict=True))

    assert live.sum() > 100
    assert [here[p] for p in drawn.person[live].tolist()] == drawn.union[live].tolist()


def test_people_are_verified_while_members_and_ever_more_of_them(past: history.History) -> None:
    since, until, now = (history.day(on) for on in (TINY.since, TINY.as_of, TODAY))

    day = people.verified(past, since, until, now, np.random.default_rng(1))

    assert ((past.joined <= day) & (day <= now)).all()
    assert (day < past.left)[past.left > 0].all()
    shares = []
    for on in (since - 800, since, until, now):
        is_member = (past.joined <= on) & ((past.left == 0) | (past.left > on))
        shares.append((is_member & (day <= on)).sum() / is_member.sum())
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.1 < shares[1] < 0.5 < 0.9 < shares[2]


def test_identity_numbers_are_valid_and_different() -> None:
    count = 3_000
    chance = np.random.default_rng(1)
    born = chance.integers(0, 40, count)  # few days: many people of one day
    area, is_woman = chance.integers(0, 2, count), chance.random(count) < 0.5
    cut = rows.PersonSlice(
        1, np.zeros(count, int), np.zeros(count, int), is_woman, born, area,
        people.sequences(area, born, is_woman), is_woman, np.zeros(count, int), born + 9_000,
        (("511725", "渠县"), ("511702", "通川区")),
    )  # fmt: skip
    ring = new_ring()

    lines = (
        rows.persons(cut, rows.Stamp("2026-11-21", 20_000, 1), ring.dump()).decode().splitlines()
    )

    assert len(lines) == count
    assert {line.count("\t") + 1 for line in lines} == {len(COLUMNS[Person])}
    sealer = crypto.Sealer(ring)
    column = COLUMNS[Person].index("identity_sealed")
    numbers = [
        sealer.unseal_bytes(bytes.fromhex(line.split("\t")[column][3:])).decode() for line in lines
    ]
    assert len(set(numbers)) == count
    for number, day, woman in zip(numbers, born.tolist(), is_woman.tolist(), strict=True):
        read = read_identity(number, today=TODAY)
        assert isinstance(read, Identity)
        assert read.birth == date(1970, 1, 1) + timedelta(days=day)
        assert read.gender == ("2" if woman else "1")


def test_too_many_people_of_one_day_are_refused() -> None:
    same = np.zeros(501, int)

    with pytest.raises(people.NoNumbersLeft):
        people.sequences(same, same, same > 0)


@pytest.mark.django_db
def test_only_the_system_takes_over_a_registry() -> None:
    with pytest.raises(NotVisible):
        load_registry(Union(), {}, actor=ANONYMOUS)

    assert not Person.objects.exists()
