"""Tallies: after whatever happens to the rows they say what the rows come to; nobody waits for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations import RunSQL
from django.db.migrations.state import ProjectState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel import loading
from niangjia.kernel.ids import uuid7
from niangjia.kernel.indicators import Fact, Kind, evaluate, registry, tallies
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines.postgres import PostgresEngine
from niangjia.kernel.indicators.entire import tally_of
from niangjia.kernel.tests.tallied import Placing, tallied_codes
from niangjia.members.models import Card, Membership, Person
from niangjia.members.tests.test_concurrency import at_once

FIRST = date(2020, 1, 1)
DAYS = 60
TABLES = ("members_membership_tally", "members_card_tally")
LEAVINGS = ((6, 5), (6, 1), (8, 8), (4, 9), (4, 1), (5, None))
EPISODE = ("id", "public_id", "person_id", "union_id", "employer_name", "status", "joined_on",
           "left_on", "entry_kind", "exit_kind", "exit_reason")  # fmt: skip


class Story:
    """Random things that happen to memberships and cards of a federation."""

    def __init__(self, seed: int, tree: Tree) -> None:
        self.chance, self.tree = random.Random(seed), tree

    def enlist(self) -> None:
        """Some join; some of them have left."""
        Membership.objects.bulk_create(Membership(**row) for row in self._episodes())

    def load(self) -> None:
        """The same by COPY."""
        found = enumerate(self._episodes(), loading.next_id(Membership))
        rows = [{**row, "id": number, "public_id": uuid7()} for number, row in found]
        loading.copy_rows(Membership, EPISODE, [[row[c] for c in EPISODE] for row in rows])
        loading.finish(Membership)

    def apply(self) -> None:
        """Some apply for cards."""
        Card.objects.bulk_create(
            Card(person=person, union=self._union(), status="applied", applied_on=self._day())
            for person in self._people()
        )

    def deliver(self) -> None:
        """Cards reach their owners, some are used."""
        cards = list(Card.objects.filter(delivered_on=None))
        for card in cards:
            card.produced_on = card.delivered_on = card.applied_on + timedelta(3)
            used = self.chance.random() < 0.5
            card.activated_on = card.delivered_on + timedelta(2) if used else None
            card.status = "activated" if used else "delivered"
        fields = ("produced_on", "delivered_on", "activated_on", "status")
        Card.objects.bulk_update(cards, fields)

    def leave(self) -> None:
        """Members leave, one by one."""
        for member in Membership.objects.filter(left_on=None):
            if self.chance.random() < 0.4:
                ended = self._ended(member.joined_on)
                Membership.objects.filter(pk=member.pk).update(**ended)

    def correct(self) -> None:
        """Days and ways of entry were wrong."""
        some = Membership.objects.filter(pk__in=self._some(Membership))
        some.update(joined_on=FIRST - timedelta(self.chance.randrange(9)), entry_kind="transfer")

    def verify(self) -> None:
        """Some are verified, or better than before; of some the day was wrong."""
        for person in Person.objects.all():
            if self.chance.random() < 0.4:
                known = {"verified_level": 4, "verified_on": self._day()}
                Person.objects.filter(pk=person.pk).update(**known)

    def move(self) -> None:
        """What tallies do not look at changes: nothing is appended."""
        before = _sizes()
        Membership.objects.update(union=self._union(), employer_name="某厂")
        Card.objects.update(bank="某行")
        assert _sizes() == before

    def undo(self) -> None:
        """Rows go."""
        for table in (Membership, Card):
            table.objects.filter(pk__in=self._some(table)).delete()

    def clear(self) -> None:
        """All rows go at once."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks of rows are pending
            cursor.execute("TRUNCATE members_membership, members_card CASCADE")
        assert _sizes() == [0, 0]

    def fold(self) -> None:
        """A night passes."""
        tallies.fold()

    def _people(self) -> list[Person]:
        born = self.chance.randrange(1, 7)
        return Person.objects.bulk_create(
            Person(
                name="某某", gender=self.chance.choice((0, 1, 2, 2)), identity_sealed=b"",
                identity_blind=uuid7().bytes, **self._known(),
            )
            for _ in range(born)
        )  # fmt: skip

    def _known(self) -> dict[str, Any]:
        """How well, and since when: before, while or after somebody is a member."""
        level = self.chance.randrange(5)
        return {"verified_level": level, "verified_on": self._day() if level >= 2 else None}

    def _episodes(self) -> list[dict[str, Any]]:
        found = []
        for person in self._people():
            joined = self._day()
            row = {
                "person_id": person.pk, "union_id": self._union().pk, "employer_name": "",
                "joined_on": joined, "status": "active", "left_on": None, "exit_kind": None,
                "exit_reason": None, "entry_kind": self.chance.choice(("join", "transfer")),
            }  # fmt: skip
            found.append(row | (self._ended(joined) if self.chance.random() < 0.3 else {}))
        return found

    def _ended(self, joined: date) -> dict[str, Any]:
        kind, reason = self.chance.choice(LEAVINGS)
        left = joined + timedelta(self.chance.randrange(20))
        return {"status": "ended", "left_on": left, "exit_kind": kind, "exit_reason": reason}

    def _some(self, table: type[Membership] | type[Card]) -> list[int]:
        keys = list(table.objects.values_list("pk", flat=True))
        return [key for key in keys if self.chance.random() < 0.3]

    def _day(self) -> date:
        return FIRST + timedelta(self.chance.randrange(DAYS))

    def _union(self) -> Any:
        return self.chance.choice(
            (self.tree.union, self.tree.other_union, self.tree.neighbour_union)
        )


HAPPENINGS = (
    Story.enlist, Story.load, Story.apply, Story.deliver, Story.leave, Story.correct, Story.verify,
    Story.move, Story.undo, Story.fold,
)  # fmt: skip


@pytest.mark.django_db
@given(
    seed=st.integers(0, 999),
    before=st.lists(st.sampled_from(HAPPENINGS), max_size=3),
    is_cleared=st.booleans(),
    after=st.lists(st.sampled_from(HAPPENINGS), min_size=2, max_size=6),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_tallies_say_what_the_tree_says(
    tree: Tree,
    seed: int,
    before: list[Callable[[Story], None]],
    is_cleared: bool,
    after: list[Callable[[Story], None]],
) -> None:
    story = Story(seed, tree)
    first: list[Callable[[Story], None]] = [Story.enlist, Story.load, Story.apply]
    for happens in (*first, *before, *[Story.clear] * is_cleared, *after):
        happens(story)
    days = sorted((story._day(), story._day()))

    placed = _values(Placing(), tree, days)

    assert _values(PostgresEngine(), tree, days) == placed
    tallies.fold()
    assert _values(PostgresEngine(), tree, days) == placed
    assert tallies.differs() == []


@pytest.mark.django_db
def test_folding_leaves_one_row_for_each_place(tree: Tree) -> None:
    story = Story(1, tree)
    for happens in (Story.enlist, Story.load, Story.leave, Story.enlist, Story.undo):
        happens(story)

    tallies.fold()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT (of, day, entry_kind, exit_kind, exit_reason,"
            " gender, verified_level)), bool_and(number > 0) FROM members_membership_tally"
        )
        rows, places, are_positive = cursor.fetchone()
    assert rows == places > 0
    assert are_positive


@pytest.mark.django_db
def test_what_a_tally_lost_is_noticed_and_mended(tree: Tree) -> None:
    story = Story(2, tree)
    for happens in (Story.enlist, Story.apply, Story.deliver):
        happens(story)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_card_tally SET number = number + 1 WHERE of = 1")

    assert tallies.differs() == ["fact_card"]
    assert tallies.mend() == ["fact_card"]
    assert tallies.differs() == tallies.mend() == []


@pytest.mark.django_db
def test_rows_written_past_the_guards_are_counted(tree: Tree) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")

    Story(3, tree).enlist()

    assert _sizes()[0] > 0
    assert tallies.differs() == []


@pytest.mark.django_db
def test_a_tally_begins_with_the_rows_there_are(tree: Tree) -> None:
    story = Story(4, tree)
    for happens in (Story.enlist, Story.apply, Story.leave, Story.deliver):
        happens(story)
    cards = import_module("niangjia.members.migrations.0008_tallies").Migration.operations[-1]
    memberships = import_module(
        "niangjia.members.migrations.0009_verified_from_a_day"
    ).Migration.operations[-1]
    state = ProjectState()  # SQL does not look at it
    made = [one for one in (cards, memberships) if isinstance(one, RunSQL)]
    assert len(made) == len(TABLES)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks of rows are pending
    with connection.schema_editor() as editor:
        for one in reversed(made):
            one.database_backwards("members", editor, state, state)
        assert not set(TABLES) & set(connection.introspection.table_names())
        for one in made:
            one.database_forwards("members", editor, state, state)

    assert all(_sizes())
    assert tallies.differs() == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fact_membership", "fact_card"])
def test_constraints_allow_what_a_tally_takes_for_granted(code: str) -> None:
    (fact,) = (one for one in registry.facts() if one.code == code)
    stocks = [c for c in _counters(fact) if c.kind is Kind.STOCK]

    never_null = {"union_id", *(c.opened for c in stocks)}
    in_order = {f"{c.closed} >= {c.opened}" for c in stocks}

    table = apps.get_model(fact.record[0])._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull", [table]
        )
        assert never_null <= {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            [table],
        )
        checks = [text for (text,) in cursor.fetchall()]
    assert all(any(words in text for text in checks) for words in in_order)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_and_neither_does_the_night(
    transactional_db: None,
) -> None:
    story = Story(5, build_tree())
    rows = story._episodes()
    alike = [row | {"joined_on": FIRST, "entry_kind": "join"} for row in rows]

    with transaction.atomic():  # nobody knows yet how this ends
        Membership.objects.bulk_create(Membership(**row) for row in alike[::2])
        _elsewhere(lambda: Membership.objects.bulk_create(Membership(**r) for r in alike[1::2]))
        _elsewhere(tallies.fold)

    assert Membership.objects.count() == len(alike)
    assert tallies.differs() == []


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_the_night_folds_does_not_wait(transactional_db: None) -> None:
    story = Story(6, build_tree())
    story.enlist()

    with transaction.atomic():
        tallies.fold()
        _elsewhere(story.enlist)
        _elsewhere(story.leave)

    assert tallies.differs() == []
    tallies.fold()
    assert tallies.differs() == []


@pytest.mark.django_db(transaction=True)
def test_folding_again_and_again_loses_nothing(transactional_db: None) -> None:
    made = build_tree()
    stories = [Story(seed, made) for seed in range(7, 10)]

    def writing(story: Story) -> None:
        for happens in (Story.enlist, Story.apply) * 4:
            happens(story)

    def folding() -> None:
        for _ in range(12):
            tallies.fold()

    at_once(*(lambda story=story: writing(story) for story in stories), folding, folding)

    assert Membership.objects.count() > 12
    assert tallies.differs() == []


def _elsewhere(work: Callable[[], object]) -> None:
    """Do it in a transaction of another connection, which waits for nobody longer than a moment."""

    def run() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result(timeout=30)


def _values(engine: PostgresEngine, tree: Tree, days: list[date]) -> dict[str, object]:
    codes = tallied_codes()
    figures = evaluate(codes, tree.province.pk, engine=engine, start=days[0], end=days[1])
    return {code: figure.value for code, figure in figures.items()}


def _counters(fact: Fact) -> list[Any]:
    needed = counters(registry.catalogue())
    return [c for c in needed if c.fact is fact and tally_of(c)]


def _sizes() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in TABLES))
        return [size for (size,) in cursor.fetchall()]
