"""The desks of campaigns (帮扶活动): registered on import, one file per kind of work."""

from __future__ import annotations

from niangjia.campaigns.desk import campaigns, cards, events, goods, pairings, people

__all__ = ["campaigns", "cards", "events", "goods", "pairings", "people"]
