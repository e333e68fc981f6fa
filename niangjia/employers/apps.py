"""App registration of niangjia.employers (用人单位)."""

from __future__ import annotations

from django.apps import AppConfig


class EmployersConfig(AppConfig):
    """用人单位."""

    name = "niangjia.employers"
    label = "employers"
    verbose_name = "用人单位"
