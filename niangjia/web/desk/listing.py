"""List page: declared columns and filters, keyset paging, capped count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from niangjia.kernel import paging
from niangjia.kernel.actor import Actor
from niangjia.web.desk.columns import Column
from niangjia.web.desk.declare import Desk
from niangjia.web.desk.filters import Preset, Rows, query_without
from niangjia.web.guard import actor_of, page

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Selection:
    """The rows an address asks for, and what is set, in words and as widgets."""

    rows: Rows
    text: str
    preset: Preset | None
    chips: list[tuple[str, str]]
    widgets: list[SafeString]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was searched or filtered."""
        return bool(self.text or self.preset or self.chips)


def select(desk: Desk, data: QueryDict, actor: Actor, *, draw: bool = True) -> Selection:
    """Visible rows by the search text, preset and filters in ``data``."""
    rows = desk.rows(actor, desk.view_permission)
    preset = next((p for p in desk.presets if p.code == data.get("preset")), None)
    if preset is not None:
        rows = preset.select(rows)
    chips, widgets = [], []
    for each in desk.bound_filters:
        chosen = each.read(data, actor)
        if chosen is not None:
            rows = each.narrow(rows, chosen)
            chips.append((each.words(chosen), query_without(data, *each.params)))
        if draw:
            widgets.append(render_to_string(each.template, each.widget(data, chosen)))
    text = data.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    if text and desk.search is not None:
        rows = desk.search(rows, text)
    return Selection(rows, text, preset, chips, widgets)


def find_page(desk: Desk, rows: Rows, cursor: str) -> paging.Page[Any]:
    """One page of rows; a cursor that makes no sense gives the first page."""
    if desk.related:
        rows = rows.select_related(*desk.related)
    try:
        return paging.page(rows, desk.order, size=desk.page_size, cursor=cursor)
    except (ValueError, TypeError, ValidationError, OverflowError):
        return paging.page(rows, desk.order, size=desk.page_size)


def shown_count(found: paging.Page[Any], rows: Rows) -> str:
    """``37`` or ``10,000+``; not asked of the database when one page holds all."""
    if not found.next_cursor and not found.previous_cursor:
        return str(len(found.rows))
    count = paging.capped_count(rows)
    return f"{count:,}" if count <= paging.COUNT_CAP else f"{paging.COUNT_CAP:,}+"


def cell_class(desk: Desk, column: Column, index: int) -> str:
    """Alignment, and ``x`` for a column that a narrow screen leaves out."""
    in_card = column.path in desk.card or column.label in desk.card
    if not desk.card:
        in_card = index < 4
    return " ".join(part for part in (column.css, "" if in_card else "x") if part)


def table(desk: Desk, rows: list[Any], columns: Sequence[Column] | None = None) -> dict[str, Any]:
    """Heads and rows for ``desk/table.html``, of the desk's own columns unless others are given."""
    shown = desk.bound_columns if columns is None else columns
    classes = [cell_class(desk, c, i) for i, c in enumerate(shown)]
    begins = [_begin(name, column.unit) for name, column in zip(classes, shown, strict=True)]
    return {
        "heads": list(zip(classes, shown, strict=True)),
        "lines": [_line(shown, begins, row, desk.url_of(row)) for row in rows],
    }


def _line(shown: Sequence[Column], begins: Sequence[str], row: Any, url: str) -> SafeString:
    """The cells of a row. A page has some five hundred: a template would take most of its time for them."""
    cells = (conditional_escape(column.cell(row, url)) for column in shown)
    return SafeString("".join(f"{b}{c}</td>" for b, c in zip(begins, cells, strict=True)))


def _begin(name: str, unit: str) -> SafeString:
    """A cell's tag; the unit is shown where a narrow screen has no heads."""
    given = (("class", name), ("data-u", unit))
    return format_html(
        "<td{}>", format_html_join("", ' {}="{}"', (each for each in given if each[1]))
    )


def list_view(desk: Desk) -> Any:
    """The list page of a desk."""

    @require_GET
    @page(desk.view_permission)
    def view(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        selection = select(desk, request.GET, actor)
        found = find_page(desk, selection.rows, request.GET.get("cursor", ""))
        desk.prepare(found.rows, actor)
        bare = query_without(request.GET, "preset")
        context = {
            "desk": desk,
            "selection": selection,
            "count": shown_count(found, selection.rows),
            "found": found,
            "query": query_without(request.GET),
            "presets": [
                (p, query_without({**request.GET.dict(), "preset": p.code})) for p in desk.presets
            ],
            "all_query": bare,
            "can_create": bool(desk.form and desk.can_create and actor.may(desk.create_permission)),
            "can_import": bool(desk.importer and actor.may(desk.import_permission)),
            "can_export": desk.can_export and actor.may(desk.export_permission),
            **table(desk, found.rows),
        }
        return render(request, "desk/list.html", context)

    return view
