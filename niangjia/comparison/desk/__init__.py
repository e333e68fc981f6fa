"""Pages of data comparison (数据比对)."""

from __future__ import annotations

from niangjia.comparison.desk import exchanges, mismatches

__all__ = ["exchanges", "mismatches"]
