"""Signing in and out, and the second step by one-time code (登录)."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import urlencode

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import auth, messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts import queries, rules, services
from niangjia.accounts.forms import CodeForm, SignInForm
from niangjia.accounts.middleware import SECOND_FACTOR_KEY
from niangjia.accounts.models import User
from niangjia.accounts.rules import SignInOutcome
from niangjia.kernel.errors import Blocked

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING_KEY = "pending_sign_in"  # (user id, unix time): the password was right, the code is due
PENDING_SECONDS = 300
IDLE = (
    f"您已超过{settings.SESSION_COOKIE_AGE // 60}分钟没有操作,为保护数据已自动退出。"
    "重新登录后回到原来的页面。"
)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """``/login/``: user name and password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        username = form.cleaned_data["username"].strip().lower()
        user = auth.authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(user, User):
            return _after_password(request, user)
        if not getattr(request, "axes_locked_out", False):
            _log(request, username, SignInOutcome.WRONG)
            form.add_error(None, _wrong_password(username))
    return _page(request, form)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """What django-axes shows instead, once an account is locked (settings)."""
    username = str((credentials or {}).get("username", ""))
    _log(request, username, SignInOutcome.LOCKED)
    form = SignInForm(request.POST)
    form.is_valid()
    form.add_error(None, _lock_message(username))
    return _page(request, form, status=429)


@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """``/login/code/``: the one-time code of a user who has a second factor."""
    user = _pending_user(request)
    if user is None:
        messages.warning(request, "登录步骤已过期,请重新输入用户名和密码。")
        return HttpResponseRedirect(_login_url(request))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            if services.check_code(user, form.cleaned_data["code"]):
                return _enter(request, user, second_factor=True)
            _log(request, user.username, SignInOutcome.WRONG_CODE)
            form.add_error("code", "验证码不对或已用过。请等手机换出新的6位数字再输入。")
        except Blocked as refusal:
            _log(request, user.username, SignInOutcome.LOCKED)
            form.add_error(None, refusal.reason)
    context = {"form": form, "next": _next(request), "user_name": user.name}
    return render(request, "accounts/code.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """``/logout/``."""
    if isinstance(request.user, User):
        _log(request, request.user.username, SignInOutcome.SIGN_OUT)
    auth.logout(request)
    messages.info(request, "您已安全退出。")
    return HttpResponseRedirect(settings.LOGIN_URL)


def _after_password(request: HttpRequest, user: User) -> HttpResponse:
    if user.second_factor_at is None:
        return _enter(request, user, second_factor=False)
    request.session[PENDING_KEY] = [user.pk, int(time.time())]
    return HttpResponseRedirect(f"/login/code/?{urlencode({'next': _next(request)})}")


def _enter(request: HttpRequest, user: User, *, second_factor: bool) -> HttpResponse:
    target = _next(request)
    auth.login(request, user, backend=BACKEND)
    request.session.pop(PENDING_KEY, None)
    if second_factor and user.second_factor_at is not None:
        request.session[SECOND_FACTOR_KEY] = user.second_factor_at.isoformat()
    _log(request, user.username, SignInOutcome.OK)
    if not second_factor and rules.needs_second_factor(queries.roles_of(user)):
        messages.info(
            request, "您的岗位含查看敏感信息、审批或任免权限,需启用二次验证后才能使用这些权限。"
        )
        return HttpResponseRedirect(f"/me/second-factor/?{urlencode({'next': target})}")
    return HttpResponseRedirect(target)


def _pending_user(request: HttpRequest) -> User | None:
    pk, since = request.session.get(PENDING_KEY) or (None, 0)
    if pk is None or time.time() - since > PENDING_SECONDS:
        return None
    return User.objects.filter(pk=pk, is_active=True, second_factor_at__isnull=False).first()


def _wrong_password(username: str) -> str:
    left = rules.LOCK_AFTER_FAILURES - queries.failures_of(username)
    hint = f"再错{left}次将锁定{rules.LOCK_MINUTES}分钟。" if 0 < left <= 3 else ""
    return f"用户名或密码不对,也可能账号已停用。{hint}忘记密码请联系本级系统管理员重置。"


def _lock_message(username: str) -> str:
    now = timezone.now()
    last = AccessAttempt.objects.filter(username=username).aggregate(last=Max("attempt_time"))
    until = (last["last"] or now) + (get_cool_off() or timedelta())
    return services.locked_message(until, now)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: only to a page of our own."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else "/"


def _login_url(request: HttpRequest) -> str:
    return f"{settings.LOGIN_URL}?{urlencode({'next': _next(request)})}"


def _page(request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "next": _next(request), "idle": IDLE if "idle" in request.GET else ""}
    return render(request, "accounts/sign_in.html", context, status=status)


def _log(request: HttpRequest, username: str, outcome: SignInOutcome) -> None:
    services.record_sign_in(username, get_client_ip_address(request), outcome)


urlpatterns = [
    path("login/", sign_in, name="login"),
    path("login/code/", second_step, name="login-code"),
    path("logout/", sign_out, name="logout"),
]
