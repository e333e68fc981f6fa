"""Search over all desks: the first hits of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from niangjia.web.desk.columns import EMPTY
from niangjia.web.desk.declare import DESKS, Desk
from niangjia.web.guard import actor_of, page

HITS_PER_DESK = 8


@require_GET
@page()
def search(request: HttpRequest) -> HttpResponse:
    """``/search/?q=``: the first hits of every desk with a search."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    groups = []
    for desk in DESKS.values():
        if not text or desk.search is None or not desk.in_global_search or not desk.has_pages:
            continue
        if not actor.may(desk.view_permission):
            continue
        rows = desk.search(desk.rows(actor, desk.view_permission), text)
        if desk.related:
            rows = rows.select_related(*desk.related)
        found = list(rows.order_by(*desk.order)[: HITS_PER_DESK + 1])
        if found:
            desk.prepare(found, actor)
            groups.append((desk, _hits(desk, found[:HITS_PER_DESK]), len(found) > HITS_PER_DESK))
    return render(request, "desk/search.html", {"text": text, "groups": groups})


def _hits(desk: Desk, rows: list[Any]) -> list[tuple[str, str, str]]:
    """Address, name and a line of further columns."""
    columns = desk.bound_columns
    name = next((c for c in columns if c.path == desk.label_path()), columns[0])
    rest = [c for c in columns if c is not name][:4]
    return [
        (
            desk.url_of(row),
            name.text(row),
            " · ".join(text for c in rest if (text := c.text(row)) != EMPTY),
        )
        for row in rows
    ]
