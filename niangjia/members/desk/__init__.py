"""The desks of members (会员): registered on import, one file per kind of work."""

from __future__ import annotations

from niangjia.members.desk import binding, cards, codes, duplicates, joining, members, moving, qr

__all__ = ["binding", "cards", "codes", "duplicates", "joining", "members", "moving", "qr"]
