"""Keyset paging: no OFFSET, no count beyond the cap; costs the same on the last page as the first."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows and the cursors of its neighbours (empty: none)."""

    rows: list[M]
    next_cursor: str
    previous_cursor: str


def page(
    rows: models.QuerySet[M], order: Sequence[str], *, size: int = 50, cursor: str = ""
) -> Page[M]:
    """Rows after (or before) the cursor in ``order``, whose last field must be unique.

    All fields of ``order`` run in one direction (``-created_at``, ``-id``) and are not null.
    A cursor that cannot be read gives the first page.
    """
    backwards, values = _read(cursor, len(order))
    descending = order[0].startswith("-")
    names = [name.lstrip("-") for name in order]
    if values:
        rows = rows.filter(_after(names, values, descending=descending != backwards))
    direction = "-" if descending != backwards else ""
    found = list(rows.order_by(*(direction + name for name in names))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], "", "")
    before = _write(found[0], names, backwards=True)
    after = _write(found[-1], names, backwards=False)
    if backwards:
        return Page(found, after, before if has_more else "")
    return Page(found, after if has_more else "", before if values else "")


def capped_count(rows: models.QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """How many rows, or ``cap + 1`` when there are more: never counts seven million."""
    return rows.order_by().values("pk")[: cap + 1].count()


def _after(names: list[str], values: list[Any], *, descending: bool) -> Q:
    operator = "lt" if descending else "gt"
    condition = Q()
    for position, name in enumerate(names):
        equal = {names[i]: values[i] for i in range(position)}
        condition |= Q(**equal, **{f"{name}__{operator}": values[position]})
    if len(names) > 1:  # lets the index start at the first column
        condition &= Q(**{f"{names[0]}__{operator}e": values[0]})
    return condition


def _write(row: models.Model, names: list[str], *, backwards: bool) -> str:
    values = [_value(row, name) for name in names]
    text = json.dumps([backwards, values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row.isoformat() if isinstance(row, (date, datetime)) else row


def _read(cursor: str, length: int) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, values = json.loads(text)
    except ValueError:
        return False, []
    if not isinstance(values, list) or len(values) != length:
        return False, []
    if not all(isinstance(value, (int, str)) for value in values):
        return False, []
    return bool(backwards), values
