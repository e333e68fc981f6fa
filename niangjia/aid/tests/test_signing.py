"""Signing on the phone: a code to the bound phone, the words and the household as they were signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from niangjia.accounts.models import PhoneCode
from niangjia.accounts.rules import CODE_TRIES, CodePurpose
from niangjia.accounts.services import make_code
from niangjia.accounts.testing import Cast, Tree, last_code, worker_client
from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile, Signature
from niangjia.aid.rules import signing
from niangjia.aid.services.signing import content_of
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.aid.tests.phone import APPLY, Phone, errors, goes_to, phone_of, used_code
from niangjia.kernel import clock, privacy
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members.models import Person

PHONE = "13900000001"
NOT_CONFIRMED = "签字还没有用短信验证码确认"


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"


@pytest.fixture
def who(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


@pytest.fixture
def person(who: Aiders) -> Person:
    return files.worker(user=who.worker, phone=PHONE)


@pytest.fixture
def file(tree: Tree, who: Aiders, person: Person) -> HouseholdFile:
    """Filed by the chair, who wrote the household once more after the paper was signed."""
    made = files.draft(tree, who, person)
    proof = made.attachments.filter(kind="unit_proof").get()
    given = files.entry()
    given = replace(given, incomes=(replace(given.incomes[0], evidence=proof),))
    return services.write_household(made, given, actor=who.chair.actor)


def confirm(
    file: HouseholdFile, actor: Any, code: PhoneCode | None, seen: bytes | None = None
) -> HouseholdFile:
    shown = content_of(files.fresh(file)) if seen is None else seen
    return services.confirm(file, seen=shown, code=code, authorise=False, actor=actor)


# --- What a cadre filed -------------------------------------------------------------------


def test_she_confirms_by_code_what_a_cadre_filed(who: Aiders, file: HouseholdFile) -> None:
    with pytest.raises(Blocked, match="职工本人还没有确认"):
        services.submit(file, actor=who.chair.actor)

    confirm(file, who.worker.actor, code := used_code(PHONE))

    signed = Signature.objects.get()
    assert (signed.paper, signed.name, signed.signed_by_id, signed.code_id) == (
        "confirmation", "陈小妹", who.worker.user.pk, code.pk,
    )  # fmt: skip
    assert signed.lines == list(signing.CONFIRM_TEXT)
    assert signed.digest == signing.digest_of(signed.text)
    assert bytes(signed.content) == content_of(files.fresh(file))
    assert services.submit(file, actor=who.chair.actor).status == "submitted"


def test_nobody_else_confirms_for_her(who: Aiders, cast: Cast, file: HouseholdFile) -> None:
    """Her code read out to somebody else is of no use to him."""
    code = used_code(PHONE)

    for player in (who.chair, who.neighbour, who.city, who.stranger, *cast):
        if player.user != who.worker.user:
            with pytest.raises(NotVisible):
                confirm(file, player.actor, code)

    assert not files.fresh(file).is_confirmed
    assert not Signature.objects.exists()


def test_a_code_counts_that_was_typed_now_on_her_own_phone_for_confirming(
    who: Aiders, file: HouseholdFile
) -> None:
    others = used_code("13900000009")
    sign_in = used_code(PHONE)
    PhoneCode.objects.filter(pk=sign_in.pk).update(purpose=CodePurpose.SIGN_IN)
    old = used_code(PHONE)
    PhoneCode.objects.filter(pk=old.pk).update(used_at=clock.now() - timedelta(minutes=10))
    unused, _ = make_code(PHONE, CodePurpose.CONFIRM)

    for code in (None, unused, others, sign_in, old):
        with pytest.raises(Blocked, match=NOT_CONFIRMED):
            confirm(file, who.worker.actor, code)

    assert not files.fresh(file).is_confirmed
    assert not Signature.objects.exists()


def test_a_code_signs_once(who: Aiders, file: HouseholdFile) -> None:
    code = used_code(PHONE)
    confirm(file, who.worker.actor, code)
    HouseholdFile.objects.filter(pk=file.pk).update(is_confirmed=False)

    with pytest.raises(Blocked, match=NOT_CONFIRMED):
        confirm(file, who.worker.actor, code)

    assert Signature.objects.count() == 1


def test_what_was_changed_since_she_saw_it_is_not_confirmed(
    who: Aiders, file: HouseholdFile
) -> None:
    seen = content_of(files.fresh(file))
    services.write_household(file, replace(files.entry(), incomes=()), actor=who.chair.actor)

    with pytest.raises(Blocked, match="工会又改了内容"):
        confirm(file, who.worker.actor, used_code(PHONE), seen=seen)

    assert not files.fresh(file).is_confirmed


def test_signatures_stay_as_they_are(who: Aiders, file: HouseholdFile) -> None:
    confirm(file, who.worker.actor, used_code(PHONE))

    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        Signature.objects.update(name="别人")
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        Signature.objects.all().delete()


def test_open_papers_are_signed_with_it_if_she_agrees(
    tree: Tree, who: Aiders, person: Person
) -> None:
    """Nothing was signed on paper before: promise and authorisation come with her code."""
    file = services.start_file(person, tree.union, actor=who.chair.actor)
    given = files.with_evidence(file, files.entry())
    file = services.write_household(file, given, actor=who.chair.actor)
    browser = worker_client(person)
    address = f"/m/aid/file/{file.public_id}/confirm/"
    page = browser.get(address).content.decode()
    assert "如果隐瞒或虚报" in page
    assert "我同意核对" in page

    seen = content_of(file).hex()
    browser.post(address, {"seen": seen, "authorise": "1"})
    done = browser.post(f"{address}code/", {"code": last_code(PHONE)})

    assert goes_to(done) == "/m/aid/"
    kept = files.fresh(file)
    assert (kept.is_confirmed, kept.committed_at is not None) == (True, True)
    assert kept.authorisations.get().signed_how == "code"
    papers = kept.signatures.order_by("pk").values_list("paper", flat=True)
    assert list(papers) == ["confirmation", "promise", "authorisation"]
    told = browser.get("/m/aid/").content.decode()
    assert "您用验证码签过的文书(3)" in told
    assert "您已确认,等工会提交。" in told
    assert [row["文书"] for row in privacy.copy_of(person.pk)["手机签署"]] == [
        "代填内容确认书", "承诺书", "核对授权书",
    ]  # fmt: skip


def test_a_file_that_is_still_empty_is_not_put_before_her(
    tree: Tree, who: Aiders, person: Person
) -> None:
    file = services.start_file(person, tree.union, actor=who.chair.actor)
    browser = worker_client(person)

    told = browser.get("/m/aid/").content.decode()

    assert "工会正在代您填写" in told
    assert "请确认" not in browser.get("/m/").content.decode()
    assert goes_to(browser.get(f"/m/aid/file/{file.public_id}/confirm/")) == "/m/aid/"


def test_confirmed_without_allowing_the_comparison_it_waits_for_her(
    tree: Tree, who: Aiders, person: Person
) -> None:
    file = services.start_file(person, tree.union, actor=who.chair.actor)
    file = services.write_household(
        file, files.with_evidence(file, files.entry()), actor=who.chair.actor
    )
    browser = worker_client(person)
    confirm(file, who.worker.actor, used_code(PHONE))
    address = f"/m/aid/file/{file.public_id}/authorise/"
    told = browser.get("/m/aid/").content.decode()
    assert "还缺核对授权书,工会不能提交" in told
    assert address in told
    assert "请签字" in browser.get("/m/").content.decode()

    browser.post(address)
    browser.post(f"{address}code/", {"code": last_code(PHONE)})

    assert file.authorisations.get().signed_how == "code"
    assert "您已确认,等工会提交。" in browser.get("/m/aid/").content.decode()


def test_after_withdrawing_she_can_authorise_again(tree: Tree, who: Aiders, person: Person) -> None:
    file = files.in_comparison(tree, who, person)
    browser = worker_client(person)
    assert "签核对授权书" not in browser.get("/m/aid/").content.decode()
    services.withdraw_authorisation(file.authorisations.get(), actor=who.worker.actor)
    assert "核对授权书没有生效" in browser.get("/m/").content.decode()
    address = f"/m/aid/file/{file.public_id}/authorise/"
    assert address in browser.get("/m/aid/").content.decode()

    browser.post(address)
    browser.post(f"{address}code/", {"code": last_code(PHONE)})

    newest = file.authorisations.latest("pk")
    assert (newest.signed_how, newest.withdrawn_at) == ("code", None)
    assert goes_to(browser.get(address)) == "/m/aid/"  # nothing is open any more


def test_without_any_number_the_way_is_paper(
    who: Aiders, file: HouseholdFile, person: Person
) -> None:
    Person.objects.filter(pk=person.pk).update(phone_sealed=None, phone_blind=None)
    browser = worker_client(person)

    answer = browser.post(f"/m/aid/file/{file.public_id}/confirm/", {"seen": ""})

    assert answer.status_code == 422
    assert "请到所在工会签纸质的承诺书和核对授权书" in answer.content.decode()
    assert queries.signing_phone(who.worker.actor) == ""


# --- Her own application ------------------------------------------------------------------


@pytest.fixture
def phone(tree: Tree) -> Iterator[Phone]:
    """An application signed by name and ready for the code; the clock stands still."""
    files.adopt_standard(tree)
    made = phone_of(tree)
    made.fill_at_once()
    made.sign()
    with time_machine.travel(clock.now(), tick=False):
        yield made


def test_the_application_is_handed_in_with_the_code(phone: Phone) -> None:
    asked = phone.client.post(f"{APPLY}submit/")
    assert goes_to(asked) == f"{APPLY}submit/code/"
    assert HouseholdFile.objects.get().status == "draft"

    code = last_code(queries.signing_phone(phone_actor(phone)))
    phone.client.post(f"{APPLY}submit/code/", {"code": code})

    file = HouseholdFile.objects.get()
    assert file.status == "submitted"
    promise, authorisation = file.signatures.order_by("pk")
    assert (promise.paper, authorisation.paper) == ("promise", "authorisation")
    assert promise.lines == list(signing.PROMISE_TEXT)
    assert authorisation.lines[-1] == f"授权到{signing.authorised_until(clock.today())}为止。"
    assert promise.code_id == authorisation.code_id


def phone_actor(phone: Phone) -> Any:
    from niangjia.accounts.queries import actor_of  # the worker as a request has her

    assert phone.person.user_id is not None
    return actor_of(phone.person.user_id)


def test_wrong_and_old_codes_sign_nothing(phone: Phone) -> None:
    phone.client.post(f"{APPLY}submit/")
    right = last_code(queries.signing_phone(phone_actor(phone)))
    wrong = "000000" if right != "000000" else "111111"

    told = [errors_of(phone, wrong) for _ in range(CODE_TRIES)]
    spent = errors_of(phone, right)

    assert told[0] == "验证码不对。请核对最新收到的短信,再输一次。"
    assert spent.startswith("这个验证码已失效")
    assert HouseholdFile.objects.get().status == "draft"
    assert not Signature.objects.exists()


def errors_of(phone: Phone, code: str) -> str:
    """The sentence beside the field of the code page."""
    page = phone.client.post(f"{APPLY}submit/code/", {"code": code}).content.decode()
    return page.split('class="err"')[1].split(">")[1].split("<")[0]


def test_a_code_expires_and_another_is_sent(phone: Phone) -> None:
    phone.client.post(f"{APPLY}submit/")
    first = last_code(queries.signing_phone(phone_actor(phone)))
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1), tick=False):
        assert errors_of(phone, first).startswith("这个验证码已失效")
        again = phone.client.post(f"{APPLY}submit/code/", {"again": "1"})
        assert goes_to(again) == f"{APPLY}submit/code/"

        second = last_code(queries.signing_phone(phone_actor(phone)))
        phone.client.post(f"{APPLY}submit/code/", {"code": second})

    assert HouseholdFile.objects.get().status == "submitted"


def test_a_code_page_without_a_code_leads_back(phone: Phone) -> None:
    assert goes_to(phone.client.get(f"{APPLY}submit/code/")) == f"{APPLY}submit/"


def test_what_is_not_ready_is_told_before_a_code_is_sent(tree: Tree) -> None:
    phone = phone_of(tree)
    phone.keep([("cause", {"cause": "illness"})])

    answer = phone.client.post(f"{APPLY}submit/")

    assert answer.status_code == 422
    assert "没有填完" in errors(answer)[0]
    assert not PhoneCode.objects.exists()
