"""App registration of niangjia.employers (用人单位)."""

from __future__ import annotations

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    """用人单位."""

    name = "niangjia.employers"
    label = "employers"
    verbose_name = "用人单位"

    def ready(self) -> None:
        """Take part in reorganisations of unions; register pages."""
        from niangjia.employers import desk  # noqa: F401  # registers itself
        from niangjia.employers.queries import choices_of
        from niangjia.employers.services.reorganising import Employers  # needs the app registry
        from niangjia.unions import reorganise

        reorganise.register(Employers())
        reorganise.offer_employers(choices_of)
