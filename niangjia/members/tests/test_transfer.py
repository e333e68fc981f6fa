"""Transfers: asked for, confirmed by both sides or by silence, counted once throughout."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, messages
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy
from niangjia.members import queries, services
from niangjia.members.models import Card, Membership, MembershipEvent, Transfer
from niangjia.members.rules.lifecycle import EventKind, EventReason
from niangjia.members.services import transfer as verbs
from niangjia.members.tests.making import facts_of, member_of

pytestmark = pytest.mark.django_db


def members_on(day: date) -> int:
    """Persons who are members on that day, anywhere."""
    return Membership.objects.filter(joined_on__lte=day).exclude(left_on__lte=day).count()


def test_source_asks_and_target_accepts(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    today = clock.today()

    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="换了单位", actor=cast.chair_sun.actor
    )
    assert (transfer.status, transfer.asked_by) == ("wait_in", "source")
    assert transfer.due_on == clock.add_working_days(today, 15)
    done = services.confirm_transfer(transfer, actor=cast.neighbour_qian.actor)

    assert (done.status, done.completed_on, done.due_on) == ("completed", today, None)
    membership.refresh_from_db()
    assert (membership.status, membership.left_on, membership.exit_kind) == (
        "ended",
        today,
        EventKind.TRANSFER_OUT,
    )
    moved = queries.open_membership(membership.person_id)
    assert moved is not None
    assert moved == done.result
    assert (moved.union_id, moved.joined_on, moved.entry_kind, moved.status) == (
        tree.neighbour_union.pk,
        today,
        "transfer",
        "active",
    )
    assert [
        (e.membership_id, e.kind, e.on, e.reason)
        for e in MembershipEvent.objects.order_by("id")[1:]
    ] == [
        (membership.pk, EventKind.TRANSFER_OUT, today, EventReason.EMPLOYMENT_CHANGED),
        (moved.pk, EventKind.TRANSFER_IN, today, EventReason.EMPLOYMENT_CHANGED),
    ]
    assert [members_on(today - timedelta(days=n)) for n in (1, 0)] == [1, 1]


def test_target_asks_with_the_document_and_source_releases(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)

    transfer = services.request_transfer_in(
        tree.neighbour_union,
        name="张丽华",
        identity=facts_of().identity,
        reason="已到我单位上班",
        actor=cast.neighbour_qian.actor,
    )

    assert (transfer.status, transfer.asked_by) == ("wait_out", "target")
    services.confirm_transfer(transfer, actor=cast.chair_sun.actor)
    membership.refresh_from_db()
    assert membership.left_on == clock.today()


@pytest.mark.parametrize(("name", "number"), [("王小二", 1), ("张丽华", 2)])
def test_target_learns_nothing_from_a_wrong_guess(
    tree: Tree, cast: Cast, name: str, number: int
) -> None:
    member_of(tree.union)

    with pytest.raises(Blocked, match="没有找到姓名与证件号码都相符的在会会员"):
        services.request_transfer_in(
            tree.neighbour_union,
            name=name,
            identity=facts_of(number=number).identity,
            reason="",
            actor=cast.neighbour_qian.actor,
        )

    assert Transfer.objects.count() == 0


def test_member_asks_and_both_sides_agree(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    membership.person.user = cast.worker_chen.user
    membership.person.save(update_fields=["user"])

    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="搬家", actor=cast.worker_chen.actor
    )
    assert transfer.status == "requested"
    transfer = services.confirm_transfer(transfer, actor=cast.chair_sun.actor)
    assert transfer.status == "wait_in"
    transfer = services.confirm_transfer(transfer, actor=cast.neighbour_qian.actor)

    assert transfer.status == "completed"
    assert None not in (transfer.source_confirmed_at, transfer.target_confirmed_at)
    told = [one.title for one in messages.of(membership.person_id)]
    assert told == ["转会:已转入", "转会:待转入工会确认"]


def test_the_side_that_asked_cannot_confirm_for_the_other(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    with pytest.raises(Blocked, match="当前状态是“待转入工会确认”"):
        services.confirm_transfer(transfer, actor=cast.chair_sun.actor)

    membership.refresh_from_db()
    assert membership.left_on is None


def test_refusal_needs_a_reason_and_ends_it(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    with pytest.raises(Blocked, match="请写明原因"):
        services.refuse_transfer(transfer, reason=" ", actor=cast.neighbour_qian.actor)
    refused = services.refuse_transfer(
        transfer, reason="未在我单位工作", actor=cast.neighbour_qian.actor
    )

    assert refused.status == "refused"
    again = services.request_transfer(
        membership, tree.neighbour_union, reason="再次申请", actor=cast.chair_sun.actor
    )
    assert again.status == "wait_in"


def test_only_the_side_that_asked_withdraws(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    with pytest.raises(Blocked, match="当前状态"):
        services.withdraw_transfer(transfer, actor=cast.neighbour_qian.actor)
    withdrawn = services.withdraw_transfer(transfer, actor=cast.chair_sun.actor)

    assert withdrawn.status == "withdrawn"


def test_one_open_transfer_at_a_time(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    with pytest.raises(Blocked, match="已有一份正在办理的转会"):
        services.request_transfer(
            membership, tree.other_union, reason="", actor=cast.chair_sun.actor
        )

    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
def test_others_neither_see_nor_ask(tree: Tree, cast: Cast, who: str) -> None:
    membership = member_of(tree.union)
    actor = getattr(cast, who).actor

    with pytest.raises(NotVisible):
        services.request_transfer(membership, tree.other_union, reason="", actor=actor)

    assert Transfer.objects.count() == 0


def test_both_sides_and_those_above_see_it_and_nobody_else(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    seen = {
        name: queries.transfers_visible(getattr(cast, name).actor, "members.view").count()
        for name in (
            "province_li",
            "city_wang",
            "county_zhao",
            "neighbour_qian",
            "chair_sun",
            "worker_chen",
            "stranger",
        )
    }

    assert seen == {
        "province_li": 1,
        "city_wang": 1,
        "county_zhao": 1,
        "neighbour_qian": 1,
        "chair_sun": 1,
        "worker_chen": 0,
        "stranger": 0,
    }


def test_silence_is_agreement_after_the_deadline_only(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )
    assert transfer.due_on is not None

    assert services.auto_confirm_transfers(transfer.due_on) == 0
    assert services.auto_confirm_transfers(transfer.due_on + timedelta(days=1)) == 1
    assert services.auto_confirm_transfers(transfer.due_on + timedelta(days=1)) == 0

    moved = queries.open_membership(membership.person_id)
    assert moved is not None
    assert moved.union_id == tree.neighbour_union.pk


def test_days_are_the_policys(tree: Tree, cast: Cast) -> None:
    Policy.objects.create(
        code="members.transfer_confirm",
        union_path=tree.county.path,
        valid=(date(2020, 1, 1), None),
        params={"days": 3},
        basis="渠县总工会规定",
    )

    transfer = services.request_transfer(
        member_of(tree.union), tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    assert transfer.due_on == clock.add_working_days(clock.today(), 3)


def test_one_that_cannot_be_done_does_not_hold_up_the_others(tree: Tree, cast: Cast) -> None:
    bad = services.request_transfer(
        member_of(tree.union, number=1), tree.neighbour_union, reason="", actor=SYSTEM
    )
    good = services.request_transfer(
        member_of(tree.union, "李四妹", number=2), tree.other_union, reason="", actor=SYSTEM
    )
    tree.neighbour_union.status = 3
    tree.neighbour_union.save(update_fields=["status"])
    assert good.due_on is not None

    assert services.auto_confirm_transfers(good.due_on + timedelta(days=1)) == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == ("withdrawn", "completed")
    assert members_on(clock.today()) == 2


def test_leaving_ends_the_open_transfer(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )

    services.resign(membership, on=clock.today(), actor=cast.chair_sun.actor)

    transfer.refresh_from_db()
    assert transfer.status == "withdrawn"


def test_the_card_goes_along(tree: Tree, cast: Cast) -> None:
    membership = member_of(tree.union)
    card = services.apply_card(membership, bank="工商银行", actor=cast.chair_sun.actor)

    transfer = services.request_transfer(
        membership, tree.neighbour_union, reason="", actor=cast.chair_sun.actor
    )
    services.confirm_transfer(transfer, actor=cast.neighbour_qian.actor)

    card = Card.objects.get(pk=card.pk)
    assert (card.union_id, card.status) == (tree.neighbour_union.pk, "applied")


def test_a_kept_membership_is_kept_at_the_new_union(tree: Tree, cast: Cast) -> None:
    membership = services.retain(
        member_of(tree.union), on=date(2024, 1, 2), cause=EventReason.RETIRED, actor=SYSTEM
    )

    transfer = services.request_transfer(membership, tree.other_union, reason="", actor=SYSTEM)
    done = services.confirm_transfer(transfer, actor=SYSTEM)

    assert done.result is not None
    assert (done.result.status, done.result.retained_on) == ("retained", clock.today())


def test_conflict_ticket_becomes_a_transfer(tree: Tree, cast: Cast) -> None:
    member_of(tree.union)
    ticket = services.admit_or_ticket(
        facts_of(), tree.neighbour_union, on=clock.today(), actor=cast.neighbour_qian.actor
    )
    assert not isinstance(ticket, Membership)

    ticket = services.transfer_instead(ticket, actor=cast.neighbour_qian.actor)

    assert ticket.status == "transferred"
    assert ticket.transfer is not None
    assert (ticket.transfer.status, ticket.transfer.asked_by) == ("wait_out", "target")


def test_ticket_is_closed_by_nobody_else(tree: Tree, cast: Cast) -> None:
    member_of(tree.union)
    ticket = services.admit_or_ticket(
        facts_of(), tree.neighbour_union, on=clock.today(), actor=cast.neighbour_qian.actor
    )
    assert not isinstance(ticket, Membership)

    for who in (cast.chair_sun, cast.county_zhao, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.dismiss_conflict(ticket, reason="无关", actor=who.actor)

    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_every_step_has_a_verb() -> None:
    from niangjia.members.rules.transfer import TRANSFER

    missing = [s.code for s in TRANSFER.steps if not s.automatic and not hasattr(verbs, s.code)]

    assert missing == []
