"""Two hands at once: the last piece leaves the store once, one person gets one."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Tree, build_tree
from niangjia.campaigns import services
from niangjia.campaigns.models import Delivery, Goods, StockMove
from niangjia.campaigns.tests.making import SIGNED, event_of, goods_of, listed, running
from niangjia.kernel.actor import SYSTEM
from niangjia.members.tests.test_concurrency import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> Tree:
    return build_tree()


def test_the_last_piece_is_handed_out_once(committed: Tree) -> None:
    tree = committed
    campaign, item = running(tree.county, quantity=1)
    one, two = (
        listed(campaign, tree.union, name, n) for n, name in enumerate(("张丽华", "王强"), 1)
    )
    event = event_of(campaign, tree.county)

    outcomes = at_once(
        lambda: services.deliver(event, [one], [item], SIGNED, actor=SYSTEM),
        lambda: services.deliver(event, [two], [item], SIGNED, actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert "库存不足" in refusals(outcomes)[0]
    assert (Delivery.objects.count(), Goods.objects.get().stock_count) == (1, 0)


def test_one_person_at_two_tables_gets_one(committed: Tree) -> None:
    tree = committed
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    first, second = event_of(campaign, tree.county), event_of(campaign, tree.union)

    outcomes = at_once(
        lambda: services.deliver(first, [one], [item], SIGNED, actor=SYSTEM),
        lambda: services.deliver(second, [one], [item], SIGNED, actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert (Delivery.objects.count(), Goods.objects.get().stock_count) == (1, 99)


def test_stock_taken_by_hand_and_by_delivery_never_falls_below_zero(committed: Tree) -> None:
    tree = committed
    goods = goods_of(tree.county, 5)

    outcomes = at_once(
        *(
            (lambda: services.write_off(goods, quantity=2, reason="受潮", actor=SYSTEM))
            for _ in range(4)
        )
    )

    assert len(refusals(outcomes)) == 2
    assert Goods.objects.get().stock_count == 1
    assert sum(StockMove.objects.values_list("quantity", flat=True)) == 1
