"""The records behind a figure (明细), as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Max, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.kernel.indicators import Records
from niangjia.web.desk.declare import Desk, desk_of
from niangjia.web.figures import SHOWN_AS

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Numbers:
    """The figure, how many records it counted, and how many of them the actor may not see."""

    value: int | Decimal
    records: int
    hidden: int

    @property
    def shown(self) -> int:
        """How many the actor may see."""
        return self.records - self.hidden

    def said(self) -> dict[str, str]:
        """The numbers as people read them."""
        return {
            name: f"{getattr(self, name):,}" for name in ("value", "records", "hidden", "shown")
        }


@dataclass(frozen=True)
class Drill:
    """One list of records and the desk that shows them; ``by`` is set when rows of another model
    stand for them. ``desk`` is None when the actor may see nothing of that kind."""

    records: Records
    desk: Desk | None
    by: str
    noun: str

    def visible(self, actor: Actor) -> Rows | None:
        """Records the actor may see (as keys of their own model); None: none at all."""
        if self.desk is None:
            return None
        rows = self.desk.rows(actor, self.desk.view_permission)
        if not self.by:
            return rows
        return model_of(self.records.model)._default_manager.filter(pk__in=rows.values(self.by))

    def numbers(self, actor: Actor) -> Numbers:
        """Counted in the database, nothing loaded."""
        value = self.records.count()
        everything = model_of(self.records.model)._default_manager.filter(pk__lt=0)
        is_amount = bool(getattr(self.records.indicator, "amount", ""))
        count = self.records.hidden(everything) if is_amount else int(value)
        visible = self.visible(actor)
        return Numbers(value, count, count if visible is None else self.records.hidden(visible))

    def page(self, actor: Actor, after: int | None, limit: int) -> tuple[list[Any], int | None]:
        """Rows after that key, and the key to go on from (None: no more)."""
        if self.desk is None:
            return [], None
        found = self._keyed(actor, after, limit + 1)
        rows = [row for _, row in found[:limit]]
        self.desk.prepare(rows, actor)
        return rows, found[limit - 1][0] if len(found) > limit else None

    def _keyed(self, actor: Actor, after: int | None, limit: int) -> list[tuple[int, Any]]:
        """Rows with the key of the record each stands for, in order of key."""
        assert self.desk is not None
        rows = self.desk.rows(actor, self.desk.view_permission)
        joined = rows.select_related(*self.desk.related) if self.desk.related else rows
        if not self.by:
            return [(row.pk, row) for row in self.records.page_of(joined, after, limit)]
        keys = self.records.page(after, limit, self.visible(actor))
        newest = rows.filter(**{f"{self.by}__in": keys}).values(self.by).annotate(last=Max("pk"))
        shown = joined.filter(pk__in=newest.values("last")).order_by(self.by)
        return [(getattr(row, self.by), row) for row in shown]


def drill(records: Records, actor: Actor) -> Drill:
    """How these records are shown to the actor."""
    model = model_of(records.model)
    noun = str(model._meta.verbose_name)
    shown = SHOWN_AS.get(records.model)
    desk = desk_of(model_of(shown.model) if shown else model)
    if desk is not None and not actor.may(desk.view_permission):
        desk = None
    return Drill(records, desk, shown.by if shown else "", noun)


def model_of(label: str) -> Any:
    """The model of a label."""
    return apps.get_model(*label.split(".", 1))
