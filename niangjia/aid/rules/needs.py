"""Which papers an application needs, and what is still wrong with it, by screen (材料、核对). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.aid.rules import household as h
from niangjia.aid.rules import questions as q
from niangjia.aid.rules.answers import WORKER, Answers, Own
from niangjia.aid.rules.application import (
    Line,
    born_on,
    expenditures,
    incomes,
    name_of,
    people,
    relation_of,
)
from niangjia.aid.rules.codes import AccidentKind, AttachmentKind
from niangjia.aid.rules.person_codes import (
    ExpenditureKind,
    Health,
    Housing,
    IncomeKind,
    Registration,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.aid.rules.validation import problems
from niangjia.kernel.findings import Severity

_PLACE = re.compile(r"(\w+)\[(\d+)\]\.?(\w*)")


@dataclass(frozen=True)
class Need:
    """A paper to photograph: its key, what it is, how to get it. ``is_required``: nothing goes without."""

    key: str
    title: str
    help: str
    kind: AttachmentKind
    is_required: bool


_INCOME_HELP = "工资条、银行流水、退休金存折都行。都没有的,请单位、村或社区写个收入证明,拍下来。"
_SPEND = {
    ExpenditureKind.MEDICAL: (AttachmentKind.HOSPITAL_BILL, "医院的收费票据、医保结算单。"),
    ExpenditureKind.EDUCATION: (AttachmentKind.PROOF, "学费、住宿费的票据或缴费截图。"),
    ExpenditureKind.REHABILITATION: (AttachmentKind.PROOF, "康复、护理的票据。"),
    ExpenditureKind.RENT: (AttachmentKind.PROOF, "租房合同和交租金的票据。"),
    ExpenditureKind.INSURANCE: (AttachmentKind.PROOF, "社保缴费的票据或截图。"),
    ExpenditureKind.OTHER: (AttachmentKind.PROOF, "能说明花了这笔钱的票据。"),
}


def needs(answers: Answers, own: Own) -> list[Need]:
    """Everything to photograph: who they are, illness, then each line of money."""
    found = [
        Need("identity", "您的身份证(正反面)", "两面各拍一张。", AttachmentKind.IDENTITY, False),
        Need("book", "户口本", "首页和每个人那一页。", AttachmentKind.HOUSEHOLD_BOOK, False),
    ]
    for n in people(answers):
        health = answers.text(f"health-{n}", "health")
        if health and health != Health.GOOD:
            title = f"{name_of(answers, n, own)}的诊断证明或残疾证"
            help_text = "医院盖章的诊断证明、出院小结,或残疾证。"
            found.append(Need(f"health-{n}", title, help_text, AttachmentKind.DIAGNOSIS, False))
    found += [_of_income(line, answers, own) for line in incomes(answers)]
    found += [_of_expenditure(line, answers, own) for line in expenditures(answers)]
    for n in answers.numbers("accident"):
        label = dict(AccidentKind.choices()).get(answers.text(f"accident-{n}", "kind"), "意外")
        found.append(
            Need(
                f"accident-{n}",
                f"{label}的证明",
                "事故认定书、诊断证明、受灾证明、票据等。",
                AttachmentKind.PROOF,
                True,
            )
        )
    return found


def _of_income(line: Line, answers: Answers, own: Own) -> Need:
    title = f"{name_of(answers, line.member, own)}的{IncomeKind(line.kind).label}"
    return Need(line.need, title, _INCOME_HELP, AttachmentKind.PROOF, True)


def _of_expenditure(line: Line, answers: Answers, own: Own) -> Need:
    what = ExpenditureKind(line.kind)
    kind, help_text = _SPEND[what]
    title = f"{name_of(answers, line.member, own)}的{what.label}"
    return Need(line.need, title, help_text, kind, True)


def lacking(answers: Answers, own: Own) -> list[Need]:
    """Papers that must be there and are not."""
    return [
        one for one in needs(answers, own) if one.is_required and not answers.papers.get(one.key)
    ]


def has_paper(answers: Answers, need: str) -> bool:
    """Whether something was photographed for it."""
    return bool(answers.papers.get(need))


# --- As a household -------------------------------------------------------------------------


def household_of(answers: Answers, own: Own, on: date, *, is_member: bool) -> h.Household:
    """The answers as the rules see a household; a photo makes evidence."""
    order = {number: n for n, number in enumerate(people(answers))}
    flags, belongings = answers.picked("family", "family"), answers.picked("property", "property")
    return h.Household(
        _worker(answers, is_member=is_member),
        tuple(_member(answers, n, own, on) for n in order),
        tuple(
            h.IncomeLine(
                IncomeKind(one.kind),
                order[one.member],
                one.year_amount,
                has_paper(answers, one.need),
            )
            for one in incomes(answers)
        ),
        tuple(
            h.ExpenditureLine(
                ExpenditureKind(one.kind),
                order[one.member],
                one.year_amount,
                has_paper(answers, one.need),
            )
            for one in expenditures(answers)
        ),
        tuple(
            h.Home(Housing(answers.text(slug, "housing")), Decimal(answers.text(slug, "area")))
            for slug in _slugs(answers, "home")
        ),
        h.Assets(
            int("car" in belongings),
            money(answers, "savings", "saving"),
            money(answers, "savings", "investment"),
            "business" in belongings,
            "enterprise" in belongings,
        ),
        tuple(_accident(answers, slug) for slug in _slugs(answers, "accident")),
        Registration(answers.text("registration", "registration") or Registration.URBAN.value),
        int(answers.text("months", "months") or 0),
        "after_relief" in flags,
        "luxury" in belongings,
    )


def _slugs(answers: Answers, kind: str) -> list[str]:
    return [f"{kind}-{n}" for n in answers.numbers(kind)]


def _worker(answers: Answers, *, is_member: bool) -> h.Worker:
    identity = WorkerIdentity(answers.text("work", "work") or WorkerIdentity.OTHER.value)
    return h.Worker(
        0,
        identity,
        int(answers.text("unit", "labour_months") or 0),
        lives_in_city(answers),
        answers.text("migrant", "permit") == q.YES,
        is_member,
    )


def lives_in_city(answers: Answers) -> bool:
    """Whether she lives in a town or city; also where nothing was said yet."""
    return answers.text("address", "living") != q.VILLAGE


def _member(answers: Answers, number: int, own: Own, on: date) -> h.Member:
    is_worker = number == WORKER
    id_type, identity = (
        (own.id_type, own.identity_number) if is_worker else answers.document(number)
    )
    state = (
        answers.text("work", "work") if is_worker else answers.text(f"state-{number}", "identity")
    )
    return h.Member(
        name_of(answers, number, own),
        relation_of(answers, number),
        identity,
        born_on(answers, number, own, on),
        WorkerIdentity(state or WorkerIdentity.OTHER.value),
        is_worker or answers.text(f"live-{number}", "together") != q.NO,
        schooling(answers, number),
        id_type=id_type,
    )


def schooling(answers: Answers, number: int) -> h.Schooling | None:
    """What school a pupil goes to; None for everybody else."""
    stage, kind = (answers.text(f"school-{number}", name) for name in ("stage", "kind"))
    is_pupil = answers.text(f"state-{number}", "identity") == WorkerIdentity.STUDENT
    if not is_pupil or not stage or not kind:
        return None
    pays = SchoolKind(kind) in q.PAID_SCHOOLS
    fees = [
        money(answers, f"fee-{number}", name) if pays else Decimal(0)
        for name in ("fee", "public_fee")
    ]
    return h.Schooling(SchoolStage(stage), SchoolKind(kind), *fees)


def _accident(answers: Answers, slug: str) -> h.Accident:
    return h.Accident(
        AccidentKind(answers.text(slug, "kind")),
        date.fromisoformat(answers.text(slug, "happened_on")),
        money(answers, slug, "loss"),
        has_paper(answers, slug),
        answers.text(slug, "casualty") == q.YES,
    )


def money(answers: Answers, slug: str, name: str) -> Decimal:
    """A kept amount; 0 where nothing was entered."""
    return Decimal(answers.text(slug, name) or 0)


# --- What is wrong --------------------------------------------------------------------------


def wrong(
    answers: Answers, own: Own, on: date, *, is_member: bool
) -> Iterator[tuple[str, str, Severity]]:
    """What the rules say against it: screen, sentence, how grave. Ask ``missing`` first.

    Missing papers are told by ``lacking``.
    """
    for one in problems(household_of(answers, own, on, is_member=is_member), on=on):
        if not one.place.endswith("has_evidence"):
            yield _screen_of(answers, one.place), one.message, one.severity


def _screen_of(answers: Answers, place: str) -> str:
    """``members[2].birth_on`` → the screen where it was entered."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return {"worker.labour_months": "unit"}.get(
            place, "savings" if place.startswith("assets.") else "members"
        )
    what, position, field = found[1], int(found[2]), found[3]
    match what:
        case "members":
            number = people(answers)[position]
            if number == WORKER:
                return "own"
            return f"fee-{number}" if field == "schooling" else f"who-{number}"
        case "incomes" | "expenditures":
            lines = incomes(answers) if what == "incomes" else expenditures(answers)
            return lines[position].need.rsplit("-", 1)[0]
        case "homes":
            return _slugs(answers, "home")[position]
        case _:
            return _slugs(answers, "accident")[position]
