"""Gateways, and who reads the codes of the development inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from niangjia.accounts import services
from niangjia.accounts.rules import Role
from niangjia.accounts.testing import (
    Cast,
    Tree,
    last_code,
    player,
)
from niangjia.kernel import sms
from niangjia.kernel.models import TextMessage

PHONE = "13812345678"
MORNING = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
INBOX = "niangjia.kernel.sms.DevelopmentGateway"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    """Messages are kept, whatever database the tests run on."""
    settings.NIANGJIA_SMS_GATEWAY = INBOX


@pytest.fixture
def clock() -> Iterator[Any]:
    """A morning that only the test moves on."""
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


def ask(client: Client, phone: str = PHONE) -> Any:
    return client.post("/m/sign-in/", {"phone": phone})


def test_without_a_gateway_the_reason_is_told(tree: Tree, settings: Any) -> None:
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.NoGateway"

    page = ask(Client()).content.decode()

    assert "还没有开通短信服务" in page
    assert TextMessage.objects.count() == 0


class TestInbox:
    """Who reads the codes."""

    def sent(self, **headers: Any) -> Any:
        ask(Client())
        return Client().get("/dev/inbox/", **headers)

    def test_opens_at_the_machine_itself(self, tree: Tree) -> None:
        page = self.sent(SERVER_NAME="localhost")

        assert page.status_code == 200
        assert last_code(PHONE) in page.content.decode()
        assert "no-store" in page["Cache-Control"]

    @pytest.mark.parametrize(
        "headers",
        [
            {"SERVER_NAME": "testserver"},
            {"SERVER_NAME": "localhost", "REMOTE_ADDR": "10.0.0.7"},
            {"SERVER_NAME": "localhost", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
            {"SERVER_NAME": "localhost", "HTTP_VIA": "1.1 proxy"},
            {"SERVER_NAME": "localhost", "REMOTE_ADDR": ""},
        ],
    )
    def test_stays_shut_for_everybody_else(self, tree: Tree, headers: dict[str, str]) -> None:
        assert self.sent(**headers).status_code == 404

    def test_opens_for_the_system_administrator_alone(self, tree: Tree, cast: Cast) -> None:
        keeper = player("xian-xi", "县系统", tree.county, Role.SYSTEM_ADMIN)
        ask(Client())

        assert keeper.client.get("/dev/inbox/").status_code == 200
        for other in cast:
            assert other.client.get("/dev/inbox/").status_code == 404, other.user.name

    @pytest.mark.parametrize("gateway", ["niangjia.kernel.sms.NoGateway", "builtins.object"])
    def test_does_not_exist_with_another_gateway(
        self, tree: Tree, settings: Any, gateway: str
    ) -> None:
        ask(Client())
        settings.NIANGJIA_SMS_GATEWAY = gateway

        assert Client().get("/dev/inbox/", SERVER_NAME="localhost").status_code == 404

    def test_forgets_after_an_hour(self, tree: Tree, clock: Any) -> None:
        ask(Client())
        clock.shift(timedelta(hours=1, seconds=1))

        assert not sms.inbox().exists()
        assert sms.forget() == 1
        assert services.forget_codes() == 0
        clock.shift(timedelta(days=1))
        assert services.forget_codes() == 1
