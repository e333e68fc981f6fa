"""Tables of 报告."""

from __future__ import annotations

from niangjia.reports.models.checks import (
    CheckDecision,
    CheckedDocument,
    CheckedFigure,
    CheckFinding,
)
from niangjia.reports.models.published import PublishedFigure
from niangjia.reports.models.reports import Report, ReportFigure, ReportNote, ReportText
from niangjia.reports.models.templates import ReportTemplate, TemplateVersion

__all__ = [
    "CheckDecision",
    "CheckFinding",
    "CheckedDocument",
    "CheckedFigure",
    "PublishedFigure",
    "Report",
    "ReportFigure",
    "ReportNote",
    "ReportTemplate",
    "ReportText",
    "TemplateVersion",
]
