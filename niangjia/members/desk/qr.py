"""入会二维码 of a union: a tab on its page and a sheet to print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.kernel.actor import Actor
from niangjia.kernel.scope import the_visible
from niangjia.unions.models import Union
from niangjia.web.desk import Tab, actor_of, mount, page, register_tab
from niangjia.web.qr import qr_image


def _context(union: Union, request: HttpRequest) -> dict[str, Any]:
    if not union.join_code:
        return {"union": union, "address": "", "qr": ""}
    address = request.build_absolute_uri(f"/m/join/{union.join_code}/")
    return {"union": union, "address": address, "qr": qr_image(request, address)}


def _tab(union: Union, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    return _context(union, request)


@require_GET
@page("members.review")
def print_view(request: HttpRequest, code: str) -> HttpResponse:
    """``/join-qr/<code>/``: one sheet of paper for the wall."""
    rows = Union.objects.visible_to(actor_of(request), "members.review")
    union = the_visible(rows.filter(code=code.replace("\0", "")))
    return render(request, "members/desk/qr_print.html", _context(union, request))


register_tab(
    "unions.union",
    Tab("join", "入会二维码", "members/desk/qr.html", _tab, permission="members.review"),
)
mount("join-qr/", [path("<str:code>/", print_view, name="join-qr")])
