"""Checking one row of the member sheet: each cell by its own rule, then cells against each other.

Pure. Written for speed as well: 100,000 rows are checked while somebody waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.ids import age_on, is_mobile
from niangjia.members.rules import codes
from niangjia.members.rules.cells import Cell, digits, name, plain, read_date
from niangjia.members.rules.codes import CodeList, Gender, IdType
from niangjia.members.rules.header import COLUMNS, Column, Header
from niangjia.members.rules.identity import Document, Refusal, read_document

MINIMUM_AGE = 16
"""劳动法第十五条: nobody below 16 may be employed, so nobody below 16 can be a member."""

_LONGEST_NAME = 50
_LONGEST_TEXT = {Column.HOUSEHOLD_PLACE: 60, Column.EMPLOYER: 100, Column.NATIVE_PLACE: 60}
_COUNTRY_CODE = re.compile(r"(?:\+|00)?86(?=1)")
_CACHED_CODES = 5_000


class CheckedRow(NamedTuple):
    """One member as the sheet says, every value normalised. Codes as in `codes`.

    A named tuple, not a dataclass: a sheet has up to 300,000 of them.
    """

    row: int
    name: str
    gender: int
    born_on: date
    ethnicity: int | None
    employment: int | None
    id_type: int
    number: str
    education: int | None
    skill: int | None
    phone: str
    household: int | None
    household_place: str
    change: int
    changed_on: date
    reason: int | None
    politics: int | None
    employer: str
    native_place: str
    is_migrant: bool


class RefusedRow(NamedTuple):
    """What is still known of a row with errors, to find its repetition further down."""

    row: int
    id_type: int
    number: str
    phone: str


class RowReader:
    """Reads the rows of one sheet; findings of the row just read wait in `take_findings`."""

    def __init__(
        self, header: Header, *, today: date, formulas: Iterable[tuple[int, int]] = ()
    ) -> None:
        """``formulas`` are (row number, column index) of the cells that hold one."""
        self._today = today
        self._pick = itemgetter(*(header.columns.get(column, -1) for column in COLUMNS))
        self._codes: dict[Column, dict[Cell, int | None]] = {column: {} for column in COLUMNS}
        self._findings: list[Finding] = []
        self._row = 0
        names = {index: column for column, index in header.columns.items()}
        self._formulas: dict[int, set[Column]] = {}
        for row, index in formulas:
            if index in names and names[index] is not Column.SERIAL:
                self._formulas.setdefault(row, set()).add(names[index])

    def take_findings(self) -> list[Finding]:
        """The findings of the last row, once."""
        findings, self._findings = self._findings, []
        return findings

    def read(self, number: int, row: Sequence[Cell]) -> CheckedRow | RefusedRow:
        """Check the row with that sheet row number."""
        self._row = number
        # The blank at the end is what a column that the sheet does not have reads.
        checked = self._check(self._pick([*row, ""]))
        if number in self._formulas:
            self._report_formulas(self._formulas[number])
        if self._findings and any(f.severity is Severity.ERROR for f in self._findings):
            return RefusedRow(number, checked.id_type, checked.number, checked.phone)
        return checked

    def _check(self, cells: tuple[Cell, ...]) -> CheckedRow:
        (
            _, name_cell, gender_cell, birth_cell, ethnicity, employment, type_cell, number_cell,
            education, skill, phone_cell, household, place, change_cell, changed_cell, reason,
            politics, employer, native_place, migrant,
        ) = cells  # fmt: skip
        read_name = self._name(name_cell)
        id_type = self._id_type(type_cell)
        document = self._document(id_type, number_cell)
        born_on = self._birth(birth_cell, document)
        return CheckedRow(
            self._row,
            read_name,
            self._gender(gender_cell, document),
            born_on or date.min,
            self._code(Column.ETHNICITY, codes.ETHNICITY, ethnicity),
            self._code(Column.EMPLOYMENT, codes.EMPLOYMENT, employment),
            id_type or 0,
            document.number if document else "",
            self._code(Column.EDUCATION, codes.EDUCATION, education),
            self._code(Column.SKILL, codes.SKILL, skill),
            self._phone(phone_cell),
            self._code(Column.HOUSEHOLD, codes.HOUSEHOLD, household),
            self._text(Column.HOUSEHOLD_PLACE, place),
            self._change(change_cell),
            self._changed_on(changed_cell, born_on),
            self._code(Column.REASON, codes.REASON, reason),
            self._code(Column.POLITICS, codes.POLITICS, politics),
            self._text(Column.EMPLOYER, employer),
            self._text(Column.NATIVE_PLACE, native_place),
            bool(self._code(Column.MIGRANT, codes.YES_NO, migrant)),
        )

    # --- One cell -------------------------------------------------------------------------

    def _name(self, cell: Cell) -> str:
        text = name(cell)
        if text.startswith("="):
            self._refuse(Column.NAME, "formula", _FORMULA)
        elif not any(map(str.isalpha, text)):
            problem = "没有填姓名" if not plain(cell) else f"“{plain(cell)[:20]}”不是姓名"
            self._refuse(Column.NAME, "name_missing", f"{problem}。请按身份证填写姓名。")
        elif len(text) > _LONGEST_NAME:
            message = (
                f"姓名有{len(text)}个字,最多{_LONGEST_NAME}个。请检查是否把其他内容填进了姓名。"
            )
            self._refuse(Column.NAME, "name_missing", message)
        return text

    def _id_type(self, cell: Cell) -> int | None:
        """The document type; a resident identity card where the cell is empty."""
        before = len(self._findings)
        found = self._code(Column.ID_TYPE, codes.ID_TYPE, cell)
        return found or (IdType.RESIDENT if len(self._findings) == before else None)

    def _document(self, id_type: int | None, cell: Cell) -> Document | None:
        """None when the number cannot be used; nothing else is derived from it then."""
        if id_type is None:
            return None
        read = read_document(id_type, cell, today=self._today)
        if isinstance(read, Refusal):
            self._refuse(Column.ID_NUMBER, read.code, read.message)
            return None
        if read.is_converted:
            message = "15位旧证件号码已按国家标准换算为18位。请核对身份证,今后填写18位号码。"
            self._findings.append(
                Finding(self._row, Column.ID_NUMBER, "id_15", Severity.WARN, message)
            )
        if read.born_on and age_on(read.born_on, self._today) < MINIMUM_AGE:
            self._underage(Column.ID_NUMBER, read.born_on)
        return read

    def _birth(self, cell: Cell, document: Document | None) -> date | None:
        known = document.born_on if document else None
        if known and cell in ("", f"{known:%Y%m%d}"):
            return known
        day = read_date(cell)
        if day is None and plain(cell):
            message = f"“{plain(cell)[:20]}”不是日期。请按19900131的样子填写8位出生日期。"
            self._refuse(Column.BIRTH, "date_invalid", message)
        elif known and day and day != known:
            message = f"出生日期{day:%Y%m%d}与证件号码中的{known:%Y%m%d}不一致。请对照身份证更正。"
            self._refuse(Column.BIRTH, "birth_mismatch", message)
        elif document and not known:
            self._stated_birth(day, document)
        return known or day

    def _stated_birth(self, day: date | None, document: Document) -> None:
        """A birth date that no identity number vouches for."""
        if day is None:
            label = codes.ID_TYPE.label(document.id_type)
            message = f"证件是{label}时必须填写出生日期。请按19900131的样子补填。"
            self._refuse(Column.BIRTH, "date_invalid", message)
        elif day > self._today:
            self._refuse(Column.BIRTH, "date_future", "出生日期在今天之后。请核对后更正。")
        elif age_on(day, self._today) < MINIMUM_AGE:
            self._underage(Column.BIRTH, day)

    def _gender(self, cell: Cell, document: Document | None) -> int:
        before = len(self._findings)
        stated = self._code(Column.GENDER, codes.GENDER, cell)
        if document is None or len(self._findings) > before:
            return stated or Gender.UNKNOWN
        if stated not in {Gender.MALE, Gender.FEMALE}:
            if document.gender is None and stated is None:
                message = "没有填性别,从该类证件号码也看不出。请填“男”或“女”。"
                self._refuse(Column.GENDER, "unknown_code", message)
            return document.gender or stated or Gender.UNKNOWN
        if document.gender is not None and stated != document.gender:
            label, known = codes.GENDER.label(stated), codes.GENDER.label(document.gender)
            message = f"性别填“{label}”,而证件号码第17位表示“{known}”。请对照身份证更正其中一个。"
            self._refuse(Column.GENDER, "gender_mismatch", message)
        return stated or Gender.UNKNOWN

    def _phone(self, cell: Cell) -> str:
        text = digits(cell)
        if is_mobile(text):
            return text
        text = _COUNTRY_CODE.sub("", text.strip("'`‘’").replace("-", ""), count=1)
        if is_mobile(text):
            return text
        if not text:
            message = "没有填移动电话。请补填11位手机号,用于通知和实名认证。"
        else:
            message = f"手机号应为11位数字、以13至19开头,现填{len(text)}个字符。请核对后重新填写。"
        self._refuse(Column.PHONE, "phone_invalid", message)
        return ""

    def _change(self, cell: Cell) -> int:
        before = len(self._findings)
        found = self._code(Column.CHANGE, codes.CHANGE, cell)
        if found is None and len(self._findings) == before:
            message = "没有填会籍变化类型。新会员请填“入会”,从其他工会转来请填“转入”。"
            self._refuse(Column.CHANGE, "unknown_code", message)
        return found or 0

    def _changed_on(self, cell: Cell, born_on: date | None) -> date:
        """The day of the change; today where the cell is empty."""
        day = read_date(cell)
        if day is None:
            if plain(cell):
                message = f"“{plain(cell)[:20]}”不是日期。请按20160503的样子填写8位日期。"
                self._refuse(Column.CHANGED_ON, "date_invalid", message)
            return self._today
        if day > self._today:
            message = f"会籍变化日期{day:%Y%m%d}在今天之后。请填实际发生的日期。"
            self._refuse(Column.CHANGED_ON, "date_future", message)
        elif born_on and day < born_on <= self._today:
            message = f"会籍变化日期{day:%Y%m%d}早于出生日期。请核对后更正。"
            self._refuse(Column.CHANGED_ON, "date_invalid", message)
        return day

    def _code(self, column: Column, known: CodeList, cell: Cell) -> int | None:
        """The code of a cell; None for an empty one, and for an unknown one with a finding."""
        cache = self._codes[column]
        if cell in cache:
            return cache[cell]
        text = plain(cell)
        found = known.find(text) if text else None
        if found is None and not codes.says_nothing(text):
            message = f"“{text[:20]}”不在“{known.title}”的代码表中。请改为:{known.hint()}。"
            self._refuse(column, "unknown_code", message)
        elif len(cache) < _CACHED_CODES:
            cache[cell] = found
        return found

    def _text(self, column: Column, cell: Cell) -> str:
        if cell == "":
            return ""
        text = plain(cell)
        if text.startswith("="):
            self._refuse(column, "formula", _FORMULA)
        elif len(text) > _LONGEST_TEXT[column]:
            message = f"内容有{len(text)}个字,最多{_LONGEST_TEXT[column]}个。请缩短后重新填写。"
            self._refuse(column, "unknown_code", message)
        return text

    # --- Findings -------------------------------------------------------------------------

    def _refuse(self, column: Column, code: str, message: str) -> None:
        self._findings.append(Finding(self._row, column, code, Severity.ERROR, message))

    def _underage(self, column: Column, born_on: date) -> None:
        age = age_on(born_on, self._today)
        message = (
            f"未满{MINIMUM_AGE}周岁(现{age}周岁),按劳动法不得用工,不能入会。"
            "请核对证件号码;如属实请联系劳动监察部门。"
        )
        self._refuse(column, "underage", message)

    def _report_formulas(self, columns: set[Column]) -> None:
        """A formula is the one finding of its cell; what was derived from it is dropped."""
        kept = [finding for finding in self._findings if finding.column not in columns]
        if Column.ID_NUMBER in columns:
            derived = {"gender_mismatch", "birth_mismatch"}
            kept = [finding for finding in kept if finding.code not in derived]
        self._findings = kept
        for column in columns:
            self._refuse(column, "formula", _FORMULA)


_FORMULA = "单元格里是公式,计算结果不可靠。请复制该列后“选择性粘贴—数值”,再重新上传。"
