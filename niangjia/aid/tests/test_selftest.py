"""“我可能符合条件吗”: the same rules, answered with care."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.aid.rules import selftest
from niangjia.aid.rules.asking import Value
from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.eligibility import Parameters
from niangjia.aid.rules.parameter_sets import ANHUI, RULE_SETS, SHANDONG_2020
from niangjia.aid.rules.selftest import Verdict, assess
from niangjia.aid.tests.households import TODAY

RUSHAN = Parameters(SHANDONG_2020, Local(Decimal(1062), Decimal(15)))
PLAIN: dict[str, Value] = {
    "identity": "employed",
    "living": "city",
    "people": "3",
    "income": "3750",
    "medical": "8550",
    "needs": "0",
    "accident": "none",
    "homes": "1",
    "others": [],
}


def verdict(**changes: Value) -> Verdict:
    return assess(PLAIN | changes, RUSHAN, on=TODAY).verdict


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Verdict.LIKELY),  # 1,012.50 of 2,124; a tenth more income changes nothing
        ({"income": "7100"}, Verdict.PERHAPS),  # (85,200 − 8,550) / 36 = 2,129.17: just above
        ({"income": "12000"}, Verdict.UNLIKELY),
        ({"homes": "2"}, Verdict.UNLIKELY),
        ({"others": ["business"]}, Verdict.UNLIKELY),
        ({"others": ["abroad"], "people": "1", "income": "500"}, Verdict.UNLIKELY),
        ({"income": "12000", "accident": "illness", "loss": "200000"}, Verdict.LIKELY),
        ({"identity": "migrant", "ties": []}, Verdict.UNLIKELY),
        ({"identity": "migrant", "ties": ["year", "member"]}, Verdict.LIKELY),
        ({"identity": "migrant", "ties": ["year", "member"], "living": "farm"}, Verdict.UNLIKELY),
    ],
)
def test_verdicts(changes: dict[str, Value], expected: Verdict) -> None:
    assert verdict(**changes) is expected


def test_it_says_why_with_the_local_standard_and_promises_nothing() -> None:
    found = assess(PLAIN, RUSHAN, on=TODAY)

    assert found.reasons == (
        "您家每人每月收入约 1,250.00 元,减去看病、上学等必要支出后约 1,012.50 元。",
        "当地低保标准是每人每月 1,062.00 元。",
        "这样的情况接近困难职工的标准。",
    )
    assert not any("保证" in line or "一定" in line for line in found.reasons)
    assert found.trace[-1] == "结论:认定为全国级·深度困难"


def test_an_exclusion_is_named() -> None:
    reasons = assess(PLAIN | {"homes": "2"}, RUSHAN, on=TODAY).reasons

    assert "您选了“有两套及以上住房”。按当地规定,这种情况一般不能建档。" in reasons


def test_what_was_not_asked_makes_it_uncertain() -> None:
    """Anhui takes two small homes after an illness; the area is not asked."""
    local = Parameters(ANHUI, Local(Decimal(1062), Decimal(15)))
    struck = PLAIN | {"homes": "2", "accident": "illness", "loss": "30000", "income": "2000"}

    assert assess(struck, local, on=TODAY).verdict is Verdict.PERHAPS


def test_only_questions_that_matter_are_asked() -> None:
    def codes(**changes: Value) -> list[str]:
        return [one.code for one in selftest.screens(PLAIN | changes)]

    assert codes() == [
        "work", "living", "people", "income", "medical", "needs", "accident", "homes", "others",
    ]  # fmt: skip
    assert "migrant" in codes(identity="township_migrant")
    assert "loss" in codes(accident="mishap")


@pytest.mark.parametrize("code", sorted(RULE_SETS))
@given(
    income=st.integers(0, 40_000),
    people=st.integers(1, 12),
    medical=st.integers(0, 300_000),
    homes=st.sampled_from(["0", "1", "2", "3"]),
)
def test_likely_means_that_the_rules_say_yes(
    code: str, income: int, people: int, medical: int, homes: str
) -> None:
    """By every shipped set: likely never where the middle reading is refused, unlikely the converse."""
    parameters = Parameters(RULE_SETS[code], RUSHAN.local)
    values = PLAIN | {
        "income": str(income), "people": str(people), "medical": str(medical), "homes": homes,
    }  # fmt: skip

    found = assess(values, parameters, on=TODAY)

    says_yes = found.trace[-1].startswith("结论:认定为")
    assert says_yes or found.verdict is not Verdict.LIKELY
    assert not says_yes or found.verdict is not Verdict.UNLIKELY


def test_answers_are_not_part_of_the_assessment() -> None:
    """Nothing that could be stored by accident: verdict, sentences, trace."""
    fields = {one.name for one in dataclasses.fields(selftest.Assessment)}

    assert fields == {"verdict", "reasons", "trace"}
