"""Member service cards (会员服务卡): applied for, made by the bank, handed out, activated, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, When

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import advance, due_on, lock, start, verb
from niangjia.kernel.workflow import Step
from niangjia.members import queries
from niangjia.members.models import Card, Membership, Person
from niangjia.members.rules import cards as rules
from niangjia.members.rules.cards import CARD
from niangjia.members.rules.lifecycle import CardStatus, MembershipStatus, date_refusal
from niangjia.members.services.card_codes import change_code
from niangjia.unions.models import Union


@dataclass(frozen=True)
class BatchOutcome:
    """How many of a batch were done, and how many were left because they were not ready."""

    done: int
    skipped: int

    @property
    def text(self) -> str:
        """The outcome in words."""
        left = f",{self.skipped}条不符合条件,未处理" if self.skipped else ""
        return f"已处理{self.done}条{left}。"


# --- Applying -----------------------------------------------------------------------------


@verb
def apply_card(membership: Membership, *, bank: str, actor: Actor, on: date | None = None) -> Card:
    """Apply for a card for the member. Raises NotVisible, Blocked (has a live one)."""
    if not actor.may("members.card", membership.scope_path):
        raise NotVisible
    if membership.status == MembershipStatus.ENDED:
        raise Blocked("此人已不是会员,不能申请会员服务卡。")
    day = on or clock.today()
    _require_day(day, membership.joined_on, "办卡申请")
    queries.hold_union(membership.union_id)
    lock(Person, membership.person_id)
    card = Card.objects.create(
        person_id=membership.person_id,
        union=membership.union,
        bank=bank,
        status=CardStatus.APPLIED,
        applied_on=day,
    )
    start(card, CARD, actor=actor, summary=f"为{membership.person.name}申请会员服务卡")
    return card


@verb
def apply_many(union: Union, *, bank: str, actor: Actor, on: date | None = None) -> BatchOutcome:
    """Apply for all full members of the union who have no live card: one batch for the bank."""
    if not actor.may("members.card", union.path):
        raise NotVisible
    day = on or clock.today()
    _require_day(day, day, "办卡申请")
    queries.hold_union(union.pk)
    members = queries.active_members(union)
    person_ids = sorted(members.filter(joined_on__lte=day).values_list("person_id", flat=True))
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=person_ids).order_by("pk"))
    held = set(
        Card.objects.filter(person_id__in=person_ids, closed_on=None).values_list(
            "person_id", flat=True
        )
    )
    deadline = due_on(CARD, CardStatus.APPLIED, union.path, clock.today())
    cards = Card.objects.bulk_create(
        [
            Card(
                person_id=person_id,
                union=union,
                bank=bank,
                status=CardStatus.APPLIED,
                applied_on=day,
                due_on=deadline,
            )
            for person_id in person_ids
            if person_id not in held
        ]
    )
    _append(cards, "start", "", CardStatus.APPLIED, actor)
    outcome = BatchOutcome(len(cards), len(held))
    journal.record(
        "card.apply_many", union, actor=actor, summary=f"批量申请会员服务卡({bank}):{outcome.text}"
    )
    return outcome


# --- One card -----------------------------------------------------------------------------


def verify(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """The papers are in order (资料核对无误)."""
    return _take("verify", card, actor=actor, reason=reason)


def send_to_bank(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """The bank has the application (送银行制卡)."""
    return _take("send_to_bank", card, actor=actor, reason=reason)


def produce(
    card: Card, *, actor: Actor, number_tail: str = "", on: date | None = None, reason: str = ""
) -> Card:
    """The bank has made the card (银行已制卡); only the last four digits are kept."""
    if number_tail and not (len(number_tail) == 4 and number_tail.isdecimal()):
        raise Blocked("卡号后四位应为4位数字。", field="number_tail")
    return _take("produce", card, actor=actor, on=on, reason=reason, number_tail=number_tail)


def receive(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """The union has fetched the card from the bank (工会领回)."""
    return _take("receive", card, actor=actor, reason=reason)


def deliver(card: Card, *, actor: Actor, on: date | None = None, reason: str = "") -> Card:
    """The member holds it (发放给会员)."""
    return _take("deliver", card, actor=actor, on=on, reason=reason)


def activate(card: Card, *, actor: Actor, on: date | None = None, reason: str = "") -> Card:
    """The member has activated it in person (会员已激活)."""
    return _take("activate", card, actor=actor, on=on, reason=reason)


def freeze(card: Card, *, actor: Actor, reason: str) -> Card:
    """Stop it for the time being (冻结)."""
    return _take("freeze", card, actor=actor, reason=reason)


def unfreeze(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """Let a frozen card work again, if its holder is a member (解冻)."""
    if queries.open_membership(card.person_id) is None:
        raise Blocked("不能解冻:此人现在不是会员。重新入会后可以解冻。")
    return _take("unfreeze", card, actor=actor, reason=reason)


def report_lost(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """The member has lost it (挂失)."""
    return _take("report_lost", card, actor=actor, reason=reason)


@verb
def find_again(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """It was found (解除挂失); its code was out of hand and is another now."""
    return change_code(_take("find_again", card, actor=actor, reason=reason))


@verb
def reissue(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """Close the lost card and apply for a new one in its place (补办新卡); returns the new one."""
    old = _take("reissue", card, actor=actor, reason=reason)
    new = Card.objects.create(
        person_id=old.person_id,
        union_id=old.union_id,
        bank=old.bank,
        status=CardStatus.APPLIED,
        applied_on=clock.today(),
        replaces=old,
    )
    start(new, CARD, actor=actor, summary=f"为{old.person.name}补办会员服务卡")
    return new


def expire(card: Card, *, actor: Actor, reason: str = "") -> Card:
    """Its validity is over (到期停用)."""
    return _take("expire", card, actor=actor, reason=reason)


def cancel(card: Card, *, actor: Actor, reason: str) -> Card:
    """Close it for good (注销)."""
    return _take("cancel", card, actor=actor, reason=reason)


@verb
def _take(
    code: str,
    card: Card,
    *,
    actor: Actor,
    on: date | None = None,
    reason: str = "",
    number_tail: str = "",
) -> Card:
    card = lock(Card, card.pk)
    step = CARD.require(code, card, actor, reason=reason)
    day = on or clock.today()
    _require_day(day, _last_milestone(card), step.label)
    values: dict[str, date | str] = {}
    if code in rules.MILESTONES:
        values[rules.MILESTONES[code]] = day
    if number_tail:
        values["number_tail"] = number_tail
    if values:
        journal.changes_of(card, values)
        card.save(update_fields=[*values, "updated_at"])
    summary = f"{card.person.name}的会员服务卡:{step.label}"
    return advance(card, CARD, step, actor=actor, reason=reason, summary=summary)


def _last_milestone(card: Card) -> date:
    names = ("applied_on", "produced_on", "delivered_on", "activated_on")
    return rules.last_milestone({name: getattr(card, name) for name in names})


def _require_day(day: date, not_before: date, what: str) -> None:
    refused = date_refusal(day, not_before=not_before, today=clock.today(), what=what)
    if refused:
        raise Blocked(refused, field="on")


# --- Many cards ---------------------------------------------------------------------------


@verb
def take_many(
    card_ids: Sequence[int], *, step: str, actor: Actor, on: date | None = None
) -> BatchOutcome:
    """Take one step for many cards at once (a bank's batch): set-based, one journal entry.

    Cards in another state, with a later milestone, or outside the actor's scope are left alone
    and counted. Raises Blocked for a step that is not taken in batches.
    """
    taken = CARD.step(step)
    if taken not in rules.batch_steps():
        raise Blocked(f"“{taken.label}”须逐张办理。")
    day = on or clock.today()
    _require_day(day, day, taken.label)
    rows = (
        Card.objects.visible_to(actor, taken.permission)
        .filter(pk__in=card_ids, status__in=taken.source)
        .select_for_update(of=("self",))
        .select_related("union")
        .order_by("pk")
    )
    cards = [card for card in rows if _last_milestone(card) <= day]
    _write_step(cards, taken, day)
    for source in taken.source:
        _append([c for c in cards if c.status == source], step, source, taken.target, actor)
    outcome = BatchOutcome(len(cards), len(set(card_ids)) - len(cards))
    for union_id in sorted({card.union_id for card in cards}):
        count = sum(card.union_id == union_id for card in cards)
        journal.record(
            f"card.{step}_many",
            Union(pk=union_id),
            actor=actor,
            summary=f"会员服务卡批量办理“{taken.label}”{count}张({day})",
        )
    return outcome


def _write_step(cards: Iterable[Card], step: Step, day: date) -> None:
    """One UPDATE per union, whose policy gives the deadline."""
    by_union: dict[int, list[Card]] = {}
    for card in cards:
        by_union.setdefault(card.union_id, []).append(card)
    for same in by_union.values():
        deadline = due_on(CARD, step.target, same[0].union.path, clock.today())
        values = {"status": step.target, "due_on": deadline, "updated_at": clock.now()}
        if step.code in rules.MILESTONES:
            values[rules.MILESTONES[step.code]] = day
        Card.objects.filter(pk__in=[card.pk for card in same]).update(**values)


def _append(cards: Sequence[Card], step: str, source: str, target: str, actor: Actor) -> None:
    Transition.objects.bulk_create(
        [
            Transition(
                object_label=Card._meta.label_lower,
                object_id=card.pk,
                workflow=CARD.code,
                step=step,
                source=source,
                target=target,
                actor_id=actor.user_id,
                actor_label=actor.label[:100],
            )
            for card in cards
        ],
        batch_size=5_000,
    )


# --- Following the membership -------------------------------------------------------------

_DONE = ("applied", "delivered", "activated")


def follow(people: Sequence[int], union: Union | int, on: date) -> None:
    """The live cards of these persons go with them to the union on that day (换绑).

    What was done before it stays with the union where it was done; so does a closed card, but for
    what was done since. For the services of this area.
    """
    left = Q(closed_on=None) | _done_since(on)
    going = Card.objects.filter(left, person__in=people).exclude(union=union)
    going.update(union=union, updated_at=clock.now(), **_left_behind(on))


def hand_over(people: Sequence[int], source: Union, union: Union, on: date) -> None:
    """What the union did with cards of these persons from that day on is the receiver's.

    Also with cards that have gone on to another union since. For the services of this area.
    """
    since = Q(closed_on=None) | _done_since(on)
    held = Card.objects.filter(since, person__in=people, union=source)
    held.update(union=union, updated_at=clock.now(), **_left_behind(on))
    for done in _DONE:
        theirs = {"person__in": people, f"{done}_by": source, f"{done}_on__gte": on}
        Card.objects.filter(**theirs).update(**{f"{done}_by": union})


def _done_since(on: date) -> Q:
    return Q(applied_on__gte=on) | Q(delivered_on__gte=on) | Q(activated_on__gte=on)


def _left_behind(on: date) -> dict[str, Case]:
    """What was done before the day, at the union where it was done."""
    return {
        f"{done}_by": Case(
            When(**{f"{done}_by": None, f"{done}_on__lt": on}, then=F("union")),
            default=F(f"{done}_by"),
        )
        for done in _DONE
    }


def stop(person: Person, *, why: str, actor: Actor) -> None:
    """The holder has left: a card being made is cancelled, an active one frozen.

    After death it is cancelled in any state. For the services of this area.
    """
    card = queries.live_card(person.pk)
    if card is None:
        return
    code = "cancel" if person.died_on else rules.step_on_leaving(card.status)
    if code is not None:
        card = lock(Card, card.pk)
        step = CARD.require(code, card, SYSTEM, reason=why)
        if code in rules.MILESTONES:
            card.closed_on = clock.today()
            card.save(update_fields=["closed_on", "updated_at"])
        advance(card, CARD, step, actor=actor, reason=f"会员{why}")
