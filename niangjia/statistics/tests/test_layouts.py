"""Where words stand in Word, on web pages and in PDF files: boxes, spans, hidden words, drawn lines."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml

from niangjia.statistics.check import check
from niangjia.statistics.check.comments import Comment, annotated
from niangjia.statistics.check.documents import read_bytes
from niangjia.statistics.tests.test_documents import W, packed, paragraph, pdf, word, word_xml

BOX = (
    "<w:r><w:pict><w:txbxContent>" + paragraph("框内会员26人。") + "</w:txbxContent></w:pict></w:r>"
)
SPLIT = (
    f"<w:p {W}><w:r><w:t>全市新建工会</w:t></w:r>{BOX}<w:r><w:t>350家,</w:t></w:r>"
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>99家</w:t></w:r><w:r><w:t>培训12场。</w:t></w:r></w:p>"
)


def cell(words: str, style: str = "") -> str:
    """A cell of a Word table."""
    return f"<w:tc><w:tcPr>{style}</w:tcPr>{paragraph(words)}</w:tc>"


def table(*rows: list[str]) -> str:
    """A Word table of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def test_a_text_box_follows_its_paragraph_and_hidden_words_are_not_read() -> None:
    assert read_bytes(word(SPLIT)).split("\n") == [
        "全市新建工会350家,培训12场。",
        "框内会员26人。",
        "",
    ]


def test_comments_stand_at_their_figures_beside_boxes_and_hidden_words() -> None:
    own = Document()
    own.element.body.insert(0, parse_xml(SPLIT))
    held = BytesIO()
    own.save(held)
    text = read_bytes(held.getvalue())
    comments = [Comment(f.start, f.end, f.text) for f in check(text).figures]

    noted = annotated(text, comments, held.getvalue())

    assert read_bytes(noted) == text
    assert _anchored(noted) == {"350家": "350家", "12场": "12场", "26人": "26人"}


def _anchored(data: bytes) -> dict[str, str]:
    """What each comment says, and the words it stands at."""
    word = Document(BytesIO(data))
    names = {str(comment.comment_id): comment.text for comment in word.comments}
    open_now: set[str] = set()
    said: dict[str, str] = {}
    for element in word.element.body.iter():
        kind = str(element.tag).rpartition("}")[2]
        number = next((v for k, v in element.items() if k.endswith("}id")), "")
        if kind == "commentRangeStart":
            open_now.add(number)
        elif kind == "commentRangeEnd":
            open_now.discard(number)
        elif kind == "t":
            for each in open_now:
                said[names[each]] = said.get(names[each], "") + (element.text or "")
    return said


def test_joined_cells_of_word_keep_heads_above_their_numbers() -> None:
    head = [cell("县区"), cell("组织(家)", '<w:gridSpan w:val="2"/>'), cell("会员(人)")]
    below = [cell(""), cell("新建"), cell("累计"), cell("新增")]
    row = [cell("东山"), cell("12"), cell("320"), cell("1200")]

    figures = check(read_bytes(word(table(head, below, row)))).figures

    assert [(f.label, f.unit) for f in figures] == [
        ("东山组织新建", "家"), ("东山组织累计", "家"), ("东山会员新增", "人"),
    ]  # fmt: skip


def test_paragraphs_in_a_frame_stay_paragraphs() -> None:
    inside = paragraph("一、组织建设") + paragraph("全市新建工会350家。") + paragraph("会员26人。")

    text = read_bytes(word(f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"))

    assert text.split("\n") == ["一、组织建设", "全市新建工会350家。", "会员26人。", ""]


def test_a_main_part_of_another_name() -> None:
    data = packed({"word/document2.xml": word_xml(paragraph("新建350家。"))})

    assert read_bytes(data) == "新建350家。\n"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<table><tr><th rowspan=2>县区</th><th colspan=2>组织(家)</th></tr><tr><th>新建</th><th>累计</th></tr>"
         "<tr><td>东山</td><td>12</td><td>320</td></tr></table>",
         ["县区\t组织(家)\t", "\t新建\t累计", "东山\t12\t320"]),
        ("<p>见。<del>旧9家</del></p><p style='display: none'>隐7家</p><div hidden><div>隐6家</div>隐5家</div><p>末。",
         ["见。", "末。"]),
        ("<table><tr><td><p>新建工会350家。</p><p>会员26人。</p></td><td>侧栏</td></tr></table>",
         ["新建工会350家。", "会员26人。", "侧栏"]),
        ("<table><tr><td>无尾<td>350家<tr><td>第二<td>26人</table>后5场", ["无尾\t350家", "第二\t26人", "后5场"]),
    ],
)  # fmt: skip
def test_web_tables_and_what_a_page_hides(body: str, lines: list[str]) -> None:
    page = f"<html><body>{body}</body></html>"

    assert read_bytes(page.encode()).split("\n")[:-1] == lines


def drawn(lines: str, words: list[tuple[int, int, str]]) -> bytes:
    """A PDF with drawn lines and words at places."""
    told = " ".join(f"BT /F1 12 Tf {x} {y} Td ({word}) Tj ET" for x, y, word in words)
    start = "BT /F1 12 Tf 72 720 Td (A) Tj ET"
    plain = pdf("A").replace(start.encode(), f"{lines} {told}".encode())
    return plain.replace(b"/Length %d " % len(start), b"/Length %d " % len(f"{lines} {told}"))


STROKED = " ".join(f"100 {y} m 400 {y} l S" for y in (100, 150, 200)) + " " + " ".join(
    f"{x} 100 m {x} 200 l S" for x in (100, 200, 300, 400)
)  # fmt: skip
FILLED = " ".join(f"100 {y} 300 0.5 re f" for y in (100, 150, 200)) + " " + " ".join(
    f"{x} 100 0.5 100 re f" for x in (100, 200, 300, 400)
)  # fmt: skip
CELLS = [(110, 180, "Name"), (210, 180, "Uni"), (210, 165, "ons"), (310, 180, "Sum"),
         (110, 130, "East"), (110, 115, "side"), (210, 130, "12"), (310, 130, "320")]  # fmt: skip


@pytest.mark.parametrize("lines", [STROKED, FILLED])
def test_ruled_tables_of_a_pdf_are_read_cell_by_cell(lines: str) -> None:
    text = read_bytes(drawn(lines, CELLS))

    assert text.strip() == "Name\tUni ons\tSum\nEast side\t12\t320"


def test_columns_without_lines_between_their_rows_are_not_run_together() -> None:
    rows = [(x, y, str(x + y)) for y in (180, 165, 130) for x in (110, 210, 310)]

    text = read_bytes(drawn(STROKED, rows))

    assert "290 275" not in text
    assert [cell for line in text.split("\n") for cell in line.split()] == [
        word for _, _, word in rows
    ]
