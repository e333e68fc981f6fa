"""Scores of parts with their weights (加权得分): MUL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Finding, Precision
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.slip import Slip, slip_of
from niangjia.statistics.check.rules.support import found, plain

_WEIGHTS = re.compile(
    r"理论[^。;]{0,16}?(?:实操|实际操作|技能)[^。;]{0,10}分别占[^。;\d]{0,4}(?P<a>\d{1,2})%[和、](?P<b>\d{1,2})%"
    r"|理论[^。;\d]{0,8}占(?P<c>\d{1,2})%[、,和]?(?:实操|实际操作|技能)[^。;\d]{0,8}占(?P<d>\d{1,2})%"
)
_SCORED = re.compile(
    r"理论(?:成绩)?(?P<one>\d{1,3}(?:\.\d+)?)分[、,和](?:实操|实际操作|技能)(?:成绩)?(?P<two>\d{1,3}(?:\.\d+)?)分[、,](?:以|最终)?总(?:成绩|分|评)(?:为)?(?P<all>\d{1,3}(?:\.\d+)?)分"
)
_SLACK = Decimal("0.06")
_FIRST_OF_EACH = re.compile(
    r"(?P<kinds>\d+)个(?:工种|项目|赛项|专业|组别|职业)[^,。;\d]{0,8}前(?P<first>\d+|[一-十])名[^,。;\d]{0,8}(?:共计?|合计|总计)$"
)
"""12 个工种前 10 名共计."""


def check(reading: Reading) -> Iterator[Finding]:
    """Scores of parts, and so many of each kind."""
    yield from _weighted(reading)
    for figure in reading.figures:
        said = _FIRST_OF_EACH.search(reading.sentence_before(figure))
        exact = figure.precision is Precision.EXACT and figure.unit == "人"
        kinds, first = (parse(said[name]) for name in ("kinds", "first")) if said else (None, None)
        if not exact or kinds is None or first is None:
            continue
        right = kinds * first  # teams of two are twice as many
        if right < figure.value < 2 * right or slip_of(figure, right) is Slip.STRONG:
            yield found(
                reading, "MUL",
                f"{plain(kinds)}个,每个前 {plain(first)} 名,应为 {plain(right)} 人,写的是“{figure.text}”。"
                "请核对三个数;有并列的请写明。",
                [figure],
            )  # fmt: skip


def _weighted(reading: Reading) -> Iterator[Finding]:
    """理论占 30%、实操占 70%…理论 91 分、实操 90.5 分,总分 96.2 分: 90.65."""
    text = reading.page.text
    told = _WEIGHTS.search(text)
    for match in _SCORED.finditer(text):
        one, two, total = (Decimal(match[name]) for name in ("one", "two", "all"))
        weights = [Decimal(told[1] or told[3]), Decimal(told[2] or told[4])] if told else []
        right = (one * weights[0] + two * weights[1]) / 100 if sum(weights) == 100 else None
        beyond = not min(one, two) <= total <= max(one, two) and total <= 100
        wrong = abs(right - total) > _SLACK if right is not None else beyond
        if wrong:
            should = (
                f"按所写比例应为 {plain(right)} 分" if right is not None else "总分应在两项之间"
            )
            yield found(
                reading,
                "MUL",
                f"“{match.group()}”:{should}。请核对各项得分和比例。",
                [match.span()],
            )
