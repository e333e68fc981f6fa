"""App registration of niangjia.accounts (账号与任职)."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账号与任职."""

    name = "niangjia.accounts"
    label = "accounts"
    verbose_name = "账号与任职"

    def ready(self) -> None:
        """Register the pages and the nightly work."""
        from niangjia.accounts import desk, tasks  # noqa: F401 - needs the loaded models
        from niangjia.web import portal

        portal.register("", "niangjia.accounts.portal")
