"""Named reads of accounts and posts (账号与任职)."""

from __future__ import annotations

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import FilteredRelation, Q

from niangjia.accounts import rules
from niangjia.accounts.models import Post, User
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS, Actor, Grant
from niangjia.unions.models import Union


def actor_of(user_id: int, second_factor: bool = False) -> Actor:  # noqa: FBT001, FBT002 - loader
    """The actor a user is today, in one query; nobody for a missing or deactivated account.

    Permissions in ``rules.NEEDS_SECOND_FACTOR`` are left out without the second factor.
    """
    rows = list(
        User.objects.filter(pk=user_id, is_active=True)
        .annotate(held=FilteredRelation("posts", condition=_in_force("posts__")))
        .order_by("held__id")
        .values_list("name", "held__union_id", "held__union__path", "held__role", "held__title")
    )
    if not rows:
        return ANONYMOUS
    grants = tuple(
        Grant(union_id, path, role, title, rules.permissions_of(role, second_factor=second_factor))
        for _, union_id, path, role, title in rows
        if union_id is not None
    )
    return Actor(user_id, rows[0][0], grants, second_factor=second_factor)


def posts_in_force() -> models.QuerySet[Post]:
    """Posts that hold today."""
    return Post.objects.filter(_in_force(""))


def roles_of(user: User) -> list[str]:
    """Roles the user holds today or will hold, whatever the union."""
    return list(
        Post.objects.filter(user=user, dismissed_at=None)
        .exclude(valid__endswith__lte=clock.today())
        .values_list("role", flat=True)
        .distinct()
    )


def overlapping_posts(
    user: User, union: Union, role: rules.Role, valid: DateRange
) -> models.QuerySet[Post]:
    """Live posts of the same role at the same union within the same time."""
    return Post.objects.filter(
        user=user, union=union, role=role, valid__overlap=valid, dismissed_at=None
    )


def held_at(actor: Actor, path: str) -> frozenset[str]:
    """All permissions the actor's posts give her at one place of the tree."""
    held: frozenset[str] = frozenset()
    for grant in actor.grants:
        if path.startswith(grant.path):
            held |= grant.permissions
    return held


def _in_force(prefix: str) -> Q:
    return Q(**{f"{prefix}valid__contains": clock.today(), f"{prefix}dismissed_at": None})
