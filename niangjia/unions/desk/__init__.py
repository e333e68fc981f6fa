"""Pages of trade-union organisation (组织); importing this registers them."""

from __future__ import annotations

from niangjia.unions.desk import certificates, committees, pickers, unions

__all__ = ["certificates", "committees", "pickers", "unions"]
