"""A report as a Word file in official layout; the same document gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, time

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from niangjia.reports.rules.cautions import notice
from niangjia.reports.rules.document import (
    Align,
    Document,
    Heading,
    NoteMark,
    Paragraph,
    Runs,
    Table,
    Text,
    plain,
)
from niangjia.reports.writing import look
from niangjia.reports.writing.closing import closing
from niangjia.reports.writing.footnotes import CONTENT_TYPE, RELATIONSHIP, footnotes_xml

_FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDTH = 8845  # twentieths of a point between the margins: 156 mm
_LEAST_SIGNS, _MOST_SIGNS = 6, 30  # of a column; a Chinese sign counts two
_NAME_SIGNS = 12  # 通川区总工会 stands on one line where there is room
_WHOLE_SIGNS = 10  # a part of a header that long stands on one line
_SIGN, _DIGIT, _PADDING = 105, 122, 180  # twentieths of a point; a comma leaves room for wide fonts
_TITLE_SIGNS = 40  # of a line of the title
_BREAK = Text("\n")
_KEPT = ("officeDocument", "core-properties", "styles", "settings")


def to_docx(document: Document) -> bytes:
    """Write the file. Signs that XML cannot hold are left out."""
    word = _empty()
    _set_page(word)
    _set_properties(word, document)
    _set_page_numbers(word)
    end = word.element.body.sectPr
    for element in _elements(document):
        end.addprevious(element)
    _add_part(word, "/word/footnotes.xml", CONTENT_TYPE, RELATIONSHIP, _notes(document))
    _add_part(
        word, "/word/fontTable.xml", _FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, look.FONTS.encode()
    )
    written = io.BytesIO()
    word.save(written)
    return _settled(written.getvalue())


def _empty() -> WordDocument:
    """python-docx's empty file with our styles and nothing of the machine it was made on."""
    word = docx.Document()
    for rels in (word.part.package.rels, word.part.rels):
        for key, rel in list(rels.items()):
            if not rel.reltype.endswith(_KEPT):
                del rels[key]
    _replaced(word.styles.element, look.STYLES)
    _replaced(word.settings.element, look.SETTINGS)
    return word


def _replaced(element: BaseOxmlElement, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _set_page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    grid = word.element.body.sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        word.element.body.sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "560")


def _set_properties(word: WordDocument, document: Document) -> None:
    """The union is the author; no person is named."""
    meta, core = document.meta, word.core_properties
    made = meta.as_of or datetime.combine(meta.end, time(), UTC)
    made = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.title = _clean(plain(document.title))[:250]
    core.author = _clean(meta.union_name)[:250]
    core.subject = _clean(meta.period)
    core.last_modified_by = core.comments = core.keywords = ""
    core.created = core.modified = made
    core.identifier = meta.digest
    core.language = "zh-CN"
    core.revision = 1


def _set_page_numbers(word: WordDocument) -> None:
    """— 1 —, outside, one character from the edge: right on odd pages, left on even ones."""
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        for child in list(paragraph):
            paragraph.remove(child)
        filled = parse_xml(
            f'<w:p xmlns:w="{look.W}"><w:pPr><w:pStyle w:val="Footer"/>'
            f'<w:ind w:{side}Chars="100" w:{side}="{look.PAGE_NUMBER * 10}"/><w:jc w:val="{side}"/>'
            '</w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE ">'
            '<w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
        )
        for child in list(filled):
            paragraph.append(child)


def _elements(document: Document) -> list[BaseOxmlElement]:
    elements = []
    if document.title:
        elements.append(_paragraph("Title", _in_lines(document)))
    if document.subtitle:
        elements.append(_paragraph("Subtitle", document.subtitle))
    told = notice(document.meta)
    if told:
        elements.append(_paragraph("BodyText", (Text(told),)))
    elements.append(_paragraph("BodyText", ()))
    for block in document.blocks:
        match block:
            case Heading(level=level, number=number, runs=runs):
                elements.append(_paragraph(f"Heading{level}", (Text(number), *runs)))
            case Paragraph(runs=runs):
                elements.append(_paragraph("BodyText", runs))
            case Table():
                elements += _table(block)
    elements.append(_paragraph("Closing", ()))
    elements += [_paragraph("Closing", (Text(line),)) for line in closing(document)]
    return elements


def _in_lines(document: Document) -> Runs:
    """A title too long for one line is broken behind the union's name, not within a word."""
    name, title = document.meta.union_name, plain(document.title)
    rest = title.removeprefix(name)
    if _signs(title) <= _TITLE_SIGNS or rest in ("", title) or len(document.title) != 1:
        return document.title
    return (Text(name), _BREAK, Text(rest))


def _paragraph(style: str, runs: Runs, side: str = "") -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    properties = _child(paragraph, "w:pPr")
    _child(properties, "w:pStyle", val=style)
    if side:
        _child(properties, "w:jc", val=side)
    for run in runs:
        element = _child(paragraph, "w:r")
        if isinstance(run, NoteMark):
            _child(_child(element, "w:rPr"), "w:rStyle", val="FootnoteReference")
            _child(element, "w:footnoteReference", id=str(run.number))
            continue
        if run is _BREAK:
            _child(element, "w:br")
            continue
        text = _child(element, "w:t")
        text.text = _clean(run.words)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _table(table: Table) -> list[BaseOxmlElement]:
    elements = []
    caption = plain(table.caption)
    if caption:
        number = f"表{table.number} " if table.number else ""
        elements.append(_paragraph("Caption", (Text(number), *table.caption)))
    made = OxmlElement("w:tbl")
    properties = _child(made, "w:tblPr")
    _child(properties, "w:tblW", w="5000", type="pct")
    _child(properties, "w:jc", val="center")
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")
    _child(properties, "w:tblLayout", type="autofit")
    padding = _child(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _child(padding, f"w:{side}", w="80", type="dxa")
    widths = _widths(table)
    grid = _child(made, "w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=str(width))
    for cells in table.header:
        made.append(_row(cells, table.aligns, widths, is_header=True))
    for cells in table.rows:
        made.append(_row(cells, table.aligns, widths, is_header=False))
    return [*elements, made, _paragraph("TableText", ())]


def _widths(table: Table) -> list[int]:
    """Columns as wide as their words need, within reason, filling the page together.

    Not every writer widens a column for a number too long for it: 62,514 would be broken in two.
    """
    needs = [_LEAST_SIGNS] * max(len(table.aligns), 1)
    least = [0] * len(needs)
    for rows, measured in ((table.header, _header_signs), (table.rows, _signs)):
        for row in rows:
            for at, cell in enumerate(row):
                needs[at] = min(max(needs[at], measured(plain(cell)) + 3), _MOST_SIGNS)
                least[at] = max(least[at], _least(plain(cell)))
    for rows, measured in ((table.rows, _signs), (table.header, _header_signs)):
        for row in rows:
            for at, cell in enumerate(row):
                signs = measured(plain(cell))
                whole = signs * _SIGN + _PADDING if signs <= _NAME_SIGNS else 0
                if sum(least) + max(whole - least[at], 0) <= _WIDTH:
                    least[at] = max(least[at], whole)
    if sum(least) > _WIDTH:
        return [_WIDTH * one // sum(least) for one in least]
    more = [max(need * _SIGN - one, 0) for need, one in zip(needs, least, strict=True)]
    rest = _WIDTH - sum(least)
    return [one + rest * want // max(sum(more), 1) for one, want in zip(least, more, strict=True)]


def _least(words: str) -> int:
    """What a cell needs so that no number in it is broken, nor two Chinese signs."""
    numbers = re.findall(r"[\x21-\x7e]+", words)
    return max([2 * 2 * _SIGN, *(len(number) * _DIGIT for number in numbers)]) + _PADDING


def _signs(words: str) -> int:
    """How wide words are; a Chinese sign counts two."""
    return sum(1 if sign < "\x7f" else 2 for sign in words)


def _header_signs(words: str) -> int:
    """A header breaks before a bracket, and in two where a part is long."""
    parts = (_signs(part) for part in re.split("(?=（)", words))
    return max(signs if signs <= _WHOLE_SIGNS else signs // 2 for signs in parts)


def _row(
    cells: tuple[Runs, ...], aligns: tuple[Align, ...], widths: list[int], *, is_header: bool
) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    properties = _child(row, "w:trPr")
    _child(properties, "w:cantSplit")
    if is_header:
        _child(properties, "w:tblHeader")
    for cell, align, width in zip(cells, aligns, widths, strict=False):
        made = _child(row, "w:tc")
        cell_properties = _child(made, "w:tcPr")
        _child(cell_properties, "w:tcW", w=str(width), type="dxa")
        _child(cell_properties, "w:vAlign", val="center")
        made.append(
            _paragraph("TableHead", cell)
            if is_header
            else _paragraph("TableText", cell, align.value)
        )
    return row


def _child(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _notes(document: Document) -> bytes:
    return footnotes_xml(tuple(_clean(note) for note in document.footnotes))


def _add_part(word: WordDocument, name: str, content_type: str, reltype: str, blob: bytes) -> None:
    part = Part(PackURI(name), content_type, blob, word.part.package)
    word.part.relate_to(part, reltype)


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)


def _settled(made: bytes) -> bytes:
    """The same parts with fixed times, so that equal documents are equal files."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as source,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return settled.getvalue()
