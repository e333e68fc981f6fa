"""Who acts in a request, and what comes before any page (账号与任职).

``request.actor`` is read when first asked for. A user who must change her password is led there
first, a worker signed in by phone code to the workers' pages. Whoever is sent to sign in although
the browser still names a session is told that it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.kernel.actor import ANONYMOUS, Actor

GetResponse = Callable[[HttpRequest], HttpResponse]
SECOND_FACTOR_KEY = "second_factor"
"""Session entry: the ``second_factor_at`` of the factor that confirmed this session."""
PHONE_KEY = "by_phone"
"""Session entry: signed in by phone code. Such a session has no posts and stays on the workers' pages."""
CHANGE_PASSWORD = "/me/password/"  # noqa: S105 - an address
PHONE_SIGN_IN = "/m/sign-in/"
_ALWAYS_OPEN = (CHANGE_PASSWORD, "/logout/", "/static/", "/healthz")
_PHONE_PAGES = ("/m/", "/dev/")


class ActorMiddleware:
    """Set ``request.actor``; lead to the forced change of password; say why a session ended."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: load_actor(request))  # type: ignore[attr-defined]  # what faces read
        response = _forced_step(request) or self.get_response(request)
        return _say_why(request, response)


def load_actor(request: HttpRequest) -> Actor:
    """The actor of the signed-in user, with the session's second factor."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return ANONYMOUS
    if request.session.get(PHONE_KEY) or user.phone_blind is not None:
        return Actor(user.pk, user.name)  # whatever posts there might be: not by this way
    return actor_of(user.pk, has_second_factor(request, user))


def has_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was confirmed by the factor the user has now."""
    if user.second_factor_at is None:
        return False
    return bool(request.session.get(SECOND_FACTOR_KEY) == user.second_factor_at.isoformat())


def _forced_step(request: HttpRequest) -> HttpResponse | None:
    if request.path.startswith(_ALWAYS_OPEN) or not _names_session(request):
        return None
    user = request.user
    if request.session.get(PHONE_KEY) and not request.path.startswith(_PHONE_PAGES):
        return HttpResponseRedirect("/m/")
    if not (isinstance(user, User) and user.must_change_password):
        return None
    target = f"{CHANGE_PASSWORD}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target if request.method == "GET" else CHANGE_PASSWORD)


def _say_why(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark a way to the sign-in page that an ended session caused."""
    for header in ("Location", "HX-Redirect"):
        target = response.headers.get(header, "")
        leads_in = target.startswith((f"{settings.LOGIN_URL}?", f"{PHONE_SIGN_IN}?"))
        if leads_in and _names_session(request) and request.session.is_empty():
            response.headers[header] = f"{target}&idle=1"
    return response


def _names_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES
