"""Demo campaigns of the four seasons, emergency relief, goods and pairings, all through services.

After the demos of members and of the ledger (its programmes and funds); the ledger's ``pay_out``
afterwards pays the cash that is approved here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count

from niangjia.campaigns import queries, services
from niangjia.campaigns.models import Beneficiary, Campaign, Goods
from niangjia.campaigns.rules import (
    Audience,
    ContributionForm,
    ContributionKind,
    GoodsKind,
    PairingKind,
    ProjectKind,
    ReceiptKind,
    ReliefStage,
    ServiceKind,
)
from niangjia.campaigns.services import Receipt
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import demo as ledger_demo
from niangjia.ledger import services as ledger
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.members.models import Membership
from niangjia.members.rules.lifecycle import MembershipStatus
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel

Say = Callable[[str], None]
_GIVEN = Receipt(ReceiptKind.TYPED, signer="工会小组长")
_CARD = "62284804020000{:05}"
_HEADS = ("李大山", "王桂花", "张成富", "刘德明", "陈秀英", "杨光荣")


def build(own: Union, say: Say) -> None:
    """Campaigns with deliveries and stock, two villages and six households.

    Around the union of the cast's chair, so that she and those above her have something to hand out.
    """
    city = ledger_demo.programme_of(ProgrammeKind.SUMMER).union
    county = _county(own)
    unit = _unit(county)
    _spring(city, county)
    _summer(city, county, own)
    _autumn(county, unit)
    winter = _winter(county, unit, own)
    _emergency(city, county)
    _pairings(city, county)
    people = queries.totals(winter).people
    say(
        f"帮扶活动 {Campaign.objects.count()} 个,物资 {Goods.objects.count()} 种,慰问名单 {people} 人"
    )


def _unit(county: Union) -> Union:
    """The grass-roots union of the county with most members, as far as one event can serve them."""
    counted = (
        Membership.objects.filter(
            union__path__startswith=county.path,
            union__level=UnionLevel.UNIT,
            status=MembershipStatus.ACTIVE,
        )
        .values("union")
        .annotate(count=Count("pk"))
        .filter(count__lte=90)
        .order_by("-count", "union")
    )
    return Union.objects.get(pk=counted[0]["union"])


def _county(union: Union) -> Union:
    """The county above a union, or whatever stands above it."""
    keys = [int(part) for part in union.path.strip("/").split("/")][:-1]
    above = Union.objects.filter(pk__in=keys).order_by("-path")
    county: Union = above.filter(level=UnionLevel.COUNTY).first() or above[0]
    return county


def _campaign(
    union: Union, kind: ProgrammeKind, name: str, start: tuple[int, int], audience: str
) -> Campaign:
    """A planned campaign of this year; its season may lie ahead, then it begins today."""
    today = clock.today()
    from_on = min(date(today.year, *start), today)
    return services.plan_campaign(
        union,
        ledger_demo.programme_of(kind),
        {
            "name": f"{today.year}年{name}",
            "from_on": from_on,
            "until_on": min(from_on + timedelta(days=60), date(today.year, 12, 31)),
            "place": union.region.name,
            "audience": audience,
        },
        actor=SYSTEM,
    )


def _goods(
    union: Union, name: str, kind: GoodsKind, *, price: str, quantity: int, unit: str
) -> Goods:
    return services.open_goods(
        union,
        name=name,
        kind=kind,
        measure=unit,
        price_amount=Decimal(price),
        quantity=quantity,
        on=date(clock.today().year, 1, 1),
        actor=SYSTEM,
    )


def _begin(campaign: Campaign, goods: Goods, quantity: int = 1) -> Campaign:
    services.add_item(campaign, goods=goods, quantity=quantity, actor=SYSTEM)
    return services.begin(campaign, actor=SYSTEM)


def _count(campaign: Campaign, union: Union, site: str, heads: int) -> None:
    """Hand the campaign's goods to so many people without names."""
    event = services.open_event(campaign, union, on=campaign.from_on, site=site, actor=SYSTEM)
    services.deliver_counted(event, heads, list(campaign.items.all()), _GIVEN, actor=SYSTEM)


def _name(campaign: Campaign, union: Union, site: str, people: Sequence[Beneficiary]) -> None:
    """Hand the campaign's goods to people on the list."""
    event = services.open_event(campaign, union, on=campaign.from_on, site=site, actor=SYSTEM)
    items = [item for item in campaign.items.all() if not item.is_cash]
    services.deliver(event, people, items, _GIVEN, actor=SYSTEM)


def _guests(campaign: Campaign, union: Union) -> None:
    """Two couriers who are no members, by name."""
    event = services.open_event(
        campaign, union, on=campaign.from_on, site="外卖骑手驿站", actor=SYSTEM
    )
    items = list(campaign.items.all())
    for name, contact in (("周大勇", "13900001234"), ("何小军", "0012")):
        services.deliver_to_guest(event, name, contact, items, _GIVEN, actor=SYSTEM)


def _spring(city: Union, county: Union) -> None:
    pack = _goods(city, "就业服务包", GoodsKind.OTHER, price="6.80", quantity=3000, unit="份")
    campaign = _campaign(city, ProgrammeKind.SPRING, "春风行动暨送岗位", (2, 20), Audience.NONE)
    campaign = _begin(campaign, pack)
    _count(campaign, city, "人力资源市场", 860)
    _count(campaign, county, "县城体育广场", 430)
    services.sum_up(services.end(campaign, actor=SYSTEM), actor=SYSTEM)


def _summer(city: Union, county: Union, own: Union) -> None:
    water = _goods(city, "防暑降温礼包", GoodsKind.COOLING, price="38.50", quantity=2000, unit="份")
    outdoor = _begin(
        _campaign(city, ProgrammeKind.SUMMER, "夏送清凉·户外劳动者", (7, 10), Audience.NONE), water
    )
    _count(outdoor, city, "城区环卫驿站", 320)
    _count(outdoor, county, "快递分拨中心", 145)
    _guests(outdoor, county)
    services.end(outdoor, actor=SYSTEM)
    drinks = _goods(county, "绿豆汤料包", GoodsKind.COOLING, price="9.90", quantity=500, unit="盒")
    named = _begin(
        _campaign(county, ProgrammeKind.SUMMER, "高温一线慰问", (7, 15), Audience.MEMBERS), drinks
    )
    services.draw_list(named, under=own, actor=SYSTEM)
    people = list(queries.on_list(named))
    _name(named, own, "街道职工之家", people[: len(people) * 3 // 4])
    services.write_off(drinks, quantity=4, reason="运输破损", actor=SYSTEM)


def _autumn(county: Union, unit: Union) -> None:
    bag = _goods(county, "助学书包", GoodsKind.SCHOOL, price="65.00", quantity=60, unit="个")
    campaign = _begin(
        _campaign(county, ProgrammeKind.AUTUMN, "金秋助学送书包", (8, 20), Audience.LIST), bag
    )
    _name(campaign, county, "职工服务中心", _listed(campaign, unit, 12))


def _winter(county: Union, unit: Union, own: Union) -> Campaign:
    """Rice and oil for a list, 500 yuan through the bank for eight of it; the chair's own still wait."""
    food = _goods(county, "米油套装", GoodsKind.FOOD, price="128.00", quantity=100, unit="套")
    campaign = _campaign(county, ProgrammeKind.WINTER, "两节送温暖", (1, 10), Audience.LIST)
    cash = services.add_item(campaign, amount=Decimal("500"), actor=SYSTEM)
    campaign = _begin(campaign, food)
    people = _listed(campaign, unit, 12)
    _name(campaign, unit, "工会活动室", people)
    _listed(campaign, own, 8)
    services.open_event(campaign, own, on=clock.today(), site="街道职工之家", actor=SYSTEM)
    fund = ledger_demo.fund_at(county, FundSource.OWN_UNION)
    services.set_budget_line(campaign, fund, Decimal("10000"), actor=SYSTEM)
    for number, one in enumerate(people[:8]):
        services.set_account(
            one, account_number=_CARD.format(number), bank_name="农业银行", actor=SYSTEM
        )
    paid = services.give_cash(
        campaign, cash, fund, queries.unpaid_people(campaign, cash.pk), actor=SYSTEM
    )
    for reservation in (delivery.reservation for delivery in paid):
        assert reservation is not None  # what cash is promised from
        ledger.order(reservation, actor=SYSTEM)
    return campaign


def _listed(campaign: Campaign, unit: Union, count: int) -> list[Beneficiary]:
    members = Membership.objects.filter(union=unit, status=MembershipStatus.ACTIVE).exclude(
        person__campaign_lists__campaign=campaign
    )
    rows = members.select_related("person").order_by("pk")[:count]
    return [services.add_person(campaign, row.person, actor=SYSTEM) for row in rows]


def _emergency(city: Union, county: Union) -> None:
    """Raised, budgeted, allotted and spent stand apart."""
    masks = _goods(city, "医用口罩", GoodsKind.MASK, price="0.60", quantity=20_000, unit="个")
    campaign = _begin(
        _campaign(city, ProgrammeKind.EMERGENCY, "应急慰问一线职工", (1, 20), Audience.NONE),
        masks,
        10,
    )
    fund = ledger_demo.fund_at(city, FundSource.OWN_UNION)
    services.set_budget_line(campaign, fund, Decimal("300000"), actor=SYSTEM)
    for stage, amount, party, voucher in (
        (ReliefStage.RAISED, "268000", "爱心企业和职工捐款", "收字1号"),
        (ReliefStage.ALLOTTED, "120000", county.name, "拨字1号"),
    ):
        services.record_relief(
            campaign,
            stage=stage,
            on=campaign.from_on,
            amount=Decimal(amount),
            party=party,
            voucher=voucher,
            actor=SYSTEM,
        )
    _count(campaign, city, "医院和防控卡点", 640)
    for kind, title, heads in (
        (ServiceKind.PSYCHOLOGY, "职工心理援助热线", 75),
        (ServiceKind.MEASURE, "关于做好一线职工关爱的十条措施", 0),
        (ServiceKind.VOLUNTEER, "社区防控职工志愿服务队", 46),
        (ServiceKind.TRAINING, "防护知识和心理疏导培训班", 60),
    ):
        services.record_service(
            campaign, kind=kind, on=campaign.from_on, title=title, head_count=heads, actor=SYSTEM
        )


def _pairings(city: Union, county: Union) -> None:
    """Two villages, three households each; one village and two households are out of poverty."""
    today = clock.today()
    since = today - timedelta(days=900)
    for number, (union, name, place) in enumerate(
        ((city, "回龙村", "岩峰镇"), (county, "金福村", "临巴镇"))
    ):
        village = services.pair(
            union,
            PairingKind.VILLAGE,
            {"name": name, "place": place, "paired_on": since, "cadre": "驻村第一书记"},
            actor=SYSTEM,
        )
        given: dict[str, Any] = {"on": today - timedelta(days=40), "giver": union, "actor": SYSTEM}
        services.contribute(
            village,
            kind=ContributionKind.DIRECT,
            form=ContributionForm.CASH,
            amount=Decimal("120000"),
            purpose="村道硬化",
            voucher=f"工帮字{number + 1}号",
            **given,
        )
        services.contribute(
            village,
            kind=ContributionKind.INTRODUCED,
            form=ContributionForm.PROJECT,
            amount=Decimal("860000"),
            purpose="柠檬产业园",
            introduced_from="市农业农村局",
            **given,
        )
        services.begin_project(
            village, name="柠檬产业园", kind=ProjectKind.INDUSTRY, on=given["on"], actor=SYSTEM
        )
        services.visit(
            village,
            on=given["on"],
            visitors=["工会主席", "驻村第一书记"],
            findings="产业园已投产,道路通到组。",
            is_leader=True,
            actor=SYSTEM,
        )
        for order, head in enumerate(_HEADS[number * 3 : number * 3 + 3]):
            household = services.pair(
                union,
                PairingKind.HOUSEHOLD,
                {
                    "name": head,
                    "place": f"{name}{order + 1}组",
                    "paired_on": since,
                    "people_count": 3 + order,
                    "village": village,
                    "cause": "缺劳力",
                },
                actor=SYSTEM,
            )
            if order == 0:
                services.record_exit(household, on=today - timedelta(days=100), actor=SYSTEM)
        if number == 0:
            services.record_exit(village, on=today - timedelta(days=90), actor=SYSTEM)
