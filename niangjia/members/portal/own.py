"""My membership (我的会籍): episode, card, transfer asked by the member herself. At /m/member/."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members import queries
from niangjia.members.forms.phone import MoveForm
from niangjia.members.models import Membership
from niangjia.members.rules.lifecycle import AskedBy
from niangjia.members.services import request_transfer
from niangjia.members.services.transfer import withdraw_own
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

HERE = "/m/member/"


def _own(actor: Actor) -> Membership | None:
    """The signed-in member's membership. No role holds this permission, so only rows of her own."""
    rows = Membership.objects.visible_to(actor, "members.own").select_related("person", "union")
    found: Membership | None = rows.filter(left_on=None).first()
    return found


@own_page
@require_http_methods(["GET", "POST"])
def own_view(request: HttpRequest) -> HttpResponse:
    """``/m/member/``: what the union has on record of me, and the way to another union."""
    actor = actor_of(request)
    membership = _own(actor)
    form = MoveForm(request.POST or None, actor=actor)
    if membership is not None and form.is_bound and form.is_valid():
        try:
            _ask(membership, form, actor)
        except Blocked as refusal:
            field = "code" if refusal.field == "to" else refusal.field
            form.add_error(field if field in form.fields else None, refusal.reason)
        else:
            messages.success(request, "已提交转会申请,等待双方工会确认。")
            return HttpResponseRedirect(HERE)
    context = {
        "membership": membership,
        "card": queries.live_card(membership.person_id) if membership else None,
        "transfer": queries.open_transfer(membership.pk) if membership else None,
        "form": form,
    }
    return render(request, "members/portal/own.html", context)


def _ask(membership: Membership, form: forms.Form, actor: Actor) -> None:
    union = queries.union_of_join_code(form.cleaned_data["code"])
    if union is None:
        raise Blocked("没有这个入会码。请向新单位的工会索取,或扫描其入会二维码查看。", field="code")
    request_transfer(
        membership,
        union,
        reason=form.cleaned_data["reason"],
        actor=actor,
        asked_by=AskedBy.MEMBER,
    )


@own_page
@require_POST
def withdraw_view(request: HttpRequest) -> HttpResponse:
    """``/m/member/withdraw/``: take back the transfer I asked for."""
    actor = actor_of(request)
    membership = _own(actor)
    transfer = queries.open_transfer(membership.pk) if membership else None
    if transfer is not None:
        try:
            withdraw_own(transfer, actor=actor)
        except Blocked as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, "已撤回转会申请。")
    return HttpResponseRedirect(HERE)


urlpatterns = [
    path("", own_view, name="my-membership"),
    path("withdraw/", withdraw_view, name="my-transfer-withdraw"),
]
