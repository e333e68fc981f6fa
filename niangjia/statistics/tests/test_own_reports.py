"""Reports of our own wording: provinces to districts, half a year to five, money, hotline, aid.

Each stands beside its figures (start, text, value, unit), labelled by hand. One is full of
defects; in all others every figure is possible, and the check must keep silent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from niangjia.statistics.check import Report, check
from niangjia.statistics.check.documents import read_file
from niangjia.statistics.check.output import number

REPORTS = Path(__file__).parent / "reports"
FLAWED = "district-flawed"
NAMES = sorted(path.stem for path in REPORTS.glob("*.txt"))
DAYS = {"hotline-news": date(2023, 1, 20)}
READ_RIGHT = 0.95
FIGURES_PER_FALSE_FINDING = 40

DEFECTS = (
    ("SUM", "126家"), ("LE", "13.52万人"), ("LE", "12.31万张"), ("RATE-REC", "92.6%"), ("SUM", "316人"),
    ("UNIT-PT", "25.4%"), ("LE", "1 326条"), ("TITLE-TYPE", "3名"), ("DICT-AWARD", "一等奖"),
    ("COMBINED", "86个"), ("DICT-IND", "职代会建会率"), ("LE", "192件"), ("LE", "2 630处"),
    ("CAP-HEAD", "1.86亿元"), ("DEC-SHIFT", "1.86亿元"), ("MUL", "65.2万元"), ("INT-COUNT", "356.5户"),
    ("FAIR-1", "1 380人"), ("BAND", "2.6万人次"), ("FUND-OVERLAP", "86万元"), ("SUM", "3 126件"),
    ("SUM", "226"),
)  # fmt: skip


def checked(name: str) -> tuple[str, Report]:
    """The text and what was read and found in it."""
    text = read_file(REPORTS / f"{name}.txt")
    return text, check(text, published=DAYS.get(name))


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_read_with_the_right_value_and_unit(name: str) -> None:
    _, report = checked(name)
    lines = (REPORTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    facts = [(row["start"], row["value"], row["unit"]) for row in csv.DictReader(lines)]

    read = {(str(f.start), number(f.value), f.unit) for f in report.figures}

    assert len(read & set(facts)) >= READ_RIGHT * len(facts), set(facts) - read
    assert len(read - set(facts)) * FIGURES_PER_FALSE_FINDING <= len(facts), read - set(facts)


@pytest.mark.parametrize("name", [name for name in NAMES if name != FLAWED])
def test_true_reports_raise_no_finding(name: str) -> None:
    assert not checked(name)[1].findings


WRITINGS: dict[str, Callable[[str], str]] = {
    "full-width": lambda text: text.translate({n: n + 0xFEE0 for n in range(0x30, 0x3A)}),
    "apart": lambda text: re.sub(r"(?<=[一-鿿])(?=\d)|(?<=[\d%])(?=[一-鿿])", " ", text),
    "straight": lambda text: re.sub("[“”]", '"', text),
    "corners": lambda text: text.replace("“", "「").replace("”", "」"),
    "indented": lambda text: "\n\n".join(f"　　{line}" for line in text.split("\n")),
    "wrapped": lambda text: re.sub(r"([^\t\n]{38})(?=[^\t\n]{4})", "\\1\n", text),
    "thousands": lambda text: re.sub(r"(?<=\d) (?=\d{3})", ",", text),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_another_way_of_writing_says_the_same(writing: str) -> None:
    for name in NAMES:
        text, report = checked(name)

        again = check(WRITINGS[writing](text), published=DAYS.get(name))

        figures = [(figure.value, figure.unit) for figure in report.figures]
        assert [(figure.value, figure.unit) for figure in again.figures] == figures, name
        assert [f.rule for f in again.findings] == [f.rule for f in report.findings], name


@pytest.mark.parametrize("step", [1, 4, 7])
def test_other_numbers_break_nothing(step: int) -> None:
    for name in NAMES:
        text = (REPORTS / f"{name}.txt").read_text(encoding="utf-8")
        other = "".join(str((int(c) + step) % 10) if c in "0123456789" else c for c in text)
        assert check(other).figures


@pytest.mark.parametrize(("rule", "words"), DEFECTS)
def test_defect_is_found(rule: str, words: str) -> None:
    text, report = checked(FLAWED)

    found = [text[f.start : f.end] for f in report.findings if f.rule == rule]

    assert any(words in place for place in found), found


def test_nothing_but_the_defects_is_found() -> None:
    text, report = checked(FLAWED)

    found = {(f.rule, text[f.start : f.end]) for f in report.findings}

    assert len(found) == len(DEFECTS)
