"""The desks of campaigns, goods, events, lists, deliveries, help and pairing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns import services
from niangjia.campaigns.desk.campaigns import CampaignDesk
from niangjia.campaigns.desk.events import EventDesk
from niangjia.campaigns.desk.goods import GoodsDesk
from niangjia.campaigns.desk.pairings import PairingDesk
from niangjia.campaigns.desk.people import DeliveryDesk, HelpDesk, ListDesk
from niangjia.campaigns.models import Campaign, Delivery, Help, Pairing
from niangjia.campaigns.rules import Audience, PairingKind
from niangjia.campaigns.tests.making import (
    SIGNED,
    campaign_of,
    event_of,
    goods_of,
    listed,
    programme_of,
    running,
)
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger.rules import ProgrammeKind
from niangjia.web.testing import DeskTests

pytestmark = pytest.mark.django_db


def given(tree: Tree) -> Delivery:
    """One delivery to 张丽华 at the county's campaign."""
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    event = event_of(campaign, tree.county)
    (made,) = services.deliver(event, [one], [item], SIGNED, actor=SYSTEM)
    return made


class TestCampaignDesk(DeskTests):
    desk = CampaignDesk
    starts_empty = True
    search_text = "高温"
    edit_data = {
        "name": "高温慰问",
        "from_on": f"{clock.today().year}-01-01",
        "until_on": f"{clock.today().year}-12-31",
        "place": "临巴镇",
        "audience": Audience.MEMBERS,
        "note": "",
    }
    act_data = {
        "draw": {},
        "open_event": {
            "union": "511725",
            "on": str(clock.today()),
            "site": "车站广场",
        },
        "service": {
            "kind": "measure",
            "on": str(clock.today()),
            "title": "十条措施",
        },
        "relief": {
            "stage": "raised",
            "on": str(clock.today()),
            "amount": "100",
            "party": "职工捐款",
            "voucher": "收1",
        },
        "end": {},
    }

    def make(self, tree: Tree, cast: Cast) -> Campaign:
        campaign, _ = running(tree.county, kind=ProgrammeKind.EMERGENCY)
        return campaign

    def test_a_campaign_is_planned_by_hand(self, tree: Tree, cast: Cast) -> None:
        programme = programme_of(tree.city)
        data: dict[str, Any] = {**self.edit_data, "union": "511725", "programme": str(programme.pk)}

        answer = cast.county_zhao.client.post("/campaigns/new/", data)

        assert answer.status_code == 302
        assert Campaign.objects.get().programme == programme


class TestGoodsDesk(DeskTests):
    desk = GoodsDesk
    starts_empty = True
    search_text = "防暑"
    edit_data = {"name": "防暑包", "kind": "cooling", "measure": "包"}
    act_data = {
        "receive": {"quantity": "5", "price_amount": "12.50", "on": str(clock.today())},
        "write_off": {"quantity": "2", "on": str(clock.today()), "reason": "受潮"},
        "count": {"counted": "100", "on": str(clock.today()), "reason": "少计"},
    }

    def make(self, tree: Tree, cast: Cast) -> Any:
        return goods_of(tree.county)

    def test_goods_are_entered_by_hand(self, tree: Tree, cast: Cast) -> None:
        data: dict[str, Any] = {
            "union": "511725", "name": "口罩", "kind": "mask", "measure": "个",
            "price_amount": "0.50", "source": "donation", "quantity": "1000",
        }  # fmt: skip

        answer = cast.county_zhao.client.post("/goods/new/", data)

        assert answer.status_code == 302
        page = cast.county_zhao.client.get(answer["Location"])
        assert "1,000" in page.content.decode()

    def test_another_price_is_another_entry(self, tree: Tree, cast: Cast) -> None:
        goods = goods_of(tree.county)
        data: dict[str, Any] = {"quantity": "5", "price_amount": "13", "on": str(clock.today())}

        answer = cast.county_zhao.client.post(f"/goods/{goods.public_id}/do/receive/", data)

        assert "请按新的采购价另建一种物资" in answer.content.decode()
        goods.refresh_from_db()
        assert goods.stock_count == 100


class TestEventDesk(DeskTests):
    desk = EventDesk
    search_text = "厂区"

    def make(self, tree: Tree, cast: Cast) -> Any:
        campaign, _ = running(tree.county)
        return event_of(campaign, tree.county)


class TestListDesk(DeskTests):
    desk = ListDesk
    search_text = "张丽"
    act_data = {
        "account": {"account_number": "6222020200012345678", "bank_name": "工商银行"},
        "remove": {"reason": "已经退休"},
    }

    def make(self, tree: Tree, cast: Cast) -> Any:
        return listed(campaign_of(tree.county), tree.union, "张丽华", 1)


class TestDeliveryDesk(DeskTests):
    desk = DeliveryDesk
    search_text = "张丽"
    act_data = {"take_back": {"reason": "登记重复"}}

    def make(self, tree: Tree, cast: Cast) -> Any:
        return given(tree)


class TestHelpDesk(DeskTests):
    desk = HelpDesk
    search_text = "张丽"

    def make(self, tree: Tree, cast: Cast) -> Any:
        given(tree)
        return Help.objects.select_related("person").get()

    def test_a_row_leads_to_its_delivery(self, made: Any, cast: Cast) -> None:
        page = cast.county_zhao.client.get("/help-records/").content.decode()

        assert f"/deliveries/{Delivery.objects.get().public_id}/" in page


class TestPairingDesk(DeskTests):
    desk = PairingDesk
    starts_empty = True
    search_text = "回龙"
    edit_data = {
        "name": "回龙村",
        "place": "岩峰镇",
        "paired_on": str(clock.today() - timedelta(days=20)),
        "cadre": "李干部",
    }
    act_data = {
        "contribute": {
            "kind": "direct", "form": "cash", "amount": "100", "on": str(clock.today()),
            "giver": "511725", "purpose": "修路", "voucher": "凭1",
        },
        "visit": {"on": str(clock.today()), "visitors": "王主席、李四", "findings": "已通水"},
        "project": {"name": "柠檬园", "kind": "industry", "on": str(clock.today())},
        "record_exit": {"on": str(clock.today())},
        "end": {"on": str(clock.today()), "reason": "任务完成"},
    }  # fmt: skip

    def make(self, tree: Tree, cast: Cast) -> Pairing:
        values: dict[str, Any] = {
            "name": "回龙村",
            "place": "渠县岩峰镇",
            "paired_on": clock.today() - timedelta(days=10),
        }
        return services.pair(tree.county, PairingKind.VILLAGE, values, actor=SYSTEM)

    def test_direct_and_introduced_money_stand_apart(self, made: Pairing, cast: Cast) -> None:
        more: dict[str, Any] = {
            "form": "cash",
            "on": clock.today(),
            "giver": made.union,
            "purpose": "产业",
        }
        services.contribute(
            made, kind="direct", amount=Decimal("100"), voucher="凭1", **more, actor=SYSTEM
        )
        services.contribute(
            made, kind="introduced", amount=Decimal("900"), introduced_from="某企业", **more,
            actor=SYSTEM,
        )  # fmt: skip

        page = cast.county_zhao.client.get("/pairings/").content.decode()

        assert "100.00 元" in page
        assert "900.00 元" in page
        assert "1,000.00" not in page

    def test_a_household_needs_its_people(self, tree: Tree, cast: Cast) -> None:
        data: dict[str, Any] = {
            "union": "511725", "kind": "household", "name": "李大山", "place": "回龙村",
            "paired_on": str(clock.today()),
        }  # fmt: skip

        answer = cast.county_zhao.client.post("/pairings/new/", data)

        assert "请填写家庭人口" in answer.content.decode()
        assert not Pairing.objects.exists()
