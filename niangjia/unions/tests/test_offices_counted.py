"""The days on which offices count, as the database keeps them, are what the offices say."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.unions import queries, services
from niangjia.unions.models import Officer, Union
from niangjia.unions.office_indicators import OFFICERS
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost

START = date(2020, 1, 1)
NAMES = ("孙主席", "周委员", "吴委员")

# Straight from the offices: of those of one name and union that last on a day, the one entered first.
_SAID = """
    SELECT DISTINCT ON (union_id, name) id FROM unions_officer
    WHERE from_on <= %(day)s AND (until_on IS NULL OR until_on > %(day)s)
    ORDER BY union_id, name, id
"""
_KEPT = f"""
    SELECT record_id FROM ({OFFICERS.sql}) AS rows
    WHERE from_on <= %(day)s AND (until_on IS NULL OR until_on > %(day)s)
"""


def rows(sql: str, **values: date) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(row[0] for row in cursor.fetchall())


def assert_kept() -> None:
    for n in range(0, 420, 7):
        on = START + timedelta(days=n)
        assert rows(_KEPT, day=on) == rows(_SAID, day=on)
    assert queries.miscounted_offices() == 0


def an_office(union: Union, name: str, first: date, last: date | None = None) -> Officer:
    return Officer(
        union=union, name=name, committee=Committee.UNION, post=OfficerPost.MEMBER,
        mode=EmploymentMode.PART_TIME, from_on=first, until_on=last,
    )  # fmt: skip


def drawn(chance: random.Random, unions: tuple[Union, ...]) -> Officer:
    first = START + timedelta(days=chance.randrange(300))
    last = chance.choice([None, first + timedelta(days=chance.randrange(200))])
    return an_office(chance.choice(unions), chance.choice(NAMES), first, last)


def change(chance: random.Random, unions: tuple[Union, ...]) -> None:
    """Any one change of an office."""
    one = chance.choice(list(Officer.objects.all()))
    rows = Officer.objects.filter(pk=one.pk)
    match chance.randrange(6):
        case 0:
            drawn(chance, unions).save()
        case 1:
            rows.update(name=chance.choice(NAMES))
        case 2:
            rows.update(union=chance.choice(unions))
        case 3:
            rows.update(until_on=one.from_on + timedelta(days=chance.randrange(200)))
        case 4:
            rows.update(until_on=None, from_on=START + timedelta(days=chance.randrange(300)))
        case _:
            rows.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_days_are_kept_through_any_history(tree: Tree, seed: int) -> None:
    chance, unions = random.Random(seed), (tree.union, tree.other_union)
    Officer.objects.bulk_create(drawn(chance, unions) for _ in range(30))
    assert_kept()

    for _ in range(20):
        change(chance, unions)
        assert_kept()


@pytest.mark.django_db
def test_an_office_around_one_entered_before_counts_before_and_after(tree: Tree) -> None:
    inner, outer, never = Officer.objects.bulk_create(
        an_office(tree.union, "孙主席", START + timedelta(days=first), START + timedelta(days=last))
        for first, last in ((100, 200), (0, 300), (120, 150))
    )

    found = [rows(_KEPT, day=START + timedelta(days=n)) for n in (0, 99, 100, 199, 200, 299, 300)]

    assert found == [[outer.pk]] * 2 + [[inner.pk]] * 2 + [[outer.pk]] * 2 + [[]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, is_interrupted FROM unions_officer ORDER BY id")
        kept = cursor.fetchall()
    assert kept == [(inner.pk, False), (outer.pk, True), (never.pk, False)]


@pytest.mark.django_db
def test_only_the_system_counts_offices_again(tree: Tree) -> None:
    with pytest.raises(NotVisible):
        services.recount_offices(actor=Actor(user_id=None, name="陌生人"))


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_entered_at_once_one_counts() -> None:
    union = build_tree().union
    is_entered, is_waiting = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            an_office(union, "孙主席", START).save()
            is_entered.set()
            is_waiting.wait(1)
        connection.close()

    def second() -> None:
        is_entered.wait(5)
        an_office(union, "孙主席", START).save()  # waits for the first
        is_waiting.set()
        connection.close()

    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(first), both.submit(second)]:
            done.result()

    assert len(rows(_KEPT, day=START)) == 1
    assert queries.miscounted_offices() == 0
