"""Reads of accounts: lists, selections, what is missing."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from niangjia.accounts import rules
from niangjia.accounts.models import Post, RecoveryCode, User
from niangjia.accounts.queries.actors import in_force, posts_in_force, roles_of
from niangjia.kernel import crypto, ids

_ROLES_WITH_FACTOR = [role for role in rules.Role if rules.needs_second_factor((role,))]


def needs_second_factor(user: User) -> bool:
    """Whether a post of the user carries rights that want a second factor."""
    return rules.needs_second_factor(roles_of(user))


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the user has not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def failures_of(username: str) -> int:
    """Wrong passwords since the last success or lock, as django-axes counts them."""
    total = AccessAttempt.objects.filter(username=username).aggregate(
        total=Sum("failures_since_start")
    )
    return total["total"] or 0


def username_of_phone(phone: str) -> str:
    """User name of the worker's account of a phone, or the masked number: for the sign-in log."""
    mine = User.objects.filter(phone_blind=crypto.blind("phone", phone))
    return mine.values_list("username", flat=True).first() or ids.mask_phone(phone)


def find_users(rows: models.QuerySet[User], text: str) -> models.QuerySet[User]:
    """Users whose name or user name begins with the text."""
    return rows.filter(Q(name__startswith=text) | Q(username__startswith=text.lower()))


def find_posts(rows: models.QuerySet[Post], text: str) -> models.QuerySet[Post]:
    """Posts of users whose name or user name begins with the text."""
    return rows.filter(Q(user__name__startswith=text) | Q(user__username__startswith=text.lower()))


def without_post(rows: models.QuerySet[User]) -> models.QuerySet[User]:
    """Users no post gives anything today."""
    return rows.filter(~Exists(posts_in_force().filter(user=OuterRef("pk"))))


def without_second_factor(rows: models.QuerySet[User]) -> models.QuerySet[User]:
    """Users whose posts want a second factor and who have none."""
    posts = Post.objects.filter(in_force(), user=OuterRef("pk"), role__in=_ROLES_WITH_FACTOR)
    return rows.filter(Exists(posts), second_factor_at=None)
