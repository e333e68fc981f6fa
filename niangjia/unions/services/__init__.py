"""Verbs of trade-union organisation (工会组织)."""

from __future__ import annotations

from niangjia.unions.services.creating import create_union
from niangjia.unions.services.regions import load_regions, regions_are_loaded

__all__ = [
    "create_union",
    "load_regions",
    "regions_are_loaded",
]
