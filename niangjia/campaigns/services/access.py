"""What every verb of this area shares: rights, refusals, readable numbers."""

from __future__ import annotations

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible

EDIT, DELIVER = "campaigns.edit", "campaigns.deliver"


def require(actor: Actor, permission: str, path: str) -> None:
    """Raises NotVisible when the actor does not hold the permission there."""
    if not actor.may(permission, path):
        raise NotVisible


def refuse(reason: str | None, field: str = "") -> None:
    """Raise Blocked when a rule gave a reason."""
    if reason:
        raise Blocked(reason, field=field)
