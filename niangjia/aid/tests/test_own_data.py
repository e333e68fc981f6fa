"""What she may know of her own data in aid: her copy, what she allows, who looked."""

from __future__ import annotations

import pytest
from django.test import Client

from niangjia.accounts.testing import Cast, Tree, worker_client
from niangjia.aid.queries import copying
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.aid.tests.phone import phone_of
from niangjia.kernel import crypto, journal, privacy
from niangjia.members.models import Person


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


@pytest.fixture
def person(found: Aiders) -> Person:
    return files.worker(user=found.worker)


@pytest.fixture
def browser(person: Person) -> Client:
    return worker_client(person)


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_her_copy_has_her_file_and_masks_her_family(
    tree: Tree, found: Aiders, person: Person
) -> None:
    files.in_file(tree, found, person)

    copy = privacy.copy_of(person.pk)

    assert copy["困难职工档案"][0]["状态"] == "在档"
    numbers = [row["证件号码"] for row in copy["档案中的家庭成员"]]
    assert numbers[0] == crypto.unseal(bytes(person.identity_sealed))
    assert "*" in str(numbers[1])
    said = [(row["填写项"], str(row["回答"])) for row in copy["档案中填写的内容"]]
    assert ("姓名", "何大山") in said
    assert all("*" in answer for label, answer in said if label == "证件号码")
    filled = {title for title in copying.SECTIONS if copy[title]}
    assert {"档案办理经过", "走访", "公示", "核对授权", "困难认定", "帮扶措施"} <= filled
    other = files.worker("别人", 9)
    assert not any(privacy.copy_of(other.pk)[title] for title in copying.SECTIONS)


def test_her_copy_has_her_draft_with_her_own_numbers(tree: Tree, found: Aiders) -> None:
    phone = phone_of(tree, "李小芳", 9)
    phone.keep()

    rows = privacy.copy_of(phone.person.pk)["未提交的帮扶申请"]

    told = {row["填写项"]: row["回答"] for row in rows}
    assert told["银行卡号"] == "6222020000000000018"
    assert told["主要原因"] == "供养直系亲属大病"


def test_she_withdraws_what_may_be_compared(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.submitted(tree, found, person)
    (kind, consent), *_ = [one for one in privacy.consents_of(person.pk) if one[0] == "aid"]
    actor = found.worker.actor

    privacy.withdraw_consent(person.pk, kind, consent.key, actor=actor)

    assert file.authorisations.get().withdrawn_at is not None
    ((_, after), *_) = [one for one in privacy.consents_of(person.pk) if one[0] == "aid"]
    assert (after.state, after.can_withdraw) == ("已撤回", False)


def test_who_looked_at_her_file_is_hers_to_know(tree: Tree, found: Aiders, person: Person) -> None:
    file = files.submitted(tree, found, person)
    journal.record(
        "aid.read", file, actor=found.county.actor, summary="查看材料", reason="复核", is_read=True
    )

    assert [one.summary for one in privacy.looks(person.pk)] == ["查看材料"]


def test_a_cadre_who_opens_the_file_is_told_once_a_day_with_the_why(
    tree: Tree, found: Aiders, person: Person
) -> None:
    file = files.at_county(tree, found, person)

    for tab in ("household", "papers", "household"):
        assert found.county.client.get(f"/aid/{file.public_id}/?tab={tab}").status_code == 200
    assert found.chair.client.get(f"/aid/{file.public_id}/form/").status_code == 200

    assert [(one.actor_id, one.summary, one.reason) for one in privacy.looks(person.pk)] == [
        (found.chair.user.pk, "查看家庭情况和材料", "查阅档案(待县级审核)"),
        (found.county.user.pk, "查看家庭情况和材料", "办理档案(待县级审核)"),
    ]
