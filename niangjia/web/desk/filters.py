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
class Filter:
    """One filter: ``read`` what is set, ``narrow`` the rows by it, say it in ``words``."""

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

    def read(self, data: QueryDict, actor: Actor) -> Any:
        """What is set, None when nothing is."""
        raise NotImplementedError

    def narrow(self, rows: Rows, chosen: Any) -> Rows:
        """The rows that pass."""
        raise NotImplementedError

    def words(self, chosen: Any) -> str:
        """What is set, for the chip."""
        raise NotImplementedError

    def widget(self, data: QueryDict, chosen: Any) -> dict[str, Any]:
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

    def read(self, data: QueryDict, actor: Actor) -> Any:
        given = data.get(self.name, "")
        return next(((v, text) for v, text in self.choices if str(v) == given), None)

    def narrow(self, rows: Rows, chosen: Any) -> Rows:
        return rows.filter(**{self.path: chosen[0]})

    def words(self, chosen: Any) -> str:
        return f"{self.label}:{chosen[1]}"

    def widget(self, data: QueryDict, chosen: Any) -> dict[str, Any]:
        options = [(str(value), text) for value, text in self.choices]
        return {**super().widget(data, chosen), "options": options}


@dataclass(frozen=True)
class FlagFilter(Choice):
    """Yes or no."""

    choices: Sequence[tuple[Any, str]] = field(
        default=((True, "是"), (False, "否")), kw_only=True, repr=False
    )


@dataclass(frozen=True)
class DateRange(Filter):
    """From one day to another, both included."""

    template: ClassVar[str] = "desk/filters/dates.html"

    @property
    def params(self) -> tuple[str, ...]:
        return (f"{self.path}_from", f"{self.path}_to")

    def read(self, data: QueryDict, actor: Actor) -> Any:
        given = [data.get(name, "") for name in self.params]
        return [_day(text) for text in given] if any(given) else None

    def narrow(self, rows: Rows, chosen: Any) -> Rows:
        found = field_at(rows.model, self.path)
        part = "__date" if isinstance(found, models.DateTimeField) else ""
        for day, operator in zip(chosen, ("gte", "lte"), strict=True):
            if day is not None:
                rows = rows.filter(**{f"{self.path}{part}__{operator}": day})
        return rows

    def words(self, chosen: Any) -> str:
        first, last = chosen
        if first is None and last is None:
            return f"{self.label}:日期无法识别,未筛选"
        told = f"{self.label}:{first or '最早'} 至 {last or '最近'}"
        is_turned = first is not None and last is not None and first > last
        return f"{told}(起日晚于止日,请对调)" if is_turned else told

    def widget(self, data: QueryDict, chosen: Any) -> dict[str, Any]:
        first, last = (data.get(name, "") for name in self.params)
        return {"filter": self, "first": first, "last": last}


@dataclass(frozen=True)
class UnionSubtree(Filter):
    """Rows of one union and everything below it; ``path`` leads to the union ("": itself)."""

    template: ClassVar[str] = "desk/filters/union.html"
    permission: str = field(default="", kw_only=True)

    @property
    def name(self) -> str:
        return "under" if self.path in ("", "union") else f"{self.path}_under"

    def bind(self, desk: Any) -> Self:
        permission = self.permission or desk.view_permission
        return replace(self, label=self.label or "所属工会", permission=permission)

    def read(self, data: QueryDict, actor: Actor) -> Any:
        code = data.get(self.name, "").replace("\0", "").strip()
        if not code:
            return None
        tree: Any = scope.tree()
        rows = tree.objects.visible_to(actor, self.permission)
        return rows.filter(code=code).values_list("path", "name").first() or ("", code)

    def narrow(self, rows: Rows, chosen: Any) -> Rows:
        path = chosen[0]
        return rows.filter(scope.under(self.path, path)) if path else rows.none()

    def words(self, chosen: Any) -> str:
        path, name = chosen
        return f"{self.label}:{name}" + ("" if path else "(没有找到,或不在您的管理范围内)")

    def widget(self, data: QueryDict, chosen: Any) -> dict[str, Any]:
        text = chosen[1] if chosen else ""
        return {**super().widget(data, chosen), "text": text, "permission": self.permission}


@dataclass(frozen=True)
class Preset:
    """A named selection: ``Preset("overdue", "换届超期", queries.overdue)``, ``select(rows) -> rows``.

    Presets stand as links above the list.
    """

    code: str
    label: str
    select: Callable[[Rows], Rows] = field(repr=False)


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
