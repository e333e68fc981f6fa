"""Months beside a whole year (不满一年与全年): PERIOD where the change said is the one between the two. Pure.

2022 年全年 3980 件,2023 年 1 至 9 月 3120 件,同比下降 21.6 %: nine months are no year. The change itself shows what
was compared; where it is another, the same months of the year before were meant, and the rule is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.units import Measure, measure_of

_TIMES = re.compile(
    r"(?P<part>(?<!\d)1月?(?:份)?[至到—–~-]{1,2}(?P<until>\d{1,2})月份?|前(?P<first>[二三四五六七八九十]{1,2}|\d{1,2})个月"
    r"|前三季度|[一二三四]季度|[上下]半年|截[至止]到?(?:20\d{2}年)?(?P<asof>\d{1,2})月[底末]?)"
    r"|(?P<whole>(?:20\d{2}|去|上|前)年度?全年|全年|(?:20\d{2}年|去年|上年)(?!度?[^,。;]{0,2}(?:\d{1,2}月|[上下]半年|前|同期|[一二三四]季度|[初底末])))"
)
_FALL = re.compile(r"下降|减少|降低|回落|降幅|少了|下滑")
_RISE = re.compile(r"增长|增加|上升|提高|增幅|多了|攀升")
_STOCK = re.compile(r"共有|现有|在[档册]|总数|累计|存量|达到#?$")
_NEAR = 2
_SLACK = Decimal("0.06")
_YEAR, _MOST_OF_YEAR = 12, 300


def check(reading: Reading) -> Iterator[Finding]:
    """Counts of months and of a year in one paragraph, and a change that is theirs."""
    plans = plan_blocks(reading.page)
    for block, figures in reading.by_block.items():
        if block in plans or not reading.in_text(figures[0]):
            continue
        times = [(figure, part_or_year(reading, figure)) for figure in figures]
        changes = [f for f in figures if measure_of(f.unit) is Measure.RATE and _sign(f)]
        for change in changes:
            yield from _compared(reading, change, times)


def part_or_year(reading: Reading, figure: Figure) -> str:
    """What time is named last before a figure in its sentence: part, whole or none."""
    named = list(_TIMES.finditer(reading.sentence_before(figure)))
    if not named:
        days = _days(figure.period.start, figure.period.end)  # told earlier, or of the whole report
        return "part" if 0 < days < _MOST_OF_YEAR else ""
    months = named[-1]["until"] or named[-1]["first"] or named[-1]["asof"]
    full = months and int(parse(months) or 0) >= _YEAR
    return "whole" if named[-1]["whole"] or full else "part"


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days if start and end else 0


def _sign(change: Figure) -> int:
    said = change.context
    return -1 if _FALL.search(said) else 1 if _RISE.search(said) else 0


def _compared(
    reading: Reading, change: Figure, times: Sequence[tuple[Figure, str]]
) -> Iterator[Finding]:
    near = [
        (figure, time) for figure, time in times
        if figure.start < change.start and change.sentence - figure.sentence <= 1
        and time and figure.unit != "%" and figure.value and not _STOCK.search(figure.context)
    ]  # fmt: skip
    for (months, part), (year, whole) in permutations(near[-2 * _NEAR :], 2):
        if (part, whole) != ("part", "whole") or months.unit != year.unit:
            continue
        right = (months.value / year.value - 1) * 100
        digits = Decimal(1).scaleb(-len(change.number.partition(".")[2]))
        if abs(right - change.value * _sign(change)) <= digits / 2 + _SLACK:
            yield found(
                reading, "PERIOD",
                f"{months.text}不满一年,{year.text}是全年的数,“{change.label}”{change.text}由这两个数算出:"
                f"长短不同的两段时间不能比。请与上年同期比,或写明起止时间。",
                [months, year, change],
            )  # fmt: skip
            return
