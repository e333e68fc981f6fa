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
    OutsideAidEntry,
)
from niangjia.kernel import crypto
from niangjia.kernel.ids import Gender, make_identity
from niangjia.kernel.money import yuan
from niangjia.members.models import Person
from niangjia.members.rules.codes import Gender as GenderCode
from niangjia.unions.rules.codes import Industry, UnitType

_AREA = "513021"  # a county code abolished in 1999: none of the loaded members has it
_R, _I, _E = person_codes.Relation, person_codes.IncomeKind, person_codes.ExpenditureKind
_W, _H, _C = person_codes.WorkerIdentity, person_codes.Health, codes.Cause
_ES = person_codes.EnterpriseState
_GIVEN = ("小雨", "思远", "嘉怡", "子涵", "欣悦", "浩然", "梦洁", "志强")
_HAN, _TUJIA = 1, 15
_MASSES, _LEAGUE = 13, 3
_JUNIOR_HIGH, _SENIOR_HIGH, _COLLEGE = 70, 60, 30
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


def is_rural(number: int) -> bool:
    """Whether the n-th household lives in a village and is measured by the rural standard."""
    return number % 10 == 7


def entry_for(
    person: Person, number: int, standard: Decimal, today: date, proof: Attachment
) -> HouseholdEntry:
    """The household of the n-th demo case, its income in multiples of ``standard``."""
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
        homes=(HomeEntry(_housing(number), Decimal(38 + number % 20)),),
        accidents=accidents,
        outside_aid=_outside(people, number, today, proof),
        file=_file(kind, number, today),
    )


def _housing(number: int) -> person_codes.Housing:
    return person_codes.Housing.SELF_BUILT if is_rural(number) else person_codes.Housing.RENTED


def _outside(
    people: tuple[MemberEntry, ...], number: int, today: date, proof: Attachment
) -> tuple[OutsideAidEntry, ...]:
    """A child in some families was helped by the school authority last year."""
    if people[-1].relation != _R.CHILD or number % 4 != 2:
        return ()
    last, study = len(people) - 1, codes.AidType.STUDY
    giver = "县教育局学生资助中心"
    return (OutsideAidEntry(last, study, today.year - 1, Decimal(1500), giver, proof),)


def _registration(number: int) -> person_codes.Registration:
    is_peasant = is_rural(number) or number % 10 == 4
    return person_codes.Registration.RURAL if is_peasant else person_codes.Registration.URBAN


def _identity(kind: Kind, number: int) -> person_codes.WorkerIdentity:
    if kind.cause is _C.UNEMPLOYED:
        return _W.UNEMPLOYED
    return _W.MIGRANT if number % 10 == 4 else _W.EMPLOYED


def _people(person: Person, number: int, kind: Kind, today: date) -> tuple[MemberEntry, ...]:
    born = person.born_on or date(1980, 1, 1)
    family = person.name[:1]
    is_ill_spouse = kind.cause is _C.FAMILY_ILLNESS
    registration = _registration(number)
    ethnicity = _TUJIA if number % 5 == 3 else _HAN
    found = [
        MemberEntry(
            person.name,
            _R.HEAD,
            crypto.unseal(bytes(person.identity_sealed)),
            is_worker=True,
            ethnicity=ethnicity,
            politics=_MASSES,
            education=_COLLEGE if number % 3 == 0 else _SENIOR_HIGH,
            registration=registration,
            model_worker="city" if number % 20 == 19 else "none",
            identity=_identity(kind, number),
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
                ethnicity=ethnicity,
                politics=_MASSES,
                education=_JUNIOR_HIGH,
                registration=registration,
                phone=f"1993{number:07}",
                model_worker="none",
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
        is_young = age <= 14
        stage = person_codes.SchoolStage.COMPULSORY if is_young else kind.stage
        found.append(
            MemberEntry(
                family + _GIVEN[number % len(_GIVEN)],
                _R.CHILD,
                make_identity(_AREA, day, 200 + number, Gender.FEMALE),
                ethnicity=ethnicity,
                politics=_MASSES if is_young else _LEAGUE,
                education=None if is_young else _JUNIOR_HIGH,
                registration=registration,
                marriage="single",
                model_worker="none",
                work_unit="县第一小学" if is_young else "县中学",
                identity=_W.STUDENT,
                school_stage=stage,
                enrolled_on=date(today.year - 1, 9, 1),
                school_years=6 if is_young else 3,
                fee_amount=Decimal(1200),
                public_fee_amount=Decimal(1200),
                insurance="resident",
            )
        )
    return tuple(found)


def _file(kind: Kind, number: int, today: date) -> Mapping[str, Any]:
    is_jobless = kind.cause is _C.UNEMPLOYED
    return {
        "main_cause": kind.cause,
        "other_causes": [_C.LOW_INCOME],
        "cause_note": kind.note,
        "identity": _identity(kind, number),
        "unit_type": UnitType.PRIVATE,
        "industry": Industry.C,
        "enterprise_state": _ES.STOPPED if is_jobless else _ES.NORMAL,
        "started_work_on": date(today.year - 15, 3, 1),
        "contract_from_on": date(today.year - 2, 1, 1),
        "contract_until_on": date(today.year + 1, 12, 31),
        "labour_months": 24 + number,
        "registration": _registration(number),
        "registration_place": "青松镇青松村三组" if is_rural(number) else "幸福社区",
        "lives_in_city": not is_rural(number),
        "has_residence_permit": number % 10 == 4,
        "can_help_itself": number % 2 == 0,
        "is_jobless_family": is_jobless and kind.is_single,
        "is_single_parent": kind.is_single,
        "phone": f"1992{number:07}",
        "other_contact": f"0818-2{number:06}(邻居转)",
        "postcode": "635000",
        "address": f"幸福路{number + 1}号{1 + number % 6}栋{101 + number}室",
        "bank_account": f"62284804{number:011}",
        "bank_name": "农业银行达州分行",
        "bank_branch": "通川支行",
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
