"""What went wrong is told in the face of who asked, without database and session."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client

from niangjia.web.portal import home

PHONE, DESK = "娘家</a>", "工会工作平台"
BACK = "回到刚才那一页"
FROM_PHOTOS: dict[str, Any] = {
    "HTTP_HOST": "testserver",
    "HTTP_REFERER": "http://testserver/m/aid/apply/papers/",
}
HUGE = 60 * 1024 * 1024


def shown(answer: Any, status: int) -> str:
    assert answer.status_code == status
    assert "<title>" in answer.content.decode()
    return str(answer.content.decode())


@pytest.fixture
def client() -> Client:
    """A browser that is shown a crash instead of the test."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (SuspiciousOperation(), 400, "没有收下"),
        (PermissionDenied(), 403, "这一页不能打开"),
        (RuntimeError(), 500, "系统出了差错"),
    ],
)
def test_a_fault_on_the_phone_wears_its_face(
    client: Client, monkeypatch: Any, error: Exception, status: int, title: str
) -> None:
    def fails(*args: object) -> None:
        raise error

    monkeypatch.setattr(home, "cards_for", fails)

    page = shown(client.get("/m/"), status)

    assert f"<h1>{title}</h1>" in page
    assert DESK not in page
    assert "还在" in page or "没有变动" in page  # what is kept


@pytest.mark.parametrize(
    ("address", "status", "title", "face"),
    [
        ("/m/nowhere/", 404, "没有这个页面", PHONE),
        ("/m/sign-out/", 405, "要从前一页进来", PHONE),
        ("/logout/", 405, "要从前一页进来", DESK),
    ],
)
def test_an_address_that_leads_nowhere(
    client: Client, address: str, status: int, title: str, face: str
) -> None:
    page = shown(client.get(address), status)

    assert f"<h1>{title}</h1>" in page
    assert face in page


@pytest.mark.parametrize(
    ("address", "title", "face"),
    [("/m/sign-in/", "没有提交", PHONE), ("/login/", "页面已过期", DESK)],
)
def test_a_form_without_its_token(client: Client, address: str, title: str, face: str) -> None:
    page = shown(client.post(address, {"phone": "13800000000"}), 403)

    assert f"<h1>{title}</h1>" in page
    assert face in page


@pytest.mark.parametrize(
    ("address", "face", "told"),
    [
        ("/m/aid/apply/papers/identity/", PHONE, "前面填好的、传好的都还在"),
        ("/members/import/", DESK, "单个文件不能超过 50 MB"),
    ],
)
def test_an_upload_too_large(client: Client, address: str, face: str, told: str) -> None:
    page = shown(client.post(address, CONTENT_LENGTH=str(HUGE)), 413)

    assert face in page
    assert told in page


def test_a_dialog_is_answered_with_what_fits_into_it(client: Client) -> None:
    answer = client.post("/aid/x/do/attach/", CONTENT_LENGTH=str(HUGE), HTTP_HX_REQUEST="true")

    page = answer.content.decode()
    assert answer.status_code == 413
    assert "<html" not in page
    assert "单个文件不能超过 50 MB" in page


def test_the_page_behind_is_offered_again(client: Client) -> None:
    ours = client.post("/m/aid/apply/papers/x/", CONTENT_LENGTH=str(HUGE), **FROM_PHOTOS)
    elsewhere: dict[str, Any] = {
        "HTTP_HOST": "testserver",
        "HTTP_REFERER": "https://example.com/m/",
    }
    theirs = client.post("/m/aid/apply/papers/x/", CONTENT_LENGTH=str(HUGE), **elsewhere)

    assert f'href="/m/aid/apply/papers/">{BACK}' in ours.content.decode()
    assert f'">{BACK}' not in theirs.content.decode()


def test_what_is_sent_without_a_session_leads_back_to_its_page() -> None:
    client = Client()

    answer = client.post("/m/me/bind/drop/", **FROM_PHOTOS)

    assert answer["Location"] == "/m/sign-in/?next=%2Fm%2Faid%2Fapply%2Fpapers%2F"
    assert "刚才那一页没有提交" in client.get(answer["Location"]).content.decode()


def test_a_way_in_that_was_lost_is_told() -> None:
    client = Client()

    answer = client.post("/m/sign-in/code/", {"code": "123456"})

    assert answer["Location"] == "/m/sign-in/"
    assert "登录没有办完" in client.get(answer["Location"]).content.decode()
