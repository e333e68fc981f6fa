"""Grants (救助发放): proposed, approved by somebody else, paid through the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from niangjia.aid import rules
from niangjia.aid.models import Grant, HouseholdFile, HouseholdMember
from niangjia.aid.queries import granting as queries
from niangjia.aid.rules.codes import AidType, Category, FileLevel
from niangjia.aid.rules.grant_flow import GRANT, not_own_grant
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage
from niangjia.aid.rules.purposes import programme_refusal
from niangjia.aid.services.news import tell_grant
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund, Payment, Programme
from niangjia.ledger.rules import PaymentStatus, ProgrammeKind
from niangjia.members import queries as members
from niangjia.members.models import Person

_OUTCOMES = {
    PaymentStatus.PAID: "arrive",
    PaymentStatus.FAILED: "fail",
    PaymentStatus.RETURNED: "fail",
    PaymentStatus.REVERSED: "take_back",
}


@dataclass(frozen=True)
class GrantValues:
    """What is proposed. Without a ``file`` the account is given here; with one it is the file's."""

    aid_type: AidType
    programme: Programme
    fund: Fund
    asked_amount: Decimal
    grounds: str
    year: int = 0
    member: HouseholdMember | None = None
    school_stage: SchoolStage = SchoolStage.NONE
    school_kind: SchoolKind = SchoolKind.PUBLIC
    costs: rules.MedicalCosts | None = None
    bank_account: str = ""
    bank_name: str = ""


@verb
def propose_grant(file: HouseholdFile, values: GrantValues, *, actor: Actor) -> Grant:
    """Propose help for a household in file. Raises NotVisible or Blocked (field named)."""
    file = lock(HouseholdFile, file.pk)
    if file.status not in rules.FILED:
        raise Blocked(
            f"先建档、后帮扶:这份档案现在是“{file.get_status_display()}”,不能提出救助。"
            "未建档的职工可以申请临时救助。"
        )
    if values.member is not None and values.member.file_id != file.pk:
        raise Blocked("受助人不在这份档案中。请从家庭成员中选择。", field="member")
    account = crypto.unseal(bytes(file.bank_account_sealed)) if file.bank_account_sealed else ""
    grant = _grant(values, account or values.bank_account, file.bank_name or values.bank_name)
    grant.file, grant.person, grant.union = file, file.person, file.union
    if values.member is not None:
        grant.school_stage = values.member.school_stage
        grant.school_kind = values.member.school_kind
    return _enter(grant, actor=actor)


@verb
def propose_without_file(person: Person, values: GrantValues, *, actor: Actor) -> Grant:
    """Propose help for a member who has no file (临时救助). Raises NotVisible or Blocked."""
    membership = members.open_membership(person.pk)
    if membership is None:
        raise Blocked("此人现在不是工会会员,不能在这里提出救助。请先办理入会。", field="person")
    grant = _grant(values, values.bank_account, values.bank_name)
    grant.person, grant.union = person, membership.union
    return _enter(grant, actor=actor)


@verb
def approve_grant(grant: Grant, *, amount: Decimal | None = None, actor: Actor) -> Grant:
    """Approve and reserve the money, in one transaction; finance approves the payment.

    ``amount`` defaults to what was asked; never more than the ceilings leave. The household is
    locked first, so that two approvals at once cannot both take the same rest. Raises NotVisible
    or Blocked, with the ceilings in words.
    """
    _hold_household(grant)
    grant = lock(Grant, grant.pk)
    step = GRANT.require("approve", grant, actor)
    if grant.file is not None and grant.file.status not in rules.FILED:
        raise Blocked(f"档案现在是“{grant.file.get_status_display()}”,不能批准救助。")
    wanted = grant.asked_amount if amount is None else amount
    if wanted > grant.asked_amount:
        raise Blocked("批准金额不能多于提议金额。需要增加的,请另行提出。", field="amount")
    found = queries.allowed(grant)
    if found.refusals:
        raise Blocked("不能批准:" + "".join(found.refusals), field="amount")
    if wanted > found.amount or wanted <= 0:
        raise Blocked(
            f"按规定还可以给 {show_yuan(found.amount)},不能批准 {show_yuan(wanted)}。"
            + ";".join(found.trace[1:]),
            field="amount",
        )
    _settle_terms(grant, found, wanted, actor)
    grant.reservation = ledger.reserve(
        grant.fund,
        grant.programme,
        wanted,
        subject=grant,
        payee=_payee(grant),
        use=grant.aid_type,
        year=grant.year,
        key=f"aid-grant-{grant.pk}",
        actor=actor,
    )
    grant.save()
    summary = f"批准{_what(grant)} {show_yuan(wanted)},资金已预留"
    grant = advance(grant, GRANT, step, actor=actor, summary=summary)
    tell_grant(grant)
    return grant


@verb
def refuse_grant(grant: Grant, *, reason: str, actor: Actor) -> Grant:
    """Say no (不同意). Raises NotVisible or Blocked."""
    grant = lock(Grant, grant.pk)
    step = GRANT.require("refuse", grant, actor, reason=reason)
    summary = f"不同意{_what(grant)}"
    grant = advance(grant, GRANT, step, actor=actor, reason=reason, summary=summary)
    tell_grant(grant)
    return grant


@verb
def cancel_grant(grant: Grant, *, actor: Actor) -> Grant:
    """Take the proposal back before it is decided. Raises NotVisible or Blocked."""
    grant = lock(Grant, grant.pk)
    step = GRANT.require("cancel", grant, actor)
    return advance(grant, GRANT, step, actor=actor, summary=f"撤回{_what(grant)}的提议")


@verb
def settle(grant_id: int, payment: Payment | None, outcome: PaymentStatus) -> None:
    """What the ledger tells of the grant's money; without a payment it was released unpaid."""
    grant = lock(Grant, grant_id)
    step = GRANT.step(_OUTCOMES[outcome])
    if grant.status not in step.source:
        return
    summary = f"{_what(grant)}:{step.label}"
    if payment is not None and outcome == PaymentStatus.PAID:  # a paid grant has its day
        grant.paid_on = payment.paid_on
        grant.save(update_fields=["paid_on", "updated_at"])
    grant = advance(grant, GRANT, step, actor=SYSTEM, summary=summary)
    if outcome != PaymentStatus.PAID:
        grant.paid_on = None
        grant.save(update_fields=["paid_on", "updated_at"])
    tell_grant(grant)


def _grant(values: GrantValues, account: str, bank_name: str) -> Grant:
    costs = values.costs
    grant = Grant(
        number=new_number("JZ", clock.today()),
        aid_type=values.aid_type,
        programme=values.programme,
        fund=values.fund,
        year=values.year or clock.today().year,
        asked_amount=values.asked_amount,
        grounds=values.grounds.strip(),
        member=values.member,
        school_stage=values.school_stage,
        school_kind=values.school_kind,
        bank_account_sealed=crypto.seal(account) if account else None,
        bank_name=bank_name,
    )
    if costs is not None:
        grant.compliant_amount = costs.compliant_amount
        grant.basic_amount = costs.basic_amount
        grant.critical_amount = costs.critical_amount
        grant.supplementary_amount = costs.supplementary_amount
        grant.mutual_aid_amount = costs.mutual_aid_amount
    return grant


def _enter(grant: Grant, *, actor: Actor) -> Grant:
    if not actor.may("aid.grant", grant.union.path):
        raise NotVisible
    refused = not_own_grant(grant, actor)
    if refused:
        raise Blocked(refused)
    if not grant.grounds:
        raise Blocked("请写明救助理由。", field="grounds")
    if not grant.union.path.startswith(grant.fund.union.path):
        raise Blocked("这笔资金不是本级或上级工会的。请选择其他资金。", field="fund")
    programme = grant.programme
    refused = programme_refusal(
        AidType(grant.aid_type), ProgrammeKind(programme.kind), programme.name
    )
    if refused:
        raise Blocked(refused, field="programme")
    if grant.bank_account_sealed is None:
        raise Blocked(
            "没有收款账号:救助金打卡发放,不发现金。请先填写本人银行账号。", field="bank_account"
        )
    grant.proposed_by_id = actor.user_id
    found = queries.allowed(grant)
    if found.refusals:
        raise Blocked("".join(found.refusals), field="asked_amount")
    grant.trace, grant.unconfirmed = list(found.trace), list(found.unconfirmed)
    grant.status = GRANT.initial
    grant.save()
    asked = show_yuan(grant.asked_amount)
    start(grant, GRANT, actor=actor, summary=f"提出{_what(grant)} {asked}")
    return grant


def _hold_household(grant: Grant) -> None:
    """One decision at a time for a household, whatever grants are open for it."""
    if grant.file_id is not None:
        lock(HouseholdFile, grant.file_id)
    lock(Person, grant.person_id)


def _settle_terms(grant: Grant, found: rules.Allowed, amount: Decimal, actor: Actor) -> None:
    grant.amount, grant.trace = amount, list(found.trace)
    grant.unconfirmed = list(found.unconfirmed)
    grant.approved_by_id, grant.approved_on = actor.user_id, clock.today()
    if grant.file is not None:
        grant.category, grant.file_level = grant.file.category, grant.file.file_level


def _payee(grant: Grant) -> ledger.Payee:
    assert grant.bank_account_sealed is not None  # _enter
    return ledger.Payee(
        person=grant.person,
        household=str(grant.file.public_id) if grant.file else "",
        name=grant.person.name,
        account_number=crypto.unseal(bytes(grant.bank_account_sealed)),
        bank_name=grant.bank_name,
        file_level=FileLevel(grant.file_level) if grant.file_level else None,
    )


def _what(grant: Grant) -> str:
    whom = (grant.member or grant.person).name
    category = f"({Category(grant.category).label})" if grant.category else ""
    return f"{whom}{category}的{grant.get_aid_type_display()}"
