"""What every verb of this area shares: rights, refusals, readable numbers."""

from __future__ import annotations

import secrets

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible

EDIT, DELIVER = "campaigns.edit", "campaigns.deliver"
_CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def require(actor: Actor, permission: str, path: str) -> None:
    """Raises NotVisible when the actor does not hold the permission there."""
    if not actor.may(permission, path):
        raise NotVisible


def refuse(reason: str | None, field: str = "") -> None:
    """Raise Blocked when a rule gave a reason."""
    if reason:
        raise Blocked(reason, field=field)


def new_number(prefix: str) -> str:
    """``HD261121-7KD2MQ``: what it is, the day, six random characters."""
    tail = "".join(secrets.choice(_CLEAR) for _ in range(6))
    return f"{prefix}{clock.today():%y%m%d}-{tail}"
