"""What figures of tagged members count (members_tagged) is what tags and memberships say."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate, tallies
from niangjia.kernel.indicators.records import records
from niangjia.members import services
from niangjia.members.models import Membership, Person, Tag
from niangjia.members.tests.making import JOINED_ON, facts_of, member_of

START = date(2020, 1, 1)
KINDS = {
    "migrant": [""],
    "new_form": ["truck", "courier"],
    "group8": ["truck", "care"],
    "model": [""],
}

# Straight from the tables: who has which tag where on a day.
_SAID = """
    SELECT m.union_id, t.kind, t.code, m.gender, t.person_id
    FROM members_tag t JOIN members_membership m ON m.person_id = t.person_id
    WHERE t.kind <> 'model' AND t.valid @> %(day)s::date
          AND m.joined_on <= %(day)s AND (m.left_on IS NULL OR m.left_on > %(day)s)
"""
_KEPT = """
    SELECT union_id, kind, code, gender, person_id FROM members_tagged
    WHERE opened_on <= %(day)s AND (closed_on IS NULL OR closed_on > %(day)s)
"""
_LEADERS = "SELECT kind, person_id FROM ({kept}) AS kept".format(kept=_KEPT + " AND leads")
_RECRUITED = """
    SELECT m.union_id, t.kind, t.code, t.person_id, m.joined_on
    FROM members_tag t JOIN members_membership m ON m.person_id = t.person_id
    WHERE t.kind <> 'model' AND m.entry_kind = 'join' AND t.valid @> m.joined_on
"""
_KEPT_RECRUITED = """
    SELECT union_id, kind, code, person_id, recruited_on FROM members_tagged
    WHERE recruited_on IS NOT NULL
"""


def rows(sql: str, **values: date) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(cursor.fetchall(), key=str)


def day(chance: random.Random) -> date:
    return START + timedelta(days=chance.randrange(400))


def assert_kept() -> None:
    for n in range(0, 420, 7):
        on = START + timedelta(days=n)
        said = rows(_SAID, day=on)
        assert rows(_KEPT, day=on) == said
        assert rows(_LEADERS, day=on) == sorted({(r[1], r[4]) for r in said}, key=str)
    assert rows(_KEPT_RECRUITED) == rows(_RECRUITED)
    assert tallies.differs() == []


def change(chance: random.Random, unions: list[int]) -> None:
    """Any one change of a tag or a membership; what the database refuses is no change."""
    tag, one = (chance.choice(list(m.objects.all()) or [None]) for m in (Tag, Membership))
    person = chance.choice(list(Person.objects.all()))
    first = day(chance)
    last = chance.choice([None, first + timedelta(days=chance.randrange(1, 200))])
    kind = chance.choice(list(KINDS))
    match chance.choice(
        ("tag", "tag", "tag", "end", "untag", "leave", "move", "rejoin", "sex", "all")
    ):
        case "tag":
            Tag.objects.create(
                person=person, kind=kind, code=chance.choice(KINDS[kind]),
                valid=DateRange(first, last), source="测",
            )  # fmt: skip
        case "end" if tag:
            Tag.objects.filter(pk=tag.pk).update(valid=DateRange(tag.valid.lower, last))
        case "untag" if tag:
            tag.delete()
        case "leave" if one:
            left = one.joined_on + timedelta(days=chance.randrange(0, 300))
            Membership.objects.filter(pk=one.pk).update(left_on=left, status="ended")
        case "move" if one:
            Membership.objects.filter(pk=one.pk).update(union_id=chance.choice(unions))
        case "rejoin":
            Membership.objects.create(
                person=person, union_id=chance.choice(unions), joined_on=first, left_on=last,
                status="ended" if last else "active", entry_kind=chance.choice(("join", "transfer")),
            )  # fmt: skip
        case "sex":
            Person.objects.filter(pk=person.pk).update(gender=chance.choice((1, 2)))
        case "all":
            Membership.objects.filter(joined_on__gt=first).update(
                entry_kind=chance.choice(("join", "join", "transfer"))
            )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_it_is_what_tags_and_memberships_say(tree: Tree, seed: int) -> None:
    chance = random.Random(seed)
    unions = [tree.union.pk, tree.neighbour_union.pk]
    for n in range(4):
        member_of(tree.union, number=n)

    for _step in range(60):
        try:
            with transaction.atomic():
                change(chance, unions)
        except (DataError, IntegrityError):
            continue

    assert_kept()


@pytest.mark.django_db
def test_who_moves_on_the_day_she_joined_was_recruited(tree: Tree) -> None:
    """She joined with two tags and was handed on at once: recruited here, a member there."""
    today = clock.today()
    member = services.admit(
        facts_of(), tree.union, on=today, group="courier", is_migrant=True, actor=SYSTEM
    )
    asked = services.request_transfer(member, tree.other_union, reason="单位变动", actor=SYSTEM)
    services.confirm_transfer(asked, actor=SYSTEM)
    recruited = ("members.joined", "members.joined_migrant", "members.joined_new_form",
                 "members.joined[tag=migrant]")  # fmt: skip
    codes = (*recruited, "members.migrant", "members.total")

    def counted(node: int) -> list[object]:
        found = evaluate(codes, node, start=today, end=today)
        return [found[code].value for code in codes]

    assert counted(tree.union.pk) == [1, 1, 1, 1, 0, 0]
    assert counted(tree.other_union.pk) == [0, 0, 0, 0, 1, 1]
    assert counted(tree.city.pk) == counted(tree.province.pk) == [1, 1, 1, 1, 1, 1]
    listed = records("members.joined_migrant", tree.city.pk, start=today, end=today)
    assert listed.page(None, 10) == [member.person_id]
    assert_kept()


@pytest.mark.django_db
def test_a_membership_is_as_its_person(tree: Tree) -> None:
    one, other = member_of(tree.union, number=1), member_of(tree.union, number=2)
    known = {"gender": 2, "verified_level": 3, "verified_on": date(2021, 2, 3)}
    Person.objects.filter(pk=one.person_id).update(**known)
    known = {"gender": 1, "verified_level": 2, "verified_on": date(2019, 2, 3)}
    Person.objects.filter(pk=other.person_id).update(**known)

    one.refresh_from_db()
    assert (one.gender, one.verified_level) == (2, 3)
    assert (one.verified_since, one.verified_from) == (date(2021, 2, 3), date(2021, 2, 3))

    Membership.objects.filter(pk=other.pk).update(left_on=other.joined_on, status="ended")
    Membership.objects.filter(pk=one.pk).update(person_id=other.person_id)
    one.refresh_from_db()
    assert (one.gender, one.verified_level) == (1, 2)
    assert (one.verified_since, one.verified_from) == (date(2019, 2, 3), JOINED_ON)


@pytest.mark.django_db
def test_no_membership_says_otherwise_than_its_person(tree: Tree) -> None:
    one = member_of(tree.union)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=one.pk).update(gender=2 if one.gender == 1 else 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=one.pk).update(verified_since=JOINED_ON)


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_tags_at_once_sees_the_first() -> None:
    person = member_of(build_tree().union).person_id
    written = Event()

    def tag(code: str) -> None:
        Tag.objects.create(
            person_id=person, kind="group8", code=code, valid=DateRange(START, None), source="测"
        )

    def second() -> None:
        try:
            written.wait(10)
            tag("care")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        other = pool.submit(second)
        tag("truck")
        written.set()
        time.sleep(0.5)
        assert not other.done()  # it waits for us
        transaction.on_commit(lambda: other.result(10))

    on = date(2024, 1, 1)
    assert rows(_KEPT, day=on) == rows(_SAID, day=on)
    assert len(rows(_LEADERS, day=on)) == 1


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_leave_nothing() -> None:
    member = member_of(build_tree().union)
    Tag.objects.create(
        person=member.person, kind="migrant", valid=DateRange(START, None), source="测"
    )
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE members_tag")

    assert not rows("SELECT person_id FROM members_tagged")
