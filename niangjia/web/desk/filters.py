"""Filters of a list: read from GET, applied to rows, shown as chips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.http import QueryDict

from niangjia.kernel import scope
from niangjia.kernel.actor import Actor
from niangjia.web.desk.columns import field_at

Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Chip:
    """An active filter and the parameters to drop when it is taken off."""

    label: str
    params: tuple[str, ...]


@dataclass(frozen=True)
class Filter:
    """One filter. ``path`` is the field path; its GET parameters are ``params``."""

    path: str = ""
    label: str = ""
    template: ClassVar[str] = ""

    @property
    def name(self) -> str:
        """Name of the (first) GET parameter."""
        return self.path or "self"

    @property
    def params(self) -> tuple[str, ...]:
        """GET parameters it reads."""
        return (self.name,)

    def bind(self, desk: Any) -> Self:
        """The same filter with the label of the model field."""
        found = field_at(desk.model, self.path) if self.path else None
        label = self.label or (str(found.verbose_name) if found is not None else "")
        if not label:
            raise ImproperlyConfigured(f"filter {self.path!r} of {desk.slug} needs a label")
        return replace(self, label=label)

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        """The rows that pass."""
        raise NotImplementedError

    def chip(self, data: QueryDict, actor: Actor) -> Chip | None:
        """What is set, in words."""
        raise NotImplementedError

    def widget(self, data: QueryDict) -> dict[str, Any]:
        """Context of its template."""
        return {"filter": self, "value": data.get(self.name, "")}


@dataclass(frozen=True)
class Choice(Filter):
    """One value of a code list."""

    choices: Sequence[tuple[Any, str]] = field(default=(), kw_only=True, repr=False)
    template: ClassVar[str] = "desk/filters/choice.html"

    def bind(self, desk: Any) -> Self:
        bound = super().bind(desk)
        if self.choices:
            return bound
        if self.path == "status" and desk.workflow is not None:
            return replace(bound, choices=tuple(desk.workflow.states.items()))
        found = field_at(desk.model, self.path)
        return replace(bound, choices=tuple(found.flatchoices) if found is not None else ())

    def _chosen(self, data: QueryDict) -> tuple[Any, str] | None:
        given = data.get(self.name, "")
        return next(((v, text) for v, text in self.choices if str(v) == given), None)

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        chosen = self._chosen(data)
        return rows.filter(**{self.path: chosen[0]}) if chosen else rows

    def chip(self, data: QueryDict, actor: Actor) -> Chip | None:
        chosen = self._chosen(data)
        return Chip(f"{self.label}:{chosen[1]}", self.params) if chosen else None

    def widget(self, data: QueryDict) -> dict[str, Any]:
        options = [(str(value), text) for value, text in self.choices]
        return {**super().widget(data), "options": options}


@dataclass(frozen=True)
class FlagFilter(Choice):
    """Yes or no."""

    choices: Sequence[tuple[Any, str]] = field(
        default=(("1", "是"), ("0", "否")), kw_only=True, repr=False
    )

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        chosen = self._chosen(data)
        return rows.filter(**{self.path: chosen[0] == "1"}) if chosen else rows


@dataclass(frozen=True)
class DateRange(Filter):
    """From one day to another, both included."""

    template: ClassVar[str] = "desk/filters/dates.html"

    @property
    def params(self) -> tuple[str, ...]:
        return (f"{self.path}_from", f"{self.path}_to")

    def _days(self, data: QueryDict) -> tuple[date | None, date | None]:
        first, last = (_day(data.get(name, "")) for name in self.params)
        return first, last

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        first, last = self._days(data)
        found = field_at(rows.model, self.path)
        part = "__date" if isinstance(found, models.DateTimeField) else ""
        if first:
            rows = rows.filter(**{f"{self.path}{part}__gte": first})
        return rows.filter(**{f"{self.path}{part}__lte": last}) if last else rows

    def chip(self, data: QueryDict, actor: Actor) -> Chip | None:
        if not any(data.get(name) for name in self.params):
            return None
        first, last = self._days(data)
        if first is None and last is None:
            return Chip(f"{self.label}:日期无法识别,未筛选", self.params)
        return Chip(f"{self.label}:{first or '最早'} 至 {last or '最近'}", self.params)

    def widget(self, data: QueryDict) -> dict[str, Any]:
        first, last = (data.get(name, "") for name in self.params)
        return {"filter": self, "first": first, "last": last}


@dataclass(frozen=True)
class UnionSubtree(Filter):
    """Rows of one union and everything below it; ``path`` leads to the union ("" : itself)."""

    template: ClassVar[str] = "desk/filters/union.html"
    permission: str = field(default="", kw_only=True)

    @property
    def name(self) -> str:
        return "under" if self.path in ("", "union") else f"{self.path}_under"

    def bind(self, desk: Any) -> Self:
        permission = self.permission or desk.view_permission
        return replace(self, label=self.label or "所属工会", permission=permission)

    def _union(self, data: QueryDict, actor: Actor) -> Any:
        code = data.get(self.name, "").replace("\0", "").strip()
        if not code:
            return None
        tree: Any = scope.tree()
        rows = tree.objects.visible_to(actor, self.permission)
        return rows.filter(code=code).values_list("path", "name").first()

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        if not data.get(self.name):
            return rows
        found = self._union(data, actor)
        return rows.filter(scope.under(self.path, found[0])) if found else rows.none()

    def chip(self, data: QueryDict, actor: Actor) -> Chip | None:
        if not data.get(self.name):
            return None
        return Chip(f"{self.label}:{data[self.name]}", self.params)


@dataclass(frozen=True)
class Preset(Filter):
    """A named selection made by a query: ``Preset("overdue", "换届超期", queries.overdue)``.

    ``select(rows) -> rows``. Presets stand as links above the list.
    """

    select: Callable[[Rows], Rows] = field(default=lambda rows: rows, repr=False)

    @property
    def name(self) -> str:
        return "preset"

    def bind(self, desk: Any) -> Self:
        return self

    def apply(self, rows: Rows, data: QueryDict, actor: Actor) -> Rows:
        return self.select(rows) if data.get("preset") == self.path else rows

    def chip(self, data: QueryDict, actor: Actor) -> Chip | None:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def query_without(data: Mapping[str, Any], *names: str) -> str:
    """The query string without some parameters and without the cursor."""
    kept = QueryDict(mutable=True)
    for name, value in data.items():
        if name not in names and name != "cursor" and value:
            kept[name] = str(value)
    return kept.urlencode()
