"""App registration of niangjia.kernel (内核)."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """内核."""

    name = "niangjia.kernel"
    label = "kernel"
    verbose_name = "内核"
