"""When figures come from the nightly snapshot instead of live records (数据快照). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

POLICY = "figures.snapshot"
POLICY_LABEL = "数据快照"
POLICY_DEFAULT = {"keep": 3, "hours": 30, "large": 2000, "usual_days": 7}
POLICY_LABELS = {
    "keep": "保留最近几份快照",
    "hours": "快照几小时内可用",
    "large": "下级工会超过几个时用快照统计",
    "usual_days": "期间结束后几天内封存要提醒",
}
POLICY_BASIS = "本系统默认值:快照每天夜里生成一次,大单位的数字按快照统计并写明数据截至时间"


def is_fresh(taken_at: datetime, now: datetime, hours: int) -> bool:
    """Whether a snapshot may still answer."""
    return now - taken_at <= timedelta(hours=hours)
