"""Strangers who ask for codes to her number use up their own, not hers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory

from niangjia.accounts import services
from niangjia.accounts.models import PhoneCode
from niangjia.accounts.portal import KNOWN_COOKIE, know
from niangjia.accounts.rules import CodePurpose
from niangjia.accounts.services import Asker
from niangjia.accounts.testing import Tree, last_code
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import TextMessage
from niangjia.web.portal import address_of

PHONE = "13812345678"
WORKS = "10.8.8.8"
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


def test_a_neighbour_behind_her_address_makes_her_wait_for_nothing(tree: Tree, clock: Any) -> None:
    def browser() -> Client:
        opened = Client()
        opened.get("/m/sign-in/", REMOTE_ADDR=WORKS)
        return opened

    neighbour, hers = browser(), browser()

    assert ask(neighbour, WORKS) == 302
    assert ask(neighbour, WORKS) == 200  # the asker himself waits a minute
    assert ask(hers, WORKS) == 302


def test_a_device_name_of_his_own_making_is_none(tree: Tree, clock: Any) -> None:
    stranger = Client()
    stranger.cookies["device"] = "made-up"

    assert ask(stranger, WORKS) == 302
    stranger.cookies["device"] = "another"
    assert ask(stranger, WORKS) == 200


def test_a_crowd_behind_one_address_is_not_stopped(tree: Tree, clock: Any, settings: Any) -> None:
    settings.NIANGJIA_ADDRESS_LIMIT = 10
    for number in range(40):
        phone, asker = f"138000{number:05}", Asker(WORKS, f"browser {number}")

        row = services.send_code(phone, CodePurpose.SIGN_IN, asker=asker)
        if number % 8 == 0:  # some mistype theirs
            with pytest.raises(Blocked, match="验证码不对"):
                services.try_code(row, "x", asker=asker)
        services.try_code(row, last_code(phone), asker=asker)

    assert PhoneCode.objects.exclude(used_at=None).count() == 40


def test_an_attacker_behind_one_address_is_stopped(tree: Tree, clock: Any, settings: Any) -> None:
    settings.NIANGJIA_ADDRESS_LIMIT = 10
    rows = []

    def send(number: int, address: str = WORKS) -> None:
        asker = Asker(address, f"a fresh name {number}")
        rows.append(services.send_code(f"138000{number:05}", CodePurpose.SIGN_IN, asker=asker))

    for number in range(10):
        send(number)
    with pytest.raises(Blocked, match="您用的网络上"):
        send(11)
    for row in rows:
        with pytest.raises(Blocked, match="验证码不对"):
            services.try_code(row, "x", asker=Asker(WORKS))
    with pytest.raises(Blocked, match="您用的网络上"):
        services.try_code(rows[0], last_code("13800000000"), asker=Asker(WORKS))

    send(12, "10.1.1.1")
    hers = Asker(WORKS, is_known=True)
    row = services.send_code(PHONE, CodePurpose.SIGN_IN, asker=hers)
    services.try_code(row, last_code(PHONE), asker=hers)
    assert PhoneCode.objects.exclude(used_at=None).count() == 1


def test_one_device_asks_for_few_phones_it_does_not_answer_for(tree: Tree, clock: Any) -> None:
    def send(number: int) -> None:
        asker = Asker(f"10.2.0.{number}", "one browser")
        services.send_code(f"138000{number:05}", CodePurpose.SIGN_IN, asker=asker)

    for number in range(20):
        send(number)
    with pytest.raises(Blocked, match="您用的网络上"):
        send(20)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "7.7.7.7", "10.9.9.9"),
        (1, "7.7.7.7, 8.8.8.8", "8.8.8.8"),
        (2, "7.7.7.7, 8.8.8.8", "7.7.7.7"),
        (2, "8.8.8.8", "10.9.9.9"),
        (1, "unknown", "10.9.9.9"),
        (1, "", "10.9.9.9"),
    ],
)
def test_whose_address_it_is_behind_proxies(
    settings: Any, proxies: int, header: str, address: str
) -> None:
    settings.NIANGJIA_PROXIES = proxies
    request = RequestFactory().get("/m/", REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR=header)

    assert address_of(request) == address


def test_a_stranger_makes_nobody_wait_and_the_asker_waits_a_minute(tree: Tree, clock: Any) -> None:
    assert ask(Client(), "10.0.0.1") == 302

    hers = ask(Client(), "10.9.9.9")
    again = Client().post("/m/sign-in/", {"phone": PHONE}, REMOTE_ADDR="10.9.9.9")

    assert hers == 302
    assert "请60秒后再获取" in again.content.decode()
    assert TextMessage.objects.count() == 2
