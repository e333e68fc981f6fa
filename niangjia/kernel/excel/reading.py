"""Reading an .xlsx: values as they are typed in the sheet, row numbers as the user sees them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from niangjia.kernel.excel.container import (
    MAX_COLUMNS,
    MAX_ROWS,
    Container,
    UnusableFile,
    inspect,
    unpack,
)

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A cell's value; an empty cell is the empty text."""

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s/>]")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]+)(\d+)[\"']")
_OVERLAP = 4096
_LARGEST_INDEX_PART = 4 * 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """One worksheet of a workbook."""

    name: str
    part: str
    is_visible: bool
    has_formulas: bool
    is_too_wide: bool


class Workbook:
    """An opened .xlsx. Row numbers are 1-based as in Excel, column indexes 0-based."""

    def __init__(self, container: Container) -> None:
        """Raises UnusableFile."""
        self.path = container.path
        try:
            with container.path.open("rb") as file:
                self._book = CalamineWorkbook.from_filelike(file)
        except (CalamineError, ValueError, OSError) as error:
            raise UnusableFile(
                "文件内部结构不完整,无法打开。请用Excel或WPS打开后另存为.xlsx,再重新上传。"
            ) from error
        targets = _sheet_parts(container)
        visible = {
            sheet.name: sheet.visible is SheetVisibleEnum.Visible
            for sheet in self._book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        }
        self.sheets: tuple[Sheet, ...] = tuple(
            Sheet(name, part, visible[name], scan.has_formulas, scan.is_too_wide)
            for name, part in targets
            if name in visible and (scan := container.parts.get(part)) is not None
        )
        if not self.sheets:
            raise UnusableFile("工作簿里没有数据表。请检查是否选错了文件。")

    def rows(self, sheet: Sheet) -> list[list[Cell]]:
        """All rows from row 1 on, each as wide as the sheet. Raises UnusableFile."""
        if sheet.is_too_wide:
            raise UnusableFile(
                f"“{sheet.name}”表超过{MAX_ROWS:,}行或{MAX_COLUMNS}列(可能很远处误填了内容)。"
                "请删去多余的行列,或拆成几份上传。"
            )
        try:
            rows: list[list[Cell]] = self._book.get_sheet_by_name(sheet.name).to_python(
                skip_empty_area=False
            )
        except (CalamineError, ValueError) as error:
            raise UnusableFile(
                f"“{sheet.name}”表读取失败。请用Excel或WPS打开后另存为.xlsx,再重新上传。"
            ) from error
        return rows

    def formulas(self, sheet: Sheet) -> frozenset[tuple[int, int]]:
        """(row, column index) of every cell that holds a formula. Raises UnusableFile."""
        if not sheet.has_formulas:
            return frozenset()
        found: set[tuple[int, int]] = set()
        with self.path.open("rb") as file, zipfile.ZipFile(file) as archive:
            tail = b""
            for chunk in unpack(file, archive.getinfo(sheet.part)):
                text = tail + chunk
                found.update(
                    _formula_cell(match.group(1)) for match in _FORMULA_CELL.finditer(text)
                )
                tail = text[-_OVERLAP:]
        return frozenset(found)


def open_workbook(path: Path) -> Workbook:
    """Check the file, then open it. Raises UnusableFile with a Chinese message."""
    return Workbook(inspect(path))


def column_letters(index: int) -> str:
    """``0`` → ``A``, ``26`` → ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_blank(row: Sequence[Cell]) -> bool:
    """Whether no cell of the row holds anything but blanks."""
    return not any(cell if not isinstance(cell, str) else cell.strip() for cell in row)


def _formula_cell(attributes: bytes) -> tuple[int, int]:
    match = _REFERENCE.search(attributes)
    if match is None:
        raise UnusableFile(
            "表中有公式,但单元格没有编号,无法定位。请全选复制,“选择性粘贴—数值”到新工作簿后上传。"
        )
    index = 0
    for letter in match.group(1):
        index = index * 26 + letter - 64
    return int(match.group(2)), index - 1


def _sheet_parts(container: Container) -> list[tuple[str, str]]:
    """Sheet names with their part of the archive, in the order of the tabs."""
    with container.path.open("rb") as file, zipfile.ZipFile(file) as archive:
        try:
            book = _xml(file, archive.getinfo("xl/workbook.xml"))
            links = _xml(file, archive.getinfo("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError) as error:
            raise UnusableFile(
                "文件内部结构不完整,无法打开。请用Excel或WPS打开后另存为.xlsx,再重新上传。"
            ) from error
    targets = {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in links
    }
    found = []
    for node in book.iter():
        if node.tag.endswith("}sheet"):
            link = node.get(_REL) or node.get(_STRICT_REL) or ""
            found.append((node.get("name", ""), targets.get(link, "")))
    return found


def _xml(file: BinaryIO, entry: zipfile.ZipInfo) -> ElementTree.Element:
    """A small index part; the scan has already refused document type declarations."""
    text = b"".join(unpack(file, entry))
    if len(text) > _LARGEST_INDEX_PART:
        raise UnusableFile("文件的目录异常庞大,不像正常的表格,已拒绝打开。")
    return ElementTree.fromstring(text)  # noqa: S314 - no declarations, small: checked above
