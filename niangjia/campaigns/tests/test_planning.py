"""Plans, life cycles, pairings: refusals change nothing; the diagrams in the docs are the tables."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns import demo, rules, services
from niangjia.campaigns.models import Campaign, Contribution, Help, Pairing, ReliefMoney
from niangjia.campaigns.rules import ContributionKind, PairingKind
from niangjia.campaigns.tests.making import campaign_of, fund_of, goods_of, programme_of, running
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import demo as ledger_demo
from niangjia.ledger.rules import ProgrammeKind
from niangjia.members.tests.making import member_of
from niangjia.unions.models import Union

DOCUMENT = Path(__file__).parents[3] / "docs" / "areas" / "campaigns.md"
TODAY = clock.today()


def village(union: Union, **more: Any) -> Pairing:
    values: dict[str, Any] = {
        "name": "回龙村",
        "place": "岩峰镇",
        "paired_on": TODAY - timedelta(days=9),
        **more,
    }
    return services.pair(union, PairingKind.VILLAGE, values, actor=SYSTEM)


@pytest.mark.parametrize("table", [rules.CAMPAIGN, rules.PAIRING], ids=lambda table: table.code)
def test_the_document_shows_the_table(table: Any) -> None:
    assert table.mermaid() in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("is_cash", "quantity", "amount", "words"),
    [
        (True, 1, "100", "不填数量"),
        (True, 0, "0", "大于0"),
        (True, 0, "0.001", "两位小数"),
        (True, 0, "-5", "大于0"),
        (False, 0, "0", "至少1"),
        (False, 2, "1", "不填金额"),
        (False, 2, "0", None),
        (True, 0, "500", None),
    ],
)
def test_an_item_is_goods_or_cash(
    is_cash: bool, quantity: int, amount: str, words: str | None
) -> None:
    said = rules.item_refusal(is_cash=is_cash, quantity=quantity, amount=Decimal(amount))

    assert (said is None) if words is None else words in str(said)


@pytest.mark.parametrize(
    ("kind", "amount", "introduced_from", "voucher", "words"),
    [
        ("direct", "0", "", "凭1", "大于0"),
        ("direct", "10", "", "", "凭证号"),
        ("direct", "10", "某企业", "凭1", "只有协调引进"),
        ("introduced", "10", " ", "", "引进单位"),
        ("purchase", "10", "某企业", "", "只有协调引进"),
        ("introduced", "10", "某企业", "", None),
        ("purchase", "10", "", "", None),
    ],
)
def test_contributions_show_what_they_are(
    kind: str, amount: str, introduced_from: str, voucher: str, words: str | None
) -> None:
    said = rules.contribution_refusal(
        kind, amount=Decimal(amount), introduced_from=introduced_from, voucher=voucher
    )

    assert (said is None) if words is None else words in str(said)


@pytest.mark.parametrize(
    ("from_on", "until_on", "words"),
    [
        (date(2026, 7, 2), date(2026, 7, 1), "不能早于开始"),
        (date(2025, 12, 31), date(2026, 7, 1), "项目期间内"),
        (date(2026, 7, 1), date(2027, 1, 1), "项目期间内"),
        (date(2026, 1, 1), date(2026, 12, 31), None),
    ],
)
def test_a_campaign_lies_within_its_programme(
    from_on: date, until_on: date, words: str | None
) -> None:
    said = rules.dates_refusal(from_on, until_on, date(2026, 1, 1), date(2026, 12, 31))

    assert (said is None) if words is None else words in str(said)


@pytest.mark.django_db
def test_the_programme_of_a_neighbour_is_refused(tree: Tree) -> None:
    with pytest.raises(Blocked, match="本级或上级工会设立"):
        campaign_of(tree.county, programme=programme_of(tree.neighbour))

    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_a_life_runs_its_course(tree: Tree) -> None:
    campaign, item = running(tree.county)
    with pytest.raises(Blocked, match="当前状态是“进行”"):
        services.sum_up(campaign, actor=SYSTEM)
    campaign = services.end(campaign, actor=SYSTEM)
    assert campaign.due_on == TODAY + timedelta(days=rules.CLOSING_DAYS)
    with pytest.raises(Blocked, match="不能再修改"):
        services.close_item(campaign, item, actor=SYSTEM)
    with pytest.raises(Blocked, match="写明原因"):
        services.reopen(campaign, reason=" ", actor=SYSTEM)
    campaign = services.reopen(campaign, reason="漏发两人", actor=SYSTEM)
    campaign = services.sum_up(services.end(campaign, actor=SYSTEM), actor=SYSTEM)
    assert campaign.status == "summed"


@pytest.mark.django_db
def test_who_may_plan(tree: Tree, cast: Cast) -> None:
    campaign, item = running(tree.county)
    fund = fund_of(tree.county, campaign.programme)
    goods = goods_of(tree.county, name="毛巾")
    pairing = village(tree.county)
    before = list(Campaign.objects.values())

    for someone in (cast.chair_sun, cast.neighbour_qian, cast.worker_chen, cast.stranger):
        actor = someone.actor
        for refused in (
            lambda a: services.end(campaign, actor=a),
            lambda a: services.close_item(campaign, item, actor=a),
            lambda a: services.set_budget_line(campaign, fund, Decimal(1), actor=a),
            lambda a: services.draw_list(campaign, actor=a),
            lambda a: services.receive_goods(
                goods, quantity=1, price_amount=goods.price_amount, actor=a
            ),
            lambda a: services.count_goods(goods, counted=1, reason="x", actor=a),
            lambda a: services.record_exit(pairing, on=TODAY, actor=a),
            lambda a: services.visit(pairing, on=TODAY, visitors=["甲"], findings="x", actor=a),
        ):
            with pytest.raises(NotVisible):
                refused(actor)
    assert list(Campaign.objects.values()) == before
    goods.refresh_from_db()
    assert goods.stock_count == 100
    assert services.end(campaign, actor=cast.county_zhao.actor).status == "closed"


@pytest.mark.django_db
def test_raised_money_belongs_to_emergencies_and_is_entered_once(tree: Tree) -> None:
    values: dict[str, Any] = {
        "stage": "raised", "on": TODAY, "amount": Decimal(5), "party": "捐款", "voucher": "收1",
    }  # fmt: skip
    with pytest.raises(Blocked, match="只有防疫应急"):
        services.record_relief(campaign_of(tree.county), **values, actor=SYSTEM)
    campaign = campaign_of(tree.county, kind=ProgrammeKind.EMERGENCY, name="防疫")
    services.record_relief(campaign, **values, actor=SYSTEM)

    with pytest.raises(Blocked, match="已经登记过"):
        services.record_relief(campaign, **values, actor=SYSTEM)

    assert ReliefMoney.objects.count() == 1


@pytest.mark.django_db
def test_counting_explains_a_difference(tree: Tree) -> None:
    goods = goods_of(tree.county)

    with pytest.raises(Blocked, match="盘点数97与账面100相差3"):
        services.count_goods(goods, counted=97, actor=SYSTEM)

    assert services.count_goods(goods, counted=97, reason="丢失", actor=SYSTEM).stock_count == 97
    assert services.count_goods(goods, counted=97, actor=SYSTEM).stock_count == 97


@pytest.mark.django_db
def test_a_pairing_ends_and_nothing_is_recorded_afterwards(tree: Tree) -> None:
    pairing = village(tree.county)
    given: dict[str, Any] = {"kind": ContributionKind.DIRECT, "form": "cash", "amount": Decimal(5)}
    more: dict[str, Any] = {
        "giver": tree.county,
        "purpose": "路",
        "voucher": "凭1",
        "actor": SYSTEM,
    }
    for day, words in ((TODAY + timedelta(1), "晚于今天"), (TODAY - timedelta(10), "早于结对")):
        with pytest.raises(Blocked, match=words):
            services.contribute(pairing, on=day, **given, **more)
    services.contribute(pairing, on=TODAY - timedelta(1), **given, **more)
    with pytest.raises(Blocked, match="已经登记过"):
        services.contribute(pairing, on=TODAY - timedelta(1), **given, **more)

    pairing = services.end_pairing(pairing, on=TODAY, reason="完成", actor=SYSTEM)

    assert (pairing.status, pairing.ended_on) == ("ended", TODAY)
    with pytest.raises(Blocked, match="结对已于"):
        services.contribute(pairing, on=TODAY, **given, **{**more, "voucher": "凭2"})
    assert Contribution.objects.count() == 1
    village(tree.county)  # may be paired again


@pytest.mark.django_db
def test_an_exit_may_turn_out_wrong(tree: Tree) -> None:
    pairing = services.record_exit(village(tree.county), on=TODAY, actor=SYSTEM)
    assert (pairing.status, pairing.exited_on) == ("exited", TODAY)

    pairing = services.record_relapse(pairing, reason="大病返贫", actor=SYSTEM)

    assert (pairing.status, pairing.exited_on) == ("paired", None)


@pytest.mark.django_db
def test_the_demo_tells_of_four_seasons(tree: Tree) -> None:
    for number in range(26):
        member_of(tree.union, f"职工{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", number + 1)
    ledger_demo.build(tree.city, lambda text: None)

    demo.build(tree.union, lambda text: None)
    ledger_demo.pay_out(tree.city, lambda text: None)

    kinds = set(Help.objects.values_list("kind", flat=True))
    assert kinds == {"spring", "summer", "autumn", "winter", "emergency"}
    assert Help.objects.filter(is_cash=True).exists()
    assert Pairing.objects.filter(kind="village").count() == 2
