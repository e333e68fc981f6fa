"""Objections to a notice (公示异议) and appeals against a refusal or removal (申诉)."""

from __future__ import annotations

from niangjia.aid import queries, rules
from niangjia.aid.models import Appeal, HouseholdFile, Objection
from niangjia.aid.rules import codes
from niangjia.aid.services import flow
from niangjia.aid.services.access import hold, step
from niangjia.kernel import clock, crypto, ids, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import advance, lock, start, verb

_S = codes.FileStatus
_UNNAMED = Actor(None, "异议人")
"""How the journal names whoever objects: the household never learns it."""
SHORTEST, LONGEST = 10, 1000
_EXAMINER = {
    "accept": "accepted_by_id",
    "decline": "decided_by_id",
    "uphold": "decided_by_id",
    "dismiss": "decided_by_id",
}
"""Step → the column that keeps its taker apart from the makers of the file."""
_OPEN_APPEALS = (codes.AppealStatus.SUBMITTED, codes.AppealStatus.HEARING)


# --- Objections ---------------------------------------------------------------------------


@verb
def raise_objection(
    file: HouseholdFile, *, text: str, name: str = "", phone: str = "", actor: Actor
) -> Objection:
    """Object to a running notice; anybody may, and it stops the notice's clock.

    Who objects is sealed and stands in no journal; a cadre of the unit who writes down what she was
    told is named. Raises Blocked (field named).
    """
    file = hold(file)
    if file.status not in (_S.NOTICE, _S.INQUIRY):
        raise Blocked("公示已经结束,不能再提出异议。有情况请向所在工会反映。")
    text = _text(text, "异议内容")
    if phone and not ids.is_mobile(phone):
        raise Blocked("联系电话应为11位手机号码,以便答复您。请核对。", field="phone")
    by = actor if actor.may(rules.CHECK, file.scope_path) else _UNNAMED
    if file.status == _S.NOTICE:
        file = flow.stop_clock(file, actor=by.with_system_rights(), reason="收到公示异议")
    objection = Objection.objects.create(
        file=file,
        number=new_number("YY", clock.today()),
        county=file.county,
        text=text,
        raiser_name_sealed=crypto.seal(name.strip()) if name.strip() else None,
        raiser_phone_sealed=crypto.seal(phone) if phone else None,
    )
    start(objection, rules.OBJECTION, actor=by, summary=f"收到对档案{file.number}公示的异议")
    return objection


@verb
def write_findings(
    dispute: Objection | Appeal, *, findings: str, actor: Actor
) -> Objection | Appeal:
    """What was found out (调查情况), before it is concluded. Raises NotVisible or Blocked."""
    dispute = _hold(dispute)
    is_objection = isinstance(dispute, Objection)
    workflow = rules.OBJECTION if is_objection else rules.APPEAL
    taken = workflow.step("uphold")
    if not taken.is_permitted(dispute, actor):
        raise NotVisible
    if dispute.status not in taken.source:
        raise Blocked("只有受理后、办结前可以填写调查情况。请先受理,或刷新页面。")
    refused = rules.no_hand_in_file(dispute, actor)
    if refused:
        raise Blocked(refused)
    dispute.findings = _text(findings, "调查情况", field="findings")
    dispute.found_by_id = actor.user_id
    dispute.save(update_fields=["findings", "found_by_id", "updated_at"])
    code = "aid_objection.findings" if is_objection else "aid_appeal.findings"
    journal.record(code, dispute, actor=actor, summary="填写调查情况")
    return dispute


@verb
def accept_objection(objection: Objection, *, actor: Actor, reason: str = "") -> Objection:
    """Look into it (受理). Raises NotVisible or Blocked."""
    return _objection_step(objection, "accept", actor=actor, reason=reason)


@verb
def decline_objection(objection: Objection, *, reason: str, actor: Actor) -> Objection:
    """Do not look into it (不予受理); the notice goes on. Raises NotVisible or Blocked."""
    return _objection_step(objection, "decline", actor=actor, reason=reason)


@verb
def find_objection_true(objection: Objection, *, reason: str, actor: Actor) -> Objection:
    """It holds (异议成立): the county then returns or refuses the file. Raises NotVisible or Blocked."""
    return _objection_step(objection, "uphold", actor=actor, reason=reason)


@verb
def find_objection_untrue(objection: Objection, *, reason: str, actor: Actor) -> Objection:
    """It does not hold (异议不成立); the notice goes on. Raises NotVisible or Blocked."""
    return _objection_step(objection, "dismiss", actor=actor, reason=reason)


@verb
def withdraw_objection(objection: Objection, *, reason: str, actor: Actor) -> Objection:
    """Whoever raised it took it back (撤回异议); the notice goes on. Raises NotVisible or Blocked."""
    return _objection_step(objection, "withdraw", actor=actor, reason=reason)


def _objection_step(objection: Objection, code: str, *, actor: Actor, reason: str) -> Objection:
    file = lock(HouseholdFile, objection.file_id)
    objection = lock(Objection, objection.pk)
    taken = rules.OBJECTION.require(code, objection, actor, reason=reason)
    _sign(objection, code, actor)
    objection = advance(objection, rules.OBJECTION, taken, actor=actor, reason=reason)
    if rules.OBJECTION.is_final(objection.status):
        _answer(objection, reason)
        _go_on(file)
    return objection


def _go_on(file: HouseholdFile) -> None:
    """The notice runs on once nothing is open and nothing held."""
    facts = file.facts
    if (
        file.status == _S.INQUIRY
        and not facts.open_objection_count
        and not facts.upheld_objection_count
    ):
        flow.dismiss_objection(file, reason="异议均已办结,没有成立的", actor=SYSTEM)


# --- Appeals ------------------------------------------------------------------------------


@verb
def file_appeal(file: HouseholdFile, *, text: str, actor: Actor) -> Appeal:
    """The worker appeals against the refusal or removal; the decision it is about is kept with it.

    Raises NotVisible or Blocked.
    """
    text = _text(text, "申诉理由")
    file = step(
        hold(file), "appeal", actor=actor, reason=text[:500], summary="提出申诉", ended_on=None
    )
    appeal = Appeal.objects.create(
        file=file,
        number=new_number("SS", clock.today()),
        city=file.city,
        text=text,
        decision=queries.last_decision(file),
    )
    start(appeal, rules.APPEAL, actor=actor, summary=f"对档案{file.number}的决定提出申诉")
    return appeal


@verb
def accept_appeal(appeal: Appeal, *, actor: Actor, reason: str = "") -> Appeal:
    """Look into it (受理). Raises NotVisible or Blocked."""
    return _appeal_step(appeal, "accept", actor=actor, reason=reason)


@verb
def decline_appeal(appeal: Appeal, *, reason: str, actor: Actor) -> Appeal:
    """Do not look into it (不予受理): the decision stands. Raises NotVisible or Blocked."""
    return _appeal_step(appeal, "decline", actor=actor, reason=reason)


@verb
def grant_appeal(appeal: Appeal, *, reason: str, actor: Actor) -> Appeal:
    """It holds (申诉成立): the county reviews the file again. Raises NotVisible or Blocked."""
    return _appeal_step(appeal, "uphold", actor=actor, reason=reason)


@verb
def reject_appeal(appeal: Appeal, *, reason: str, actor: Actor) -> Appeal:
    """The decision stands (维持原决定). Raises NotVisible or Blocked."""
    return _appeal_step(appeal, "dismiss", actor=actor, reason=reason)


@verb
def withdraw_appeal(appeal: Appeal, *, reason: str, actor: Actor) -> Appeal:
    """The worker takes it back (撤回申诉): the decision stands. Raises NotVisible or Blocked."""
    return _appeal_step(appeal, "withdraw", actor=actor, reason=reason)


def _appeal_step(appeal: Appeal, code: str, *, actor: Actor, reason: str) -> Appeal:
    file = lock(HouseholdFile, appeal.file_id)
    appeal = lock(Appeal, appeal.pk)
    taken = rules.APPEAL.require(code, appeal, actor, reason=reason)
    _sign(appeal, code, actor)
    appeal = advance(appeal, rules.APPEAL, taken, actor=actor, reason=reason)
    if not rules.APPEAL.is_final(appeal.status):
        return appeal
    _answer(appeal, reason)
    if code == "uphold":
        step(file, "uphold_appeal", actor=actor, reason=reason, refused_on=None, removal_reason="")
    else:
        by = SYSTEM if code == "withdraw" else actor
        step(file, "dismiss_appeal", actor=by, reason=reason, ended_on=clock.today())
    return appeal


# --- Both ---------------------------------------------------------------------------------


def end_disputes(file: HouseholdFile, *, actor: Actor, why: str) -> None:
    """What is open ends with the file; for ``leaving``, which has locked it."""
    reason = f"档案{why}"
    by = actor.with_system_rights()
    for objection in file.objections.filter(status__in=rules.OPEN_OBJECTIONS).order_by("pk"):
        taken = rules.OBJECTION.step("withdraw")
        advance(objection, rules.OBJECTION, taken, actor=by, reason=reason)
        _answer(objection, reason)
    for appeal in file.appeals.filter(status__in=_OPEN_APPEALS).order_by("pk"):
        taken = rules.APPEAL.step("withdraw")
        advance(appeal, rules.APPEAL, taken, actor=by, reason=reason)
        _answer(appeal, reason)


def _sign(dispute: Objection | Appeal, code: str, actor: Actor) -> None:
    """Who took the step, for the trigger that keeps examiner and maker apart."""
    column = _EXAMINER.get(code)
    if column is not None:
        setattr(dispute, column, actor.user_id)
        dispute.save(update_fields=[column, "updated_at"])


def _answer(dispute: Objection | Appeal, reason: str) -> None:
    dispute.answer = reason[:LONGEST]
    dispute.answered_on = clock.today()
    dispute.save(update_fields=["answer", "answered_on", "updated_at"])


def _hold(dispute: Objection | Appeal) -> Objection | Appeal:
    lock(HouseholdFile, dispute.file_id)
    if isinstance(dispute, Objection):
        return lock(Objection, dispute.pk)
    return lock(Appeal, dispute.pk)


def _text(text: str, what: str, *, field: str = "text") -> str:
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise Blocked(
            f"{what}应为{SHORTEST}至{LONGEST}字,现在是{len(text)}字。请写明具体情况。", field=field
        )
    return text
