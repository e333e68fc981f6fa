"""Tables of 统计."""

from __future__ import annotations

from niangjia.statistics.models.closings import (
    ClosedFigures,
    Closing,
    Comparison,
    Difference,
    Revision,
)
from niangjia.statistics.models.plans import Plan, Target
from niangjia.statistics.models.reported import ReportedValue

__all__ = [
    "ClosedFigures",
    "Closing",
    "Comparison",
    "Difference",
    "Plan",
    "ReportedValue",
    "Revision",
    "Target",
]
