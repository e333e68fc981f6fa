"""App registration of niangjia.comparison (数据比对)."""

from __future__ import annotations

from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    """数据比对."""

    name = "niangjia.comparison"
    label = "comparison"
    verbose_name = "数据比对"
