"""The page at the site: tick and sign, scan, count heads, print; over the cast."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns.models import Beneficiary, Campaign, Delivery, DeliveryEvent, Goods, Item
from niangjia.campaigns.rules import Audience, ReceiptKind
from niangjia.campaigns.tests.making import event_of, listed, running
from niangjia.kernel.models import Entry
from niangjia.kernel.tests.pictures import jpeg, png
from niangjia.members.tests.making import facts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.NIANGJIA_FILES = tmp_path
    return tmp_path


@pytest.fixture
def here(tree: Tree) -> tuple[Campaign, Item, DeliveryEvent, Beneficiary]:
    """A running campaign with an event at the grass-roots union and one of its members listed."""
    campaign, item = running(tree.county)
    one = listed(campaign, tree.union, "张丽华", 1)
    return campaign, item, event_of(campaign, tree.union), one


Here = tuple[Campaign, Item, DeliveryEvent, Beneficiary]


def site(event: DeliveryEvent) -> str:
    return f"/delivery-events/{event.public_id}/site/"


def posted(item: Item, one: Beneficiary, **more: object) -> dict[str, object]:
    return {
        "items": [item.pk], "people": [one.public_id], "receipt": "typed", "signer": "张丽华", **more
    }  # fmt: skip


def test_the_chair_ticks_and_signs(here: Here, cast: Cast) -> None:
    _, item, event, one = here
    client = cast.chair_sun.client
    assert "张丽华" in client.get(site(event)).content.decode()

    answer = client.post(site(event), posted(item, one))

    assert answer.status_code == 302
    made = Delivery.objects.get()
    assert (made.signer, made.person, made.event) == ("张丽华", one.person, event)
    assert "已领取 1 人" in client.get(site(event)).content.decode()


def test_the_same_person_again_is_told_why(here: Here, cast: Cast) -> None:
    _, item, event, one = here
    client = cast.chair_sun.client
    client.post(site(event), posted(item, one))

    answer = client.post(site(event), posted(item, one))

    assert answer.status_code == 422
    assert "已经领过" in answer.content.decode()
    assert Delivery.objects.count() == 1


def test_a_signature_is_drawn(here: Here, cast: Cast, files: Path) -> None:
    _, item, event, one = here
    drawn = f"data:image/png;base64,{b64encode(png()).decode()}"

    answer = cast.chair_sun.client.post(
        site(event), posted(item, one, receipt="drawn", drawn=drawn)
    )

    assert answer.status_code == 302
    made = Delivery.objects.get()
    page = cast.county_zhao.client.get(f"/deliveries/{made.public_id}/paper/")
    assert page["Content-Type"] == "image/png"
    assert page.content.startswith(b"\x89PNG")
    look = Entry.objects.filter(is_read=True).latest("pk")
    assert (look.object_id, look.actor_id) == (made.pk, cast.county_zhao.user.pk)
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        answer = someone.client.get(f"/deliveries/{made.public_id}/paper/")
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ("", "没有收到手写签名"),
        ("data:image/png;base64,@@@", "没有传完整"),
        ("data:text/html;base64,PGI+", "没有传完整"),
    ],
)
def test_a_bad_signature_is_refused(here: Here, cast: Cast, drawn: str, words: str) -> None:
    _, item, event, one = here

    answer = cast.chair_sun.client.post(
        site(event), posted(item, one, receipt="drawn", drawn=drawn)
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_photo_is_a_photo(here: Here, cast: Cast, files: Path) -> None:
    _, item, event, one = here
    client = cast.chair_sun.client
    fake = SimpleUploadedFile("照片.jpg", b"MZ\x90 not a photo", content_type="image/jpeg")
    answer = client.post(site(event), posted(item, one, receipt="photo", photo=fake))
    assert answer.status_code == 422
    assert not Delivery.objects.exists()
    again = answer.content.decode()
    assert f'value="{one.public_id}" checked' in again
    assert 'value="photo" checked' in again

    real = SimpleUploadedFile("照片.jpg", jpeg(), content_type="image/jpeg")
    answer = client.post(site(event), posted(item, one, receipt="photo", photo=real))

    assert answer.status_code == 302
    assert Delivery.objects.get().receipt_kind == ReceiptKind.PHOTO


def test_a_code_is_scanned(here: Here, cast: Cast) -> None:
    _, item, event, one = here
    client = cast.chair_sun.client
    address = f"/delivery-events/{event.public_id}/scan/{one.token}/"
    found = client.get(site(event), {"q": one.token.lower()})
    assert found["Location"] == address
    assert "张丽华" in client.get(address).content.decode()

    answer = client.post(address, {"items": [item.pk]})

    assert answer.status_code == 302
    assert Delivery.objects.get().receipt_kind == ReceiptKind.SCAN
    assert "不能重复领取" in client.get(address).content.decode()
    other = client.get(f"/delivery-events/{event.public_id}/scan/ZZZZZZZZZZZZ/")
    assert "不在本活动的名单上" in other.content.decode()
    facts = facts_of(number=1)
    for read in (f"https://gonghui.example{address}", facts.identity, facts.phone):
        assert client.get(site(event), {"q": read}).headers["Location"] == address
    unknown = client.get(site(event), {"q": facts_of(number=99).identity})
    assert "名单增加人员" in unknown.content.decode()


def test_heads_are_counted(tree: Tree, cast: Cast) -> None:
    campaign, item = running(tree.county, audience=Audience.NONE)
    event = event_of(campaign, tree.county)
    client = cast.county_zhao.client
    data = {"items": [item.pk], "receipt": "typed", "signer": "站长"}

    for bad in ("", "0", "-5", "三十", "1e9", "99999999999"):
        answer = client.post(site(event), {**data, "head_count": bad})
        assert answer.status_code == 422, bad
    answer = client.post(site(event), {**data, "head_count": "35"})

    assert answer.status_code == 302
    assert (Delivery.objects.get().head_count, Goods.objects.get().stock_count) == (35, 65)


def test_who_may_open_the_site(here: Here, cast: Cast) -> None:
    _, item, event, one = here
    addresses = (
        site(event),
        f"/delivery-events/{event.public_id}/print/",
        f"/delivery-events/{event.public_id}/scan/{one.token}/",
    )
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        for address in addresses:
            assert someone.client.get(address).status_code in (403, 404)
        assert someone.client.post(site(event), posted(item, one)).status_code in (403, 404)
    assert not Delivery.objects.exists()
    for someone in (cast.chair_sun, cast.county_zhao, cast.city_wang):
        for address in addresses:
            assert someone.client.get(address).status_code == 200


def test_the_list_to_sign_holds_codes(here: Here, cast: Cast) -> None:
    _, _, event, one = here

    page = cast.chair_sun.client.get(f"/delivery-events/{event.public_id}/print/").content.decode()

    assert one.token in page
    assert "data:image/svg+xml" in page
