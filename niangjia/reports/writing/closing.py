"""The closing note of a report: whose, of when, as of when, frozen or not, counted or typed. Pure."""

from __future__ import annotations

from collections import Counter

from niangjia.reports.rules.document import Document, Meta
from niangjia.reports.rules.questions import Source
from niangjia.reports.rules.spans import said_day
from niangjia.reports.rules.style import punctuated
from niangjia.reports.rules.weaving import said_moment


def closing(document: Document) -> tuple[str, ...]:
    """Lines to stand at the end; they never claim more than is so."""
    meta = document.meta
    until = f",数据截至{said_moment(meta.as_of)}" if meta.as_of else ""
    return tuple(
        punctuated(line)
        for line in (
            f"编制单位:{meta.union_name}（编码{meta.union}）",
            f"报告期:{meta.period}（{said_day(meta.start)}至{said_day(meta.end)}）{until}。",
            _counted(document),
            _state(meta),
        )
        if line
    )


def _counted(document: Document) -> str:
    """本报告数据由记录统计, and how many were not."""
    by_source = Counter(figure.source for figure in document.figures() if figure.value is not None)
    missing = sum(1 for figure in document.figures() if figure.value is None)
    total = sum(by_source.values())
    typed = by_source[Source.TYPED]
    if not total and not missing:
        return ""
    words = (
        "本报告数据由记录统计"
        if not typed
        else f"本报告{total}处数据中,{total - typed}处由记录统计"
    )
    if typed and typed == total:
        words = "本报告数据均为下级工会填报"
    elif typed:
        words += f",{typed}处为填报"
    if not total:
        words = "本报告没有统计数据"
    return words + (f";另有{missing}处没有数据。" if missing else "。")


def _state(meta: Meta) -> str:
    if not meta.digest:
        return "本报告是草稿,尚未定稿。"
    on = f"{said_day(meta.frozen_on)}" if meta.frozen_on else ""
    return (
        f"本报告已于{on}定稿,校验码:{meta.digest}" if on else f"本报告已定稿,校验码:{meta.digest}"
    )
