"""Dashboard page: a declared template and its context."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from niangjia.web.desk.declare import Dashboard
from niangjia.web.guard import page


def dashboard_view(board: Dashboard) -> Any:
    """``/<slug>/``."""

    @require_GET
    @page(board.permission)
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, board.template, {"board": board, **board.context(request)})

    return view
