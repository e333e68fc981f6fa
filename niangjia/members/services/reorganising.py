"""Members take part when unions are merged, split or closed: all memberships of that day move at once.

工会法第十三条: when a union is closed its members keep their membership; without a receiving union
it is kept (保留会籍) at the level above. Entered late, it also moves who has left since: she was a
member of the receiving union until she left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import advance
from niangjia.members.models import (
    Conflict,
    DuplicatePair,
    JoinApplication,
    Membership,
    MembershipEvent,
    Person,
    Transfer,
)
from niangjia.members.rules.joining import JOINING, OPEN_STATES
from niangjia.members.rules.lifecycle import (
    ConflictStatus,
    EntryKind,
    EventKind,
    EventReason,
    MembershipStatus,
)
from niangjia.members.rules.transfer import OPEN_STATES as OPEN_TRANSFERS
from niangjia.members.services import cards, conflicts, pending
from niangjia.unions.models import Union
from niangjia.unions.reorganise import Plan, PlanKind

_BATCH = 5_000


@dataclass(frozen=True)
class Relocation:
    """Where the memberships of a union go: ``to``, and whether they are only kept there."""

    source: Union
    to: Union
    on: date
    reason: str
    is_kept_above: bool
    is_ending: bool

    @property
    def note(self) -> str:
        """What each change of membership says."""
        return f"{self.source.name}→{self.to.name}:{self.reason}"[:300]


class MembersTakePart:
    """The participant of this area (see ``unions.reorganise``)."""

    def preview(self, plan: Plan) -> list[str]:
        """How many members would go where. Raises Blocked."""
        if plan.kind == PlanKind.MOVE:
            return _preview_move(plan)
        rows = _rows(plan)
        _require_day(rows, plan)
        return [_told_of_members(rows.filter(left_on=None), plan), *_told_of_leavers(rows, plan)]

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Move them; returns how many memberships moved. Raises Blocked."""
        if plan.kind == PlanKind.MOVE:
            return 0
        is_kept_above = plan.to is None
        going = Relocation(
            plan.union,
            plan.to or _above(plan),
            plan.on,
            plan.reason,
            is_kept_above,
            plan.kind != PlanKind.SPLIT,
        )
        moved = _relocate(_rows(plan), going, plan, actor)
        if going.is_ending:
            _redirect_pending(going, actor)
        return moved


def _preview_move(plan: Plan) -> list[str]:
    rows = Membership.objects.filter(union__path__startswith=plan.union.path, left_on=None)
    count = rows.count()
    return [f"会员{count}人随之划转,会籍不变。"] if count else []


def _told_of_members(rows: QuerySet[Membership], plan: Plan) -> str:
    count = rows.count()
    kept = rows.filter(status=MembershipStatus.RETAINED).count()
    if not count:
        return "没有在册会员需要转移。"
    told = f"会员{count}人(其中保留会籍{kept}人)"
    if plan.kind == PlanKind.CLOSE and plan.to is None:
        return f"{told}的会籍保留到上级“{_above(plan).name}”(工会法第十三条)。"
    return f"{told}转到“{plan.destination}”,会籍连续,会员服务卡随转。"


def _told_of_leavers(rows: QuerySet[Membership], plan: Plan) -> list[str]:
    count = rows.exclude(left_on=None).count()
    taker = plan.to or _above(plan)
    told = f"{plan.on}以后离开的{count}人,自这天起到离开时的会籍改记在“{taker.name}”。"
    return [told] if count else []


def _rows(plan: Plan) -> QuerySet[Membership]:
    """Memberships that last beyond the day: open ones, and who has left since a past day."""
    rows: QuerySet[Membership] = Membership.objects.filter(
        Q(left_on=None) | Q(left_on__gt=plan.on), union=plan.union
    )
    if plan.kind == PlanKind.SPLIT:
        rows = rows.filter(employer_id__in=plan.employer_ids or ())
    return rows


def _above(plan: Plan) -> Union:
    parent = plan.union.parent
    if parent is None:
        raise Blocked("该工会没有上级,不能保留会员的会籍。请先选择接收会员的工会。")
    return parent


def _require_day(rows: QuerySet[Membership], plan: Plan) -> None:
    late = rows.filter(Q(joined_on__gt=plan.on) | Q(retained_on__gt=plan.on)).count()
    if late:
        raise Blocked(
            f"有{late}名会员的会籍起始或保留日期晚于{plan.on}。请改用较晚的日期,或先更正这些会籍。",
            field="on",
        )


# --- Memberships --------------------------------------------------------------------------


def _relocate(rows: QuerySet[Membership], going: Relocation, plan: Plan, actor: Actor) -> int:
    person_ids = sorted(rows.values_list("person_id", flat=True))
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=person_ids).order_by("pk"))
    _require_day(rows, plan)
    old = list(rows.order_by("pk"))
    if not old:
        return 0
    _drop_transfers(old, going, actor)
    Membership.objects.filter(pk__in=[m.pk for m in old]).update(
        status=MembershipStatus.ENDED,
        left_on=going.on,
        exit_kind=EventKind.TRANSFER_OUT,
        exit_reason=EventReason.UNION_REORGANISED,
        updated_at=clock.now(),
    )
    new = Membership.objects.bulk_create([_successor(m, going) for m in old], batch_size=_BATCH)
    _write_events(old, new, going, actor)
    cards.hand_over(person_ids, going.source, going.to, going.on)
    _follow_tickets(old, new)
    moved = sum(membership.left_on is None for membership in new)
    journal.record(
        "members.reorganise",
        going.to,
        actor=actor,
        summary=f"{moved}名会员自{going.source.name}转到{going.to.name}",
        reason=going.reason,
    )
    return moved


def _successor(old: Membership, going: Relocation) -> Membership:
    status = MembershipStatus(old.status)
    if going.is_kept_above and old.left_on is None:
        status = MembershipStatus.RETAINED
    is_kept = going.is_kept_above or old.retained_on is not None
    return Membership(
        person_id=old.person_id,
        union=going.to,
        employer_id=old.employer_id,
        employer_name=old.employer_name,
        status=status,
        joined_on=going.on,
        left_on=old.left_on,
        retained_on=going.on if is_kept else None,
        entry_kind=EntryKind.REORGANISATION,
        exit_kind=old.exit_kind,
        exit_reason=old.exit_reason,
    )


def _write_events(
    old: list[Membership], new: list[Membership], going: Relocation, actor: Actor
) -> None:
    """Going and coming on the day; who has left since also left the receiver, as she had left before."""
    on, why = going.on, EventReason.UNION_REORGANISED
    told: list[tuple[Membership, int | None, date | None, int | None]] = [
        *((m, EventKind.TRANSFER_OUT, on, why) for m in old),
        *((m, EventKind.TRANSFER_IN, on, why) for m in new),
        *((m, EventKind.RETAIN, on, why) for m in new if going.is_kept_above),
        *((m, m.exit_kind, m.left_on, m.exit_reason) for m in new if m.left_on is not None),
    ]
    MembershipEvent.objects.bulk_create(
        [
            MembershipEvent(
                membership=m, kind=kind, on=day, reason=reason,
                note=going.note, actor_id=actor.user_id,
            )
            for m, kind, day, reason in told
            if kind is not None and day is not None
        ],
        batch_size=_BATCH,
    )  # fmt: skip


# --- What was under way -------------------------------------------------------------------


def _drop_transfers(old: list[Membership], going: Relocation, actor: Actor) -> None:
    """Transfers out of the moved memberships have lost their ground: ask again from the new union."""
    rows = Transfer.objects.filter(
        membership__in=[m.pk for m in old], status__in=OPEN_TRANSFERS
    ).order_by("pk")
    for transfer in rows.select_for_update(of=("self",)):
        pending.drop(transfer, reason=f"会员已随工会调整转到{going.to.name}", actor=actor)


def _follow_tickets(old: list[Membership], new: list[Membership]) -> None:
    """Open tickets of other unions point at the membership as it is now."""
    successor = {before.pk: after for before, after in zip(old, new, strict=True)}
    tickets = list(
        Conflict.objects.filter(membership__in=list(successor), status=ConflictStatus.OPEN)
    )
    for ticket in tickets:
        ticket.membership = successor[ticket.membership_id]
    Conflict.objects.bulk_update(tickets, ["membership"], batch_size=_BATCH)


def _redirect_pending(going: Relocation, actor: Actor) -> None:
    """What others asked of the ending union goes to the receiving one, or ends with the reason."""
    now = clock.now()
    reason = f"{going.source.name}已于{going.on}终止"
    _end_transfers_in(going, reason, actor)
    tickets = Conflict.objects.filter(union=going.source, status=ConflictStatus.OPEN)
    for ticket in tickets.select_for_update(of=("self",)).order_by("pk"):
        conflicts.close(ticket, "dismiss", reason=reason, actor=actor)
    DuplicatePair.objects.filter(union=going.source).update(union=going.to, updated_at=now)
    applications = JoinApplication.objects.filter(union=going.source, status__in=OPEN_STATES)
    if not going.is_kept_above:
        applications.update(union=going.to, updated_at=now)
        return
    for application in applications.select_for_update(of=("self",)).order_by("pk"):
        _refuse(application, reason, actor)


def _end_transfers_in(going: Relocation, reason: str, actor: Actor) -> None:
    rows = Transfer.objects.filter(target=going.source, status__in=OPEN_TRANSFERS).order_by("pk")
    for transfer in rows.select_for_update(of=("self",)):
        pending.drop(transfer, reason=reason, actor=actor)


def _refuse(application: JoinApplication, reason: str, actor: Actor) -> None:
    told = f"{reason}。请向所在乡镇(街道)的工会重新申请。"
    advance(application, JOINING, JOINING.step("end"), actor=actor, reason=told)
