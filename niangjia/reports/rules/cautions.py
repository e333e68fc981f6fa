"""What a reader must know before the first number: no such union then, a period not over. Pure."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from niangjia.reports.rules.document import Meta
from niangjia.reports.rules.spans import said_day
from niangjia.reports.rules.style import punctuated

_HERE = ZoneInfo("Asia/Shanghai")


def notice(meta: Meta) -> str:
    """What stands at the head of a draft; nothing on a frozen report."""
    if meta.digest:
        return ""
    said = [meta.caution] if meta.caution else []
    until = meta.as_of.astimezone(_HERE).date() if meta.as_of else None
    if until is not None and until <= meta.end:
        said.append(
            f"报告期到{said_day(meta.end)}才结束,本稿的数只统计到{said_day(until)},不是最后的数。"
        )
    return punctuated(f"草稿注意:{''.join(said)}") if said else ""
