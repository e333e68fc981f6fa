"""会员服务卡, one by one and in a bank's batches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members import queries, services
from niangjia.members.desk.codes import labels_view
from niangjia.members.forms import cadre as forms
from niangjia.members.models import Card
from niangjia.members.rules.cards import CARD
from niangjia.members.services import cards
from niangjia.web.desk import (
    Choice,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    MenuItem,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    actor_of,
    go,
    menu,
    page,
    register,
)

LIST = "/cards/"


@require_http_methods(["GET", "POST"])
@page("members.card")
def batch_view(request: HttpRequest) -> HttpResponse:
    """``/cards/batch/``: one step for all cards of a union that wait for it."""
    actor = actor_of(request)
    initial = {"union": request.GET.get("union", "")}
    form = forms.CardBatchForm(request.POST or None, actor=actor, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            outcome = _do(form.cleaned_data, actor)
        except Blocked as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            messages.success(request, outcome.text)
            return go(request, LIST)
    context = {
        "desk": CardDesk,
        "form": form,
        "obj": None,
        "title": "批量办卡",
        "back": LIST,
        "button": "办理",
    }
    return render(request, "desk/form.html", context)


def _do(values: dict[str, Any], actor: Actor) -> services.BatchOutcome:
    union, step, on = values["union"], values["step"], values["on"]
    if step == "apply":
        return services.apply_many(union, bank=values["bank"], on=on, actor=actor)
    return services.take_many(queries.cards_at(union, step), step=step, on=on, actor=actor)


@register
class CardDesk(Desk):
    """会员服务卡."""

    slug = "cards"
    model = Card
    title = "会员服务卡"
    menu = ("会员", 60)
    area = "members"
    subtitle = "person__name"
    related = ("person", "union")
    columns = (
        Link("person__name", "姓名"),
        Text("union"),
        Text("bank"),
        Text("number_tail"),
        Status("status", tones={"activated": "ok", "lost": "bad", "frozen": "warn"}),
        Day("applied_on"),
        Day("delivered_on"),
        Day("activated_on"),
    )
    card = ("person__name", "number_tail", "status")
    filters = (
        UnionSubtree("union"),
        Choice("status"),
        DateRange("applied_on"),
        DateRange("activated_on"),
    )
    search = staticmethod(queries.find_by_person)
    search_hint = "姓名、证件号码或手机号码"
    in_global_search = False
    can_create = False
    can_edit = False
    workflow = CARD
    verbs = {step.code: getattr(cards, step.code) for step in CARD.steps}
    step_forms = {
        "produce": forms.ProduceForm,
        "deliver": forms.CardDayForm,
        "activate": forms.CardDayForm,
    }
    tabs = (
        Facts(
            Group(
                "卡",
                Text("person__name", "姓名"),
                "union",
                "bank",
                "number_tail",
                "status",
                "due_on",
            ),
            Group(
                "里程碑",
                "applied_on",
                "produced_on",
                "delivered_on",
                "activated_on",
                "closed_on",
            ),
        ),
        Timeline(),
    )
    urls = (
        path("batch/", batch_view, name="cards-batch"),
        path("labels/", labels_view, name="cards-labels"),
    )
    list_intro = "申请 → 核对 → 送银行 → 制卡 → 领回 → 发放 → 激活。一批卡可在“批量办卡”一次办理。"


menu(MenuItem("会员", 61, "批量办卡", "/cards/batch/", "members.card"))
