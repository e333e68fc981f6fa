"""``/figures/<code>/``: one figure explained (指标说明)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.kernel import clock
from niangjia.kernel.errors import NotVisible
from niangjia.statistics.desk import asking
from niangjia.web.desk import actor_of, page
from niangjia.web.figures import explain_url, records_url, said

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Figure, Indicator
    from niangjia.statistics.desk.asking import Asking

TYPED_BEFORE = 12


def indicator_of(code: str) -> Indicator:
    """Raises NotVisible when there is none of that code."""
    from niangjia.kernel.indicators import UnknownIndicator, get  # loads Ibis

    try:
        return get(code)
    except UnknownIndicator:
        raise NotVisible from None


@require_GET
@page(asking.PERMISSION)
def view(request: HttpRequest, code: str) -> HttpResponse:
    """The explanation of one indicator for one union and time."""
    from niangjia.kernel.indicators import State  # loads Ibis
    from niangjia.kernel.indicators.registry import versions  # loads Ibis
    from niangjia.statistics.queries import catalogue  # loads Ibis

    indicator = indicator_of(code)
    asked = asking.read(request.GET, indicator, actor_of(request))
    is_awaiting = indicator.state is State.AWAITING
    context: dict[str, Any] = {
        "indicator": indicator,
        "area": catalogue.area_of(indicator),
        "is_awaiting": is_awaiting,
        "asked": asked,
        "is_of_period": asking.is_of_period(indicator),
        "presets": _presets(indicator, asked),
        "by_today": asked.tree == "today",
        "changes": indicator.changes,
        "versions": versions(code)[:-1] if "[" not in code and "@" not in code else (),
    }
    context |= _typed(indicator, asked) if is_awaiting else _counted(indicator, asked)
    return render(request, "statistics/figures/explain.html", context)


def _counted(indicator: Indicator, asked: Asking) -> dict[str, Any]:
    from niangjia.kernel.indicators import Asked  # loads Ibis
    from niangjia.statistics.queries.explaining import explain  # loads Ibis
    from niangjia.statistics.queries.reported import history  # loads Ibis
    from niangjia.statistics.queries.source import engine_for  # may load DuckDB

    days = Asked(asked.on, asked.start, asked.end)
    found = explain(indicator, asked.union.pk, days, asked.tree, engine_for(asked.union))
    return {
        "explanation": found,
        "before": history(indicator.code, asked.union.pk, TYPED_BEFORE),
        "value": said(found.figure),
        "records_url": _address(records_url, indicator.code, asked),
        "parts": [(p, said(p.figure), _to(p.figure, asked)) for p in found.parts],
        "cuts": [
            (cut, [(bar, said(bar.figure), _to(bar.figure, asked)) for bar in cut.bars])
            for cut in found.cuts
        ],
    }


def _typed(indicator: Indicator, asked: Asking) -> dict[str, Any]:
    from niangjia.statistics.queries import reported as queries  # loads Ibis

    found = queries.reported(
        (indicator.code,), asked.union.pk, on=asked.on, start=asked.start, end=asked.end
    ).get(indicator.code)
    return {
        "reported": found,
        "value": f"{found.value.normalize():,f}" if found else "—",
        "before": queries.history(indicator.code, asked.union.pk, TYPED_BEFORE),
    }


def _to(figure: Figure, asked: Asking) -> str:
    return _address(explain_url, figure.indicator.code, asked)


def _address(make: Any, code: str, asked: Asking) -> str:
    address: str = make(
        code, asked.union.code, on=asked.on, start=asked.start, end=asked.end, tree=asked.tree
    )
    return address


def _presets(indicator: Indicator, asked: Asking) -> list[tuple[str, str]]:
    return [
        (label, _address(explain_url, indicator.code, asked.at(start, end)))
        for label, start, end in asking.presets(clock.today())
    ]


URLS = [path("<str:code>/", view)]
