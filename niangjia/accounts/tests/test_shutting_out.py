"""Strangers who ask for codes to her number use up their own, not hers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from niangjia.accounts import services
from niangjia.accounts.portal import KNOWN_COOKIE, know
from niangjia.accounts.testing import Tree, last_code
from niangjia.kernel.models import TextMessage

PHONE = "13812345678"
MORNING = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(settings: Any) -> Iterator[Any]:
    """A morning that only the test moves on; messages are kept."""
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


def ask(client: Client, address: str) -> int:
    answer = client.post("/m/sign-in/", {"phone": PHONE}, REMOTE_ADDR=address)
    return int(answer.status_code)


def shut_out(clock: Any, addresses: int) -> None:
    for number in range(addresses):
        for _ in range(6):
            ask(Client(), f"10.0.0.{number}")
            clock.shift(timedelta(seconds=61))


def test_one_stranger_does_not_shut_her_out(tree: Tree, clock: Any) -> None:
    shut_out(clock, 1)
    hers = Client()

    assert ask(Client(), "10.0.0.0") == 200
    assert ask(hers, "10.9.9.9") == 302
    hers.post("/m/sign-in/code/", {"code": last_code(PHONE)})
    assert hers.get("/m/me/").status_code == 200


def test_many_strangers_flood_no_phone_and_her_own_device_still_enters(
    tree: Tree, clock: Any
) -> None:
    user = services.open_by_phone(PHONE)
    hers = Client()
    hers.cookies[KNOWN_COOKIE] = know(HttpResponse(), user).cookies[KNOWN_COOKIE].value
    shut_out(clock, 3)

    assert TextMessage.objects.count() == 12
    assert ask(Client(), "10.9.9.9") == 200
    assert ask(hers, "10.9.9.9") == 302


def test_a_device_of_another_account_is_a_stranger(tree: Tree, clock: Any) -> None:
    other = services.open_by_phone("13800000009")
    device = Client()
    device.cookies[KNOWN_COOKIE] = know(HttpResponse(), other).cookies[KNOWN_COOKIE].value
    shut_out(clock, 3)

    assert ask(device, "10.9.9.9") == 200


def test_a_stranger_makes_nobody_wait_and_the_asker_waits_a_minute(tree: Tree, clock: Any) -> None:
    assert ask(Client(), "10.0.0.1") == 302

    hers = ask(Client(), "10.9.9.9")
    again = Client().post("/m/sign-in/", {"phone": PHONE}, REMOTE_ADDR="10.9.9.9")

    assert hers == 302
    assert "请60秒后再获取" in again.content.decode()
    assert TextMessage.objects.count() == 2
