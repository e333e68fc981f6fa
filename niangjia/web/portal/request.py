"""What the workers' pages ask of a request: who, from where, and where to afterwards."""

from __future__ import annotations

import functools
from collections.abc import Callable
from ipaddress import ip_address
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.guard import actor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SIGN_IN = "/m/sign-in/"
HOME = "/m/"


def address_of(request: HttpRequest) -> str:
    """The caller's network address, by which attempts are counted.

    Behind proxies (``NIANGJIA_PROXIES``) it is what the outermost of them saw; what a caller wrote into the
    header himself stands further left and is not believed.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    proxies: int = settings.NIANGJIA_PROXIES
    if not 0 < proxies <= len(passed):
        return nearest
    try:
        return str(ip_address(passed[-proxies].strip()))
    except ValueError:
        return nearest


def own_page(view: View[P]) -> View[P]:
    """Decorator of a page of the signed-in worker: others go to sign-in and come back.

    NotVisible answers 404, Blocked 422 with its reason; nothing of it stays in a cache.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request).user_id is None:
            return _to_sign_in(request)
        response: HttpResponseBase
        try:
            response = view(request, *args, **kwargs)
        except NotVisible as hidden:
            raise Http404 from hidden
        except Blocked as refusal:
            context = {"reason": refusal.reason, "behind": page_behind(request)}
            response = render(request, "portal/refused.html", context, status=422)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return cast("View[P]", guarded)


def _to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To sign-in and back; what was sent without a session is not done, and she is told."""
    back = request.get_full_path()
    if request.method != "GET":
        back = page_behind(request)
        messages.warning(request, "刚才那一页没有提交。登录以后会回到那一页,请看一看再点一次。")
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': back})}")


def safe_next(request: HttpRequest, default: str = HOME) -> str:
    """Where to go afterwards: only to a workers' page of our own."""
    target = request.POST.get("next") or request.GET.get("next") or default
    return target if _is_own(target) else default


def page_behind(request: HttpRequest) -> str:
    """The workers' page from which this was sent, home if the browser does not tell."""
    asked_from = urlsplit(request.headers.get("Referer", ""))
    target = asked_from._replace(scheme="", netloc="").geturl()
    is_here = asked_from.netloc == request.META.get("HTTP_HOST")
    return target if is_here and _is_own(target) else HOME


def _is_own(target: str) -> bool:
    """Whether it leads to a workers' page of our own."""
    path = target.partition("?")[0]
    is_plain = not any(odd in path for odd in ("..", "//", "\\", "%"))  # browsers resolve these
    is_ours = path.startswith(HOME) and is_plain
    return is_ours and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
