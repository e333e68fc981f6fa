"""Service cards: milestones in order, one live card, batches, what happens on leaving."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Transition
from niangjia.members import services
from niangjia.members.models import Card
from niangjia.members.rules.cards import CARD
from niangjia.members.services import cards
from niangjia.members.tests.making import member_of
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
APPLIED_ON = date(2024, 3, 1)
WAY = ("verify", "send_to_bank", "produce", "receive", "deliver", "activate")


def card_of(union: Union, number: int = 1) -> Card:
    member = member_of(union, number=number)
    return services.apply_card(member, bank="工商银行", on=APPLIED_ON, actor=SYSTEM)


def taken_to(card: Card, last: str) -> Card:
    for step in WAY[: WAY.index(last) + 1]:
        card = getattr(cards, step)(card, actor=SYSTEM)
    return card


def test_the_whole_way(tree: Tree, cast: Cast) -> None:
    actor = cast.chair_sun.actor
    card = card_of(tree.union)
    card = cards.verify(card, actor=actor)
    card = cards.send_to_bank(card, actor=actor)
    card = cards.produce(card, number_tail="0123", on=date(2024, 3, 20), actor=actor)
    card = cards.receive(card, actor=actor)
    card = cards.deliver(card, on=date(2024, 3, 25), actor=actor)
    card = cards.activate(card, on=date(2024, 4, 1), actor=actor)

    card.refresh_from_db()
    assert (card.status, card.number_tail) == ("activated", "0123")
    assert (card.applied_on, card.produced_on, card.delivered_on, card.activated_on) == (
        date(2024, 3, 1),
        date(2024, 3, 20),
        date(2024, 3, 25),
        date(2024, 4, 1),
    )


@pytest.mark.parametrize("step", ["produce", "deliver", "activate"])
def test_no_milestone_before_the_one_before(tree: Tree, step: str) -> None:
    card = card_of(tree.union)
    if step != "produce":
        card = taken_to(card, "receive" if step == "deliver" else "deliver")
    else:
        card = taken_to(card, "send_to_bank")

    with pytest.raises(Blocked, match="早于"):
        getattr(cards, step)(card, on=date(2024, 2, 29), actor=SYSTEM)


def test_one_live_card(tree: Tree) -> None:
    member = member_of(tree.union)
    services.apply_card(member, bank="工商银行", actor=SYSTEM)

    with pytest.raises(Blocked, match="已有一张有效的会员服务卡"):
        services.apply_card(member, bank="农业银行", actor=SYSTEM)

    assert Card.objects.count() == 1


def test_lost_card_is_replaced(tree: Tree) -> None:
    card = cards.report_lost(taken_to(card_of(tree.union), "activate"), actor=SYSTEM)

    new = services.reissue(card, actor=SYSTEM)

    card.refresh_from_db()
    assert (card.status, card.closed_on) == ("reissued", clock.today())
    assert (new.status, new.replaces, new.bank) == ("applied", card, "工商银行")


@pytest.mark.parametrize(
    ("reached", "after"),
    [("verify", "cancelled"), ("deliver", "cancelled"), ("activate", "frozen")],
)
def test_leaving_stops_the_card(tree: Tree, reached: str, after: str) -> None:
    card = taken_to(card_of(tree.union), reached)

    membership = card.person.memberships.get()
    services.resign(membership, on=clock.today(), actor=SYSTEM)

    card.refresh_from_db()
    assert card.status == after


def test_death_cancels_an_active_card(tree: Tree) -> None:
    card = taken_to(card_of(tree.union), "activate")

    services.close_deceased(card.person.memberships.get(), on=clock.today(), actor=SYSTEM)

    card.refresh_from_db()
    assert (card.status, card.closed_on) == ("cancelled", clock.today())


def test_frozen_card_is_not_thawed_for_a_stranger_to_the_union(tree: Tree) -> None:
    card = taken_to(card_of(tree.union), "activate")
    left = services.resign(card.person.memberships.get(), on=clock.today(), actor=SYSTEM)
    card.refresh_from_db()

    with pytest.raises(Blocked, match="不是会员"):
        cards.unfreeze(card, actor=SYSTEM)
    services.rejoin(left, on=clock.today(), actor=SYSTEM)

    assert cards.unfreeze(card, actor=SYSTEM).status == "activated"


def test_batch_of_a_bank(tree: Tree, cast: Cast) -> None:
    for number in (1, 2, 3):
        member_of(tree.union, number=number)
    services.apply_card(member_of(tree.union, number=4), bank="工商银行", actor=SYSTEM)

    applied = services.apply_many(tree.union, bank="农业银行", actor=cast.chair_sun.actor)
    ids = list(Card.objects.filter(bank="农业银行").values_list("pk", flat=True))
    verified = services.take_many([*ids, 999_999], step="verify", actor=cast.chair_sun.actor)
    again = services.take_many(ids, step="verify", actor=cast.chair_sun.actor)

    assert (applied.done, applied.skipped) == (3, 1)
    assert (verified.done, verified.skipped) == (3, 1)
    assert (again.done, again.skipped) == (0, 3)
    assert Card.objects.filter(status="verified").count() == 3
    assert Transition.objects.filter(workflow="card", step="verify").count() == 3
    assert Entry.objects.filter(verb="card.verify_many").count() == 1


def test_batch_leaves_cards_of_others_alone(tree: Tree, cast: Cast) -> None:
    card = card_of(tree.union)

    outcome = services.take_many([card.pk], step="verify", actor=cast.neighbour_qian.actor)

    card.refresh_from_db()
    assert (outcome.done, outcome.skipped, card.status) == (0, 1, "applied")
    assert outcome.text == "已处理0条,1条不符合条件,未处理。"


def test_activation_is_not_a_matter_of_batches(tree: Tree) -> None:
    with pytest.raises(Blocked, match="须逐张办理"):
        services.take_many([], step="activate", actor=SYSTEM)


@pytest.mark.parametrize("who", ["neighbour_qian", "worker_chen", "stranger"])
def test_others_cannot_touch_a_card(tree: Tree, cast: Cast, who: str) -> None:
    card = card_of(tree.union)

    with pytest.raises(NotVisible):
        cards.verify(card, actor=getattr(cast, who).actor)
    with pytest.raises(NotVisible):
        services.apply_many(tree.union, bank="工行", actor=getattr(cast, who).actor)

    card.refresh_from_db()
    assert card.status == "applied"


def test_every_step_has_a_verb() -> None:
    assert [s.code for s in CARD.steps if not s.automatic and not hasattr(cards, s.code)] == []
