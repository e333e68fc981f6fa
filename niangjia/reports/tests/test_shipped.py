"""The shipped templates with the real catalogue: they read without a mistake and say what is so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from niangjia.reports.queries.meanings import meanings
from niangjia.reports.rules.asking import asks, questions
from niangjia.reports.rules.claims import judge
from niangjia.reports.rules.document import Document, NoteMark, Table, Text, plain
from niangjia.reports.rules.material import Material, Party
from niangjia.reports.rules.meanings import base_of
from niangjia.reports.rules.parsing import parse
from niangjia.reports.rules.questions import Answer, Source, Whose
from niangjia.reports.rules.shipped import SHIPPED
from niangjia.reports.rules.spans import Span
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.report_parts import CHILDREN, UNION, words
from niangjia.reports.writing.docx import to_docx
from niangjia.reports.writing.html import body
from niangjia.statistics.check import check

TEXTS = {shipped.code: shipped.text for shipped in SHIPPED}
FIVE_YEARS = Span(date(2012, 7, 1), date(2017, 6, 30))
DAZHOU: dict[str, int | Decimal] = {
    "unions.founded": 3759, "members.joined": 403_000, "unions.total": 9968, "members.total": 1_250_000,
    "unions.closed": 0, "members.left": 0, "members.verified_rate": Decimal("81.25"),
    "aid.money": 65_595_900, "aid.attendance": 23_456, "rural.amount": 24,
}  # fmt: skip


def _written(
    code: str,
    *,
    typed: int | None = None,
    children: tuple[Party, ...] = CHILDREN,
    told: Mapping[str, int | Decimal] = DAZHOU,
) -> tuple[Document, Material]:
    """Live figures as told (else 12), awaiting ones typed as told or not at all."""
    template = parse(TEXTS[code], meanings())
    answers = {}
    for question in questions(template, FIVE_YEARS):
        if meanings()[base_of(question.code)].is_awaiting:
            value = told.get(question.code, typed)
            one = Answer(None, Source.AWAITING)
            if value is not None:
                one = Answer(Decimal(value), Source.TYPED)
        else:
            is_now = question.day == FIVE_YEARS.end
            one = Answer(Decimal(told.get(question.code, 12)) if is_now else Decimal(900))
        asked = [UNION] if question.whose is Whose.OWN else list(children)
        answers[question] = {party.code: one for party in asked}
    material = Material(UNION, FIVE_YEARS, date(2017, 7, 3), answers, children)
    return weave(template, material, meanings()), material


def _tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("code", ["five-year", "annual-return"])
def test_a_shipped_template_has_no_problems(code: str) -> None:
    template = parse(TEXTS[code], meanings())

    assert [str(problem) for problem in template.problems] == []
    assert len({ask.code for ask in asks(template)}) > 60


def test_the_five_year_report_states_the_demo_of_dazhou() -> None:
    text = "".join(words(_written("five-year")[0]))

    assert "新组建工会3759家，新发展会员40.3万人" in text
    assert "共有基层工会9968家、会员125万人" in text
    assert "会员增加124.9万余人" in text


def test_no_sentence_says_more_than_is_so() -> None:
    """Units of a joint union are among those unionised; no chapter stands for a remark alone."""
    text = "".join(words(_written("five-year")[0]))

    assert "已建会的单位中，由联合基层工会涵盖的有12家" in text
    assert "另涵盖" not in text
    assert "每一个都能打开" not in text


def test_without_typed_figures_chapters_are_dropped_and_named_at_the_end() -> None:
    document, _ = _written("five-year")

    headings = [plain(block.runs) for block in document.blocks if not isinstance(block, Table)]
    assert any(heading.startswith("困难帮扶") for heading in headings)
    assert not any(heading.startswith("建功立业") for heading in headings)
    tables = _tables(document)
    assert "没有记录也没有填报" in plain(tables[-1].caption)
    assert ["劳动竞赛和职工创新", "（待接入）"] in [
        [plain(c) for c in row] for row in tables[-1].rows
    ]
    assert document.gaps == ()


def test_with_typed_figures_every_chapter_is_written_and_nothing_awaits() -> None:
    document, _ = _written("five-year", typed=23456)

    text = "\n".join(words(document))
    assert "（待接入）" not in text
    assert "投入帮扶资金6559.59万元，帮扶2.3万余人次。" in text
    assert "法律援助23456人次" in text
    for chapter in (
        "组织建设",
        "会员和服务",
        "维护权益",
        "困难帮扶",
        "建功立业",
        "职工文化",
        "自身建设",
    ):
        assert f"、{chapter}" in text
    assert document.gaps == ()


def test_a_grass_roots_union_has_no_chapter_of_children() -> None:
    text = "\n".join(words(_written("five-year", children=())[0]))

    assert "各地进展" not in text
    assert "下级工会有：" not in text


def test_few_children_are_not_divided_into_more_and_fewer() -> None:
    """Naming the only child, or all three, among those with few members would be untrue."""
    few = "\n".join(words(_written("five-year")[0]))
    six = tuple(Party(f"51170{number}", f"{number}县总工会") for number in range(6))
    many = "\n".join(words(_written("five-year", children=six)[0]))

    assert "较多的下级工会" not in few
    assert "较少的下级工会" not in few
    assert "新发展会员较多的下级工会：0县总工会（" in many
    assert "会员较少的下级工会：0县总工会（" in many


def test_no_footnote_mark_stands_within_a_phrase() -> None:
    """12家³³企业 and 12户⁶¹农户 read badly: what is counted is named before its number."""
    document, _ = _written("five-year", typed=23456)

    for block in document.blocks:
        if isinstance(block, Table):
            continue
        for mark, run in zip(block.runs, block.runs[1:], strict=False):
            if isinstance(mark, NoteMark) and isinstance(run, Text):
                assert run.words[0] in "，。、；）", run.words


def test_nothing_is_said_as_nothing() -> None:
    told = DAZHOU | {"unions.founded": 0, "members.joined": 0, "members.joined_new_form": 0}
    with_children = "\n".join(words(_written("five-year", told=told)[0]))
    alone = "\n".join(words(_written("five-year", told=told, children=())[0]))

    assert "五年来，没有新组建工会，没有新发展会员。" in with_children
    assert "新发展会员中，农民工12人。" in with_children
    assert "五年来，没有新发展会员。到2017年6月30日，共有会员125万人。" in alone
    assert "百人以上企业、新就业形态" not in alone


def test_what_is_typed_as_nothing_is_no_sentence_but_a_line_at_the_end() -> None:
    """招聘会0场 reads as if there were something to tell; a share of 0% is a fact and is told."""
    document, _ = _written("five-year", typed=0)

    text = "\n".join(words(document))
    assert re.findall(r"[^0-9.,]0(?:家|场|个|人次|人|件|元|万元)", text) == []
    assert "举办招聘会" not in text
    assert "职代会建制率0%。" in text
    rows = [[plain(cell) for cell in row] for row in _tables(document)[-1].rows]
    assert ["招聘会", "本期为零（填报）"] in rows
    assert ["竞赛场次", "本期为零（填报）"] in rows
    assert not any("待接入" in row for row in rows)
    assert document.gaps == ()


def test_a_detail_that_nobody_typed_does_not_silence_the_sentence() -> None:
    told = {"fairs.sessions": 5, "fairs.enterprises": 30, "fairs.headcount": 0}
    text = "\n".join(words(_written("five-year", told=DAZHOU | told)[0]))

    assert "举办招聘会5场，参加企业30家。" in text


def test_the_prose_of_the_report_claims_nothing_that_is_denied() -> None:
    document, material = _written("five-year", typed=23456)

    verdicts = judge(document, material, meanings())

    assert [verdict.words for verdict in verdicts if verdict.is_denied] == []


def test_the_figure_check_finds_no_error_in_the_report() -> None:
    document, _ = _written("five-year")

    errors = [f for f in check("\n".join(words(document))).findings if f.severity == "error"]

    assert errors == []


def test_the_return_tells_the_source_of_every_row() -> None:
    document, _ = _written("annual-return")

    rows = [
        [plain(cell) for cell in row]
        for block in document.blocks
        if isinstance(block, Table) and len(block.aligns) == 5
        for row in block.rows
    ]
    assert ["工会会员", "人", "1,250,000", "900", "记录"] in rows
    assert ["医疗互助参加人数", "人", "—", "—", "待接入"] in rows
    assert {row[4] for row in rows} == {"记录", "待接入"}
    assert len(rows) > 90


@pytest.mark.parametrize("code", ["five-year", "annual-return"])
def test_both_become_word_and_html(code: str) -> None:
    document, _ = _written(code, typed=7)

    assert to_docx(document).startswith(b"PK")
    assert "<h1" in body(document)
