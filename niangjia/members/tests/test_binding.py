"""Real-name binding: what agrees binds at once, all else is answered alike."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from niangjia.accounts import services as accounts
from niangjia.accounts.portal import KNOWN_COOKIE
from niangjia.accounts.queries import actor_of
from niangjia.accounts.testing import Cast, Tree, phone_sign_in
from niangjia.kernel import crypto
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.members.models import IdentityClaim, Membership, Person
from niangjia.members.rules.binding import NOT_MATCHED
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.lifecycle import VerifiedLevel
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services.binding import (
    bind,
)
from niangjia.members.services.people import keep_person
from niangjia.members.tests.claiming import (
    PHONE,
    bound_to,
    claim_to_be,
    signed_in,
    user_of,
)
from niangjia.members.tests.making import facts_of, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    """Messages are kept, whatever database the tests run on."""
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"


@pytest.fixture
def own(tree: Tree) -> Membership:
    """张丽华 of the textile works, phone 13800000001."""
    return member_of(tree.union)


# --- By herself ---------------------------------------------------------------------------


def test_name_document_and_phone_of_the_register_bind_at_once(own: Membership) -> None:
    client = signed_in()
    assert "没有查到您的会籍" in client.get("/m/member/").content.decode()

    answer = claim_to_be(client)

    assert answer["Location"] == "/m/me/"
    assert bound_to(own.person) == user_of().pk
    assert "张丽华,您好" in client.get("/m/").content.decode()
    assert "渠江纺织厂工会委员会" in client.get("/m/member/").content.decode()
    entry = Entry.objects.get(verb="members.bind")
    assert (entry.object_id, entry.union_id) == (own.person_id, own.union_id)
    person = Person.objects.get()
    assert (person.verified_level, person.verified_on) == (VerifiedLevel.FORMAT, None)


def test_home_asks_for_binding_until_done(own: Membership) -> None:
    client = signed_in()
    assert "绑定后才能看到" in client.get("/m/").content.decode()

    claim_to_be(client)

    assert "绑定后才能看到" not in client.get("/m/").content.decode()


def test_whatever_does_not_agree_is_answered_alike(own: Membership) -> None:
    """Unknown document; known one with another name; with another phone; all the same words."""
    member_of(own.union, "李建国", 2)
    tries = {
        "13911111111": (1, "张丽华"),  # registered with another phone
        "13911111112": (7, "赵小明"),  # nobody has this document
        PHONE: (1, "张立华"),  # another name
        "13911111113": (2, "李建国"),
    }
    pages = set()

    for phone, (number, name) in tries.items():
        page = claim_to_be(signed_in(phone), number, name).content.decode()
        pages.add(re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}|\d\d:\d\d", "", page))

    assert len(pages) == 1
    assert "没有自动核对上" in pages.pop()
    assert not Person.objects.filter(user__isnull=False).exists()
    assert Person.objects.count() == 2
    assert IdentityClaim.objects.count() == 4


def test_malformed_numbers_are_refused_beside_the_field(own: Membership) -> None:
    client = signed_in()

    page = client.post(
        "/m/me/bind/", {"name": "张丽华", "identity": "51172519900301002", "consents": "on"}
    )
    silent = client.post("/m/me/bind/", {"name": "张丽华", "identity": facts_of().identity})

    assert list(page.context["form"].errors) == ["identity"]
    assert list(silent.context["form"].errors) == ["consents"]
    assert IdentityClaim.objects.count() == 0


def test_guessing_is_limited_by_account_and_locks_nobody_else_out(own: Membership) -> None:
    client = signed_in("13911111111")
    for number in range(10, 15):
        assert "没有自动核对上" in claim_to_be(client, number).content.decode()

    sixth = claim_to_be(client, 1).content.decode()

    assert "操作太频繁" in sixth
    assert bound_to(own.person) is None
    claim_to_be(signed_in(), 1)
    assert bound_to(own.person) == user_of().pk


def test_two_people_with_one_phone(own: Membership) -> None:
    """A couple gave the union one number: who proves her identity first has the account."""
    husband = member_of(own.union, "李建国", 2, phone=PHONE)
    client = signed_in()

    claim_to_be(client)
    again = claim_to_be(client, 2, "李建国")

    assert again["Location"] == "/m/me/"  # the account is hers; his data does not open
    assert (bound_to(own.person), bound_to(husband.person)) == (user_of().pk, None)
    assert "李建国" not in client.get("/m/member/").content.decode()
    actor = actor_of(user_of().pk)
    with pytest.raises(Blocked, match="已经实名绑定"):
        bind(user_of(), facts_of("李建国", 2), address="", actor=actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=husband.person_id).update(user=user_of())


def test_person_moves_to_her_new_phone_once_the_register_knows_it(own: Membership) -> None:
    old = signed_in()
    claim_to_be(old)
    Person.objects.update(
        phone_sealed=crypto.seal("13911111111"), phone_blind=crypto.blind("phone", "13911111111")
    )

    new = signed_in("13911111111")
    claim_to_be(new)

    assert bound_to(own.person) == user_of("13911111111").pk
    assert "没有查到您的会籍" in old.get("/m/member/").content.decode()
    assert "渠江纺织厂" in new.get("/m/member/").content.decode()


def test_cadres_account_is_not_taken_over_by_phone(own: Membership, cast: Cast) -> None:
    own.person.user = cast.chair_sun.user
    own.person.save(update_fields=["user"])

    page = claim_to_be(signed_in()).content.decode()

    assert "没有自动核对上" in page
    assert bound_to(own.person) == cast.chair_sun.user.pk


def test_nobody_binds_another_account(own: Membership, cast: Cast) -> None:
    user = accounts.open_by_phone(PHONE)

    for who in cast:
        with pytest.raises(NotVisible):
            bind(user, facts_of(), address="", actor=who.actor)

    assert bound_to(own.person) is None
    assert IdentityClaim.objects.count() == 0


def test_the_dead_are_not_bound(own: Membership) -> None:
    Person.objects.update(died_on="2026-01-01")

    assert "没有自动核对上" in claim_to_be(signed_in()).content.decode()
    assert bound_to(own.person) is None


def test_other_documents_bind_as_well(own: Membership) -> None:
    phone = "13800000055"
    facts = PersonFacts(
        "何德华",
        "H12345678",
        phone=phone,
        id_type=IdType.HK_MACAO_PERMIT,
        gender=1,
        born_on=date(1980, 5, 1),
    )
    person = keep_person(facts, today=date(2026, 11, 21))
    client = signed_in(phone)
    said = {"name": "何德华", "identity": "h12345678", "consents": "on"}

    as_resident = client.post("/m/me/bind/", {**said, "id_type": "1"})
    as_passport = client.post("/m/me/bind/", {**said, "id_type": "2"})
    client.post("/m/me/bind/", {**said, "id_type": "4"})

    assert 'id="id_identity_err"' in as_resident.content.decode()
    assert NOT_MATCHED in as_passport.content.decode()
    assert bound_to(person) == user_of(phone).pk


# --- The number has a new owner ------------------------------------------------------------


def test_new_owner_of_the_number_sees_nothing_of_the_former(own: Membership) -> None:
    claim_to_be(signed_in())
    former = user_of()
    new_owner = Client()

    led = phone_sign_in(new_owner, PHONE)
    page = new_owner.get(led["Location"]).content.decode()
    before = new_owner.get("/m/member/")
    guessed = new_owner.post("/m/sign-in/proof/", {"answer": "123456"}).content.decode()
    new_owner.post("/m/sign-in/new-owner/")

    assert led["Location"] == "/m/sign-in/proof/"
    assert "张丽华" not in page
    assert before.status_code == 302
    assert "与登记的不一致" in guessed
    assert "没有查到您的会籍" in new_owner.get("/m/member/").content.decode()
    assert user_of().pk != former.pk
    assert bound_to(own.person) == former.pk
    former.refresh_from_db()
    assert (former.phone_blind, former.phone_sealed) == (None, None)


def test_known_device_is_asked_once_in_ninety_days(own: Membership) -> None:
    first = signed_in()
    claim_to_be(first)
    first.post("/m/sign-out/")
    other = Client()

    again = phone_sign_in(first, PHONE)
    elsewhere = phone_sign_in(other, PHONE)
    proved = other.post("/m/sign-in/proof/", {"answer": facts_of().identity[-6:].lower()})
    other.post("/m/sign-out/")
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        late = phone_sign_in(first, PHONE)

    assert again["Location"] == "/m/"
    assert elsewhere["Location"] == "/m/sign-in/proof/"
    assert proved["Location"] == "/m/"
    assert late["Location"] == "/m/sign-in/proof/"


def test_device_of_another_account_is_unknown(own: Membership) -> None:
    member_of(own.union, "李建国", 2)
    hers, his = signed_in(), signed_in("13800000002")
    claim_to_be(hers)
    claim_to_be(his, 2, "李建国")
    stolen = Client()
    stolen.cookies[KNOWN_COOKIE] = his.cookies[KNOWN_COOKIE].value

    assert phone_sign_in(stolen, PHONE)["Location"] == "/m/sign-in/proof/"


def test_proof_is_not_guessed(own: Membership) -> None:
    claim_to_be(signed_in())
    client = Client()
    phone_sign_in(client, PHONE)

    for n in range(5):
        client.post("/m/sign-in/proof/", {"answer": f"00000{n}"})
    page = client.post("/m/sign-in/proof/", {"answer": facts_of().identity[-6:]}).content.decode()

    assert "操作太频繁" in page
    assert client.get("/m/me/").status_code == 302
