"""Every live indicator at a number other than nought: it opens to its records, engines agree."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from niangjia.accounts.testing import Tree, build_cast, build_tree
from niangjia.aid.models import HouseholdFile, Visit
from niangjia.aid.tests import files
from niangjia.campaigns import services
from niangjia.campaigns.models import Pairing
from niangjia.campaigns.rules import GoodsKind, PairingKind
from niangjia.campaigns.tests import test_indicators as campaigns
from niangjia.campaigns.tests.making import (
    SIGNED,
    campaign_of,
    event_of,
    fund_of,
    goods_of,
    listed,
    programme_of,
)
from niangjia.employers import services as employers
from niangjia.employers.tests.test_indicators import employer_of
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import (
    Counter,
    Engine,
    Figure,
    Rate,
    catalogue,
    evaluate,
    records,
    snapshot,
)
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
from niangjia.kernel.models import Transition
from niangjia.ledger.rules import ProgrammeKind
from niangjia.ledger.tests.builders import Money
from niangjia.ledger.tests.test_loans import lent
from niangjia.members.models import Card, Membership, Person, Tag
from niangjia.members.tests.making import member_of
from niangjia.statistics.desk.records import Drill
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.rules.plans import Initiative
from niangjia.statistics.services import plans
from niangjia.statistics.tests.plan_parts import item, make_items, make_plan
from niangjia.unions import services as unions
from niangjia.unions.models import LegalCertificate, Officer, Term
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost, UnitType

PERIOD: dict[str, Any] = {"start": date(2009, 1, 1)}
NEW = (
    "fact_aid",
    "fact_fund",
    "fact_payment",
    "fact_help",
    "fact_goods",
    "fact_pairing",
    "fact_plan",
)
WITHOUT_SPARK = find_spec("pyspark") is None or shutil.which("java") is None


def everything() -> Tree:
    """A federation where each indicator counts something."""
    tree = build_tree()
    campaigns.world(tree)
    _more_help(tree)
    _households(tree)
    _members(tree)
    _unions(tree)
    _plans(tree)
    return tree


def _more_help(tree: Tree) -> None:
    """Money of each other kind of programme; a loan; gift packs; a village out of poverty."""
    kinds = (
        ProgrammeKind.MAY_DAY, ProgrammeKind.AUTUMN, ProgrammeKind.LIVING, ProgrammeKind.CANCER,
        ProgrammeKind.WAY_HOME,
    )  # fmt: skip
    for n, kind in enumerate(kinds):
        programme = programme_of(tree.county, kind, f"项目{n}")
        campaign = campaigns.started(
            campaign_of(tree.county, programme=programme, name=f"活动{n}"), amount=Decimal("500")
        )
        fund = fund_of(tree.county, programme)
        services.set_budget_line(campaign, fund, Decimal(500), actor=SYSTEM)
        campaigns.pay(campaign, tree.union, range(70 + n, 71 + n), fund)
    borrower = member_of(tree.union, "职工丑", 130).person
    lent(Money(fund_of(tree.county, programme), programme, tree.county), borrower, "50")
    packs = goods_of(tree.county, name="大礼包", kind=GoodsKind.GIFT_PACK)
    home = campaigns.started(
        campaign_of(tree.county, programme=programme, name="礼包"), goods=packs, quantity=1
    )
    people = [listed(home, tree.union, "职工庚", 80)]
    services.deliver(
        event_of(home, tree.union), people, list(home.items.all()), SIGNED, actor=SYSTEM
    )
    village = Pairing.objects.get(kind=PairingKind.VILLAGE)
    services.record_exit(village, on=clock.today(), actor=SYSTEM)


def _households(tree: Tree) -> None:
    """A file of each category; one exited and back; one compared, paired and visited."""
    files.adopt_standard(tree)
    today = clock.today()
    deep = files.in_file(tree, files.aiders(tree, build_cast(tree)))
    HouseholdFile.objects.filter(pk=deep.pk).update(paired_cadre="甲")
    Visit.objects.create(file=deep, kind="paired", on=today, visitors=["甲"], findings="好")
    for n, (category, steps) in enumerate(
        (
            ("relative", {"approve": "in_file"}),
            ("accidental", {"approve": "in_file"}),
            ("relative", {"confirm_exit": "exited", "refile": "submitted"}),
        )
    ):
        file = HouseholdFile.objects.create(
            number=f"KN9{n}", person=member_of(tree.union, "职工辛", 90 + n).person, union=tree.union,
            township=tree.township, county=tree.county, city=tree.city, status="in_file",
            filed_on=today, category=category, file_level="national",
        )  # fmt: skip
        for step, target in steps.items():
            Transition.objects.create(
                object_label="aid.householdfile", object_id=file.pk, workflow="aid_file", step=step,
                target=target, actor_label="系统",
            )  # fmt: skip


def _members(tree: Tree) -> None:
    """Somebody with every tag, a card and verification; somebody who left."""
    today = clock.today()
    for n, kind in enumerate(("migrant", "new_form", "group8")):
        Tag.objects.create(
            person=Membership.objects.order_by("pk")[n].person, kind=kind, source="测",
            code="" if kind == "migrant" else "courier", valid=DateRange(date(2019, 1, 1), None),
        )  # fmt: skip
    known = member_of(tree.union, "职工壬", 120)
    Person.objects.filter(pk=known.person_id).update(verified_level=3, verified_on=today)
    Card.objects.create(
        person=known.person, union=tree.union, status="activated", applied_on=today,
        produced_on=today, delivered_on=today, activated_on=today,
    )  # fmt: skip
    gone = member_of(tree.union, "职工癸", 121)
    Membership.objects.filter(pk=gone.pk).update(
        status="ended", left_on=today, exit_kind=6, exit_reason=5
    )


def _unions(tree: Tree) -> None:
    """Officers, terms, a certificate, employers with and without union, a typed value."""
    today = clock.today()
    since = date(today.year - 1, 1, 1)
    for n, mode in enumerate((EmploymentMode.FULL_TIME, EmploymentMode.PART_TIME)):
        Officer.objects.create(
            union=tree.union, name=f"委员{'甲乙'[n]}", committee=Committee.UNION,
            post=OfficerPost.MEMBER, mode=mode, from_on=since,
        )  # fmt: skip
    for committee in (Committee.UNION, Committee.AUDIT, Committee.WOMEN):
        for number, year in ((1, 2014), (2, 2017)):
            Term.objects.create(
                union=tree.union, committee=committee, number=number, years=3,
                starts_on=date(year, 6, 1), ends_on=date(year + 3, 6, 1),
                closed_on=date(year + 3, 6, 1),
            )  # fmt: skip
        Term.objects.create(
            union=tree.union, committee=committee, number=3, years=3, starts_on=since,
            ends_on=date(today.year + 2, 1, 1),
        )  # fmt: skip
    LegalCertificate.objects.create(
        union=tree.union, number="1", legal_representative="孙主席", issued_on=since,
        valid_until=today + timedelta(days=99),
    )  # fmt: skip
    mill = employer_of(tree.county, "临巴纺织厂", UnitType.STATE, (since, 260))
    shop = employer_of(tree.county, "临巴建材厂", UnitType.PRIVATE, (since, 40))
    employers.cover(tree.union, mill, on=since, actor=SYSTEM)
    employers.cover(tree.catch_all, shop, on=since, actor=SYSTEM)
    unions.close(tree.neighbour_union, on=today, reason="撤销", actor=SYSTEM)
    ReportedValue.objects.create(
        union=tree.county, code="fairs.sessions", starts_on=today, ends_on=today, value=3,
        typed_by_name="甲", typed_at=timezone.now(),
    )  # fmt: skip


def _plans(tree: Tree) -> None:
    """A plan of each initiative with an item that is reached and due today."""
    today = clock.today()
    values = {"starts_on": today - timedelta(days=9), "ends_on": today + timedelta(days=9)}
    for one in Initiative:
        plan = make_plan(tree.county, title=one.label, initiative=one, **values)
        make_items(plan, item(indicator="unions.total", value=Decimal(1), due_on=today))
        plans.issue(plan, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_every_live_indicator_opens_to_its_records_and_engines_agree(tmp_path: Path) -> None:
    tree = everything()
    snapshot.take(tmp_path / "snapshot")
    when = PERIOD | {"on": clock.today(), "end": clock.today()}
    live = [i for i in catalogue() if i.state.name == "LIVE" and not i.code.startswith("trial.")]
    codes = [i.code for i in live]

    figures = evaluate(codes, tree.city.pk, **when)

    assert [code for code, figure in figures.items() if not figure.value] == []
    for indicator in live:
        found = records(indicator.code, tree.city.pk, **when)
        if isinstance(indicator, Rate):
            continue  # opens to its two parts
        assert found.count() == figures[indicator.code].value, indicator.code
        if found.model:  # else each of the things added has its own list
            listed_keys = set(found.page(None, 1000))
            told = Drill(found, None, "", "").numbers(SYSTEM)
            assert (told.records, told.hidden) == (len(listed_keys),) * 2, indicator.code
            if found.is_of_amounts:
                assert sum(found.amounts(sorted(listed_keys)).values()) == found.count()
            if isinstance(indicator, Counter) and not indicator.amount:
                assert len(listed_keys) == found.count(), indicator.code
    _agree(DuckDBEngine(tmp_path / "snapshot"), codes, tree, when, figures)
    if not WITHOUT_SPARK:
        from niangjia.kernel.indicators.engines.spark import SparkEngine  # an extra

        # Spark spends a second on each statement: one indicator of each that kernel tests have not
        kinds = {(c.fact.code, c.distinct): c.code for c in counters(live)}
        some = [code for (fact, _), code in kinds.items() if fact.startswith(NEW)]
        _agree(SparkEngine(tmp_path / "snapshot", "local[2]"), some, tree, when, figures)


def _agree(
    engine: Engine, codes: list[str], tree: Tree, when: dict[str, Any], figures: dict[str, Figure]
) -> None:
    again = evaluate(codes, tree.city.pk, engine=engine, **when)
    assert [c for c in codes if again[c].value != figures[c].value] == [], engine.name
