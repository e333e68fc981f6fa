"""Columns of the official member sheet and where they stand in a sheet as it comes. Pure.

Source: 总工办发〔2017〕14号 (the 20 columns); spellings as met in sheets of real unions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from niangjia.members.rules.cells import Cell, plain


class Column(StrEnum):
    """The 20 columns in their official order; the value is the name used in findings."""

    SERIAL = "序号"
    NAME = "姓名"
    GENDER = "性别"
    BIRTH = "出生日期"
    ETHNICITY = "民族"
    EMPLOYMENT = "就业状况"
    ID_TYPE = "有效证件类别"
    ID_NUMBER = "证件号码"
    EDUCATION = "学历"
    SKILL = "技能等级"
    PHONE = "移动电话"
    HOUSEHOLD = "户籍类型"
    HOUSEHOLD_PLACE = "户籍所在地"
    CHANGE = "会籍变化类型"
    CHANGED_ON = "会籍变化日期"
    REASON = "会籍变化原因"
    POLITICS = "政治面貌"
    EMPLOYER = "工作单位"
    NATIVE_PLACE = "籍贯"
    MIGRANT = "是否农民工"


COLUMNS = tuple(Column)
# Without these the sheet cannot be taken; the other starred ones can be read from them.
NEEDED = (Column.NAME, Column.ID_NUMBER, Column.PHONE, Column.CHANGE)

_SYNONYMS: Mapping[Column, str] = {
    Column.SERIAL: "编号 序 NO 行号",
    Column.NAME: "会员姓名 职工姓名 名字 姓名全称",
    Column.GENDER: "会员性别",
    Column.BIRTH: "出生年月日 出生年月 生日 出生时间",
    Column.ETHNICITY: "民族类别",
    Column.EMPLOYMENT: "就业情况 就业状态 从业状况",
    Column.ID_TYPE: "证件类别 证件类型 有效证件类型 证件种类 有效证件种类 证件名称",
    Column.ID_NUMBER: "证件号 身份证号码 身份证号 公民身份号码 公民身份证号码 有效证件号码 身份证"
    " 居民身份证号码 证件编号 身份号码",
    Column.EDUCATION: "文化程度 最高学历 学历层次",
    Column.SKILL: "技术等级 职业技能等级 职业资格等级 技能等级证书",
    Column.PHONE: "手机 手机号 手机号码 联系电话 电话 移动电话号码 联系方式 电话号码 联系手机 本人手机号码",
    Column.HOUSEHOLD: "户口类型 户口性质 户籍类别 户籍性质 户口类别",
    Column.HOUSEHOLD_PLACE: "户口所在地 户籍地 户籍地址 户籍所在地区 户口地址",
    Column.CHANGE: "变化类型 会籍变动类型 会籍变更类型 会籍类型 会籍变化",
    Column.CHANGED_ON: "变化日期 会籍变动日期 会籍变更日期 会籍变化时间 会籍变动时间 变化时间 入会日期 入会时间",
    Column.REASON: "变化原因 会籍变动原因 会籍变更原因",
    Column.POLITICS: "政治面目 政治身份",
    Column.EMPLOYER: "单位 单位名称 所在单位 用人单位 工作单位名称 所属单位 就业单位",
    Column.NATIVE_PLACE: "祖籍",
    Column.MIGRANT: "农民工 是否为农民工 农民工标识 是否属于农民工",
}
# Columns of unions' own sheets that look like official ones and are none of them.
_OTHER_TEXTS = (
    "工作岗位 岗位 工种 职务 职称 备注 部门 车间 班组 邮箱 工会名称 所属工会 会员编号 会员卡号 单位地址"
    " 单位电话 单位性质 家庭住址 入会介绍人 类型 日期 原因 类别 号码 证件 会籍 工作 户籍"
)
_OTHERS = frozenset(_OTHER_TEXTS.split())
_BRACKETED = re.compile(r"[((【\[][^))】\]]*[))】\]]")
_NOT_WORD = re.compile(r"[\W_]+")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")
_SEARCHED_ROWS = 20
_ENOUGH = 4
_SIMILAR = 0.7


def fold_header(cell: Cell) -> str:
    """Header text without stars, blanks, line breaks, brackets and punctuation."""
    text = unicodedata.normalize("NFKC", plain(cell))
    return _NOT_WORD.sub("", _BRACKETED.sub("", text)).upper() or _NOT_WORD.sub("", text).upper()


_BY_TEXT = {
    fold_header(text): column
    for column in COLUMNS
    for text in (column.value, *_SYNONYMS[column].split())
}


@dataclass(frozen=True)
class Header:
    """Where the header stands: its last row (1-based) and the index (0-based) of each column."""

    row: int
    columns: Mapping[Column, int] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which the sheet cannot be taken."""
        return tuple(column for column in NEEDED if column not in self.columns)


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The header among the first rows, over one or two lines; None when nothing looks like it.

    The line that names most columns wins; the earlier one when two name equally many.
    """
    best: tuple[int, Header] | None = None
    top = [[fold_header(cell) for cell in row] for row in rows[:_SEARCHED_ROWS]]
    for index, texts in enumerate(top):
        candidates = [(index + 1, texts)]
        if index:
            candidates.append((index + 1, _joined(top[index - 1], texts)))
        for row, candidate in candidates:
            columns = _exact(candidate)
            if len(columns) >= _ENOUGH and (best is None or len(columns) > best[0]):
                best = (len(columns), Header(row, _guess(candidate, columns)))
    return best[1] if best else None


def is_header_again(row: Sequence[Cell], header: Header) -> bool:
    """Whether a line in the data repeats the header (page breaks, sheets pasted together)."""
    same = 0
    for column, index in header.columns.items():
        cell = row[index] if index < len(row) else ""
        if isinstance(cell, str) and cell and _BY_TEXT.get(fold_header(cell)) is column:
            same += 1
    return same >= min(_ENOUGH, len(header.columns))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two header lines as one: a group title spans the blank cells to its right."""
    group = ""
    texts = []
    for index, below in enumerate(lower):
        above = upper[index] if index < len(upper) else ""
        group = above or group
        if not below:
            texts.append(above)
        elif below in _BY_TEXT:
            texts.append(below if group + below not in _BY_TEXT else group + below)
        else:
            texts.append(group + below)
    return texts


def _exact(texts: Sequence[str]) -> dict[Column, int]:
    """Columns by their official name, else by a synonym: 移动电话 goes before 联系电话."""
    found: dict[Column, int] = {}
    for is_official in (True, False):
        for index, text in enumerate(texts):
            column = _BY_TEXT.get(text)
            if column is not None and is_official == (text == column.value):
                found.setdefault(column, index)
    return found


def _guess(texts: Sequence[str], exact: Mapping[Column, int]) -> dict[Column, int]:
    """Add columns whose header is misspelt, or lost between two neighbours in official order."""
    found = dict(exact)
    for index, text in enumerate(texts):
        if not text or text in _BY_TEXT or text in _OTHERS or index in found.values():
            continue
        column = _only_one_containing(text, found) or _most_similar(text, found)
        if column is not None:
            found[column] = index
    for before, column, after in zip(COLUMNS, COLUMNS[1:], COLUMNS[2:], strict=False):
        if column in found or before not in found or after not in found:
            continue
        index = found[before] + 1
        if found[after] == index + 1 and not _HAS_HAN.search(texts[index]):
            found[column] = index
    return found


def _only_one_containing(text: str, taken: Mapping[Column, int]) -> Column | None:
    """The one free column of whose official name the text is a part: 姓 of 姓名."""
    free = [column for column in COLUMNS if column not in taken and text in column.value]
    return free[0] if len(free) == 1 else None


def _most_similar(text: str, taken: Mapping[Column, int]) -> Column | None:
    """The one free column that the text is nearly the name of."""
    scores: dict[Column, float] = {}
    for known, column in _BY_TEXT.items():
        if column not in taken:
            ratio = SequenceMatcher(None, text, known).ratio()
            scores[column] = max(ratio, scores.get(column, 0.0))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _SIMILAR:
        return None
    if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
        return None
    return ranked[0][0]
