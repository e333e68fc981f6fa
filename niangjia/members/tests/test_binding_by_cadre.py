"""Real-name binding settled by a cadre who has seen the document, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from niangjia.accounts import services as accounts
from niangjia.accounts.queries import actor_of
from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Tree, player, worker_client
from niangjia.kernel import clock, crypto, messages
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.members.models import IdentityClaim, Membership, Person
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.lifecycle import VerifiedLevel
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services.binding import (
    Claimed,
    bind,
    confirm_claim,
    find_claim,
    forget_claims,
    unbind,
)
from niangjia.members.services.people import keep_person
from niangjia.members.tests.claiming import (
    bound_to,
    claim_to_be,
    code_on,
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


# --- By a cadre who has seen the document --------------------------------------------------


@pytest.fixture
def claimed(own: Membership) -> Claimed:
    """张丽华 with a phone that the register does not know."""
    user = accounts.open_by_phone("13911111111")
    found = bind(user, facts_of(), address="", actor=actor_of(user.pk))
    assert isinstance(found, Claimed)
    return found


def confirmed(claimed: Claimed, actor: Any) -> Person:
    claim = find_claim(claimed.code.lower(), facts_of().identity, actor=actor)
    return confirm_claim(claim, reason="当面核对证件原件", actor=actor)


def test_cadre_confirms_with_code_and_document(claimed: Claimed, cast: Cast) -> None:
    person = confirmed(claimed, cast.chair_sun.actor)

    assert person.user == user_of("13911111111")
    assert person.verified_level == VerifiedLevel.OFFLINE
    assert person.verified_on == clock.today()
    assert Membership.objects.get().verified_from == clock.today()
    assert bytes(person.phone_blind or b"") == crypto.blind("phone", "13911111111")
    claim = IdentityClaim.objects.get()
    assert (claim.name, claim.identity_sealed, claim.code_blind) == ("", None, None)
    assert claim.closed_at is not None
    assert [m.title for m in messages.unread(person.pk)] == ["实名已核实"]
    assert Entry.objects.get(verb="members.bind").actor_id == cast.chair_sun.user.pk


def test_code_works_once(claimed: Claimed, cast: Cast) -> None:
    claim = find_claim(claimed.code, facts_of().identity, actor=cast.chair_sun.actor)
    confirm_claim(claim, reason="当面核对", actor=cast.chair_sun.actor)

    with pytest.raises(Blocked, match="已用过"):
        confirm_claim(claim, reason="当面核对", actor=cast.chair_sun.actor)
    with pytest.raises(Blocked, match="没有这个核实码"):
        find_claim(claimed.code, facts_of().identity, actor=cast.chair_sun.actor)


def test_whole_cast_at_a_claim(claimed: Claimed, own: Membership, cast: Cast) -> None:
    """Only cadres at or above her union; on refusal nothing changed."""
    for who in (cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            confirmed(claimed, who.actor)
    with pytest.raises(Blocked, match="已在其他工会登记为会员"):
        confirmed(claimed, cast.neighbour_qian.actor)
    assert bound_to(own.person) is None
    assert IdentityClaim.objects.get().closed_at is None

    assert confirmed(claimed, cast.county_zhao.actor).pk == own.person_id


def test_another_document_is_refused(claimed: Claimed, cast: Cast) -> None:
    with pytest.raises(Blocked, match="不一致") as refusal:
        find_claim(claimed.code, facts_of("x", 2).identity, actor=cast.chair_sun.actor)

    assert refusal.value.field == "identity"


def test_unknown_person_is_made_through_the_register(tree: Tree, cast: Cast) -> None:
    user = accounts.open_by_phone("13911111111")
    facts = facts_of("赵小明", 7)
    found = bind(user, facts, address="", actor=actor_of(user.pk))
    assert isinstance(found, Claimed)
    assert Person.objects.count() == 0

    claim = find_claim(found.code, facts.identity, actor=cast.county_zhao.actor)
    person = confirm_claim(claim, reason="当面核对", actor=cast.county_zhao.actor)

    assert (person.name, person.user_id) == ("赵小明", user.pk)
    assert Membership.objects.count() == 0


def test_a_cadre_settles_another_document_of_the_register(own: Membership, cast: Cast) -> None:
    facts = PersonFacts("Anna Berg", "C01X00T47", id_type=IdType.PASSPORT)
    person = keep_person(
        replace(facts, gender=2, born_on=date(1985, 1, 2)), today=date(2026, 11, 21)
    )
    user = accounts.open_by_phone("13911111111")
    asked = bind(user, facts, address="", actor=actor_of(user.pk))
    assert isinstance(asked, Claimed)
    claim = find_claim(asked.code, "c01x00t47", actor=cast.chair_sun.actor)

    confirm_claim(claim, reason="当面核对护照原件", actor=cast.chair_sun.actor)

    assert bound_to(person) == user.pk


def test_cadre_does_not_confirm_herself(own: Membership, cast: Cast) -> None:
    sun = cast.chair_sun
    found = bind(sun.user, facts_of(), address="", actor=sun.actor)
    assert isinstance(found, Claimed)

    with pytest.raises(Blocked, match="不能核实自己"):
        confirmed(found, sun.actor)

    assert bound_to(own.person) is None


def test_claim_is_forgotten_after_a_week(claimed: Claimed, cast: Cast) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        with pytest.raises(Blocked, match="没有这个核实码"):
            find_claim(claimed.code, facts_of().identity, actor=cast.chair_sun.actor)
        assert forget_claims() == 1
        assert forget_claims() == 0

    assert IdentityClaim.objects.get().identity_sealed is None


def test_worker_takes_her_claim_back(own: Membership) -> None:
    client = signed_in("13911111111")
    code_on(claim_to_be(client).content.decode())

    assert "等工会核实" in client.get("/m/me/").content.decode()
    client.post("/m/me/bind/drop/")

    assert "未绑定" in client.get("/m/me/").content.decode()
    assert IdentityClaim.objects.get().identity_sealed is None


def test_desk_page_walks_through(claimed: Claimed, own: Membership, cast: Cast) -> None:
    data = {"code": claimed.code, "identity": facts_of().identity}
    client = cast.chair_sun.client

    preview = client.post("/identity-claims/", data).content.decode()
    assert bound_to(own.person) is None
    done = client.post("/identity-claims/", {**data, "confirmed": "1"})

    assert "139****1111" in preview
    assert done["Location"] == "/identity-claims/"
    assert bound_to(own.person) == user_of("13911111111").pk
    for who in (cast.worker_chen, cast.stranger):
        assert who.client.get("/identity-claims/").status_code == 403
    finance = player("xian-cai", "县财", own.union.parent, Role.FINANCE)
    assert finance.client.post("/identity-claims/", data).status_code == 403


def test_cadre_guesses_codes_thirty_times_an_hour(claimed: Claimed, cast: Cast) -> None:
    for _ in range(30):
        with pytest.raises(Blocked, match="没有这个核实码"):
            find_claim("2222-2222", facts_of().identity, actor=cast.chair_sun.actor)

    with pytest.raises(Blocked, match="太频繁"):
        find_claim(claimed.code, facts_of().identity, actor=cast.chair_sun.actor)


def test_worker_client_helper_is_a_phone_session(own: Membership) -> None:
    client = worker_client(own.person)

    assert "渠江纺织厂" in client.get("/m/member/").content.decode()
    assert client.get("/members/")["Location"] == "/m/"


# --- Taking a binding back ------------------------------------------------------------------


def test_wrong_binding_is_taken_back_with_a_reason(own: Membership, cast: Cast) -> None:
    client = worker_client(own.person)
    address = f"/members/{own.public_id}/do/unbind/"

    silent = cast.chair_sun.client.post(address, {"reason": ""})
    assert (silent.status_code, bound_to(own.person) is None) == (200, False)
    done = cast.chair_sun.client.post(address, {"reason": "绑错了人"})

    assert done.status_code == 302
    assert bound_to(own.person) is None
    assert "没有查到您的会籍" in client.get("/m/member/").content.decode()
    assert Entry.objects.get(verb="members.unbind").reason == "绑错了人"


def test_whole_cast_at_unbinding(own: Membership, cast: Cast) -> None:
    worker_client(own.person)

    for who in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            unbind(own, reason="越权", actor=who.actor)
    assert bound_to(own.person) is not None
    unbind(own, reason="换了手机", actor=cast.city_wang.actor)
    with pytest.raises(Blocked, match="没有绑定"):
        unbind(own, reason="再来一次", actor=cast.city_wang.actor)


def test_cadre_does_not_unbind_herself(own: Membership, cast: Cast) -> None:
    own.person.user = cast.chair_sun.user
    own.person.save(update_fields=["user"])

    with pytest.raises(Blocked, match="不能解除自己"):
        unbind(own, reason="试试", actor=cast.chair_sun.actor)

    assert bound_to(own.person) == cast.chair_sun.user.pk
