"""Handing the application in at /m/aid/apply/submit/: the last look, a code to her phone, done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.accounts.portal import confirming
from niangjia.accounts.portal.confirming import Words
from niangjia.aid.portal.applying import CASE, HERE, At, address, located
from niangjia.aid.queries import phone
from niangjia.aid.rules import application as form
from niangjia.aid.rules.answers import SIGNED
from niangjia.aid.services import drafting
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.web.portal import own_page

SUBMIT = f"{HERE}submit/"
CODE_KEY = "aid_submit_code"
ABOUT = "您正在签署困难帮扶的承诺书和核对授权书。"
WORDS = Words("签署承诺书和核对授权书,提交申请", "签字并提交", SUBMIT)
NO_PHONE = (
    "您的账号和会员资料里都没有手机号码,不能用验证码签字。"
    "请到所在工会签纸质的承诺书和核对授权书,由工会登记;填好的内容还在。"
)


def bound_phone(actor: Actor) -> str:
    """Where the code for a signature goes. Raises Blocked with the way that is left."""
    found = phone.signing_phone(actor)
    if not found:
        raise Blocked(NO_PHONE)
    return found


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def submit_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/submit/``: the last look, then a code."""
    at = located(request, "submit")
    if at is None:
        return HttpResponseRedirect(CASE)  # handed in already: a sending that was repeated
    if request.method == "POST":
        try:
            drafting.check_ready(at.draft, at.person)
            confirming.ask(request, CODE_KEY, bound_phone(at.actor), about=ABOUT)
        except Blocked as refusal:
            return _page(request, at, refusal.reason)
        return HttpResponseRedirect(f"{SUBMIT}code/")
    return _page(request, at)


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def submit_code_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/apply/submit/code/``: six digits, and it is handed in."""
    at = located(request, "submit")
    if at is None:
        return HttpResponseRedirect(CASE)
    code = confirming.code_page(request, CODE_KEY, WORDS, about=ABOUT)
    if isinstance(code, HttpResponse):
        return code
    try:
        file = drafting.hand_in(code=code, actor=at.actor)
    except Blocked as refusal:
        return _page(request, at, refusal.reason)
    messages.success(request, f"申请已提交,编号 {file.number}。办到哪一步,随时在这里看。")
    return HttpResponseRedirect(CASE)


def _page(request: HttpRequest, at: At, refused: str = "") -> HttpResponse:
    open_signs = [slug for slug in SIGNED if slug not in at.answers.screens]
    context = {
        "refused": refused,
        "unsigned": address(open_signs[0]) if open_signs else "",
        "union": phone.union_of(at.person),
        "total": len(form.STEPS),
    }
    return render(request, "aid/portal/submit.html", context, status=422 if refused else 200)
