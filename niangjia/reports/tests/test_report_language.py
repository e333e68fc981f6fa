"""Reading templates: every mistake is found, with its place and what to do."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.reports.rules.asking import asks, questions
from niangjia.reports.rules.parsing import MOST_SIGNS, parse
from niangjia.reports.rules.questions import Question, Whose
from niangjia.reports.rules.spans import Span
from niangjia.reports.tests.report_parts import CATALOGUE, SPAN, checked

START, END = SPAN.start, SPAN.end


def _problems(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, CATALOGUE).problems]


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("会员{{members.totl}}", "第1行第3列", "members.total(工会会员)"),
        ("\n\n  会员{{nothing.here}}", "第3行第5列", "没有代码为“nothing.here”的指标"),
        ("{{新发展会员}}", "第1行第1列", "代码是 members.joined"),
        ("{{期见}}", "第1行第1列", "您要的可能是“期间”"),
        ("{{}}", "第1行第1列", "是空的"),
        ("{{members.total | 万圆}}", "第1行第1列", "没有“万圆”这种写法"),
        ("{{members.total | 万元}}", "第1行第1列", "单位是人"),
        ("{{aid.attendance | 万人}}", "第1行第1列", "单位是人次"),
        ("{{members.total | }}", "第1行第1列", "没有“”这种写法"),
        ("{{members.total @ 后年}}", "第1行第1列", "看不懂时间“后年”"),
        ("{{members.total @ 2016-13-01}}", "第1行第1列", "看不懂时间"),
        ("{{members.total @ 2016-12-31至2016-01-01}}", "第1行第1列", "看不懂时间"),
        ("{{members.joined | 期初}}", "第1行第1列", "期内流量"),
        ("{{members.joined @ 2016-12-31}}", "第1行第1列", "期内流量"),
        ("{{members.total / aid.attendance}}", "第1行第1列", "不能相除"),
        ("{{members.total / members.rate}}", "第1行第1列", "不能相除"),
        ("{{members.rate | 增幅}}", "第1行第1列", "本身是比率"),
        ("{{members.total @ 期初 | 增长}}", "第1行第1列", "请写明与什么时候比较"),
        ("{{members.total[gender=3]}}", "第1行第1列", "1(男)、2(女)"),
        ("{{members.total[age=3]}}", "第1行第1列", "可用的分组:gender"),
        ("{{members.joined[gender=2]}}", "第1行第1列", "没有分组"),
        ("{{members.total; drop}}", "第1行第1列", "看不懂"),
        ("a{{members.total", "第1行第2列", "没有成对"),
        ("a}}", "第1行第2列", "没有成对"),
        ("{% 下级 %}\n{{名称}}", "第1行第1列", "没有结束"),
        ("甲{% 若 members.left > 0 %}乙", "第1行第2列", "没有结束"),
        ("{% 完 %}", "第1行第1列", "没有对应的开头"),
        ("{% 否则 %}", "第1行第1列", "放错了地方"),
        ("{% 下级 %}\n{% 否则 %}\n{% 完 %}", "第2行第1列", "放错了地方"),
        ("{% 如果 x %}", "第1行第1列", "不认识"),
        ("{% 若 %}\na\n{% 完 %}", "第1行第1列", "看不懂条件"),
        ("{% 若 members.left > %}\na\n{% 完 %}", "第1行第1列", "看不懂条件"),
        ("{% 若 __import__('os') %}\na\n{% 完 %}", "第1行第1列", "看不懂条件"),
        ("{% 下级 按 members.nobody %}\n{% 完 %}", "第1行第1列", "没有代码"),
        ("{% 下级 前 0 %}\n{% 完 %}", "第1行第1列", "循环可以写"),
        ("{% 下级 %}\n{% 下级 %}\n{% 完 %}\n{% 完 %}", "第2行第1列", "不能放在"),
        ("{% 荣誉 按 members.total %}\n{% 完 %}", "第1行第1列", "循环可以写"),
        ("#### 四级", "第1行第1列", "### 三级"),
        ("|---|", "第1行第1列", "上面要有一行表头"),
        ("| a | b |\n|---|", "第2行第1列", "横线有1栏,上面的表头有2栏"),
        ("| a | b |\n|--|--|\n| 1 |", "第3行第1列", "这一行有1栏,表头有2栏"),
        ("脚注：随便", "第1行第4列", "自动"),
        ("{{名称}}", "第1行第1列", "没有“名称”这一项"),
        ("{% 指标 members.total %}\na", "第1行第1列", "没有结束"),
        ("{% 指标 members.total nope.x %}\n{{指标 | 数}}\n{% 完 %}", "第2行第1列", "没有代码"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, place: str, part: str) -> None:
    problems = _problems(text)

    assert problems
    assert problems[0].startswith(place)
    assert part in problems[0]


def test_all_mistakes_are_found_at_once_in_order() -> None:
    text = "{{a.b}}\n好的{{members.total}}\n{{members.total | 坏}}{{c.d}}\n{% 下级 %}"

    problems = parse(text, CATALOGUE).problems

    assert [(p.place.line, p.place.column) for p in problems] == [(1, 1), (3, 1), (3, 22), (4, 1)]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{{members.total}}", [("members.total", None, START, END)]),
        ("{{members.total | 期末 | 万余}}", [("members.total", None, START, END)]),
        ("{{members.total | 期初}}", [("members.total", date(2012, 6, 30), None, None)]),
        ("{{cards.issued | 累计}}", [("cards.issued", END, None, None)]),
        (
            "{{members.joined | 上年同期}}",
            [("members.joined", None, date(2011, 7, 1), date(2016, 6, 30))],
        ),
        (
            "{{members.joined @ 上期}}",
            [("members.joined", None, date(2007, 7, 1), date(2012, 6, 30))],
        ),
        (
            "{{ members.total @ 2016-12-31 }}",
            [("members.total", date(2016, 12, 31), None, None)],
        ),
        (
            "{{members.joined @ 2016年}}",
            [("members.joined", None, date(2016, 1, 1), date(2016, 12, 31))],
        ),
        (
            "{{members.joined @ 2016-01至2016-06}}",
            [("members.joined", None, date(2016, 1, 1), date(2016, 6, 30))],
        ),
        ("{{members.total@1[gender=2]}}", [("members.total@1[gender=2]", None, START, END)]),
        (
            "{{members.total | 增长}}",
            [
                ("members.total", None, START, END),
                ("members.total", date(2012, 6, 30), None, None),
            ],
        ),
        (
            "{{members.joined | 增幅 | 上年同期}}",
            [
                ("members.joined", None, START, END),
                ("members.joined", None, date(2011, 7, 1), date(2016, 6, 30)),
            ],
        ),
        (
            "{{members.total[gender=2]/members.total}}",
            [("members.total[gender=2]", None, START, END), ("members.total", None, START, END)],
        ),
        ("｛｛members.total ｜ 万余｝｝", [("members.total", None, START, END)]),
    ],
)
def test_what_a_figure_asks(tag: str, expected: list[tuple]) -> None:
    asked = questions(checked(tag), SPAN)

    assert list(asked) == [Question(*one) for one in expected]


def test_figures_in_a_loop_are_asked_of_the_children_each_once() -> None:
    text = (
        "{% 下级 按 members.joined %}\n{{名称}}{{members.total}}{{members.total / members.total @ 本级}}\n"
        "{% 完 %}\n{{members.total @ 上级}}"
    )

    asked = [(ask.code, ask.whose) for ask in asks(checked(text))]

    assert asked == [
        ("members.joined", Whose.CHILDREN),
        ("members.total", Whose.CHILDREN),
        ("members.total", Whose.OWN),
        ("members.total", Whose.PARENT),
    ]


def test_conditions_ask_as_well() -> None:
    text = "甲{% 若 members.left > 10万 且 非 members.total < members.total @ 期初 或 有 荣誉 %}乙{% 完 %}"

    template = checked(text)

    assert [ask.code for ask in asks(template)] == [
        "members.left",
        "members.total",
        "members.total",
    ]


def test_words_that_claim_growth_ask_for_the_time_before() -> None:
    asked = questions(checked("会员{{members.total}}，比上年同期增长。"), SPAN)

    assert Question("members.total", None, date(2007, 7, 1), date(2012, 6, 30)) in asked
    assert Question("members.total", None, date(2011, 7, 1), date(2016, 6, 30)) in asked


def test_a_huge_text_is_refused_and_a_large_one_is_read_quickly() -> None:
    assert "上限" in _problems("字" * (MOST_SIGNS + 1))[0]

    for text in (
        "会员{{members.total | 万余}}，" + "很长的一行。" * 30_000,
        "{{" * 100_000,
        "{%" * 100_000,
        "{{members.total | 坏}}" * 20_000,
        "{{members.total | 数}}" * 20_000,
        "|{{members.total | 数}}" * 20_000,
        "|" * 300_000,
        "{% 若 members.left > 0 %}" * 10_000,
        "{% 若 members.left > 0 %}\n" * 10_000,
        "标题：a" + " " * 300_000 + "b",
        "#" * 300_000,
        "|" + "-" * 300_000 + "x",
        "|--" * 100_000 + "x",
        "{% 指标 " + " " * 300_000 + "x",
        "{% 若 " + "members.left > 0 且 " * 15_000 + "%}",
        "{{" + "[" * 300_000 + "}}",
        "\n" * 400_000,
        " " * 400_000 + "a",
    ):
        started = time.process_time()
        parse(text, CATALOGUE)
        assert time.process_time() - started < 3, text[:20]


def test_loops_and_conditions_nest_only_so_deep() -> None:
    text = "{% 若 members.left > 0 %}\n" * 400 + "{% 完 %}\n" * 400

    problems = _problems(text)

    assert len(problems) <= 100
    assert "套得太深" in problems[0]


PIECES = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "|", "@", "[", "]", "/", "完", "若", "下级", "荣誉", "指标", "否则", "空",
         " ", "\n", "#", "表：", "members.total", "members.left", ">", "0", "期初", "增长", "注", "---",
         "有数才写", "字", "｛｛", "（", "\\", "\x00", "前", "按", "分隔"]
    ),
    max_size=60,
)  # fmt: skip


@given(PIECES.map("".join))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    template = parse(text, CATALOGUE)

    lines = text.split("\n")
    for problem in template.problems:
        assert 1 <= problem.place.line <= len(lines)
        assert problem.place.column >= 1
    if not template.problems:
        questions(template, SPAN)


def test_spans_are_called_as_people_call_them() -> None:
    def label(*ends: date) -> tuple[str, str]:
        span = Span(*ends)
        return span.label, span.length

    assert label(date(2012, 7, 1), date(2017, 6, 30)) == ("2012年7月至2017年6月", "五年")
    assert label(date(2016, 1, 1), date(2016, 12, 31)) == ("2016年", "一年")
    assert label(date(2017, 1, 1), date(2017, 6, 30)) == ("2017年上半年", "半年")
    assert label(date(2016, 10, 1), date(2017, 9, 30)) == ("2016—2017统计年度", "一年")
    assert label(date(2017, 1, 1), date(2017, 2, 28)) == ("2017年1月至2017年2月", "两个月")
    assert label(date(2016, 3, 1), date(2017, 2, 28)) == ("2016年3月至2017年2月", "一年")
    assert label(date(2017, 1, 5), date(2017, 2, 3)) == ("2017年1月5日至2017年2月3日", "本期")
    assert Span(date(2016, 2, 1), date(2016, 2, 29)).previous() == Span(
        date(2016, 1, 1), date(2016, 1, 31)
    )
    assert Span(date(2017, 1, 5), date(2017, 1, 9)).previous() == Span(
        date(2016, 12, 31), date(2017, 1, 4)
    )
    with pytest.raises(ValueError, match="晚于"):
        Span(date(2017, 1, 2), date(2017, 1, 1))


@given(st.dates(), st.dates())
def test_no_span_breaks_the_questions(one: date, other: date) -> None:
    span = Span(min(one, other), max(one, other))
    template = checked(
        "会员{{members.total | 期初}}{{members.joined | 上年同期}}连续五年增长，比上年增长，历史最高。"
    )

    asked = questions(template, span)

    assert span.label
    assert span.length
    for question in asked:
        assert question.start is None or question.end is None or question.start <= question.end
    assert span.previous().end <= span.start
