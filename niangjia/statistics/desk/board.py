"""The leader's dashboard (领导看板): a quick page around numbers that come with requests of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.statistics.desk.asking import union_of
from niangjia.statistics.desk.overdue import overdue
from niangjia.statistics.rules import board as rules
from niangjia.statistics.rules.board import CODES, FIRST, Span
from niangjia.unions.models import Union
from niangjia.unions.queries import why_absent
from niangjia.web.desk import Dashboard, actor_of, page, register
from niangjia.web.figures import Period, asked, explain_url, presets, records_url, said
from niangjia.web.guard import is_htmx

PERMISSION = "figures.view"
PAGE_ROWS = 200  # a county prints on one page of the table
CHART_ROWS = 15


def _shell(request: HttpRequest, code: str = "") -> dict[str, Any]:
    """What stands around the numbers: node, period, and where each part comes from."""
    actor = actor_of(request)
    union = union_of(code, actor, PERMISSION)
    period = asked(request.GET)
    parent = union.parent_id
    above = (
        Union.objects.visible_to(actor, PERMISSION).filter(pk=parent).first() if parent else None
    )
    return {
        "union": union,
        "above": above,
        "period": period,
        "presets": presets(clock.today()),
        "by_today": period.tree == "today",
        "last_year": rules.same_time_last_year(period.start, period.end),
        "absence": why_absent(union, period.start, period.end)
        or rules.too_young(union.founded_on, period.start, period.end),
        "base": f"/board/{union.code}/",
        "may_money": actor.may("ledger.view", union.path),
    }


@register
class Board(Dashboard):
    """领导看板 of the actor's own union."""

    slug = "board"
    title = "领导看板"
    menu = ("统计", 10)
    permission = PERMISSION
    template = "statistics/board/page.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return _shell(request)


@require_GET
@page(PERMISSION)
def of_union(request: HttpRequest, code: str) -> HttpResponse:
    """``/board/<union code>/``."""
    return render(request, Board.template, _shell(request, code))


@require_GET
@page(PERMISSION)
def part(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """``/board/<union code>/<part>/``: a part of the page, or a page of its own without scripts."""
    context = _shell(request, code)
    context |= _PARTS[name](request, context["union"], context["period"])
    template = f"statistics/board/{name}.html"
    if is_htmx(request):
        return render(request, template, context)
    return render(request, "statistics/board/part.html", {**context, "template": template})


def _tiles(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    from niangjia.statistics.queries import board  # loads Ibis

    found = board.tiles(union, period.start, period.end, period.tree)
    tiles = []
    for shown in found.tiles:
        at = _at(shown.figure, period)
        code = shown.figure.indicator.code
        tiles.append(
            {
                "shown": shown,
                "value": said(shown.figure),
                "before": said(shown.before),
                "explain": explain_url(code, union.code, **at),
                "records": records_url(code, union.code, **at),
            }
        )
    share = found.typed_share
    return {
        "tiles": tiles,
        "typed_share": said(share),
        "own_share": found.own_share,
        "typed_explain": explain_url(share.indicator.code, union.code, **_at(share, period)),
        "as_of": found.as_of,
    }


def _at(figure: Any, period: Period) -> dict[str, Any]:
    """When a figure is of, as its pages are asked."""
    if figure.on is not None:
        return {"on": figure.on, "tree": period.tree}
    return {"start": figure.start, "end": figure.end, "tree": period.tree}


def _trend(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    from niangjia.kernel.indicators import get  # loads Ibis
    from niangjia.statistics.queries import board

    span = Span.YEARS if request.GET.get("span") == Span.YEARS else Span.MONTHS
    by = _chosen(request.GET)
    found = board.trend(union, span, period.end, period.tree, codes=(by,))
    one, values = found.indicators[0], found.values[by]
    labels = [rules.short_label(each) for each in found.periods]
    points = list(zip(labels, values, strict=True))
    chart = {
        "kind": "line",
        "title": f"{one.name}({one.unit})",
        "names": labels,
        "values": [_number(value) for value in values],
    }
    return {
        "span": span,
        "spans": [(each.value, each.label) for each in Span],
        "choices": [get(code) for code in CODES],
        "by": by,
        "one": one,
        "points": list(zip(labels, map(_said, values), found.closed, strict=True)),
        "chart": json.dumps(chart, ensure_ascii=False),
        "moved": "" if _is_of_period(one) else rules.moved(points, one.unit),
        "is_partial": _is_of_period(one) and found.periods[-1].end > period.end,
        "any_closed": any(found.closed),
        "as_of": found.as_of,
    }


def _sparks(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    """A line without numbers for each tile."""
    from niangjia.statistics.queries import board  # loads Ibis

    found = board.trend(union, Span.MONTHS, period.end, period.tree, count=rules.SPARK_MONTHS)
    values = {code: [_number(value) for value in found.values[code]] for code in CODES}
    for one in found.indicators:
        if _is_of_period(one) and found.periods[-1].end > period.end:
            values[one.code][-1] = None  # a month that has begun is less than the others
    return {"sparks": json.dumps(values), "months": rules.SPARK_MONTHS}


def _chosen(values: Mapping[str, str]) -> str:
    """The figure of the address, the usual one without."""
    wanted = values.get("figure", "")
    return wanted if wanted in CODES else FIRST


def _children(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    from niangjia.statistics.queries import board  # loads Ibis

    chosen = request.GET.get("figure", "")
    by = chosen if chosen in (*CODES, rules.TYPED_SHARE) else FIRST
    upwards = request.GET.get("order") == "asc"
    found = board.children(
        union,
        period.start,
        period.end,
        actor_of(request),
        tree=period.tree,
        by=by,
        upwards=upwards,
    )
    number = _page_number(request.GET)
    first = (number - 1) * PAGE_ROWS
    bars = board.charted(found.rows, by, CHART_ROWS)
    head = found.total[by].indicator
    chart = {
        "kind": "bars",
        "title": f"{head.name}({head.unit})",
        "names": rules.short_names([name for name, _ in bars], union.name),
        "values": [_number(value) for _, value in bars],
    }
    return {
        "heads": [(figure.indicator, code == by) for code, figure in found.total.items()],
        "by": by,
        "upwards": upwards,
        "total": [said(figure) for figure in found.total.values()],
        "rows": [
            (row, [said(figure) for figure in row.figures.values()])
            for row in found.rows[first : first + PAGE_ROWS]
        ],
        "count": len(found.rows),
        "number": number,
        "previous": number - 1,
        "next": number + 1 if first + PAGE_ROWS < len(found.rows) else 0,
        "has_hidden": found.has_hidden,
        "chart": json.dumps(chart, ensure_ascii=False) if len(bars) > 1 else "",
        "most": CHART_ROWS if len(found.rows) > CHART_ROWS else 0,
        "as_of": found.as_of,
    }


def _overdue(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    piles = overdue(union, actor_of(request), clock.today())
    late = [pile for pile in piles if pile.overdue]
    return {"late": late, "waiting": [pile for pile in piles if not pile.overdue]}


def _split(request: HttpRequest, union: Union, period: Period) -> dict[str, Any]:
    from niangjia.kernel.indicators import get  # loads Ibis
    from niangjia.statistics.queries import comparison

    choices = [get(code) for code in CODES if comparison.is_splittable(get(code))]
    code = _chosen(request.GET)
    context: dict[str, Any] = {"choices": choices, "by": code}
    try:
        found = comparison.compare(code, union, period.start, period.end)
    except Blocked as refusal:
        return context | {"refusal": refusal.reason}
    lines = [
        {
            "line": line,
            "before": _said(line.before),
            "now": _said(line.now),
            "change": _signed(line.change),
        }
        for line in found.split.lines
    ]
    return context | {
        "found": found,
        "lines": lines,
        "before": _said(found.split.before),
        "now": _said(found.split.now),
        "change": _signed(found.split.change),
        "restated": _said(found.split.restated),
        "as_of": found.as_of,
    }


_PARTS = {
    "tiles": _tiles,
    "sparks": _sparks,
    "trend": _trend,
    "children": _children,
    "overdue": _overdue,
    "split": _split,
}
Board.urls = [
    path("<str:code>/", of_union),
    *(path(f"<str:code>/{name}/", part, {"name": name}) for name in _PARTS),
]


def _is_of_period(indicator: Any) -> bool:
    """Whether it counts what happens in a period, not what there is on a day."""
    from niangjia.kernel.indicators import Kind  # loads Ibis

    return indicator.kind not in (Kind.STOCK, Kind.CUMULATIVE)


def _said(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,f}"


def _signed(value: Decimal) -> str:
    return f"{value:+,f}" if value else "0"


def _number(value: Decimal | None) -> int | float | None:
    """For a chart: JSON knows no decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _page_number(values: Mapping[str, str]) -> int:
    text = values.get("page", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1
