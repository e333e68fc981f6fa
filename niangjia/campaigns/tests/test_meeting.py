"""Whoever stands at the site: the holder of a card, somebody who is no member."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns import queries, rules, services
from niangjia.campaigns.models import Delivery, DeliveryEvent, Goods, Help, Item
from niangjia.campaigns.rules import Audience
from niangjia.campaigns.tests.making import SIGNED, event_of, listed, running
from niangjia.campaigns.tests.test_site import site
from niangjia.kernel import crypto, privacy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members.models import Card, Person
from niangjia.members.services import cards
from niangjia.members.tests.making import facts_of, member_of
from niangjia.members.tests.test_cards import card_of, taken_to

pytestmark = pytest.mark.django_db
PHONE = "13900001234"


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("139 0000-1234", PHONE),
        ("511725197503020012", "0012"),
        ("001x", "001X"),
        ("1234", "1234"),
        ("12345", None),
        ("", None),
        ("没有", None),
    ],
)
def test_least_is_kept_of_a_contact(text: str, contact: str | None) -> None:
    assert rules.contact_of(text) == contact


@pytest.mark.parametrize(
    ("name", "guest", "heads", "said"),
    [("王", "", 1, "王"), ("", "李", 1, "李(非会员)"), ("", "", 8, "8人(不记名)")],
)
def test_who_got_it_in_words(name: str, guest: str, heads: int, said: str) -> None:
    assert rules.recipient(name, guest, heads) == said


@pytest.fixture
def counted(tree: Tree) -> tuple[Item, DeliveryEvent]:
    """Outdoor workers without a list, at the grass-roots union."""
    campaign, item = running(tree.county, audience=Audience.NONE)
    return item, event_of(campaign, tree.union)


# --- Cards -----------------------------------------------------------------------------------


def card_at(tree: Tree, number: int = 1) -> Card:
    return taken_to(card_of(tree.union, number), "activate")


def scan_page(event: DeliveryEvent, card: Card) -> str:
    return f"/delivery-events/{event.public_id}/scan/{card.code.hex}/"


def test_a_card_finds_the_member_on_the_list(tree: Tree, cast: Cast) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.union)
    card = card_at(tree)
    client = cast.chair_sun.client
    assert "不在这次活动的名单上" in client.get(scan_page(event, card)).content.decode()
    services.add_person(campaign, card.person, actor=SYSTEM)
    typed = f"http://gonghui.example/card-code/{card.code.hex}/"

    assert client.get(site(event), {"q": typed})["Location"] == scan_page(event, card)
    uses = client.get(f"/card-code/{card.code.hex}/").content.decode()
    assert scan_page(event, card) in uses
    assert client.post(scan_page(event, card), {"items": [item.pk]}).status_code == 302

    made = Delivery.objects.get()
    assert (made.person, made.receipt_kind) == (card.person, "scan")
    assert made.beneficiary is not None
    assert "不能重复领取" in client.get(scan_page(event, card)).content.decode()


def test_a_card_names_somebody_where_heads_are_counted(
    tree: Tree, cast: Cast, counted: tuple[Item, DeliveryEvent]
) -> None:
    item, event = counted
    card = card_at(tree)

    answer = cast.chair_sun.client.post(scan_page(event, card), {"items": [item.pk]})

    assert answer.status_code == 302
    made = Delivery.objects.get()
    assert (made.person, made.beneficiary, made.union) == (card.person, None, tree.union)
    again = cast.chair_sun.client.post(scan_page(event, card), {"items": [item.pk]})
    assert (again.status_code, Delivery.objects.count()) == (422, 1)


def test_a_card_that_is_lost_changed_or_from_elsewhere_is_refused(
    tree: Tree, cast: Cast, counted: tuple[Item, DeliveryEvent]
) -> None:
    item, event = counted
    card = card_at(tree)
    cards.report_lost(card, actor=SYSTEM)
    stranger = taken_to(card_of(tree.neighbour_union, 2), "activate")
    words = {"已挂失": scan_page(event, card), "不是本场次工会的会员": scan_page(event, stranger)}

    for said, address in words.items():
        page = cast.chair_sun.client.post(address, {"items": [item.pk]})
        assert (page.status_code, said in page.content.decode()) == (422, True)
    assert stranger.person.name not in page.content.decode()
    cards.find_again(card, actor=SYSTEM)
    page = cast.chair_sun.client.post(words["已挂失"], {"items": [item.pk]})

    assert "已更换作废" in page.content.decode()
    assert (Delivery.objects.count(), Goods.objects.get().stock_count) == (0, 100)


# --- Guests ----------------------------------------------------------------------------------


def test_a_guest_is_entered_once_and_counts_as_attendance_alone(
    tree: Tree, cast: Cast, counted: tuple[Item, DeliveryEvent]
) -> None:
    item, event = counted
    data = {
        "items": [item.pk], "receipt": "typed", "signer": "周大勇",
        "guest_name": "周大勇", "guest_contact": "139 0000 1234",
    }  # fmt: skip
    client = cast.chair_sun.client

    assert client.post(site(event), data).status_code == 302
    again = client.post(site(event), {**data, "guest_contact": PHONE})

    assert (again.status_code, "已经领过" in again.content.decode()) == (422, True)
    made = Delivery.objects.get()
    assert (made.person, made.head_count, made.recipient) == (None, 1, "周大勇(非会员)")
    assert crypto.unseal(bytes(made.guest_sealed or b"")) == PHONE
    helped = Help.objects.get()
    assert (helped.attendance, helped.person, helped.guest_name) == (1, None, "周大勇")
    assert client.post(site(event), {**data, "guest_contact": "0012"}).status_code == 302
    page = client.get("/deliveries/?q=周大").content.decode()
    assert "周大勇(非会员)" in page
    assert PHONE not in page


def test_taken_back_a_guest_may_be_given_again(counted: tuple[Item, DeliveryEvent]) -> None:
    item, event = counted

    def give() -> Delivery:
        return services.deliver_to_guest(event, "周大勇", PHONE, [item], SIGNED, actor=SYSTEM)

    services.take_back(give(), reason="发错", actor=SYSTEM)

    assert give().taken_back_on is None


@pytest.mark.parametrize(
    ("name", "contact", "words"),
    [
        ("", PHONE, "领取人姓名"),
        ("周大勇3", PHONE, "领取人姓名应为2至50个汉字"),
        ("周大勇", "", "手机号码"),
        ("周大勇", "川A1", "手机号码"),
    ],
)
def test_a_guest_without_what_tells_her_apart_is_refused(
    counted: tuple[Item, DeliveryEvent], name: str, contact: str, words: str
) -> None:
    item, event = counted

    with pytest.raises(Blocked, match=words):
        services.deliver_to_guest(event, name, contact, [item], SIGNED, actor=SYSTEM)

    assert not Delivery.objects.exists()


def test_who_is_on_the_list_is_no_guest(tree: Tree) -> None:
    campaign, item = running(tree.county)
    event = event_of(campaign, tree.union)
    listed(campaign, tree.union, "张丽华", 1)
    facts = facts_of(number=1)

    for contact in (facts.phone, facts.identity):
        with pytest.raises(Blocked, match="在名单上"):
            services.deliver_to_guest(event, "张丽华", contact, [item], SIGNED, actor=SYSTEM)
    made = services.deliver_to_guest(event, "张丽华", PHONE, [item], SIGNED, actor=SYSTEM)

    assert made.guest_name == "张丽华"


def test_only_those_of_the_event_give_to_guests(
    cast: Cast, counted: tuple[Item, DeliveryEvent]
) -> None:
    item, event = counted
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.deliver_to_guest(event, "周大勇", PHONE, [item], SIGNED, actor=someone.actor)
    assert (Delivery.objects.count(), Goods.objects.get().stock_count) == (0, 100)


def test_a_guest_is_one_person_by_constraint(counted: tuple[Item, DeliveryEvent]) -> None:
    item, event = counted
    made = services.deliver_to_guest(event, "周大勇", PHONE, [item], SIGNED, actor=SYSTEM)

    for change in ({"head_count": 2}, {"guest_name": ""}, {"guest_blind": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=made.pk).update(**change)


# --- Who looked ------------------------------------------------------------------------------


def test_she_sees_that_a_list_with_her_was_printed(tree: Tree, cast: Cast) -> None:
    campaign, _ = running(tree.county)
    event = event_of(campaign, tree.union)
    one = listed(campaign, tree.union, "张丽华", 1)
    other: Person = member_of(tree.union, "李建华", 2).person

    cast.chair_sun.client.get(f"/delivery-events/{event.public_id}/print/")

    assert [look.verb for look in privacy.looks(one.person_id)] == ["delivery.print"]
    assert not privacy.looks(other.pk).exists()
    mine = privacy.copy_of(one.person_id)
    assert [row["活动"] for row in mine["慰问和活动名单"]] == ["高温慰问"]
    assert queries.at_event(event)[0].beneficiary == one
