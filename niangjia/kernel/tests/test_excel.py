"""Reading, writing and marking workbooks; hostile and unusable files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from niangjia.kernel import clock, excel
from niangjia.kernel.excel import container, marking, writing
from niangjia.kernel.findings import Finding, Severity

Value = str | int | float | bool | date | None


def _workbook(path: Path, rows: list[list[Value]], **cells: Value) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "会员信息"
    for row in rows:
        page.append(row)
    for name, value in cells.items():
        page[name] = value
    book.save(path)
    return path


def _repack(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Rewrite the parts of a workbook; None drops a part."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            changed = change(name, body)
            if changed is not None:
                archive.writestr(name, changed)
    return path


def test_values_keep_their_type_and_rows_their_number(tmp_path: Path) -> None:
    rows: list[list[Value]] = [[], ["文", 13812341234, date(2016, 5, 3)], [], [1.5, True, "007"]]
    path = _workbook(tmp_path / "a.bin", rows)

    book = excel.open_workbook(path)
    read = book.rows(book.sheets[0])

    assert [sheet.name for sheet in book.sheets] == ["会员信息"]
    assert read[1] == ["文", 13812341234, date(2016, 5, 3)]
    assert read[3] == [1.5, True, "007"]
    assert book.formulas(book.sheets[0]) == frozenset()


def test_formulas_are_located(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["姓名", "=1+1"], ["甲", 3]], C300="=HYPERLINK(1)")

    book = excel.open_workbook(path)

    assert book.formulas(book.sheets[0]) == {(1, 1), (300, 2)}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "0字节"),
        (b"name,id\n1,2\n", "文本文件"),
        ("姓名,证件号码\n".encode("gb18030"), "文本文件"),
        (b"%PDF-1.7\n\0", "PDF"),
        (b"<html><table></table></html>", "网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版.xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16le"),
            "取消密码",
        ),
        (b"PK\x03\x04 and nothing else \0", "损坏"),
        (b"\0\1\2\3", "无法识别"),
    ],
)
def test_other_files_are_refused_with_advice(tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "member.xlsx"
    path.write_bytes(body)

    with pytest.raises(excel.UnusableFile) as refused:
        excel.open_workbook(path)

    assert words in refused.value.reason
    assert refused.value.reason.endswith("。")


def test_other_archives_are_refused(tmp_path: Path) -> None:
    for part, words in [
        ("word/document.xml", "Word"),
        ("xl/workbook.bin", "xlsb"),
        ("a", "压缩包"),
    ]:
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "x")

        with pytest.raises(excel.UnusableFile, match=words):
            excel.open_workbook(path)


def test_a_file_over_50_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(container.MAX_FILE_BYTES + 1)

    with pytest.raises(excel.UnusableFile, match="超过50MB"):
        excel.open_workbook(path)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * (30 << 20))

    with pytest.raises(excel.UnusableFile, match="异常庞大"):
        excel.open_workbook(path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * (30 << 20))
    true_size, claimed = (30 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true_size, claimed))

    with pytest.raises(excel.UnusableFile, match="异常庞大"):
        excel.open_workbook(path)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"]])
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(container.MAX_PARTS):
            archive.writestr(f"xl/x{number}", "")

    with pytest.raises(excel.UnusableFile, match="部件"):
        excel.open_workbook(path)


def test_entity_declarations_are_refused(tmp_path: Path) -> None:
    path = _repack(
        _workbook(tmp_path / "a.xlsx", [["a"]]),
        lambda name, body: (
            body.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
            if name == "xl/workbook.xml"
            else body
        ),
    )

    with pytest.raises(excel.UnusableFile, match="不允许的声明"):
        excel.open_workbook(path)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZ3", "CA9"])
def test_a_value_far_out_is_refused_before_memory_is_taken(tmp_path: Path, cell: str) -> None:
    book = excel.open_workbook(_workbook(tmp_path / "a.xlsx", [["a"]], **{cell: "x"}))

    with pytest.raises(excel.UnusableFile, match="拆成几份"):
        book.rows(book.sheets[0])


def test_an_empty_styled_cell_far_out_does_no_harm(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"]])
    empty = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    _repack(
        path,
        lambda name, body: (
            body.replace(b"</sheetData>", empty) if "worksheets/sheet1" in name else body
        ),
    )

    book = excel.open_workbook(path)

    assert book.rows(book.sheets[0]) == [["a"]]


@pytest.mark.parametrize("lost", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_its_inner_parts_is_refused(tmp_path: Path, lost: str) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["a"]])
    _repack(path, lambda name, body: None if name == lost else body)

    with pytest.raises(excel.UnusableFile):
        excel.open_workbook(path)


def test_written_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "http://a.cn", "007", "<script>"]

    count = excel.write_sheet(
        path, [excel.Column("内容")], [[text] for text in nasty], watermark="省李 2026-11-21 导出"
    )

    page = openpyxl.load_workbook(path).active
    assert page is not None
    assert count == len(nasty)
    assert page["A1"].value == "省李 2026-11-21 导出"
    assert [page.cell(row, 1).value for row in range(3, 3 + count)] == nasty
    assert {page.cell(row, 1).data_type for row in range(3, 3 + count)} == {"s"}
    assert page.freeze_panes == "A3"
    assert page["A3"].hyperlink is None


def test_written_values_keep_their_type(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    columns = [excel.Column(title) for title in ("日期", "时刻", "金额", "人数", "是否", "空")]
    row: list[writing.Value] = [
        date(2026, 11, 21),
        datetime(2026, 11, 21, 8, 30, tzinfo=clock.CHINA),
        Decimal("87032.15"),
        3,
        True,
        None,
    ]

    excel.write_sheet(path, columns, [row], sheet_name="a/b:c")

    page = openpyxl.load_workbook(path).active
    assert page is not None
    assert page.title == "abc"
    values = [cell.value for cell in page[2]]
    assert [str(value) for value in values[:2]] == ["2026-11-21 00:00:00", "2026-11-21 08:30:00"]
    assert values[2:] == [87032.15, 3, "是", None][: len(values) - 2]


FINDINGS = [
    Finding(3, "证件号码", "id_checksum", Severity.ERROR, "=校验码不对。"),
    Finding(3, "移动电话", "shared_phone", Severity.WARN, "手机号重复。"),
    Finding(4, "民族", "unknown_code", Severity.ERROR, "没有这一列。"),
]


def _mark(tmp_path: Path) -> tuple[bool, Path]:
    rows: list[list[Value]] = [
        ["题"],
        ["证件号码", "移动电话"],
        ["5117", "138"],
        ["x", "y"],
        ["k", "l"],
    ]
    book = excel.open_workbook(_workbook(tmp_path / "a.xlsx", rows))
    target = tmp_path / "marked.xlsx"
    layout = excel.Layout(book.sheets[0], 2, {"证件号码": 0, "移动电话": 1})
    own = excel.mark_workbook(book, layout, target, FINDINGS)
    return own, target


def test_bad_cells_are_marked_in_the_users_own_file(tmp_path: Path) -> None:
    own, target = _mark(tmp_path)

    page = openpyxl.load_workbook(target).active
    assert own
    assert page is not None
    assert page["A3"].fill.fgColor.rgb == "FFFFC9C9"
    assert page["A3"].comment is not None
    assert page["A3"].comment.text == "=校验码不对。"
    assert page["B3"].fill.fgColor.rgb == "FFFFEC99"
    assert page["A5"].comment is None
    assert page["C2"].value == "检查结果"
    assert page["C3"].value == "【错误】证件号码:=校验码不对。\n【提醒】移动电话:手机号重复。"
    assert page["C4"].value == "【错误】民族:没有这一列。"
    assert page["C5"].value is None


def test_a_big_workbook_comes_back_with_its_bad_rows_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_ROWS_TO_MARK", 2)

    own, target = _mark(tmp_path)

    page = openpyxl.load_workbook(target).active
    assert not own
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == ["原行号", "检查结果", "证件号码", "移动电话"]
    assert [row[0] for row in rows[1:]] == [3, 4]
    assert rows[1][2:] == ["5117", "138"]


def test_long_texts_wrap_and_a_sheet_prints_one_page_wide(tmp_path: Path) -> None:
    target = tmp_path / "long.xlsx"

    excel.write_sheet(target, [excel.Column("疑问"), excel.Column("短")], [["长" * 60, "短"]])

    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    assert (sheet["A2"].alignment.wrap_text, sheet["B2"].alignment.wrap_text) == (True, None)
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_long_texts_have_rows_high_enough_to_read(tmp_path: Path) -> None:
    """Not every program makes room for text in several lines when it opens a file."""
    path = tmp_path / "a.xlsx"
    rows: list[list[Value]] = [["短", 1], ["长" * 60, 2], ["两行\n第二行" + "长" * 25, 3]]

    excel.write_sheet(path, [excel.Column("疑问", 20), excel.Column("序号")], rows)

    page = openpyxl.load_workbook(path).active
    assert page is not None
    heights = [page.row_dimensions[number].height for number in (2, 3, 4)]
    assert heights == [None, 15 * 8, 15 * 5]
    assert page["A3"].alignment.wrap_text
    assert page["B3"].alignment.vertical == "top"
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)
