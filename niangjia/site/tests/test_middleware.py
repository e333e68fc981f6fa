"""Limits that hold for every address."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from niangjia.accounts.testing import Cast
from niangjia.kernel import clock
from niangjia.site.middleware import RENEW_AFTER_SECONDS, SlidingSession, UploadLimit
from niangjia.statistics.models import Plan, ReportedValue


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def test_a_request_over_fifty_megabytes_is_refused_in_chinese() -> None:
    request = RequestFactory().post("/", CONTENT_LENGTH=str(60 * 1024 * 1024))

    response = UploadLimit(answer)(request)

    assert response.status_code == 413
    assert "50 MB" in response.content.decode()


def test_a_file_of_fifty_megabytes_passes() -> None:
    request = RequestFactory().post("/", CONTENT_LENGTH=str(50 * 1024 * 1024 + 2000))

    assert UploadLimit(answer)(request).status_code == 200


def test_an_answer_to_an_exchange_may_be_larger() -> None:
    path = "/exchanges/0190/do/answer/"
    for megabytes, status in ((120, 200), (210, 413)):
        request = RequestFactory().post(path, CONTENT_LENGTH=str(megabytes * 1024 * 1024))

        assert UploadLimit(answer)(request).status_code == status


@pytest.mark.parametrize(("idle", "renewed"), [(5, False), (RENEW_AFTER_SECONDS + 1, True)])
def test_a_session_in_use_is_renewed_at_most_once_a_minute(idle: int, renewed: bool) -> None:
    request = RequestFactory().get("/")
    before = int(time.time()) - idle
    request.session = SessionStore()
    request.session["renewed_at"] = before

    SlidingSession(answer)(request)

    assert (request.session["renewed_at"] != before) is renewed


@pytest.mark.django_db
def test_pages_are_locked_down(client: Client) -> None:
    response = client.get("/healthz")

    assert response["X-Frame-Options"] == "DENY"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_user_model_is_ours() -> None:
    assert get_user_model()._meta.label == "accounts.User"


def test_a_nul_in_what_is_typed_is_left_out_wherever_it_is_typed(cast: Cast) -> None:
    """Text copied from a broken file brings it along; nobody sees it, no database keeps it."""
    client, year = cast.county_zhao.client, clock.today().year
    plan = {"union": "511725", "title": "六百\0计划", "kind": "programme", "owner": "赵明\0"}
    days = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
    typed = {"v-fairs.sessions": "1\0", "n-fairs.sessions": "春风\0行动"}
    address = f"/reported/entry/?union=511725&period={year}&area=就业服务"

    assert client.post("/plans/new/", {**plan, **days}).status_code == 302
    assert client.post(address, typed).status_code == 302

    assert Plan.objects.values_list("title", "owner").get() == ("六百计划", "赵明")
    assert ReportedValue.objects.values_list("value", "note").get() == (Decimal(1), "春风行动")
