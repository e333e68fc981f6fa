"""Rules about persons (人员): who may join, whether the facts agree, legal retirement. Pure.

Sources: 劳动法第十五条 (no employment under 16), GB 11643-1999, GB/T 2261.1; retirement by the
tables attached to 《国务院关于渐进式延迟法定退休年龄的办法》 (全国人大常委会决定 2024-09-13).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date

from niangjia.kernel import ids
from niangjia.kernel.choices import TextCode
from niangjia.kernel.errors import Blocked
from niangjia.members.rules.codes import Gender, IdType

WORKING_AGE = 16
"""劳动法第十五条: employers may not take on anybody under 16."""
ADULT_AGE = 18
"""劳动法第五十八条: from 16 to 18 a worker is a 未成年工."""

_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·A-Za-z .'\-]{2,50}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_DOCUMENT = re.compile(r"[A-Z0-9()\-]{5,30}")


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person, as typed; `checked` puts it in order.

    Codes are those of ``rules.codes``. ``gender`` and ``born_on`` are read from a resident's
    identity number and only needed with other documents.
    """

    name: str
    identity: str = field(repr=False)
    phone: str = field(default="", repr=False)
    id_type: int = IdType.RESIDENT
    gender: int | None = None
    born_on: date | None = None
    ethnicity: int | None = None
    education: int | None = None
    skill: int | None = None
    politics: int | None = None
    household_type: int | None = None
    household_region: str = ""
    native_place: str = ""
    employment: int | None = None


def clean_name(text: str) -> str:
    """The name without blanks between Chinese characters, its dot as ``·``."""
    dotted = re.sub("[•・‧∙⋅●．]", "·", text.strip())
    return re.sub(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])", "", dotted)


def check_name(text: str, *, whose: str = "", field: str = "name") -> str:
    """The clean name of anybody, typed on the phone or at the desk. Raises Blocked."""
    name = clean_name(text)
    if not _NAME.fullmatch(name):
        raise Blocked(
            f"{whose}姓名应为2至50个汉字(可含“·”)或字母。请按证件上的姓名填写。", field=field
        )
    return name


def check_phone(text: str) -> str:
    """Eleven digits. Raises Blocked."""
    phone = re.sub(r"[\s\-]", "", text).removeprefix("+86")
    if not _PHONE.fullmatch(phone):
        raise Blocked("手机号码应为11位数字,以13至19开头。请核对后重新填写。", field="phone")
    return phone


def check_document(text: str, id_type: int, *, today: date) -> str:
    """The number in its one form: 18 characters for residents. Raises Blocked."""
    number = re.sub(r"\s", "", text).upper()
    if id_type == IdType.RESIDENT:
        read = ids.read_identity(number, today=today)
        if isinstance(read, ids.IdentityProblem):
            raise Blocked(read.message, field="identity")
        return read.number
    if not _DOCUMENT.fullmatch(number):
        raise Blocked("证件号码应为5至30位字母或数字。请对照证件重新填写。", field="identity")
    return number


def claimed(facts: PersonFacts, *, today: date) -> PersonFacts:
    """Name and document in order, whom an account claims to be; a resident is of working age.

    Other documents tell neither gender nor birth, and the register need not be told again.
    Raises Blocked at the first fault.
    """
    if facts.id_type == IdType.RESIDENT:
        return checked(facts, today=today)
    number = check_document(facts.identity, facts.id_type, today=today)
    return replace(facts, name=check_name(facts.name), identity=number)


def checked(facts: PersonFacts, *, today: date) -> PersonFacts:
    """The facts in order: trimmed, gender and birth filled in. Raises Blocked at the first fault.

    Nobody under 16 is admitted: the employer must not employ her.
    """
    number = check_document(facts.identity, facts.id_type, today=today)
    gender, born_on = facts.gender, facts.born_on
    if facts.id_type == IdType.RESIDENT:
        gender, born_on = _read_from(number, facts, today)
    if gender is None or born_on is None:
        raise Blocked(
            "使用其他证件时,请填写性别和出生日期。", field="born_on" if gender else "gender"
        )
    if ids.age_on(born_on, today) < WORKING_AGE:
        raise Blocked(
            f"此人{born_on}出生,未满{WORKING_AGE}周岁。用人单位不得招用未满16周岁的未成年人"
            "(劳动法第十五条),不能入会。",
            field="identity",
        )
    return replace(
        facts,
        name=check_name(facts.name),
        identity=number,
        phone=check_phone(facts.phone) if facts.phone else "",
        gender=gender,
        born_on=born_on,
    )


def _read_from(number: str, facts: PersonFacts, today: date) -> tuple[int, date]:
    read = ids.read_identity(number, today=today)
    assert isinstance(read, ids.Identity)  # checked just before
    gender = int(read.gender)
    if facts.gender in (Gender.MALE, Gender.FEMALE) and facts.gender != gender:
        raise Blocked("性别与身份证号码第17位不一致。请核对性别或号码。", field="gender")
    if facts.born_on not in (None, read.birth):
        raise Blocked(f"出生日期与身份证号码不一致,号码中是{read.birth}。请核对。", field="born_on")
    return gender, read.birth


# --- Retirement ---------------------------------------------------------------------------


class RetirementKind(TextCode):
    """Whose table applies."""

    MALE = "male", "男职工"
    WOMAN_CADRE = "woman_cadre", "原55周岁退休的女职工"
    WOMAN_WORKER = "woman_worker", "原50周岁退休的女职工"


@dataclass(frozen=True)
class _Table:
    """Old age in years; first month of birth concerned; so many months give one month more."""

    old_age: int
    first_year: int
    step: int
    most: int


_TABLES = {
    RetirementKind.MALE: _Table(60, 1965, 4, 36),
    RetirementKind.WOMAN_CADRE: _Table(55, 1970, 4, 36),
    RetirementKind.WOMAN_WORKER: _Table(50, 1975, 2, 60),
}


def retirement_delay(kind: RetirementKind, born_on: date) -> int:
    """Months by which retirement is delayed beyond the old age."""
    table = _TABLES[kind]
    months = (born_on.year - table.first_year) * 12 + born_on.month - 1
    return 0 if months < 0 else min(months // table.step + 1, table.most)


def retirement_on(kind: RetirementKind, born_on: date) -> date:
    """The day on which the legal retirement age is reached (法定退休年龄)."""
    months = born_on.month - 1 + retirement_delay(kind, born_on)
    year = born_on.year + _TABLES[kind].old_age + months // 12
    month = months % 12 + 1
    return date(year, month, min(born_on.day, monthrange(year, month)[1]))


def is_past_retirement(gender: int | None, born_on: date, on: date) -> bool:
    """Whether somebody is beyond any retirement age that may apply: a reason to ask, no refusal.

    Whether a woman is a cadre is not recorded, so the later table is used for women.
    """
    kind = RetirementKind.WOMAN_CADRE if gender == Gender.FEMALE else RetirementKind.MALE
    return on >= retirement_on(kind, born_on)
