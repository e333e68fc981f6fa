"""Answers of the phone as the entry of a household file (申请 → 档案)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.aid.models import Attachment
from niangjia.aid.rules import needs as papers
from niangjia.aid.rules import questions as q
from niangjia.aid.rules.answers import WORKER, Answers, Own
from niangjia.aid.rules.application import (
    MONTHLY_ALLOWANCE,
    Line,
    born_on,
    expenditures,
    incomes,
    name_of,
    people,
    relation_of,
)
from niangjia.aid.rules.needs import money
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage, WorkerIdentity
from niangjia.aid.services.household import (
    AccidentEntry,
    ExpenditureEntry,
    HomeEntry,
    HouseholdEntry,
    IncomeEntry,
    MemberEntry,
    OutsideAidEntry,
)
from niangjia.kernel import clock

Papers = Mapping[str, Attachment]


def entry_of(answers: Answers, own: Own, kept: Papers) -> HouseholdEntry:
    """Everything that was answered; ``kept`` are the photos by public id. Ask ``missing`` first."""
    order = {number: n for n, number in enumerate(people(answers))}
    return HouseholdEntry(
        [_member(answers, number, own) for number in order],
        [IncomeEntry(**_paid(line, order, answers, kept)) for line in incomes(answers)],
        [ExpenditureEntry(**_paid(line, order, answers, kept)) for line in expenditures(answers)],
        [
            HomeEntry(answers.text(slug, "housing"), money(answers, slug, "area"))
            for slug in _slugs(answers, "home")
        ],
        [_accident(answers, slug, kept) for slug in _slugs(answers, "accident")],
        [_help(answers, slug, order) for slug in _slugs(answers, "help")],
        _file(answers),
    )


def _slugs(answers: Answers, kind: str) -> list[str]:
    return [f"{kind}-{n}" for n in answers.numbers(kind)]


def _member(answers: Answers, number: int, own: Own) -> MemberEntry:
    is_worker = number == WORKER
    school = papers.schooling(answers, number)
    kind, grade = (answers.text(f"disability-{number}", name) for name in ("kind", "grade"))
    is_disabled = answers.text(f"health-{number}", "health") == "disabled"
    state = "work" if is_worker else f"state-{number}"
    identity = answers.text(state, "work" if is_worker else "identity")
    id_type, document = (
        (own.id_type, own.identity_number) if is_worker else answers.document(number)
    )
    return MemberEntry(
        name=name_of(answers, number, own),
        relation=relation_of(answers, number),
        id_type=id_type,
        identity_number=document,
        born_on=born_on(answers, number, own, clock.today()),
        identity=identity or WorkerIdentity.OTHER,
        is_worker=is_worker,
        lives_together=is_worker or answers.text(f"live-{number}", "together") != q.NO,
        work_unit=answers.text("unit" if is_worker else state, "work_unit"),
        **_about(answers, number),
        health=answers.text(f"health-{number}", "health"),
        disease=answers.text(f"illness-{number}", "disease"),
        disability_kind=int(kind) if is_disabled and kind else None,
        disability_grade=int(grade) if is_disabled and grade else None,
        insurance=answers.text(f"insurance-{number}", "insurance"),
        school_stage=school.stage if school else SchoolStage.NONE,
        school_kind=school.kind if school else SchoolKind.PUBLIC,
        enrolled_on=_enrolled(answers, number) if school else None,
        school_years=_whole(answers, f"school-{number}", "years") if school else None,
        fee_amount=school.fee_amount if school else Decimal(0),
        public_fee_amount=school.public_fee_amount if school else Decimal(0),
    )


def _about(answers: Answers, number: int) -> dict[str, Any]:
    """What is asked of everybody, and of the family alone; the worker's job stands in the file."""
    is_worker = number == WORKER
    more = "about" if is_worker else f"more-{number}"
    found: dict[str, Any] = {
        name: _whole(answers, more, name) for name in ("ethnicity", "politics", "education")
    }
    found |= {
        "model_worker": answers.text(more, "model_worker"),
        "phone": answers.text("phone" if is_worker else more, "phone"),
        "marriage": answers.text("marriage" if is_worker else more, "marriage"),
    }
    if is_worker:
        return found
    return found | {
        "gender": _whole(answers, more, "gender") or 0,
        "registration": answers.text(more, "registration"),
        **_job(answers, f"job-{number}"),
    }


def _job(answers: Answers, slug: str, contract: str = "") -> dict[str, Any]:
    """The unit, and the contract where it is asked on a screen of its own."""
    return {
        "unit_type": _whole(answers, slug, "unit_type"),
        "industry": answers.text(slug, "industry"),
        "enterprise_state": answers.text(slug, "enterprise_state"),
        "contract_from_on": _day(answers, contract or slug, "contract_from_on"),
        "contract_until_on": _day(answers, contract or slug, "contract_until_on"),
    }


def _whole(answers: Answers, slug: str, name: str) -> int | None:
    text = answers.text(slug, name)
    return int(text) if text else None


def _day(answers: Answers, slug: str, name: str) -> date | None:
    text = answers.text(slug, name)
    return date.fromisoformat(text) if text else None


def _enrolled(answers: Answers, number: int) -> date | None:
    """Terms begin in September; the form asks for the year."""
    year = _whole(answers, f"school-{number}", "enrolled")
    return date(year, 9, 1) if year else None


def _paid(line: Line, order: Mapping[int, int], answers: Answers, kept: Papers) -> dict[str, Any]:
    return {
        "member": order[line.member],
        "kind": line.kind,
        "year_amount": line.year_amount,
        "evidence": _first(answers, line.need, kept),
    }


def _first(answers: Answers, need: str, kept: Papers) -> Attachment | None:
    """The first photo of a need; the others stand among the papers of the file."""
    return next((kept[one] for one in answers.papers.get(need, []) if one in kept), None)


def _accident(answers: Answers, slug: str, kept: Papers) -> AccidentEntry:
    return AccidentEntry(
        answers.text(slug, "kind"),
        date.fromisoformat(answers.text(slug, "happened_on")),
        money(answers, slug, "loss"),
        answers.text(slug, "casualty") == q.YES,
        _first(answers, slug, kept),
    )


def _help(answers: Answers, slug: str, order: Mapping[int, int]) -> OutsideAidEntry:
    whose = int(answers.text(slug, "member"))
    return OutsideAidEntry(
        order.get(whose, order[WORKER]),
        answers.text(slug, "aid_type"),
        int(answers.text(slug, "year")),
        money(answers, slug, "amount"),
        answers.text(slug, "giver"),
    )


def _file(answers: Answers) -> dict[str, Any]:
    flags, owned = answers.picked("family", "family"), answers.picked("property", "property")
    cause = answers.text("cause", "cause")
    allowances = (line.amount for line in incomes(answers) if line.kind == MONTHLY_ALLOWANCE)
    return {
        "main_cause": cause,
        "other_causes": [one for one in answers.picked("others", "others") if one != cause],
        "cause_note": answers.text("note", "note"),
        "identity": answers.text("work", "work"),
        "work_unit": answers.text("unit", "work_unit"),
        **_job(answers, "enterprise", "contract"),
        "started_work_on": _day(answers, "contract", "started_work_on"),
        "labour_months": int(answers.text("unit", "labour_months") or 0),
        "lives_in_city": papers.lives_in_city(answers),
        "has_residence_permit": answers.text("migrant", "permit") == q.YES,
        "registration": answers.text("registration", "registration"),
        "registration_place": answers.text("registration", "registration_place"),
        "is_single_parent": "single_parent" in flags,
        "is_jobless_family": "jobless" in flags,
        "can_help_itself": "self_help" in flags,
        "allowance_month_amount": sum(allowances, Decimal(0)),
        "hardship_card": answers.text("family", "hardship_card"),
        "postcode": answers.text("address", "postcode"),
        "bank_branch": answers.text("bank", "bank_branch"),
        "bank_name": answers.text("bank", "bank_name"),
        "car_count": int("car" in owned),
        "saving_amount": money(answers, "savings", "saving"),
        "investment_amount": money(answers, "savings", "investment"),
        "owns_business": "business" in owned,
        "holds_enterprise": "enterprise" in owned,
        "spends_on_luxury": "luxury" in owned,
        "months_below": int(answers.text("months", "months") or 0),
        "is_poor_after_relief": "after_relief" in flags,
        "phone": answers.text("phone", "phone"),
        "other_contact": answers.text("phone", "other_contact"),
        "address": answers.text("address", "address"),
        "bank_account": answers.text("bank", "account"),
    }
