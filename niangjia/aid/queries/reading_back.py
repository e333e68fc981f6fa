"""A household file as answers of the phone (档案 → 申请), to correct what was returned or filed by a cadre."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.rules import particulars
from niangjia.aid.rules import questions as q
from niangjia.aid.rules.answers import WORKER, Answers
from niangjia.aid.rules.asking import Value
from niangjia.aid.rules.codes import AttachmentKind
from niangjia.aid.rules.person_codes import SchoolStage
from niangjia.aid.rules.screens import NOBODY
from niangjia.kernel import crypto
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import yuan
from niangjia.members.rules.codes import Gender, IdType

Screens = dict[str, dict[str, Value]]
ABOUT = tuple(ask.name for ask in particulars.ABOUT)
EMPLOYER = tuple(ask.name for ask in particulars.EMPLOYER)
CONTRACT = tuple(ask.name for ask in particulars.CONTRACT)
_BY_KIND = {AttachmentKind.IDENTITY: "identity", AttachmentKind.HOUSEHOLD_BOOK: "book"}


def answers_of(file: HouseholdFile) -> Answers:
    """What stands in the file, by screen. A monthly amount is a twelfth of the year's, to the fen."""
    screens: Screens = _of_file(file)
    papers: dict[str, list[str]] = {}
    numbers = _members(file, screens)
    _lines(file, screens, papers, numbers)
    _others(file, screens, papers, numbers)
    for one in file.attachments.filter(removed_at=None).order_by("pk"):
        key = _BY_KIND.get(AttachmentKind(one.kind))
        if key:
            papers.setdefault(key, []).append(str(one.public_id))
    return Answers(screens, papers)


def _open(sealed: bytes | memoryview | None) -> str:
    return crypto.unseal(bytes(sealed)) if sealed else ""


def _of_file(file: HouseholdFile) -> Screens:
    flags = {
        "single_parent": file.is_single_parent,
        "jobless": file.is_jobless_family,
        "self_help": file.can_help_itself,
        "after_relief": file.is_poor_after_relief,
    }
    owned = {
        "car": file.car_count > 0,
        "business": file.owns_business,
        "enterprise": file.holds_enterprise,
        "luxury": file.spends_on_luxury,
    }
    return {
        "cause": {"cause": file.main_cause},
        "others": {"others": list(file.other_causes)},
        "note": {"note": file.cause_note},
        "work": {"work": file.identity},
        "unit": {
            "work_unit": file.work_unit,
            "labour_months": str(file.labour_months),
        },
        "enterprise": _texts(file, *EMPLOYER),
        "contract": _texts(file, *CONTRACT, "started_work_on"),
        "migrant": {"permit": q.YES if file.has_residence_permit else q.NO},
        "registration": _texts(file, "registration", "registration_place"),
        "address": {
            "living": q.CITY if file.lives_in_city else q.VILLAGE,
            "address": _open(file.address_sealed),
            "postcode": file.postcode,
        },
        "phone": {
            "phone": _open(file.phone_sealed),
            "other_contact": _open(file.other_contact_sealed),
        },
        "family": {"family": _true(flags), "hardship_card": file.hardship_card},
        "months": {"months": str(file.months_below)},
        "savings": {
            "saving": str(file.saving_amount),
            "investment": str(file.investment_amount),
        },
        "property": {"property": _true(owned)},
        "bank": {
            "account": _open(file.bank_account_sealed),
            **_texts(file, "bank_name", "bank_branch"),
        },
    }


def _texts(row: HouseholdFile | HouseholdMember, *names: str) -> dict[str, Value]:
    """Columns as plain text: codes by number, days as 2026-11-21, nothing as ""."""
    found: dict[str, Value] = {}
    for name in names:
        value = getattr(row, name)
        found[name] = "" if value is None else str(value)
    return found


def _true(flags: Mapping[str, bool]) -> list[str]:
    return [name for name, holds in flags.items() if holds]


def _members(file: HouseholdFile, screens: Screens) -> dict[int, int]:
    """Screens of the family; row → number."""
    numbers: dict[int, int] = {}
    following = WORKER + 1
    for row in file.members.order_by("-is_worker", "position"):
        number = WORKER if row.is_worker else following
        following += 0 if row.is_worker else 1
        numbers[row.pk] = number
        screens |= _body(row, number)
        if row.is_worker:
            screens["own"] = {"relation": row.relation}
            screens["marriage"] = {"marriage": row.marriage}
            screens["about"] = _texts(row, *ABOUT)
        else:
            screens |= _family(row, number)
    return numbers


def _body(row: HouseholdMember, number: int) -> Screens:
    found: Screens = {
        f"health-{number}": {"health": row.health},
        f"illness-{number}": {"disease": _open(row.disease_sealed)},
        f"insurance-{number}": {"insurance": row.insurance},
    }
    if row.disability_kind:
        found[f"disability-{number}"] = {
            "kind": str(row.disability_kind),
            "grade": str(row.disability_grade or ""),
        }
    return found


def _family(row: HouseholdMember, number: int) -> Screens:
    identity = _open(row.identity_sealed)
    found: Screens = {
        f"who-{number}": {
            "name": row.name,
            "id_type": "" if row.id_type == IdType.RESIDENT else str(row.id_type),
            "identity": identity,
            "born_on": "" if identity and row.id_type == IdType.RESIDENT else str(row.born_on),
        },
        f"relation-{number}": {"relation": row.relation},
        f"state-{number}": {
            "identity": row.identity,
            "work_unit": row.work_unit,
        },
        f"job-{number}": _texts(row, *EMPLOYER, *CONTRACT),
        f"live-{number}": {"together": q.YES if row.lives_together else q.NO},
        f"more-{number}": {
            **_texts(row, *ABOUT, "marriage", "registration"),
            "gender": str(row.gender) if row.gender in (Gender.MALE, Gender.FEMALE) else "",
            "phone": _open(row.phone_sealed),
        },
    }
    if row.school_stage != SchoolStage.NONE:
        found[f"school-{number}"] = {
            "stage": row.school_stage,
            "kind": row.school_kind,
            "enrolled": str(row.enrolled_on.year) if row.enrolled_on else "",
            "years": str(row.school_years or ""),
        }
        found[f"fee-{number}"] = {
            "fee": str(row.fee_amount),
            "public_fee": str(row.public_fee_amount),
        }
    return found


def _lines(
    file: HouseholdFile, screens: Screens, papers: dict[str, list[str]], numbers: dict[int, int]
) -> None:
    tables = (
        (file.incomes, "income", "earners", q.INCOME),
        (file.expenditures, "spend", "spenders", q.EXPENDITURE),
    )
    for rows, screen, question, kinds in tables:
        named: list[str] = []
        for line in rows.order_by("pk"):
            number = numbers[line.member_id]
            slug = f"{screen}-{number}"
            named.append(str(number))
            values = screens.setdefault(slug, {kind.value: "" for kind, _, _ in kinds})
            before = Decimal(str(values.get(line.kind) or 0))
            values[line.kind] = str(before + yuan(line.year_amount / _times(kinds, line.kind)))
            if line.evidence:
                papers.setdefault(f"{slug}-{line.kind}", []).append(str(line.evidence.public_id))
        if question == "earners" and not named and file.submitted_on:
            named.append(NOBODY)
        screens[question] = {question: list(dict.fromkeys(named))}


def _times(kinds: tuple[tuple[TextCode, int, str], ...], kind: str) -> int:
    return next(times for one, times, _ in kinds if one == kind)


def _others(
    file: HouseholdFile, screens: Screens, papers: dict[str, list[str]], numbers: dict[int, int]
) -> None:
    for n, home in enumerate(file.homes.order_by("pk"), 1):
        screens[f"home-{n}"] = {"housing": home.housing, "area": str(home.area)}
    for n, one in enumerate(file.accidents.order_by("pk"), 1):
        screens[f"accident-{n}"] = {
            "kind": one.kind,
            "happened_on": one.happened_on.isoformat(),
            "loss": str(one.loss_amount),
            "casualty": q.YES if one.is_casualty else q.NO,
        }
        if one.evidence:
            papers[f"accident-{n}"] = [str(one.evidence.public_id)]
    for n, had in enumerate(file.outside_aid.order_by("pk"), 1):
        screens[f"help-{n}"] = {
            "member": str(numbers[had.member_id]),
            "aid_type": had.aid_type,
            "year": str(had.year),
            "amount": str(had.amount),
            "giver": had.giver,
        }
