"""What the demo's households are like: invented people around real members of the demo."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.aid.models import Attachment
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services import (
    AccidentEntry,
    ExpenditureEntry,
    HomeEntry,
    HouseholdEntry,
    IncomeEntry,
    MemberEntry,
)
from niangjia.kernel import crypto
from niangjia.kernel.ids import Gender, make_identity
from niangjia.kernel.money import yuan
from niangjia.members.models import Person
from niangjia.members.rules.codes import Gender as GenderCode

_AREA = "513021"  # a county code abolished in 1999: none of the loaded members has it
_R, _I, _E = person_codes.Relation, person_codes.IncomeKind, person_codes.ExpenditureKind
_W, _H, _C = person_codes.WorkerIdentity, person_codes.Health, codes.Cause
_GIVEN = ("小雨", "思远", "嘉怡", "子涵", "欣悦", "浩然", "梦洁", "志强")
_SPOUSE = ("覃志明", "冉春梅", "向大勇", "牟晓兰", "苟建军", "蒲玉芳", "庞德贵", "代素华")


@dataclass(frozen=True)
class Kind:
    """A kind of hardship: cause, income as a multiple of the standard a head, what it costs.

    ``cost``: rigid expenditure in multiples of the household's income.
    """

    cause: codes.Cause
    note: str
    times: str
    spend: person_codes.ExpenditureKind
    cost: str
    health: person_codes.Health = _H.GOOD
    is_single: bool = False
    accident: codes.AccidentKind | None = None
    stage: person_codes.SchoolStage = person_codes.SchoolStage.SENIOR


KINDS = (
    Kind(_C.ILLNESS, "本人患尿毒症,每周透析三次。", "1.2", _E.MEDICAL, "0.45", _H.URAEMIA),
    Kind(_C.FAMILY_ILLNESS, "配偶患肺癌,长期住院治疗。", "1.5", _E.MEDICAL, "0.3", _H.CANCER),
    Kind(_C.SCHOOLING, "两年前离异,独自供子女读书。", "1.3", _E.EDUCATION, "0.2", is_single=True,
         stage=person_codes.SchoolStage.HIGHER),
    Kind(_C.UNEMPLOYED, "企业停产,失业在家照顾老人。", "0.8", _E.INSURANCE, "0.08"),
    Kind(_C.DISABILITY, "肢体二级残疾,只能做轻便工作。", "1.4", _E.REHABILITATION, "0.15", _H.DISABLED),
    Kind(_C.ACCIDENT, "下班途中遭遇车祸,治疗费用高。", "2.2", _E.MEDICAL, "0.1",
         accident=codes.AccidentKind.MISHAP),
)  # fmt: skip


def entry_for(
    person: Person, number: int, standard: Decimal, today: date, proof: Attachment
) -> HouseholdEntry:
    """The household of the n-th demo case."""
    kind = KINDS[number % len(KINDS)]
    people = _people(person, number, kind, today)
    year = yuan(standard * Decimal(kind.times) * 12 * len(people))
    spent = yuan(year * Decimal(kind.cost))
    earned = yuan(year * Decimal("0.8"))
    incomes = [
        IncomeEntry(0, _I.WAGE, earned, proof),
        IncomeEntry(0, _I.TRANSFER, year - earned, proof, "亲友资助、临时工"),
    ]
    accidents: tuple[AccidentEntry, ...] = ()
    if kind.accident is not None:
        lost = yuan(year * Decimal("1.1"))
        accidents = (AccidentEntry(kind.accident, today.replace(day=1), lost, evidence=proof),)
    return HouseholdEntry(
        members=people,
        incomes=incomes,
        expenditures=(ExpenditureEntry(min(1, len(people) - 1), kind.spend, spent, proof),),
        homes=(HomeEntry(person_codes.Housing.RENTED, Decimal(38 + number % 20)),),
        accidents=accidents,
        file=_file(kind, number),
    )


def _people(person: Person, number: int, kind: Kind, today: date) -> tuple[MemberEntry, ...]:
    born = person.born_on or date(1980, 1, 1)
    family = person.name[:1]
    is_ill_spouse = kind.cause is _C.FAMILY_ILLNESS
    found = [
        MemberEntry(
            person.name,
            _R.HEAD,
            crypto.unseal(bytes(person.identity_sealed)),
            is_worker=True,
            identity=_W.UNEMPLOYED if kind.cause is _C.UNEMPLOYED else _W.EMPLOYED,
            health=_H.GOOD if is_ill_spouse else kind.health,
            disability_kind=4 if kind.health is _H.DISABLED else None,
            disability_grade=2 if kind.health is _H.DISABLED else None,
            marriage="divorced" if kind.is_single else "married",
            insurance="employee",
        )
    ]
    if not kind.is_single:
        sex = Gender.MALE if person.gender == GenderCode.FEMALE else Gender.FEMALE
        day = born.replace(year=born.year + 1, day=min(born.day, 28))
        found.append(
            MemberEntry(
                _SPOUSE[number % len(_SPOUSE)],
                _R.SPOUSE,
                make_identity(_AREA, day, number, sex),
                identity=_W.UNEMPLOYED,
                health=kind.health if is_ill_spouse else _H.GOOD,
                disease="肺癌" if is_ill_spouse else "",
                marriage="married",
                insurance="resident",
            )
        )
    age = min(17, today.year - born.year - 24)
    if age > 3:
        day = date(today.year - age, 1 + number % 12, 1 + number % 28)
        stage = kind.stage if age > 14 else person_codes.SchoolStage.COMPULSORY
        found.append(
            MemberEntry(
                family + _GIVEN[number % len(_GIVEN)],
                _R.CHILD,
                make_identity(_AREA, day, 200 + number, Gender.FEMALE),
                identity=_W.STUDENT,
                school_stage=stage,
                fee_amount=Decimal(1200),
                public_fee_amount=Decimal(1200),
                insurance="resident",
            )
        )
    return tuple(found)


def _file(kind: Kind, number: int) -> Mapping[str, Any]:
    return {
        "main_cause": kind.cause,
        "cause_note": kind.note,
        "identity": _W.UNEMPLOYED if kind.cause is _C.UNEMPLOYED else _W.EMPLOYED,
        "labour_months": 24 + number,
        "is_single_parent": kind.is_single,
        "phone": f"1992{number:07}",
        "address": f"幸福路{number + 1}号{1 + number % 6}栋{101 + number}室",
        "bank_account": f"62284804{number:011}",
        "bank_name": "农业银行达州分行",
    }


def scan(number: int) -> bytes:
    """A grey page as a phone would photograph it: every number another picture."""
    width, height = 240, 320
    rows = b"".join(b"\0" + bytes([150 + (y + number) % 90]) * width for y in range(height - 1))
    rows += b"\0" + number.to_bytes(8, "big").ljust(width, b"\xff")
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
