"""What the workers' pages ask of a request: who, from where, and where to afterwards."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import csrf

from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.guard import actor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SIGN_IN = "/m/sign-in/"
HOME = "/m/"


def address_of(request: HttpRequest) -> str:
    """The caller's network address, by which attempts are counted."""
    return str(request.META.get("REMOTE_ADDR", ""))


def own_page(view: View[P]) -> View[P]:
    """Decorator of a page of the signed-in worker: others go to sign-in and come back.

    NotVisible answers 404, Blocked 422 with its reason; nothing of it stays in a cache.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request).user_id is None:
            back = request.get_full_path() if request.method == "GET" else HOME
            return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': back})}")
        response: HttpResponseBase
        try:
            response = view(request, *args, **kwargs)
        except (NotVisible, Http404):
            response = _refused(request, "没有这个页面,或它不是您的。请从首页重新进入。", 404)
        except Blocked as refusal:
            response = _refused(request, refusal.reason, 422)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return cast("View[P]", guarded)


def safe_next(request: HttpRequest, default: str = HOME) -> str:
    """Where to go afterwards: only to a workers' page of our own."""
    target = request.POST.get("next") or request.GET.get("next") or default
    path = target.partition("?")[0]
    is_plain = not any(odd in path for odd in ("..", "//", "\\", "%"))  # browsers resolve these
    is_ours = (
        path.startswith(HOME)
        and is_plain
        and url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
    return target if is_ours else default


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without its token, in the face of who sent it. ``reason`` is Django's, for its log."""
    if not request.path.startswith(HOME):
        return csrf.csrf_failure(request, reason)
    why = (
        "没有提交:页面停留太久,或者您重新登录过,为了安全不能再用这一页。"
        "请返回上一页,刷新以后再点一次;填过的内容一般还在。"
    )
    return _refused(request, why, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the face of who asked: below ``/m/`` the workers', else the cadres'."""
    if request.path.startswith(HOME):
        why = "没有这个页面。可能公示已经期满,或地址不完整。请从首页重新进入。"
        return _refused(request, why, 404)
    return render(request, "404.html", status=404)


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "portal/refused.html", {"reason": reason}, status=status)
