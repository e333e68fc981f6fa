"""Signing in on the phone (手机验证码登录): number → code → in. Mounted at /m/sign-in/ and /m/sign-out/.

One question a screen. The browser that asked for a code is the one that may use it. An account bound
to a person asks on an unknown phone for one thing more, because numbers get new owners.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts import queries, rules, services
from niangjia.accounts.forms import PhoneCodeForm, PhoneForm, ProofForm
from niangjia.accounts.middleware import PHONE_KEY
from niangjia.accounts.models import PhoneCode, User
from niangjia.accounts.portal import devices
from niangjia.accounts.rules import CodePurpose, SignInOutcome
from niangjia.accounts.services import Asker
from niangjia.kernel import crypto, ids
from niangjia.kernel.attempts import give_back, require_calm
from niangjia.kernel.errors import Blocked
from niangjia.web.desk.writing import put_refusal
from niangjia.web.portal import HOME, SIGN_IN, address_of, safe_next

BACKEND = "django.contrib.auth.backends.ModelBackend"
CODE_KEY = "phone_code"
"""Session entry: the code this browser asked for."""
PROVED_KEY = "phone_proved"
"""Session entry: (user id, unix time) whose phone was proved; her further proof is due."""
PROVED_SECONDS = 600


@never_cache
@require_http_methods(["GET", "POST"])
def phone_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-in/``: which number."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        try:
            _send(request, form.cleaned_data["phone"])
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            return _to(request, "code/")
    context = {"form": form, "next": safe_next(request), "is_idle": "idle" in request.GET}
    return devices.name(request, render(request, "accounts/portal/phone.html", context))


@never_cache
@require_http_methods(["GET", "POST"])
def code_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-in/code/``: the six digits."""
    asked = _asked(request)
    if asked is None:
        return _start_over(request)
    phone = crypto.unseal(bytes(asked.phone_sealed))
    form = PhoneCodeForm(request.POST or None)
    if form.is_valid():
        try:
            services.try_code(asked, form.cleaned_data["code"], asker=_asker(request, phone))
            user = services.open_by_phone(phone)
        except Blocked as refusal:
            _log(request, queries.username_of_phone(phone), SignInOutcome.WRONG_CODE)
            put_refusal(form, refusal)
        else:
            request.session.pop(CODE_KEY, None)
            return _after_code(request, user)
    context = {"form": form, "phone": ids.mask_phone(phone), "next": safe_next(request)}
    return render(request, "accounts/portal/code.html", context)


@never_cache
@require_POST
def again_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-in/again/``: another code to the same number."""
    asked = _asked(request)
    if asked is None:
        return _start_over(request)
    try:
        _send(request, crypto.unseal(bytes(asked.phone_sealed)))
    except Blocked as refusal:
        messages.warning(request, refusal.reason)
    else:
        messages.success(request, "验证码已重新发送,请填写最新收到的一条。")
    return _to(request, "code/")


@never_cache
@require_http_methods(["GET", "POST"])
def proof_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-in/proof/``: on an unknown phone, what only the person knows."""
    user = _waiting(request)
    proof = services.proof_due(user) if user else None
    if user is None or proof is None:
        return _start_over(request)
    form = ProofForm(request.POST or None)
    form.fields["answer"].label = proof.question
    if form.is_valid():
        try:
            require_calm(rules.PHONE_ATTEMPTS_AN_HOUR, prove_user=str(user.pk))
            if proof.holds(user.pk, form.cleaned_data["answer"]):
                give_back(prove_user=str(user.pk))
                return devices.know(_enter(request, user), user)
            _log(request, user.username, SignInOutcome.WRONG_CODE)
            form.add_error("answer", "与登记的不一致。请核对后再填。")
        except Blocked as refusal:
            put_refusal(form, refusal)
    context = {"form": form, "next": safe_next(request)}
    return render(request, "accounts/portal/proof.html", context)


@never_cache
@require_POST
def new_owner_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-in/new-owner/``: the number is mine now, what was there before is not."""
    user = _waiting(request)
    if user is None:
        return _start_over(request)
    return _enter(request, services.hand_over_phone(user))


@never_cache
@require_POST
def sign_out_view(request: HttpRequest) -> HttpResponse:
    """``/m/sign-out/``."""
    if isinstance(request.user, User):
        _log(request, request.user.username, SignInOutcome.SIGN_OUT)
    auth.logout(request)
    messages.info(request, "您已退出登录。")
    return HttpResponseRedirect(HOME)


def enter(request: HttpRequest, user: User) -> None:
    """Sign the worker in: a new session key, no posts, the idle time of phones."""
    auth.login(request, user, backend=BACKEND)
    for key in (CODE_KEY, PROVED_KEY):
        request.session.pop(key, None)
    request.session[PHONE_KEY] = True
    request.session.set_expiry(settings.NIANGJIA_PHONE_IDLE_SECONDS)


def _send(request: HttpRequest, phone: str) -> None:
    row = services.send_code(phone, CodePurpose.SIGN_IN, asker=_asker(request, phone))
    request.session[CODE_KEY] = row.pk


def _asker(request: HttpRequest, phone: str) -> Asker:
    return Asker(address_of(request), devices.name_of(request), devices.knows(request, phone))


def _asked(request: HttpRequest) -> PhoneCode | None:
    pk = request.session.get(CODE_KEY)
    if not isinstance(pk, int):
        return None
    return PhoneCode.objects.filter(pk=pk, purpose=CodePurpose.SIGN_IN).first()


def _after_code(request: HttpRequest, user: User) -> HttpResponse:
    if services.proof_due(user) is None or devices.account_of(request) == user.pk:
        return _enter(request, user)
    request.session[PROVED_KEY] = [user.pk, int(time.time())]
    return _to(request, "proof/")


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    target = safe_next(request)
    enter(request, user)
    _log(request, user.username, SignInOutcome.OK)
    return HttpResponseRedirect(target)


def _waiting(request: HttpRequest) -> User | None:
    pk, since = request.session.get(PROVED_KEY) or (None, 0)
    if pk is None or time.time() - since > PROVED_SECONDS:
        return None
    return User.objects.filter(pk=pk, is_active=True, phone_blind__isnull=False).first()


def _to(request: HttpRequest, page: str = "") -> HttpResponse:
    target = safe_next(request)
    query = f"?{urlencode({'next': target})}" if target != HOME else ""
    return HttpResponseRedirect(f"{SIGN_IN}{page}{query}")


def _start_over(request: HttpRequest) -> HttpResponse:
    """The way in was lost half-way: too long ago, or another browser."""
    if not request.user.is_authenticated:
        messages.warning(request, "登录没有办完,可能隔得太久,或换了浏览器。请重新获取验证码。")
    return _to(request)


def _log(request: HttpRequest, username: str, outcome: SignInOutcome) -> None:
    services.record_sign_in(username, address_of(request) or None, outcome)


urlpatterns = [
    path("sign-in/", phone_view, name="phone-sign-in"),
    path("sign-in/code/", code_view, name="phone-sign-in-code"),
    path("sign-in/again/", again_view, name="phone-sign-in-again"),
    path("sign-in/proof/", proof_view, name="phone-sign-in-proof"),
    path("sign-in/new-owner/", new_owner_view, name="phone-sign-in-new-owner"),
    path("sign-out/", sign_out_view, name="phone-sign-out"),
]
