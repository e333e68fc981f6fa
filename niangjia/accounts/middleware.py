"""Who acts in a request, and what holds before any page: ``request.actor``, forced steps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.kernel.actor import ANONYMOUS, Actor

GetResponse = Callable[[HttpRequest], HttpResponse]
SECOND_FACTOR_KEY = "second_factor"
"""Session entry: the ``second_factor_at`` of the factor that confirmed this session."""


class ActorMiddleware:
    """Set ``request.actor``, read from the database when first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: load_actor(request))  # type: ignore[attr-defined]  # what faces read
        return self.get_response(request)


def load_actor(request: HttpRequest) -> Actor:
    """The actor of the signed-in user, with the session's second factor."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return ANONYMOUS
    return actor_of(user.pk, has_second_factor(request, user))


def has_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was confirmed by the factor the user has now."""
    if user.second_factor_at is None:
        return False
    return bool(request.session.get(SECOND_FACTOR_KEY) == user.second_factor_at.isoformat())
