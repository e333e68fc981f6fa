"""Every row of the mission has its indicators, and every named code exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from niangjia.kernel.indicators import BadDefinition, Kind, State, catalogue
from niangjia.statistics.indicators import tables
from niangjia.statistics.queries.catalogue import lines

DOCUMENT = Path(__file__).parents[3] / "docs" / "areas" / "catalogue.md"
ROWS = {"000": 50, "001": 59, "002": 30, "003": 32, "004": 30}
COUNT_NOTHING = {"000-1", "004-2"}
_LINE = re.compile(r"^\| (\d{3}-\d+[a-f]?) \| (.+) \|$", re.MULTILINE)


def mission() -> dict[str, list[str]]:
    """Codes by row, as the document says."""
    found = _LINE.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {row: re.findall(r"`([^`]+)`", codes) for row, codes in found}


def test_every_row_that_counts_something_has_indicators() -> None:
    rows = {f"{report}-{n}" for report, last in ROWS.items() for n in range(1, last + 1)}
    rows |= {f"000-48{letter}" for letter in "abcdef"}

    found = mission()

    assert found.keys() == rows
    assert {row for row, codes in found.items() if not codes} == COUNT_NOTHING


def test_every_code_of_the_document_exists() -> None:
    known = {indicator.code for indicator in catalogue()}

    missing = {code for codes in mission().values() for code in codes} - known

    assert not missing


def test_several_hundred_figures_wait_for_their_areas() -> None:
    waiting = [i for i in catalogue() if i.state is State.AWAITING]

    assert len(waiting) > 350
    assert {i.code.split(".")[0] for i in waiting} >= {field.code for field in tables.FIELDS}


def test_every_live_figure_belongs_to_an_area() -> None:
    assert not {line.indicator.code for line in lines() if line.area == "其他"}


def test_shares_and_distinct_counts_are_not_added_up() -> None:
    assert tables.adds_up("fairs.sessions", Kind.FLOW)
    assert not tables.adds_up("contests.people", Kind.FLOW)
    assert not tables.adds_up("contests.worker_share", Kind.RATE)


def test_a_share_without_denominator_is_refused() -> None:
    with pytest.raises(BadDefinition, match="分子 ÷ 分母"):
        tables.words_of(Kind.RATE, "参赛企业数")
