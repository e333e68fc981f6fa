"""Numbers inside conditions, and what keeps a set from being adopted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from niangjia.aid.rules.adopting import Proposal, ceiling_text, refusal
from niangjia.aid.rules.amount_sets import AMOUNT_SETS, HUBEI, YINCHUAN
from niangjia.aid.rules.codes import FileLevel
from niangjia.aid.rules.conditions import Comparison, Condition, Local, Measure, Relation
from niangjia.aid.rules.facts import Quantity
from niangjia.aid.rules.parameter_sets import ANHUI, OTHER_PROVINCES_2021, RULE_SETS, SHANDONG_2020
from niangjia.aid.rules.wording import describe
from niangjia.unions.rules import UnionLevel

DAY = date(2027, 1, 1)
BASIS = "达工发〔2026〕12号"
EXCLUSION = SHANDONG_2020.exclusions[0]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (SHANDONG_2020.rows[0].when, "家庭月人均净收入 < 当地低保标准"),
        (OTHER_PROVINCES_2021.rows[1].when, "家庭月人均净收入 < 当地低保标准 × 1.5"),
        (
            SHANDONG_2020.rows[2].when,
            "因自然灾害、重大事故、疫情或社会安全事件伤残、殉职,或(遭遇突发事件、意外伤害或重大疾病,"
            "且家庭年度意外损失 > 家庭年收入 × 0.8)",
        ),
        (
            ANHUI.exclusions[0].when,
            "自有住房套数 ≥ 2,且不属于“自有住房套数 ≤ 2,且人均住房面积 < 当地人均最低住房面积,"
            "且遭遇突发事件、意外伤害或重大疾病”",
        ),
    ],
)
def test_a_condition_reads_in_chinese(condition: Condition, text: str) -> None:
    assert describe(condition) == text


@pytest.mark.parametrize(
    ("level", "rules", "amounts", "standard"),
    [
        (UnionLevel.PROVINCE, True, True, True),
        (UnionLevel.CITY, True, True, True),
        (UnionLevel.COUNTY, False, False, True),
        (UnionLevel.TOWNSHIP, False, False, False),
        (UnionLevel.UNIT, False, False, False),
    ],
)
def test_who_adopts_what(level: UnionLevel, rules: bool, amounts: bool, standard: bool) -> None:
    proposals = (
        Proposal.of_rules(SHANDONG_2020, "/1/", DAY, BASIS),
        Proposal.of_amounts(HUBEI, "/1/", DAY, BASIS),
        Proposal.of_standard(Local(Decimal(1062)), "/1/", DAY, BASIS),
    )

    allowed = tuple(refusal(one, level) is None for one in proposals)

    assert allowed == (rules, amounts, standard)


@pytest.mark.parametrize("code", RULE_SETS)
def test_shipped_rules_may_be_adopted_and_are_dated_anew(code: str) -> None:
    proposal = Proposal.of_rules(RULE_SETS[code], "/1/", DAY, BASIS)

    kept = proposal.params["rules"]
    assert refusal(proposal, UnionLevel.CITY) is None
    assert (kept["from_on"], kept["basis"], kept["is_example"]) == ("2027-01-01", BASIS, False)
    assert Proposal.from_json(proposal.as_json()) == proposal


@pytest.mark.parametrize("code", AMOUNT_SETS)
def test_shipped_ceilings_may_be_adopted_where_there_are_any(code: str) -> None:
    proposal = Proposal.of_amounts(AMOUNT_SETS[code], "/1/", DAY, BASIS)

    assert (refusal(proposal, UnionLevel.CITY) is None) == (code != YINCHUAN.code)
    assert proposal.params["set"]["year"] == "2027"


def test_what_would_judge_wrongly_is_refused() -> None:
    rows = SHANDONG_2020.rows
    upside_down = replace(SHANDONG_2020, rows=rows[::-1])
    slip = replace(SHANDONG_2020, rows=(replace(rows[0], when=below(1062)),))
    deep_last = replace(rows[0], file_level=FileLevel.CITY)
    lower_level = replace(
        SHANDONG_2020, rows=(rows[0], replace(rows[1], file_level=FileLevel.CITY), deep_last)
    )
    apples = below(1, Quantity.HOMES)
    units = replace(SHANDONG_2020, exclusions=(replace(EXCLUSION, when=apples),))
    rural = Proposal.of_standard(Local(Decimal(940)), "/1/", DAY, BASIS, Decimal(8200) * 12)
    yearly = Proposal.of_standard(Local(Decimal(12744)), "/1/", DAY, BASIS)
    nothing = Proposal.of_standard(Local(Decimal(0)), "/1/", DAY, BASIS)
    free = replace(HUBEI, ceilings=(replace(HUBEI.ceilings[0], times=Decimal(0)),))

    told = [
        refusal(one, UnionLevel.CITY)
        for one in (
            Proposal.of_rules(upside_down, "/1/", DAY, BASIS),
            Proposal.of_rules(slip, "/1/", DAY, BASIS),
            Proposal.of_rules(lower_level, "/1/", DAY, BASIS),
            Proposal.of_rules(units, "/1/", DAY, BASIS),
            yearly,
            rural,
            nothing,
            Proposal.of_amounts(free, "/1/", DAY, BASIS),
            Proposal.of_rules(SHANDONG_2020, "/1/", DAY, " "),
        )
    ]

    words = (
        "从深度困难排到", "太大", "从深度困难排到", "不能与“当地低保标准”比较", "年标准", "年标准",
        "大于0", "大于0", "依据",
    )  # fmt: skip
    assert [word in (text or "") for word, text in zip(words, told, strict=True)] == [True] * 9


def below(times: int, quantity: Quantity = Quantity.NET_PC) -> Condition:
    return Comparison(quantity, Relation.LESS, Decimal(times), Measure.STANDARD)


def test_a_ceiling_says_whom_it_is_for() -> None:
    assert ceiling_text(HUBEI, 0) == "每户每年 深度困难 已建档"
    assert ceiling_text(HUBEI, 5) == "每人每年 未建档"
