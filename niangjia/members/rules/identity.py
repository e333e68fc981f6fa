"""The document number of one row: which document, which number, what it tells of the person. Pure.

Sources: GB 11643-1999 for the resident identity card; for the other documents only the shape of
the number is known (国家移民管理局 notices), so gender and birth come from their columns.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from niangjia.kernel.ids import Gender as IdentityGender
from niangjia.kernel.ids import IdentityFault, IdentityProblem, read_identity
from niangjia.members.rules.cells import Cell, compact, digits
from niangjia.members.rules.codes import ID_TYPE, Gender, IdType

_SHAPES = {
    IdType.PASSPORT: re.compile(r"[A-Z0-9]{5,12}"),
    IdType.OFFICER: re.compile(r"[\u4e00-\u9fff]{0,3}字?第?[A-Z0-9]{4,12}号?"),
    IdType.HK_MACAO_PERMIT: re.compile(r"[HM]\d{8}(?:\d{2})?"),
    IdType.TAIWAN_PERMIT: re.compile(r"[A-Z]?\d{8}|\d{10}(?:\(?[A-Z]\)?)?"),
    IdType.RESIDENCE_PERMIT: re.compile(r"8[123]0000\d{11}[\dX]"),
    IdType.FOREIGN_RESIDENT: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
}
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?1[0-9]", re.ASCII)
_TRUSTED_DIGITS = 15
_LOST = (
    "Excel把证件号码当作数字,末几位已丢失,无法找回。"
    "请先把该列设为“文本”格式,再对照身份证重新填写完整号码。"
)


class Document(NamedTuple):
    """A usable document number; gender and birth are known from it only for identity numbers."""

    id_type: int
    number: str
    born_on: date | None
    gender: int | None
    is_converted: bool = False


class Refusal(NamedTuple):
    """Why a number cannot be used: finding code and Chinese message."""

    code: str
    message: str


def read_document(id_type: int, cell: Cell, *, today: date) -> Document | Refusal:
    """Judge the number of a row whose document type is known."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= 10**_TRUSTED_DIGITS:
            return Refusal("id_lost_digits", _LOST)
        text = digits(cell)
    else:
        text = cell if isinstance(cell, str) else digits(cell)
        if not (len(text) == 18 and text.isascii() and text.isalnum()):
            text = compact(text).strip("'`‘’\"").replace("-", "")
    if not text:
        return Refusal("id_length", "没有填证件号码。请补填,它是识别会员本人的依据。")
    text = text.upper()
    if id_type == IdType.RESIDENT:
        return _resident(text, today)
    return _other(IdType(id_type), text)


def _resident(text: str, today: date) -> Document | Refusal:
    read = read_identity(text, today=today)
    if not isinstance(read, IdentityProblem):
        gender = Gender.MALE if read.gender is IdentityGender.MALE else Gender.FEMALE
        return Document(IdType.RESIDENT, read.number, read.birth, gender, read.is_converted)
    if _SCIENTIFIC.fullmatch(text):
        return Refusal("id_lost_digits", _LOST)
    if read.code is IdentityFault.CHECKSUM and text.endswith("000"):
        return Refusal("id_lost_digits", _LOST)
    return Refusal(read.code.value, read.message)


def _other(id_type: IdType, text: str) -> Document | Refusal:
    if _SHAPES[id_type].fullmatch(text) is None:
        label = ID_TYPE.label(id_type)
        return Refusal(
            "id_length", f"号码“{_shown(text)}”不像{label}的号码。请核对证件类别和号码是否一致。"
        )
    return Document(id_type, text, None, None)


def _shown(text: str) -> str:
    """Enough to find it again, not enough to misuse it: messages are stored."""
    return text if len(text) <= 6 else f"{text[:2]}…{text[-2:]}"
