"""The workers' phone pages of accounts: signing in by code; confirming by code for higher areas."""

from __future__ import annotations

from niangjia.accounts.portal.devices import KNOWN_COOKIE, know
from niangjia.accounts.portal.sign_in import enter, urlpatterns

__all__ = ["KNOWN_COOKIE", "enter", "know", "urlpatterns"]
