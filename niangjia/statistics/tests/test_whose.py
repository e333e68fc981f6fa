"""A report that plainly is another union's is told so and not held against our records."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.statistics.check import check
from niangjia.statistics.tests.test_comparison import unions_on

END = date(2017, 12, 31)
BODY = "截至2017年12月31日,基层工会达到9000个。{}"


def rules_of(text: str) -> list[str]:
    findings = check(text, known=unions_on(END, "9968")).findings
    return [f.rule for f in findings if f.rule in {"OTHER-UNION", "RECORD"}]


@pytest.mark.parametrize(
    "text",
    [
        "绵阳市总工会五年工作报告\n" + BODY,
        "四川省绵阳市总工会2017年工作总结\n" + BODY,
        "在中国工会绵阳市第七次代表大会上的报告\n绵阳市总工会主席\n" + BODY,
        "2017年工作总结\n绵阳市总工会办公室\n" + BODY,
        "绵阳市涪城区总工会工作总结\n" + BODY,
        "2017年,绵阳市总工会团结奋进。" + BODY,
        "改革创新谱新篇\n12月18日,绵阳市工会第十五次代表大会开幕。" + BODY,
        "绵阳市总工会工作总结\n" + BODY + "绵阳市总工会与达州市总工会签了协议。",
    ],
)
def test_a_report_of_another_union_is_told_and_not_compared(text: str) -> None:
    text = text.format("绵阳市总工会与绵阳各县市区一道,在省总工会领导下开展工作。" * 20)

    assert rules_of(text) == ["OTHER-UNION"]


@pytest.mark.parametrize(
    "text",
    [
        "达州市总工会五年工作报告\n" + BODY,
        "四川省总工会五年工作报告\n" + BODY,
        "渠县总工会五年工作报告\n" + BODY,
        "五年工作报告\n" + BODY,
        "市总工会五年工作报告\n" + BODY,
        "清溪县总工会五年工作报告\n" + BODY,
        "赴绵阳市总工会考察学习的报告\n" + BODY,
        "绵阳市总工会考察报告\n" + BODY,
        "近日,市领导与绵阳市总工会座谈。" + BODY,
        "2017年工作总结\n全市工会向绵阳市总工会学习。" + BODY,
        "绵阳市总工会、达州市总工会合作情况\n" + BODY,
        "达州市与绵阳市总工会合作情况\n" + BODY,
        "绵阳市总工会合作情况\n达州各级工会积极参与。" + BODY,
        "绵阳市总工会合作情况\n"
        + BODY.format("各级工会积极参与。" * 60 + "达州市的职工来自达州各县。"),
    ],
)
def test_a_report_of_our_own_or_of_nobody_certain_is_compared(text: str) -> None:
    assert "OTHER-UNION" not in rules_of(text.format(""))


def test_the_finding_names_both_unions_at_the_title() -> None:
    text = "绵阳市总工会五年工作报告\n" + BODY.format("")

    (finding,) = [f for f in check(text, known=unions_on(END, "9968")).findings
                  if f.rule == "OTHER-UNION"]  # fmt: skip

    assert text[finding.start : finding.end] == "绵阳市总工会"
    assert "没有与达州市总工会的记录、已公布和报送的数据比较" in finding.message


def test_without_known_figures_nothing_is_said() -> None:
    findings = check("绵阳市总工会五年工作报告\n" + BODY.format("")).findings

    assert "OTHER-UNION" not in {finding.rule for finding in findings}
