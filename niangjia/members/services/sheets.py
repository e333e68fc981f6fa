"""Reading an uploaded member sheet: the right table found, every row checked."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from niangjia.kernel import excel
from niangjia.kernel.excel import Sheet, UnusableFile, Workbook
from niangjia.members.rules.cells import Cell
from niangjia.members.rules.header import Header, find_header
from niangjia.members.rules.sheet import CheckedSheet, check_in_parts, check_sheet, data_rows

_EXPECTED = "需要含“姓名、证件号码、移动电话、会籍变化类型”等列名的《工会会员实名信息采集表》"


@dataclass(frozen=True)
class MemberTable:
    """The member table found in a workbook, its rows still to be checked."""

    workbook: Workbook
    sheet: Sheet
    header: Header
    rows: list[list[Cell]] = field(repr=False)
    formulas: frozenset[tuple[int, int]]
    today: date

    def parts(self, size: int) -> Iterator[CheckedSheet]:
        """The checked rows, ``size`` at a time."""
        return check_in_parts(
            self.rows, self.header, today=self.today, formulas=self.formulas, size=size
        )

    def checked(self) -> CheckedSheet:
        """All rows checked."""
        return check_sheet(self.rows, self.header, today=self.today, formulas=self.formulas)


def open_member_table(path: Path, *, today: date) -> MemberTable:
    """Open the workbook and find the member table. Raises UnusableFile."""
    with without_collector():
        workbook = excel.open_workbook(path)
        sheet, header, rows = _find_table(workbook)
        table = MemberTable(workbook, sheet, header, rows, workbook.formulas(sheet), today)
    if next(data_rows(rows, header), None) is None:
        raise UnusableFile(
            f"“{sheet.name}”表只有表头,没有会员数据。请检查是否选错了文件或忘了保存。"
        )
    return table


def _find_table(workbook: Workbook) -> tuple[Sheet, Header, list[list[Cell]]]:
    """The one visible sheet with a member header; hidden ones only when no visible one has it."""
    for is_visible in (True, False):
        found = []
        for sheet in workbook.sheets:
            if sheet.is_visible is is_visible:
                rows = workbook.rows(sheet)
                header = find_header(rows)
                if header is not None:
                    found.append((sheet, header, rows))
        complete = [item for item in found if not item[1].missing]
        filled = [item for item in complete if len(item[2]) > item[1].row]
        if len(filled) > 1:
            names = "、".join(sheet.name for sheet, _, _ in filled)
            raise UnusableFile(
                f"工作簿里有{len(filled)}张会员表({names}),一次只能导入一张。请分开保存后逐个上传。"
            )
        if complete:
            return (filled or complete)[0]
        if found:
            lost = "、".join(found[0][1].missing)
            raise UnusableFile(f"表头缺少必需的列:{lost}。请补上列名(可带*号)后重新上传。")
    raise UnusableFile(f"没有找到表头:{_EXPECTED}。请检查是否选错了文件。")


@contextmanager
def without_collector() -> Iterator[None]:
    """Hundreds of thousands of lists and no cycles: the collector would cost a quarter more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
