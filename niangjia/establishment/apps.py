"""App registration of niangjia.establishment (建会)."""

from __future__ import annotations

from django.apps import AppConfig


class EstablishmentConfig(AppConfig):
    """建会."""

    name = "niangjia.establishment"
    label = "establishment"
    verbose_name = "建会"
