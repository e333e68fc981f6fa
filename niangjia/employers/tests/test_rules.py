"""Rules of employers by table."""

from __future__ import annotations

import pytest

from niangjia.employers import rules
from niangjia.employers.rules import Countdown
from niangjia.kernel import ids


@pytest.mark.parametrize(
    ("unit_type", "public"),
    [
        (110, True), (120, True), (130, False), (140, False), (151, True), (159, False),
        (161, True), (169, False), (170, False), (190, False), (200, False), (300, False),
        (400, True), (500, True), (600, False), (700, False),
    ],
)  # fmt: skip
def test_ownership_follows_from_the_type(unit_type: int, public: bool) -> None:
    assert rules.is_public(unit_type) is public


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("四川省达州市渠江纺织有限责任公司", "渠江纺织"),
        ("达州市渠江纺织厂", "渠江纺织"),
        ("渠江纺织股份有限公司", "渠江纺织"),
        ("渠县宏达(集团)有限公司", "宏达"),
        ("有限公司", "有限公司"),
    ],
)
def test_the_core_of_a_name_is_without_place_and_form(name: str, core: str) -> None:
    assert rules.core_name(name) == core


def test_women_are_not_more_than_workers() -> None:
    assert rules.workers_refusal(10, 10) is None
    assert rules.workers_refusal(10, 11) == "女职工人数(11)不能多于职工人数(10)。请核对。"


def test_a_unions_code_at_an_employer_is_a_warning() -> None:
    code = ids.make_credit_code("511725", 1)

    assert rules.codes_refusal(code) is None
    assert "属于工会组织" in (rules.codes_warning(code) or "")
    assert rules.codes_warning(ids.make_credit_code("511725", 1, prefix="91")) is None


def test_a_countdown_adds_up() -> None:
    count = Countdown(start=40, added=5, done=20, dropped=3)

    assert (count.left, count.share_done) == (22, 47)
    assert Countdown(0, 0, 0, 0).share_done is None


def test_industries_are_the_sections_of_the_standard() -> None:
    assert [i.value for i in rules.Industry] == list("ABCDEFGHIJKLMNOPQRST")
