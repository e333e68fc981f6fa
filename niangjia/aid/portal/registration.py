"""What aid registers for the workers' phone; called once from the app."""

from __future__ import annotations

from niangjia.web import portal


def register() -> None:
    """Mount the pages."""
    portal.register("aid/", "niangjia.aid.portal.urls")
