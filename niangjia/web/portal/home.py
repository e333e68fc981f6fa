"""Home of the workers' phone (职工端首页): what waits for her first, then the ways in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from niangjia.web.guard import actor_of
from niangjia.web.portal.registry import cards_for, waiting_for


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """``/m/``."""
    actor = actor_of(request)
    context = {
        "is_visitor": actor.user_id is None,
        "name": actor.name,
        "waiting": waiting_for(actor),
        "cards": cards_for(actor),
    }
    return render(request, "portal/home.html", context)
