"""Saying who has most: only where there are enough to choose from, and never with nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from niangjia.reports.rules.material import Party
from niangjia.reports.rules.parsing import parse
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.report_parts import (
    CATALOGUE,
    CHILDREN,
    Told,
    checked,
    material,
    words,
    written,
)

UNIT = Party("511700-0001", "市直单位工会", is_grassroots=True)


@pytest.mark.parametrize(
    ("condition", "is_written"),
    [
        ("下级数 > 3", True),
        ("下级数 > 4", False),
        ("总工会数 = 3", True),
        ("基层工会数 >= 1 且 优先总工会数 < 4", True),
        ("非 下级数 > 4", True),
    ],
)
def test_a_condition_counts_children(condition: str, is_written: bool) -> None:
    text = f"{{% 若 {condition} %}}有{{% 否则 %}}没有{{% 完 %}}"
    asked = replace(material(text, {}), children=(*CHILDREN, UNIT))

    assert words(weave(checked(text), asked, CATALOGUE)) == ["有" if is_written else "没有"]


def test_children_with_nothing_are_not_among_those_with_most() -> None:
    text = "{% 下级 按 members.joined 前 3 非零 分隔 、 %}{{名称}}{% 空 %}暂无{% 完 %}"
    some: Told = {("511702", "members.joined"): 5, ("511703", "members.joined"): 0}

    assert words(written(text, {}, children=some)) == ["通川区总工会"]
    assert words(written(text, {})) == ["暂无"]


def test_leaving_out_nothing_needs_a_figure_to_go_by() -> None:
    problems = parse("{% 下级 非零 %}甲{% 完 %}", CATALOGUE).problems

    assert "写在“按”后面" in problems[0].message


def test_numbers_alone_are_no_condition_on_children() -> None:
    assert parse("{% 若 3 < 下级数 %}甲{% 完 %}", CATALOGUE).problems
