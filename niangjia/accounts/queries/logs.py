"""Reads of the journal (日志) and the sign-in log (登录日志)."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Q

from niangjia.accounts.models import SignIn, User
from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Entry
from niangjia.kernel.scope import within

ENTRY_KINDS = (
    ("unions.", "工会"),
    ("establishment.", "建会"),
    ("employers.", "用人单位"),
    ("members.", "会员"),
    ("accounts.", "账号与任职"),
    ("policy.", "政策参数"),
    ("reveal", "查阅敏感信息"),
    ("privacy.", "个人信息权利"),
    ("desk.export", "导出"),
)
"""What the verb or the kind of object begins with, and how the filter names it."""
_TOP_DEPTH = 2  # slashes in the path of the top union: /1/


def journal_visible_to(actor: Actor, permission: str) -> models.QuerySet[Entry]:
    """Lines of the journal about unions under the actor's posts (an entry has no foreign key).

    Lines of no union (the installation itself) are read at the top of the tree.
    """
    visible = within("union_id", actor, permission)
    if any(path.count("/") == _TOP_DEPTH for path in actor.roots(permission)):
        visible |= Q(union_id=None)
    return Entry.objects.filter(visible)


def find_entries(rows: models.QuerySet[Entry], text: str) -> models.QuerySet[Entry]:
    """Lines written by people whose name begins with the text."""
    return rows.filter(actor_label__startswith=text)


def of_kind(rows: models.QuerySet[Entry], kind: str) -> models.QuerySet[Entry]:
    """Lines of one of the `ENTRY_KINDS`."""
    return rows.filter(Q(verb__startswith=kind) | Q(object_label__startswith=kind))


def object_kind(entry: Entry) -> str:
    """Chinese name of the kind of object a line is about; empty for a kind that is no more."""
    try:
        return str(apps.get_model(entry.object_label)._meta.verbose_name)
    except (LookupError, ValueError):
        return ""


def only_reads(rows: models.QuerySet[Entry]) -> models.QuerySet[Entry]:
    """Looks at sensitive fields."""
    return rows.filter(is_read=True)


def find_sign_ins(rows: models.QuerySet[SignIn], text: str) -> models.QuerySet[SignIn]:
    """Attempts with a user name that begins with the text."""
    return rows.filter(username__startswith=text.lower())


def own_sign_ins(user: User) -> models.QuerySet[SignIn]:
    """The user's own attempts, newest first."""
    return SignIn.objects.filter(user=user).order_by("-id")
