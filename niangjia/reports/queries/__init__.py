"""Named reads of 报告."""

from __future__ import annotations

from niangjia.reports.queries.answers import answer
from niangjia.reports.queries.drafts import (
    Change,
    Doubt,
    Written,
    changes,
    doubts,
    problems_of,
    text_digest,
    write_report,
    write_text,
)
from niangjia.reports.queries.files import FILE_KINDS, file_of
from niangjia.reports.queries.lines import Line, Reckoned
from niangjia.reports.queries.meanings import code_then
from niangjia.reports.queries.picking import Pick, find_indicators
from niangjia.reports.queries.published import (
    Contradiction,
    contradictions,
    find_published,
    live,
    published,
    reckoned_in,
    same_figure,
    standing,
)
from niangjia.reports.queries.reports import (
    figures_of,
    figures_seen_by,
    find_reports,
    frozen_document,
    is_intact,
    lost,
    revisions,
    sealed_content,
)
from niangjia.reports.queries.templates import find_templates, readable, text_of, usable_for

__all__ = [
    "FILE_KINDS",
    "Change",
    "Contradiction",
    "Doubt",
    "Line",
    "Pick",
    "Reckoned",
    "Written",
    "answer",
    "changes",
    "code_then",
    "contradictions",
    "doubts",
    "figures_of",
    "figures_seen_by",
    "file_of",
    "find_indicators",
    "find_published",
    "find_reports",
    "find_templates",
    "frozen_document",
    "is_intact",
    "live",
    "lost",
    "problems_of",
    "published",
    "readable",
    "reckoned_in",
    "revisions",
    "same_figure",
    "sealed_content",
    "standing",
    "text_digest",
    "text_of",
    "usable_for",
    "write_report",
    "write_text",
]
