"""``/figures/<code>/``: one figure explained (指标说明)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.statistics.desk import asking
from niangjia.statistics.desk.closings import said as closed_said
from niangjia.statistics.desk.unknown import names_unknown
from niangjia.statistics.models import Closing
from niangjia.statistics.rules.board import TYPED_SHARE
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, whole
from niangjia.web.desk import actor_of, page
from niangjia.web.figures import explain_url, records_url, said

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Awaiting, Engine, Figure, Indicator
    from niangjia.statistics.desk.asking import Asking
    from niangjia.statistics.queries.closings import ClosedFigure
    from niangjia.statistics.queries.reported import Reported

TYPED_BEFORE = 12


def indicator_of(code: str) -> Indicator:
    """Raises UnknownIndicator when there is none of that code."""
    from niangjia.kernel.indicators import get  # loads Ibis

    return get(code)


@require_GET
@page(asking.PERMISSION)
@names_unknown
def view(request: HttpRequest, code: str) -> HttpResponse:
    """The explanation of one indicator for one union and time."""
    from niangjia.kernel.indicators import Awaiting  # loads Ibis
    from niangjia.kernel.indicators.registry import versions  # loads Ibis
    from niangjia.statistics.queries import catalogue  # loads Ibis

    indicator = indicator_of(code)
    asked = asking.read(request.GET, indicator, actor_of(request))
    context: dict[str, Any] = {
        "indicator": indicator,
        "area": catalogue.area_of(indicator),
        "is_awaiting": isinstance(indicator, Awaiting),
        "asked": asked,
        "is_of_period": asking.is_of_period(indicator),
        "is_of_day": asking.is_of_day(indicator),
        "presets": _presets(indicator, asked),
        "by_today": asked.tree == "today",
        "changes": indicator.changes,
        "present": indicator_of(code.partition("@")[0]) if "@" in code else None,
        "versions": versions(code)[:-1] if "[" not in code and "@" not in code else (),
    }
    if isinstance(indicator, Awaiting):
        context |= _typed(indicator, asked)
    else:
        context |= _counted(indicator, asked)
        context |= {"frozen": _frozen(context["explanation"].figure, asked, actor_of(request))}
    return render(request, "statistics/figures/explain.html", context)


def _counted(indicator: Indicator, asked: Asking) -> dict[str, Any]:
    from niangjia.kernel.indicators import Asked  # loads Ibis
    from niangjia.statistics.queries.explaining import explain  # loads Ibis
    from niangjia.statistics.queries.reported import history  # loads Ibis
    from niangjia.statistics.queries.source import engine_for  # may load DuckDB

    days = Asked(asked.on, asked.start, asked.end)
    engine = engine_for(asked.union)
    found = explain(indicator, asked.union.pk, days, asked.tree, engine)
    if not found.figure.value:
        asked.require_stood()
    typed = history(indicator.code, asked.union.pk, TYPED_BEFORE)
    return {
        "explanation": found,
        "before": _beside(indicator, typed, asked, engine),
        "value": said(found.figure),
        "own": _own(indicator, asked, engine),
        "records_url": _address(records_url, indicator.code, asked),
        "parts": [(p, said(p.figure), _to(p.figure, asked)) for p in found.parts],
        "cuts": [
            (cut, [(bar, said(bar.figure), _to(bar.figure, asked)) for bar in cut.bars])
            for cut in found.cuts
        ],
    }


def _frozen(
    figure: Figure, asked: Asking, actor: Actor
) -> list[tuple[ClosedFigure, dict[str, Any]]]:
    """What closings froze of this very figure, with the last revision of each: a flow of exactly
    the period, others of the day. Number and words for each; a link only to closings in sight."""
    from niangjia.statistics.queries.closings import frozen  # loads Ibis

    indicator = figure.indicator
    if asked.start is not None and not asking.is_of_period(indicator):
        return []  # a cumulative number of a period: closings have it of their last day
    base, mark, rest = indicator.code.partition("@")
    code = base + rest.lstrip("0123456789")
    assert asked.last is not None
    found = frozen(code, asked.union.pk, asked.start, asked.last)
    if mark:
        found = [one for one in found if one.version == indicator.version]
    mine = set(
        Closing.objects.visible_to(actor, asking.PERMISSION)
        .filter(pk__in=[one.closing.pk for one in found])
        .values_list("pk", flat=True)
    )
    unit = indicator.unit.value
    return [
        (
            one,
            {
                "value": closed_said(one.value, unit),
                "revised": closed_said(one.revised.value, unit) if one.revised else "",
                "differs": one.latest != figure.value and asked.tree == "dated",
                "old": one.version if one.version != indicator.version else "",
                "url": f"/closings/{one.closing.public_id}/" if one.closing.pk in mine else "",
            },
        )
        for one in found
    ]


def _own(indicator: Indicator, asked: Asking, engine: Engine | None) -> str:
    """Of the share that is typed, what this very union typed of what it could."""
    from niangjia.statistics.queries.typing import own_share  # loads Ibis

    if indicator.code != TYPED_SHARE or asked.last is None:
        return ""
    return own_share(asked.union, asked.last, asked.tree, engine).words


def _beside(
    indicator: Indicator, typed: list[Reported], asked: Asking, engine: Engine | None
) -> list[tuple[Reported, str, str, str]]:
    """What was typed before the records were kept here, beside what the records say of the same
    days, with the address of that."""
    from niangjia.kernel.indicators import Asked, series  # loads Ibis

    if not typed:
        return []
    of_period = asking.is_of_period(indicator)
    days = [
        Asked(None, row.starts_on, row.ends_on)
        if of_period or row.starts_on != row.ends_on
        else Asked(row.ends_on)
        for row in typed
    ]
    figures = series([indicator.code], asked.union.pk, days, tree=asked.tree, engine=engine)
    counted = [found[indicator.code] for found in figures]
    return [
        (row, plain(indicator, row.value), said(figure), _to(figure, asked))
        for row, figure in zip(typed, counted, strict=True)
    ]


def _typed(indicator: Awaiting, asked: Asking) -> dict[str, Any]:
    from niangjia.statistics.queries import reported as queries  # loads Ibis

    found = queries.reported(
        (indicator.code,), asked.union.pk, on=asked.on, start=asked.start, end=asked.end
    ).get(indicator.code)
    if found is None:
        asked.require_stood()
    before = queries.history(indicator.code, asked.union.pk, TYPED_BEFORE)
    return {
        "reported": found,
        "is_typed": bool(before),
        "value": plain(indicator, found.value) if found else "—",
        "before": [(row, plain(indicator, row.value), "", "") for row in before],
        **_below(indicator, asked),
    }


def _below(indicator: Awaiting, asked: Asking) -> dict[str, Any]:
    """What the children typed for the same period, added up by the system where it may be."""
    from niangjia.statistics.queries import reported as queries  # loads Ibis

    period = _period(asked)
    if period is None:
        return {}
    below = queries.of_children((indicator,), asked.union, period)[indicator.code]
    total = plain(indicator, below.total) if below.total is not None else ""
    return {"below": below, "below_total": total, "below_period": period.code} if below.of else {}


def _period(asked: Asking) -> Period | None:
    """The period that values are typed for: with exactly those days, or ending on the day."""
    if asked.start and asked.end:
        return whole(asked.start, asked.end)
    day = asked.on
    found = (containing(kind, day) for kind in reversed(PeriodKind)) if day else ()
    return next((period for period in found if period.end == day), None)


def plain(indicator: Indicator, value: Decimal) -> str:
    """A typed value with the decimals of its indicator."""
    return f"{value:,.{indicator.decimals}f}"


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
