"""Photos of papers on the phone: what is asked for, the same twice, what is no photo."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Tree
from niangjia.aid.models import Attachment
from niangjia.aid.tests.phone import APPLY, NEEDED, Phone, phone_of


@pytest.fixture
def phone(tree: Tree) -> Phone:
    return phone_of(tree)


def test_a_paper_that_is_needed_is_asked_for_and_may_prove_two_things(phone: Phone) -> None:
    phone.keep()
    phone.photograph(NEEDED[0])
    paper = Attachment.objects.get()

    used = phone.client.post(f"{APPLY}papers/{NEEDED[1]}/", {"use": str(paper.public_id)})

    assert used.status_code == 302
    page = phone.page("papers")
    assert "还有 1 份必须的材料没有拍" in page
    phone.client.post(f"{APPLY}papers/{NEEDED[0]}/", {"drop": str(paper.public_id)})
    paper.refresh_from_db()
    assert paper.removed_at is None  # the other need still rests on it
    phone.client.post(f"{APPLY}papers/{NEEDED[1]}/", {"drop": str(paper.public_id)})
    paper.refresh_from_db()
    assert paper.removed_at is not None


def test_the_same_photo_sent_twice_is_one(phone: Phone) -> None:
    phone.keep()

    phone.photograph(NEEDED[0])
    again = phone.photograph(NEEDED[0])

    assert again.status_code == 302
    assert Attachment.objects.count() == 1


def test_a_photo_that_is_none_is_refused_in_words(phone: Phone) -> None:
    phone.keep()

    response = phone.client.post(
        f"{APPLY}papers/{NEEDED[0]}/", {"photo": _upload(b"MZ not a picture at all")}
    )

    assert response.status_code == 422
    assert "不是照片" in response.content.decode()
    assert not Attachment.objects.exists()


def _upload(content: bytes) -> object:
    return SimpleUploadedFile("x.jpg", content, "image/jpeg")
