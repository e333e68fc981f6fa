"""The three shared reports: hand-labelled figures, the rows of figure-checks.md, the bars.

The reports stay outside the repository; only facts about them (place, value, unit, a word of the
label) are kept here. Without ../shared these tests are skipped.
"""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

import pytest

from niangjia.statistics.check import Finding, Report, Severity, check
from niangjia.statistics.check.documents import read_file
from niangjia.statistics.check.output import number

FACTS = Path(__file__).parent / "facts"
NAMES = ("dazhou-2017", "guizhou-2023", "zhuzhou-2020")
REPORTS = Path(__file__).parents[4] / "shared" / "data" / "reports"
READ_RIGHT = 0.95
FIGURES_PER_FALSE_FINDING = 40

# Rows of figure-checks.md the text alone can show: report, row, rule, a figure or word of it.
ROWS = (
    ("dazhou-2017", "1", "DUP-PARA", "五年来,达州市工会围绕中心"),
    ("dazhou-2017", "1", "DUP-FIG", "113项"),
    ("dazhou-2017", "2", "FAIR-2", "6800余人"),
    ("dazhou-2017", "2", "FAIR-4", "385家"),
    ("dazhou-2017", "3", "FIG-UNIT", "8014"),
    ("dazhou-2017", "3", "TXT-CUT", "强化法"),
    ("dazhou-2017", "5", "PEER", "1120名"),
    ("dazhou-2017", "5", "STOCK-FLOW", "1120名"),
    ("dazhou-2017", "6", "SUBSET", "570项"),
    ("dazhou-2017", "7", "DICT-NAME", "培育示范点"),
    ("guizhou-2023", "8", "RATE-CEIL", "700多万"),
    ("guizhou-2023", "9", "FK-COVER", "638.9万条"),
    ("guizhou-2023", "10", "TXT-CUT", "各级"),
    ("guizhou-2023", "10", "DICT-NAME", "培铸魂"),
    ("guizhou-2023", "10", "DICT-NAME", "(2022)2号"),
    ("guizhou-2023", "11", "DICT-IND", "建会率"),
    ("guizhou-2023", "12", "DICT-AWARD", "年度一等奖"),
    ("guizhou-2023", "13", "FUND-OVERLAP", "5.24亿元"),
    ("guizhou-2023", "15", "FAIR-3", "159.96万余个"),
    ("guizhou-2023", "16", "UNIT-PT", "1850万余人次"),
    ("guizhou-2023", "17", "COMBINED", "1351个"),
    ("guizhou-2023", "17", "COMBINED", "1947个"),
    ("guizhou-2023", "17", "COMBINED", "279个"),
    ("guizhou-2023", "17", "COMBINED", "282个"),
    ("guizhou-2023", "17", "COMBINED", "96个"),
    ("guizhou-2023", "51", "PERIOD", "今年6月"),
    ("zhuzhou-2020", "18", "CAP-HEAD", "122亿元"),
    ("zhuzhou-2020", "18", "CAUSAL", "5亿元"),
    ("zhuzhou-2020", "18", "UNIT-SIZE", "123万"),
    ("zhuzhou-2020", "18", "DEC-SHIFT", "122亿元"),
    ("zhuzhou-2020", "19", "CAP-HEAD", "214363万元"),
    ("zhuzhou-2020", "19", "MAG-STYLE", "214363万元"),
    ("zhuzhou-2020", "20", "RATE-REC", "72%"),
    ("zhuzhou-2020", "21", "POP-CEIL", "千万职工"),
    ("zhuzhou-2020", "22", "DUP-PARA", "双创"),
    ("zhuzhou-2020", "22", "HEAD-BODY", "活资产"),
    ("zhuzhou-2020", "22", "DICT-NAME", "湘湘工匠"),
    ("zhuzhou-2020", "23", "DUP-FIG", "1万余名"),
    ("zhuzhou-2020", "24", "PLAN-SMART", "深化合作共建"),
    ("zhuzhou-2020", "24", "DICT-NAME", "三高两新"),
    ("zhuzhou-2020", "24", "DICT-NAME", "省总部"),
    ("zhuzhou-2020", "25", "RATIO-EXACT", "412对"),
    ("zhuzhou-2020", "25", "UNIT-PT", "206对"),
    ("zhuzhou-2020", "26", "LE", "3个"),
    ("zhuzhou-2020", "26", "LIST-COUNT", "廖丽萍"),
    ("zhuzhou-2020", "27", "DICT-IND", "建设率"),
    ("zhuzhou-2020", "43", "PERIOD", "2万余"),
    ("zhuzhou-2020", "43", "BAND", "20万人次"),
    ("zhuzhou-2020", "45", "BAND", "357人"),
    ("zhuzhou-2020", "48", "BAND", "40多期"),
    ("zhuzhou-2020", "50", "BAND", "45人(次)"),
    ("zhuzhou-2020", "51", "PERIOD", "去年12月中旬"),
    ("zhuzhou-2020", "52", "FUND-OVERLAP", "150余万元"),
    ("zhuzhou-2020", "52", "FUND-OVERLAP", "134万元"),
)

# Rows that hold: no finding of any rule may rest on these figures (except in named rules).
SILENT = (
    ("guizhou-2023", "14", ("1085.13万人次", "35.18万人次", "6.19亿元"), ()),
    ("dazhou-2017", "44", ("2924人次", "5771万元", "6559.59万元", "119.2万人次", "2.8万余名"), ()),
    ("dazhou-2017", "4", ("8703.22万元", "444.34万元", "8258.88万元"), ()),
    ("guizhou-2023", "N1", ("21001名",), ()),
    ("guizhou-2023", "LE", ("1970个", "512个", "7个"), ()),
    ("zhuzhou-2020", "LE", ("63件", "40件"), ()),
    ("guizhou-2023", "RATE-CEIL", ("96.82%", "95.69%"), ()),
    ("dazhou-2017", "36", ("3759家", "40.3万余人", "9968个"), ()),
)


CHECKS = Path(__file__).parents[4] / "shared" / "domain" / "figure-checks.md"
TABLE = [
    line.replace("⏎", "\n").split("|")
    for line in (FACTS / "figure-check-rows.txt").read_text(encoding="utf-8").splitlines()
]
"""Row, rule, what the row says in our words, a text of our own that is wrong so, one that is right."""
HOLDS = {row for row, _, says, _, _ in TABLE if says.endswith("silent")}


def test_no_row_of_figure_checks_is_forgotten() -> None:
    found = {(row, rule) for row, rule, _, _, _ in TABLE if row not in HOLDS}

    assert found == {(row, rule) for _, row, rule, _ in ROWS}
    assert {row for _, row, _, _ in SILENT} >= HOLDS


@pytest.mark.skipif(not CHECKS.is_file(), reason="../shared/domain is not here")
def test_the_table_has_the_rows_of_the_chapter() -> None:
    table = CHECKS.read_text(encoding="utf-8").partition("## ")[0]
    rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| ")][2:]
    severities = {number.strip(): severity.strip(" *") for number, _, severity in rows}

    holds = {number for number, severity in severities.items() if severity == "OK"}

    assert severities.keys() - holds == {row for row, _, _, _, _ in TABLE} - HOLDS
    assert holds <= HOLDS


@pytest.mark.parametrize(("row", "rule", "says", "wrong", "right"), TABLE)
def test_row_is_told_apart_in_other_words(
    row: str, rule: str, says: str, wrong: str, right: str
) -> None:
    rules = [{finding.rule for finding in check(text).findings} for text in (wrong, right)]

    assert rule in rules[0], f"row {row}: {says}"
    assert rule not in rules[1], f"row {row}: {says}"


@cache
def report_of(name: str) -> Report:
    """The checked report, or skip."""
    return check(text_of(name))


@cache
def text_of(name: str) -> str:
    """The report's text; skips when ../shared is missing or another edition lies there."""
    path = REPORTS / f"{name}.txt"
    if not path.is_file():
        pytest.skip("../shared/data/reports is not here")
    first = (FACTS / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
    if hashlib.sha256(path.read_bytes()).hexdigest() != first.split()[-1]:
        pytest.skip(f"{name}.txt is another edition than the one that was labelled")
    return read_file(path)


def facts_of(name: str) -> list[dict[str, str]]:
    """The hand-labelled figures."""
    lines = (FACTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    return list(csv.DictReader(lines))


def words_of(text: str, finding: Finding) -> str:
    """Everything a finding points at."""
    return " | ".join(text[item.start : item.end] for item in finding.evidence)


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_read_with_the_right_value_and_unit(name: str) -> None:
    report = report_of(name)
    facts = facts_of(name)

    read = {(str(f.start), number(f.value), f.unit) for f in report.figures}
    right = [fact for fact in facts if (fact["start"], fact["value"], fact["unit"]) in read]

    assert len(right) >= READ_RIGHT * len(facts)
    assert len(report.figures) <= len(facts) * 1.05  # nothing rhetorical is read


@pytest.mark.parametrize("name", NAMES)
def test_labels_name_what_is_counted(name: str) -> None:
    labels = {str(figure.start): figure.label for figure in report_of(name).figures}

    wrong = [f for f in facts_of(name) if f["label"] not in labels.get(f["start"], "")]

    assert len(wrong) <= 0.05 * len(facts_of(name)), wrong


@pytest.mark.parametrize("name", NAMES)
def test_places_point_into_the_text(name: str) -> None:
    text = text_of(name)

    for figure in report_of(name).figures:
        assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(("name", "row", "rule", "words"), ROWS)
def test_row_of_figure_checks_is_found(name: str, row: str, rule: str, words: str) -> None:
    findings = [finding for finding in report_of(name).findings if finding.rule == rule]

    hits = [finding for finding in findings if words in words_of(text_of(name), finding)]

    assert hits, f"row {row}: {rule} on {words}"


@pytest.mark.parametrize(("name", "row", "figures", "allowed"), SILENT)
def test_row_that_holds_stays_silent(
    name: str, row: str, figures: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    report, text = report_of(name), text_of(name)
    at = {text.index(figure) for figure in figures}

    loud = [
        finding.message
        for finding in report.findings
        if finding.rule not in allowed and finding.start in at
    ]

    assert not loud, row


@pytest.mark.parametrize("name", NAMES)
def test_false_findings_stay_rare(name: str) -> None:
    report, text = report_of(name), text_of(name)
    known = [(rule, words) for report_name, _, rule, words in ROWS if report_name == name]
    structural = {"TXT-CUT", "DUP-PARA", "DUP-FIG", "DICT-NAME"}  # each read by hand: all true

    false = [
        finding
        for finding in report.findings
        if finding.rule not in structural
        and not any(
            rule == finding.rule and words in words_of(text, finding) for rule, words in known
        )
    ]

    assert len(false) * FIGURES_PER_FALSE_FINDING < len(report.figures), [f.message for f in false]


def test_only_the_voucher_paragraph_is_impossible() -> None:
    errors = {
        name: [f for f in report_of(name).findings if f.severity is Severity.ERROR]
        for name in NAMES
    }

    assert {name: len(found) for name, found in errors.items()} == {
        "dazhou-2017": 0, "guizhou-2023": 0, "zhuzhou-2020": 3,
    }  # fmt: skip


def test_the_cheapest_decimal_shift_satisfies_every_check() -> None:
    (shift,) = [f for f in report_of("zhuzhou-2020").findings if f.rule == "DEC-SHIFT"]

    assert shift.suggestion == "122亿元 → 1.22 亿元,214363万元 → 2143.63 万元,123万 → 12.3 万人"


def test_publication_date_resolves_relative_dates() -> None:
    from datetime import date

    report = check(text_of("zhuzhou-2020"), published=date(2021, 1, 20))

    aid = next(f for f in report.figures if f.text == "16件")
    assert (aid.period.start, aid.period.end) == ("2020-01-01", "2020-12-31")
    assert not [f for f in report.findings if f.rule == "PERIOD" and "发布日期" in f.message]
