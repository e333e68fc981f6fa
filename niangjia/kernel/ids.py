"""Numbers that identify: citizens (公民身份号码), organisations (统一社会信用代码), phones, cards.

Pure. Sources: GB 11643-1999 (identity number), GB 32100-2015 (credit code), GB 11714-1997
(organisation code inside it), GB/T 2261.1 (gender), RFC 9562 (UUID version 7).
"""

from __future__ import annotations

import os
import re
import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from niangjia.kernel.findings import Severity


class Gender(StrEnum):
    """性别, GB/T 2261.1."""

    MALE = "1"
    FEMALE = "2"


# --- UUID version 7 -----------------------------------------------------------------------


def uuid7() -> uuid.UUID:
    """A public id whose order is the order of creation (RFC 9562 §5.7, method 3)."""
    millis, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return uuid.UUID(int=millis << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)


def uuid7_texts(count: int) -> list[str]:
    """Many ids of this millisecond at once as 32 hexadecimal digits, for COPY: 0.5 µs each."""
    head = f"{time.time_ns() // 1_000_000:012x}7"
    random = os.urandom(10 * count).hex()
    return [
        f"{head}{random[i : i + 3]}{_VARIANT[random[i + 3]]}{random[i + 4 : i + 19]}"
        for i in range(0, 20 * count, 20)
    ]


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


# --- Identity number ----------------------------------------------------------------------

# GB/T 2260, first two digits. 81 and 82 are residents of Hong Kong and Macao, 83 of Taiwan,
# on the residence permits issued since 2018-09-01.
_PROVINCE_NUMBERS = (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, 81, 82, 83,
)  # fmt: skip
PROVINCES = frozenset(map(str, _PROVINCE_NUMBERS))
_CHECK_CHARS = "10X98765432"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_OLDEST_BIRTH_YEAR = 1900
_ASCII_DIGITS = re.compile(r"[0-9]+", re.ASCII)


class IdentityFault(StrEnum):
    """What can be wrong with an identity number, in the order in which it is looked for."""

    LENGTH = "id_length"
    AREA = "id_area"
    BIRTH = "id_birth_invalid"
    CHECKSUM = "id_checksum"


class IdentityProblem(NamedTuple):
    """A fault with the Chinese sentence that says what to do about it."""

    code: IdentityFault
    message: str


class Identity(NamedTuple):
    """A valid identity number and what can be read from it."""

    number: str
    birth: date
    gender: Gender
    is_converted: bool

    @property
    def area(self) -> str:
        """Six digits, GB/T 2260, of the place of first registration; may be abolished since."""
        return self.number[:6]


def _weighted(text: str, offset: int) -> int:
    return sum(int(digit) * _WEIGHTS[offset + i] for i, digit in enumerate(text))


@lru_cache(maxsize=16384)
def _area_sum(area: str) -> int:
    """Share of the area in the check sum, or -1 when it is no area."""
    if not _ASCII_DIGITS.fullmatch(area) or area[:2] not in PROVINCES:
        return -1
    return _weighted(area, 0)


@lru_cache(maxsize=65536)
def _birth_sum(text: str) -> tuple[int, date | None]:
    """Share of the birth date in the check sum, and the date (None: there is no such day)."""
    if not _ASCII_DIGITS.fullmatch(text):
        return 0, None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return 0, None
    return _weighted(text, 6), day if day.year >= _OLDEST_BIRTH_YEAR else None


_SEQUENCE_SUMS = {f"{n:03}": _weighted(f"{n:03}", 14) for n in range(1000)}


def read_identity(number: str, *, today: date) -> Identity | IdentityProblem:
    """Read a number of 18 or 15 characters (already trimmed and half-width).

    Areas are judged by the province alone, because people keep the number of a county that has
    been abolished since. Returns the first problem found; a later one would be its consequence.
    """
    is_converted = len(number) == 15
    if is_converted:
        if not _ASCII_DIGITS.fullmatch(number):
            return IdentityProblem(
                IdentityFault.LENGTH, "15位旧证件号码只能由数字组成。请按身份证重新填写18位号码。"
            )
        body = number[:6] + "19" + number[6:]
        check = ""
    elif len(number) == 18:
        body, check = number[:17], number[17].upper()
    else:
        return IdentityProblem(
            IdentityFault.LENGTH,
            f"公民身份号码应为18位,现为{len(number)}位。请对照身份证补全后重新填写。",
        )
    area_sum = _area_sum(body[:6])
    if area_sum < 0:
        return IdentityProblem(
            IdentityFault.AREA,
            f"证件号码前6位“{body[:6]}”不是行政区划代码。请对照身份证核对开头6位。",
        )
    birth_sum, birth = _birth_sum(body[6:14])
    if birth is None or birth > today:
        return IdentityProblem(
            IdentityFault.BIRTH,
            f"证件号码中的出生日期“{body[6:14]}”不存在或不合理。请对照身份证核对第7至14位。",
        )
    sequence_sum = _SEQUENCE_SUMS.get(body[14:])
    if sequence_sum is None:
        return _bad_checksum()
    expected = _CHECK_CHARS[(area_sum + birth_sum + sequence_sum) % 11]
    if check != expected and not is_converted:
        return _bad_checksum()
    gender = Gender.MALE if body[16] in "13579" else Gender.FEMALE
    return Identity(body + expected, birth, gender, is_converted)


def _bad_checksum() -> IdentityProblem:
    return IdentityProblem(
        IdentityFault.CHECKSUM,
        "证件号码校验码不对,有数字填错或抄漏。请对照身份证逐位核对后重新填写。",
    )


def check_identity(number: str, *, today: date) -> list[IdentityProblem]:
    """What is wrong with an identity number; empty when it is valid."""
    read = read_identity(number, today=today)
    return [read] if isinstance(read, IdentityProblem) else []


def to_18_digits(number: str) -> str:
    """Convert a 15-digit number of before 1999; an 18-digit one only gets its X in upper case.

    Raises ValueError for any other shape.
    """
    if len(number) == 18:
        return number.upper()
    if len(number) != 15 or not _ASCII_DIGITS.fullmatch(number):
        raise ValueError("not a 15-digit identity number")
    body = number[:6] + "19" + number[6:]
    return body + identity_check_char(body)


def identity_check_char(body: str) -> str:
    """Check character of the 17-digit body (ISO 7064 MOD 11-2)."""
    if len(body) != 17 or not _ASCII_DIGITS.fullmatch(body):
        raise ValueError("the body has 17 digits")
    return _CHECK_CHARS[_weighted(body, 0) % 11]


def make_identity(area: str, birth: date, sequence: int, gender: Gender) -> str:
    """A synthetic identity number with a valid check character.

    ``sequence`` is 0–499: one area has that many numbers per day and gender.
    """
    if not 0 <= sequence < 500:
        raise ValueError("sequence is 0 to 499")
    order = sequence * 2 + (gender is Gender.MALE)
    area_sum = _area_sum(area)
    if area_sum < 0 or len(area) != 6:
        raise ValueError("no such area")
    born = f"{birth:%Y%m%d}"
    body = f"{area}{born}{order:03}"
    total = area_sum + _birth_sum(born)[0] + _SEQUENCE_SUMS[body[14:]]
    return body + _CHECK_CHARS[total % 11]


def age_on(birth: date, day: date) -> int:
    """Full years (周岁) by the calendar; the birthday itself counts."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


# --- Unified social credit code -----------------------------------------------------------

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE = {char: value for value, char in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNION_PREFIX = "81"


@dataclass(frozen=True)
class CodeProblem:
    """What is wrong with a credit code, in one Chinese sentence."""

    severity: Severity
    code: str
    message: str


def credit_check_char(body: str) -> str:
    """Check character of the 17-character body (GB 32100-2015)."""
    total = sum(_CREDIT_VALUE[char] * w for char, w in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def organisation_check_char(body: str) -> str:
    """Check character of the 8-character organisation code (GB 11714-1997)."""
    values = (_ORGANISATION_ALPHABET.index(char) for char in body)
    total = sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check_credit_code(code: str, *, is_union: bool) -> list[CodeProblem]:
    """What is wrong with a credit code (already trimmed, upper case); empty when all is well.

    Grass-roots unions carry the prefix 81; federations above county usually do not, and other
    prefixes occur, so the prefix is only a warning.
    """

    def error(kind: str, message: str) -> list[CodeProblem]:
        return [CodeProblem(Severity.ERROR, kind, message)]

    if len(code) != 18:
        return error(
            "credit_length",
            f"统一社会信用代码应为18位,现为{len(code)}位。请对照登记证书重新填写。",
        )
    strange = sorted({char for char in code if char not in _CREDIT_VALUE})
    if strange:
        shown = "、".join(strange)
        return error(
            "credit_charset",
            f"统一社会信用代码不会含有“{shown}”(不用I、O、Z、S、V)。请核对是否与1、0、2、5混淆。",
        )
    if credit_check_char(code[:17]) != code[17]:
        return error(
            "credit_checksum", "统一社会信用代码校验码不对,有字符填错。请对照登记证书逐位核对。"
        )
    if is_union and not code.startswith(UNION_PREFIX):
        message = (
            f"基层工会的统一社会信用代码通常以81开头,现为{code[:2]}。请确认填的不是单位的代码。"
        )
        return [CodeProblem(Severity.WARN, "credit_prefix", message)]
    return []


def make_credit_code(area: str, sequence: int, *, prefix: str = UNION_PREFIX) -> str:
    """A synthetic credit code, valid inside and out; ``sequence`` is 0 to 99,999,999."""
    if not 0 <= sequence < 100_000_000 or len(area) != 6 or len(prefix) != 2:
        raise ValueError("sequence has at most 8 digits, area 6, prefix 2")
    organisation = f"{sequence:08}"
    body = prefix + area + organisation + organisation_check_char(organisation)
    return body + credit_check_char(body)


# --- Phones and cards ---------------------------------------------------------------------

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def is_mobile(text: str) -> bool:
    """Whether it is a mobile number of mainland China: 11 digits, 13–19 in front."""
    return _MOBILE.fullmatch(text) is not None


def is_luhn(text: str) -> bool:
    """Whether a bank card number passes the Luhn check (ISO/IEC 7812-1)."""
    if not 12 <= len(text) <= 19 or not _ASCII_DIGITS.fullmatch(text):
        return False
    digits = [int(char) for char in reversed(text)]
    doubled = sum(d * 2 - 9 * (d > 4) for d in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def luhn_digit(body: str) -> str:
    """The check digit to append to ``body``."""
    digits = [int(char) for char in reversed(body)]
    doubled = sum(d * 2 - 9 * (d > 4) for d in digits[::2])
    return str(-(sum(digits[1::2]) + doubled) % 10)


# --- Masks --------------------------------------------------------------------------------


def _mask(text: str, front: int, back: int) -> str:
    """Keep ``front`` and ``back`` characters; a short text shows only its last one."""
    hidden = len(text) - front - back
    if hidden < 3:
        return "*" * max(len(text) - 1, 0) + text[-1:]
    return text[:front] + "*" * hidden + text[len(text) - back :]


def mask_identity(number: str) -> str:
    """``511***********1234``: province and county stay guessable, the person does not."""
    return _mask(number, 3, 4)


def mask_phone(number: str) -> str:
    """``138****1234``."""
    return _mask(number, 3, 4)


def mask_name(name: str) -> str:
    """``张**``."""
    return name[:1] + "*" * (len(name) - 1)


def mask_card(number: str) -> str:
    """``************1234``: only the last four, as on a receipt."""
    return "*" * max(len(number) - 4, 0) + number[-4:]


# --- Numbers of cases ---------------------------------------------------------------------

CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Characters that are not taken for one another when read out or copied by hand."""


def new_number(kind: str, on: date) -> str:
    """A case number to read out over the phone, not to be guessed: ``RH261121-7K3MQX``.

    ``kind`` says what it is (RH 入会, JH 建会, KN 困难职工档案 …); 31⁶ endings a day.
    """
    ending = "".join(secrets.choice(CLEAR) for _ in range(6))
    return f"{kind}{on:%y%m%d}-{ending}"
