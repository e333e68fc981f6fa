"""App registration of niangjia.aid (困难职工帮扶)."""

from __future__ import annotations

from django.apps import AppConfig


class AidConfig(AppConfig):
    """困难职工帮扶."""

    name = "niangjia.aid"
    label = "aid"
    verbose_name = "困难职工帮扶"
