"""Pickers: search-as-you-type and lazy trees over large tables, registered by areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from niangjia.kernel.actor import Actor
from niangjia.web.guard import actor_of, page

LIMIT = 20


@dataclass(frozen=True)
class Item:
    """One thing to pick: its key, its text, a hint beside it, and whether it can be opened."""

    value: str
    text: str
    hint: str = ""
    has_children: bool = False


Found = Iterable[models.Model | Item]
# (actor, permission, q, under, limit): rows the actor may pick
Search = Callable[[Actor, str, str, str, int], Found]
# (actor, permission, parent key or ""): the next level
Tree = Callable[[Actor, str, str], Found]


@dataclass(frozen=True)
class Picker:
    """A registered picker. ``key`` is the field typed or posted; ``hint`` a field shown beside."""

    name: str
    search: Search
    tree: Tree | None
    model: type[models.Model] | None
    key: str
    permission: str

    def table(self) -> Any:
        """The model picked from (the tree model when none was named)."""
        return self.model or apps.get_model(settings.TREE_MODEL)

    def rows(self, actor: Actor, permission: str) -> models.QuerySet[Any]:
        """What the actor may pick; a table without scope (a dictionary) is open to all."""
        objects = self.table()._default_manager
        if not hasattr(objects, "visible_to"):
            found: models.QuerySet[Any] = objects.all()
            return found
        visible: models.QuerySet[Any] = objects.visible_to(actor, permission)
        return visible

    def find(self, actor: Actor, permission: str, value: str) -> Any:
        """The object of a posted key, or None."""
        try:
            return self.rows(actor, permission).filter(**{self.key: value}).first()
        except (ValueError, ValidationError, OverflowError):
            return None

    def item(self, found: models.Model | Item) -> Item:
        """A model row as an item."""
        if isinstance(found, Item):
            return found
        value = str(getattr(found, self.key))
        hint = str(getattr(found, "code", "") or "")
        return Item(value, str(found), hint)


PICKERS: dict[str, Picker] = {}


def register_picker(
    name: str,
    search: Search,
    tree: Tree | None = None,
    *,
    model: type[models.Model] | None = None,
    key: str = "code",
    permission: str = "",
) -> None:
    """Offer a table to pickers under ``/pick/<name>/``; ``permission`` defaults to <name>.view."""
    PICKERS[name] = Picker(name, search, tree, model, key, permission or f"{name}.view")


def _picker(request: HttpRequest, name: str) -> tuple[Picker, Actor, str]:
    picker = PICKERS.get(name)
    if picker is None:
        raise Http404
    return picker, actor_of(request), request.GET.get("permission") or picker.permission


@require_GET
@page()
def search(request: HttpRequest, name: str) -> JsonResponse:
    """Items whose name, initials or code begin with the text."""
    picker, actor, permission = _picker(request, name)
    text = request.GET.get("q", "").replace("\0", "").strip()[:50]
    under = request.GET.get("under", "").replace("\0", "")[:40]
    found = picker.search(actor, permission, text, under, LIMIT)
    return _answer(picker, found)


@require_GET
@page()
def tree(request: HttpRequest, name: str) -> JsonResponse:
    """The children of a node, or the top of what the actor may pick."""
    picker, actor, permission = _picker(request, name)
    if picker.tree is None:
        raise Http404
    parent = request.GET.get("parent", "").replace("\0", "")[:40]
    return _answer(picker, picker.tree(actor, permission, parent))


def _answer(picker: Picker, found: Found) -> JsonResponse:
    items = [picker.item(row) for row in found]
    rows = [
        {"value": i.value, "text": i.text, "hint": i.hint, "open": i.has_children} for i in items
    ]
    return JsonResponse({"items": rows}, json_dumps_params={"ensure_ascii": False})
