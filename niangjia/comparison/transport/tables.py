"""Files as rows of cells and back: CSV in GB18030 or UTF-8, Excel."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from niangjia.comparison.rules import FileFormat
from niangjia.comparison.rules.header import error
from niangjia.kernel import excel
from niangjia.kernel.excel.container import MAX_ROWS
from niangjia.kernel.findings import Finding
from niangjia.members.rules.cells import Cell

_ZIP = b"PK\x03\x04"
_TOO_MANY = f"{MAX_ROWS:,}行"
SUFFIXES = {
    FileFormat.CSV_GB18030: ".csv",
    FileFormat.CSV_UTF8: ".csv",
    FileFormat.XLSX: ".xlsx",
}


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """The file cannot be read as a table; carries what is wrong and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def write(
    titles: Sequence[str], rows: Iterable[Sequence[str]], file_format: str, note: str, folder: Path
) -> bytes:
    """A table as a file. ``note`` stands above the heading where the format has room for it."""
    if file_format == FileFormat.XLSX:
        with tempfile.TemporaryDirectory(dir=folder) as private:
            path = Path(private) / "list.xlsx"
            excel.write_sheet(
                path, [excel.Column(t) for t in titles], rows, sheet_name="名单", watermark=note
            )
            return path.read_bytes()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows(rows)
    if file_format == FileFormat.CSV_GB18030:
        return text.getvalue().encode("gb18030")
    return text.getvalue().encode("utf-8-sig")  # Excel needs the mark to show Chinese


def rows_of(content: bytes, folder: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    """(row number, cells), judged by content. Raises Unreadable."""
    if content.startswith(_ZIP):
        yield from _sheet_rows(content, folder)
    else:
        yield from _csv_rows(_decode(content))


def _sheet_rows(content: bytes, folder: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    with tempfile.TemporaryDirectory(dir=folder) as private:
        path = Path(private) / "answer.xlsx"
        path.write_bytes(content)
        try:
            book = excel.open_workbook(path)
            sheet = next((s for s in book.sheets if s.is_visible), book.sheets[0])
            rows = book.rows(sheet)
        except excel.UnusableFile as refusal:
            more = (
                "行数多的答复请对方改用CSV提供(不超过50MB)。" if _TOO_MANY in refusal.reason else ""
            )
            raise Unreadable(error(1, "", "unusable", refusal.reason + more)) from refusal
        yield from enumerate(rows, 1)


def _decode(content: bytes) -> str:
    if b"\0" in content:
        text = "这不是CSV或Excel文件(含有不可见的控制字符)。请核对是否选错了文件。"
        raise Unreadable(error(1, "", "not_a_table", text))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as fault:
        row = content.count(b"\n", 0, fault.start) + 1
        text = (
            f"第{row}行有无法识别的字符:既不是GB18030也不是UTF-8编码,或文件没有传完。"
            "请对方重新导出后再传。"
        )
        raise Unreadable(error(row, "", "encoding", text)) from fault


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    while True:
        row = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            message = f"第{row}行的引号不成对,无法分清各栏。请对方重新导出后再传。"
            raise Unreadable(error(row, "", "quotes", message)) from fault
        yield row, cells
