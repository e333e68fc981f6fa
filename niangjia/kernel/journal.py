"""The journal (日志): one entry per thing done, in a Chinese sentence a cadre understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Entry, Transition

Change = tuple[Any, Any]


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Actor,
    summary: str,
    union_id: int | None = None,
    changes: Mapping[str, Change] | None = None,
    reason: str = "",
    is_read: bool = False,
) -> Entry:
    """Append one entry. ``changes`` maps field → (old, new); never pass sensitive values.

    ``union_id`` defaults to ``subject.union_id`` (or the subject itself when it is the tree
    model), the union in whose scope the entry may be read.
    """
    if union_id is None:
        is_tree = subject._meta.label == settings.TREE_MODEL
        union_id = subject.pk if is_tree else getattr(subject, "union_id", None)
    return Entry.objects.create(
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
        verb=verb,
        object_label=subject._meta.label_lower,
        object_id=subject.pk,
        union_id=union_id,
        summary=summary[:500],
        changes={name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()},
        reason=reason[:500],
        is_read=is_read,
    )


def changes_of(subject: models.Model, values: Mapping[str, Any]) -> dict[str, Change]:
    """Set ``values`` on the subject (not saved) and return what really changed."""
    changed: dict[str, Change] = {}
    for name, new in values.items():
        old = getattr(subject, name)
        if old != new:
            changed[name] = (old, new)
            setattr(subject, name, new)
    return changed


def entries_of(subject: models.Model) -> models.QuerySet[Entry]:
    """The subject's entries, newest first."""
    return Entry.objects.filter(
        object_label=subject._meta.label_lower, object_id=subject.pk
    ).order_by("-id")


def transitions_of(subject: models.Model) -> models.QuerySet[Transition]:
    """The subject's life-cycle steps, oldest first."""
    return Transition.objects.filter(
        object_label=subject._meta.label_lower, object_id=subject.pk
    ).order_by("id")


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case models.Model():
            return str(value)
        case bytes() | memoryview():
            return "(已加密)"
        case _:
            return str(value)
