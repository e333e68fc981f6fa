"""Tabs of a detail page: facts, related rows, timeline, and tabs that other areas register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest

from niangjia.kernel.actor import Actor
from niangjia.web.desk.columns import Column, infer

RELATED_CAP = 50


class Group:
    """A titled set of fields: ``Group("基本信息", "name", Money("amount"))``."""

    def __init__(self, title: str, *fields: str | Column) -> None:
        self.title = title
        self.fields = fields

    def columns(self, desk: Any) -> list[Column]:
        """The fields as bound columns."""
        return [(infer(desk.model, f) if isinstance(f, str) else f).bind(desk) for f in self.fields]


@dataclass(frozen=True, init=False)
class Facts:
    """The object's own fields, grouped."""

    groups: tuple[Group, ...]
    code: str = "facts"
    title: str = "基本信息"
    template: str = "desk/tabs/facts.html"

    def __init__(self, *groups: Group, title: str = "基本信息", code: str = "facts") -> None:
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "code", code)


@dataclass(frozen=True)
class Related:
    """Rows that belong to the object, at most 50.

    ``link``: slug of the desk that shows them, or a function of the row returning an address.
    ``add_act``: code of the act whose button stands above the table.
    ``more``: function of the object returning the address of the full list. ``hidden_when``: objects
    to which such rows never belong.
    """

    title: str
    rows: Callable[[Any, Actor], Iterable[Any]]
    columns: tuple[str | Column, ...] = ()
    link: str | Callable[[Any], str] = ""
    add_act: str = ""
    more: Callable[[Any], str] | None = None
    code: str = ""
    empty: str = "暂无记录。"
    template: str = field(default="desk/tabs/related.html", kw_only=True)
    hidden_when: Callable[[Any], bool] | None = field(default=None, kw_only=True)

    def bound(self, rows: Iterable[Any]) -> tuple[list[Column], list[Any], bool]:
        """Columns, the first 50 rows, and whether there are more."""
        model = rows.model if isinstance(rows, models.QuerySet) else None
        found = list(rows[: RELATED_CAP + 1]) if isinstance(rows, models.QuerySet) else list(rows)
        if model is None and found and isinstance(found[0], models.Model):
            model = type(found[0])
        columns = [
            (infer(model, c) if model is not None else Column(c, c)) if isinstance(c, str) else c
            for c in self.columns
        ]
        bound = [c.bind_to(model) if model is not None or c.label else c for c in columns]
        return bound, found[:RELATED_CAP], len(found) > RELATED_CAP


@dataclass(frozen=True)
class Timeline:
    """What was done with the object, newest first."""

    title: str = "办理过程"
    code: str = "timeline"
    template: str = "desk/tabs/timeline.html"


@dataclass(frozen=True)
class Tab:
    """A tab of its own: ``context(obj, actor, request)`` feeds ``template``."""

    code: str
    title: str
    template: str
    context: Callable[[Any, Actor, HttpRequest], dict[str, Any]]
    permission: str = ""


AnyTab = Facts | Related | Timeline | Tab
EXTRA: dict[str, list[AnyTab]] = {}


def register_tab(label: str, tab: AnyTab) -> None:
    """Add a tab to the pages of a model (``members.membership``) from another area."""
    EXTRA.setdefault(label.lower(), []).append(tab)
