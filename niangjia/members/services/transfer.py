"""Transfers (转会): asked for, confirmed by both sides or by silence, done in one day."""

from __future__ import annotations

from datetime import date

from niangjia.kernel import clock, messages
from niangjia.kernel.actor import SYSTEM, Actor, Grant
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.kernel.workflow import Step
from niangjia.members import queries
from niangjia.members.models import Conflict, Membership, Person, Transfer
from niangjia.members.rules import people
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.joining import APPLY
from niangjia.members.rules.lifecycle import AskedBy, EventReason, MembershipStatus, TransferStatus
from niangjia.members.rules.transfer import CONFLICT, SIDES, TRANSFER
from niangjia.members.services import conflicts, pending
from niangjia.members.services.membership import move_episode
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType

_PERMISSION = "members.transfer"


# --- Asking -------------------------------------------------------------------------------


@verb
def request_transfer(
    membership: Membership,
    to: Union,
    *,
    reason: str,
    actor: Actor,
    asked_by: AskedBy | None = None,
) -> Transfer:
    """Ask to move the member to another union; the side that asks agrees by asking.

    ``asked_by`` is found from the actor's posts when not given. Raises NotVisible, Blocked.
    """
    side = asked_by or _side_of(membership, to, actor)
    _require_side(side, membership, to, actor)
    for union_id in sorted((membership.union_id, to.pk)):
        queries.hold_union(union_id)
    person = lock(Person, membership.person_id)
    membership = lock(Membership, membership.pk)
    _require_movable(membership, person, to)
    transfer = Transfer.objects.create(
        number=new_number("ZH", clock.today()),
        membership=membership,
        union=membership.union,
        target=to,
        status=TransferStatus.REQUESTED,
        asked_by=side,
        reason=reason[:300],
    )
    summary = f"申请将{person.name}由{membership.union.name}转到{to.name}"
    start(transfer, TRANSFER, actor=actor, summary=summary)
    first = {AskedBy.SOURCE: "agree_out", AskedBy.TARGET: "agree_in"}.get(side)
    return _confirm(transfer, TRANSFER.step(first), actor, reason) if first else transfer


def _side_of(membership: Membership, to: Union, actor: Actor) -> AskedBy:
    if actor.may(_PERMISSION, membership.scope_path):
        return AskedBy.SOURCE
    return AskedBy.TARGET if actor.may(_PERMISSION, to.path) else AskedBy.MEMBER


def _require_side(side: AskedBy, membership: Membership, to: Union, actor: Actor) -> None:
    is_own = actor.user_id is not None and actor.user_id == membership.person.user_id
    permitted = {
        AskedBy.SOURCE: actor.may(_PERMISSION, membership.scope_path),
        AskedBy.TARGET: actor.may(_PERMISSION, to.path),
        AskedBy.MEMBER: is_own,
    }
    if not permitted[side]:
        raise NotVisible


def _require_movable(membership: Membership, person: Person, to: Union) -> None:
    if membership.status == MembershipStatus.ENDED:
        raise Blocked(f"{person.name}的这段会籍已结束,不能转会。请到现所在工会办理。")
    if membership.union_id == to.pk:
        raise Blocked(f"{person.name}已在“{to.name}”,不用转会。", field="to")
    if to.status != UnionStatus.NORMAL or to.union_type != UnionType.GRASSROOTS:
        raise Blocked(f"“{to.name}”不能接收会员。请选择状态正常的基层工会。", field="to")


@verb
def request_transfer_in(
    union: Union,
    *,
    name: str,
    identity: str,
    reason: str,
    actor: Actor,
    id_type: int = IdType.RESIDENT,
) -> Transfer:
    """The gaining union asks, having the member and her document before it.

    Name and number must both agree; otherwise the answer does not tell whether the number is
    known. Raises NotVisible, Blocked.
    """
    if not actor.may(_PERMISSION, union.path):
        raise NotVisible
    number = people.check_document(identity, id_type, today=clock.today())
    person = queries.person_by_document(number, id_type)
    membership = queries.open_membership(person.pk) if person else None
    if person is None or membership is None or person.name != people.clean_name(name):
        raise Blocked(
            "没有找到姓名与证件号码都相符的在会会员。请对照证件核对;如从未入会,请直接办理入会。",
            field="identity",
        )
    return request_transfer(membership, union, reason=reason, actor=actor, asked_by=AskedBy.TARGET)


@verb
def transfer_instead(conflict: Conflict, *, actor: Actor, reason: str = "") -> Conflict:
    """Ask for the transfer that a conflict ticket offers (发起转会)."""
    for union_id in sorted((conflict.union_id, conflict.membership.union_id)):
        queries.hold_union(union_id)
    lock(Person, conflict.person_id)
    conflict = lock(Conflict, conflict.pk)
    CONFLICT.require("transfer_instead", conflict, actor, reason=reason)
    under_way = queries.open_transfer(conflict.membership_id)
    if under_way is not None and under_way.target_id != conflict.union_id:
        raise Blocked("此人已有一份转往其他工会的转会正在办理。请等其办结后再处理。")
    conflict.transfer = under_way or request_transfer(
        conflict.membership,
        conflict.union,
        reason=reason or "会籍冲突转会",
        actor=actor,
        asked_by=AskedBy.TARGET,
    )
    conflict.save(update_fields=["transfer", "updated_at"])
    return conflicts.close(conflict, "transfer_instead", reason=reason, actor=actor)


# --- Confirming ---------------------------------------------------------------------------


@verb
def confirm_transfer(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """Agree for the side the actor stands for. Raises NotVisible, Blocked."""
    code = _own_step(transfer, ("agree_out", "agree_in", "release", "accept"), actor)
    return _take(code, transfer, actor=actor, reason=reason)


def _own_step(transfer: Transfer, codes: tuple[str, ...], actor: Actor) -> str:
    """Which of the steps is the actor's: one that is open now, else one to be refused with reason.

    Raises NotVisible when none is hers.
    """
    transfer.refresh_from_db(fields=["status"])
    mine = [code for code in codes if TRANSFER.step(code).is_permitted(transfer, actor)]
    if not mine:
        raise NotVisible
    now = [code for code in mine if transfer.status in TRANSFER.step(code).source]
    return (now or mine)[0]


def agree_out(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The losing union agrees first to what the member asked."""
    return _take("agree_out", transfer, actor=actor, reason=reason)


def agree_in(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The gaining union agrees first to what the member asked."""
    return _take("agree_in", transfer, actor=actor, reason=reason)


def release(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The losing union agrees last: the member moves."""
    return _take("release", transfer, actor=actor, reason=reason)


def accept(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The gaining union agrees last: the member moves."""
    return _take("accept", transfer, actor=actor, reason=reason)


@verb
def _take(code: str, transfer: Transfer, *, actor: Actor, reason: str) -> Transfer:
    transfer = _lock_all(transfer)
    step = TRANSFER.require(code, transfer, actor, reason=reason)
    return _confirm(transfer, step, actor, reason)


def _lock_all(transfer: Transfer) -> Transfer:
    """Unions, person, membership, transfer: the order of locks of the whole area."""
    for union_id in sorted((transfer.union_id, transfer.target_id)):
        queries.hold_union(union_id)
    membership = transfer.membership
    person = lock(Person, membership.person_id)
    membership = lock(Membership, membership.pk)
    membership.person = person
    transfer = lock(Transfer, transfer.pk)
    transfer.membership = membership
    return transfer


def _confirm(transfer: Transfer, step: Step, actor: Actor, reason: str) -> Transfer:
    now = clock.now()
    side = SIDES.get(step.code)
    if side in (AskedBy.SOURCE, None) and transfer.source_confirmed_at is None:
        transfer.source_confirmed_at = now
    if side in (AskedBy.TARGET, None) and transfer.target_confirmed_at is None:
        transfer.target_confirmed_at = now
    transfer.save(update_fields=["source_confirmed_at", "target_confirmed_at", "updated_at"])
    if step.target == TransferStatus.COMPLETED:
        _move(transfer, actor)
    summary = f"{transfer.membership.person.name}的转会:{step.label}"
    transfer = advance(transfer, TRANSFER, step, actor=actor, reason=reason, summary=summary)
    if transfer.status == TransferStatus.COMPLETED:
        conflicts.settle(transfer, actor=actor)
    _tell(transfer)
    return transfer


def _tell(transfer: Transfer) -> None:
    """The member reads on her phone how far it is."""
    text = f"从{transfer.union.name}转到{transfer.target.name},编号 {transfer.number}。"
    title = f"转会:{transfer.get_status_display()}"
    messages.tell(transfer.membership.person_id, title, text, url="/m/member/")


def _move(transfer: Transfer, actor: Actor) -> None:
    """Old episode ends and new one begins the same day, so the member is counted once."""
    today = clock.today()
    transfer.result = move_episode(
        transfer.membership,
        transfer.target,
        on=today,
        actor=actor,
        reason=EventReason.EMPLOYMENT_CHANGED,
    )
    transfer.completed_on = today
    transfer.save(update_fields=["result", "completed_on", "updated_at"])


# --- Not moving ---------------------------------------------------------------------------


def refuse_out(transfer: Transfer, *, actor: Actor, reason: str) -> Transfer:
    """The losing union refuses, with the reason."""
    return _end("refuse_out", transfer, actor=actor, reason=reason)


def refuse_in(transfer: Transfer, *, actor: Actor, reason: str) -> Transfer:
    """The gaining union refuses, with the reason."""
    return _end("refuse_in", transfer, actor=actor, reason=reason)


def withdraw_out(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The losing union takes back what it asked."""
    return _end("withdraw_out", transfer, actor=actor, reason=reason)


def withdraw_in(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The gaining union takes back what it asked."""
    return _end("withdraw_in", transfer, actor=actor, reason=reason)


def withdraw_own(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """The member takes back what she asked."""
    person = transfer.membership.person
    if actor.user_id is None or actor.user_id != person.user_id:
        raise NotVisible
    return _end("withdraw_own", transfer, actor=_as_member(transfer, actor), reason=reason)


@verb
def refuse_transfer(transfer: Transfer, *, actor: Actor, reason: str) -> Transfer:
    """Refuse for the side the actor stands for. Raises NotVisible, Blocked."""
    code = _own_step(transfer, ("refuse_out", "refuse_in"), actor)
    return _end(code, transfer, actor=actor, reason=reason)


@verb
def withdraw_transfer(transfer: Transfer, *, actor: Actor, reason: str = "") -> Transfer:
    """Take the request back for the side the actor stands for. Raises NotVisible, Blocked."""
    code = _own_step(transfer, ("withdraw_out", "withdraw_in"), actor)
    return _end(code, transfer, actor=actor, reason=reason)


@verb
def _end(code: str, transfer: Transfer, *, actor: Actor, reason: str) -> Transfer:
    transfer = _lock_all(transfer)
    step = TRANSFER.require(code, transfer, actor, reason=reason)
    summary = f"{transfer.membership.person.name}的转会:{step.label}"
    transfer = advance(transfer, TRANSFER, step, actor=actor, reason=reason, summary=summary)
    conflicts.give_back(transfer, reason=reason or step.label, actor=actor)
    _tell(transfer)
    return transfer


def _as_member(transfer: Transfer, actor: Actor) -> Actor:
    """The member herself, permitted nothing but her own transfer."""
    grant = Grant(transfer.union_id, transfer.scope_path, "member", "会员本人", frozenset({APPLY}))
    return Actor(user_id=actor.user_id, name=actor.name, grants=(grant,))


# --- Silence ------------------------------------------------------------------------------


def auto_confirm_transfers(on: date, *, actor: Actor = SYSTEM) -> int:
    """Complete the transfers whose silent side is taken to agree; returns how many.

    Each in its own transaction: one that cannot be done (the gaining union was closed) is ended
    with the reason and does not hold up the others.
    """
    return sum(_lapse(transfer, on, actor) for transfer in queries.due_transfers(on))


def _lapse(transfer: Transfer, on: date, actor: Actor) -> bool:
    try:
        return _complete_by_silence(transfer, on, actor)
    except Blocked as refusal:
        _drop(transfer, refusal.reason, actor)
        return False


@verb
def _complete_by_silence(transfer: Transfer, on: date, actor: Actor) -> bool:
    transfer = _lock_all(transfer)
    if transfer.status not in TRANSFER.step("lapse").source:
        return False  # confirmed or withdrawn since the list was read
    if transfer.due_on is None or transfer.due_on >= on:
        return False
    step = TRANSFER.require("lapse", transfer, SYSTEM)
    _confirm(transfer, step, actor, f"{transfer.due_on}前未答复,视为同意")
    return True


@verb
def _drop(transfer: Transfer, reason: str, actor: Actor) -> Transfer:
    return pending.drop(_lock_all(transfer), reason=reason, actor=actor)
