"""Two people at once: the database decides, one of them is told why."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.members import services
from niangjia.members.models import Card, Conflict, Membership, Person
from niangjia.members.tests.making import JOINED_ON, facts_of, member_of
from niangjia.unions import services as unions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> Tree:
    return build_tree()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that start together; a refusal is its outcome."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            return work()
        except Blocked as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, w) for w in works]]


def refusals(outcomes: list[object]) -> list[str]:
    return [o.reason for o in outcomes if isinstance(o, Blocked)]


def test_one_person_admitted_twice_at_once(committed: Tree) -> None:
    tree = committed

    outcomes = at_once(
        lambda: services.admit(facts_of(), tree.union, on=JOINED_ON, actor=SYSTEM),
        lambda: services.admit(facts_of(), tree.neighbour_union, on=JOINED_ON, actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert "一人不能同时有两份会籍" in refusals(outcomes)[0]
    assert (Person.objects.count(), Membership.objects.count()) == (1, 1)


def test_two_unions_wanting_one_person_get_a_ticket(committed: Tree) -> None:
    tree = committed

    at_once(
        lambda: services.admit_or_ticket(facts_of(), tree.union, on=JOINED_ON, actor=SYSTEM),
        lambda: services.admit_or_ticket(facts_of(), tree.other_union, on=JOINED_ON, actor=SYSTEM),
    )

    assert (Membership.objects.count(), Conflict.objects.count()) == (1, 1)


def test_transfer_confirmed_and_withdrawn_at_once(committed: Tree) -> None:
    tree = committed
    transfer = services.request_transfer(
        member_of(tree.union), tree.neighbour_union, reason="", actor=SYSTEM
    )

    outcomes = at_once(
        lambda: services.confirm_transfer(transfer, actor=SYSTEM),
        lambda: services.withdraw_transfer(transfer, actor=SYSTEM),
    )

    transfer.refresh_from_db()
    assert len(refusals(outcomes)) == 1
    assert transfer.status in ("completed", "withdrawn")
    assert Membership.objects.filter(left_on=None).count() == 1
    assert Membership.objects.count() == (2 if transfer.status == "completed" else 1)


def test_transfer_confirmed_twice_moves_once(committed: Tree) -> None:
    tree = committed
    transfer = services.request_transfer(
        member_of(tree.union), tree.neighbour_union, reason="", actor=SYSTEM
    )

    outcomes = at_once(*[lambda: services.confirm_transfer(transfer, actor=SYSTEM)] * 3)

    assert len(refusals(outcomes)) == 2
    assert Membership.objects.count() == 2


def test_leaving_and_moving_at_once(committed: Tree) -> None:
    tree = committed
    member = member_of(tree.union)
    transfer = services.request_transfer(member, tree.neighbour_union, reason="", actor=SYSTEM)
    today = transfer.created_at.date()

    outcomes = at_once(
        lambda: services.resign(member, on=today, actor=SYSTEM),
        lambda: services.confirm_transfer(transfer, actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert Membership.objects.filter(left_on=None).count() in (0, 1)


def test_closing_a_union_while_somebody_joins(committed: Tree) -> None:
    tree = committed
    member_of(tree.union, "李四妹", number=2)

    at_once(
        lambda: unions.close(
            tree.union,
            on=JOINED_ON,
            reason="渠工〔2024〕9号",
            members_to=tree.other_union,
            actor=SYSTEM,
        ),
        lambda: services.admit(facts_of(), tree.union, on=JOINED_ON, actor=SYSTEM),
    )

    tree.union.refresh_from_db()
    assert tree.union.status == 0
    assert Membership.objects.filter(union=tree.union, left_on=None).count() == 0


def test_two_cards_at_once(committed: Tree) -> None:
    member = member_of(committed.union)

    outcomes = at_once(*[lambda: services.apply_card(member, bank="工商银行", actor=SYSTEM)] * 2)

    assert refusals(outcomes) == ["此人已有一张有效的会员服务卡,请先注销或挂失。"]
    assert Card.objects.count() == 1
