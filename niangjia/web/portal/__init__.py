"""The workers' phone: areas register their pages under /m/ (base template portal/base.html)."""

from __future__ import annotations

PAGES: list[tuple[str, str]] = []


def register(prefix: str, module: str) -> None:
    """Mount ``module`` (it has ``urlpatterns``) at ``/m/<prefix>``; called from an AppConfig.ready()."""
    PAGES.append((prefix, module))
