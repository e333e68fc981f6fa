"""Writing a report: figures, loops, conditions, tables, headings, footnotes, gaps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from niangjia.reports.rules.document import Align, Document, FigureRun, NoteMark, Role, Table, plain
from niangjia.reports.rules.material import Party
from niangjia.reports.rules.parsing import parse
from niangjia.reports.rules.questions import Source
from niangjia.reports.rules.storing import pack, unpack
from niangjia.reports.rules.weaving import MOST_PIECES, weave
from niangjia.reports.tests.report_parts import (
    CATALOGUE,
    CHILDREN,
    HONOURS,
    Told,
    Values,
    checked,
    material,
    words,
    written,
)

NOW: Values = {"members.total": 1_250_000, "members.joined": 403_000, "unions.founded": 3759}
OF_CHILDREN: Told = {
    ("511702", "members.total"): 500_000,
    ("511703", "members.total"): 700_000,
    ("511722", "members.total"): 50_000,
}


def _only(document: Document) -> FigureRun:
    (figure,) = document.figures()
    return figure


def test_the_sentence_of_the_full_demo() -> None:
    text = "新组建工会{{unions.founded}}，新发展会员{{members.joined | 万余}}，会员{{members.total | 万}}。"

    document = written(text, NOW)

    assert words(document) == ["新组建工会3759家，新发展会员40.3万人，会员125万人。"]
    assert document.gaps == ()


def test_a_figure_carries_what_it_rests_on() -> None:
    text = "\n  会员{{members.total[gender=2] | 万余}}"
    asked = replace(
        material(text, {"members.total[gender=2]": 403_127}),
        url=lambda question, union: f"/figures/{question.code}/?union={union}&to={question.end}",
    )

    figure = _only(weave(checked(text), asked, CATALOGUE))

    assert figure.words == "40.3万余人"
    assert figure.code == "members.total[gender=2]"
    assert figure.name == "工会会员(女)"
    assert figure.value == 403_127
    assert figure.exact == "403,127 人"
    assert figure.role is Role.VALUE
    assert figure.source is Source.RECORDS
    assert (figure.union, figure.union_name) == ("5117", "达州市总工会")
    assert figure.url == "/figures/members.total[gender=2]/?union=5117&to=2017-06-30"
    assert (figure.line, figure.column) == (2, 5)


def test_changes_are_worded_by_their_sign() -> None:
    text = (
        "{{members.total | 增长}}、{{members.total | 增幅}}、"
        "{{members.total | 增幅% | %1位}}、{{members.rate | 增长}}"
    )
    now: Values = {"members.total": 900, "members.rate": Decimal("96.5")}

    down = written(text, now, earlier={"members.total": 1000, "members.rate": 95})
    up = written(text, now, earlier={"members.total": 800, "members.rate": Decimal("97.25")})
    same = written(text, now, earlier=now)

    assert words(down) == ["减少100人、下降10%、-10%、提高1.5个百分点"]
    assert words(up) == ["增加100人、增长12.5%、12.5%、降低0.75个百分点"]
    assert words(same) == ["持平、持平、0%、持平"]


def test_division_by_zero_is_a_dash_and_a_gap() -> None:
    document = written(
        "{{members.total[gender=2] / members.total}}；{{members.joined | 增幅}}",
        {"members.total": 0, "members.total[gender=2]": 0, "members.joined": 5},
        earlier={"members.joined": 0},
    )

    assert words(document) == ["—；—"]
    assert [(gap.column, gap.reason) for gap in document.gaps] == [
        (1, "分母为零"),
        (45, "比较的数为零,算不出增幅"),
    ]


def test_what_is_not_there_is_said_truthfully() -> None:
    document = written("帮扶{{aid.money | 万元}}，会员{{members.total}}", {"aid.money": None})

    assert words(document) == ["帮扶（待接入），会员—"]
    assert [gap.code for gap in document.gaps] == ["aid.money", "members.total"]
    assert next(document.figures()).source is Source.AWAITING


def test_typed_figures_are_marked() -> None:
    figure = _only(written("帮扶{{aid.money | 万元}}", {"aid.money": "65595900"}))

    assert figure.words == "6559.59万元"
    assert (figure.source, figure.note) == (Source.TYPED, "王五报送")


def test_passages_without_figures_are_dropped_with_their_heading() -> None:
    text = """# 组织
会员{{members.total}}。
# 帮扶
## 资金
{% 有数才写 %}
投入{{aid.money}}。
{% 完 %}
## 人次
{% 有数才写 %}
帮扶{{aid.attendance}}。
{% 完 %}
# 小结
完。{% 有数才写 %}投入{{aid.money}}。{% 完 %}
# 空白标题
"""
    without = written(text, {"members.total": 3, "aid.money": None})
    with_money = written(text, {"members.total": 3, "aid.money": 5})

    assert words(without) == ["一、组织", "会员3人。", "二、小结", "完。", "三、空白标题"]
    assert words(with_money) == [
        "一、组织", "会员3人。", "二、帮扶", "（一）资金", "投入5元。", "三、小结", "完。投入5元。", "四、空白标题",
    ]  # fmt: skip


def test_the_other_branch_is_written() -> None:
    text = "{% 有数才写 %}\n有{{aid.money}}\n{% 否则 %}\n困难帮扶（待接入）\n{% 完 %}"

    assert words(written(text, {"aid.money": None})) == ["困难帮扶（待接入）"]


def test_conditions() -> None:
    def told(condition: str, **now: int | None) -> bool:
        values = {code.replace("_", ".", 1): value for code, value in now.items()}
        document = written(
            f"{{% 若 {condition} %}}是{{% 否则 %}}否{{% 完 %}}",
            values,
            earlier={"members.total": 7},
        )
        return words(document) == ["是"]

    assert told("members.left > 0", members_left=1)
    assert not told("members.left > 0", members_left=0)
    assert not told("members.left > 0")
    assert not told("非 members.left > 0")  # nothing is known: neither is true
    assert told("非 members.left > 0", members_left=0)
    assert told("members.total > members.total @ 期初", members_total=8)
    assert told("members.total >= 1.5万", members_total=15_000)
    assert told("members.total ＞ 1 且 members.left = 0", members_total=2, members_left=0)
    assert told("members.total > 5 或 members.left > 5", members_total=2, members_left=6)
    assert told("没有 荣誉 且 有 下级")
    assert not told("有 aid.money", aid_money=0)
    assert told("有数 aid.money", aid_money=0)
    assert told("无数 aid.money", aid_money=None)


def test_children_in_order_with_a_separator_and_a_share() -> None:
    text = (
        "{% 下级 按 members.total 前 2 分隔 ； %}{{序号}}.{{名称}}{{members.total | 万}}，"
        "占{{members.total / members.total @ 本级}}{% 完 %}。"
    )

    document = written(text, NOW, children=OF_CHILDREN)

    assert words(document) == ["1.达川区总工会70万人，占56%；2.通川区总工会50万人，占40%。"]
    assert [figure.union for figure in document.figures()] == [
        "511703",
        "511703",
        "511702",
        "511702",
    ]


def test_federations_can_be_told_from_unions_below_directly() -> None:
    unit = Party("511700-0001", "市直单位工会", is_grassroots=True)

    def told(whom: str, children: tuple[Party, ...]) -> list[str]:
        text = f"{{% 下级 {whom} %}}{{{{名称}}}}{{% 空 %}}无{{% 完 %}}"
        asked = replace(material(text, {}), children=children)
        return words(weave(checked(text), asked, CATALOGUE))

    assert told("总工会", (unit, CHILDREN[0])) == ["通川区总工会"]
    assert told("基层工会", (unit, CHILDREN[0])) == ["市直单位工会"]
    assert told("优先总工会", (unit, CHILDREN[0])) == ["通川区总工会"]
    assert told("优先总工会", (unit,)) == ["市直单位工会"]
    assert told("总工会", (unit,)) == ["无"]


def test_a_table_over_children_is_numbered_and_aligned() -> None:
    text = """表：各地会员
| 单位 | 会员 |
|:--:|--:|
{% 下级 按 members.total 从低到高 %}
| {{名称}} | {{members.total | 数}} |
{% 完 %}
| 合计 | {{members.total | 数}} |
表：没有内容的表
| 荣誉 |
|--|
{% 荣誉 %}
| {{名称}} |
{% 完 %}
表：第二张
| 甲 |
|--|
| 乙 |
"""
    document = written(text, NOW, children=OF_CHILDREN)

    assert words(document) == [
        "单位|会员", "宣汉县总工会|50,000", "通川区总工会|500,000", "达川区总工会|700,000", "合计|1,250,000",
        "甲", "乙",
    ]  # fmt: skip
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [(table.number, plain(table.caption)) for table in tables] == [
        (1, "各地会员"),
        (2, "第二张"),
    ]
    assert tables[0].aligns == (Align.CENTRE, Align.RIGHT)


def test_a_table_over_indicators() -> None:
    text = """| 代码 | 指标 | 单位 | 本期 | 上期 | 来源 |
|--|--|--|--|--|--|
{% 指标 members.total、aid.money cards.issued %}
| {{指标 | 代码}} | {{指标 | 名称}} | {{指标 | 单位}} | {{指标 | 数}} | {{指标 | 数 | 上期}} | {{指标 | 来源}} |
{% 完 %}
"""
    document = written(
        text,
        {"members.total": 12_500, "aid.money": None, "cards.issued": "7"},
        earlier={"members.total": 9_000, "aid.money": None},
    )

    assert words(document)[1:] == [
        "members.total|工会会员|人|12,500|9,000|记录",
        "aid.money|帮扶资金|元|—|—|待接入",
        "cards.issued|发放会员服务卡|张|7|—|填报",
    ]


def test_full_width_tags_and_headings_are_read() -> None:
    """As a Chinese keyboard types them: \uff5b\uff05, \uff03."""
    wide = "\uff03 组织\n{\uff05 若 members.total > 0 \uff05}有会员{\uff05 完 \uff05}。"

    document = written(wide, {"members.total": 5})

    assert words(document) == ["一、组织", "有会员。"]


def test_honours_that_are_not_recorded_are_said_to_be_missing() -> None:
    text = """{% 荣誉 %}
{{名称}}
{% 空 %}
没有荣誉。
{% 完 %}
获得{% 荣誉 分隔 、 %}{{名称}}{% 空 %}无{% 完 %}，共{{荣誉数}}项。
表：荣誉
| 荣誉 |
|------|
{% 荣誉 %}
| {{名称}} |
{% 完 %}"""

    document = written(text, {})

    assert words(document) == [
        "（荣誉名录待接入）", "获得（荣誉名录待接入），共（待接入）项。",
    ]  # fmt: skip
    assert [(gap.line, gap.name, gap.reason) for gap in document.gaps] == [
        (1, "荣誉名录", "待接入“评选表彰”"),
        (6, "荣誉名录", "待接入“评选表彰”"),
        (6, "荣誉名录", "待接入“评选表彰”"),  # the count
        (10, "荣誉名录", "待接入“评选表彰”"),
    ]


def test_honours_all_of_a_level_and_of_a_child() -> None:
    text = """{% 荣誉 级别 国家级 %}
{{名称}}（{{获得者}}，{{授予单位}}，{{授予日期}}）
{% 空 %}
没有荣誉。
{% 完 %}
{% 下级 %}
{{名称}}：{% 荣誉 %}{{名称}}{% 空 %}无{% 完 %}
{% 完 %}"""
    none = weave(checked(text), replace(material(text, {}), honours=()), CATALOGUE)
    some = weave(checked(text), replace(material(text, {}), honours=HONOURS), CATALOGUE)

    assert words(none)[0] == "没有荣誉。"
    assert words(some) == [
        "全国五一劳动奖状（甲公司，全总，2016年5月1日）",
        "通川区总工会：全国五一劳动奖状", "达川区总工会：省工人先锋号", "宣汉县总工会：无",
    ]  # fmt: skip


def test_footnotes_once_per_indicator_where_first_used() -> None:
    text = "脚注：自动\n# {{members.total}}\n会员{{members.total}}、{{members.total | 期初}}，{{members.joined | 注}}"

    document = written(text, NOW)

    assert document.footnotes == (
        "工会会员：期末有会籍的人，每人只算一次。依据：会籍管理办法。",
        "新发展会员：期内入会的人。依据：会籍管理办法。",
    )
    marks = [run for runs in document.all_runs() for run in runs if isinstance(run, NoteMark)]
    assert [mark.number for mark in marks] == [1, 2]
    assert written("{{members.total}}", NOW).footnotes == ()


def test_title_variables_and_the_time_of_the_data() -> None:
    head = "标题：{{工会名称}}{{期长}}报告\n副标题：{{期间}}\n"
    text = head + "{{起}}至{{止}}，{{年度}}，{{下级数}}个下级，{{今日}}，{{数据截至}}"

    document = written(text, {})

    assert plain(document.title) == "达州市总工会五年报告"
    assert plain(document.subtitle) == "2012年7月至2017年6月"
    assert words(document) == [
        "2012年7月1日至2017年6月30日，2017年，3个下级，2017年7月3日，2017年7月3日9时05分"
    ]


def test_headings_are_numbered_by_level() -> None:
    text = "# 甲\n字\n## 乙\n字\n### 丙\n字\n### 丁\n字\n## 戊\n字\n### 己\n字\n# 庚\n字"

    numbers = [w for w in words(written(text, {})) if w != "字"]

    assert numbers == ["一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "1.己", "二、庚"]


def test_nothing_of_the_text_is_evaluated() -> None:
    text = "${7*7} {7*7} %s {0} <script>alert(1)</script> \\n __class__"

    assert words(written(text, {})) == [text]


def test_a_report_cannot_grow_without_end() -> None:
    row = "| " + " | ".join(["{{名称}}{{名称}}"] * 20) + " |\n"
    text = "{% 下级 %}\n" + row * 120 + "{% 完 %}"
    asked = replace(material(text, {}), children=CHILDREN * 150)

    document = weave(checked(text), asked, CATALOGUE)

    assert any(gap.name == "报告太长" for gap in document.gaps)
    assert sum(1 for _ in words(document)) < MOST_PIECES


def test_a_document_can_be_stored_and_read_again() -> None:
    text = "标题：甲\n# 乙\n会员{{members.total | 增长 | 注}}\n| a |\n|--|\n| {{aid.money}} |"

    document = written(text, NOW, earlier={"members.total": 5})

    assert unpack(pack(document)) == document


LINES = st.lists(
    st.sampled_from(
        ["# 甲", "## 乙", "字{{members.total | 万余}}", "| a | b |", "|--|--:|", "表：丙", "{% 下级 %}",
         "{% 荣誉 %}", "{% 空 %}", "{% 若 members.left > 0 %}", "{% 有数才写 %}", "{% 否则 %}", "{% 完 %}",
         "{{aid.money | 万元}}", "{{members.total | 增幅}}", "", "{% 指标 members.total members.left %}",
         "| {{指标 | 数}} | {{指标 | 来源}} |", "{{members.joined / members.left}}{{名称}}"]
    ),
    max_size=14,
)  # fmt: skip
VALUES = st.dictionaries(
    st.sampled_from(list(CATALOGUE)), st.none() | st.integers(0, 10**7), max_size=8
)


@given(LINES.map("\n".join), VALUES, VALUES)
def test_whatever_parses_can_be_written(text: str, now: Values, earlier: Values) -> None:
    template = parse(text, CATALOGUE)
    if template.problems:
        return

    document = weave(template, material(text, now, earlier), CATALOGUE)

    assert unpack(pack(document)) == document
    for block in document.blocks:
        if isinstance(block, Table):
            assert {len(row) for row in (*block.header, *block.rows)} == {len(block.aligns)}
