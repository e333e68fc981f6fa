"""Shape of input of the ledger (资金)."""

from __future__ import annotations

from niangjia.kernel.actor import Actor


def own_union(actor: Actor, permission: str) -> int | None:
    """The union to begin a form with: where the actor's first post grants the permission."""
    return next((g.union_id for g in actor.grants if permission in g.permissions), None)
