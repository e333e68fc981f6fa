"""A pasted plan: which indicators its numbers are bound to, growth, owners, due days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.statistics.queries.plantext import Reading, in_words, readings
from niangjia.statistics.rules import plantext
from niangjia.statistics.rules.planwords import due_of, owner_of
from niangjia.statistics.services import targets
from niangjia.statistics.services.targets import ItemValues
from niangjia.statistics.tests.plan_parts import END, START, D, found_unions, make_plan

pytestmark = pytest.mark.django_db
PASTED = "一、组建基层工会20家,新发展会员1000人,由组织部李明负责,12月底前完成。"


def _read(tree: Tree, text: str) -> list[Reading]:
    plan = make_plan(tree.county)
    [draft] = plantext.split(text, START, END)
    return readings(draft, plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("组建基层工会20家", [("unions.founded", 20)]),
        ("成立基层工会30家", [("unions.founded", 30)]),
        ("建立基层工会20个", [("unions.founded", 20)]),
        ("基层工会达到500家", [("unions.total", 500)]),
        ("累计建立基层工会500家", [("unions.total", 500)]),
        ("会员达到5万人", [("members.total", 50000)]),
        ("新增会员1000人", [("members.joined", 1000)]),
        ("竞赛30场,参赛职工2万人次", [("contests.sessions", 30), ("contests.attendance", 20000)]),
        ("建会率达到90%以上", [("employers.unionised_rate", 90)]),
        ("表彰先进集体50家", [("", 50)]),
        ("会员实名认证率由65%提高到90%", [("members.verified_rate", 90)]),
        ("每个乡镇发展会员10人,全县共200人", [("members.joined", 200)]),
        ("每季度召开1次会议,全年4次", [("", 4)]),
        ("每个乡镇组建基层工会1家,全市共50家", [("unions.founded", 50)]),
    ],
)
def test_numbers_are_bound_to_what_the_words_say(
    tree: Tree, text: str, expected: list[tuple[str, int]]
) -> None:
    assert [(one.code, int(one.value or 0)) for one in _read(tree, text)] == expected


def test_new_ones_of_a_stock_without_a_flow_are_not_bound(tree: Tree) -> None:
    [one] = _read(tree, "新建困难职工档案,新增在档困难职工300户")

    assert (one.code, one.value) == ("", D(300))
    assert "文中说的是新增" in one.remarks[0]


def test_every_number_becomes_a_target_or_is_named(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    client, address = cast.county_zhao.client, f"/plans/{plan.public_id}/do/paste/"
    text = {"text": PASTED + "\n二、帮扶职工300户,发放帮扶资金50万元。"}

    asked = client.post(address, text).content.decode()

    assert "指标:新建基层工会;目标不少于20家;时限:2026-12-31;责任人:李明(组织部);齐全" in asked
    assert "指标:新发展会员;目标不少于1,000人" in asked
    assert "“帮扶职工300户”没有对应的指标,没有列为目标" in asked
    client.post(address, {**text, "confirmed": "1"})
    rows = plan.targets.order_by("number").values_list("text", "indicator", "value", "owner")
    assert list(rows) == [
        (PASTED.removeprefix("一、"), "unions.founded", D(20), "李明"),
        ("新发展会员1000人", "members.joined", D(1000), "李明"),
        ("帮扶职工300户,发放帮扶资金50万元。", "aid.money", D(500000), ""),
    ]


def test_growth_is_reckoned_from_last_year(tree: Tree) -> None:
    found_unions(tree.township, 5, date(2025, 3, 1))
    found_unions(tree.township, 2, date(2026, 4, 1))

    [one] = _read(tree, "新建基层工会比去年增长30%")

    assert (one.code, one.value, one.baseline, one.unit) == ("unions.founded", D(7), D(5), "家")
    assert "按上年同期(2025-01-01 至 2025-12-31)的5家计算" in one.remarks[0]
    [net] = _read_again(tree, "基层工会净增3家")
    assert (net.code, net.value) == ("unions.total", (net.baseline or 0) + 3)
    [more] = _read_again(tree, "新建基层工会比上年增长10%,达到9家")
    assert more.value == D(9)


def _read_again(tree: Tree, text: str) -> list[Reading]:
    plan = make_plan(tree.county, title=text)
    return readings(plantext.split(text, START, END)[0], plan)


def test_growth_without_anything_to_grow_from_is_no_target(tree: Tree) -> None:
    [unknown] = _read(tree, "服务满意度比去年增长10%")
    assert (unknown.code, unknown.value) == ("", None)
    assert "没有认出指标" in unknown.remarks[0]

    [untyped] = _read_again(tree, "招聘会场次比去年增长10%")
    assert (untyped.code, untyped.value) == ("fairs.sessions", None)
    assert "没有“招聘会”的数" in untyped.remarks[0]

    plan = make_plan(tree.county, title="五年", starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31))  # fmt: skip
    [draft] = plantext.split("新建基层工会比去年增长10%", plan.starts_on, plan.ends_on)
    assert "计划期超过一年" in readings(draft, plan)[0].remarks[0]

    ahead = make_plan(tree.county, title="下年", starts_on=date(2999, 1, 1), ends_on=date(2999, 12, 31))  # fmt: skip
    [draft] = plantext.split("新建基层工会比去年增长10%", ahead.starts_on, ahead.ends_on)
    assert "还没有过完" in readings(draft, ahead)[0].remarks[0]


def test_a_decrease_is_a_limit(tree: Tree) -> None:
    found_unions(tree.township, 5, date(2025, 3, 1))

    [one] = _read(tree, "新建基层工会比去年减少30%")

    assert (one.value, one.direction) == (D(3), "le")
    assert "目标不超过3家" in list(in_words(one))


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("由组织部李明负责,12月底前完成", ("李明", "组织部")),
        ("帮扶中心赵强负责", ("赵强", "帮扶中心")),
        ("由权益部部长王芳牵头负责", ("王芳", "权益部部长")),
        ("由李明负责", ("李明", "")),
        ("王小明同志负责", ("王小明", "")),
        ("由宣教部负责", ("", "宣教部")),
        ("参赛职工2万人次(经济部 王强 负责)", ("王强", "经济部")),
        ("责任人:组织部李明", ("李明", "组织部")),
        ("牵头部门:权益部,责任人:王守正", ("王守正", "权益部")),
        ("全面负责协调工作", ("", "")),
        ("落实负责人制度", ("", "")),
        ("李主席负责", ("", "")),
    ],
)
def test_owners_as_usually_written(text: str, owner: tuple[str, str]) -> None:
    assert owner_of(text) == owner


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("完成时限\uff1a2026年10月", date(2026, 10, 31)),
        ("完成时限:2026年10月15日", date(2026, 10, 15)),
        ("时限2026-10-15", date(2026, 10, 15)),
        ("完成时间:9月", date(2026, 9, 30)),
        ("完成时限:2027年10月", None),
        ("2026年10月召开推进会", None),
    ],
)
def test_due_days_behind_a_label(text: str, day: date | None) -> None:
    assert due_of(text, START, END) == day


def test_parts_without_an_owner_are_counted_apart(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    item = ItemValues("新建基层工会4家", "unions.founded", value=D(4), due_on=END, owner="李明")
    targets.add_items(plan, [item], actor=SYSTEM)
    target = plan.targets.get()
    targets.divide(target, {tree.township.pk: Decimal(4)}, actor=SYSTEM)

    page = cast.county_zhao.client.get(f"/plans/{plan.public_id}/").content.decode()

    assert "有 1 份分解缺责任人" in page
    assert "项缺指标" not in page
