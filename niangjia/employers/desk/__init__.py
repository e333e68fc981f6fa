"""Pages of employers (用人单位); importing this registers them."""

from __future__ import annotations

from niangjia.employers.desk import countdown, employers

__all__ = ["countdown", "employers"]
