"""Checks that every verb of this area begins with."""

from __future__ import annotations

from django.db import connection

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.unions.models import Union

_TREE_LOCK = 0x6E6A_7472_6565  # "njtree": one key for the shape of the tree


def require(actor: Actor, permission: str, union: Union, *, above: bool = False) -> None:
    """Raises NotVisible unless the permission holds at the union (``above``: strictly above it)."""
    if not actor.may(permission, union.path, above=above):
        raise NotVisible


def require_open(union: Union) -> None:
    """Raises Blocked for a closed union (注销)."""
    if not union.is_open:
        raise Blocked(f"“{union.name}”已于{union.closed_on}注销,不能再修改。需要查看时请看沿革。")


def hold_tree(*, exclusive: bool) -> None:
    """Keep the shape of the tree until commit: many may add to it, one alone may reorganise it."""
    kind = "" if exclusive else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [_TREE_LOCK])
