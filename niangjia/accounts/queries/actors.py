"""Who somebody is today: posts turned into an actor."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import FilteredRelation, Q

from niangjia.accounts import rules
from niangjia.accounts.models import Post, User
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS, Actor, Grant
from niangjia.unions.models import Union


def actor_of(user_id: int, second_factor: bool = False) -> Actor:
    """The actor a user is today, in one query; nobody for a missing or deactivated account.

    Permissions in ``rules.NEEDS_SECOND_FACTOR`` are left out without the second factor.
    """
    rows = list(
        User.objects.filter(pk=user_id, is_active=True)
        .annotate(held=FilteredRelation("posts", condition=in_force("posts__")))
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


def held_at(actor: Actor, path: str) -> frozenset[str]:
    """All permissions the actor's posts give her at one place of the tree."""
    held: frozenset[str] = frozenset()
    for grant in actor.grants:
        if path.startswith(grant.path):
            held |= grant.permissions
    return held


def in_force(prefix: str = "") -> Q:
    """The condition that a post holds today."""
    return Q(**{f"{prefix}valid__contains": clock.today(), f"{prefix}dismissed_at": None})


def posts_in_force() -> models.QuerySet[Post]:
    """Posts that hold today."""
    return Post.objects.filter(in_force())


def posts_of(user: User) -> models.QuerySet[Post]:
    """The user's posts in force, oldest first."""
    return posts_in_force().filter(user=user).select_related("union").order_by("id")


def roles_of(user: User) -> list[str]:
    """Roles the user holds today or will hold, whatever the union."""
    return list(
        Post.objects.filter(
            Q(valid__upper_inf=True) | Q(valid__endswith__gt=clock.today()),
            user=user,
            dismissed_at=None,
        )
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


def titles_of(user_ids: list[int]) -> dict[int, str]:
    """Titles of the posts in force by user, joined by a comma."""
    titles: dict[int, list[str]] = {}
    rows = posts_in_force().filter(user_id__in=user_ids).order_by("id")
    for user_id, title in rows.values_list("user_id", "title"):
        titles.setdefault(user_id, []).append(title)
    return {user_id: "、".join(found) for user_id, found in titles.items()}


def only_in_force(rows: models.QuerySet[Post]) -> models.QuerySet[Post]:
    """Those that hold today."""
    return rows.filter(in_force())


def period_text(post: Post) -> str:
    """From when until when, both days included."""
    last = f"{post.valid.upper - timedelta(days=1)}" if post.valid.upper else "长期"
    return f"{post.valid.lower} 至 {last}"


def post_state(post: Post) -> str:
    """在任, 未到任, 任期已满 or 已免职, as of today."""
    today = clock.today()
    if post.dismissed_at is not None:
        return "已免职"
    if post.valid.lower and post.valid.lower > today:
        return "未到任"
    if post.valid.upper and post.valid.upper <= today:
        return "任期已满"
    return "在任"
