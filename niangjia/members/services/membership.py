"""Membership episodes (会籍): admitting, keeping, resuming, leaving, joining again."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.employers.models import Employer
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import Conflict, Membership, MembershipEvent, Person
from niangjia.members.rules import lifecycle as rules
from niangjia.members.rules.lifecycle import EntryKind, EventKind, EventReason, MembershipStatus
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services import cards, conflicts, duplicates, pending, tags
from niangjia.members.services.people import keep_person
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType


class MemberElsewhere(Blocked):
    """The person is a member of another union; the faces offer a transfer (会籍冲突)."""

    def __init__(self, current: Membership) -> None:
        super().__init__(
            f"{current.person.name}现为“{current.union.name}”的会员(自{current.joined_on}起),"
            "一人不能同时有两份会籍。请发起转会,由双方工会确认后转入。"
        )
        self.current = current


@verb
def admit(
    facts: PersonFacts,
    union: Union,
    *,
    on: date,
    actor: Actor,
    employer: Employer | None = None,
    employer_name: str = "",
    group: str = "",
    is_migrant: bool = False,
    source: str = "工会登记",
) -> Membership:
    """Take a person in as a member of the union from that day on (入会).

    ``group`` is a `rules.groups.WorkerGroup` code. Raises NotVisible, Blocked, and MemberElsewhere
    when she is a member of another union.
    """
    if not actor.may("members.edit", union.path):
        raise NotVisible
    queries.hold_union(union.pk)  # union before person: the order of locks of the whole system
    person = keep_person(facts, today=clock.today())
    membership = open_episode(
        person,
        union,
        on=on,
        actor=actor,
        employer=employer,
        employer_name=employer_name,
        summary=f"{person.name}加入{union.name}",
    )
    tags.tag_worker(person, group=group, is_migrant=is_migrant, on=on, source=source)
    duplicates.queue_many([person.pk])
    return membership


@verb
def admit_or_ticket(
    facts: PersonFacts, union: Union, *, on: date, actor: Actor, **details: Any
) -> Membership | Conflict:
    """Admit, or when the person is a member elsewhere open a conflict ticket that offers a transfer.

    ``details`` as of `admit`. Raises NotVisible, Blocked.
    """
    try:
        return admit(facts, union, on=on, actor=actor, **details)
    except MemberElsewhere as elsewhere:
        return conflicts.open_ticket(
            elsewhere.current, union, source=rules.ConflictSource.ADMIT, actor=actor
        )


@verb
def rejoin(membership: Membership, *, on: date, actor: Actor) -> Membership:
    """A new episode at the same union for somebody who had left (重新入会)."""
    if not actor.may("members.edit", membership.scope_path):
        raise NotVisible
    if membership.left_on is None:
        raise Blocked("此人仍是本工会会员,不用重新入会。")
    queries.hold_union(membership.union_id)
    person = lock(Person, membership.person_id)
    return open_episode(
        person,
        membership.union,
        on=on,
        actor=actor,
        employer=membership.employer,
        employer_name=membership.employer_name,
        summary=f"{person.name}重新加入{membership.union.name}",
    )


def open_episode(
    person: Person,
    union: Union,
    *,
    on: date,
    actor: Actor,
    employer: Employer | None = None,
    employer_name: str = "",
    entry_kind: EntryKind = EntryKind.JOIN,
    status: MembershipStatus = MembershipStatus.ACTIVE,
    reason: EventReason | None = None,
    note: str = "",
    summary: str,
) -> Membership:
    """Begin an episode for the locked person. For the services of this area.

    Raises Blocked (union not open, day impossible, member already) and MemberElsewhere.
    """
    _require_open(union, retained=status == MembershipStatus.RETAINED)
    _require_free(person, union, on)
    membership = Membership.objects.create(
        person=person,
        union=union,
        employer=employer,
        employer_name=employer_name or (employer.name if employer else ""),
        status=status,
        joined_on=on,
        retained_on=on if status == MembershipStatus.RETAINED else None,
        entry_kind=entry_kind,
    )
    kind = EventKind.JOIN if entry_kind == EntryKind.JOIN else EventKind.TRANSFER_IN
    add_event(membership, kind, on=on, reason=reason, note=note, actor=actor)
    cards.follow([person.pk], union, on)
    journal.record("members.join", membership, actor=actor, summary=summary)
    return membership


def _require_open(union: Union, *, retained: bool) -> None:
    current = queries.hold_union(union.pk)
    if current.status != UnionStatus.NORMAL:
        state = UnionStatus(current.status).label
        raise Blocked(f"不能加入“{current.name}”:该工会状态为“{state}”。请选择正常的工会。")
    if current.union_type != UnionType.GRASSROOTS and not retained:
        raise Blocked(
            f"不能加入“{current.name}”:它不是基层工会,不直接吸收会员。请选择其下的基层工会,"
            "或所在乡镇(街道)的兜底工会。",
            field="union",
        )


def _require_free(person: Person, union: Union, on: date) -> None:
    if person.died_on is not None:
        raise Blocked("此人已登记死亡,不能办理入会。如登记有误,请先更正。")
    refused = rules.date_refusal(
        on, not_before=person.born_on or on, today=clock.today(), what="入会"
    )
    if refused:
        raise Blocked(refused, field="on")
    current = queries.open_membership(person.pk)
    if current is not None and current.union_id == union.pk:
        raise Blocked(
            f"{person.name}自{current.joined_on}起已是“{current.union.name}”的会员,不用再次入会。"
        )
    if current is not None:
        raise MemberElsewhere(current)
    last = queries.episodes(person.pk).first()
    if last is not None and last.left_on is not None and on < last.left_on:
        raise Blocked(
            f"入会日期{on}早于上一段会籍的结束日期{last.left_on}。请填写此后的日期。", field="on"
        )


def add_event(
    membership: Membership,
    kind: EventKind,
    *,
    on: date,
    actor: Actor,
    reason: EventReason | None = None,
    note: str = "",
) -> MembershipEvent:
    """Append one change of membership (columns 14-16 of the official sheet)."""
    return MembershipEvent.objects.create(
        membership=membership,
        kind=kind,
        on=on,
        reason=reason,
        note=note[:300],
        actor_id=actor.user_id,
    )


# --- Keeping and resuming -----------------------------------------------------------------


@verb
def retain(
    membership: Membership, *, on: date, cause: int, actor: Actor, reason: str = ""
) -> Membership:
    """Keep membership without dues and votes (保留会籍); ``cause`` is one of RETAIN_REASONS."""
    membership = _take("retain", membership, on=on, actor=actor, reason=reason)
    if cause not in rules.RETAIN_REASONS:
        raise Blocked("请选择保留会籍的原因:下岗待岗、失业、企业破产或退休。", field="cause")
    values = {"status": MembershipStatus.RETAINED, "retained_on": on}
    return _change(
        membership, EventKind.RETAIN, values, on=on, cause=cause, note=reason, actor=actor
    )


@verb
def resume(membership: Membership, *, on: date, actor: Actor, reason: str = "") -> Membership:
    """A kept membership becomes a full one again (恢复会籍)."""
    membership = _take("resume", membership, on=on, actor=actor, reason=reason)
    values = {"status": MembershipStatus.ACTIVE, "retained_on": None}
    return _change(membership, EventKind.RESUME, values, on=on, note=reason, actor=actor)


# --- Leaving ------------------------------------------------------------------------------


@verb
def resign(membership: Membership, *, on: date, actor: Actor, reason: str = "") -> Membership:
    """The member leaves of her own will (退会自由)."""
    membership = _take("resign", membership, on=on, actor=actor, reason=reason)
    return _leave(
        membership, EventKind.RESIGN, on=on, cause=EventReason.OWN_REQUEST, note=reason, actor=actor
    )


@verb
def auto_quit(
    membership: Membership, *, on: date, last_active_on: date, reason: str, actor: Actor
) -> Membership:
    """Six months without dues or union life, after education: taken to have quit."""
    membership = _take("auto_quit", membership, on=on, actor=actor, reason=reason)
    refused = rules.auto_quit_refusal(last_active_on, on)
    if refused:
        raise Blocked(refused, field="last_active_on")
    note = f"最后缴费或参加活动:{last_active_on};{reason}"
    return _leave(
        membership, EventKind.RESIGN, on=on, cause=EventReason.AUTO_QUIT, note=note, actor=actor
    )


@verb
def expel(
    membership: Membership, *, on: date, decision: str, reason: str, actor: Actor
) -> Membership:
    """Expel by decision of the members' meeting or committee (除名); ``decision`` names it."""
    membership = _take("expel", membership, on=on, actor=actor, reason=reason)
    if not decision.strip():
        raise Blocked(
            "除名须经工会会员大会(委员会)讨论决定。请填写决定的日期和文号。", field="decision"
        )
    return _leave(
        membership,
        EventKind.EXPEL,
        on=on,
        cause=EventReason.CRIME,
        note=f"{decision};{reason}",
        actor=actor,
    )


@verb
def close_deceased(
    membership: Membership, *, on: date, actor: Actor, reason: str = ""
) -> Membership:
    """The member died on that day (死亡注销): membership ends and the card is cancelled."""
    membership = _take("close_deceased", membership, on=on, actor=actor, reason=reason)
    person = membership.person
    person.died_on = on
    person.save(update_fields=["died_on", "updated_at"])
    return _leave(
        membership, EventKind.DECEASED, on=on, cause=EventReason.DIED, note=reason, actor=actor
    )


def _leave(
    membership: Membership,
    kind: EventKind,
    *,
    on: date,
    cause: EventReason,
    note: str,
    actor: Actor,
) -> Membership:
    values = {
        "status": MembershipStatus.ENDED,
        "left_on": on,
        "exit_kind": kind,
        "exit_reason": cause,
    }
    membership = _change(membership, kind, values, on=on, cause=cause, note=note, actor=actor)
    cards.stop(membership.person, why=kind.label, actor=actor)
    pending.drop_open(membership, why=kind.label, actor=actor)
    return membership


def _take(step: str, membership: Membership, *, on: date, actor: Actor, reason: str) -> Membership:
    """The membership, person and row locked, if the step may be taken on that day."""
    person = lock(Person, membership.person_id)
    membership = lock(Membership, membership.pk)
    membership.person = person
    rules.MEMBERSHIP.require(step, membership, actor, reason=reason)
    refused = rules.date_refusal(
        on,
        not_before=queries.last_event_on(membership),
        today=clock.today(),
        what=rules.MEMBERSHIP.step(step).label,
    )
    if refused:
        raise Blocked(refused, field="on")
    return membership


def _change(
    membership: Membership,
    kind: EventKind,
    values: dict[str, Any],
    *,
    on: date,
    actor: Actor,
    cause: int | None = None,
    note: str = "",
) -> Membership:
    reason = EventReason(cause) if cause else None
    changes = journal.changes_of(membership, values)
    membership.save(update_fields=[*values, "updated_at"])
    add_event(membership, kind, on=on, reason=reason, note=note, actor=actor)
    journal.record(
        f"members.{kind.name.lower()}",
        membership,
        actor=actor,
        summary=f"{membership.person.name}{kind.label}({membership.union.name},{on})",
        changes=changes,
        reason=note or (reason.label if reason else ""),
    )
    return membership


def move_episode(
    membership: Membership, target: Union, *, on: date, actor: Actor, reason: EventReason
) -> Membership:
    """Close the locked membership with 转出 and open one at ``target`` with 转入, the same day.

    The status goes along: a kept membership is kept there too. For the services of this area.
    """
    rules.MEMBERSHIP.require("transfer_out", membership, SYSTEM)
    status = MembershipStatus(membership.status)
    note = f"转往{target.name}"
    values = {
        "status": MembershipStatus.ENDED,
        "left_on": on,
        "exit_kind": EventKind.TRANSFER_OUT,
        "exit_reason": reason,
    }
    _change(membership, EventKind.TRANSFER_OUT, values, on=on, cause=reason, note=note, actor=actor)
    return open_episode(
        membership.person,
        target,
        on=on,
        actor=actor,
        entry_kind=EntryKind.TRANSFER,
        status=status,
        reason=reason,
        note=f"自{membership.union.name}转入",
        summary=f"{membership.person.name}自{membership.union.name}转入{target.name}",
    )
