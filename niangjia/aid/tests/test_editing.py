"""A rule set line by line: lines added, removed, moved, retyped, and what is wrong where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from niangjia.aid.rules import editing
from niangjia.aid.rules.conditions import DEEPEST, All, Is, Not
from niangjia.aid.rules.eligibility import RuleSet
from niangjia.aid.rules.facts import Fact
from niangjia.aid.rules.lines import CompareLine, FactLine, GroupLine, RuleDraft
from niangjia.aid.rules.parameter_sets import ANHUI, RULE_SETS, SHANDONG_2020

DRAFT = RuleDraft.from_json(SHANDONG_2020.as_json())


@pytest.mark.parametrize("code", RULE_SETS)
def test_a_shipped_set_is_the_same_after_it_was_on_the_page(code: str) -> None:
    found = RULE_SETS[code]
    draft = RuleDraft.from_json(found.as_json())

    assert editing.problems(draft) == {}
    assert editing.finished(draft) == found
    again = RuleDraft.from_json(draft.as_json())
    assert again == draft
    assert editing.finished(again) == found


def test_a_row_is_added_typed_and_moved() -> None:
    draft = editing.change(DRAFT, "add", "rows")
    draft = editing.typed(
        draft,
        {
            "rows.3:file_level": ["province"],
            "rows.3:category": ["relative"],
            "rows.3:unconfirmed": [" 等省里行文 "],
            "rows.3.0:quantity": ["gross_pc"],
            "rows.3.0:relation": ["<="],
            "rows.3.0:times": ["1.5"],
            "rows.3.0:of": ["standard"],
        },
    )
    draft = editing.change(draft, "fact", "rows.3")
    draft = editing.typed(draft, {"rows.3.1:fact": ["accident"], "rows.3:join": ["not_all"]})
    draft = editing.change(draft, "up", "rows.3")

    row = editing.finished(draft).rows[2]
    assert (row.title, row.unconfirmed) == ("省级·相对困难", "等省里行文")
    assert isinstance(row.when, Not)
    assert isinstance(row.when.part, All)
    assert row.when.part.parts[1] == Is(Fact.ACCIDENT)
    assert editing.finished(draft).rows[3] == SHANDONG_2020.rows[2]


def test_a_group_stays_on_the_page_while_it_has_one_part() -> None:
    draft = editing.change(DRAFT, "group", "rows.0")
    draft = RuleDraft.from_json(draft.as_json())

    assert isinstance(draft.rows[0].parts[1], GroupLine)
    draft = editing.typed(draft, {"rows.0.1.0:times": ["2"]})
    when = editing.finished(draft).rows[0].when
    assert isinstance(when, All)
    assert len(when.parts) == 2  # the group of one is that one


def test_lines_are_removed_at_any_depth() -> None:
    anhui = RuleDraft.from_json(ANHUI.as_json())
    place = "exclusions.0.1.2"  # the accident in the exception for two homes

    draft = editing.change(editing.change(anhui, "remove", place), "remove", "requirements.0")

    found = editing.finished(draft)
    assert len(found.requirements) == len(ANHUI.requirements) - 1
    assert "accident" not in str(found.exclusions[0].when)


def test_new_clauses_have_a_code_of_their_own() -> None:
    draft = editing.change(editing.change(DRAFT, "add", "exclusions"), "add", "exclusions")

    assert [one.code for one in draft.exclusions[-2:]] == ["own-1", "own-2"]


@pytest.mark.parametrize(
    ("verb", "place"),
    [
        ("up", "rows.0"), ("down", "rows.2"), ("remove", "rows.9"), ("remove", "rows"), ("add", "x"),
        ("grow", "rows.0"), ("compare", "rows.0.0"), ("up", "rows.x"), ("", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(verb: str, place: str) -> None:
    assert editing.change(DRAFT, verb, place) == DRAFT


def test_clauses_keep_whom_they_concern() -> None:
    draft = editing.typed(
        DRAFT,
        {"requirements.0:title": ["劳动关系"], "requirements.0:identities": ["migrant", "nobody"]},
    )

    found = editing.finished(draft).requirements
    assert [one.value for one in found[0].identities] == ["migrant"]
    assert found[1] == SHANDONG_2020.requirements[1]


def test_everything_wrong_is_told_at_its_place() -> None:
    rows = DRAFT.rows
    draft = replace(
        DRAFT,
        rows=(
            rows[1],
            rows[0],  # deeper after lighter
            replace(rows[0], file_level="city", parts=(CompareLine(times="一倍"), CompareLine())),
            replace(rows[0], file_level="province", parts=()),
        ),
        exclusions=(
            replace(DRAFT.exclusions[0], title="", parts=(FactLine(),)),
            replace(DRAFT.exclusions[1], parts=(CompareLine("homes", "<", "2", "standard"),)),
        ),
    )

    found = editing.problems(draft)

    words = {
        "rows.1": "上移",
        "rows.2.0": "“一倍”不是",
        "rows.2.1": "请填写",
        "rows.3": "还没有条件",
        "exclusions.0": "名称",
        "exclusions.0.0": "请选择一种情形",
        "exclusions.1.0": "不能与“当地低保标准”比较",
    }
    assert found.keys() == words.keys()
    for place, word in words.items():
        assert word in found[place][0]


def test_no_rows_and_too_deep_are_told() -> None:
    draft = replace(DRAFT, rows=())
    place = "exclusions.0"
    for n in range(DEEPEST):
        draft = editing.change(draft, "group", place)
        place += ".1"
        draft = editing.typed(draft, {f"{place}.{0}:times": ["1"], f"{place}:join": ["not_any"]})
        assert n < DEEPEST

    found = editing.problems(draft)

    assert "rows" in found
    assert any("太深" in text for texts in found.values() for text in texts)


@pytest.mark.parametrize("times", ["1e12", "-1", "NaN", "1.00001", "Infinity", "101"])
def test_slips_in_a_number_are_told(times: str) -> None:
    draft = editing.typed(DRAFT, {"rows.0.0:times": [times]})

    assert list(editing.problems(draft)) == ["rows.0.0"]


@pytest.mark.parametrize(
    "data", [{"rows": "x"}, {"rows": [{"when": 3}]}, {"rows": [{"when": {"eval": "1"}}]}]
)
def test_what_is_no_rule_set_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        RuleDraft.from_json(data)


def test_a_draft_that_is_right_fits_a_rule_set() -> None:
    assert RuleSet.from_json(DRAFT.as_json()).rows[0].title == "全国级·深度困难"
