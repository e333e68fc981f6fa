"""Who kept an employer's file on which day: by hand, by mergers entered late, and by the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.accounts.testing import Cast, Tree
from niangjia.employers import services
from niangjia.employers.models import Employer, EmployerKeeper
from niangjia.employers.tests.test_services import employer
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import evaluate
from niangjia.unions import services as unions
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
EARLY, ON, LATE = date(2022, 3, 1), date(2023, 5, 1), date(2024, 6, 1)
DAY = timedelta(days=1)


def at(union: Union, day: date, code: str = "employers.total") -> object:
    return evaluate([code], union.pk, on=day)[code].value


def hand(made: Employer, to: Union, on: date | None = None) -> Employer:
    return services.edit_employer(made, {"union": to}, kept_from=on, actor=SYSTEM)


def periods(made: Employer) -> list[tuple[str, date | None, date]]:
    rows = EmployerKeeper.objects.filter(record=made).order_by("valid")
    return [(row.union.name, row.valid.lower, row.valid.upper) for row in rows]


def test_another_keeper_counts_from_its_day_on(tree: Tree) -> None:
    made = employer(tree.township)

    hand(made, tree.neighbour_township, ON)

    assert [at(tree.county, day) for day in (EARLY, ON - DAY, ON, LATE)] == [1, 1, 0, 0]
    assert [at(tree.neighbour, day) for day in (EARLY, ON - DAY, ON, LATE)] == [0, 0, 1, 1]
    assert [at(tree.city, day) for day in (EARLY, ON - DAY, ON, LATE)] == [1, 1, 1, 1]
    assert at(tree.county, EARLY, "employers.total@1") == 0  # as it was counted before
    assert periods(made) == [(tree.township.name, None, ON)]
    told = journal.entries_of(made)[0].summary
    assert told == f"修改用人单位信息:主管工会;自{ON}起由“{tree.neighbour_township.name}”管理"


def test_without_a_day_it_is_today(tree: Tree) -> None:
    made = employer(tree.township)

    with time_machine.travel(LATE, tick=False):
        hand(made, tree.neighbour_township)

    assert periods(made) == [(tree.township.name, None, LATE)]


def test_a_slip_is_corrected_from_the_day_it_was_made(tree: Tree) -> None:
    made = employer(tree.township)
    hand(made, tree.neighbour_township, ON)

    hand(made, tree.county, ON)

    assert [at(tree.neighbour, day) for day in (EARLY, ON, LATE)] == [0, 0, 0]
    assert [at(tree.county, day) for day in (EARLY, ON, LATE)] == [1, 1, 1]
    assert at(tree.township, ON) == 0

    wrong = employer(tree.township, "临巴砖厂")
    hand(wrong, tree.neighbour, wrong.registered_on)
    assert at(tree.township, wrong.registered_on) == 1  # the other one
    assert at(tree.neighbour, wrong.registered_on) == 1


@pytest.mark.parametrize("on", [ON - DAY, date(2090, 1, 1)])
def test_no_day_before_the_present_keeper_began_and_none_to_come(tree: Tree, on: date) -> None:
    made = employer(tree.township)
    hand(made, tree.neighbour_township, ON)

    with pytest.raises(Blocked) as refused:
        hand(made, tree.county, on)

    assert refused.value.field == "kept_from"
    made.refresh_from_db()
    assert (made.union, len(periods(made))) == (tree.neighbour_township, 1)


def test_the_page_takes_the_day(tree: Tree, cast: Cast) -> None:
    made = employer(tree.township)
    page = f"/employers/{made.public_id}/edit/"
    values = {
        "name": made.name, "union": tree.neighbour_township.code, "region": "511725102",
        "unit_type": "170", "industry": "C", "worker_count": "120", "women_worker_count": "0",
        "counted_on": "2015-01-01", "kept_from": str(ON),
    }  # fmt: skip

    shown = cast.city_wang.client.get(page).content.decode()
    answer = cast.city_wang.client.post(page, values)

    assert "新主管工会自何日起" in shown
    assert "新主管工会自何日起" not in cast.city_wang.client.get("/employers/new/").content.decode()
    assert answer.status_code == 302, answer.content.decode()
    assert periods(made) == [(tree.township.name, None, ON)]


def test_a_merger_changes_no_day_before_it(tree: Tree) -> None:
    employer(tree.county)

    lines = unions.preview_merge(
        [tree.county], into=tree.neighbour, on=ON, reason="合并", actor=SYSTEM
    )
    unions.merge([tree.county], into=tree.neighbour, on=ON, reason="合并", actor=SYSTEM)

    assert f"1个单位的台账改由“{tree.neighbour.name}”管理。" in lines
    assert "此前各日的统计仍按原隶属关系计算。" in lines
    assert [at(tree.county, day) for day in (EARLY, ON - DAY, ON)] == [1, 1, 0]
    assert [at(tree.neighbour, day) for day in (EARLY, ON - DAY, ON)] == [0, 0, 1]


def test_what_an_ended_union_passed_on_since_its_end_is_its_receivers(tree: Tree) -> None:
    """Kept by the county, handed to the city in 2024; then the county's end in 2023 is entered."""
    made, other = employer(tree.county), employer(tree.city, "达州砖厂")
    hand(made, tree.city, LATE)
    hand(other, tree.county, LATE)
    hand(other, tree.city, LATE + 9 * DAY)

    unions.merge([tree.county], into=tree.neighbour, on=ON, reason="合并", actor=SYSTEM)

    assert periods(made) == [
        (tree.county.name, None, ON),
        (tree.neighbour.name, ON, LATE),
    ]
    assert periods(other) == [
        (tree.city.name, None, LATE),
        (tree.neighbour.name, LATE, LATE + 9 * DAY),
    ]
    days = (EARLY, ON, LATE - DAY, LATE, LATE + 9 * DAY)
    assert [at(tree.county, day) for day in days] == [1, 0, 0, 0, 0]
    assert [at(tree.neighbour, day) for day in days] == [0, 1, 1, 1, 0]
    assert [at(tree.city, day) for day in days] == [2, 2, 2, 2, 2]


def test_a_closed_unions_register_is_kept_above_from_then_on(tree: Tree) -> None:
    made = employer(tree.union)
    today = clock.today()

    unions.close(tree.union, on=today, reason="撤销", actor=SYSTEM)

    assert periods(made) == [(tree.union.name, None, today)]
    assert [at(tree.union, today - DAY), at(tree.township, today)] == [1, 1]


# --- whatever program writes -----------------------------------------------------------------


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """What is done within is refused when it is to be committed."""
    with pytest.raises(IntegrityError, match="由谁管理") as refused, transaction.atomic():  # noqa: PT012 - what is within is the caller's
        yield
        connection.check_constraints()
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_no_keeper_changes_unremembered(tree: Tree) -> None:
    made = employer(tree.township)

    with refused_by("keepers_are_remembered"):
        Employer.objects.filter(pk=made.pk).update(union=tree.neighbour_township)


def test_periods_leave_no_gap(tree: Tree) -> None:
    made = employer(tree.township)
    hand(made, tree.neighbour_township, ON)

    with refused_by("keepers_without_gap"):
        EmployerKeeper.objects.create(
            record=made, union=tree.county, valid=DateRange(ON + DAY, LATE)
        )


@pytest.mark.parametrize("valid", [DateRange(EARLY, LATE), DateRange(ON, None), DateRange(ON, ON)])
def test_periods_are_over_and_do_not_overlap(tree: Tree, valid: DateRange) -> None:
    made = employer(tree.township)
    hand(made, tree.neighbour_township, ON)

    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerKeeper.objects.create(record=made, union=tree.county, valid=valid)
