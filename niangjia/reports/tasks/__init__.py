"""Background work of reports (报告): one module per subject; importing it declares the jobs."""

from __future__ import annotations

from niangjia.reports.tasks import checks

__all__ = ["checks"]
