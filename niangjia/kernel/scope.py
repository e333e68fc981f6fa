"""Who may see: one place turns an actor and a permission into rows."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible

M = TypeVar("M", bound=models.Model)

NOBODY = Q(pk__in=())


def tree() -> type[models.Model]:
    """The table of the union tree (settings.TREE_MODEL); it has ``path``, collation C."""
    return apps.get_model(settings.TREE_MODEL)


def under(field: str, path: str) -> Q:
    """Rows whose union (foreign key ``field``; empty: the row itself) is at or under ``path``."""
    if not field:
        return Q(path__startswith=path)
    return Q(**{f"{field}__in": tree()._default_manager.filter(path__startswith=path).values("pk")})


def within(field: str, actor: Actor, permission: str, *, owner: str = "") -> Q:
    """Rows the actor may see: her posts' subtrees; without such a post her own rows.

    ``owner`` is a user id path. A cadre's scope does not include rows of her own elsewhere: she
    reads them on the workers' pages, and an OR over another table would keep the planner from
    joining, which turns a page of one union out of seven million rows from milliseconds to seconds.
    """
    if actor.is_system:
        return Q()
    roots = actor.roots(permission)
    if not roots and owner and actor.user_id is not None:
        return Q(**{owner: actor.user_id})
    condition = NOBODY
    for path in roots:
        condition |= under(field, path)
    return condition


class Scoped(models.QuerySet[Any]):
    """QuerySet of a model that declares ``SCOPE`` (path to its union key) and maybe ``OWNER``."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """The only entrance for faces."""
        owner = getattr(self.model, "OWNER", "")
        return self.filter(within(self.model.SCOPE, actor, permission, owner=owner))


def the_visible(rows: models.QuerySet[M]) -> M:
    """The single row of an already scoped and filtered QuerySet. Raises NotVisible."""
    found = rows.first()
    if found is None:
        raise NotVisible
    return found
