"""The gate before every desk page: who asks, what she may, and refusals in plain Chinese."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from niangjia.kernel.actor import ANONYMOUS, Actor
from niangjia.kernel.errors import Blocked, NotVisible

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
EXPIRED = "登录已过期或尚未登录,请重新登录后继续。"


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the accounts middleware put on the request."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def is_htmx(request: HttpRequest) -> bool:
    """Whether the page's own script asks for a fragment."""
    return request.headers.get("HX-Request") == "true"


def page(permission: str = "") -> Callable[[View[P]], View[P]]:
    """Decorator of a desk view: signed in, holding the permission somewhere, refusals answered."""

    def wrap(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.user_id is None:
                return to_login(request)
            try:
                if permission:
                    require(actor, permission)
                response = view(request, *args, **kwargs)
            except Forbidden:
                response = refuse(request, "403.html", 403)
            except (NotVisible, Http404):
                response = refuse(request, "404.html", 404)
            except Blocked as refusal:
                response = refuse(request, "desk/refused.html", 422, reason=refusal.reason)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return cast("View[P]", guarded)

    return wrap


class Forbidden(Exception):  # noqa: N818 - an outcome: the actor holds no such permission at all
    """The actor may know the page exists, but has no post that opens it."""


def require(actor: Actor, permission: str) -> None:
    """Raises Forbidden unless some post of the actor grants the permission."""
    if not actor.may(permission):
        raise Forbidden


def to_login(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here afterwards."""
    back = request.get_full_path() if request.method == "GET" else "/"
    if is_htmx(request):
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = current.path + (f"?{current.query}" if current.query else "")
        messages.warning(request, EXPIRED)
    target = f"{settings.LOGIN_URL}?{urlencode({'next': back or '/'})}"
    if is_htmx(request):
        return HttpResponse(EXPIRED, status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def refuse(request: HttpRequest, template: str, status: int, *, reason: str = "") -> HttpResponse:
    """A refusal as a page, or as a message inside the dialog that asked."""
    if is_htmx(request):
        template = "desk/refused_fragment.html"
    return render(request, template, {"reason": reason, "status": status}, status=status)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect after a write, from a form or from a dialog."""
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def explain(error: IntegrityError) -> Blocked:
    """What a database constraint refused, in the words its model declares."""
    diag = getattr(error.__cause__, "diag", None)
    name = cast(str, getattr(diag, "constraint_name", "") or "")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return Blocked(_message(constraint))
    said = str(getattr(diag, "message_primary", "") or "")
    if not said.isascii():  # a trigger of ours speaks Chinese
        return Blocked(said)
    return Blocked("没有保存:与已有记录冲突,可能别人刚刚办理过。请刷新页面核对后再试。")


def _message(constraint: models.BaseConstraint) -> str:
    declared = str(constraint.violation_error_message)
    if declared == str(constraint.default_violation_error_message):
        return "没有保存:填写的内容与已有记录冲突或前后矛盾。请核对后再试。"
    return declared
