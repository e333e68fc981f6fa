"""The check asks what must be said beside a number, once for all places, and calls nothing wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.statistics.check import Severity, check
from niangjia.statistics.check.output import as_data

FACTS = Path(__file__).parent / "facts" / "questions.txt"
CASES = [
    tuple(text.strip().replace("⏎", "\n") for text in line.split("|"))
    for line in FACTS.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""(rule, text that asks, text that does not)."""
ONCE_ASKED = Path(__file__).parent / "facts" / "true-hints.txt"
"""Texts that are right and once raised a hint nobody acts upon; ⏎ is a line break."""


def asked(text: str) -> set[str]:
    return {question.rule for question in check(text).questions}


@pytest.mark.parametrize(("rule", "vague", "clear"), CASES)
def test_what_is_missing_is_asked(rule: str, vague: str, clear: str) -> None:
    assert rule in asked(vague)
    assert rule not in asked(clear)


@pytest.mark.parametrize("line", ONCE_ASKED.read_text(encoding="utf-8").splitlines())
def test_what_leaves_nothing_to_ask_is_silent(line: str) -> None:
    assert not check(line.replace("⏎", "\n")).told


@pytest.mark.parametrize("vague", [vague for _, vague, _ in CASES])
def test_a_question_calls_nothing_wrong(vague: str) -> None:
    report = check(vague)

    assert all(question.severity is Severity.INFO for question in report.questions)
    assert not report.has_errors


def test_a_question_names_all_its_places_at_once() -> None:
    report = check(
        "评选先进企业和先进车间24个。\n命名优秀案例和典型项目36个。\n建成省、市级工作室12家。"
    )

    (question,) = [q for q in report.questions if q.rule == "COMBINED"]

    assert [item.text[-3:] for item in question.evidence] == ["24个", "36个", "12家"]


def test_nothing_is_asked_where_the_same_rule_has_spoken() -> None:
    report = check("去年12月中旬,市总工会慰问职工300人。")

    assert "PERIOD" in {finding.rule for finding in report.findings}
    assert "PERIOD" not in {question.rule for question in report.questions}


def test_questions_are_handed_out_among_the_findings() -> None:
    told = as_data(check("近日,某区总工会慰问职工300人。"))["findings"]

    assert [(item["rule"], item["severity"]) for item in told] == [("PERIOD", "info")]


def test_a_long_text_names_a_handful_of_places() -> None:
    report = check("\n".join(f"评选先进企业和先进车间{number}个。" for number in range(100, 400)))

    (question,) = [q for q in report.questions if q.rule == "COMBINED"]

    assert "等 300 处" in question.message
    assert len(question.evidence) == 60


def test_visits_of_one_kind_are_asked_about_everywhere() -> None:
    report = check(
        "竞赛分五年举办,累计吸引职工参加8亿人次,培训职工300人。\n2023年,2000多万人次参加竞赛。\n培训300人次。"
    )

    (question,) = [q for q in report.questions if q.rule == "UNIT-PT"]

    assert [item.text[-7:] for item in question.evidence] == ["参加 8亿人次", "000多万人次"]


def test_a_word_wrong_beside_others_is_shown_with_them() -> None:
    (finding,) = check("江口市总工会第五次代表大会在江口召开。").findings

    assert "“江口市总工会第五次代表大会在”中的“总工会”" in finding.message
    assert finding.suggestion == "工会"


def test_one_doubt_of_the_day_is_told_once() -> None:
    told = check(
        "今年1月,区总工会慰问职工300人。今年,走访企业12家。去年走访36家,今天又走访8家。"
    ).told

    assert [item.rule for item in told] == ["PERIOD"]


def test_attendance_behind_a_semicolon_is_another_matter() -> None:
    contest = "全年参加技术比武的职工3156人次,占职工总数的60%,其中参训人员1200人。"
    beside = "组织筛查,1092人参加;办健康讲座3场,听讲260人次。"

    asked_of = "".join(question.message for question in check(f"{contest}\n{beside}").told)

    assert "3156人次" in asked_of
    assert "听讲" not in asked_of
