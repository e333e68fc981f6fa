"""Appointing and dismissing (任免): the only way anybody comes to rights."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from niangjia.accounts import queries, rules
from niangjia.accounts.models import Post, User
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.unions.models import Union


@verb
def appoint(
    user: User,
    union: Union,
    role: rules.Role | str,
    *,
    title: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    actor: Actor,
) -> Post:
    """Give the user a role at the union from a day (today) through ``until_on`` (open).

    Needs ``accounts.appoint`` at the union or above it, and every permission of the role there.
    Raises NotVisible when union or user are out of sight, Blocked with the reason.
    """
    role = rules.Role(role)
    union = lock(Union, union.pk)  # before the user: parents first, and the path stays put
    user = lock(User, user.pk)
    _require_appointer(actor, union.path, role)
    _require_acquainted(actor, user)
    if not user.is_active:
        raise Blocked("不能任命:该账号已停用。请先启用账号。")
    if user.phone_blind is not None:
        raise Blocked("不能任命:这是职工用手机开通的账号。请为她另开工作账号后再任命。")
    first = from_on or clock.today()
    if until_on is not None and until_on < first:
        raise Blocked("任职止期不能早于起期。", field="until_on")
    for refused in (
        rules.place_refusal(role, union.level, union.union_type),
        rules.separation_refusal(role, queries.roles_of(user)),
    ):
        if refused:
            raise Blocked(refused, field="role")
    valid = DateRange(first, until_on + timedelta(days=1) if until_on else None)
    if queries.overlapping_posts(user, union, role, valid).exists():
        raise Blocked(f"{user.name}在{union.name}已有“{role.label}”任职,不必重复任命。")
    post = Post.objects.create(
        user=user,
        union=union,
        role=role,
        title=title.strip() or f"{union.short_name or union.name}{role.label}"[:60],
        valid=valid,
        appointed_by_id=actor.user_id,
    )
    journal.record(
        "accounts.appoint",
        post,
        actor=actor,
        summary=f"任命{user.name}({user.username})为{union.name}“{role.label}”",
    )
    return post


@verb
def dismiss(post: Post, *, reason: str, actor: Actor) -> Post:
    """End the post at once (免职). Raises NotVisible or Blocked."""
    post = lock(Post, post.pk)
    role = rules.Role(post.role)
    _require_appointer(actor, post.union.path, role)
    if post.user_id == actor.user_id:
        raise Blocked("不能免去自己的任职。请由上级办理。")
    if post.dismissed_at is not None:
        raise Blocked("该任职已经免去,可能已被他人处理。请刷新页面。")
    if not reason.strip():
        raise Blocked("不能免职:请写明原因。", field="reason")
    post.dismissed_at = timezone.now()
    post.dismiss_reason = reason.strip()[:300]
    post.save(update_fields=["dismissed_at", "dismiss_reason", "updated_at"])
    journal.record(
        "accounts.dismiss",
        post,
        actor=actor,
        summary=f"免去{post.user.name}在{post.union.name}的“{role.label}”任职",
        reason=reason,
    )
    return post


def _require_appointer(actor: Actor, path: str, role: rules.Role) -> None:
    """Nobody grants or takes what she does not hold at that place herself."""
    if not actor.may("accounts.appoint", path):
        raise NotVisible
    if actor.is_system:
        return
    refused = rules.grant_refusal(role, queries.held_at(actor, path))
    if refused:
        raise Blocked(refused, field="role")


def _require_acquainted(actor: Actor, user: User) -> None:
    """The user is one the actor can see, and not herself."""
    if not actor.may("accounts.view", user.scope_path):
        raise NotVisible
    if user.pk == actor.user_id:
        raise Blocked("不能任命自己。请由上级或其他有任免权的人办理。", field="user")
