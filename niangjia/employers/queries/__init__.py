"""Named reads of employers (用人单位)."""

from __future__ import annotations

from niangjia.employers.queries.countdown import CountdownRow, countdown
from niangjia.employers.queries.working import (
    choices_of,
    coverage_of,
    coverages_of,
    covered_by,
    covering_names,
    hundred_without_union,
    look_alikes,
    must_unionise,
    open_employers,
    search_employers,
    union_of,
    without_union,
)

__all__ = [
    "CountdownRow",
    "choices_of",
    "countdown",
    "coverage_of",
    "coverages_of",
    "covered_by",
    "covering_names",
    "hundred_without_union",
    "look_alikes",
    "must_unionise",
    "open_employers",
    "search_employers",
    "union_of",
    "without_union",
]
