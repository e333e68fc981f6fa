"""Checking the official 20-column member sheet: raw rows in, members and findings out. Pure.

The finding codes are a public contract, described in docs/guide/member-import.md. Each cell gets
at most one finding, its root cause; what would only follow from it is not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from niangjia.kernel.findings import Finding, Severity
from niangjia.members.rules.cells import Cell, compact, plain, tidy
from niangjia.members.rules.header import COLUMNS, Column, Header, is_header_again
from niangjia.members.rules.row import CheckedRow, RowReader

_TAIL = re.compile(
    r"(?:本页|以上|本表|全部|人数|会员|总人数)?(?:合计|小计|总计|共计|累计|汇总|总数)"
    r"|填表说明|填报说明|填写说明|说明|备注|注\d?[::、.]|填表人?|填报人|制表人?|审核人?|审批人?|复核人?"
    r"|经办人|负责人|单位负责人|工会主席|联系电话|填报单位|填表单位|填报日期|填表日期|填报时间"
    r"|填表时间|单位盖章|[((]?盖章|单位[((]盖章|工会[((]盖章|共\d+人|以下空白|第\d+页"
    r"|\d{0,4}年\d{0,2}月\d{0,2}日$"
)
_SPEAKING = re.compile(r"[::。;;]")
_NUMBER_LENGTH = 15
_SENTENCE_LENGTH = 20


@dataclass
class CheckedSheet:
    """The outcome: rows without an error, all findings in the order of the sheet."""

    row_count: int = 0
    rows: list[CheckedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, part: CheckedSheet) -> None:
        """Append the outcome of the rows that follow."""
        self.row_count += part.row_count
        self.rows += part.rows
        self.findings += part.findings


def check_sheet(
    rows: Sequence[Sequence[Cell]],
    header: Header,
    *,
    today: date,
    formulas: Iterable[tuple[int, int]] = (),
) -> CheckedSheet:
    """Check every data row below the header against the rules and against each other.

    ``formulas`` are (row number, column index) of cells that hold one.
    """
    whole = CheckedSheet()
    for part in check_in_parts(rows, header, today=today, formulas=formulas, size=len(rows) or 1):
        whole.add(part)
    return whole


def check_in_parts(
    rows: Sequence[Sequence[Cell]],
    header: Header,
    *,
    today: date,
    formulas: Iterable[tuple[int, int]] = (),
    size: int,
) -> Iterator[CheckedSheet]:
    """The same, ``size`` rows at a time, so that something else can go on with the first ones.

    The first part is a fifth of that: whoever waits for it begins sooner.
    """
    reader = RowReader(header, today=today, formulas=formulas)
    seen = Seen()
    part = CheckedSheet()
    enough = max(size // 5, 1)
    for number, row in data_rows(rows, header):
        _check_row(reader, seen, number, row, part)
        if part.row_count == enough:
            yield part
            part, enough = CheckedSheet(), size
    if part.row_count:
        yield part


def _check_row(
    reader: RowReader, seen: Seen, number: int, row: Sequence[Cell], part: CheckedSheet
) -> None:
    part.row_count += 1
    checked = reader.read(number, row)
    findings = reader.take_findings()
    if isinstance(checked, CheckedRow):
        clash = seen.add(checked.row, checked.id_type, checked.number, checked.phone)
        findings += clash
        if not any(finding.severity is Severity.ERROR for finding in clash):
            part.rows.append(checked)
    else:
        findings += seen.add(*checked)
    if findings:
        part.findings += sorted(findings, key=_by_column)


def data_rows(
    rows: Sequence[Sequence[Cell]], header: Header
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows that speak of a person, with their sheet row number.

    Left out: blank lines, lines with nothing but a serial number, the header repeated, totals
    and the notes around the table.
    """
    number_at = header.columns[Column.ID_NUMBER]
    name_at = header.columns[Column.NAME]
    telling = [index for column, index in header.columns.items() if column is not Column.SERIAL]
    width = max(header.columns.values()) + 1
    for number, row in enumerate(rows[header.row :], header.row + 1):
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        identity = row[number_at]
        is_usual = (
            isinstance(identity, str) and identity.isascii() and len(identity) >= _NUMBER_LENGTH
        )
        if (is_usual and row[name_at]) or _is_data(row, header, telling):
            yield number, row


def _is_data(row: Sequence[Cell], header: Header, telling: Sequence[int]) -> bool:
    return (
        any(_says(row[index]) for index in telling)
        and not is_header_again(row, header)
        and not _is_note(row, header.columns[Column.ID_NUMBER])
    )


def _says(cell: Cell) -> bool:
    return bool(tidy(cell)) if isinstance(cell, str) else True


def _is_note(row: Sequence[Cell], number_at: int) -> bool:
    """A total or a note: begins or speaks like one, and has no number where the document's goes."""
    digit_count = sum(char.isdigit() for char in compact(plain(row[number_at])))
    if digit_count >= _NUMBER_LENGTH:
        return False
    filled = [text.replace(" ", "") for cell in row if (text := plain(cell))]
    if any(_TAIL.match(text) or _SPEAKING.search(text) for text in filled[:2]):
        return True
    return len(filled[0]) > _SENTENCE_LENGTH


_COLUMN_ORDER = {column.value: place for place, column in enumerate(COLUMNS)}


def _by_column(finding: Finding) -> int:
    return _COLUMN_ORDER[finding.column]


class Seen:
    """Who and which phone came before in the same sheet."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._people: dict[tuple[int, str], int] = {}
        self._phones: dict[str, int] = {}

    def add(self, row: int, id_type: int, number: str, phone: str) -> list[Finding]:
        """Remember a row; findings if the person or the phone was there before.

        Empty texts stand for unusable ones. A person repeated gets the one finding that matters.
        """
        if number:
            first = self._people.setdefault((id_type, number), row)
            if first != row:
                message = f"与第{first}行是同一个人(证件号码相同)。请核对后只保留一行。"
                return [
                    Finding(row, Column.ID_NUMBER, "duplicate_in_file", Severity.ERROR, message)
                ]
        if phone:
            owner_row = self._phones.setdefault(phone, row)
            if owner_row != row:
                message = (
                    f"与第{owner_row}行的手机号相同。家人共用可以导入;如填错请更正,以免收不到通知。"
                )
                return [Finding(row, Column.PHONE, "shared_phone", Severity.WARN, message)]
        return []
