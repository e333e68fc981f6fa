"""Which union takes which step of a file (逐级审核): found from the levels above the unit. Pure.

Source: domain 04 §4.3: 乡镇、街道或产业工会复核 → 县级比对、审核 → 市级审批. Where a level is missing (a unit
right below the county or city), the next one above takes its step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.unions.rules import UnionLevel


@dataclass(frozen=True)
class Places:
    """Tree paths where the permission for the township's, county's, city's steps must hold."""

    township: str
    county: str
    city: str


def places(above: Sequence[tuple[int, str]]) -> Places:
    """From (level, path) of all unions strictly above the unit, the nearest first.

    Raises ValueError for a union with nothing above it: its files have no reviewer.
    """
    if not above:
        raise ValueError("a union without a level above has nobody to review its files")
    top = above[-1][1]
    return Places(
        township=above[0][1],
        county=next((path for level, path in above if level <= UnionLevel.COUNTY), top),
        city=next((path for level, path in above if level <= UnionLevel.CITY), top),
    )
