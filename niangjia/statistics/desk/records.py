"""The records behind a figure (明细), as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.expressions import RawSQL

from niangjia.kernel.actor import Actor
from niangjia.kernel.indicators import Counter, Indicator, Records
from niangjia.web.desk.columns import EMPTY, Column, Computed, Status
from niangjia.web.desk.declare import Desk, desk_of
from niangjia.web.figures import ENDS, SHOWN_AS

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
        found: Rows = model_of(self.records.model)._default_manager.filter(
            pk__in=rows.values(self.by)
        )
        return found

    def numbers(self, actor: Actor) -> Numbers:
        """Counted in the database, nothing loaded."""
        value = self.records.count()
        everything = model_of(self.records.model)._default_manager.filter(pk__lt=0)
        indicator = self.records.indicator
        is_number_of_them = isinstance(indicator, Counter) and not indicator.amount
        count = int(value) if is_number_of_them else self.records.hidden(everything)
        visible = self.visible(actor)
        return Numbers(value, count, count if visible is None else self.records.hidden(visible))

    def page(self, actor: Actor, after: int | None, limit: int) -> tuple[list[Any], int | None]:
        """Rows after that key, and the key to go on from (None: no more)."""
        visible = self.visible(actor)
        if visible is None or self.desk is None:
            return [], None
        rows = self.desk.rows(actor, self.desk.view_permission)
        if self.desk.related:
            rows = rows.select_related(*self.desk.related)
        find = self._stand_ins if self.by else self._own
        found = find(rows, self.records.statement(after, limit + 1, visible))
        shown = [row for _, row in found[:limit]]
        self.desk.prepare(shown, actor)
        if self.records.is_of_amounts:
            amounts = self.records.amounts([key for key, _ in found[:limit]])
            for key, row in found[:limit]:
                row.counted_amount = amounts.get(key)
        return shown, found[limit - 1][0] if len(found) > limit else None

    def _own(self, rows: Rows, page: tuple[str, list[Any]]) -> list[tuple[int, Any]]:
        """The records with their keys, in the order of the page: one statement."""
        sql, values = page
        table = rows.model._meta.db_table
        place = RawSQL(f'array_position(ARRAY({sql}), "{table}".id)', values)  # noqa: S611 - as below
        keys = RawSQL(sql, values)  # noqa: S611 - a statement of the engine
        shown = rows.filter(pk__in=keys).annotate(place_on_page=place).order_by("place_on_page")
        return [(row.pk, row) for row in shown]

    def _stand_ins(self, rows: Rows, page: tuple[str, list[Any]]) -> list[tuple[int, Any]]:
        """For each record the newest row that stands for it, in the order of the page."""
        with connection.cursor() as cursor:
            cursor.execute(page[0], page[1])
            keys = [int(key) for (key,) in cursor.fetchall()]
        of_keys = rows.order_by().filter(**{f"{self.by}__in": keys})
        newest = of_keys.values(self.by).annotate(last=Max("pk")).values("last")
        shown = {getattr(row, self.by): row for row in rows.filter(pk__in=newest)}
        return [(key, shown[key]) for key in keys if key in shown]


@dataclass(frozen=True)
class StatusNow(Status):
    """A state that may be another than on the day the figure is of."""

    def text(self, row: Any) -> str:
        """Says so in each cell: on a phone there is no head."""
        words = super().text(row)
        return words if words == EMPTY else f"现在:{words}"


def columns_of(
    desk: Desk, indicator: Indicator, *, is_past: bool, is_of_amounts: bool = False
) -> list[Column]:
    """The columns of records: of a past day states are told as those of now, with when they ended.

    So is the union of a record that may have been another's then (``past_keepers``). When and why
    stands beside those who left in any case. Of a sum each record tells what it adds (计入).
    """
    ends = [column.bind(desk) for column in ENDS.get(desk.model._meta.label_lower, ())]
    of_the_gone = isinstance(indicator, Counter) and indicator.on in {end.path for end in ends}
    found = list(desk.bound_columns)
    if is_past:
        passes_on = hasattr(desk.model, "past_keepers")
        found = [_told_of_now(column, passes_on=passes_on) for column in found]
    if is_of_amounts:
        unit = indicator.unit.value
        found.append(Computed("计入", lambda row: row.counted_amount, unit=unit).bind(desk))
    return found + ends if is_past or of_the_gone else found


def _told_of_now(column: Column, *, passes_on: bool) -> Column:
    if isinstance(column, Status):
        return _of_now(column)
    is_keeper = passes_on and column.path.partition("__")[0] == "union"
    return replace(column, label=f"现在的{column.label}") if is_keeper else column


def _of_now(column: Status) -> StatusNow:
    told = {field.name: getattr(column, field.name) for field in fields(column)}
    return StatusNow(**told | {"label": f"现在的{column.label}"})


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
    app, _, name = label.partition(".")
    return apps.get_model(app, name)
