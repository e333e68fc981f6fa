"""What was done with a card stays at the union where it was done, whoever has the card later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import records, tallies
from niangjia.kernel.indicators.evaluate import evaluate
from niangjia.members import services
from niangjia.members.models import Card, Membership
from niangjia.members.rules.lifecycle import EventReason
from niangjia.members.services import cards
from niangjia.members.services.membership import move_episode
from niangjia.members.tests.bringing import bring, people
from niangjia.members.tests.making import member_of
from niangjia.unions import services as unions
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
APPLIED, DELIVERED, ACTIVATED = date(2024, 1, 10), date(2024, 5, 10), date(2024, 8, 10)
CODES = ("cards.applied", "cards.issued", "cards.activated")
LATE = date(2025, 12, 31)


def counted(union: Union, on: date = LATE) -> tuple[int, ...]:
    """Cards applied for, issued and activated there, each opening to as many records."""
    figures = evaluate(list(CODES), union.pk, on=on)
    for code in CODES:
        assert records(code, union.pk, on=on).count() == figures[code].value
    return tuple(int(figures[code].value or 0) for code in CODES)


def card_of(membership: Membership) -> Card:
    card = services.apply_card(membership, bank="工商银行", on=APPLIED, actor=SYSTEM)
    cards.verify(card, actor=SYSTEM)
    return cards.send_to_bank(card, actor=SYSTEM)


def delivered(card: Card, on: date = DELIVERED) -> Card:
    cards.produce(card, on=on, actor=SYSTEM)
    cards.receive(card, actor=SYSTEM)
    return cards.deliver(card, on=on, actor=SYSTEM)


def moved(membership: Membership, to: Union, on: date) -> Membership:
    """The member belongs to another union since that day, told today."""
    return move_episode(membership, to, on=on, actor=SYSTEM, reason=EventReason.EMPLOYMENT_CHANGED)


@pytest.fixture(autouse=True)
def _whole() -> Iterator[None]:
    """Counts kept beside the rows stay right."""
    yield
    assert tallies.differs() == []


def test_a_transfer_takes_the_card_and_leaves_what_was_done(tree: Tree) -> None:
    first = member_of(tree.union)
    card = delivered(card_of(first))
    before = counted(tree.union), counted(tree.county), counted(tree.neighbour)

    second = moved(first, tree.neighbour_union, date(2024, 6, 1))
    cards.activate(Card.objects.get(pk=card.pk), on=ACTIVATED, actor=SYSTEM)
    moved(second, tree.union, date(2024, 9, 1))

    assert Card.objects.get(pk=card.pk).union_id == tree.union.pk
    assert before == ((1, 1, 0), (1, 1, 0), (0, 0, 0))
    assert (counted(tree.union), counted(tree.county)) == ((1, 1, 0), (1, 1, 0))
    assert (counted(tree.neighbour_union), counted(tree.neighbour)) == ((0, 0, 1), (0, 0, 1))
    assert counted(tree.city) == (1, 1, 1)
    assert counted(tree.city, DELIVERED) == (1, 1, 0)


def test_what_was_done_after_a_day_told_late_is_of_the_new_union(tree: Tree) -> None:
    membership = member_of(tree.union)
    delivered(card_of(membership))

    moved(membership, tree.neighbour_union, date(2024, 3, 1))

    assert (counted(tree.union), counted(tree.neighbour_union)) == ((1, 0, 0), (0, 1, 0))


@pytest.mark.parametrize("is_closed", [False, True])
def test_no_card_is_lost_in_a_merger_told_late(tree: Tree, is_closed: bool) -> None:
    card = delivered(card_of(member_of(tree.union)))
    if is_closed:
        cards.cancel(card, actor=SYSTEM, reason="损坏")

    unions.merge(
        [tree.union], into=tree.other_union, on=date(2024, 3, 1), reason="合并", actor=SYSTEM
    )

    assert (counted(tree.union, APPLIED), counted(tree.other_union)) == ((1, 0, 0), (0, 1, 0))
    assert counted(tree.county) == (1, 1, 0)


def test_a_sheet_takes_the_card_along(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1), tree.union)
    [membership] = Membership.objects.filter(union=tree.union)
    cards.activate(delivered(card_of(membership), APPLIED), on=APPLIED, actor=SYSTEM)
    services.resign(membership, on=date(2024, 2, 1), actor=SYSTEM, reason="离职")

    bring(tmp_path, people(1, CHANGED_ON="20240301"), tree.neighbour_union)

    card = Card.objects.get()
    assert (card.union_id, card.applied_by_id) == (tree.neighbour_union.pk, tree.union.pk)
    assert (counted(tree.union), counted(tree.neighbour_union)) == ((1, 1, 1), (0, 0, 0))


def test_of_cards_that_moved_before_memberships_tell(tree: Tree) -> None:
    first = member_of(tree.union)
    card = delivered(card_of(first))
    moved(first, tree.neighbour_union, date(2024, 6, 1))
    stays = card_of(member_of(tree.union, number=2))
    wanted = Card.objects.order_by("pk").values_list("applied_by", "delivered_by", "activated_by")
    known = list(wanted)
    Card.objects.update(applied_by=None, delivered_by=None, activated_by=None)

    stood = import_module("niangjia.members.migrations.0011_cards_stood")._STOOD
    with connection.cursor() as cursor:
        for done in ("applied", "delivered", "activated"):
            cursor.execute(stood.format(done=done))

    assert list(wanted) == known == [(tree.union.pk, tree.union.pk, None), (None, None, None)]
    assert card.pk < stays.pk
