"""Columns of lists and facts: how a value is read, shown, and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from niangjia.kernel import crypto, ids, money, privacy

Value = str | int | float | bool | Decimal | date | datetime | None
Html = str | SafeString
EMPTY = "—"
SHORT = 8
NO = SafeString('<span class="faint">否</span>')
MASKS: dict[str, Callable[[str], str]] = {
    "identity": ids.mask_identity,
    "phone": ids.mask_phone,
    "bank_card": ids.mask_card,
}
"""What of a sealed field is shown; a field that is not named here shows only that it is there."""
REGISTERED = "(已登记)"


def read(row: Any, path: str) -> Any:
    """Follow ``a__b`` or ``a.b`` from a row; None as soon as a link is empty."""
    for part in path.replace(".", "__").split("__"):
        if row is None:
            return None
        row = getattr(row, part)
    return row


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any] | None:
    """The model field a path ends at, or None when it is a property."""
    found: Any = None
    current: Any = model
    for part in path.replace(".", "__").split("__"):
        try:
            found = current._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        current = found.related_model
    return found if hasattr(found, "verbose_name") else None


def shown(value: Any) -> str:
    """A value as Chinese text."""
    match value:
        case None | "":
            return EMPTY
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:,}"
        case _:
            return str(value)


@dataclass(frozen=True)
class Column:
    """One column. ``label`` defaults to the model field's Chinese name, ``unit`` stands in the head.

    ``is_whole`` cells are not broken over lines: codes, and code lists of short words.
    """

    path: str = ""
    label: str = ""
    unit: str = field(default="", kw_only=True)
    choices: Mapping[Any, str] = field(default_factory=dict, kw_only=True, repr=False)
    is_whole: bool = field(default=False, kw_only=True, repr=False)
    align = ""

    def bind(self, desk: Any) -> Self:
        """The same column with label and code list taken from the desk's model."""
        return self.bind_to(desk.model)

    def bind_to(self, model: type[models.Model] | None) -> Self:
        """The same, for a table that is not a desk's own."""
        found = field_at(model, self.path) if model is not None else None
        label = self.label or (str(found.verbose_name) if found is not None else "")
        if not label:
            raise ImproperlyConfigured(f"column {self.path!r} of {model} needs a label")
        flat = dict(found.flatchoices) if found is not None and found.choices else {}
        choices = self.choices or flat
        short = bool(choices) and max(len(str(word)) for word in choices.values()) <= SHORT
        whole = short or bool(getattr(found, "unique", False))
        return replace(self, label=label, choices=choices, is_whole=whole)

    @property
    def css(self) -> str:
        """Class of its cells."""
        return self.align or ("whole" if self.is_whole else "")

    @property
    def head(self) -> str:
        """Title in the table head, with the unit."""
        return f"{self.label}({self.unit})" if self.unit else self.label

    def raw(self, row: Any) -> Any:
        """The value as stored."""
        return read(row, self.path)

    def value(self, row: Any) -> Value:
        """The value for a sheet: codes become their labels."""
        value = self.raw(row)
        if self.choices and value is not None:
            return str(self.choices.get(value, value))
        if value is None or isinstance(value, str | int | float | Decimal | date):
            return value
        return str(value)

    def text(self, row: Any) -> str:
        """The value as text, without the unit."""
        return shown(self.value(row))

    def cell(self, row: Any, url: str = "") -> Html:
        """What stands in the table cell."""
        return self.text(row)

    def fact(self, row: Any) -> Html:
        """What stands on a detail page: with the unit."""
        text = self.cell(row)
        return f"{text} {self.unit}" if self.unit and text != EMPTY else text


@dataclass(frozen=True)
class Text(Column):
    """Any text, code list or linked object."""


@dataclass(frozen=True)
class Number(Column):
    """A count: right-aligned, thousands apart, without the noughts that fill a column's places."""

    align = "num"

    def text(self, row: Any) -> str:
        value = self.raw(row)
        if value is None:
            return EMPTY
        said = f"{value:,}"
        return said.rstrip("0").rstrip(".") if "." in said else said


@dataclass(frozen=True)
class Money(Column):
    """Yuan: shown in a readable unit, the exact amount on hover."""

    align = "num"

    def cell(self, row: Any, url: str = "") -> Html:
        amount = self.raw(row)
        if amount is None:
            return EMPTY
        return format_html(
            '<span title="{}">{}</span>', money.show_yuan(amount), money.show(amount)
        )


@dataclass(frozen=True)
class Day(Column):
    """A date, or an instant in local time."""

    align = "day"


@dataclass(frozen=True)
class Flag(Column):
    """Yes or no."""

    def cell(self, row: Any, url: str = "") -> Html:
        return "是" if self.raw(row) else NO


@dataclass(frozen=True)
class Status(Column):
    """A state: text with a dot. ``tones`` maps values to ok, wait, warn, bad or off."""

    tones: Mapping[Any, str] = field(default_factory=dict, kw_only=True, repr=False)

    def bind(self, desk: Any) -> Self:
        bound = super().bind(desk)
        workflow = desk.workflow
        if workflow is None or bound.path != "status":
            return bound
        derived = {s: "off" if workflow.is_final(s) else "wait" for s in workflow.states}
        return replace(bound, tones={**derived, **self.tones}, choices=workflow.states)

    def cell(self, row: Any, url: str = "") -> Html:
        value = self.raw(row)
        if value is None:
            return EMPTY
        tone = self.tones.get(value, "plain")
        return format_html('<span class="st st-{}">{}</span>', tone, self.text(row))


@dataclass(frozen=True)
class Link(Column):
    """The text that leads to the row's own page."""

    def cell(self, row: Any, url: str = "") -> Html:
        if not url:
            return self.text(row)
        return format_html('<a href="{}">{}</a>', url, self.text(row))


@dataclass(frozen=True)
class To(Column):
    """The object a foreign key names, leading to its own page under ``slug``."""

    slug: str = field(default="", kw_only=True)

    def cell(self, row: Any, url: str = "") -> Html:
        found = self.raw(row)
        if found is None:
            return EMPTY
        return format_html('<a href="/{}/{}/">{}</a>', self.slug, found.public_id, str(found))


@dataclass(frozen=True)
class Computed(Column):
    """A value made by a function of the row: ``Computed("会员", lambda row: …, unit="人")``.

    Right-aligned when it has a unit. The function must not query: load what it needs in
    ``Desk.prepare``.
    """

    path: str = field(default="", kw_only=True)
    label: str = ""
    read: Callable[[Any], Any] = field(default=lambda row: None, repr=False)

    @property
    def align(self) -> str:  # type: ignore[override]  # a constant elsewhere
        """Numbers stand to the right."""
        return "num" if self.unit else ""

    def raw(self, row: Any) -> Any:
        return self.read(row)

    def text(self, row: Any) -> str:
        value = self.raw(row)
        if self.unit and isinstance(value, int):
            return f"{value:,}"
        return shown(value)


@dataclass(frozen=True)
class Masked(Column):
    """A sealed field ``<path>_sealed``, shown masked; ``of`` finds its owner from the row."""

    of: Callable[[Any], Any] | None = field(default=None, kw_only=True, repr=False)
    align = "whole"

    def bind(self, desk: Any) -> Self:
        label = self.label or privacy.LABELS.get(self.path, self.path)
        return replace(self, label=label, of=self.of or desk.reveal_of)

    def bind_to(self, model: type[models.Model] | None) -> Self:
        return replace(self, label=self.label or privacy.LABELS.get(self.path, self.path))

    def plain(self, row: Any) -> str:
        """The unmasked value: only for an export whose reveal was granted and journalled."""
        subject = self.of(row) if self.of else row
        sealed = getattr(subject, f"{self.path}_sealed", None) if subject is not None else None
        return crypto.unseal(bytes(sealed)) if sealed else ""

    def raw(self, row: Any) -> Any:
        plain = self.plain(row)
        mask = MASKS.get(self.path)
        return "" if not plain else mask(plain) if mask else REGISTERED


def infer(model: type[models.Model], path: str) -> Column:
    """The column that suits the model field at a path."""
    found = field_at(model, path)
    match found:
        case models.BooleanField():
            return Flag(path)
        case models.DateField():
            return Day(path)
        case models.DecimalField():
            return Money(path) if path.endswith("_amount") else Number(path)
        case models.IntegerField() if not found.choices and not isinstance(found, models.AutoField):
            return Number(path)
        case _:
            return Text(path)
