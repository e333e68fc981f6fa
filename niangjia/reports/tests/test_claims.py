"""Words that claim something near a figure: what holds, what is denied, what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from niangjia.reports.rules.claims import Finding, Verdict, judge
from niangjia.reports.rules.material import Party
from niangjia.reports.rules.questions import Answer, Question, Whose
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.report_parts import (
    CATALOGUE,
    CHILDREN,
    SPAN,
    Told,
    Values,
    checked,
    material,
)

HOLDS, DENIED, UNKNOWN = Finding.HOLDS, Finding.DENIED, Finding.UNKNOWN
NOW: Values = {"members.total": 1200, "members.joined": 300, "members.rate": Decimal("96.8")}
EARLIER: Values = {"members.total": 1000, "members.joined": 400, "members.rate": Decimal("97.5")}
OF_CHILDREN: Told = {
    ("511702", "members.total"): 700, ("511702", "members.total@earlier"): 600,
    ("511703", "members.total"): 400, ("511703", "members.total@earlier"): 300,
    ("511722", "members.total"): 100, ("511722", "members.total@earlier"): 100,
    ("511702", "members.rate"): 98, ("511703", "members.rate"): 95, ("511722", "members.rate"): 91,
}  # fmt: skip


def _judged(text: str, **others: Any) -> tuple[Verdict, ...]:
    asked = material(text, NOW, EARLIER, OF_CHILDREN)
    asked = replace(asked, **others) if others else asked
    return judge(weave(checked(text), asked, CATALOGUE), asked, CATALOGUE)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("会员{{members.total}}，比期初增长。", HOLDS),
        ("会员{{members.total}}，持续增长。", HOLDS),
        ("会员总数达{{members.total}}，比上期下降。", DENIED),
        ("会员{{members.total}}，比上年同期有所下降。", DENIED),
        ("会员{{members.total}}，与上年基本持平。", DENIED),
        ("会员增长到{{members.total}}。", HOLDS),
        ("会员{{members.total}}，比期初增长20%。", HOLDS),
        ("会员{{members.total}}，比期初增长25%。", DENIED),
        ("会员{{members.total}}，比期初增长19.9%。", DENIED),
        ("会员{{members.total}}，比期初增加200人。", HOLDS),
        ("会员{{members.total}}，比期初增加300人。", DENIED),
        ("会员{{members.total}}，比期初翻了一番。", DENIED),
        ("会员总数翻番，达到{{members.total}}。", DENIED),
        ("会员总数稳步增长，达到{{members.total}}。", HOLDS),
        ("会员总数逐年下降，目前有{{members.total}}。", DENIED),
        ("新发展会员逐年增加，共{{members.joined}}。", DENIED),
        ("会员{{members.total}}，不升反降。", DENIED),
        ("新发展会员{{members.joined}}，增幅达25%。", DENIED),
        ("会员{{members.total}}，增幅20%。", HOLDS),
        ("新发展会员{{members.joined}}，大幅上升。", DENIED),
        ("新发展会员{{members.joined}}，同比减少。", HOLDS),
        ("期内增加会员{{members.joined}}。", HOLDS),
        ("增加{{members.joined}}。", HOLDS),
        ("会员增长{{members.total | 增幅%}}。", HOLDS),
        ("新发展会员增长{{members.joined | 增幅%}}。", DENIED),
        ("新发展会员下降{{members.joined | 增幅%}}。", HOLDS),
        ("实名认证率{{members.rate}}，稳步提高。", DENIED),
        ("实名认证率{{members.rate}}，实现全覆盖。", DENIED),
        ("各县（市、区）实名认证率均超过90%，全市{{members.rate}}。", HOLDS),
        ("实名认证率{{members.rate}}，各县均达到95%。", DENIED),
        ("会员{{members.total}}，各县均实现增长。", DENIED),
        ("各县会员{{members.total}}均实现增长。", DENIED),
        ("各县实名认证率{{members.rate}}均达到95%。", DENIED),
        ("会员{{members.total}}，各地会员均低于1000人。", HOLDS),
        ("实名认证率{{members.rate}}、上期{{members.rate | 上期}}，均超过95%。", HOLDS),
        ("实名认证率{{members.rate}}、上期{{members.rate | 上期}}，均超过97%。", DENIED),
        ("会员{{members.total}}，其中通川区最多。", HOLDS),
        ("会员{{members.total}}，其中宣汉县居首位。", DENIED),
        ("会员{{members.total}}，宣汉县最少。", HOLDS),
        ("会员{{members.total}}，居全省第一。", UNKNOWN),
        ("会员{{members.total}}，连续三年增长。", DENIED),
        ("新发展会员{{members.joined}}，超额完成目标。", UNKNOWN),
        ("会员{{members.total}}，是历史最高水平。", UNKNOWN),
        ("会员{{members.total}}，是五年以来最高。", HOLDS),
        ("新发展会员{{members.joined}}，是五年以来最高。", DENIED),
        ("会员{{members.total}}，同比净增200人。", HOLDS),
        ("会员{{members.total}}，同比净增2000人。", DENIED),
        ("会员{{members.total}}，比期初净减100人。", DENIED),
        ("净增{{members.joined}}。", UNKNOWN),
        ("会员{{members.total}}，创历史新高。", UNKNOWN),
        ("新发展会员{{members.joined}}，创历史新高。", DENIED),
        ("新发展会员{{members.joined}}，创新低。", UNKNOWN),
        ("各县区会员{{members.total}}，全部增长。", DENIED),
        ("会员{{members.total}}，各县区全部实现增长。", DENIED),
        ("会员{{members.total}}，各县会员都有所增长。", DENIED),
        ("会员{{members.total}}，各县会员同比全部增长。", DENIED),
        ("会员{{members.total}}、新发展会员{{members.joined}}，均实现增长。", DENIED),
        ("会员{{members.total}}，全部实现增长。", HOLDS),
        ("超额完成目标，新发展会员{{members.joined}}。", UNKNOWN),
        ("超额完成年度目标任务，新发展会员{{members.joined}}。", UNKNOWN),
        ("会员由{{members.total | 期初}}增长到{{members.total}}。", HOLDS),
        ("会员从期初的{{members.total | 期初}}稳步增长至{{members.total}}。", HOLDS),
        ("会员由{{members.total | 期初}}下降到{{members.total}}。", DENIED),
        ("会员由{{members.total}}增长到{{members.total | 期初}}。", DENIED),
    ],
)
def test_a_claim_is_weighed(text: str, finding: Finding) -> None:
    verdicts = _judged(text)

    assert [verdict.finding for verdict in verdicts] == [finding], verdicts
    assert verdicts[0].line == 1
    assert verdicts[0].words.startswith(f"“{verdicts[0].claim}”{finding.value}:")


@pytest.mark.parametrize(
    "text",
    [
        "推动经济增长，服务职工群众，会员{{members.total}}，增长点很多。"[:10],
        "会员{{members.total}}。下一步要提高服务能力。",
        "为提高职工队伍整体素质和技能水平，举办培训，会员{{members.total}}。",
        "新增会员{{members.joined}}。",
        "人均{{members.total}}，平均{{members.joined}}。",
        "“最美劳动者”{{members.joined}}，第一届运动会。",
        "评选《连续五年增长》征文{{members.joined}}。",
        "回复率100%，会员{{members.total}}。",
        "会员{{members.total}}，没有下降。",
        "为完成年度目标任务，新发展会员{{members.joined}}。",
        "首都职工服务，会员{{members.total}}，激发创新高地活力。",
        "未完成目标，新发展会员{{members.joined}}。",
        "经济持续增长，为我们发展会员{{members.total}}打下基础。",
        "会员{{members.total | 增长}}，{{members.total | 增幅}}。",
    ],
)
def test_other_words_make_no_claim(text: str) -> None:
    assert _judged(text) == ()


def test_the_evidence_is_a_sentence_with_both_values() -> None:
    (verdict,) = _judged("标题：甲\n\n会员{{members.total}}，比期初下降。")

    assert verdict.is_denied
    assert verdict.words == (
        "“下降”不符:工会会员本期1,200 人,2012年6月30日1,000 人,增加200 人(20.00%)。"
    )
    assert verdict.sentence == "会员1200人，比期初下降"
    assert (verdict.code, verdict.line) == ("members.total", 3)


def test_a_change_below_one_percent_is_not_called_strong() -> None:
    text = "会员{{members.total}}，大幅增长。"
    asked = material(text, {"members.total": 1005}, {"members.total": 1000})

    (verdict,) = judge(weave(checked(text), asked, CATALOGUE), asked, CATALOGUE)

    assert verdict.is_denied
    assert verdict.words.endswith("增加5 人(0.50%),不到1%,说不上“大幅”。")


def test_who_fails_is_named() -> None:
    (reach,) = _judged("实名认证率{{members.rate}}，各县均达到95%。")
    (grow,) = _judged("会员{{members.total}}，各县均实现增长。")

    assert "宣汉县总工会91%" in reach.words
    assert "通川区" not in reach.words
    assert "宣汉县总工会变化0 人" in grow.words


def test_years_in_a_row() -> None:
    text = "会员{{members.total}}，连续三年增长。"
    asked = material(text, NOW)

    def told(*values: int) -> Finding:
        answers = dict(asked.answers)
        for back, value in enumerate(values):
            year = SPAN.year_ending(back)
            question = Question("members.total", None, year.start, year.end)
            answers[question] = {"5117": Answer(Decimal(value))}
        with_years = replace(asked, answers=answers)
        document = weave(checked(text), with_years, CATALOGUE)
        return judge(document, with_years, CATALOGUE)[0].finding

    assert told(1200, 1100, 1000, 900) is HOLDS
    assert told(1200, 1100, 1150, 900) is DENIED
    assert told(1200, 1100, 1000) is UNKNOWN


def test_among_siblings_against_a_target_and_over_the_years() -> None:
    text = "会员{{members.total}}，居全省第一，超额完成目标。"
    asked = material(text, NOW)
    question = Question("members.total", None, SPAN.start, SPAN.end, Whose.SIBLINGS)
    siblings = {"5117": Answer(Decimal(1200)), "5101": Answer(Decimal(9000))}

    verdicts = _judged(
        text,
        answers={**asked.answers, question: siblings},
        targets={"members.total": Decimal(1000)},
    )

    assert [(v.claim, v.finding) for v in verdicts] == [("第一", DENIED), ("超额完成", HOLDS)]


def test_a_target_named_before_its_figure_is_weighed() -> None:
    text = "超额完成年度目标任务，新发展会员{{members.joined}}。"

    (missed,) = _judged(text, targets={"members.joined": Decimal(300)})
    (reached,) = _judged(text, targets={"members.joined": Decimal(299)})

    assert (missed.finding, reached.finding) == (DENIED, HOLDS)


def test_from_one_number_to_another_is_told_by_both() -> None:
    (verdict,) = _judged("会员由{{members.total | 期初}}增长到{{members.total}}。")

    assert "由1,000 人到1,200 人,增加200 人(20.00%)" in verdict.words


def test_children_in_a_loop_are_compared_with_each_other() -> None:
    text = "{% 下级 按 members.total 前 1 %}\n{{名称}}会员最多，有{{members.total}}。\n{% 完 %}"
    wrong = "{% 下级 按 members.total 从低到高 前 1 %}\n{{名称}}会员最多，有{{members.total}}。\n{% 完 %}"

    assert [v.finding for v in _judged(text)] == [HOLDS]
    assert [v.finding for v in _judged(wrong)] == [DENIED]


def test_each_county_does_not_mean_the_unions_directly_below() -> None:
    unit = Party("511700-0001", "市直单位工会", is_grassroots=True)
    values = {**OF_CHILDREN, ("511700-0001", "members.rate"): 10}

    def told(text: str) -> Finding:
        asked = replace(material(text, NOW, EARLIER, values), children=(*CHILDREN, unit))
        return judge(weave(checked(text), asked, CATALOGUE), asked, CATALOGUE)[0].finding

    assert told("实名认证率{{members.rate}}，各县均超过90%。") is HOLDS
    assert told("实名认证率{{members.rate}}，各下级工会均超过90%。") is DENIED
