"""What the browser of a phone keeps between visits: whose account proved itself here, and its own name.

Both are signed cookies of the workers' pages. A stranger may throw them away; then he is counted by his
network address.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from niangjia.accounts import rules, services
from niangjia.accounts.models import User

KNOWN_COOKIE = "known_phone"
"""Names the account that proved itself on this device, for 90 days: numbers rest that long before
they are given out again (工信部 号码冷冻期)."""
KNOWN_SECONDS = 90 * 24 * 3600
NAME_COOKIE = "device"
"""A random name for a day, by which neighbours behind one address are told apart."""
NAME_SECONDS = 24 * 3600


def know(response: HttpResponse, user: User) -> HttpResponse:
    """Remember on this device whose account proved itself here."""
    return _keep(response, KNOWN_COOKIE, user.pk, KNOWN_SECONDS)


def account_of(request: HttpRequest) -> int | None:
    """The account that proved itself on this device."""
    found = _kept(request, KNOWN_COOKIE, KNOWN_SECONDS)
    return found if isinstance(found, int) else None


def knows(request: HttpRequest, phone: str) -> bool:
    """Whether the account of that number has proved itself on this device."""
    pk = account_of(request)
    if pk is None:
        return False
    blind = services.phone_blind(rules.read_phone(phone))
    return User.objects.filter(pk=pk, phone_blind=blind).exists()


def name(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the device a name if it has none."""
    if name_of(request):
        return response
    return _keep(response, NAME_COOKIE, secrets.token_urlsafe(12), NAME_SECONDS)


def name_of(request: HttpRequest) -> str:
    """The name this device was given; empty if it kept none."""
    found = _kept(request, NAME_COOKIE, NAME_SECONDS)
    return found if isinstance(found, str) else ""


def _keep(response: HttpResponse, cookie: str, value: object, seconds: int) -> HttpResponse:
    response.set_cookie(
        cookie,
        signing.dumps(value, salt=cookie),
        max_age=seconds,
        path="/m/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _kept(request: HttpRequest, cookie: str, seconds: int) -> object:
    try:
        return signing.loads(request.COOKIES.get(cookie, ""), salt=cookie, max_age=seconds)
    except signing.BadSignature:
        return None
