"""The day of verification (实名认证日期): who sets it, and what day rows of before the column got."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from niangjia.accounts.testing import Tree
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import tallies
from niangjia.members.indicators.people import EPISODES
from niangjia.members.models import Membership, Person
from niangjia.members.rules.lifecycle import VerifiedLevel, verified_on
from niangjia.members.tests.making import JOINED_ON, member_of

TODAY = date(2026, 11, 22)
LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("level", "known", "day"),
    [
        (VerifiedLevel.PHONE, None, None),
        (VerifiedLevel.FORMAT, None, None),
        (VerifiedLevel.TWO_ELEMENTS, None, TODAY),
        (VerifiedLevel.OFFLINE, None, TODAY),
        (VerifiedLevel.OFFLINE, LONG_AGO, LONG_AGO),
    ],
)
def test_the_first_day_stays(level: int, known: date | None, day: date | None) -> None:
    assert verified_on(level, known, TODAY) == day


def _person(tree: Tree, number: int, level: int, *bindings: tuple[str, str]) -> int:
    """A member of that level registered late on 2021-02-03 in China, bound on days for reasons."""
    with time_machine.travel(datetime(2021, 2, 2, 17, tzinfo=UTC), tick=False):
        person = member_of(tree.union, number=number, name="职工" + "甲乙丙丁"[number - 1]).person
    known = {"verified_level": level, "verified_on": TODAY if level >= 2 else None}
    Person.objects.filter(pk=person.pk).update(**known)
    for on, how in bindings:
        with time_machine.travel(f"{on}T12:00:00+08:00", tick=False):
            journal.record("members.bind", person, actor=SYSTEM, summary="绑定", reason=how)
    return person.pk


@pytest.mark.django_db
def test_what_was_verified_before_days_were_kept_gets_the_first_day_on_record(tree: Tree) -> None:
    herself = "姓名、证件和手机相符"
    expected = {
        _person(tree, 1, 1, ("2021-05-01", herself)): None,
        _person(tree, 2, 2): date(2021, 2, 3),
        _person(tree, 3, 4, ("2021-05-01", herself)): date(2021, 2, 3),
        _person(tree, 4, 4, ("2021-05-01", herself), ("2022-06-01", "见证件"), ("2023-01-01", "再见")):
            date(2022, 6, 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks of rows are pending

    for name in ("0008_tallies", "0009_verified_from_a_day"):
        MigrationExecutor(connection).migrate([("members", name)])

    assert dict(Person.objects.values_list("pk", "verified_on")) == expected
    found = dict(Membership.objects.values_list("person_id", "verified_from"))
    assert found == {
        pk: date.max if day is None else max(day, JOINED_ON) for pk, day in expected.items()
    }
    assert EPISODES.tally is not None
    assert not tallies._is_off(EPISODES, EPISODES.tally)  # of cards there is more to migrate
