"""The pages of grants, and proposing one from a household's file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.test import Client

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid import services
from niangjia.aid.desk.grants import GrantDesk
from niangjia.aid.models import Grant, HouseholdFile
from niangjia.aid.rules.codes import AidType
from niangjia.aid.services import GrantValues
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.kernel import clock
from niangjia.ledger.rules import ProgrammeKind
from niangjia.ledger.tests import builders
from niangjia.members.tests.making import member_of
from niangjia.web.testing import DeskTests
from niangjia.web.workbench import waiting


def made_grant(tree: Tree, found: Aiders, file: HouseholdFile) -> Grant:
    money = builders.money(tree, amount="100000", budget="80000")
    values = GrantValues(
        aid_type=AidType.LIVING,
        programme=money.programme,
        fund=money.fund,
        asked_amount=Decimal(5000),
        grounds="丈夫长期患病。",
    )
    return services.propose_grant(file, values, actor=found.county.actor)


class TestGrantDesk(DeskTests):
    desk = GrantDesk
    search_text = "陈小妹"

    def make(self, tree: Tree, cast: Cast) -> Grant:
        files.adopt_standard(tree)
        found = files.aiders(tree, cast)
        return made_grant(tree, found, files.in_file(tree, found))

    def label(self, made: Any) -> str:
        return str(made.number)


def posted(client: Client, url: str, data: dict[str, Any]) -> Any:
    response = client.post(url, data)
    assert response.status_code in (200, 204, 302), response.content.decode()
    return response


def test_from_the_file_to_the_approval(tree: Tree, cast: Cast) -> None:
    files.adopt_standard(tree)
    found = files.aiders(tree, cast)
    file = files.in_file(tree, found)
    money = builders.money(tree, amount="100000", budget="80000")

    page = f"/aid/{file.public_id}/do/propose_grant/"
    posted(
        found.county.client,
        page,
        {
            "aid_type": "living",
            "member": "",
            "programme": money.programme.pk,
            "fund": money.fund.pk,
            "year": builders.YEAR,
            "asked_amount": "6000",
            "grounds": "丈夫长期患病。",
            "basic_amount": "",
        },
    )
    grant = Grant.objects.get()
    assert (grant.status, grant.asked_amount) == ("proposed", Decimal(6000))
    waits = [one for one in waiting(found.county_second.actor, clock.today())[0] if one.is_own]
    assert f"/grants/{grant.public_id}/" in {one.url for one in waits}
    detail = found.county_second.client.get(f"/grants/{grant.public_id}/?tab=allowance")
    assert "每户每年限额" in detail.content.decode()

    approval = f"/grants/{grant.public_id}/do/approve/"
    assert "12744" in found.county_second.client.get(approval).content.decode().replace(",", "")
    posted(found.county_second.client, approval, {"amount": "6000", "seen": "on"})

    grant.refresh_from_db()
    assert grant.status == "approved"
    assert found.worker.client.get(f"/grants/{grant.public_id}/").status_code in (403, 404)


def test_help_without_a_file(tree: Tree, cast: Cast) -> None:
    files.adopt_standard(tree)
    found = files.aiders(tree, cast)
    money = builders.money(tree, "100000", "80000", ProgrammeKind.TEMPORARY)
    membership = member_of(tree.union, "张丽华", 7)
    data = {
        "membership": str(membership.public_id),
        "bank_account": "6222020000000000034",
        "bank_name": "渠县农商行",
        "aid_type": "temporary",
        "programme": money.programme.pk,
        "fund": money.fund.pk,
        "year": builders.YEAR,
        "asked_amount": "9000",
        "grounds": "家中失火。",
    }

    posted(found.county.client, "/grants/new/", data)

    grant = Grant.objects.get()
    assert (grant.file, grant.person) == (None, membership.person)
    refused = found.county_second.client.post(
        f"/grants/{grant.public_id}/do/approve/", {"amount": "9000", "seen": "on"}
    )
    assert "还可以给 3,000.00 元" in refused.content.decode()
