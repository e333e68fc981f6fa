"""The monthly standards (月低保标准) that are shipped as examples, with their source. Pure data.

Source: domain 04 §4.1. A county enters its own by the notice of its civil affairs office; nothing here is
in force by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from niangjia.aid.rules.conditions import Local
from niangjia.kernel.money import ZERO


@dataclass(frozen=True)
class StandardSet:
    """The standard of one place; ``rural_amount`` 0: one for town and country, or not known."""

    code: str
    title: str
    region: str
    basis: str
    local: Local
    rural_amount: Decimal = ZERO
    notes: tuple[str, ...] = ()


RUSHAN_2025 = StandardSet(
    "rushan-2025",
    "乳山市低保标准(2025)",
    "371083",
    "乳山市2025年标准,文号待补",
    Local(Decimal(1062)),
    notes=("来源只写城市标准,农村标准待补", "人均最低住房面积待补"),
)

WUHAN = StandardSet(
    "wuhan",
    "武汉市低保标准",
    "420100",
    "湖北省总工会帮扶标准所载,文号待补",
    Local(Decimal(940)),
    Decimal(820),
    ("年份待确认", "人均最低住房面积待补"),
)

STANDARD_SETS = {one.code: one for one in (RUSHAN_2025, WUHAN)}
"""Every shipped standard by its code."""
