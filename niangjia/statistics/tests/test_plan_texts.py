"""Plans as cadres write them: tables, ranges, steps on the way, other years, several at once."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.statistics.queries.plantext import Reading, readings
from niangjia.statistics.rules import plantext
from niangjia.statistics.rules.plans import Initiative, PlanState, initiative_finding
from niangjia.statistics.rules.planwords import due_of
from niangjia.statistics.services import plans
from niangjia.statistics.tests.plan_parts import END, START, D, item, make_items, make_plan

TABLE = (
    "序号\t事项\t目标值\t责任人\t完成时限\n"
    "1\t新建基层工会\t20家\t李四\t2026-11-30\n"
    "2\t发展会员\t3000人\t王五\t2026年10月底"
)
db = pytest.mark.django_db


def _read(tree: Tree, text: str) -> list[Reading]:
    plan = make_plan(tree.county)
    return [one for draft in plantext.split(text, START, END) for one in readings(draft, plan)]


@db
def test_a_table_pasted_from_a_file_is_read_by_its_heads(tree: Tree) -> None:
    """The number of a row is no value: 1 | 新建基层工会 | 20家 is not one union."""
    read = _read(tree, TABLE)

    assert [(one.code, one.value, one.draft.owner, one.draft.due_on) for one in read] == [
        ("unions.founded", D(20), "李四", date(2026, 11, 30)),
        ("members.joined", D(3000), "王五", date(2026, 10, 31)),
    ]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ("1\t新建基层工会\t20家", ["新建基层工会20家"]),
        ("3\t发展会员\t不少于300人\t组织部", ["发展会员不少于300人，组织部"]),
        ("事项\t单位\t目标值\n新建工会\t家\t20", ["新建工会20家"]),
        ("任务\t责任部门\n建站\t权益部", ["建站，责任部门：权益部"]),
        ("1.1 新建工会20家\n1.2 发展会员3000人", ["新建工会20家", "发展会员3000人"]),
    ],
)
def test_rows_and_sub_numbers_are_items(rows: str, texts: list[str]) -> None:
    assert [one.text for one in plantext.split(rows, START, END)] == texts


@db
@pytest.mark.parametrize(
    ("text", "codes", "remark"),
    [
        ("发展会员800到1000人", [("members.joined", 800)], "文中是“800到1000”,取的是800,请核对"),
        ("提供岗位2万-3万个", [("fairs.posts", 20000)], "文中是“2万-3万”,取的是20,000"),
        (
            "新发展会员2万人、新就业形态会员3000人",
            [("members.joined", 20000), ("members.joined_new_form", 3000)],
            "",
        ),
        (
            "职代会建制率、厂务公开建制率均达到95%",
            [("democracy.congress_share", 95)],
            "不止一项,只列了“职代会建制率”",
        ),
        ("去年新建工会2家，今年新建工会10家", [("unions.founded", 10)], "说的是以前年度"),
        ("2025年新建工会2家", [("", None)], "说的是以前年度"),
        ("新建工会0家", [("unions.founded", None)], "不少于0不是目标"),
        ("新建工会增长10%", [("unions.founded", None)], "从上年同期"),
    ],
)
def test_what_a_number_leaves_out_is_said(
    tree: Tree, text: str, codes: list[tuple[str, int | None]], remark: str
) -> None:
    read = _read(tree, text)

    assert [(one.code, one.value) for one in read] == codes
    assert remark in ";".join(read[0].remarks)


@pytest.mark.parametrize(
    ("text", "due_on"),
    [
        ("全年新建工会100家,6月底前完成60%", END),
        ("新建工会100家,6月底前完成60%", None),
        ("新建工会100家,上半年完成过半,12月20日前完成", date(2026, 12, 20)),
        ("新建工会100家,6月底前完成", date(2026, 6, 30)),
        ("到2027年底新建工会50家", None),
        ("2026年底新建工会50家", END),
        ("2027年上半年新建工会50家", None),
        ("二季度完成", date(2026, 6, 30)),
    ],
)
def test_steps_and_other_years_are_no_due_day(text: str, due_on: date | None) -> None:
    assert due_of(text, START, END) == due_on


@pytest.mark.parametrize(
    ("title", "initiative", "said"),
    [
        ("2026年“六百计划”", "", "没有选"),
        ("六百计划", Initiative.REFORM, "选的是“产业工人队伍建设改革”"),
        ("产改重点任务", "", "没有选"),
        ("六百计划", Initiative.SIX_HUNDREDS, None),
        ("年度目标考核", "", None),
    ],
)
def test_a_plan_called_by_an_initiative_should_be_told_to_be_one(
    title: str, initiative: str, said: str | None
) -> None:
    found = initiative_finding(title, initiative, PlanState.DRAFT)

    assert (said in found) if said and found else found is said
    assert initiative_finding(title, initiative, PlanState.CLOSED) is None


@db
def test_its_page_warns_of_it(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county, title="六百计划")
    make_items(plan, item())
    address = f"/plans/{plan.public_id}/"

    draft = cast.county_zhao.client.get(address).content.decode()
    plans.issue(plan, actor=SYSTEM)
    issued = cast.county_zhao.client.get(address).content.decode()

    assert "完成情况不会计入“六百计划”的指标" in draft
    assert "请点“编辑”选上" in draft
    assert "请先“收回修改”,再点“编辑”选上" in issued


@db
@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("组建基层工会20家（15分）", 15),
        ("组建基层工会20家(分值:7.5分),12月底前完成", 7.5),
        ("组建基层工会20家，权重：10", 10),
        ("组建基层工会20家，每少1家扣1分", 0),
        ("组建基层工会20家（加5分）", 0),
        ("组建基层工会20家（150分）", 0),
        ("序号\t内容\t目标值\t分值\n1\t组建基层工会\t20家\t15", 15),
    ],
)
def test_points_are_read_and_are_no_target(tree: Tree, text: str, points: float) -> None:
    [one] = _read(tree, text)

    assert (one.points, one.code, one.value) == (D(str(points)), "unions.founded", D(20))


@db
def test_points_of_a_heading_or_of_several_numbers_are_asked_about(tree: Tree) -> None:
    text = "一、组织建设（30分）\n1、组建基层工会20家，新发展会员1000人（10分）\n二、服务（20分）\n1、基层工会达到500家"

    unions, members, total = _read(tree, text)

    assert (unions.points, members.points, total.points) == (D(10), D(0), D(0))
    assert any("10分都记在这一项" in said for said in unions.remarks)
    assert any("“服务（20分）”的分值没有分到各项" in said for said in total.remarks)
