"""Pure rules of plans and targets: measurable, divided, progress, points, pasted text, sheets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.statistics.rules import plans, plansheet, plantext, targets
from niangjia.statistics.rules.plans import Direction, ItemFacts, PlanKind
from niangjia.statistics.rules.targets import Goal, Standing, Terms

START, END = date(2026, 1, 1), date(2026, 12, 31)
D = Decimal
GOOD = ItemFacts("新建基层工会50家", "unions.founded", D(50), END, "李明", D(60))


@pytest.mark.parametrize(
    ("item", "lacks"),
    [
        (GOOD, ()),
        (ItemFacts("努力提升水平", "", None, None, ""), ("指标", "目标值", "完成时限", "责任人")),
        (ItemFacts("办赛100场", "", D(100), END, "李明"), ("指标",)),
        (ItemFacts("新建工会", "unions.founded", D(0), END, " "), ("责任人",)),
    ],
)
def test_an_item_lacks_what_makes_it_measurable(item: ItemFacts, lacks: tuple[str, ...]) -> None:
    assert plans.missing(item) == lacks
    assert (plans.smart_finding(item) is None) == (not lacks)


@pytest.mark.parametrize(
    ("kind", "items", "word"),
    [
        (PlanKind.PROGRAMME, [], "还没有事项"),
        (PlanKind.PROGRAMME, [ItemFacts("提升", "", None, None, "")], "没有一项是可考核的"),
        (PlanKind.PROGRAMME, [GOOD, ItemFacts("提升", "", None, None, "", D(5))], "有分值但缺"),
        (PlanKind.APPRAISAL, [GOOD], "合计应为100分,现在是60分"),
    ],
)
def test_issuing_is_refused(kind: str, items: list[ItemFacts], word: str) -> None:
    assert word in (plans.issue_refusal(kind, items) or "")


def test_issuing_allows_text_without_points_and_counts_no_part_twice() -> None:
    rest = ItemFacts("发展会员", "members.joined", D(10), END, "王芳", D(40))
    part = ItemFacts("发展会员", "members.joined", D(5), END, "", D(40), is_part=True)
    text = ItemFacts("努力提升水平", "", None, None, "")

    assert plans.issue_refusal(PlanKind.APPRAISAL, [GOOD, rest, part, text]) is None


@pytest.mark.parametrize(
    ("unit", "value", "direction", "is_refused"),
    [
        ("家", D(50), Direction.AT_LEAST, False),
        ("家", D("50.5"), Direction.AT_LEAST, True),
        ("%", D(101), Direction.AT_LEAST, True),
        ("%", D("96.5"), Direction.AT_LEAST, False),
        ("家", D(0), Direction.AT_LEAST, True),
        ("件", D(0), Direction.AT_MOST, False),
        ("", None, Direction.AT_LEAST, False),
    ],
)
def test_values_fit_their_unit(
    unit: str, value: Decimal | None, direction: str, is_refused: bool
) -> None:
    assert bool(plans.value_refusal(unit, value, direction)) == is_refused


def test_division_says_what_is_left() -> None:
    assert plans.divide(D(100), [D(60), D(35)], is_share=False).words == "已分解 95 / 100,还差 5"
    assert plans.divide(D(100), [D(60), D(45)], is_share=False).words == "已分解 105 / 100,超出 5"
    assert plans.divide(D(100), [D(100)], is_share=False).words == "已分解 100 / 100,正好"
    assert "不相加" in plans.divide(D(90), [D(90)], is_share=True).words


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_suggested_parts_sum_to_the_whole(whole: int, sizes: list[int]) -> None:
    parts = plans.suggest(D(whole), sizes)

    assert sum(parts) == whole
    assert all(part >= 0 and part == part.to_integral_value() for part in parts)


def _goal(
    value: int,
    *,
    direction: str = Direction.AT_LEAST,
    baseline: int | None = None,
    is_flow: bool = True,
) -> Goal:
    base = None if baseline is None else D(baseline)
    return Goal(direction, D(value), base, START, END, is_flow)


@pytest.mark.parametrize(
    ("goal", "value", "expected"),
    [
        (_goal(50), 25, D("50.0")),
        (_goal(50), 75, D("150.0")),
        (_goal(50, baseline=40), 25, D("50.0")),  # last year's flow is no starting point
        (_goal(200, baseline=100, is_flow=False), 150, D("50.0")),
        (_goal(200, baseline=100, is_flow=False), 90, D("0.0")),
        (_goal(10, direction=Direction.AT_MOST), 8, D("100.0")),
        (_goal(10, direction=Direction.AT_MOST), 20, D("50.0")),
        (_goal(10, direction=Direction.AT_MOST, baseline=30, is_flow=False), 20, D("50.0")),
        (_goal(0, direction=Direction.AT_MOST), 3, D("0.0")),
        (_goal(10_000), 9_999, D("99.9")),  # 99.99: only the whole is 100
        (_goal(10_000), 1, D("0.1")),  # 0.01: only nothing is 0
        (_goal(10_000), 0, D("0.0")),
        (_goal(9_999, direction=Direction.AT_MOST), 10_000, D("99.9")),
    ],
)
def test_completion(goal: Goal, value: int, expected: Decimal) -> None:
    assert targets.completion(goal, D(value)) == expected


JULY = date(2026, 7, 2)  # 183 of 365 days


@pytest.mark.parametrize(
    ("goal", "value", "today", "expected"),
    [
        (_goal(50), 50, JULY, Standing.DONE),
        (_goal(50), 20, JULY, Standing.ON_TRACK),
        (_goal(50), 15, JULY, Standing.ON_TRACK),  # 30.0 % against 50.1 %: 20.1 behind
        (_goal(50), 10, JULY, Standing.AT_RISK),
        (_goal(50), 49, END + timedelta(days=1), Standing.OVERDUE),
        (_goal(50), 49, END, Standing.ON_TRACK),
        (_goal(50), 0, START - timedelta(days=1), Standing.NOT_STARTED),
        (_goal(50), None, JULY, Standing.UNKNOWN),
        (_goal(50), None, END + timedelta(days=1), Standing.OVERDUE),
        (_goal(10, direction=Direction.AT_MOST), 3, JULY, Standing.ON_TRACK),
        (_goal(10, direction=Direction.AT_MOST), 11, JULY, Standing.EXCEEDED),
        (_goal(10, direction=Direction.AT_MOST), 3, END + timedelta(days=1), Standing.DONE),
    ],
)
def test_standing(goal: Goal, value: int | None, today: date, expected: Standing) -> None:
    lenient = Terms(risk_points=D("20.2"))

    assert targets.standing(goal, None if value is None else D(value), today, lenient) == expected


def test_points_are_linear_capped_and_fined_for_being_late() -> None:
    terms = Terms(floor_percent=D(60))

    assert targets.points(D(80), D(25), terms) == D("20.00")
    assert targets.points(D(150), D(25), terms) == D("25.00")
    assert targets.points(D("59.9"), D(25), terms) == D("0.00")
    assert targets.points(D(100), D(25), terms, is_late=True) == D("22.50")


@given(
    st.decimals(0, 10**6, places=1), st.decimals(0, 100, places=2), st.decimals(0, 100, places=1)
)
def test_points_never_exceed_the_weight(done: Decimal, weight: Decimal, late: Decimal) -> None:
    terms = Terms(late_percent=late)

    assert 0 <= targets.points(done, weight, terms, is_late=True) <= weight


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_is_never_worse(goal: int, one: int, other: int) -> None:
    low, high = sorted((one, other))

    assert targets.completion(_goal(goal), D(low)) <= targets.completion(_goal(goal), D(high))


def test_typed_flows_are_not_counted_twice() -> None:
    year = (START, END, D(120))
    june = (date(2026, 6, 1), date(2026, 6, 30), D(10))
    july = (date(2026, 7, 1), date(2026, 7, 31), D(7))

    assert targets.typed_total([june, year]) == 120
    assert targets.typed_total([june, july]) == 17
    assert targets.typed_total([]) is None


TEXT = """一、“六百计划”
(一)举办市级职业技能竞赛100场,12月底前完成,牵头部门:经济技术部,责任人:李明
(二)百场求职招聘会:举办招聘会100场,参会企业3000家。
(三)百家基层工会规范化建设示范点
二、组织建设
1. 新建基层工会50家,发展会员1.2万人,6月30日前完成。
2、努力提升服务水平,着力构建和谐劳动关系。
3.职工投诉不超过10件。
"""


def test_pasted_text_becomes_items() -> None:
    items = plantext.split(TEXT, START, END)

    read = [(i.value, i.unit, i.due_on, i.owner) for i in items]
    assert read == [
        (D(100), "场", END, "李明"),
        (D(100), "场", None, ""),
        (D(100), "家", None, ""),
        (D(50), "家", date(2026, 6, 30), ""),
        (None, "", None, ""),
        (D(10), "件", None, ""),
    ]
    assert items[0].owner_post == "经济技术部"
    assert items[3].indicator == "unions.founded"
    assert items[5].is_limit


def test_text_without_numbers_is_split_by_paragraph() -> None:
    items = plantext.split("新建工会50家。\n\n发展会员300人。", START, END)

    assert [item.text for item in items] == ["新建工会50家。", "发展会员300人。"]


def test_a_day_outside_the_plan_is_no_due_day() -> None:
    assert plantext.split("1. 办赛100场,2027年3月31日前完成", START, END)[0].due_on is None


def test_an_owner_without_a_colon_and_sessions_are_read() -> None:
    [item] = plantext.split("1. 举办招聘会100场次,责任人李明,年底前完成。", START, END)

    assert (item.owner, item.value, item.unit) == ("李明", D(100), "场")
    assert item.indicator == "fairs.sessions"
    assert plantext.split("1. 办赛100场,责任人落实到位。", START, END)[0].owner == ""


def test_full_width_marks_and_colons_are_read() -> None:
    """As Chinese keyboards type them: \uff08一\uff09, 责任人\uff1a."""
    pasted = (
        "一\uff0e重点工作\n"
        "\uff08一\uff09发展会员2000人\uff0c年底前完成\uff0c责任人\uff1a王守正\n"
        "\uff08二\uff09开展招聘会100场\uff0c牵头部门\uff1a权益部"
    )

    first, second = plantext.split(pasted, START, END)

    assert (first.text[:4], first.value, first.owner) == ("发展会员", D(2000), "王守正")
    assert (second.value, second.owner_post) == (D(100), "权益部")


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    items = plantext.split(text, START, END)

    assert len(items) <= plantext.MOST_ITEMS
    assert all(item.text.strip() for item in items)


KNOWN = {"unions.founded": "unions.founded", "新建基层工会": "unions.founded"}
UNIONS = {"511725": "511725", "渠县总工会": "511725"}


def test_a_good_sheet_is_read() -> None:
    rows: list[list[object]] = [
        ["事项", "指标", "承担工会", "目标值", "分值", "责任人", "完成时限"],
        ["新建工会", "新建基层工会", "渠县总工会", 50.0, "60", "李明", date(2026, 6, 30)],
        ["", "", "", "", "", "", ""],
        ["提升水平", "", "", "", "", "", ""],
    ]

    read = plansheet.read(rows, KNOWN, UNIONS)

    assert read.findings == []
    assert read.items[0] == plansheet.SheetItem(
        "新建工会",
        "unions.founded",
        "511725",
        "ge",
        D(50),
        None,
        D(60),
        "李明",
        "",
        date(2026, 6, 30),
    )
    assert len(read.items) == 2


def test_a_bad_sheet_tells_everything_at_once() -> None:
    rows = [
        ["事项", "指标", "承担工会", "方向", "目标值", "分值", "完成时限"],
        ["", "没有的指标", "邻县", "大概", "很多", "120", "年底"],
        ["提升水平", "", "", "≤", "1.234", "", "2026/6/31"],
    ]

    found = plansheet.read(rows, KNOWN, UNIONS).findings

    assert [line.split(":")[0] for line in found] == [
        "第2行“指标”", "第2行“承担工会”", "第2行“方向”", "第2行“目标值”", "第2行“完成时限”",
        "第2行“事项”", "第2行“分值”", "第3行“目标值”", "第3行“完成时限”",
    ]  # fmt: skip


def test_a_sheet_without_head_is_refused() -> None:
    assert "没有找到表头" in plansheet.read([["a"], ["b"]], KNOWN, UNIONS).findings[0]


@pytest.mark.parametrize("slip", ["1e5", "1E+05", "1,5", "1_000", "50家", "5万"])
def test_a_sheet_takes_plain_numbers_alone(slip: str) -> None:
    rows = [["事项", "目标值"], ["新建工会", slip], ["新建工会", "1,234"]]

    read = plansheet.read(rows, KNOWN, UNIONS)

    assert [line.split(":")[0] for line in read.findings] == ["第2行“目标值”"]
    assert [item.value for item in read.items] == [D(1234)]
