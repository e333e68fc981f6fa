"""Pages of plans and targets: the desk base, tabs, pasted text, sheets, division, to-dos."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, ClassVar

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.statistics.desk.plans import PlanDesk
from niangjia.statistics.desk.targets import TargetDesk
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules import plansheet
from niangjia.statistics.rules.plans import PlanKind
from niangjia.statistics.services import plans, targets
from niangjia.statistics.services.plans import PlanValues
from niangjia.statistics.services.targets import ItemValues
from niangjia.unions.models import Union
from niangjia.web.desk.declare import DESKS
from niangjia.web.testing import DeskTests

YEAR = clock.today().year
START, END = date(YEAR, 1, 1), date(YEAR, 12, 31)
D = Decimal


def make_plan(union: Union, title: str = "六百计划", kind: str = PlanKind.PROGRAMME) -> Plan:
    return plans.create_plan(union, PlanValues(title, kind, START, END, "赵明"), actor=SYSTEM)


def make_target(plan: Plan) -> Target:
    item = ItemValues(
        "新建基层工会4家", "unions.founded", value=D(4), due_on=END, owner="李明", weight=D(100)
    )
    targets.add_items(plan, [item], actor=SYSTEM)
    return plan.targets.get()


class TestPlanDesk(DeskTests):
    desk = PlanDesk
    search_text = "六百"
    edit_data: ClassVar[dict[str, Any]] = {
        "union": "511725",
        "title": "六百计划(修订)",
        "kind": "programme",
        "initiative": "six_hundreds",
        "starts_on": str(START),
        "ends_on": str(END),
        "owner": "赵明",
    }
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "add_item": {"text": "努力提升服务水平", "direction": "ge"},
        "paste": {"text": "1. 新建基层工会50家,12月底前完成,责任人:李明"},
        "issue": {},
        "refresh": {},
        "recall": {"reason": "上级调整指标"},
        "withdraw": {"reason": "不再实施"},
    }

    def make(self, tree: Tree, cast: Cast) -> Plan:
        plan = make_plan(tree.county)
        make_target(plan)
        return plan


def test_days_in_the_wrong_order_are_told_at_the_field(tree: Tree, cast: Cast) -> None:
    data = {**TestPlanDesk.edit_data, "starts_on": "2026-12-31", "ends_on": "2026-01-01"}

    page = cast.county_zhao.client.post("/plans/new/", data)

    assert page.context["form"].errors == {
        "ends_on": ["截止日期 2026-01-01 不晚于起始日期 2026-12-31。请核对这两个日期。"]
    }
    assert not Plan.objects.exists()


class TestTargetDesk(DeskTests):
    desk = TargetDesk
    search_text = "新建"
    edit_data: ClassVar[dict[str, Any]] = {
        "text": "新建基层工会6家",
        "indicator": "unions.founded",
        "direction": "ge",
        "value": "6",
        "due_on": str(END),
        "owner": "李明",
    }

    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "assign": {"owner": "王芳", "owner_post": "组织部"},
        "remove": {"reason": "与另一项重复"},
    }

    def make(self, tree: Tree, cast: Cast) -> Target:
        return make_target(make_plan(tree.county))


def test_a_plan_is_made_on_the_page(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    form = client.get("/plans/new/").content.decode()
    assert "511725" in form  # her own union stands there already

    answer = client.post("/plans/new/", {**TestPlanDesk.edit_data, "title": "2026年工作计划"})

    assert answer.status_code == 302
    assert Plan.objects.get().title == "2026年工作计划"


def test_only_a_draft_and_its_items_offer_editing(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    target = make_target(plan)
    pages = (f"/plans/{plan.public_id}/", f"/targets/{target.public_id}/")
    client = cast.county_zhao.client

    assert all(f'href="{page}edit/"' in client.get(page).content.decode() for page in pages)

    plans.issue(plan, actor=SYSTEM)
    assert not any(f'href="{page}edit/"' in client.get(page).content.decode() for page in pages)


def test_pasting_asks_before_adding(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    address = f"/plans/{plan.public_id}/do/paste/"
    text = {
        "text": "1. 新建基层工会50家,12月底前完成,责任人:李明\n2. 努力提升服务水平\n3. 百场招聘会"
    }

    asked = cast.county_zhao.client.post(address, text).content.decode()

    assert "将增加 3 项草稿" in asked
    assert "齐全" in asked
    assert "缺指标、目标值、完成时限、责任人" in asked
    assert not plan.targets.exists()
    cast.county_zhao.client.post(address, {**text, "confirmed": "1"})
    assert list(plan.targets.order_by("number").values_list("indicator", "value", "owner")) == [
        ("unions.founded", D(50), "李明"),
        ("", None, ""),
        ("fairs.sessions", D(100), ""),
    ]


def _sheet(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (plansheet.HEADS, *rows):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("事项表.xlsx", file.getvalue())


def test_a_sheet_is_taken_whole_or_not_at_all(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    address = f"/plans/{plan.public_id}/do/import/"
    good = ("新建工会", "新建基层工会", "临巴镇总工会", "", 5, "", 10, "李明", "组织部", END)
    bad = ("", "没有的指标", "大竹县总工会", "大概", "很多", "", "", "", "", "年底")

    page = cast.county_zhao.client.post(address, {"file": _sheet(good, bad)}).content.decode()

    for word in ("没有的指标", "大竹县总工会", "大概", "很多", "年底", "没有入库任何一项"):
        assert word in page
    assert not plan.targets.exists()
    cast.county_zhao.client.post(address, {"file": _sheet(good)})
    target = plan.targets.get()
    assert (target.union, target.value, target.weight, target.due_on) == (
        tree.township,
        D(5),
        D(10),
        END,
    )


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_broken_sheet_is_refused(tree: Tree, cast: Cast, content: bytes) -> None:
    plan = make_plan(tree.county)
    file = SimpleUploadedFile("x.xlsx", content)

    answer = cast.county_zhao.client.post(f"/plans/{plan.public_id}/do/import/", {"file": file})

    assert answer.status_code == 200
    assert not plan.targets.exists()


def test_division_shows_the_sum_before_it_is_made(tree: Tree, cast: Cast) -> None:
    target = make_target(make_plan(tree.city))
    address = f"/targets/{target.public_id}/do/divide/"
    parts = {f"child_{tree.county.pk}": "3", f"child_{tree.neighbour.pk}": ""}

    asked = cast.city_wang.client.post(address, parts).content.decode()

    assert "已分解 3 / 4,还差 1" in asked
    cast.city_wang.client.post(address, {**parts, "confirmed": "1"})
    assert target.parts.get().value == 3


def test_a_child_may_name_the_owner_but_not_change_the_target(tree: Tree, cast: Cast) -> None:
    target = make_target(make_plan(tree.city))
    targets.divide(target, {tree.county.pk: D(3)}, actor=SYSTEM)
    part = target.parts.get()
    zhao, url = cast.county_zhao.client, f"/targets/{part.public_id}/"

    page = zhao.get(url).content.decode()
    assert "确定责任人" in page
    assert f"{url}edit/" not in page
    assert zhao.post(f"{url}edit/", TestTargetDesk.edit_data).status_code == 403
    assert zhao.post(f"{url}do/assign/", {"owner": "县里的人"}).status_code == 302

    part.refresh_from_db()
    assert (part.owner, part.value) == ("县里的人", D(3))


def test_tabs_show_progress_and_points(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    make_target(plan)
    targets.add_items(plan, [ItemValues("努力提升服务水平")], actor=SYSTEM)
    client, url = cast.county_zhao.client, f"/plans/{plan.public_id}/"

    items = client.get(url).content.decode()
    assert "PLAN-SMART" in items
    assert "缺指标、目标值、完成时限、责任人" in items
    progress = client.get(f"{url}?tab=progress").content.decode()
    assert f"/figures/unions.founded/?union=511725&amp;from={START}" in progress
    assert "不可考核" in progress
    assert "合计" in client.get(f"{url}?tab=score").content.decode()
    listed = client.get("/plans/?preset=flawed")
    assert [row.flawed_count for row in listed.context["found"].rows] == [1]


def test_an_export_can_be_imported_again() -> None:
    heads = {column.head for column in DESKS["targets"].bound_columns}

    assert set(plansheet.HEADS) - heads == {"基数", "职务或部门"}


@pytest.mark.parametrize("head", ["value", "baseline", "weight"])
def test_an_item_takes_plain_numbers_alone(tree: Tree, cast: Cast, head: str) -> None:
    plan = make_plan(tree.county)
    address = f"/plans/{plan.public_id}/do/add_item/"
    item = {"text": "新建基层工会", "indicator": "unions.founded", "direction": "ge"}

    page = cast.county_zhao.client.post(address, {**item, head: "1e1"}).content.decode()

    assert "请只填阿拉伯数字" in page
    assert not plan.targets.exists()
    cast.county_zhao.client.post(address, {**item, head: "10"})
    assert getattr(plan.targets.get(), head) == D(10)
