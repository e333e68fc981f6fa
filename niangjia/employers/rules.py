"""Rules of employers (用人单位): ownership, industry, and who must have a union. Pure."""

from __future__ import annotations

from niangjia.unions.rules import Industry, UnitType

__all__ = ["HUNDRED", "MUST_UNIONISE_FROM", "PUBLIC_TYPES", "Industry", "is_public"]

MUST_UNIONISE_FROM = 25  # 工会法 第十一条: 25 人以上应当建立基层工会委员会
HUNDRED = 100  # "百人以上未建会" list of the federations

PUBLIC_TYPES = frozenset(
    {
        UnitType.STATE,
        UnitType.COLLECTIVE,
        UnitType.STATE_SOLE,
        UnitType.STATE_HELD_SHARES,
        UnitType.INSTITUTION,
        UnitType.GOVERNMENT,
    }
)


def is_public(unit_type: int) -> bool:
    """公有制 or 非公有制, derived from 单位性质 (domain 01 §1.2; the derivation is ours)."""
    return unit_type in PUBLIC_TYPES
