"""Tables of 报告."""

from __future__ import annotations

from niangjia.reports.models.checks import (
    CheckDecision,
    CheckedDocument,
    CheckedFigure,
    CheckFinding,
)

__all__ = [
    "CheckDecision",
    "CheckFinding",
    "CheckedDocument",
    "CheckedFigure",
]
