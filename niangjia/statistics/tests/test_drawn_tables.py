"""Tables drawn with bars, set with blanks or pasted with tabs, and list marks with tabs."""

from __future__ import annotations

import pytest

from niangjia.statistics.check import check
from niangjia.statistics.check.drawn import tabbed
from niangjia.statistics.check.output import number

BARS = (
    "| 县区 | 基层工会(家) | 会员(人) | 入会率 |\n|---|:---:|---:|---|\n"
    "| 东山县 | 320 | 26,400 | 91.2% |\n| **合计** | **320** | 26400 | 91.2 |\n"
)
READ = [("320", "家"), ("26400", "人"), ("91.2", "%")] * 2


def read(text: str) -> list[tuple[str, str]]:
    """Values and units; every figure stands where it says."""
    figures = check(text).figures
    assert all(text[figure.start : figure.end] == figure.text for figure in figures)
    return [(number(figure.value), figure.unit) for figure in figures]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (BARS, READ),
        (BARS.replace("\n", "\n\n"), READ),
        (BARS.replace("|", "│"), READ),
        ("县区|工会(家)\n---|---\n东山|320\n西河|185\n", [("320", "家"), ("185", "家")]),
        ("+----+----+\n|项目|人数|\n+====+====+\n|培训|1200|\n+----+----+\n", [("1200", "人")]),
        ("| 项目 | 数量 | 单位 |\n| 慰问金 | 86.5 | 万元 |\n", [("865000", "元")]),
        ("| 县区 | 工会(家) | 备注 |\n|--|--|--|\n| 东山 | 320 |\n| 西河 | 185 | 新 |\n",
         [("320", "家"), ("185", "家")]),
        ("| 指标 | 数值 |\n|--|--|\n| 慰问金 | 约86.5万元 |\n| 受益 | 1.2万余人次 |\n",
         [("865000", "元"), ("12000", "人次")]),
        ("表3—2 组织情况 | ||\n指 标 | 2010年 | 2009年 |\n基层工会数(个) | 9314 | 8683 |\n会员数(人) | 60700 | 75000 |\n注:本表由市总工会提供。 |",
         [("9314", "个"), ("8683", "个"), ("60700", "人"), ("75000", "人")]),
        ("项目      户数(户)    金额(万元)\n救助      126         75.6\n医疗      38          45.6\n",
         [("126", "户"), ("756000", "元"), ("38", "户"), ("456000", "元")]),
        ("县区\u3000\u3000会员(人)\n东山\u3000\u300026400\n西河\u3000\u300018300\n",
         [("26400", "人"), ("18300", "人")]),
        ("指标\t单位\t数值\n慰问金\t万元\t86.5\n服务\t万人次\t1.2\n", [("865000", "元"), ("12000", "人次")]),
        ("1.\t全市新建工会350家。\n•\t发展会员2.6万人。\n一、\t走访职工3200人。\n",
         [("350", "家"), ("26000", "人"), ("3200", "人")]),
        ("序号\t工作\t情况\t投入(万元)\n1\t组织\t全市新建工会350家,发展会员2.6万人。\t26\n",
         [("350", "家"), ("26000", "人"), ("260000", "元")]),
        ("工作\t情况\n组织\t全市新建工会350家,发展会员2.6万人。\n", [("350", "家"), ("26000", "人")]),
    ],
)  # fmt: skip
def test_drawn_and_pasted_tables_are_read(text: str, figures: list[tuple[str, str]]) -> None:
    assert read(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 工会新闻 | 正文\n发布时间:2024-01-05 | 来源:市总工会 | 阅读数\n",
        "市总工会 | 主办\n全市新建工会350家。\n",
        "主席:张三    副主席:李四\n全市新建工会350家,发展会员2.6万人。\n",
        "一、组织建设  走访慰问\n二、帮扶  3 场\n正文。\n",
    ],
)
def test_other_bars_and_blanks_draw_no_table(text: str) -> None:
    assert "\t" not in tabbed(text)


def test_every_sign_keeps_its_place() -> None:
    text = f"😀全市\n{BARS}| 首页 |\n1.\t正文\n"

    assert len(tabbed(text)) == len(text)
    assert check(text).figures[0].start == text.index("320")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("县区\t组织(家)\t\t会员\t\n\t新建\t累计\t新增(人)\t增幅(%)\n东山\t12\t320\t1200\t4.5\n",
         ["东山组织新建", "东山组织累计", "东山会员新增", "东山会员增幅"]),
        ("单位:家\n县区\t类型\t工会数\n东山县\t非公企业\t320\n\t机关\t120\n\t合计\t440\n",
         ["东山县非公企业工会数", "东山县机关工会数", "合计工会数"]),
        ("序号\t县区\t负责人\t会员(人)\n1\t东山县\t张三\t26400\n", ["东山县会员"]),
    ],
)  # fmt: skip
def test_heads_of_two_rows_and_joined_names(text: str, labels: list[str]) -> None:
    assert [figure.label for figure in check(text).figures] == labels


@pytest.mark.parametrize("mark", ["一、", "(一)", "①", "●", "一是", "- ", "•\t"])
def test_a_list_mark_is_no_part_of_a_label(mark: str) -> None:
    assert check(f"{mark}全市新建工会350家。").figures[0].label == "全市新建工会"


def test_a_long_table_asks_for_its_head_once() -> None:
    rows = "".join(f"某村{n}\t{n % 90 + 1}\n" for n in range(900))

    report = check(f"县区\t工会(家)\n{rows}")

    assert {figure.unit for figure in report.figures} == {"家"}
    assert len(report.figures) == 900
