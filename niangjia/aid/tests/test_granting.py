"""Grants: ceilings, maker and checker, money reserved, and what the bank says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid import services
from niangjia.aid.models import Grant, HouseholdFile, OutsideAid
from niangjia.aid.queries.help import had_by_file
from niangjia.aid.rules import MedicalCosts, codes
from niangjia.aid.rules.amount_sets import AUTUMN_EXCLUDED, HUBEI, TIANMEN_2024, YINCHUAN
from niangjia.aid.rules.amounts import AmountSet
from niangjia.aid.rules.codes import AidType
from niangjia.aid.services import GrantValues
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.kernel import clock, crypto, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.ledger import queries as ledger_queries
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Payment, Reservation
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money
from niangjia.members import queries as member_queries

LIVING = Decimal(12744)  # 12 × 1,062: the most a deep household may have in a year


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


@pytest.fixture
def money(tree: Tree) -> Money:
    """Of a programme that pays any help."""
    return builders.money(tree, "100000", "80000", ProgrammeKind.OTHER)


@pytest.fixture
def file(tree: Tree, found: Aiders) -> HouseholdFile:
    return files.in_file(tree, found, files.worker(user=found.worker))


def values(money: Money, amount: str = "5000", **changes: object) -> GrantValues:
    given: dict[str, object] = {
        "aid_type": AidType.LIVING,
        "programme": money.programme,
        "fund": money.fund,
        "asked_amount": Decimal(amount),
        "grounds": "丈夫长期患病,家庭入不敷出。",
        **changes,
    }
    return GrantValues(**given)  # type: ignore[arg-type]  # the test names what it changes


def proposed(
    file: HouseholdFile, money: Money, actor: Actor, amount: str = "5000", **changes: object
) -> Grant:
    return services.propose_grant(file, values(money, amount, **changes), actor=actor)


def paid(grant: Grant, money: Money) -> Payment:
    """Finance approves, the bank pays."""
    assert grant.reservation is not None
    payment = ledger.order(grant.reservation, actor=SYSTEM)
    builders.answered(builders.sent(money, [payment]))
    payment.refresh_from_db()
    return payment


def fresh(grant: Grant) -> Grant:
    return Grant.objects.get(pk=grant.pk)


def test_money_reaches_the_worker(file: HouseholdFile, money: Money, found: Aiders) -> None:
    grant = proposed(file, money, found.county.actor)
    grant = services.approve_grant(grant, actor=found.county_second.actor)

    assert (grant.status, grant.amount, grant.category) == ("approved", Decimal(5000), "deep")
    assert ledger_queries.available(money.fund) == Decimal(95000)

    payment = paid(grant, money)

    grant = fresh(grant)
    assert (grant.status, grant.paid_on) == ("paid", payment.paid_on)
    assert payment.person == file.person
    assert "每户每年限额" in "".join(grant.trace)


def test_what_comes_back_is_paid_again_or_taken_back(
    file: HouseholdFile, money: Money, found: Aiders
) -> None:
    grant = services.approve_grant(
        proposed(file, money, found.county.actor), actor=found.county_second.actor
    )
    payment = paid(grant, money)

    ledger.give_back(payment, reason="账号已销户", actor=SYSTEM)
    assert (fresh(grant).status, fresh(grant).paid_on) == ("failed", None)

    again = ledger.reissue(payment, account_number="6222020000000000026", actor=SYSTEM)
    ledger.approve(again, actor=SYSTEM)
    builders.answered(builders.sent(money, [again]))
    assert fresh(grant).status == "paid"

    again.refresh_from_db()
    ledger.reverse(again, reason="发放有误,已追回", actor=SYSTEM)
    assert fresh(grant).status == "reversed"
    assert ledger_queries.available(money.fund) == Decimal(100000)


def test_finance_may_free_the_money(file: HouseholdFile, money: Money, found: Aiders) -> None:
    grant = services.approve_grant(
        proposed(file, money, found.county.actor), actor=found.county_second.actor
    )
    assert grant.reservation is not None

    ledger.release(grant.reservation, reason="收款人与账号不符", actor=SYSTEM)

    assert fresh(grant).status == "reversed"
    assert ledger_queries.available(money.fund) == Decimal(100000)


def test_a_year_s_ceiling_is_never_passed(file: HouseholdFile, money: Money, found: Aiders) -> None:
    first = proposed(file, money, found.county.actor, "10000")
    second = proposed(file, money, found.county.actor, "3000")
    services.approve_grant(first, actor=found.county_second.actor)

    with pytest.raises(Blocked, match=r"还可以给 2,744\.00 元") as refusal:
        services.approve_grant(second, actor=found.county_second.actor)

    assert refusal.value.field == "amount"
    assert (fresh(second).status, Reservation.objects.count()) == ("proposed", 1)
    grant = services.approve_grant(second, amount=Decimal(2744), actor=found.county_second.actor)
    assert grant.amount == LIVING - 10000


def test_nobody_approves_her_own_proposal_or_her_own_help(
    file: HouseholdFile, money: Money, found: Aiders
) -> None:
    grant = proposed(file, money, found.county.actor)

    with pytest.raises(Blocked, match="自己提出的救助"):
        services.approve_grant(grant, actor=found.county.actor)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Grant.objects.filter(pk=grant.pk).update(approved_by_id=grant.proposed_by_id)

    file.person.user = found.county_second.user
    file.person.save(update_fields=["user"])
    with pytest.raises(Blocked, match="本人或家人"):
        services.approve_grant(fresh(grant), actor=found.county_second.actor)
    assert fresh(grant).status == "proposed"


def test_a_cadre_s_own_account_beside_her_phone_is_known_for_hers(
    file: HouseholdFile, money: Money, found: Aiders
) -> None:
    grant = proposed(file, money, found.county.actor)
    cadre, person = found.county_second.user, file.person
    person.phone_blind = member_queries.phone_blind("13800138000")
    person.save(update_fields=["phone_blind"])
    cadre.name = person.name
    cadre.phone_sealed = crypto.seal("13900139000")
    cadre.save(update_fields=["name", "phone_sealed"])
    assert cadre.pk not in fresh(grant).applicant_user_ids  # a namesake elsewhere

    cadre.phone_sealed = crypto.seal("13800138000")
    cadre.save(update_fields=["phone_sealed"])

    with pytest.raises(Blocked, match="本人或家人"):
        services.approve_grant(fresh(grant), actor=found.county_second.actor)
    assert cadre.pk in HouseholdFile.objects.get(pk=file.pk).applicant_user_ids


def test_only_the_holder_of_the_fund_approves(
    file: HouseholdFile, money: Money, found: Aiders, cast: Cast
) -> None:
    grant = proposed(file, money, found.county.actor)
    before = (Entry.objects.count(), Reservation.objects.count())

    others = [found.chair, found.township, found.neighbour, found.worker, found.stranger]
    for one in [*others, cast.county_zhao]:
        with pytest.raises(NotVisible):
            services.approve_grant(grant, actor=one.actor)
        with pytest.raises(NotVisible):
            services.refuse_grant(grant, reason="不同意", actor=one.actor)

    assert (Entry.objects.count(), Reservation.objects.count()) == before
    assert services.approve_grant(grant, actor=found.city.actor).status == "approved"


def test_only_a_cadre_above_proposes(file: HouseholdFile, money: Money, found: Aiders) -> None:
    for one in (found.chair, found.neighbour, found.worker, found.stranger):
        with pytest.raises(NotVisible):
            proposed(file, money, one.actor)
    assert not Grant.objects.exists()


def test_first_the_file_then_the_help(tree: Tree, found: Aiders, money: Money) -> None:
    with pytest.raises(Blocked, match="先建档、后帮扶"):
        proposed(files.submitted(tree, found), money, found.county.actor)


def test_help_had_elsewhere_is_not_given_twice(
    file: HouseholdFile, money: Money, found: Aiders
) -> None:
    child = file.members.get(name="何小雨")
    child.school_stage = "senior"
    child.save(update_fields=["school_stage"])
    OutsideAid.objects.create(
        file=file, member=child, aid_type=AidType.STUDY, year=builders.YEAR, amount=2000,
        giver="县教育局",
    )  # fmt: skip

    assert [line.giver for line in had_by_file(file)] == ["县教育局"]
    with pytest.raises(Blocked, match="已由“县教育局”给予子女助学"):
        proposed(file, money, found.county.actor, aid_type=AidType.STUDY, member=child)


def adopted(tree: Tree, amounts: AmountSet, from_on: date) -> None:
    """Ceilings that the city adopted from that day on."""
    policy.adopt(
        "aid.amounts", path=tree.city.path, from_on=from_on, params={"set": amounts.as_json()},
        basis="达工发〔2026〕12号", actor=SYSTEM,
    )  # fmt: skip


def test_one_main_relief_a_year_is_a_dated_parameter(
    tree: Tree, file: HouseholdFile, money: Money, found: Aiders
) -> None:
    """Yinchuan: 原则上一年内只能救助一项."""
    costs = MedicalCosts(Decimal(9000), Decimal(3000))
    living = proposed(file, money, found.county.actor)
    services.approve_grant(living, actor=found.county_second.actor)
    before = proposed(file, money, found.county.actor, aid_type=AidType.MEDICAL, costs=costs)

    adopted(tree, replace(HUBEI, main_types=YINCHUAN.main_types), clock.today())

    with pytest.raises(Blocked, match="已给予生活救助;按规定一年内只享受一项主要救助"):
        services.approve_grant(before, actor=found.county_second.actor)
    with pytest.raises(Blocked, match="只享受一项主要救助"):
        proposed(file, money, found.county.actor, "600", aid_type=AidType.MEDICAL, costs=costs)
    more = proposed(file, money, found.county.actor, "100")  # of the same kind
    assert services.approve_grant(more, actor=found.county_second.actor).status == "approved"
    assert (fresh(before).status, Reservation.objects.count()) == ("proposed", 2)


def test_campaign_cash_of_the_same_kind_uses_up_the_year(
    tree: Tree, file: HouseholdFile, money: Money, found: Aiders
) -> None:
    living = builders.programme_of(tree.city, ProgrammeKind.LIVING)
    ledger.set_budget(money.fund, living, Decimal(20000), year=builders.YEAR, actor=SYSTEM)
    money = Money(money.fund, living, money.union)
    builders.reserved(money, file.person, "12000")  # of a programme 生活救助, by a campaign

    grant = proposed(file, money, found.county.actor, "745")

    with pytest.raises(Blocked, match=r"按规定还可以给 744\.00 元"):
        services.approve_grant(grant, actor=found.county_second.actor)


def test_schools_left_out_of_study_aid_are_a_dated_parameter(
    tree: Tree, file: HouseholdFile, money: Money, found: Aiders
) -> None:
    """金秋助学 (Tianmen): no military academy, free teacher training, high fees, abroad, 中外合作."""
    child = file.members.get(name="何小雨")
    tomorrow = clock.today() + timedelta(days=1)
    adopted(tree, replace(HUBEI, excluded_schools=()), clock.today())
    adopted(tree, TIANMEN_2024, tomorrow)
    assert len(AUTUMN_EXCLUDED) == 5

    for number, kind in enumerate(AUTUMN_EXCLUDED, 1):
        child.school_stage, child.school_kind = "higher", kind
        child.save(update_fields=["school_stage", "school_kind"])
        study = {"aid_type": AidType.STUDY, "member": child, "year": clock.today().year}
        made = proposed(file, money, found.county.actor, str(100 + number), **study)
        with (
            time_machine.travel(tomorrow),
            pytest.raises(Blocked, match=f"就读类别为“{kind.label}”"),
        ):
            services.approve_grant(made, actor=found.county_second.actor)

    assert not Reservation.objects.exists()


def test_central_money_is_for_national_files_alone(
    tree: Tree, file: HouseholdFile, found: Aiders
) -> None:
    central = builders.fund_of(tree.county, FundSource.CENTRAL, "10000", "中央财政")
    programme = builders.programme_of(tree.city)
    ledger.set_budget(central, programme, Decimal(9000), year=builders.YEAR, actor=SYSTEM)
    HouseholdFile.objects.filter(pk=file.pk).update(file_level=codes.FileLevel.CITY)
    money = Money(central, programme, tree.county)
    grant = proposed(file, money, found.county.actor)

    with pytest.raises(Blocked, match="中央财政"):
        services.approve_grant(grant, actor=found.county_second.actor)

    assert fresh(grant).status == "proposed"


def test_a_member_without_a_file_gets_help_for_once(
    tree: Tree, found: Aiders, money: Money
) -> None:
    person = builders.person_of(tree)
    asked = values(
        money, "3000", aid_type=AidType.TEMPORARY, bank_account="6222020000000000034",
        bank_name="渠县农商行",
    )  # fmt: skip
    grant = services.propose_without_file(person, asked, actor=found.county.actor)

    grant = services.approve_grant(grant, actor=found.county_second.actor)

    assert (grant.file, grant.amount) == (None, Decimal(3000))
    more = values(
        money, "1", aid_type=AidType.TEMPORARY, bank_account="6222020000000000034", bank_name="农"
    )
    second = services.propose_without_file(person, more, actor=found.county.actor)
    with pytest.raises(Blocked, match=r"还可以给 0\.00 元"):
        services.approve_grant(second, actor=found.county_second.actor)


def test_a_programme_pays_its_own_help_only(
    tree: Tree, file: HouseholdFile, money: Money, found: Aiders
) -> None:
    studies = Money(money.fund, builders.programme_of(tree.city, ProgrammeKind.AUTUMN), tree.county)

    with pytest.raises(Blocked, match="是金秋助学项目,只用于子女助学,不能用于生活救助") as refusal:
        proposed(file, studies, found.county.actor)

    assert (refusal.value.field, Grant.objects.exists()) == ("programme", False)


def test_the_same_proposal_twice_is_one(file: HouseholdFile, money: Money, found: Aiders) -> None:
    proposed(file, money, found.county.actor)

    with pytest.raises(Blocked, match="没有重复提交"):
        proposed(file, money, found.county.actor)

    assert Grant.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"grounds": " "}, "grounds"), ({"amount": "0"}, "asked_amount")],
)
def test_what_is_missing_is_named(
    file: HouseholdFile, money: Money, found: Aiders, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Blocked) as refusal:
        proposed(file, money, found.county.actor, **changes)
    assert refusal.value.field == field
