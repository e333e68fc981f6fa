"""Files as rows of cells and back: CSV in GB18030 or UTF-8, Excel."""

from __future__ import annotations

import codecs
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
_CHUNK, _SAMPLE = 1 << 20, 4_096
_ASCII = 0x7F
_CHINESE_ENOUGH = 3
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
    """A table as a file. ``note`` (purpose, expiry) stands above the heading; readers look for the heading."""
    if file_format == FileFormat.XLSX:
        with tempfile.TemporaryDirectory(dir=folder) as private:
            path = Path(private) / "list.xlsx"
            excel.write_sheet(
                path, [excel.Column(t) for t in titles], rows, sheet_name="名单", watermark=note
            )
            return path.read_bytes()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[note]] if note else [])
    writer.writerow(titles)
    writer.writerows(rows)
    if file_format == FileFormat.CSV_GB18030:
        return text.getvalue().encode("gb18030")
    return text.getvalue().encode("utf-8-sig")  # Excel needs the mark to show Chinese


def rows_of(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    """(row number, cells), judged by content, read as it goes. Raises Unreadable."""
    with path.open("rb") as file:
        is_zip = file.read(len(_ZIP)) == _ZIP
    if is_zip:
        yield from _sheet_rows(path)
    else:
        yield from _csv_rows(path, _encoding_of(path))


def _sheet_rows(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        book = excel.open_workbook(path)
        sheet = next((s for s in book.sheets if s.is_visible), book.sheets[0])
        rows = book.rows(sheet)
    except excel.UnusableFile as refusal:
        more = "行数多的答复请对方改用CSV提供。" if _TOO_MANY in refusal.reason else ""
        raise Unreadable(error(1, "", "unusable", refusal.reason + more)) from refusal
    yield from enumerate(rows, 1)


def _encoding_of(path: Path) -> str:
    """UTF-8 or GB18030, whichever the whole file is. Raises Unreadable with the line that is neither.

    A file whose first Chinese characters are UTF-8 is UTF-8 with a fault further down: every pair of
    bytes is some character of GB18030, but three Chinese ones in a row are not UTF-8 by accident.
    """
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            text = "文件是UTF-16编码(“Unicode文本”)。请对方另存为“CSV(逗号分隔)”或Excel后再传。"
            raise Unreadable(error(1, "", "encoding", text))
    fault = _fault(path, "utf-8")
    if fault is None:
        return "utf-8-sig"
    row, chinese = fault
    if chinese < _CHINESE_ENOUGH:
        fault = _fault(path, "gb18030")
        if fault is None:
            return "gb18030"
        row = fault[0]
    text = (
        f"第{row}行有无法识别的字符:既不是GB18030也不是UTF-8编码,或文件没有传完。"
        "请对方重新导出后再传。"
    )
    raise Unreadable(error(row, "", "encoding", text))


def _fault(path: Path, encoding: str) -> tuple[int, int] | None:
    """(line, characters other than ASCII before it) of the first byte that is not of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rows, chinese = 1, 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_CHUNK)
            if b"\0" in piece:
                text = "这不是CSV或Excel文件(含有不可见的控制字符)。请核对是否选错了文件。"
                raise Unreadable(error(1, "", "not_a_table", text))
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as fault:
                good = fault.object[: fault.start]
                chinese += sum(byte > _ASCII for byte in good) // 3
                return rows + good.count(b"\n"), chinese
            if not piece:
                return None
            rows += text.count("\n")
            if chinese < _CHINESE_ENOUGH:
                chinese += sum(char > "\x7f" for char in text[:_SAMPLE])


def _csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, strict=True)
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
