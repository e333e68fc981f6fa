"""会员码: what a cadre sees who scans a member's card, and the sheet of codes to stick on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.scope import the_visible
from niangjia.members import queries, services
from niangjia.members.forms import cadre as forms
from niangjia.members.models import Card
from niangjia.members.rules.cards import SCANNED_AT, scan_address, scan_refusal
from niangjia.web.desk import MenuItem, actor_of, menu, mount, page
from niangjia.web.qr import qr_image

Use = Callable[[Card, Actor], Iterable[tuple[str, str]]]
"""(card in use, actor) → (what can be done with it, its address)."""
_USES: list[Use] = []


def register_use(use: Use) -> None:
    """Areas above say what a scanned card is good for."""
    _USES.append(use)


@require_GET
@page("members.view")
def scanned_view(request: HttpRequest, code: str) -> HttpResponse:
    """``/card-code/<code>/``: whose it is, whether it is good, and what can be done."""
    actor = actor_of(request)
    found = queries.card_of_code(code)
    rows = Card.objects.visible_to(actor, "members.view").select_related("person", "union")
    card = the_visible(rows.filter(pk=found.pk if found else None))
    refused = scan_refusal(card.status)
    uses = [] if refused else [each for use in _USES for each in use(card, actor)]
    context = {"card": card, "refused": refused, "uses": uses}
    return render(request, "members/desk/scanned.html", context)


@require_http_methods(["GET", "POST"])
@page("members.card")
def labels_view(request: HttpRequest) -> HttpResponse:
    """``/cards/labels/``: choose a union, then a sheet of codes for its cards."""
    actor = actor_of(request)
    initial = {"union": queries.own_union_code(actor, "members.card")}
    form = forms.LabelsForm(request.POST or None, actor=actor, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            cards = services.print_labels(form.cleaned_data["union"], actor=actor)
        except Blocked as refusal:
            form.add_error("union", refusal.reason)
        else:
            labels = [(card, qr_image(request, scan_address(card.code), scale=3)) for card in cards]
            return render(request, "members/desk/labels.html", {"labels": labels})
    context = {"form": form, "title": "打印会员码", "back": "/cards/", "button": "生成打印页"}
    return render(request, "desk/form.html", context)


mount(SCANNED_AT.lstrip("/"), [path("<str:code>/", scanned_view, name="card-code")])
menu(MenuItem("会员", 62, "打印会员码", "/cards/labels/", "members.card"))
