"""Handing out: named once, counted without names, goods out of the store, taken back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns import queries, services
from niangjia.campaigns.models import Delivery, DeliveryLine, Goods, Help, StockMove
from niangjia.campaigns.rules import Audience, MoveKind, ReceiptKind
from niangjia.campaigns.services import Receipt
from niangjia.campaigns.tests.making import (
    SIGNED,
    campaign_of,
    event_of,
    goods_of,
    listed,
    programme_of,
    running,
)
from niangjia.kernel import clock, vault
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.tests.pictures import png
from niangjia.members.tests.making import member_of

_PNG = png()

pytestmark = pytest.mark.django_db


def stock(goods: Goods | None) -> int:
    assert goods is not None
    return Goods.objects.values_list("stock_count", flat=True).get(pk=goods.pk)


def test_named_delivery_counts_persons_and_takes_goods(tree: Tree) -> None:
    campaign, item = running(tree.county, per_head=2)
    event = event_of(campaign, tree.county)
    people = [listed(campaign, tree.union, name, n) for n, name in enumerate(("张丽华", "王强"), 1)]

    made = services.deliver(event, people, [item], SIGNED, actor=SYSTEM)

    assert [d.amount for d in made] == [Decimal("25.00"), Decimal("25.00")]
    assert stock(item.goods) == 96
    found = queries.totals(campaign)
    assert (found.attendance, found.people, found.amount) == (2, 2, Decimal("50.00"))


def test_nobody_gets_the_same_item_twice(tree: Tree) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)

    with pytest.raises(Blocked, match="已经领过"):
        services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)

    assert (Delivery.objects.count(), stock(item.goods)) == (1, 99)


def test_an_item_may_repeat_when_the_campaign_says_so(tree: Tree) -> None:
    campaign, item = running(tree.county, may_repeat=True)
    event = event_of(campaign, tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)

    for _ in range(2):
        services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)

    found = queries.totals(campaign)
    assert (found.attendance, found.people) == (2, 1)


def test_the_constraint_holds_without_the_service(tree: Tree) -> None:
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    (made,) = services.deliver(event_of(campaign, tree.county), [one], [item], SIGNED, actor=SYSTEM)

    with pytest.raises(IntegrityError, match="deliveryline_item_once"), transaction.atomic():
        DeliveryLine.objects.create(
            delivery=made, item=item, person=one.person, quantity=1, amount=1, source="own_union"
        )
    with pytest.raises(IntegrityError, match="goods_stock_not_negative"), transaction.atomic():
        Goods.objects.filter(name=str(item.goods)).update(stock_count=-1)


def test_a_head_count_adds_attendance_only(tree: Tree) -> None:
    campaign, item = running(tree.county, audience=Audience.NONE)
    event = event_of(campaign, tree.county)

    made = services.deliver_counted(event, 40, [item], SIGNED, actor=SYSTEM)

    assert made.amount == Decimal("500.00")
    found = queries.totals(campaign)
    assert (found.attendance, found.people) == (40, 0)
    assert stock(item.goods) == 60


@pytest.mark.parametrize("count", [0, -3, 100_001])
def test_an_impossible_head_count_is_refused(tree: Tree, count: int) -> None:
    campaign, item = running(tree.county, audience=Audience.NONE)

    with pytest.raises(Blocked, match="人数应在"):
        services.deliver_counted(
            event_of(campaign, tree.county), count, [item], SIGNED, actor=SYSTEM
        )

    assert stock(item.goods) == 100


def test_a_campaign_by_list_takes_no_head_count(tree: Tree) -> None:
    campaign, item = running(tree.county)

    with pytest.raises(Blocked, match="按名单发放"):
        services.deliver_counted(event_of(campaign, tree.county), 5, [item], SIGNED, actor=SYSTEM)


def test_more_than_there_is_leaves_everything_as_it_was(tree: Tree) -> None:
    campaign, item = running(tree.county, quantity=1)
    people = [listed(campaign, tree.union, name, n) for n, name in enumerate(("张丽华", "王强"), 1)]

    with pytest.raises(Blocked, match="库存不足:需要2份,现有1份"):
        services.deliver(event_of(campaign, tree.county), people, [item], SIGNED, actor=SYSTEM)

    assert (Delivery.objects.count(), stock(item.goods)) == (0, 1)


def test_taking_back_returns_goods_and_lets_her_receive_again(tree: Tree) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    (made,) = services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)
    assert Help.objects.count() == 1

    services.take_back(made, reason="发错了人", actor=SYSTEM)

    assert stock(item.goods) == 100
    assert Help.objects.count() == 0
    assert queries.totals(campaign).attendance == 0
    kinds = list(StockMove.objects.order_by("id").values_list("kind", "quantity", "balance"))
    assert kinds[1:] == [(MoveKind.ISSUED, -1, 99), (MoveKind.RETURNED, 1, 100)]
    services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)
    with pytest.raises(Blocked, match="已经撤回"):
        services.take_back(made, reason="再来一次", actor=SYSTEM)


def test_taking_back_needs_a_reason(tree: Tree) -> None:
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    (made,) = services.deliver(event_of(campaign, tree.county), [one], [item], SIGNED, actor=SYSTEM)

    with pytest.raises(Blocked, match="写明撤回原因"):
        services.take_back(made, reason=" ", actor=SYSTEM)

    assert stock(item.goods) == 99


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        (Receipt(ReceiptKind.TYPED), "签收人姓名"),
        (Receipt(ReceiptKind.DRAWN), "没有收到手写签名"),
        (Receipt(ReceiptKind.PHOTO), "没有收到现场照片"),
        (Receipt(ReceiptKind.PHOTO, image=b"%PDF-1.7 not a photo"), "。"),
        (Receipt(ReceiptKind.PHOTO, image=b"MZ\x90\x00 a program"), "。"),
    ],
)
def test_a_receipt_proves_itself(tree: Tree, receipt: Receipt, words: str) -> None:
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)

    with pytest.raises(Blocked, match=words):
        services.deliver(event_of(campaign, tree.county), [one], [item], receipt, actor=SYSTEM)

    assert (Delivery.objects.count(), stock(item.goods)) == (0, 100)


def test_a_drawn_signature_is_sealed_in_the_vault(
    tree: Tree, settings: Any, tmp_path: Path
) -> None:
    settings.NIANGJIA_FILES = tmp_path
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    receipt = Receipt(ReceiptKind.DRAWN, image=_PNG)

    (made,) = services.deliver(
        event_of(campaign, tree.county), [one], [item], receipt, actor=SYSTEM
    )

    assert made.paper_type == "image/png"
    assert _PNG[:8] not in (tmp_path / made.paper_path).read_bytes()
    assert vault.read(made.paper_path).startswith(_PNG[:8])


@pytest.mark.parametrize("days", [1, 40])
def test_nothing_is_handed_out_in_the_future(tree: Tree, days: int) -> None:
    campaign, _ = running(tree.county)

    with pytest.raises(Blocked, match="不能晚于今天"):
        event_of(campaign, tree.county, clock.today() + timedelta(days))


def test_a_planned_campaign_hands_out_nothing(tree: Tree) -> None:
    campaign = campaign_of(tree.county)

    with pytest.raises(Blocked, match="请先开始活动"):
        event_of(campaign, tree.county)
    with pytest.raises(Blocked, match="还没有发放标准"):
        services.begin(campaign, actor=SYSTEM)


def test_people_of_another_union_are_delivered_there(tree: Tree, cast: Cast) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.union)
    elsewhere = listed(campaign, tree.other_union, "王强", 2)

    with pytest.raises(Blocked, match="由所在工会的场次发放"):
        services.deliver(event, [elsewhere], [item], SIGNED, actor=cast.chair_sun.actor)

    assert stock(item.goods) == 100


def test_who_may_deliver(tree: Tree, cast: Cast) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.union)
    one = listed(campaign, tree.union, "张丽华", 1)

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.deliver(event, [one], [item], SIGNED, actor=player.actor)
        with pytest.raises(NotVisible):
            services.open_event(
                campaign, tree.union, on=clock.today(), site="某处", actor=player.actor
            )
    assert (Delivery.objects.count(), stock(item.goods)) == (0, 100)

    (made,) = services.deliver(event, [one], [item], SIGNED, actor=cast.chair_sun.actor)
    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.take_back(made, reason="试一试", actor=player.actor)
    assert stock(item.goods) == 99
    services.take_back(made, reason="重复登记", actor=cast.county_zhao.actor)


def test_somebody_not_on_the_list_gets_nothing(tree: Tree) -> None:
    campaign, item = running(tree.county)
    other = campaign_of(tree.county, name="另一次", programme=programme_of(tree.county))
    stranger = listed(other, tree.union, "张丽华", 1)

    with pytest.raises(Blocked, match="不在这个活动的名单中"):
        services.deliver(event_of(campaign, tree.county), [stranger], [item], SIGNED, actor=SYSTEM)


def test_moves_of_stock_cannot_be_rewritten(tree: Tree) -> None:
    goods = goods_of(tree.county)

    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        StockMove.objects.filter(goods=goods).update(quantity=1000)
    with (
        pytest.raises(IntegrityError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM campaigns_stockmove")


def test_a_list_is_drawn_by_rule_once(tree: Tree) -> None:
    campaign = campaign_of(tree.county)
    for number, union in enumerate((tree.union, tree.other_union, tree.neighbour_union), 1):
        member_of(union, "职工甲", number)

    assert services.draw_list(campaign, actor=SYSTEM) == 2
    assert services.draw_list(campaign, actor=SYSTEM) == 0
    assert {b.union for b in campaign.beneficiaries.all()} == {tree.union, tree.other_union}


def test_who_received_stays_on_the_list(tree: Tree) -> None:
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    two = listed(campaign, tree.union, "王强", 2)
    services.deliver(event_of(campaign, tree.county), [one], [item], SIGNED, actor=SYSTEM)

    with pytest.raises(Blocked, match="已经领取"):
        services.remove_person(one, reason="试试", actor=SYSTEM)
    services.remove_person(two, reason="已退休", actor=SYSTEM)

    assert [b.person.name for b in queries.on_list(campaign)] == ["张丽华"]
