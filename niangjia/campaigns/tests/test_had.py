"""All help to one household in one view, read before a grant is approved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid import services as aid
from niangjia.aid.models import Grant, HouseholdFile, OutsideAid
from niangjia.aid.queries.help import Had, had_by_grant
from niangjia.aid.rules.codes import AidType
from niangjia.aid.services import GrantValues
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.campaigns import services
from niangjia.campaigns.rules import ContributionForm, ContributionKind, PairingKind
from niangjia.campaigns.tests.making import SIGNED, event_of, running
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.ledger.rules import ProgrammeKind
from niangjia.ledger.tests import builders
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services import admit

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


def grant_of(tree: Tree, found: Aiders, file: HouseholdFile) -> Grant:
    money = builders.money(tree, amount="100000", budget="80000")
    given = GrantValues(
        aid_type=AidType.LIVING, programme=money.programme, fund=money.fund,
        asked_amount=Decimal(5000), grounds="丈夫长期患病。",
    )  # fmt: skip
    return aid.propose_grant(file, given, actor=found.county.actor)


def goods(tree: Tree, file: HouseholdFile) -> None:
    """A cooling package, handed to the worker."""
    facts = PersonFacts(name=file.person.name, identity=files.number(1))
    admit(facts, tree.union, on=clock.today() - timedelta(days=400), actor=SYSTEM)
    campaign, item = running(tree.county)
    one = services.add_person(campaign, file.person, actor=SYSTEM)
    services.deliver(event_of(campaign, tree.county), [one], [item], SIGNED, actor=SYSTEM)


def paired(tree: Tree, name: str) -> None:
    """A paired household of that name, and 800 yuan for it."""
    today = clock.today()
    pairing = services.pair(
        tree.township,
        PairingKind.HOUSEHOLD,
        {"name": name, "place": "临巴镇凉桥村", "paired_on": today, "people_count": 3},
        actor=SYSTEM,
    )
    services.contribute(
        pairing, kind=ContributionKind.DIRECT, form=ContributionForm.CASH, amount=Decimal(800),
        on=today, giver=tree.county, purpose="春耕补助", voucher="记1", actor=SYSTEM,
    )  # fmt: skip


def test_a_paired_household_has_the_name_of_a_person(tree: Tree) -> None:
    with pytest.raises(Blocked, match="户主姓名应为2至50个汉字"):
        paired(tree, "3组何家")


def test_everything_is_shown_before_a_grant_is_approved(tree: Tree, found: Aiders) -> None:
    year = clock.today().year
    file = files.in_file(tree, found)
    goods(tree, file)
    paired(tree, "何大山")
    paired(tree, "邻居甲")
    OutsideAid.objects.create(
        file=file, member=file.members.get(name="何小雨"), aid_type=AidType.STUDY, year=year - 1,
        amount=2000, giver="县教育局",
    )  # fmt: skip
    grant = grant_of(tree, found, file)
    other = aid.approve_grant(grant, actor=found.county_second.actor)
    grant = grant_of_same(grant, found)

    shown = had_by_grant(grant)

    assert shown == [
        Had(year, "结对帮扶", "渠县总工会", "春耕补助(直接投入,资金)", "结对户 临巴镇凉桥村",
            "何大山", Decimal(800), "户主同名,请核对是否同一户"),
        Had(year, "救助发放", other.fund.union.name, "生活救助", str(other.programme), "陈小妹",
            Decimal(5000), "已批准,待付款"),
        Had(year, "活动实物", "渠县总工会", "防暑大礼包 1", "夏送清凉", "陈小妹", Decimal("12.50"),
            f"{clock.today()}已领"),
        Had(year - 1, "其他单位", "县教育局", "子女助学", "", "何小雨", Decimal(2000), "已获"),
    ]  # fmt: skip
    page = f"/grants/{grant.public_id}/"
    dialog = found.county_second.client.get(f"{page}do/approve/").content.decode()
    tab = found.county_second.client.get(f"{page}?tab=allowance").content.decode()
    for one in shown:
        assert one.what in dialog
        assert one.what in tab
    assert "数据比对结果" in tab
    unseen = found.county_second.client.post(f"{page}do/approve/", {"amount": "100"})
    grant.refresh_from_db()
    assert (unseen.status_code, grant.status) == (200, "proposed")


def grant_of_same(grant: Grant, found: Aiders) -> Grant:
    """Another one of the same money."""
    assert grant.file is not None
    given = GrantValues(
        aid_type=AidType.LIVING, programme=grant.programme, fund=grant.fund,
        asked_amount=Decimal(300), grounds="取暖。",
    )  # fmt: skip
    return aid.propose_grant(grant.file, given, actor=found.county.actor)


def test_help_without_a_file_is_shown_too(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    goods(tree, file)
    money = builders.money(tree, "100000", "80000", ProgrammeKind.TEMPORARY)
    given = GrantValues(
        aid_type=AidType.TEMPORARY, programme=money.programme, fund=money.fund,
        asked_amount=Decimal(500), grounds="火灾。", bank_account="6222020000000000018",
        bank_name="渠县农商行",
    )  # fmt: skip

    grant = aid.propose_without_file(file.person, given, actor=found.county.actor)

    assert [one.kind for one in had_by_grant(grant)] == ["活动实物"]
