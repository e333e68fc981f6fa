"""Indicators of members (会员指标) and of their service cards (会员服务卡指标)."""

from __future__ import annotations

from niangjia.members.indicators import cards, people

__all__ = ["cards", "people"]
