"""What a cadre filed for her at /m/aid/file/<id>/confirm/: all of it, then a code to her phone."""

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
from niangjia.aid.portal.summary import summary_context
from niangjia.aid.queries import case, drafts, phone, reading_back
from niangjia.aid.rules import EDITABLE, signing, telling
from niangjia.aid.services.signing import content_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

CODE_KEY = "aid_confirm_code"
SEEN_KEY = "aid_confirm_seen"
"""Session entry: (id of the file, digest of what she was shown, whether she authorises)."""
ABOUT = "您正在确认工会代您填写的困难档案。"


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything that was entered and the papers to sign; the button sends a code."""
    file = own_file(request, public_id)
    if not case.case_of(file).waits_for_confirmation:
        return HttpResponseRedirect(HERE)
    if request.method == "GET":
        return _page(request, file)
    try:
        confirming.ask(request, CODE_KEY, bound_phone(actor_of(request)), about=ABOUT)
    except Blocked as refusal:
        return _page(request, file, refusal.reason)
    seen = request.POST.get("seen", "")[:64]
    request.session[SEEN_KEY] = [str(public_id), seen, "authorise" in request.POST]
    return HttpResponseRedirect(f"{request.path}code/")


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def code_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Six digits, and it is confirmed."""
    file = own_file(request, public_id)
    back = f"{HERE}file/{public_id}/confirm/"
    asked, seen, authorise = request.session.get(SEEN_KEY) or ("", "", False)
    if asked != str(public_id):
        return HttpResponseRedirect(back)
    words = Words("确认工会代您填写的内容", "签字确认", back)
    code = confirming.code_page(request, CODE_KEY, words, about=ABOUT)
    if isinstance(code, HttpResponse):
        return code
    try:
        services.confirm(
            file, seen=_digest(seen), code=code, authorise=authorise, actor=actor_of(request)
        )
    except Blocked as refusal:
        return _page(request, file, refusal.reason)
    request.session.pop(SEEN_KEY, None)
    messages.success(request, "已确认。工会会接着办理。")
    return HttpResponseRedirect(HERE)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _page(request: HttpRequest, file: HouseholdFile, refused: str = "") -> HttpResponse:
    answers = reading_back.answers_of(file)
    until_on = signing.authorised_until(clock.today())
    context = summary_context(answers, drafts.own_of(file.person), file.union) | {
        "file": file,
        "seen": content_of(file).hex(),
        "refused": refused,
        "may_edit": file.status in EDITABLE,
        "may_withdraw": file.status in telling.MAY_WITHDRAW,
        "office": phone.office_at(file.scope_path),
        "confirmation": signing.CONFIRM_TEXT,
        "promise": signing.PROMISE_TEXT if queries.is_promise_open(file) else (),
        "authorisation": signing.authorisation(signing.AUTHORISE_KINDS, until_on)
        if queries.is_authorisation_open(file)
        else (),
    }
    return render(request, "aid/portal/confirm.html", context, status=422 if refused else 200)
