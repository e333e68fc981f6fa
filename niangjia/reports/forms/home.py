"""The union that a form begins with."""

from __future__ import annotations

from niangjia.kernel.actor import Actor
from niangjia.unions.models import Union


def home(actor: Actor, permission: str) -> Union | None:
    """The union of the actor's first post with that permission."""
    for grant in actor.grants:
        if permission in grant.permissions:
            return Union.objects.filter(pk=grant.union_id).first()
    return None
