"""Figures of plans: items of issued plans, those due, those reached and when; what was typed before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import Awaiting, catalogue, evaluate, records
from niangjia.statistics.models import Plan, ReportedValue, Target
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.rules.plans import Initiative
from niangjia.statistics.rules.targets import Standing, reached_on
from niangjia.statistics.services import plans, reporting, targets
from niangjia.statistics.services.targets import ItemValues
from niangjia.statistics.tests.plan_parts import D, found_unions, item, make_items, make_plan
from niangjia.unions.models import Union
from niangjia.web.figures import explain_url, records_url

LIVE = (
    "plans.tasks", "plans.tasks_done", "plans.tasks_due", "plans.tasks_in_time", "plans.task_share",
    "plans.six_hundreds", "plans.reform_tasks", "plans.reform_done",
)  # fmt: skip
At = Callable[[str], Any]


@pytest.fixture
def at() -> Any:
    """Sets the day; 1 March 2026 to begin with."""
    with time_machine.travel("2026-03-01 04:00+00:00", tick=False) as clock_hands:
        yield lambda day: clock_hands.move_to(f"{day} 04:00+00:00")


def value(code: str, union: Union, on: str = "", start: str = "2026-01-01") -> object:
    """The figure as of a day (today), or of the period from ``start`` to it."""
    day = date.fromisoformat(on) if on else clock.today()
    asked: dict[str, Any] = {"on": day, "start": date.fromisoformat(start), "end": day}
    assert (
        records(code, union.pk, **asked).count() == evaluate([code], union.pk, **asked)[code].value
    )
    return evaluate([code], union.pk, **asked)[code].value


def issued(union: Union, *items: ItemValues, **values: Any) -> Plan:
    """An issued plan of the year."""
    plan = make_plan(union, **values)
    make_items(plan, *items)
    return plans.issue(plan, actor=SYSTEM)


def test_items_of_an_issued_plan_are_tasks_until_it_is_taken_back(tree: Tree, at: At) -> None:
    plan = issued(tree.county, item(), item("努力服务职工", indicator="", value=None))
    at("2026-03-20")
    plan = plans.recall(plan, reason="调整", actor=SYSTEM)
    make_items(plan, item("新增一项"))
    at("2026-04-10")
    plans.issue(plan, actor=SYSTEM)
    at("2026-05-01")

    days = ("2026-02-28", "2026-03-01", "2026-03-19", "2026-03-20", "2026-04-09", "2026-04-10")
    assert [value("plans.tasks", tree.county, day) for day in days] == [0, 2, 2, 0, 0, 3]
    assert value("plans.tasks[measurable=true]", tree.county) == 2
    assert value("plans.tasks", tree.city) == 3
    assert value("plans.tasks", tree.neighbour) == 0


def test_a_divided_item_is_one_task_where_it_has_to_be_reached(tree: Tree, at: At) -> None:
    plan = make_plan(tree.city)
    (whole,) = make_items(plan, item(value=D(2)))
    targets.divide(whole, {tree.county.pk: D(1), tree.neighbour.pk: D(1)}, actor=SYSTEM)
    plans.issue(plan, actor=SYSTEM)

    assert [value("plans.tasks", node) for node in (tree.city, tree.county)] == [1, 0]


def test_tasks_are_done_in_time_late_or_not_at_all(tree: Tree, at: At) -> None:
    """Two reached in time (in March and by the due day), one late, one never; one cannot be judged."""
    found_unions(tree.township, 1, date(2026, 3, 1))
    due = {"due_on": date(2026, 4, 30)}
    issued(
        tree.county,
        item("一家", value=D(1), due_on=date(2026, 6, 30)),
        item("三家", value=D(3), **due),
        item("四家", value=D(4), **due),
        item("九家", value=D(9), **due),
        item("努力", value=None, **due),
    )
    at("2026-04-30")
    found_unions(tree.township, 2, clock.today())
    at("2026-05-01")  # counted the night after
    plans.refresh_all(clock.today())
    at("2026-05-20")
    found_unions(tree.township, 1, clock.today())
    plans.refresh_all(clock.today())
    at("2026-06-30")

    days = {row.text: row.reached_on for row in Target.objects.all()}
    assert days == {
        "一家": date(2026, 3, 1), "三家": date(2026, 4, 30), "四家": date(2026, 5, 20),
        "九家": None, "努力": None,
    }  # fmt: skip
    county = tree.county
    assert value("plans.tasks_done", county) == 2
    assert value("plans.tasks_done", county, "2026-04-29") == 1
    assert [value(f"plans.tasks_{c}", county, "2026-05-31") for c in ("due", "in_time")] == [3, 1]
    assert [value(f"plans.tasks_{c}", county) for c in ("due", "in_time")] == [4, 2]
    share = evaluate(["plans.task_share"], county.pk, start=date(2026, 1, 1), end=clock.today())
    assert share["plans.task_share"].value == Decimal("50.00")


def test_withdrawn_plans_and_what_no_longer_holds_count_nothing(tree: Tree, at: At) -> None:
    plan = issued(tree.county, item(indicator="unions.total", value=D(1)))
    assert value("plans.tasks_done", tree.county) == 1

    other = issued(tree.county, item(value=D(1)), title="另一个")
    found_unions(tree.township, 1, clock.today())
    plans.refresh(other, actor=SYSTEM)
    assert value("plans.tasks_done", tree.county) == 2
    Union.objects.filter(founded_on=clock.today()).update(founded_on=date(2025, 1, 1))
    plans.refresh(other, actor=SYSTEM)
    assert value("plans.tasks_done", tree.county) == 1

    plans.withdraw(plan, reason="不办了", actor=SYSTEM)
    assert [value(code, tree.county) for code in ("plans.tasks", "plans.tasks_done")] == [1, 0]


def test_plans_of_an_initiative_have_figures_of_their_own(tree: Tree, at: At) -> None:
    done, open_ = item(indicator="unions.total", value=D(1)), item(value=D(99))
    issued(tree.county, done, open_, title="别的计划")
    six = issued(tree.county, done, open_, title="六百", initiative=Initiative.SIX_HUNDREDS)
    issued(tree.county, done, open_, open_, title="产改", initiative=Initiative.REFORM)

    codes = ("plans.six_hundreds", "plans.reform_tasks", "plans.reform_done")
    assert [value(code, tree.county) for code in codes] == [1, 3, 1]
    assert value("plans.six_hundreds", tree.county, "2026-02-28") == 0
    assert value("plans.tasks[initiative=six_hundreds]", tree.county) == 2

    at("2027-01-02")
    plans.close(six, actor=SYSTEM)
    assert value("plans.six_hundreds", tree.county) == 1
    assert value("plans.tasks", tree.county) == 5


def test_an_item_with_another_measure_is_reached_anew(tree: Tree, at: At) -> None:
    plan = issued(tree.county, item(indicator="unions.total", value=D(1)))
    target = Target.objects.get()
    at("2026-03-10")
    plan = plans.recall(plan, reason="加码", actor=SYSTEM)
    total = Decimal(str(value("unions.total", tree.county)))
    again = targets.edit_item(target, item(indicator="unions.total", value=total), actor=SYSTEM)
    assert again.reached_on is None
    plans.issue(plan, actor=SYSTEM)

    assert Target.objects.get().reached_on == date(2026, 3, 10)


DUE, TODAY = date(2026, 4, 30), date(2026, 5, 3)
BEFORE, AFTER = date(2026, 4, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("standing", "earlier", "is_late", "found"),
    [
        (Standing.ON_TRACK, BEFORE, False, None),
        (Standing.OVERDUE, None, False, None),
        (Standing.DONE, None, False, DUE),
        (Standing.DONE, BEFORE, False, BEFORE),
        (Standing.DONE, AFTER, False, DUE),
        (Standing.DONE, None, True, TODAY),
        (Standing.DONE, AFTER, True, AFTER),
        (Standing.DONE, BEFORE, True, TODAY),
        ("", BEFORE, False, None),
    ],
)
def test_the_day_a_target_was_reached(
    standing: str, earlier: date | None, is_late: bool, found: date | None
) -> None:
    assert reached_on(standing, earlier, TODAY, DUE, is_late=is_late) == found
    assert reached_on(Standing.DONE, None, BEFORE, DUE, is_late=False) == BEFORE


def test_what_was_typed_stays_beside_the_records_and_is_typed_no_more(
    tree: Tree, cast: Cast, at: At
) -> None:
    half = containing(PeriodKind.HALF_YEAR, date(2025, 7, 1))
    ReportedValue.objects.create(
        union=tree.city, code="plans.tasks_done", starts_on=half.start, ends_on=half.end,
        value=Decimal(7), typed_by_name="市王", typed_at=timezone.now(),
    )  # fmt: skip

    page = cast.city_wang.client.get(explain_url("plans.tasks_done", tree.city.code))
    assert [row[1:3] for row in page.context["before"]] == [("7", "0")]
    for code in LIVE:
        with pytest.raises(Blocked, match="由记录统计"):
            reporting.report(tree.city, half, {code: Decimal(1)}, actor=SYSTEM)
    assert ReportedValue.objects.count() == 1


def test_the_records_are_listed_on_the_page_of_targets(tree: Tree, cast: Cast, at: At) -> None:
    issued(tree.county, item("服务职工的一项"))
    address = records_url("plans.tasks", tree.county.code)

    page = cast.county_zhao.client.get(address)
    assert "服务职工的一项" in page.content.decode()
    assert cast.stranger.client.get(address).status_code in (403, 404)


def test_none_of_them_is_awaited_any_more() -> None:
    waiting = {one.code for one in catalogue() if isinstance(one, Awaiting)}
    assert waiting.isdisjoint(LIVE)
    assert {"plans.instructions", "plans.information", "plans.research"} <= waiting
