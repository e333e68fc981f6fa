"""Word and HTML: official layout, real footnotes, the same bytes every time, nothing unescaped."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.shared import Pt

from niangjia.reports.rules.document import Document, Paragraph, Text
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.report_parts import CATALOGUE, Told, Values, checked, material, written
from niangjia.reports.writing.closing import closing
from niangjia.reports.writing.docx import to_docx
from niangjia.reports.writing.html import body, whole
from niangjia.reports.writing.look import W
from niangjia.statistics.check.documents import read_bytes

TEXT = """标题：{{工会名称}}报告
副标题：{{期间}}
脚注：自动
# 组织
## 建会
### 数字
会员{{members.total | 万余}}，新建{{unions.founded}}。
表：各地会员
| 单位 | 会员 |
|--|--:|
{% 下级 %}
| {{名称}} | {{members.total | 数}} |
{% 完 %}
帮扶{{aid.money | 万元}}。
"""
NOW: Values = {"members.total": 403_012, "unions.founded": 3759, "aid.money": "65595900"}
OF_CHILDREN: Told = {("511702", "members.total"): 7, ("511703", "members.total"): 8}


def _q(tag: str) -> str:
    return f"{{{W}}}{tag}"


@pytest.fixture
def document() -> Document:
    return written(TEXT, NOW, children=OF_CHILDREN)


@pytest.fixture
def parts(document: Document) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(to_docx(document))) as archive:
        assert archive.testzip() is None
        return {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}


def test_python_docx_opens_it_in_official_layout(document: Document) -> None:
    word = docx.Document(io.BytesIO(to_docx(document)))

    section = word.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(edge.mm) for edge in page if edge] == [210, 297, 37, 35]
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (28, 26)
    assert [(p.style.name, p.text) for p in word.paragraphs if p.text][:6] == [
        ("Title", "达州市总工会报告"),
        ("Subtitle", "2012年7月至2017年6月"),
        ("Heading 1", "一、组织"),
        ("Heading 2", "（一）建会"),
        ("Heading 3", "1.数字"),
        ("Body Text", "会员40.3万余人，新建3759家。"),
    ]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["单位", "会员"], ["通川区总工会", "7"], ["达川区总工会", "8"], ["宣汉县总工会", "—"],
    ]  # fmt: skip


def test_fonts_sizes_and_spacing(document: Document) -> None:
    word = docx.Document(io.BytesIO(to_docx(document)))

    def look(name: str) -> tuple[str, float, float]:
        style = word.styles[name]
        fonts = style.element.rPr.rFonts
        return (
            fonts.get(_q("eastAsia")),
            style.font.size.pt,
            style.paragraph_format.line_spacing.pt,
        )

    assert look("Title") == ("方正小标宋简体", 22, 35)
    assert look("Heading 1") == ("黑体", 16, 28)
    assert look("Heading 2") == ("楷体_GB2312", 16, 28)
    assert look("Heading 3") == ("仿宋_GB2312", 16, 28)
    assert word.styles["Heading 3"].font.bold
    assert look("Body Text") == ("仿宋_GB2312", 16, 28)
    indent = word.styles["Body Text"].element.pPr.ind
    assert indent.get(_q("firstLineChars")) == "200"
    assert indent.get(_q("firstLine")) == str(int(Pt(32).twips))


def test_footnotes_are_real_and_all_referred_to(parts: dict[str, ET.Element]) -> None:
    notes = parts["word/footnotes.xml"]
    body_ = parts["word/document.xml"]
    types = parts["[Content_Types].xml"]
    relations = parts["word/_rels/document.xml.rels"]

    written_ = [n.get(_q("id")) for n in notes if n.get(_q("type")) is None]
    referred = [n.get(_q("id")) for n in body_.iter(_q("footnoteReference"))]
    assert written_ == referred == ["1", "2", "3"]
    assert [n.get(_q("type")) for n in notes][:2] == ["separator", "continuationSeparator"]
    assert "工会会员：期末有会籍的人，每人只算一次。" in "".join(notes.itertext())
    listed = {n.get(_q("id")) for n in parts["word/settings.xml"].iter(_q("footnote"))}
    assert listed == {"-1", "0"}
    assert any("footnotes+xml" in (node.get("ContentType") or "") for node in types)
    assert [
        node.get("Target") for node in relations if "footnotes" in (node.get("Type") or "")
    ] == ["footnotes.xml"]


def test_every_style_used_exists_and_every_relation_has_its_part(
    parts: dict[str, ET.Element],
) -> None:
    styles = {style.get(_q("styleId")) for style in parts["word/styles.xml"].iter(_q("style"))}
    for name in ("word/document.xml", "word/footnotes.xml"):
        for tag in ("pStyle", "rStyle"):
            assert {node.get(_q("val")) for node in parts[name].iter(_q(tag))} <= styles

    for node in parts["word/_rels/document.xml.rels"]:
        assert f"word/{node.get('Target')}" in parts
    for node in parts["_rels/.rels"]:
        assert node.get("Target").lstrip("/") in parts


ORDERS = {
    "pPr": "pStyle keepNext keepLines snapToGrid spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b sz szCs vertAlign lang",
    "tblPr": "tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar cols docGrid",
    "style": "name basedOn qFormat pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr compat "
    "themeFontLang decimalSymbol listSeparator",
    "font": "altName charset family pitch",
}


def test_elements_stand_in_the_order_of_the_schema(parts: dict[str, ET.Element]) -> None:
    for name, root in parts.items():
        for tag, order in ORDERS.items():
            places = {_q(child): at for at, child in enumerate(order.split())}
            for node in root.iter(_q(tag)):
                found = [places.get(child.tag, -1) for child in node]
                assert -1 not in found, (name, tag, [child.tag for child in node])
                assert found == sorted(found), (name, tag)


def test_header_rows_repeat_and_page_numbers_stand_between_dashes(
    parts: dict[str, ET.Element],
) -> None:
    rows = list(parts["word/document.xml"].iter(_q("tr")))
    footers = [root for name, root in parts.items() if name.startswith("word/footer")]

    assert [row.find(f"./{_q('trPr')}/{_q('tblHeader')}") is not None for row in rows] == [
        True, False, False, False,
    ]  # fmt: skip
    assert ["".join(footer.itertext()) for footer in footers] == ["— 1 —", "— 1 —"]
    assert all(footer.find(f".//{_q('fldSimple')}") is not None for footer in footers)
    assert "表1 各地会员" in "".join(parts["word/document.xml"].itertext())


def test_the_same_document_gives_the_same_bytes_and_names_no_person(document: Document) -> None:
    first = to_docx(document)
    time.sleep(0)

    assert first == to_docx(written(TEXT, NOW, children=OF_CHILDREN))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "达州市总工会</dc:creator>" in core
    assert "python-docx" not in core
    assert "王五" not in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core or "<cp:lastModifiedBy/>" in core


def test_signs_that_xml_cannot_hold_do_not_break_the_file(document: Document) -> None:
    odd = Paragraph((Text("甲\x00\x0b\ud800乙<&>\"'\uffff"),))

    word = docx.Document(
        io.BytesIO(to_docx(replace(document, blocks=(odd,), footnotes=("a\x01<b>",))))
    )

    assert "甲乙<&>\"'" in [p.text for p in word.paragraphs]


def test_the_figure_check_reads_the_file_back(document: Document) -> None:
    text = read_bytes(to_docx(document), "报告.docx")

    assert "会员40.3万余人，新建3759家。" in text


def test_a_long_table_is_written_quickly() -> None:
    text = (
        "| a | b | c |\n|--|--|--|\n"
        + "| 1 | {{members.total}} | {{名称2}} |\n".replace("{{名称2}}", "x") * 2000
    )
    long = weave(checked(text), material(text, NOW), CATALOGUE)

    started = time.process_time()
    to_docx(long)

    assert time.process_time() - started < 5


def test_the_closing_note_says_what_is_so(document: Document) -> None:
    draft = closing(document)
    frozen = closing(
        replace(document, meta=replace(document.meta, digest="ab12", frozen_on=date(2017, 7, 9)))
    )
    plain_ = closing(written("会员{{members.total}}", NOW))

    assert draft == (
        "编制单位：达州市总工会（编码5117）",
        "报告期：2012年7月至2017年6月（2012年7月1日至2017年6月30日），数据截至2017年7月3日9时05分。",
        "本报告5处数据中，4处由记录统计，1处为填报；另有1处没有数据。",
        "本报告是草稿，尚未定稿。",
    )
    assert frozen[-1] == "本报告已于2017年7月9日定稿，校验码：ab12"
    assert plain_[2] == "本报告数据由记录统计。"


def test_html_links_every_figure_and_escapes_every_word() -> None:
    text = (
        "标题：<b>甲</b>\n# <i>乙</i>\n会员{{members.total | 万余 | 注}}，帮扶{{aid.money}}<script>\n"
        "| <u> |\n|--|\n| {{aid.attendance}} |"
    )
    asked = replace(
        material(text, {**NOW, "aid.attendance": None}),
        url=lambda question, union: f'/figures/{question.code}/?union={union}&to="{question.end}',
    )
    html = body(weave(checked(text), asked, CATALOGUE))

    assert '<h1 class="report-title">&lt;b&gt;甲&lt;/b&gt;</h1>' in html
    assert "<h2>一、&lt;i&gt;乙&lt;/i&gt;</h2>" in html
    assert (
        '<a href="/figures/members.total/?union=5117&amp;to=&quot;2017-06-30" class="figure" '
        'data-code="members.total" data-exact="403012" '
        'title="达州市总工会 工会会员:403,012 人">40.3万余人</a>'
    ) in html
    assert 'class="figure figure-typed"' in html
    assert 'class="figure figure-awaiting"' in html
    assert "(填报:王五报送)" in html
    assert '<li id="note-1">' in html
    assert "<script" not in html
    assert "<u>" not in html
    ET.fromstring(f"<div>{html}</div>")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example/", "data:x", ""])
def test_only_addresses_of_the_system_and_the_web_become_links(address: str) -> None:
    asked = replace(material("{{members.total}}", NOW), url=lambda question, union: address)

    html = body(weave(checked("{{members.total}}"), asked, CATALOGUE))

    assert "href" not in html
    assert '<span class="figure"' in html


def test_a_whole_page_stands_alone(document: Document) -> None:
    asked = replace(
        material("{{members.total | 注}}", NOW), url=lambda question, union: "/figures/a/"
    )
    linked = weave(checked("{{members.total | 注}}"), asked, CATALOGUE)
    page = whole(document, "https://niangjia.example/")
    links = re.findall('href="([^"]*)"', whole(linked, "https://niangjia.example/"))

    assert page.startswith("<!doctype html>")
    assert links == ["https://niangjia.example/figures/a/", "#note-1", "#mark-1"]
    assert len(re.findall("<h1", page)) == 1
    assert "javascript" not in whole(linked, "javascript:x")


def test_times_of_the_file_are_those_of_the_data() -> None:
    document = written("甲", {})
    at = replace(
        document, meta=replace(document.meta, as_of=datetime(2017, 7, 3, 1, 5, 9, tzinfo=UTC))
    )

    word = docx.Document(io.BytesIO(to_docx(at)))

    assert word.core_properties.created == datetime(2017, 7, 3, 1, 5, 9, tzinfo=UTC)
