"""The workers' phone (职工端): areas register pages under /m/, cards and tasks of its home.

Base template ``portal/base.html``. A page of the signed-in worker carries ``@own_page``.
"""

from __future__ import annotations

from niangjia.web.portal.registry import (
    PAGES,
    Audience,
    Card,
    Waiting,
    card,
    cards_for,
    objecting,
    objection_url,
    register,
    waiting,
    waiting_for,
)
from niangjia.web.portal.request import HOME, SIGN_IN, address_of, own_page, safe_next

__all__ = [
    "HOME",
    "PAGES",
    "SIGN_IN",
    "Audience",
    "Card",
    "Waiting",
    "address_of",
    "card",
    "cards_for",
    "objecting",
    "objection_url",
    "own_page",
    "register",
    "safe_next",
    "waiting",
    "waiting_for",
]
