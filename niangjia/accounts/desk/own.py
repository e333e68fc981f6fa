"""My own account (我的账号): posts, password, second factor, recent sign-ins."""

from __future__ import annotations

from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.accounts import queries, services
from niangjia.accounts.forms import CodeForm, PasswordForm
from niangjia.accounts.middleware import SECOND_FACTOR_KEY, has_second_factor
from niangjia.accounts.models import SecondFactor, User
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk import actor_of, page
from niangjia.web.desk.writing import put_refusal

ISSUER = "娘家"


@require_GET
@page()
def overview(request: HttpRequest) -> HttpResponse:
    """``/me/``."""
    user = _user(request)
    context = {
        "user": user,
        "posts": queries.posts_of(user),
        "sign_ins": queries.own_sign_ins(user)[:10],
        "recovery_left": queries.recovery_codes_left(user),
        "is_confirmed": has_second_factor(request, user),
        "needs_factor": queries.needs_second_factor(user),
    }
    return render(request, "accounts/overview.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@page()
def password(request: HttpRequest) -> HttpResponse:
    """``/me/password/``."""
    user = _user(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            changed = services.change_password(user, old, new, actor=actor_of(request))
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            auth.update_session_auth_hash(request, changed)
            messages.success(request, "密码已修改。下次登录请用新密码。")
            return HttpResponseRedirect(_back(request))
    context = {"form": form, "is_forced": user.must_change_password, "next": _back(request)}
    return render(request, "accounts/password.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page()
def second_factor(request: HttpRequest) -> HttpResponse:
    """``/me/second-factor/``: scan the code, prove it, keep the recovery codes."""
    user, actor = _user(request), actor_of(request)
    if user.second_factor_at is not None:
        messages.info(request, "您已启用二次验证。如要更换手机,请联系本级安全管理员重置。")
        return HttpResponseRedirect("/me/")
    factor = services.start_second_factor(user, actor=actor)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            user, codes = services.confirm_second_factor(
                user, form.cleaned_data["code"], actor=actor
            )
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            request.session.cycle_key()
            request.session[SECOND_FACTOR_KEY] = str(user.second_factor_at.isoformat())  # type: ignore[union-attr]  # just set
            kept = {"codes": codes, "next": _back(request)}
            return render(request, "accounts/recovery_codes.html", kept)
    uri = provisioning_uri(user, factor)
    context: dict[str, object] = {
        "form": form,
        "qr": segno.make(uri, error="m").svg_data_uri(scale=5, border=2),
        "secret": _in_groups(_base32(factor)),
        "next": _back(request),
    }
    return render(request, "accounts/second_factor.html", context)


def provisioning_uri(user: User, factor: SecondFactor) -> str:
    """What the authenticator app reads from the QR code (Key URI format)."""
    label = quote(f"{ISSUER}:{user.username}")
    values = {"secret": _base32(factor), "issuer": ISSUER, "digits": "6", "period": "30"}
    return f"otpauth://totp/{label}?{urlencode(values)}"


def _base32(factor: SecondFactor) -> str:
    return b32encode(services.secret_of(factor)).decode().rstrip("=")


def _in_groups(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if target and is_ours else "/me/"


urlpatterns = [
    path("me/", overview, name="me"),
    path("me/password/", password, name="me-password"),
    path("me/second-factor/", second_factor, name="me-second-factor"),
]
