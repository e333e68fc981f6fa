"""Joining on the phone (扫码入会): apply, ask for progress, correct, withdraw. Mounted at /m/join/.

Nobody has to sign in. Whoever knows an application's number and the end of its phone has proved
it hers; the session remembers that. Answers never tell whether a number is known to the register.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niangjia.kernel.attempts import require_calm
from niangjia.kernel.errors import Blocked
from niangjia.members import queries
from niangjia.members.forms.phone import JoinForm, ProgressForm, filled_in
from niangjia.members.models import JoinApplication
from niangjia.members.rules.joining import APPLICANT_SEES, ATTEMPTS_AN_HOUR, JOINING, NOTICE
from niangjia.members.rules.lifecycle import JoinChannel, JoinStatus
from niangjia.members.services import apply_to_join
from niangjia.members.services.joining import applicant, resubmit, withdraw
from niangjia.web.desk import ActorForm, actor_of
from niangjia.web.portal import address_of

MINE = "/m/join/mine/"
_KEY = "join_application"


@require_GET
def choose_view(request: HttpRequest) -> HttpResponse:
    """``/m/join/``: county, township, and the union that takes in whoever has none."""
    chosen = request.GET.get("in", "").replace("\0", "")[:12]
    place = queries.region(chosen) if chosen else None
    context = {
        "place": place,
        "places": queries.places_below(place.code if place else ""),
        "union": queries.catch_all_union(place.code) if place and place.level >= 3 else None,
    }
    return render(request, "members/portal/choose.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def apply_view(request: HttpRequest, code: str) -> HttpResponse:
    """``/m/join/<code>/``: the page behind a union's QR."""
    union = queries.union_of_join_code(code.replace("\0", ""))
    if union is None:
        return render(request, "members/portal/unknown_code.html", status=404)
    form = JoinForm(request.POST or None, actor=actor_of(request))
    if form.is_bound and form.is_valid():
        channel = JoinChannel.CATCH_ALL if union.is_catch_all else JoinChannel.SCAN
        try:
            require_calm(
                ATTEMPTS_AN_HOUR, apply_phone=form.facts.phone, apply_address=address_of(request)
            )
            made = apply_to_join(
                form.facts,
                union,
                work=form.work,
                consents=form.cleaned_data["consents"],
                channel=channel,
                actor=actor_of(request),
            )
        except Blocked as refusal:
            _put(form, refusal)
        else:
            request.session[_KEY] = made.pk
            return HttpResponseRedirect(MINE)
    context = {"form": form, "union": union, "notice": NOTICE, "title": "申请加入工会"}
    return render(request, "members/portal/apply.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def progress_view(request: HttpRequest) -> HttpResponse:
    """``/m/join/progress/``: number and last four digits of the phone."""
    form = ProgressForm(request.POST or None, actor=actor_of(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            require_calm(
                ATTEMPTS_AN_HOUR,
                progress_number=values["number"].upper(),
                progress_address=address_of(request),
            )
            found = queries.own_application(values["number"], values["phone_tail"])
            if found is None:
                raise Blocked("没有找到这份申请。请核对申请编号和手机号码后四位。")
        except Blocked as refusal:
            _put(form, refusal)
        else:
            request.session[_KEY] = found.pk
            return HttpResponseRedirect(MINE)
    return render(request, "members/portal/progress.html", {"form": form})


@never_cache
@require_GET
def mine_view(request: HttpRequest) -> HttpResponse:
    """``/m/join/mine/``: the application this phone has proved hers."""
    application = _proved(request)
    if application is None:
        return HttpResponseRedirect("/m/join/progress/")
    status = JoinStatus(application.status)
    context = {
        "application": application,
        "status": APPLICANT_SEES[status],
        "is_open": not JOINING.is_final(application.status),
        "is_returned": status == JoinStatus.RETURNED,
        "reason": queries.told_to_applicant(application),
        "due_on": queries.review_due_on(application),
    }
    return render(request, "members/portal/mine.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest) -> HttpResponse:
    """``/m/join/mine/edit/``: correct what was sent back."""
    application = _proved(request)
    if application is None or application.status != JoinStatus.RETURNED:
        return HttpResponseRedirect(MINE)
    form = JoinForm(request.POST or None, actor=actor_of(request), initial=filled_in(application))
    if form.is_bound and form.is_valid():
        try:
            resubmit(application, form.facts, work=form.work, actor=applicant(application))
        except Blocked as refusal:
            _put(form, refusal)
        else:
            messages.success(request, "已重新提交。")
            return HttpResponseRedirect(MINE)
    context = {
        "form": form,
        "union": application.union,
        "notice": NOTICE,
        "title": "修改入会申请",
        "reason": queries.told_to_applicant(application),
    }
    return render(request, "members/portal/apply.html", context)


@require_POST
def withdraw_view(request: HttpRequest) -> HttpResponse:
    """``/m/join/mine/withdraw/``."""
    application = _proved(request)
    if application is not None:
        try:
            withdraw(application, actor=applicant(application))
        except Blocked as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, "已撤回申请。")
    return HttpResponseRedirect(MINE)


def _proved(request: HttpRequest) -> JoinApplication | None:
    pk = request.session.get(_KEY)
    return queries.application(pk) if isinstance(pk, int) else None


def _put(form: ActorForm, refusal: Blocked) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


urlpatterns = [
    path("", choose_view, name="join-choose"),
    path("progress/", progress_view, name="join-progress"),
    path("mine/", mine_view, name="join-mine"),
    path("mine/edit/", edit_view, name="join-edit"),
    path("mine/withdraw/", withdraw_view, name="join-withdraw"),
    path("<str:code>/", apply_view, name="join-apply"),
]
