"""An answer line by line: values on their scales, repeated lines, the total at the end. Pure.

One error refuses the whole file: half an answer would count the rest as “未查到”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from niangjia.comparison.rules import header
from niangjia.comparison.rules.codes import Protection, ThirdPartyKind
from niangjia.comparison.rules.header import Heading, error
from niangjia.comparison.rules.values import SCALES
from niangjia.kernel.findings import Finding
from niangjia.members.rules import cells
from niangjia.members.rules.cells import Cell

MOST_FINDINGS = 500
NOBODY = ("未查到", "查无此人", "无此人")
"""How an answer says that the authority has no such person."""
_GENDERS = {"男": 1, "1": 1, "女": 2, "2": 2, "": 0, "未知": 0, "0": 0, "9": 0}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TOTALS = (header.TOTAL, "总计", "共计")
_BATCH = re.compile(r"批次[::]?(BD[0-9]{6}-[0-9A-Z]+)")
_TRUSTED_DIGITS = 15
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")
_FIRST_BIRTH = date(1900, 1, 1)


class Line(NamedTuple):
    """One line of an answer. ``values``: kind → code of its scale, None for “未查到”."""

    row: int
    name: str
    identity: str
    born_on: date | None
    gender: int
    region: str
    values: Mapping[ThirdPartyKind, str | None]


@dataclass
class Reading:
    """What came of a file: its kinds, its lines (unless kept elsewhere), everything wrong with it."""

    kinds: tuple[ThirdPartyKind, ...] = ()
    lines: list[Line] = field(default_factory=list)
    line_count: int = 0
    findings: list[Finding] = field(default_factory=list)
    finding_count: int = 0

    def add(self, found: Iterable[Finding]) -> None:
        """Keep the first 500, count all."""
        for one in found:
            self.finding_count += 1
            if len(self.findings) < MOST_FINDINGS:
                self.findings.append(one)


class Reader:
    """Reads rows one after the other; ``finish`` judges the end.

    ``number``: the batch that asked; a file that names another one is refused. ``keep``: who gets the
    good lines, one after the other; otherwise they stand in ``reading.lines``.
    """

    def __init__(
        self,
        asked: Sequence[str],
        protection: str,
        today: date,
        *,
        number: str = "",
        keep: Callable[[Line], None] | None = None,
    ) -> None:
        self._asked = asked
        self._protection = protection
        self._today = today
        self._number = number
        self._heading: Heading | None = None
        self._is_head_good = False
        self._seen: dict[int, int] = {}  # by hash: a million lines are held cheaply
        self._values_once: dict[tuple[object, ...], Mapping[ThirdPartyKind, str | None]] = {}
        self._total: tuple[int, int | None] | None = None
        self._count = 0
        self.reading = Reading()
        self._deliver = keep or self.reading.lines.append

    def read(self, row: int, row_cells: Sequence[Cell]) -> None:
        """One row of the sheet, ``row`` as the user counts."""
        if not any(str(cell).strip() for cell in row_cells):
            return
        if self._heading is None:
            self._head(row, row_cells)
        elif self._total is not None:
            self._wrong(row, "", "after_total", "“合计”行之后还有内容。请对方检查后重新导出。")
        elif (first := cells.plain(row_cells[0]).rstrip(":")) in _TOTALS:
            self._end(row, row_cells[1:])
        elif first.startswith(_TOTALS):
            self._end(row, [first[2:], *row_cells[1:]])
        else:
            self._count += 1
            if self._is_head_good:  # otherwise every line would only say so again
                self._line(row, row_cells, self._heading)

    def finish(self) -> Reading:
        """The end of the file: is the heading there, is the total, is it right?"""
        if self._heading is None:
            text = "没有找到表头(应有“证件号码”等栏目)。请核对是否选错了文件。"
            self._wrong(1, "", "no_heading", text)
        elif self._total is None:
            text = "文件末尾没有“合计”行,可能没有传完。请对方重新导出完整的文件。"
            self._wrong(self._heading.row + self._count, "", "no_total", text)
        elif self._total[1] != self._count:
            said = "没有写行数" if self._total[1] is None else f"写的是{self._total[1]}行"
            text = f"“合计”{said},实际有{self._count}行。文件可能缺行或多行,请对方重新导出。"
            self._wrong(self._total[0], header.TOTAL, "wrong_total", text)
        elif not self._count:
            self._wrong(self._heading.row, "", "empty", "文件里没有数据行。请对方重新提供。")
        return self.reading

    def _wrong(self, row: int, column: str, code: str, message: str) -> None:
        self.reading.add([error(row, column, code, message)])

    def _end(self, row: int, row_cells: Sequence[Cell]) -> None:
        self._total = (row, _total(row_cells))
        self._check_batch(row, row_cells)

    def _check_batch(self, row: int, row_cells: Sequence[Cell]) -> None:
        named = {n for cell in row_cells for n in _BATCH.findall(cells.compact(str(cell)))}
        if self._number and named and self._number not in named:
            text = (
                f"这是批次{min(named)}的文件,本批是{self._number}。"
                "请到那一批导入,或请对方提供本批的答复。"
            )
            self._wrong(row, "", "other_batch", text)

    def _head(self, row: int, row_cells: Sequence[Cell]) -> None:
        if not header.looks_like_heading(row_cells):
            self._check_batch(row, row_cells)
            return
        self._heading, found = header.read_heading(row, row_cells, self._asked, self._protection)
        self.reading.kinds = tuple(self._heading.kinds)
        self._is_head_good = not found
        self.reading.add(found)

    def _line(self, row: int, row_cells: Sequence[Cell], heading: Heading) -> None:
        if len(row_cells) < heading.width:
            text = f"这一行只有{len(row_cells)}栏,表头有{heading.width}栏。文件可能没有传完。"
            self._wrong(row, "", "short_line", text)
            return
        if any(str(cell).strip() for cell in row_cells[heading.width :]):
            text = f"这一行比表头多出内容(表头{heading.width}栏)。请对方检查是否有多余的逗号。"
            self._wrong(row, "", "long_line", text)
            return
        before = self.reading.finding_count
        line = self._read_line(row, row_cells, heading)
        if self.reading.finding_count == before:
            self._keep(line)

    def _keep(self, line: Line) -> None:
        key = (line.identity,) if line.identity else (line.name, line.born_on, line.region)
        earlier = self._seen.setdefault(hash(key), line.row)
        if earlier != line.row:
            text = f"与第{earlier}行是同一个人。请对方合并成一行。"
            self._wrong(line.row, "", "repeated", text)
        else:
            self.reading.line_count += 1
            self._deliver(line)

    def _read_line(self, row: int, row_cells: Sequence[Cell], heading: Heading) -> Line:
        def cell(name: str) -> Cell:
            place = heading.places.get(name)
            return "" if place is None else row_cells[place]

        values = self._values(row, row_cells, heading)
        if self._protection == Protection.HASHED:
            digest = cells.compact(str(cell(header.DIGEST))).lower()
            if not _DIGEST.fullmatch(digest):
                text = "摘要应为64位十六进制字符。请对方用约定的SM3-HMAC方法重新计算。"
                self._wrong(row, header.DIGEST, "bad_digest", text)
            return Line(row, "", digest, None, 0, "", values)
        born_on = self._born_on(row, cell(header.BORN))
        line = Line(
            row,
            cells.name(cell(header.NAME)),
            self._identity(row, cell(header.IDENTITY)),
            born_on,
            self._gender(row, cell(header.GENDER)),
            self._region(row, cell(header.REGION)),
            values,
        )
        if not line.name:
            self._wrong(row, header.NAME, "no_name", "没有姓名。请对方补上。")
        elif not line.identity and born_on is None:
            text = "证件号码和出生日期都没有,无法核对是谁。请对方补上其中一项。"
            self._wrong(row, header.IDENTITY, "no_key", text)
        return line

    def _identity(self, row: int, cell: Cell) -> str:
        number = normal_identity(cells.plain(cell))
        is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
        if _ROUNDED.fullmatch(number) or (is_number and len(number) > _TRUSTED_DIGITS):
            text = "证件号码成了数字,末几位已丢失。请对方把该列设为“文本”后重新导出。"
            self._wrong(row, header.IDENTITY, "lost_digits", text)
            return ""
        return number

    def _born_on(self, row: int, cell: Cell) -> date | None:
        if not str(cell).strip():
            return None
        day = cells.read_date(cell)
        if day is None or not _FIRST_BIRTH <= day <= self._today:
            text = "出生日期不是有效的日期。请对方按“1975-03-02”的样子填写。"
            self._wrong(row, header.BORN, "bad_date", text)
        return day

    def _gender(self, row: int, cell: Cell) -> int:
        found = _GENDERS.get(cells.plain(cell))
        if found is None:
            self._wrong(row, header.GENDER, "bad_gender", "性别应填“男”或“女”。请对方更正。")
        return found or 0

    def _region(self, row: int, cell: Cell) -> str:
        text = cells.compact(cells.plain(cell))
        if text and not re.fullmatch(r"[0-9]{6,12}", text, re.ASCII):
            message = "户籍地代码应为6位行政区划代码。请对方更正,没有的可以留空。"
            self._wrong(row, header.REGION, "bad_region", message)
            return ""
        return text[:6]

    def _values(
        self, row: int, row_cells: Sequence[Cell], heading: Heading
    ) -> Mapping[ThirdPartyKind, str | None]:
        values: dict[ThirdPartyKind, str | None] = {}
        before = self.reading.finding_count
        for kind, place in heading.kinds.items():
            text = cells.plain(row_cells[place])
            if not text:
                continue
            code = None if text in NOBODY else SCALES[kind].read(text)
            if code is None and text not in NOBODY:
                message = f"“{kind.label}”填的是“{text[:10]}”,应为{SCALES[kind].known}或未查到。请对方更正。"
                self._wrong(row, kind.label, "bad_value", message)
                continue
            values[kind] = code
        if not values and heading.kinds and self.reading.finding_count == before:
            message = "这一行没有填写任何结果。查无此人的请填“未查到”。"
            self._wrong(row, "", "no_value", message)
        return self._values_once.setdefault(tuple(values.items()), values)


def normal_identity(text: str) -> str:
    """A document number as it is compared: half-width, no blanks, upper case."""
    return cells.compact(text).strip("'`‘’").upper()


def _total(row_cells: Sequence[Cell]) -> int | None:
    for cell in row_cells:
        text = (
            cells.compact(cells.plain(cell)).replace(",", "").removesuffix("行").removesuffix("人")
        )
        if text.isascii() and text.isdigit():
            return int(text[:12])
    return None
