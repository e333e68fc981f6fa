"""What a reader must know before the first number: no such union then, a period not over. Pure."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from niangjia.reports.rules.document import Meta
from niangjia.reports.rules.spans import Span, said_day
from niangjia.reports.rules.style import punctuated

_HERE = ZoneInfo("Asia/Shanghai")


def of_absence(name: str, founded_on: date | None, closed_on: date | None, span: Span) -> str:
    """The sentence where the union stood on no day of the period; empty where it did on any."""
    if founded_on is not None and founded_on > span.end:
        when = f"{said_day(founded_on)}才成立"
    elif closed_on is not None and closed_on < span.start:
        when = f"{said_day(closed_on)}已注销"
    else:
        return ""
    return f"{name}{when},报告期({span.label})内没有这个工会。请核对报告期和工会。"


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
