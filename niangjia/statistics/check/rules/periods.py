"""Time (期间): PERIOD for relative dates and for one indicator with two values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Figure, Finding, Kind
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import RELATIVE
from niangjia.statistics.check.rules.support import found, stated

SINGLE = (
    "reemployed",
    "members.total",
    "unions.total",
    "cards.issued",
    "cards.activated",
    "workers.total",
)
_SAME_ORDER = 3
_GROUPS = re.compile(r"失业|就业困难|困难|零就业|残疾|毕业生|农民工|脱贫|退役|退捕|下岗|妇女|青年")
_NOW = {"目前", "截至目前", "现有", "至今"}
"""Concepts of which a report gives one value for one period and organisation."""


def check(reading: Reading) -> Iterator[Finding]:
    """Dates that need the day of publication; figures that contradict each other."""
    yield from _relative(reading)
    for concept in SINGLE:
        yield from _contradictions(reading, concept)


def _relative(reading: Reading) -> Iterator[Finding]:
    """今年6月, 去年12月中旬: which year?"""
    if reading.published is not None:
        return
    places = [
        (block.start + match.start(), block.start + match.end())
        for block in reading.page.blocks
        if block.kind is BlockKind.TEXT
        for match in RELATIVE.finditer(block.text)
    ]
    dated = [
        place
        for place in places
        if reading.page.text[place[0]] in "今去前上本" and place[1] - place[0] > 2
    ]
    if not dated:
        return
    words = "、".join(dict.fromkeys(reading.page.text[start:end] for start, end in places))
    yield found(
        reading, "PERIOD",
        f"“{words}”要知道发布日期才能确定是哪一年、哪一天。请用 --published 给出发布日期,或在文中写明年份。",
        [*dated, *(place for place in places if place not in dated)],
    )  # fmt: skip


def _contradictions(reading: Reading, concept: str) -> Iterator[Finding]:
    figures = [
        figure
        for figure in stated(reading, concept)
        if reading.page.blocks[figure.block].kind is not BlockKind.TABLE
    ]
    for rank, one in enumerate(figures):
        for other in figures[rank + 1 :]:
            if _agree(one, other) or not _same_scope(one, other):
                continue
            yield found(
                reading, "PERIOD",
                f"“{one.label}”{one.text}与“{other.label}”{other.text}是同一指标的两个不同的数。累计数与当年数可能混在一起,"
                "请分别写明起止时间和口径。",
                [one, other],
            )  # fmt: skip
            return


def _agree(one: Figure, other: Figure) -> bool:
    return one.value == other.value or (one.low < other.high and other.low < one.high)


def _same_scope(one: Figure, other: Figure) -> bool:
    """Whether nothing tells the two apart: time basis, years, organisation."""
    both = (one.period, other.period)
    dated = [period for period in both if period.text and period.text not in _NOW]
    if len(dated) == 2 and dated[0].text != dated[1].text:
        return False
    if {period.kind for period in both} == {Kind.STOCK, Kind.FLOW}:
        return False
    low, high = sorted((one.value, other.value))
    groups = [set(_GROUPS.findall(figure.label)) for figure in (one, other)]
    if all(groups) and groups[0] != groups[1]:
        return False  # 失业人员再就业 and 就业困难人员再就业
    if low * _SAME_ORDER < high:
        return False  # a part of the organisation, not the whole
    levels = {_level(one.organisation), _level(other.organisation)} - {""}
    return (
        len(levels) <= 1 and one.unit == other.unit and one.parent is None and other.parent is None
    )


def _level(organisation: str) -> str:
    for level in "省市州县区镇":
        if level in organisation:
            return (
                level
                if organisation.startswith(("全", "我")) or len(organisation) <= 4
                else organisation
            )
    return ""
