"""Indicators of help given (帮扶), emergency relief (应急) and rural pairing (乡村结对)."""

from __future__ import annotations

from niangjia.campaigns.indicators import emergency, helping, rural

__all__ = ["emergency", "helping", "rural"]
