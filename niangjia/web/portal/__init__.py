"""The workers' phone: areas register their pages under /m/ (base template portal/base.html)."""

from __future__ import annotations

from django.http import HttpRequest

PAGES: list[tuple[str, str]] = []


def register(prefix: str, module: str) -> None:
    """Mount ``module`` (it has ``urlpatterns``) at ``/m/<prefix>``; called from an AppConfig.ready()."""
    PAGES.append((prefix, module))


def address_of(request: HttpRequest) -> str:
    """The caller's network address, by which attempts are counted."""
    return str(request.META.get("REMOTE_ADDR", ""))
