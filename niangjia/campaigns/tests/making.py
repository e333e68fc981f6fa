"""Campaigns, goods, lists and money for the tests of this area, made through services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.campaigns import services
from niangjia.campaigns.models import Beneficiary, Campaign, DeliveryEvent, Goods, Item
from niangjia.campaigns.rules import Audience, GoodsKind, ReceiptKind
from niangjia.campaigns.services import Receipt
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund, Programme
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.members.tests.making import member_of
from niangjia.unions.models import Union

CARD = "6222020200012345678"
SIGNED = Receipt(ReceiptKind.TYPED, signer="张丽华")


def programme_of(
    union: Union, kind: str = ProgrammeKind.SUMMER, name: str = "夏送清凉"
) -> Programme:
    """An open programme of this and the last year."""
    year = clock.today().year
    return ledger.open_programme(union, name, kind, from_on=date(year - 1, 1, 1), actor=SYSTEM)


def campaign_of(
    union: Union,
    *,
    kind: str = ProgrammeKind.SUMMER,
    name: str = "高温慰问",
    audience: str = Audience.MEMBERS,
    programme: Programme | None = None,
) -> Campaign:
    """A planned campaign from 1 January to the end of this year."""
    year = clock.today().year
    return services.plan_campaign(
        union,
        programme or programme_of(union, kind),
        {
            "name": name,
            "from_on": date(year, 1, 1),
            "until_on": date(year, 12, 31),
            "place": "渠县",
            "audience": audience,
        },
        actor=SYSTEM,
    )


def goods_of(union: Union, quantity: int = 100, **values: Any) -> Goods:
    """Goods in store at 12.50 yuan a piece."""
    given: dict[str, Any] = {
        "name": "防暑大礼包",
        "kind": GoodsKind.COOLING,
        "measure": "份",
        "price_amount": Decimal("12.50"),
        "quantity": quantity,
    }
    return services.open_goods(union, **{**given, **values}, actor=SYSTEM)


def running(
    union: Union, *, quantity: int = 100, per_head: int = 1, may_repeat: bool = False, **values: Any
) -> tuple[Campaign, Item]:
    """A running campaign that gives so many pieces to everybody."""
    campaign = campaign_of(union, **values)
    item = services.add_item(
        campaign,
        goods=goods_of(union, quantity),
        quantity=per_head,
        may_repeat=may_repeat,
        actor=SYSTEM,
    )
    return services.begin(campaign, actor=SYSTEM), item


def event_of(campaign: Campaign, union: Union, on: date | None = None) -> DeliveryEvent:
    """A place of handing out, today."""
    day = on or clock.today()
    return services.open_event(campaign, union, on=day, site="厂区食堂", actor=SYSTEM)


def listed(campaign: Campaign, union: Union, name: str, number: int, card: str = "") -> Beneficiary:
    """A member of the union, on the list."""
    person = member_of(union, name, number).person
    return services.add_person(campaign, person, account_number=card, actor=SYSTEM)


def fund_of(
    union: Union, programme: Programme, amount: str = "100000", source: str = FundSource.OWN_UNION
) -> Fund:
    """A fund with that money, all of it budgeted for the programme."""
    year = clock.today().year
    fund = ledger.open_fund(union, "帮扶资金", source, year=year, actor=SYSTEM)
    ledger.receive(fund, Decimal(amount), actor=SYSTEM)
    ledger.set_budget(fund, programme, Decimal(amount), year=year, actor=SYSTEM)
    return fund
