"""The code of a card (会员码): whose it is, when it is refused, when it changes, who may print it."""

from __future__ import annotations

from uuid import UUID

import pytest

from niangjia.accounts.testing import Cast, Tree, worker_client
from niangjia.kernel import privacy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries, services
from niangjia.members.models import Card
from niangjia.members.rules.cards import scan_refusal
from niangjia.members.rules.lifecycle import CardStatus
from niangjia.members.services import cards
from niangjia.members.tests.test_cards import card_of, taken_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("delivered", None),
        ("activated", None),
        ("lost", "已挂失"),
        ("reissued", "旧码作废"),
        ("frozen", "已冻结"),
        ("expired", "已过期"),
        ("cancelled", "已注销"),
        ("processing", "还没有发放"),
    ],
)
def test_which_cards_stand_for_their_holder(status: str, words: str | None) -> None:
    refused = scan_refusal(CardStatus(status))

    assert (refused is None) if words is None else words in (refused or "")


def page_of(code: UUID) -> str:
    return f"/card-code/{code.hex}/"


def test_a_cadre_scans_and_sees_whose_it_is(tree: Tree, cast: Cast) -> None:
    card = taken_to(card_of(tree.union), "activate")

    for someone in (cast.chair_sun, cast.county_zhao, cast.city_wang, cast.province_li):
        assert card.person.name in someone.client.get(page_of(card.code)).content.decode()
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert someone.client.get(page_of(card.code)).status_code in (302, 403, 404)
    assert cast.chair_sun.client.get("/card-code/123/").status_code == 404


def test_a_lost_card_is_refused_and_its_code_dies(tree: Tree, cast: Cast) -> None:
    card = taken_to(card_of(tree.union), "activate")
    old = card.code

    cards.report_lost(card, actor=SYSTEM)
    told = cast.chair_sun.client.get(page_of(old)).content.decode()
    assert "已挂失" in told
    found = cards.find_again(card, actor=SYSTEM)
    assert found.code != old
    assert queries.card_of_code(old.hex) is None
    cards.report_lost(found, actor=SYSTEM)
    new = cards.reissue(found, actor=SYSTEM)

    assert len({old, found.code, new.code}) == 3
    assert "旧码作废" in cast.chair_sun.client.get(page_of(found.code)).content.decode()


def test_she_changes_her_code_and_nobody_else(tree: Tree, cast: Cast) -> None:
    card = taken_to(card_of(tree.union), "activate")
    card.person.user = cast.worker_chen.user
    card.person.save(update_fields=["user"])

    for someone in (cast.neighbour_qian, cast.stranger):
        with pytest.raises(NotVisible):
            services.renew_code(card, actor=someone.actor)
    assert Card.objects.get().code == card.code
    renewed = services.renew_code(card, actor=cast.worker_chen.actor)

    assert Card.objects.get().code == renewed.code != card.code
    cards.cancel(renewed, reason="离职", actor=SYSTEM)
    with pytest.raises(Blocked, match="已停用"):
        services.renew_code(renewed, actor=cast.worker_chen.actor)


def test_labels_are_printed_on_record(tree: Tree, cast: Cast) -> None:
    card = taken_to(card_of(tree.union), "produce")
    card_of(tree.union, number=2)

    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.print_labels(tree.union, actor=someone.actor)
    assert not privacy.looks(card.person_id).exists()
    page = cast.chair_sun.client.post("/cards/labels/", {"union": tree.union.code})

    assert "共1张" in page.content.decode()
    assert [look.verb for look in privacy.looks(card.person_id)] == ["card.labels"]
    with pytest.raises(Blocked, match="没有已制成"):
        services.print_labels(tree.neighbour, actor=SYSTEM)


def test_her_phone_shows_the_code_and_changes_it(tree: Tree) -> None:
    card = card_of(tree.union)
    phone = worker_client(card.person)
    assert "现在没有会员码可用" in phone.get("/m/me/card/").content.decode()
    card = taken_to(card, "activate")

    page = phone.get("/m/me/card/").content.decode()
    assert "data:image/svg+xml" in page
    assert card.code.hex not in page  # only to be scanned
    assert phone.post("/m/me/card/").status_code == 302

    assert Card.objects.get().code != card.code
