"""Tables of 统计."""

from __future__ import annotations

from niangjia.statistics.models.reported import ReportedValue

__all__ = ["ReportedValue"]
