"""``/figures/``: the catalogue of indicators (指标目录), searched, filtered, exported."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.kernel import clock, excel
from niangjia.kernel.errors import NotVisible
from niangjia.statistics.desk.asking import union_of
from niangjia.unions.models import Union
from niangjia.web.desk import actor_of, page
from niangjia.web.desk.filters import query_without
from niangjia.web.guard import require

PAGE_ROWS = 50
LONGEST_SEARCH = 50


@require_GET
@page("figures.view")
def index(request: HttpRequest) -> HttpResponse:
    """The list, fifty lines a page."""
    from niangjia.statistics.queries import catalogue  # loads Ibis

    text, chosen, union = _asked(request)
    found = catalogue.find(text, chosen, _typed(union))
    number = request.GET.get("page", "")
    first = (max(int(number), 1) - 1) * PAGE_ROWS if number.isdecimal() and len(number) < 6 else 0
    facets = [(facet, chosen.get(facet.code, "")) for facet in catalogue.facets()]
    context = {
        "lines": found[first : first + PAGE_ROWS],
        "count": len(found),
        "text": text,
        "union": union,
        "is_named": "union" in request.GET,
        "facets": facets,
        "chips": [
            (f"{facet.label}:{value}", query_without(request.GET, facet.code, "page"))
            for facet, value in facets
            if value
        ],
        "is_narrowed": bool(text or chosen),
        "states": [
            (value, query_without({**request.GET.dict(), "state": value}, "page"), value == now)
            for facet, now in facets
            if facet.code == "state"
            for value in facet.values
        ],
        "all_query": query_without(request.GET, "state", "page"),
        "state": chosen.get("state", ""),
        "query": query_without(request.GET, "page"),
        "previous": first // PAGE_ROWS,
        "next": first // PAGE_ROWS + 2 if first + PAGE_ROWS < len(found) else 0,
        "can_export": actor_of(request).may("figures.export"),
    }
    return render(request, "statistics/figures/catalogue.html", context)


@require_GET
@page("figures.view")
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as a sheet; it holds definitions alone, so it is made at once."""
    from niangjia.statistics.queries import catalogue  # loads Ibis

    require(actor_of(request), "figures.export")
    text, chosen, union = _asked(request)
    lines = catalogue.find(text, chosen, _typed(union))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.xlsx"
        excel.write_sheet(
            file,
            [excel.Column(head) for head in catalogue.HEADS],
            map(catalogue.row_of, lines),
            sheet_name="指标目录",
        )
        content = file.open("rb")
    return FileResponse(
        content, as_attachment=True, filename=f"指标目录-{clock.today():%Y%m%d}.xlsx"
    )


def _asked(request: HttpRequest) -> tuple[str, dict[str, str], Union | None]:
    """Text, chosen values, and whose typed values are told; a value there is not is left out.

    Raises NotVisible for a union out of sight; the actor's own is None when she looks after none.
    """
    from niangjia.statistics.queries import catalogue  # loads Ibis

    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    asked = {facet.code: (request.GET.get(facet.code), facet) for facet in catalogue.facets()}
    chosen = {code: value for code, (value, facet) in asked.items() if value in facet.values}
    actor, named = actor_of(request), request.GET.get("union", "")
    try:
        union = union_of(named, actor)
    except NotVisible:
        if named:
            raise
        union = None
    return text, {code: value for code, value in chosen.items() if value}, union


def _typed(union: Union | None) -> frozenset[str]:
    from niangjia.statistics.queries.reported import typed_codes  # loads Ibis

    return typed_codes(union.pk) if union is not None else frozenset()


URLS = [path("", index, name="figures"), path("export/", export)]
