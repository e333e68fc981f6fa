"""Preparing the founding (筹备): the group, the candidates, the public notice, objections."""

from __future__ import annotations

from datetime import date, timedelta

from niangjia.establishment import queries, rules
from niangjia.establishment.models import Candidate, Establishment, PreparatoryMember
from niangjia.establishment.services.access import hold, hold_for, note, step
from niangjia.kernel import clock, crypto, ids, journal, notices, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb
from niangjia.unions.rules import Committee, OfficerPost, post_label

_PREPARING = (rules.EstablishmentStatus.PREPARING,)


@verb
def approve_preparation(
    establishment: Establishment, *, preparation_number: str, actor: Actor, reason: str = ""
) -> Establishment:
    """Agree to the preparation (批复同意筹建). Raises NotVisible or Blocked."""
    establishment = step(
        hold(establishment),
        "approve_preparation",
        actor=actor,
        reason=reason,
        summary=f"批复同意筹建({preparation_number})",
    )
    establishment.preparation_number = preparation_number.strip()
    establishment.save(update_fields=["preparation_number", "updated_at"])
    return establishment


@verb
def add_preparatory_member(
    establishment: Establishment,
    *,
    name: str,
    position: str = "",
    is_head: bool = False,
    actor: Actor,
) -> Establishment:
    """Enter a member of the preparatory group (筹备组). Raises NotVisible or Blocked."""
    establishment = hold_for(establishment, actor, _PREPARING, "增加筹备组成员")
    _, most = rules.PREPARATORY
    if establishment.preparatory_members.count() >= most:
        raise Blocked(f"筹备组最多{most}人。请先移除一人。")
    PreparatoryMember.objects.create(
        establishment=establishment, name=name.strip(), position=position, is_head=is_head
    )
    return note(establishment, "add_preparatory_member", f"筹备组增加{name}", actor=actor)


@verb
def remove_preparatory_member(
    establishment: Establishment, member_id: int, *, actor: Actor
) -> Establishment:
    """Take somebody out of the preparatory group. Raises NotVisible or Blocked."""
    return _remove(
        establishment, PreparatoryMember, member_id, actor,
        what="remove_preparatory_member", where="筹备组", said="筹备组移除",
    )  # fmt: skip


@verb
def add_candidate(
    establishment: Establishment,
    *,
    name: str,
    committee: str = Committee.UNION,
    post: str = OfficerPost.MEMBER,
    is_woman: bool = False,
    position: str = "",
    tie: str = rules.EmployerTie.NONE,
    phone: str = "",
    actor: Actor,
) -> Establishment:
    """Enter somebody who stands (候选人). Raises NotVisible or Blocked (field named)."""
    establishment = hold_for(establishment, actor, _PREPARING, "增加候选人")
    if not name.strip():
        raise Blocked("请填写姓名。", field="name")
    if phone and not ids.is_mobile(phone):
        raise Blocked("手机应为11位号码。请核对。", field="phone")
    Candidate.objects.create(
        establishment=establishment,
        name=name.strip(),
        committee=committee,
        post=post,
        is_woman=is_woman,
        position=position,
        tie=tie,
        phone_sealed=crypto.seal(phone) if phone else None,
    )
    label = f"{Committee(committee).label}{post_label(committee, post)}"
    return note(establishment, "add_candidate", f"增加候选人{name}({label})", actor=actor)


@verb
def remove_candidate(
    establishment: Establishment, candidate_id: int, *, actor: Actor
) -> Establishment:
    """Take a candidate off the list before the notice. Raises NotVisible or Blocked."""
    return _remove(
        establishment, Candidate, candidate_id, actor,
        what="remove_candidate", where="候选人名单", said="移除候选人",
    )  # fmt: skip


@verb
def set_seats(establishment: Establishment, *, seat_count: int, actor: Actor) -> Establishment:
    """Say how many members the union committee has (委员名额). Raises NotVisible or Blocked."""
    establishment = hold_for(establishment, actor, _PREPARING, "填写委员名额")
    changes = journal.changes_of(establishment, {"seat_count": seat_count})
    establishment.save(update_fields=["seat_count", "updated_at"])
    return note(establishment, "set_seats", f"委员名额{seat_count}人", actor=actor, changes=changes)


@verb
def nominate(establishment: Establishment, *, actor: Actor, reason: str = "") -> Establishment:
    """Show the candidates to everybody for the policy's days (公示). Raises NotVisible or Blocked.

    The day of publication is not counted. Names are masked.
    """
    establishment = step(hold(establishment), "nominate", actor=actor, summary="公示候选人")
    today = clock.today()
    days = int(policy.get(rules.NOTICE.code, establishment.scope_path, today)["days"])
    establishment.notice_ends_on = today + timedelta(days=days)
    establishment.save(update_fields=["notice_ends_on", "updated_at"])
    notices.publish(
        establishment,
        union_id=establishment.union_id,
        title=f"{establishment.union_name}委员候选人公示",
        lines=[_masked(one) for one in queries.candidates_of(establishment)],
        contact=f"{establishment.union.name}组织部门",
        starts_on=today,
        ends_on=establishment.notice_ends_on,
    )
    return establishment


@verb
def end_notice(establishment: Establishment, *, actor: Actor = SYSTEM) -> Establishment:
    """Close the notice after its last day (公示期满). Raises NotVisible or Blocked."""
    establishment = hold(establishment)
    ends_on = establishment.notice_ends_on
    if ends_on is None or clock.today() <= ends_on:
        raise Blocked(f"公示到{ends_on}为止,还没有期满。")
    return step(
        establishment, "end_notice", actor=actor, summary=f"公示于{ends_on}期满,未收到未决异议"
    )


def end_notices(on: date, *, actor: Actor = SYSTEM) -> int:
    """Close every notice that has run out, each on its own; how many were closed."""
    count = 0
    for establishment in queries.with_ended_notice(on):
        try:
            end_notice(establishment, actor=actor)
        except Blocked:  # somebody recorded an objection in this very moment
            continue
        count += 1
    return count


@verb
def object_to(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """Record an objection to a candidate (异议), to be looked into. Raises NotVisible or Blocked."""
    return step(hold(establishment), "object", actor=actor, reason=reason)


@verb
def dismiss_objection(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """The objection has no ground: the notice goes on to its end. Raises NotVisible or Blocked."""
    return step(hold(establishment), "dismiss_objection", actor=actor, reason=reason)


@verb
def uphold_objection(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """The objection holds: the notice comes down and candidates are named anew."""
    establishment = step(hold(establishment), "uphold_objection", actor=actor, reason=reason)
    notices.withdraw(establishment)
    establishment.notice_ends_on = None
    establishment.save(update_fields=["notice_ends_on", "updated_at"])
    return establishment


def _masked(candidate: Candidate) -> str:
    committee = Committee(candidate.committee).label
    title = post_label(candidate.committee, candidate.post)
    return f"{ids.mask_name(candidate.name)},拟任{committee}{title}"


def _remove(
    establishment: Establishment,
    kind: type[PreparatoryMember | Candidate],
    pk: int,
    actor: Actor,
    *,
    what: str,
    where: str,
    said: str,
) -> Establishment:
    """Take somebody off a list that is still open."""
    establishment = hold_for(establishment, actor, _PREPARING, f"移除{kind._meta.verbose_name}")
    found = kind._default_manager.filter(establishment=establishment, pk=pk).first()
    if found is None:
        raise Blocked(f"此人已不在{where},可能已被移除。请刷新页面。")
    found.delete()
    return note(establishment, what, f"{said}{found.name}", actor=actor)
