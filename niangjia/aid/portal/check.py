"""“我可能符合条件吗” at /m/aid/check/: open to everybody, nothing stored.

The answers travel in the page itself, posted back with every question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.aid.portal.fields import fields_of, lists
from niangjia.aid.queries import parameters_at, phone
from niangjia.aid.rules import selftest
from niangjia.aid.rules.asking import Screen, Value, read
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.eligibility import Parameters
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.members import queries as members
from niangjia.unions.models import Union
from niangjia.web.desk import actor_of

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class _Where:
    """Whose standard counts, and how the page asked for it."""

    query: str
    name: str
    path: str


@never_cache
@require_http_methods(["GET", "POST"])
def check_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/check/``: choose the place, then one question after the other."""
    where = _where(request)
    if where is None:
        return _choose(request)
    if request.method == "GET":
        return _question(request, where, {}, selftest.WORK)
    typed = lists(request.POST)
    values, wanted = _earlier(typed)
    if wanted is None:  # the result page: change the last answer
        wanted = selftest.screens(values)[-1]
        return _question(request, where, values, wanted)
    order = selftest.screens(values)
    at = order.index(wanted)
    if "back" in typed:
        return _question(request, where, values, order[max(at - 1, 0)])
    answer = read(wanted, typed, on=clock.today())
    if not answer.is_right:
        return _question(request, where, values, wanted, errors=answer.errors, typed=typed)
    values |= answer.values
    order = selftest.screens(values)
    if at + 1 < len(order):
        return _question(request, where, values, order[at + 1])
    return _result(request, where, values)


def _earlier(typed: Typed) -> tuple[dict[str, Value], Screen | None]:
    """The answers before the question that was posted, and that question.

    None: all were answered and she wants to change something. A page that was tampered with goes
    back to the first question that is not right.
    """
    values: dict[str, Value] = {}
    at = "" if "change" in typed else (typed.get("at") or [""])[-1]
    done: set[str] = set()
    while True:
        screen = next((one for one in selftest.screens(values) if one.code not in done), None)
        if screen is None or screen.code == at:
            return values, screen
        answer = read(screen, typed, on=clock.today())
        if not answer.is_right:
            return values, screen
        values |= answer.values
        done.add(screen.code)


def _question(
    request: HttpRequest,
    where: _Where,
    values: dict[str, Value],
    screen: Screen,
    *,
    errors: dict[str, str] | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    own = {ask.name for ask in screen.asks}
    before = lists(request.POST) if request.method == "POST" else {}
    order = selftest.screens(values)
    number = order.index(screen) + 1
    context = {
        "place": where.name,
        "screen": screen,
        "fields": fields_of(screen, values or before, errors, typed or _typed(screen, before)),
        "carried": _carried({k: v for k, v in (before | _many(values)).items() if k not in own}),
        "number": number,
        "total": len(order),
        "is_first": number == 1,
        "is_last": number == len(order),
    }
    return render(request, "aid/portal/check_question.html", context, status=422 if errors else 200)


def _typed(screen: Screen, before: Typed) -> Typed | None:
    """What stood in this question before, going back or forward again."""
    mine = {ask.name: before[ask.name] for ask in screen.asks if ask.name in before}
    return mine or None


def _result(request: HttpRequest, where: _Where, values: dict[str, Value]) -> HttpResponse:
    today = clock.today()
    parameters = _parameters(where.path, selftest.area_asked(values))
    found = selftest.assess(values, parameters, on=today) if parameters else None
    context = {
        "place": where.name,
        "query": where.query,
        "found": found,
        "basis": parameters.rules.title if parameters else "",
        "office": phone.office_at(where.path),
        "carried": _carried(_many(values)),
        "last": selftest.screens(values)[-1].code,
    }
    return render(request, "aid/portal/check_result.html", context)


def _parameters(path: str, area: Area = Area.URBAN) -> Parameters | None:
    """What is in force there; None where the county has published no standard."""
    try:
        return parameters_at(path, clock.today(), area)
    except Blocked:
        return None


def _many(values: dict[str, Value]) -> Typed:
    return {name: value if isinstance(value, list) else [value] for name, value in values.items()}


def _carried(typed: Typed) -> Sequence[tuple[str, str]]:
    """Hidden fields with the answers so far; nothing else that was posted."""
    return [(name, one) for name, many in typed.items() if name in selftest.NAMES for one in many]


# --- Where ---------------------------------------------------------------------------------


def _where(request: HttpRequest) -> _Where | None:
    asked = request.GET.get("in", "").replace("\0", "")[:12]
    if asked == "own":
        union = _own_union(request)
        return _Where("own", union.name, union.path) if union else None
    county = phone.county_union(asked) if asked else None
    return _Where(asked, str(county.region.name), county.path) if county else None


def _own_union(request: HttpRequest) -> Union | None:
    person = members.person_of(actor_of(request).user_id)
    return phone.union_of(person) if person else None


def _choose(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("in", "").replace("\0", "")[:12]
    place = members.region(asked) if asked else None
    if place is not None and place.level >= 3:
        place = None
    own = _own_union(request)
    context = {
        "own": own.name if own else "",
        "place": place,
        "places": members.places_below(place.code if place else ""),
    }
    return render(request, "aid/portal/check_place.html", context)
