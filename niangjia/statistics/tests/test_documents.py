"""Files of every kind: their text, and Chinese refusals of what cannot be read."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter

from niangjia.statistics.check import check
from niangjia.statistics.check.documents import Unreadable, not_read, read_bytes, read_file
from niangjia.statistics.check.documents import docx as docx_reader
from niangjia.statistics.check.output import number

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCE = "全市新建工会三百五十家,发展会员2.6万人。"


def word(body: str, head: str = "") -> bytes:
    """A .docx with this body."""
    return packed({"word/document.xml": word_xml(body, head)})


def word_xml(body: str, head: str = "") -> bytes:
    """Its main part."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
    return xml.encode()


def locked(data: bytes) -> bytes:
    """The same PDF with a password."""
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip with these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(*runs: str) -> str:
    """A Word paragraph split into runs."""
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def pdf(text: str) -> bytes:
    """A one-page PDF in Latin letters (the reader's own fonts are tested by pypdf)."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    data, places = b"%PDF-1.4\n", []
    for rank, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (rank, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + (
        b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    )  # fmt: skip


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_any_usual_encoding(encoding: str) -> None:
    assert read_bytes(f"{SENTENCE}\r\n第二段。".encode(encoding)) == f"{SENTENCE}\n第二段。"


def test_word_runs_and_tables() -> None:
    row = (
        "<w:tr>"
        + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("会员总数(人)", "26000"))
        + "</w:tr>"
    )
    data = word(paragraph("新建工会3", "50家。") + f"<w:tbl>{row}</w:tbl>")

    figures = check(read_bytes(data)).figures

    assert [(number(f.value), f.unit) for f in figures] == [("350", "家"), ("26000", "人")]


def test_deleted_and_doubled_words_of_word_are_left_out() -> None:
    data = word(
        "<w:p><w:r><w:t>留下。</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<mc:AlternateContent xmlns:mc='x'><mc:Fallback><w:r><w:t>重复</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
    )

    assert read_bytes(data).strip() == "留下。"


def test_notes_and_page_heads_of_word_follow_with_their_place() -> None:
    note = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{paragraph("1")}</w:footnote>'
    note += f'<w:footnote w:id="1">{paragraph("其中女主席350家。")}</w:footnote></w:footnotes>'
    head = f"<w:hdr {W}>{paragraph('会员13万人')}</w:hdr>"
    data = packed({
        "word/document.xml": word_xml(paragraph("新建工会320家。")),
        "word/footnotes.xml": note.encode(), "word/header1.xml": head.encode(),
        "word/header2.xml": head.encode(),
    })  # fmt: skip

    text = read_bytes(data)

    assert text.split("\n") == [
        "新建工会320家。",
        "脚注 1:其中女主席350家。",
        "页眉:会员13万人",
        "",
    ]


def test_traditional_text_in_big5() -> None:
    report = check(read_bytes("全市新建工會350家,發展會員2.6萬人。".encode("big5")))

    assert [(number(f.value), f.unit, f.indicator) for f in report.figures] == [
        ("350", "家", "unions.founded"), ("26000", "人", "members.joined"),
    ]  # fmt: skip


def test_web_page_text_without_scripts_with_tables() -> None:
    page = (
        f"<!DOCTYPE html><html><head><title>题</title><style>p{{}}</style></head><body><script>var a=1;</script>"
        f"<h1>报告</h1><p>{SENTENCE}</p><table><tr><th>项目</th><th>人数</th></tr>"
        "<tr><td>培训(人次)</td><td>1250</td></tr></table></body></html>"
    )

    text = read_bytes(page.encode())

    assert "var a" not in text
    assert text.split("\n")[:2] == ["报告", SENTENCE]
    assert [number(f.value) for f in check(text).figures] == ["350", "26000", "1250"]


def test_web_page_in_its_declared_encoding() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{SENTENCE}</p></body></html>'

    assert SENTENCE in read_bytes(page.encode("gb18030"))


def test_pdf_text() -> None:
    assert "Union members 12500" in read_bytes(pdf("Union members 12500"))


def test_pages_without_text_are_named_where_they_stand() -> None:
    merged = PdfWriter()
    for text in ("Union members 12500", "", "", "Unions 350", ""):
        merged.append(BytesIO(pdf(text)))
    held = BytesIO()
    merged.write(held)

    text = read_bytes(held.getvalue())

    first, second = not_read(text)
    assert "第2页至第3页没有文字" in first
    assert "第5页没有文字" in second
    lines = text.split("\n")
    assert lines == ["Union members 12500", first, "Unions 350", second, ""]
    assert not [figure for figure in check(text).figures if "页" in figure.written_unit]


BOMB = packed({"word/document.xml": b"<a>" + b" " * (70 * 1024 * 1024) + b"</a>"})
ENTITIES = word(paragraph("&a;"), '<!DOCTYPE w [<!ENTITY a "b">]>')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"  \n ", "空的"),
        (BOMB, "过大"),
        (ENTITIES, "不允许"),
        (packed({"xl/workbook.xml": b"<a/>"}), "不是 Word"),
        (b"PK\x03\x04broken", "损坏"),
        (word("<w:p>"), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        (pdf("Union")[20:], "缺少开头"),
        (b"%PDF-1.4\nbroken", "损坏"),
        (pdf(""), "扫描件"),
        (bytes(range(32)) * 40, "不是文本"),
        (word(""), "没有文字"),
        (packed({"word/document.xml": word_xml(""), "word/media/1.png": b"x"}), "扫描件"),
        (locked(pdf("Union members 12500")), "已加密"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_bytes(data)


def test_missing_file_is_named() -> None:
    with pytest.raises(Unreadable, match="找不到文件"):
        read_file(Path("/nowhere/report.txt"))


def test_a_cell_keeps_its_words_around_an_inner_table() -> None:
    def table(*cells: str) -> str:
        return (
            "<w:tbl><w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr></w:tbl>"
        )

    inner = table(paragraph("内一"), paragraph("内二"))
    data = word(table(paragraph("前") + inner + paragraph("后"), paragraph("旁")))

    assert read_bytes(data).split() == ["前", "内一", "内二", "后", "旁"]


def test_a_damaged_page_is_named() -> None:
    data = pdf("Union members 12500").replace(b"/Length", b"/Filter /FlateDecode /Length")

    with pytest.raises(Unreadable, match=r"第 1 页|扫描件"):
        read_bytes(data)


def test_pictures_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, "LARGEST_WHOLE", 10_000)
    data = packed(
        {"word/document.xml": word_xml(paragraph("一")), "word/media/1.bmp": b" " * 20_000}
    )

    with pytest.raises(Unreadable, match="过大"):
        read_bytes(data)


def test_the_same_number_with_two_units_is_a_contradiction() -> None:
    prose = check("全年帮扶资金326.5万元。\n汇总后,全年帮扶资金326.5元。").findings
    table = check("单位:万元\n项目\t2021年(元)\t2022年(元)\n送温暖\t4867000\t5123000\n").findings

    assert [f.rule for f in prose] == [f.rule for f in table] == ["UNIT-PT"]


def test_a_caption_of_several_units_is_shared_out_by_the_columns() -> None:
    table = (
        "单位:家、万元\n县区\t工会数\t会员人数\t建会率\t经费\n东区\t1,260\t86,300\t98.2\t326.5\n"
    )

    figures = [(number(figure.value), figure.unit) for figure in check(table).figures]

    assert figures == [("1260", "家"), ("86300", "人"), ("98.2", "%"), ("3265000", "元")]
