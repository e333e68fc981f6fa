"""Campaigns when the tree changes: what is in hand goes on with the receiver, what was given stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.accounts.testing import Tree
from niangjia.campaigns import services
from niangjia.campaigns.models import Campaign, Delivery, Goods
from niangjia.campaigns.rules import Audience, PairingKind
from niangjia.campaigns.tests import making
from niangjia.employers.tests.test_services import employer
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of
from niangjia.unions import services as unions

pytestmark = pytest.mark.django_db


def test_a_merged_union_hands_over_what_is_in_hand(tree: Tree) -> None:
    old, into = tree.union, tree.other_union
    programme = making.programme_of(tree.city)
    campaign, item = making.running(old, programme=programme, audience=Audience.LIST)
    making.goods_of(into, 3)
    done = making.campaign_of(old, name="去年慰问", programme=programme)
    services.cancel(done, reason="不办了", actor=SYSTEM)
    event = making.event_of(campaign, old)
    first = making.listed(campaign, old, "陈一", 11)
    making.listed(campaign, old, "陈二", 12)
    services.deliver(event, [first], [item], making.SIGNED, actor=SYSTEM)
    pairing = services.pair(
        old, PairingKind.VILLAGE,
        {"name": "回龙村", "place": "岩峰镇", "paired_on": clock.today()}, actor=SYSTEM,
    )  # fmt: skip
    on = clock.today()

    lines = unions.preview_merge([old], into=into, on=on, reason="两厂合并", actor=SYSTEM)
    unions.merge([old], into=into, on=on, reason="两厂合并", actor=SYSTEM)

    assert f"未汇总的帮扶活动1个、库存物资1种、结对1个改由“{into.name}”办理。" in lines
    for row in (campaign, event, pairing):
        row.refresh_from_db()
        assert row.union == into
    assert {one.union for one in campaign.beneficiaries.all()} == {into}
    kept = Goods.objects.get(union=into, name__contains="原")
    assert (kept.pk, kept.stock_count) == (item.goods_id, 99)
    assert kept.name == f"防暑大礼包(原{old.name})"
    assert Delivery.objects.get().union == old
    assert Campaign.objects.get(pk=done.pk).union == old
    second = campaign.beneficiaries.get(person__name="陈二")
    [again] = services.deliver(event, [second], [item], making.SIGNED, actor=SYSTEM)
    assert (again.union, again.amount) == (into, Decimal("12.50"))


def test_at_a_split_names_on_lists_follow_the_members(tree: Tree) -> None:
    old = tree.union
    campaign = making.campaign_of(old, audience=Audience.LIST)
    mill = employer(tree.township, "一厂")
    going, staying = member_of(old, "周一", 11), member_of(old, "周二", 12)
    Membership.objects.filter(pk=going.pk).update(employer=mill)
    one = services.add_person(campaign, going.person, actor=SYSTEM)
    other = services.add_person(campaign, staying.person, actor=SYSTEM)
    parts = [unions.Part("一厂工会委员会", employer_ids=(mill.pk,))]

    [new] = unions.split(old, parts=parts, on=clock.today(), reason="单独建会", actor=SYSTEM)

    for row in (one, other, campaign):
        row.refresh_from_db()
    assert (one.union, other.union, campaign.union) == (new, old, old)
