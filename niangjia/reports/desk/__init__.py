"""Pages of cadres of 报告."""

from __future__ import annotations

from niangjia.reports.desk import checks, published, reports, templates

__all__ = ["checks", "published", "reports", "templates"]
