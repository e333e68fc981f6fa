"""Indicators of help, emergency and pairing, counted by hand; and on DuckDB over a snapshot."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Tree
from niangjia.aid.models import HouseholdFile
from niangjia.campaigns import services
from niangjia.campaigns.models import Campaign, Help
from niangjia.campaigns.rules import (
    Audience,
    ContributionForm,
    ContributionKind,
    GoodsKind,
    PairingKind,
    ProjectKind,
    ReliefStage,
    ServiceKind,
)
from niangjia.campaigns.tests.making import (
    CARD,
    SIGNED,
    campaign_of,
    event_of,
    fund_of,
    goods_of,
    listed,
    programme_of,
)
from niangjia.employers.models import Employer
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate
from niangjia.kernel.indicators.records import records
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.ledger.tests.builders import answered
from niangjia.members.models import Person
from niangjia.unions.models import Union


def values(codes: tuple[str, ...], node: int, days: int = 0) -> list[Any]:
    today = clock.today()
    found = evaluate(codes, node, on=today, start=today - timedelta(days), end=today)
    return [found[code].value for code in codes]


def started(campaign: Campaign, **item: Any) -> Campaign:
    services.add_item(campaign, **item, actor=SYSTEM)
    return services.begin(campaign, actor=SYSTEM)


def pay(campaign: Campaign, union: Union, numbers: range, fund: Fund) -> None:
    """500 yuan to so many people, and the bank's answer."""
    item = campaign.items.get(goods=None)
    people = [listed(campaign, union, f"职工{'甲乙丙丁'[n % 4]}", n, CARD) for n in numbers]
    made = services.give_cash(campaign, item, fund, people, actor=SYSTEM)
    payments = [ledger.order(d.reservation, actor=SYSTEM) for d in made if d.reservation]
    answered(ledger.send(ledger.make_batch(tree_of(union), payments, actor=SYSTEM), actor=SYSTEM))


def tree_of(union: Union) -> Union:
    """The county above a union of the test tree."""
    assert union.parent is not None
    assert union.parent.parent is not None
    return union.parent.parent


def world(tree: Tree) -> None:
    """Summer goods (3 named, one twice; 40 counted), winter cash for 2, masks, a village, a household."""
    summer(tree)
    winter(tree)
    emergency(tree)
    pairings(tree)


def summer(tree: Tree) -> None:
    """A named campaign whose water may be had again, and a counted one. 12.50 yuan a piece."""
    programme = programme_of(tree.county)
    named = started(
        campaign_of(tree.county, programme=programme),
        goods=goods_of(tree.county),
        quantity=1,
        may_repeat=True,
    )
    people = [listed(named, tree.union, f"职工{'甲乙丙'[n]}", n + 1) for n in range(3)]
    services.deliver(
        event_of(named, tree.union), people, list(named.items.all()), SIGNED, actor=SYSTEM
    )
    services.deliver(
        event_of(named, tree.union), people[:1], list(named.items.all()), SIGNED, actor=SYSTEM
    )
    (wrong,) = services.deliver(
        event_of(named, tree.union), people[:1], list(named.items.all()), SIGNED, actor=SYSTEM
    )
    services.take_back(wrong, reason="登记重复", actor=SYSTEM)
    donated = goods_of(tree.county, name="矿泉水", source=FundSource.DONATION)
    counted = started(
        campaign_of(tree.county, programme=programme, name="户外", audience=Audience.NONE),
        goods=donated,
        quantity=2,
    )
    services.deliver_counted(
        event_of(counted, tree.township), 40, list(counted.items.all()), SIGNED, actor=SYSTEM
    )


def winter(tree: Tree) -> None:
    """500 yuan each to one in file and one who is not."""
    programme = programme_of(tree.county, ProgrammeKind.WINTER, "冬送温暖")
    campaign = started(
        campaign_of(tree.county, programme=programme, name="送温暖"), amount=Decimal("500")
    )
    fund = fund_of(tree.county, programme)
    services.set_budget_line(campaign, fund, Decimal("5000"), actor=SYSTEM)
    poor = listed(campaign, tree.union, "职工困", 31, CARD)
    HouseholdFile.objects.create(
        number="KN1", person=poor.person, union=tree.union, township=tree.township,
        county=tree.county, city=tree.city, status="in_file",
        filed_on=clock.today(), category="deep", file_level="national",
    )  # fmt: skip
    item = campaign.items.get()
    made = services.give_cash(campaign, item, fund, [poor], actor=SYSTEM)
    batch = ledger.make_batch(
        tree.county,
        [ledger.order(d.reservation, actor=SYSTEM) for d in made if d.reservation],
        actor=SYSTEM,
    )
    answered(ledger.send(batch, actor=SYSTEM))
    pay(campaign, tree.union, range(32, 33), fund)
    unpaid = listed(campaign, tree.union, "职工戊", 40, CARD)
    services.give_cash(campaign, item, fund, [unpaid], actor=SYSTEM)


def emergency(tree: Tree) -> None:
    """Raised 1000, allotted 600, budget 800; 2 people with 10 masks of 1 yuan; services."""
    programme = programme_of(tree.county, ProgrammeKind.EMERGENCY, "抗疫")
    masks = goods_of(tree.county, name="口罩", kind=GoodsKind.MASK, price_amount=Decimal("1"))
    campaign = started(
        campaign_of(tree.county, programme=programme, name="防疫"), goods=masks, quantity=10
    )
    today = clock.today()
    money: dict[str, Any] = {"on": today, "party": "社会各界", "actor": SYSTEM}
    for stage, amount, voucher in (
        (ReliefStage.RAISED, "1000", "收1"),
        (ReliefStage.ALLOTTED, "600", "拨1"),
    ):
        services.record_relief(
            campaign, stage=stage, amount=Decimal(amount), voucher=voucher, **money
        )
    wrong = services.record_relief(
        campaign, stage=ReliefStage.RAISED, amount=Decimal("1"), voucher="收2", **money
    )
    services.withdraw_record(campaign, wrong, reason="录错", actor=SYSTEM)
    fund = fund_of(tree.county, programme)
    services.set_budget_line(campaign, fund, Decimal("800"), actor=SYSTEM)
    people = [listed(campaign, tree.union, f"医护{'甲乙'[n]}", n + 51) for n in range(2)]
    services.deliver(
        event_of(campaign, tree.county), people, list(campaign.items.all()), SIGNED, actor=SYSTEM
    )
    mill = Employer.objects.create(
        union=tree.county, name="渠江纺织厂", region=tree.county.region, unit_type=1, is_public=False, industry="C",
        worker_count=9, women_worker_count=1, counted_on=today, registered_on=date(2015, 1, 1),
    )  # fmt: skip
    said: dict[str, Any] = {"on": today, "title": "一", "actor": SYSTEM}
    services.record_service(campaign, kind=ServiceKind.PSYCHOLOGY, head_count=25, **said)
    services.record_service(campaign, kind=ServiceKind.VOLUNTEER, head_count=7, **said)
    for heads in (3, 4):
        services.record_service(campaign, kind=ServiceKind.TRAINING, head_count=heads, **said)
    services.record_service(campaign, kind=ServiceKind.MEASURE, **said)
    for _ in range(2):
        services.record_service(campaign, kind=ServiceKind.GUIDANCE, employer=mill, **said)


def pairings(tree: Tree) -> None:
    """A village (out of poverty today) and a household of 4; 100 direct, 900 introduced, 30 bought."""
    today = clock.today()
    since = today - timedelta(days=300)
    village = services.pair(
        tree.county, PairingKind.VILLAGE,
        {"name": "回龙村", "place": "渠县岩峰镇", "paired_on": since}, actor=SYSTEM,
    )  # fmt: skip
    household = services.pair(
        tree.county, PairingKind.HOUSEHOLD,
        {"name": "李大山", "place": "回龙村2组", "paired_on": since, "people_count": 4,
         "village": village}, actor=SYSTEM,
    )  # fmt: skip
    given: dict[str, Any] = {
        "on": today,
        "form": ContributionForm.CASH,
        "purpose": "产业",
        "actor": SYSTEM,
    }
    services.contribute(
        village, kind=ContributionKind.DIRECT, amount=Decimal("60"), giver=tree.county,
        voucher="凭1", **given,
    )  # fmt: skip
    services.contribute(
        household, kind=ContributionKind.DIRECT, amount=Decimal("40"), giver=tree.city,
        voucher="凭2", **given,
    )  # fmt: skip
    services.contribute(
        village, kind=ContributionKind.INTRODUCED, amount=Decimal("900"), giver=tree.county,
        introduced_from="某企业", **given,
    )  # fmt: skip
    services.contribute(
        village, kind=ContributionKind.PURCHASE, amount=Decimal("30"), giver=tree.county, **given
    )
    wrong = services.begin_project(
        village, name="误录", kind=ProjectKind.OTHER, on=today, actor=SYSTEM
    )
    services.withdraw_done(wrong, reason="重复", actor=SYSTEM)
    services.begin_project(
        village, name="柠檬园", kind=ProjectKind.INDUSTRY, on=today, actor=SYSTEM
    )
    services.visit(
        village, on=today, visitors=["王主席", "李四", "王主席"], is_leader=True,
        findings="已通水", actor=SYSTEM,
    )  # fmt: skip
    services.visit(household, on=today, visitors=["李四"], findings="已务工", actor=SYSTEM)
    services.record_exit(household, on=today, actor=SYSTEM)


EXPECTED = {
    # attendance: 3 named + 1 again + 40 counted (+ 2 winter); persons 3 (+ 2)
    "aid.cool_attendance": 44,
    "aid.cool_amount": Decimal("1050.00"),  # 4 × 12.50 + 80 × 12.50
    "aid.cool_amount[source=donation]": Decimal("1000.00"),
    "aid.money_four_seasons[form=false]": Decimal("1050.00"),
    "aid.four_seasons_attendance": 46,
    "aid.four_seasons_people": 5,
    "aid.money_four_seasons": Decimal("2050.00"),
    "aid.two_festivals_attendance": 2,
    "aid.two_festivals_amount": Decimal("1000.00"),
    "aid.money": Decimal("500.00"),
    "aid.money[category=deep]": Decimal("500.00"),
    "aid.money[level=40]": Decimal("500.00"),
    "aid.attendance": 1,
    "aid.people_helped": 1,
    "aid.study_attendance": 0,
    "aid.may_day_amount": Decimal("0.00"),
    "emergency.raised_amount": Decimal("1000.00"),
    "emergency.budget_amount": Decimal("800.00"),
    "emergency.allotted_amount": Decimal("600.00"),
    "emergency.spent_amount": Decimal("20.00"),
    "emergency.people": 2,
    "emergency.attendance": 2,
    "emergency.masks": 20,
    "emergency.measures": 1,
    "emergency.psychology": 25,
    "aid.psychology_attendance": 25,
    "emergency.volunteers": 7,
    "emergency.trained": 7,
    "emergency.employment_guided": 1,
    "rural.villages": 1,
    "rural.villages_exited": 0,
    "rural.households": 1,
    "rural.people": 4,
    "rural.households_exited": 1,
    "rural.people_exited": 4,
    "rural.direct_amount": Decimal("100.00"),
    "rural.introduced_amount": Decimal("900.00"),
    "rural.amount": Decimal("1000.00"),
    "rural.city_amount": Decimal("40.00"),
    "rural.purchase_amount": Decimal("30.00"),
    "rural.projects": 1,
    "rural.visits": 3,
    "rural.leader_visits": 1,
}


@pytest.mark.django_db
def test_figures_of_the_county_counted_by_hand(tree: Tree) -> None:
    world(tree)

    found = dict(zip(EXPECTED, values(tuple(EXPECTED), tree.county.pk), strict=True))

    assert found == EXPECTED


@pytest.mark.django_db
def test_persons_are_counted_where_they_belong(tree: Tree) -> None:
    summer(tree)
    codes = ("aid.cool_attendance", "aid.four_seasons_people", "aid.cool_amount")

    assert values(codes, tree.union.pk) == [4, 3, Decimal("50.00")]
    assert values(codes, tree.township.pk) == [44, 3, Decimal("1050.00")]
    assert values(codes, tree.neighbour.pk) == [0, 0, Decimal("0.00")]


@pytest.mark.django_db
def test_two_persons_found_to_be_one_are_counted_once(tree: Tree) -> None:
    """Of the five helped by name, two of the summer are one human being."""
    world(tree)
    codes = ("aid.four_seasons_people", "aid.four_seasons_attendance")
    people, attendance = values(codes, tree.county.pk)
    kept, gone = Person.objects.filter(campaign_deliveries__campaign__name="高温慰问").distinct()[
        :2
    ]

    Person.objects.filter(pk=gone.pk).update(merged_into=kept)

    assert values(codes, tree.county.pk) == [people - 1, attendance]
    today = clock.today()
    listed_now = records(codes[0], tree.county.pk, start=today, end=today)
    assert listed_now.count() == people - 1
    assert gone.pk not in listed_now.page(None, 100)


def test_sums_by_source_and_by_form_are_the_whole(tree: Tree) -> None:
    world(tree)
    whole = "aid.money_four_seasons"
    (total,) = values((whole,), tree.city.pk)

    for dimension, codes in (
        ("source", [s.value for s in FundSource]),
        ("form", ["true", "false"]),
        ("level", ["30", "40", "50"]),
    ):
        parts = values(tuple(f"{whole}[{dimension}={code}]" for code in codes), tree.city.pk)
        assert sum(parts, Decimal(0)) == total


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["aid.cool_amount", "aid.cool_attendance", "emergency.masks", "rural.amount"]
)
def test_the_records_of_a_figure_sum_up_to_it(tree: Tree, code: str) -> None:
    world(tree)
    today = clock.today()

    found = records(code, tree.county.pk, on=today, start=today, end=today)

    assert found.count() == EXPECTED[code]
    keys = found.page(None, 100)
    if found.model == "campaigns.help":
        assert set(keys) <= set(Help.objects.values_list("pk", flat=True))
        assert keys
