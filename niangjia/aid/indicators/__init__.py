"""Indicators of aid (困难职工帮扶指标): facts of household files, and what is counted of them."""

from __future__ import annotations

from niangjia.aid.indicators import households

__all__ = ["households"]
