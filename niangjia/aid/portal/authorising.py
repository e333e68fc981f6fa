"""Authorising anew at /m/aid/file/<id>/authorise/: none was signed, it ran out, or was withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.accounts.portal import confirming
from niangjia.accounts.portal.confirming import Words
from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.portal.case import HERE, own_file
from niangjia.aid.portal.handing_in import bound_phone
from niangjia.aid.queries import case
from niangjia.aid.rules import signing
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

CODE_KEY = "aid_authorise_code"
ABOUT = "您正在签署困难帮扶的核对授权书。"


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def authorise_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The words; the button sends a code."""
    file = own_file(request, public_id)
    if not case.needs_authorisation(file):
        return HttpResponseRedirect(HERE)
    if request.method == "GET":
        return _page(request, file)
    try:
        confirming.ask(request, CODE_KEY, bound_phone(actor_of(request)), about=ABOUT)
    except Blocked as refusal:
        return _page(request, file, refusal.reason)
    return HttpResponseRedirect(f"{request.path}code/")


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def code_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Six digits, and it is signed."""
    file = own_file(request, public_id)
    words = Words("签署核对授权书", "签字", f"{HERE}file/{public_id}/authorise/")
    code = confirming.code_page(request, CODE_KEY, words, about=ABOUT)
    if isinstance(code, HttpResponse):
        return code
    try:
        services.sign_authorisation(
            file,
            kinds=signing.AUTHORISE_KINDS,
            until_on=signing.authorised_until(clock.today()),
            signed_how=signing.SignedHow.CODE,
            code=code,
            actor=queries.as_applicant(file, actor_of(request)),
        )
    except Blocked as refusal:
        return _page(request, file, refusal.reason)
    messages.success(request, "已签核对授权书。工会会接着办理。")
    return HttpResponseRedirect(HERE)


def _page(request: HttpRequest, file: HouseholdFile, refused: str = "") -> HttpResponse:
    until_on = signing.authorised_until(clock.today())
    context = {
        "file": file,
        "lines": signing.authorisation(signing.AUTHORISE_KINDS, until_on),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "aid/portal/authorise.html", context, status=status)
