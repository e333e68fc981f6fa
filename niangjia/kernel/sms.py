"""Text messages (短信) through a gateway that the installation names (``NIANGJIA_SMS_GATEWAY``).

A gateway is any object with ``send(phone, text, kind)``. The try-out default writes to the console
and to the development inbox (``/dev/inbox/``); an installation on a server of its own without a
gateway refuses, because a code in a log is a code for everybody who reads logs.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import TextMessage

KEPT_FOR = timedelta(hours=1)
"""How long the development inbox keeps a message."""


class Gateway(Protocol):
    """The way to a telephone network. Raises CannotSend."""

    def send(self, phone: str, text: str, kind: str) -> None:
        """Hand one message over; ``kind`` names the template a provider may ask for."""


class CannotSend(Blocked):
    """The message did not leave; the reason is fit for the person who waits for it."""


def send(phone: str, text: str, *, kind: str) -> None:
    """Send one message. Not within a transaction: what was sent cannot be rolled back.

    Raises CannotSend. Neither phone nor text is logged or journalled here.
    """
    gateway().send(phone, text, kind)


def gateway() -> Gateway:
    """The gateway of this installation."""
    made: Gateway = import_string(settings.NIANGJIA_SMS_GATEWAY)()
    return made


class DevelopmentGateway:
    """For trying out: the console of ``niangjia up`` and the page ``/dev/inbox/``."""

    def send(self, phone: str, text: str, kind: str) -> None:
        """Keep it sealed for an hour and show it on the console."""
        TextMessage.objects.create(
            kind=kind,
            phone_sealed=crypto.seal(phone),
            phone_blind=crypto.blind("phone", phone),
            text_sealed=crypto.seal(text),
            expires_at=clock.now() + KEPT_FOR,
        )
        sys.stderr.write(
            f"[短信 · 试用] {phone}:{text}\n"
        )  # `niangjia up` shows no standard output
        sys.stderr.flush()


class NoGateway:
    """An installation that has not been given a way to send."""

    def send(self, phone: str, text: str, kind: str) -> None:
        """Refuse. Raises CannotSend."""
        raise CannotSend("短信没有发出:本系统还没有开通短信服务。请联系当地工会,由工会为您办理。")


def has_inbox() -> bool:
    """Whether messages go to the development inbox."""
    return isinstance(gateway(), DevelopmentGateway)


def inbox() -> models.QuerySet[TextMessage]:
    """What the development inbox holds, newest first."""
    return TextMessage.objects.filter(expires_at__gt=clock.now()).order_by("-id")


def forget() -> int:
    """Remove what the development inbox held."""
    return TextMessage.objects.filter(expires_at__lte=clock.now()).delete()[0]
