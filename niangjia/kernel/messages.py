"""Messages to a person (我的消息): what happened to her case, in one sentence, read on the phone."""

from __future__ import annotations

from django.db import models

from niangjia.kernel import clock
from niangjia.kernel.models import Message


def tell(person_id: int, title: str, text: str = "", *, url: str = "") -> Message:
    """Leave a message; within the service it is about, so that both happen or neither.

    ``url`` is a workers' page (``/m/…``). Say what happened, why and what to do next; never an
    identity number, a disease or an account. An equal unread message is not left twice.
    """
    found = unread(person_id).filter(title=title, text=text, url=url).first()
    return found or Message.objects.create(person_id=person_id, title=title, text=text, url=url)


def of(person_id: int) -> models.QuerySet[Message]:
    """Her messages, newest first."""
    return Message.objects.filter(person_id=person_id).order_by("-id")


def unread(person_id: int) -> models.QuerySet[Message]:
    """Those she has not opened."""
    return of(person_id).filter(read_at=None)


def mark_read(person_id: int) -> int:
    """She has seen them all; how many were new."""
    return unread(person_id).update(read_at=clock.now())
