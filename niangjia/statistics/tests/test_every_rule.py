"""Every rule of the catalogue speaks on a wrong text and is silent on a like one that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from niangjia.statistics.check import check
from niangjia.statistics.check.rules.catalogue import CATALOGUE

ELSEWHERE = {"RECORD", "PUBLISHED", "REPORTED"}  # need known figures: test_comparison.py
ELSEWHERE |= {"OTHER-UNION"}  # needs known unions: test_whose.py
FACTS = Path(__file__).parent / "facts"
CASES = [
    tuple(text.strip().replace("⏎", "\n").replace("⇥", "\t") for text in line.split("|"))
    for path in sorted(FACTS.glob("rule-pairs*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""(rule, wrong text, right text), one a line; ⏎ is a line break, ⇥ a tab, # a remark."""


def rules_of(text: str) -> set[str]:
    return {finding.rule for finding in check(text).findings}


def test_no_rule_is_left_out() -> None:
    assert CATALOGUE.keys() - {rule for rule, _, _ in CASES} == ELSEWHERE


@pytest.mark.parametrize(("rule", "wrong", "right"), CASES)
def test_the_wrong_text_is_told_from_the_right_one(rule: str, wrong: str, right: str) -> None:
    assert rule in rules_of(wrong)
    assert rule not in rules_of(right)
