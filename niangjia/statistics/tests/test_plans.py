"""Plans and targets: made, issued, divided, counted from records, scored; refusals change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Transition
from niangjia.statistics.models import Plan, ReportedValue, Target
from niangjia.statistics.queries import plans as lists
from niangjia.statistics.queries import targets as queries
from niangjia.statistics.rules.plans import PlanKind, PlanState
from niangjia.statistics.rules.targets import Standing
from niangjia.statistics.services import plans, targets
from niangjia.statistics.services.plans import PlanValues
from niangjia.statistics.services.targets import ItemValues
from niangjia.statistics.tests.plan_parts import (
    END,
    START,
    found_unions,
    item,
    make_items,
    make_plan,
)
from niangjia.unions.models import Union
from niangjia.web.workbench import waiting

D = Decimal

pytestmark = pytest.mark.usefixtures("today")


@pytest.mark.parametrize(("start", "end"), [(date(1026, 1, 1), END), (START, date(2062, 12, 31))])
def test_a_plan_of_ages_is_a_slip_of_the_year(tree: Tree, start: date, end: date) -> None:
    with pytest.raises(Blocked, match=r"超过 20 年。请核对年份") as refused:
        make_plan(tree.county, starts_on=start, ends_on=end)

    assert refused.value.field == "starts_on"
    assert not Plan.objects.exists()


@pytest.fixture
def today() -> Any:
    """1 July 2026."""
    with time_machine.travel("2026-07-01 04:00+00:00", tick=False):
        yield


def everything() -> tuple[Any, ...]:
    """What must not change on a refusal."""
    return (
        list(Plan.objects.order_by("pk").values()),
        list(Target.objects.order_by("pk").values()),
        Transition.objects.count(),
        Entry.objects.count(),
    )


# --- Who may ---------------------------------------------------------------------------------

ACTS: dict[str, Callable[[Plan, Target, Any], object]] = {
    "edit": lambda p, t, a: plans.edit_plan(
        p, PlanValues("改名", PlanKind.PROGRAMME, START, END, "某人"), actor=a
    ),
    "issue": lambda p, t, a: plans.issue(p, actor=a),
    "withdraw": lambda p, t, a: plans.withdraw(p, reason="不做了", actor=a),
    "add_items": lambda p, t, a: targets.add_items(p, [item("另一项")], actor=a),
    "edit_item": lambda p, t, a: targets.edit_item(t, item("改了"), actor=a),
    "remove_item": lambda p, t, a: targets.remove_item(t, reason="重复", actor=a),
    "divide": lambda p, t, a: targets.divide(t, {}, actor=a),
    "assign": lambda p, t, a: targets.assign(t, owner="别人", actor=a),
}
OUTSIDE = ("neighbour_qian", "chair_sun", "worker_chen", "stranger")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", OUTSIDE)
def test_others_change_nothing(tree: Tree, cast: Cast, act: str, who: str) -> None:
    plan = make_plan(tree.county)
    (target,) = make_items(plan, item())
    before = everything()

    with pytest.raises(NotVisible):
        ACTS[act](plan, target, getattr(cast, who).actor)

    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["county_zhao", "city_wang", "province_li"])
def test_own_and_higher_cadres_may(tree: Tree, cast: Cast, act: str, who: str) -> None:
    plan = make_plan(tree.county)
    (target,) = make_items(plan, item())
    before = everything()

    ACTS[act](plan, target, getattr(cast, who).actor)

    assert everything() != before


def test_a_plan_is_made_where_one_may(tree: Tree, cast: Cast) -> None:
    values = PlanValues("六百计划", PlanKind.PROGRAMME, START, END, "赵明")

    with pytest.raises(NotVisible):
        plans.create_plan(tree.city, values, actor=cast.county_zhao.actor)
    made = plans.create_plan(tree.county, values, actor=cast.county_zhao.actor)

    assert list(Plan.objects.all()) == [made]
    assert Transition.objects.filter(object_label="statistics.plan").count() == 1


def test_a_child_sees_what_it_has_to_reach_and_names_its_owner_alone(
    tree: Tree, cast: Cast
) -> None:
    plan = make_plan(tree.city)
    (whole,) = make_items(plan, item())
    targets.divide(whole, {tree.county.pk: D(3), tree.neighbour.pk: D(1)}, actor=SYSTEM)
    zhao = cast.county_zhao.actor
    part = Target.objects.visible_to(zhao, "targets.view").get()

    targets.assign(part, owner="县里的人", actor=zhao)
    with pytest.raises(NotVisible):
        targets.edit_item(part, item(value=D(1)), actor=zhao)

    part.refresh_from_db()
    assert (part.union, part.value, part.owner) == (tree.county, D(3), "县里的人")
    assert not Plan.objects.visible_to(zhao, "targets.view").exists()


# --- Life cycle ------------------------------------------------------------------------------


def test_an_unmeasurable_plan_is_not_issued(tree: Tree) -> None:
    plan = make_plan(tree.county)
    make_items(plan, ItemValues("努力提升服务水平"))
    before = everything()

    with pytest.raises(Blocked, match="没有一项是可考核的"):
        plans.issue(plan, actor=SYSTEM)

    assert everything() == before


def test_an_appraisal_has_a_hundred_points(tree: Tree) -> None:
    plan = make_plan(tree.county, kind=PlanKind.APPRAISAL)
    make_items(plan, item(weight=D(60)))

    with pytest.raises(Blocked, match="现在是60分"):
        plans.issue(plan, actor=SYSTEM)
    make_items(plan, item("发展会员", indicator="members.joined", weight=D(40)))
    plans.issue(plan, actor=SYSTEM)

    plan.refresh_from_db()
    assert plan.status == PlanState.ISSUED
    assert plan.counted_at is not None


def test_an_issued_plan_changes_only_after_being_recalled(tree: Tree) -> None:
    plan = make_plan(tree.county)
    (target,) = make_items(plan, item())
    plans.issue(plan, actor=SYSTEM)

    with pytest.raises(Blocked, match="收回修改"):
        targets.edit_item(target, item(value=D(3)), actor=SYSTEM)
    with pytest.raises(Blocked, match="请写明原因"):
        plans.recall(plan, reason=" ", actor=SYSTEM)
    plans.recall(plan, reason="上级调整指标", actor=SYSTEM)
    targets.edit_item(target, item(value=D(3)), actor=SYSTEM)

    target.refresh_from_db()
    assert target.value == 3
    steps = Transition.objects.filter(object_label="statistics.plan").order_by("id")
    assert list(steps.values_list("step", flat=True)) == ["start", "issue", "recall"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"indicator": "unions.nonsense"}, "indicator"),
        ({"due_on": date(2027, 1, 1)}, "due_on"),
        ({"value": D("1.5")}, "value"),
        ({"text": " "}, "text"),
    ],
)
def test_a_bad_item_names_its_field(tree: Tree, values: dict[str, Any], field: str) -> None:
    plan = make_plan(tree.county)
    before = everything()

    with pytest.raises(Blocked) as refused:
        targets.add_items(plan, [item("好的"), item(**values)], actor=SYSTEM)

    assert refused.value.field == field
    assert everything() == before


def test_a_part_goes_to_a_direct_child_alone(tree: Tree) -> None:
    plan = make_plan(tree.city)
    (target,) = make_items(plan, item())
    before = everything()

    with pytest.raises(Blocked, match="直属的下级"):
        targets.divide(target, {tree.township.pk: D(1)}, actor=SYSTEM)
    with pytest.raises(Blocked, match="承担工会应是"):
        targets.add_items(plan, [item(union=tree.province)], actor=SYSTEM)

    assert everything() == before


def test_dividing_again_keeps_owners_and_takes_parts_away(tree: Tree) -> None:
    plan = make_plan(tree.city)
    (whole,) = make_items(plan, item())
    targets.divide(whole, {tree.county.pk: D(3), tree.neighbour.pk: D(1)}, actor=SYSTEM)
    targets.assign(whole.parts.get(union=tree.county), owner="县里的人", actor=SYSTEM)

    targets.divide(whole, {tree.county.pk: D(4), tree.neighbour.pk: None}, actor=SYSTEM)

    part = whole.parts.get()
    assert (part.union, part.value, part.owner) == (tree.county, D(4), "县里的人")


# --- Progress --------------------------------------------------------------------------------


def test_progress_comes_from_records(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    found_unions(tree.neighbour_township, 1, date(2026, 6, 30))
    found_unions(tree.township, 1, date(2026, 7, 2))  # tomorrow
    plan = make_plan(tree.city)
    (whole,) = make_items(plan, item(weight=D(20)))
    targets.divide(whole, {tree.county.pk: D(3), tree.neighbour.pk: D(1)}, actor=SYSTEM)

    board = queries.board(plan)

    (row,) = board.items
    assert (row.progress.value, row.progress.completion) == (D(3), D("75.0"))
    assert row.progress.points == D("15.00")
    assert row.division is not None
    assert row.division.words == "已分解 4 / 4,正好"
    assert [(p.target.union, p.value, p.standing) for p in row.parts] == [
        (tree.neighbour, D(1), Standing.DONE),
        (tree.county, D(2), Standing.ON_TRACK),
    ]
    assert [(u.union, u.score.earned, u.place) for u in board.units] == [
        (tree.neighbour, D("20.00"), None),
        (tree.county, D("13.34"), None),
    ]


def test_children_asked_together_have_the_same_values(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    plan = make_plan(tree.township)
    children = Union.objects.filter(parent=tree.township)
    (whole,) = make_items(plan, item())
    targets.divide(whole, {child.pk: D(1) for child in children}, actor=SYSTEM)

    found = queries.progress(queries.rows_of(plan))

    by_union = {one.target.union: one.value for one in found.values()}
    assert by_union.pop(tree.township) == 2
    assert {u: v for u, v in by_union.items() if v} == {
        union: D(1) for union in children.filter(founded_on=date(2026, 3, 1))
    }


def test_ranks_are_shown_only_where_wanted(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    plan = make_plan(tree.city, ranks_children=True)
    (whole,) = make_items(plan, item(weight=D(20)))
    targets.divide(whole, {tree.county.pk: D(2), tree.neighbour.pk: D(2)}, actor=SYSTEM)

    units = queries.board(plan).units

    assert [(u.union, u.place) for u in units] == [(tree.county, 1), (tree.neighbour, 2)]


def test_what_was_reached_late_loses_points(tree: Tree) -> None:
    found_unions(tree.township, 4, date(2026, 6, 15))
    plan = make_plan(tree.county)
    make_items(plan, item(weight=D(20), due_on=date(2026, 5, 31)))

    (one,) = queries.progress(queries.rows_of(plan)).values()

    assert (one.standing, one.is_late, one.points) == (Standing.DONE, True, D("18.00"))


def test_an_awaiting_figure_is_what_was_typed(tree: Tree) -> None:
    plan = make_plan(tree.county)
    make_items(plan, item("报送信息12份", indicator="plans.information", value=D(12)))
    for month, value in ((1, 3), (2, 3)):
        ReportedValue.objects.create(
            union=tree.county, code="plans.information", starts_on=date(2026, month, 1),
            ends_on=date(2026, month, 28), value=value, typed_by_name="赵明",
            typed_at="2026-03-01T00:00Z",
        )  # fmt: skip

    (one,) = queries.progress(queries.rows_of(plan)).values()

    assert (one.value, one.is_typed, one.completion) == (D(6), True, D("50.0"))


def test_text_without_measure_is_flagged_and_counts_nothing(tree: Tree) -> None:
    plan = make_plan(tree.county)
    make_items(plan, item(), ItemValues("努力提升服务水平"))

    board = queries.board(plan)

    assert board.flawed == 1
    assert board.items[1].progress.lacks == ("指标", "目标值", "完成时限", "责任人")
    assert board.items[1].progress.value is None
    assert list(lists.flawed_plans(Plan.objects.all())) == [plan]


def test_late_and_risky_targets_wait_on_the_workbench(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    make_items(
        plan,
        item("逾期的", due_on=date(2026, 5, 31)),
        item("有风险的"),
        item("完成了的", indicator="unions.total", value=D(1)),
    )
    plans.issue(plan, actor=SYSTEM)

    for who, count in (("county_zhao", 1), ("city_wang", 0), ("neighbour_qian", 0)):
        actor = getattr(cast, who).actor
        mine = lists.concerning(Target.objects.visible_to(actor, "targets.edit"), actor)
        assert lists.overdue_targets(mine).count() == count, who
        assert lists.risky_targets(mine).count() == count, who


def test_the_workbench_says_whose_a_target_is(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    [whole] = make_items(plan, item("有风险的"))
    targets.divide(whole, amounts={tree.township.pk: D(4)}, actor=SYSTEM)
    plans.issue(plan, actor=SYSTEM)

    rows, _ = waiting(cast.county_zhao.actor, date(2026, 7, 1), "statistics.risky_target")

    assert [(row.title, row.union) for row in rows] == [
        ("有风险的", ""),  # her own union
        ("有风险的", tree.township.name),
    ]


# --- Closing ---------------------------------------------------------------------------------


def test_closing_keeps_points_for_good(tree: Tree) -> None:
    found_unions(tree.township, 3, date(2026, 3, 1))
    plan = make_plan(tree.county, ends_on=date(2026, 6, 30))
    make_items(plan, item(weight=D(100), due_on=date(2026, 6, 30)))
    plans.issue(plan, actor=SYSTEM)

    plans.close(plan, actor=SYSTEM)
    found_unions(tree.township, 1, date(2026, 5, 1))  # entered afterwards

    plan.refresh_from_db()
    board = queries.board(plan)
    assert plan.status == PlanState.CLOSED
    assert (board.items[0].progress.value, board.own.earned) == (D(3), D("75.00"))


def test_a_running_plan_is_not_closed(tree: Tree) -> None:
    plan = make_plan(tree.county)
    make_items(plan, item())
    plans.issue(plan, actor=SYSTEM)
    before = everything()

    with pytest.raises(Blocked, match="才结束"):
        plans.close(plan, actor=SYSTEM)

    assert everything() == before


def test_nightly_counting_reaches_every_issued_plan(tree: Tree) -> None:
    plan = make_plan(tree.county)
    make_items(plan, item())
    plans.issue(plan, actor=SYSTEM)
    found_unions(tree.township, 4, date(2026, 6, 1))

    assert plans.refresh_all(date(2026, 7, 1)) == 1

    kept = plan.targets.get()
    assert (kept.counted_value, kept.standing) == (D(4), Standing.DONE)
