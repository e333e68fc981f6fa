"""Questions of the phone and the reading of answers (手机问答). Pure.

A screen asks one question, in one or a few fields. What was typed is read at once: a value to keep as
plain text, or the sentence that stands beside the field. Plain text keeps a draft readable by a later
version, and money exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from niangjia.kernel.choices import TextCode
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import (
    IdentityProblem,
    mask_card,
    mask_identity,
    mask_phone,
    read_identity,
)
from niangjia.kernel.money import show_yuan
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.people import check_document, check_name

Value = str | list[str]
Choices = tuple[tuple[str, str], ...]
"""Code and label of what may be chosen."""
Values = Mapping[str, Value]
"""Field name → what is kept; a list for several choices."""

LARGEST = Decimal(100_000_000)
LAST_DAY = date(2099, 12, 31)
"""A day that may lie ahead is not after this."""
_FIRST_YEAR = 1900
_LONGEST_DOCUMENT = 40
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]{1,2})?", re.ASCII)
_FINER = re.compile(r"[0-9]+\.[0-9]{3,}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?", re.ASCII)
_PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_POSTCODE = re.compile(r"[0-9]{6}", re.ASCII)
_CARD = re.compile(r"[0-9]{12,25}", re.ASCII)


class Kind(TextCode):
    """How a field is asked and read."""

    TEXT = "text", "文字"
    LONG = "long", "一段话"
    CHOICE = "choice", "单选"
    PICK = "pick", "从长列表中选"
    CHOICES = "choices", "多选"
    MONEY = "money", "金额"
    COUNT = "count", "个数"
    AREA = "area", "面积"
    DAY = "day", "日期"
    TERM = "term", "期限"
    POSTCODE = "postcode", "邮政编码"
    NAME = "name", "姓名"
    DOCUMENT = "document", "证件号码"
    PHONE = "phone", "手机号码"
    CARD = "card", "银行账号"


_NUMBERS = {
    Kind.PHONE: (_PHONE, "应为11位数字,以1开头。请核对。"),
    Kind.CARD: (_CARD, "应为12至25位数字。请对照银行卡核对。"),
    Kind.POSTCODE: (_POSTCODE, "应为6位数字。请核对。"),
}
MASKED = {Kind.DOCUMENT: mask_identity, Kind.PHONE: mask_phone, Kind.CARD: mask_card}
"""Never shown in full once they were entered."""


def options(*codes: TextCode) -> Choices:
    """The members of a code list to choose from."""
    return tuple((one.value, one.label) for one in codes)


@dataclass(frozen=True)
class Ask:
    """One field. ``most``: longest text, most choices, or largest count."""

    name: str
    label: str
    kind: Kind
    required: bool = True
    help: str = ""
    choices: Choices = ()
    most: int = 0
    unit: str = ""
    none: str = "请选择"
    """What stands in a long list where nothing is chosen."""
    is_private: bool = False
    """Not kept by the browser either: diagnoses and the like."""

    @property
    def is_masked(self) -> bool:
        """Whether what was entered is shown masked from then on."""
        return self.kind in MASKED


@dataclass(frozen=True)
class Screen:
    """One question with its fields."""

    code: str
    title: str
    asks: tuple[Ask, ...]
    help: str = ""

    def titled(self, title: str) -> Screen:
        """The same question, put differently."""
        return replace(self, title=title)


@dataclass(frozen=True)
class Answer:
    """What was read of one screen: values to keep, and what is wrong by field."""

    values: dict[str, Value]
    errors: dict[str, str]

    @property
    def is_right(self) -> bool:
        """Whether all of it may be kept."""
        return not self.errors


class Wrong(Exception):  # noqa: N818 - reads as what it is
    """An answer that cannot be; the message is the Chinese sentence beside the field."""


def read(
    screen: Screen, typed: Mapping[str, Sequence[str]], *, on: date, kept: Values | None = None
) -> Answer:
    """Read every field. A masked one left empty keeps what stands in ``kept``."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for ask in screen.asks:
        before = (kept or {}).get(ask.name, "")
        raw = [one for one in typed.get(ask.name, ()) if one.strip()]
        if ask.is_masked and not raw and before:
            values[ask.name] = before
            continue
        try:
            values[ask.name] = _read(ask, raw, on)
        except Wrong as wrong:
            errors[ask.name] = str(wrong)
    return Answer(values, errors)


def _read(ask: Ask, raw: Sequence[str], on: date) -> Value:
    if ask.kind == Kind.CHOICES:
        return _choices(ask, raw)
    text = tidy(raw[-1]) if raw else ""
    if not text:
        if ask.required:
            verb = "选择" if ask.kind in (Kind.CHOICE, Kind.PICK) else "填写"
            raise Wrong(f"请{verb}{ask.label}。")
        return ""
    match ask.kind:
        case Kind.CHOICE | Kind.PICK:
            return _choice(ask, text)
        case Kind.MONEY | Kind.AREA:
            return _amount(ask, text)
        case Kind.COUNT:
            return _count(ask, text)
        case Kind.DAY:
            return day(text, ask.label, on)
        case Kind.TERM:
            return day(text, ask.label, LAST_DAY)
        case Kind.NAME:
            return _of_rule(check_name, text)
        case Kind.DOCUMENT:
            return re.sub(r"\s", "", text).upper()[:_LONGEST_DOCUMENT]
        case Kind.PHONE | Kind.CARD | Kind.POSTCODE:
            shape, refusal = _NUMBERS[ask.kind]
            return _number(text, shape, f"{ask.label}{refusal}")
        case _:
            return _text(ask, text)


def tidy(text: str) -> str:
    """Half-width, without control characters and blanks at the ends."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c in "\n\t" or c.isprintable()).strip()


def _text(ask: Ask, text: str) -> str:
    if ask.most and len(text) > ask.most:
        raise Wrong(f"{ask.label}最多{ask.most}个字,现在是{len(text)}个字。请写得短一些。")
    return text


def _choice(ask: Ask, text: str) -> str:
    if text not in dict(ask.choices):
        raise Wrong(f"请从列出的选项中选择{ask.label}。")
    return text


def _choices(ask: Ask, raw: Sequence[str]) -> list[str]:
    known = [code for code, _ in ask.choices]
    picked = [code for code in known if code in raw]
    if len(picked) != len(set(raw)):
        raise Wrong(f"请从列出的选项中选择{ask.label}。")
    if ask.required and not picked:
        raise Wrong(f"请选择{ask.label}。")
    if ask.most and len(picked) > ask.most:
        raise Wrong(f"{ask.label}最多选{ask.most}项,现在选了{len(picked)}项。请去掉几项。")
    return picked


def _amount(ask: Ask, text: str) -> str:
    unit = ask.unit or "元"
    bare = re.sub(r"[\s,,]", "", text).removesuffix(unit).removeprefix("¥").removesuffix("元")
    if bare.startswith(("-", "−", "–")):
        raise Wrong(f"{ask.label}不能是负数。没有就填0。")
    if "万" in bare:
        raise Wrong(f"请写成以元为单位的数字,例如1.5万写成15000({ask.label})。")
    if _FINER.fullmatch(bare):
        raise Wrong(f"{ask.label}最多写两位小数。请四舍五入。")
    if not _AMOUNT.fullmatch(bare):
        raise Wrong(f"{ask.label}应填数字,单位是{unit}。没有就填0。")
    amount = Decimal(bare)
    if amount >= LARGEST:
        raise Wrong(f"{ask.label}太大了。请确认单位是{unit}。")
    return f"{amount:f}"


def _count(ask: Ask, text: str) -> str:
    bare = re.sub(r"[\s,]", "", text).removesuffix(ask.unit) if ask.unit else text
    if bare.startswith(("-", "−", "–")):
        raise Wrong(f"{ask.label}不能是负数。没有就填0。")
    if not _COUNT.fullmatch(bare):
        raise Wrong(f"{ask.label}应填整数,例如3。")
    count = int(bare)
    if ask.required and ask.name == "people" and count == 0:
        raise Wrong("至少有您自己1人。请填1或更大的数。")
    if ask.most and count > ask.most:
        raise Wrong(f"{ask.label}最多填{ask.most}。请核对。")
    return str(count)


def day(text: str, label: str, on: date) -> str:
    """A day not after ``on`` as 2026-11-21. Raises Wrong."""
    found = _DAY.fullmatch(re.sub(r"\s", "", text))
    if found is None:
        raise Wrong(f"{label}请写成 2026-01-31 这样的年月日。")
    try:
        read_day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Wrong(f"{label}没有{text}这一天。请核对。") from None
    if read_day > on:
        raise Wrong(f"{label}{read_day}{'太晚了' if on == LAST_DAY else '晚于今天'}。请核对。")
    if read_day.year < _FIRST_YEAR:
        raise Wrong(f"{label}的年份{read_day.year}太早了。请核对。")
    return read_day.isoformat()


def document(id_type: int, number: str, on: date) -> str:
    """A document number in its one form. Raises Wrong with what does not fit."""
    if id_type != IdType.RESIDENT:
        return _of_rule(lambda text: check_document(text, id_type, today=on), number)
    found = read_identity(number, today=on)
    if isinstance(found, IdentityProblem):
        raise Wrong(found.message)
    if found.is_converted:
        raise Wrong("这是15位的旧号码。请按现在的身份证填写18位号码。")
    return found.number


def _of_rule(rule: Callable[[str], str], text: str) -> str:
    """What a rule of the register makes of it. Raises Wrong."""
    try:
        return rule(text)
    except Blocked as refusal:
        raise Wrong(refusal.reason) from None


def _number(text: str, shape: re.Pattern[str], refusal: str) -> str:
    bare = re.sub(r"[\s\-]", "", text).removeprefix("+86")
    if not shape.fullmatch(bare):
        raise Wrong(refusal)
    return bare


def shown(ask: Ask, value: Value) -> str:
    """An answer in words: choices by label, money with its unit, numbers masked; empty: 没有填."""
    if not value:
        return ""
    if isinstance(value, list):
        labels = dict(ask.choices)
        return "、".join(labels.get(one, one) for one in value)
    if ask.kind in (Kind.CHOICE, Kind.PICK):
        return dict(ask.choices).get(value, value)
    if ask.kind in MASKED:
        return MASKED[ask.kind](value)
    if ask.kind == Kind.MONEY:
        return show_yuan(Decimal(value))
    return f"{value}{' ' + ask.unit if ask.unit else ''}"
