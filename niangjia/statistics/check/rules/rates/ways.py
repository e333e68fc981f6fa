"""Ways and speeds (增减的方向与年均): RATE-REC of numbers against the words that say where they go. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    between,
    is_count,
    rounding,
    tolerance,
)
from niangjia.statistics.check.rules.parts.told import named
from niangjia.statistics.check.rules.rates.changes import (
    CUE,
    DOWN,
    FARTHEST,
    LONGEST,
    OLD_FROM,
    OLD_THAN,
    TO,
    UP,
    YEAR,
    steps,
)
from niangjia.statistics.check.rules.support import by_sentence, found, plain
from niangjia.statistics.check.rules.times.months import part_or_year

_GREW = re.compile(
    r",(?:同比|(?:比|较)(?:上年|去年)(?:同期)?)(?:增长|增加|上升|提高|(?P<fell>下降|减少|降低))(?:了|约|近)*"
)
_CLEARLY = re.compile(
    r"有(?:了)?(?:明显|较大|大幅|显著|所|一定)的?(?P<way>增长|增加|上升|提高|下降|减少|降低)"
)
_YEARLY = re.compile(r"年均(?:复合)?(?:增长|递增|增幅|增速)(?:率|速度)?(?:达到?|为|约|近)*$")


def check(reading: Reading) -> Iterator[Finding]:
    """Numbers that go the other way than their words, and growth told by the year."""
    for group in by_sentence(reading):
        yield from _wrong_way(reading, group)
        yield from _not_reached(reading, group)
        for rank in range(len(group)):
            yield from _a_year(reading, group, rank)
    yield from _than_last_year(reading)


def _than_last_year(reading: Reading) -> Iterator[Finding]:
    """2023 年新建工会 620 家。2024 年新建工会 682 家,比上年增长 15%: last year's number is told, too."""
    everything = named(reading)
    for new, change in pairwise(everything):
        grew = _GREW.fullmatch(between(reading, new.figure, change.figure))
        years = {int(year) for year in new.years if year.isdigit()}
        if change.figure.unit != "%" or not grew or len(years) != 1 or not is_count(new.figure):
            continue
        time = part_or_year(reading, new.figure)
        before = {str(next(iter(years)) - 1)}
        bases = {
            one.figure.value: one.figure
            for one in everything
            if one.name == new.name
            and one.figure.unit == new.figure.unit
            and one.years == before
            and {time, part_or_year(reading, one.figure)} != {"part", "whole"}
        }
        base = next(iter(bases.values())) if len(bases) == 1 else None
        if base is None or not base.value:
            continue
        right = (new.figure.value / base.value - 1) * 100 * (-1 if grew["fell"] else 1)
        slack = tolerance(change.figure) + 100 * (rounding(new.figure) + rounding(base))
        if abs(right - change.figure.value) > slack:
            yield found(
                reading, "RATE-REC",
                f"前面写上年为 {base.text},由此到 {new.figure.text}的变化是 {plain(round(right, 1))}%,"
                f"写的是“{change.figure.text}”。请核对三个数。",
                [change.figure, new.figure, base], suggestion=f"{plain(round(right, 1))}%",
            )  # fmt: skip


def _wrong_way(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """由 86 家增加到 68 家: said to rise, and falls; 达 9120 家,比上年的 9380 家有明显增长."""
    for new, old in pairwise(group):
        than = new.unit == old.unit and OLD_THAN.search(between(reading, new, old))
        after = _CLEARLY.match(reading.page.text[old.end : old.end + 12]) if than else None
        rising = bool(after and re.match("增|上升|提高|增长", after["way"]))
        if after and (new.high < old.low if rising else new.low > old.high):
            yield found(
                reading, "RATE-REC",
                f"写的是“{after['way']}”,数却由 {old.text} 到 {new.text},方向相反。请核对两个数。",
                [new, old],
            )  # fmt: skip
    for old, new in pairwise(group):
        apart = between(reading, old, new)
        step = TO.search(apart)
        if old.unit != new.unit or not step or not OLD_FROM.search(reading.words_before(old)):
            continue
        rises = bool(re.match(UP, step.group())) and not re.match(r"多|扩", step.group())
        falls = bool(re.match(DOWN, step.group()))
        if len(apart) > LONGEST or (old.upper or new.upper) is not None:
            continue
        if (rises and new.high < old.low) or (falls and new.low > old.high):
            yield found(
                reading, "RATE-REC",
                f"写的是“{step.group()}”,数却由 {old.text} 到 {new.text},方向相反。请核对两个数。",
                [new, old],
            )  # fmt: skip


def _not_reached(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """首次突破 1 亿元,达到 9860 万元; 下降 1.2 个百分点,连续三年上升."""
    for bound, value in pairwise(group):
        passed = re.search(r"(?:突破|超过|跨过)$", reading.words_before(bound))
        reached = re.fullmatch(r"(?:大关)?,(?:达到?|为)", between(reading, bound, value))
        if passed and reached and bound.unit == value.unit and value.high < bound.value:
            yield found(
                reading, "RATE-REC",
                f"写的是突破 {bound.text},却达到 {value.text}。请核对两个数。", [value, bound],
            )  # fmt: skip
    for change in group:
        after = reading.page.text[change.end : change.end + 14]
        on = re.match(r"[^。;]{0,2}连续[^,。;]{1,4}年(?P<way>上升|增长|提高|下降|减少)", after)
        cue = CUE.search(reading.clause_before(change))
        rising = on is not None and on["way"] in {"上升", "增长", "提高"}
        if on and cue and bool(cue["up"]) != rising:
            yield found(
                reading, "RATE-REC",
                f"“{cue.group()}{change.text}”与“{on.group().strip(',')}”方向相反。请核对。", [change],
            )  # fmt: skip


def _a_year(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """由 2018 年的 1.28 亿元增加到 2023 年的 1.78 亿元,年均增长 8.6%: compounded over the years named."""
    change = group[rank]
    if change.unit != "%" or not _YEARLY.search(reading.clause_before(change)):
        return
    for new, old in steps(reading, group[max(0, rank - FARTHEST) : rank], change):
        first, last = (YEAR.findall(reading.words_before(f)) for f in (old, new))
        years = int(last[-1]) - int(first[-1]) if first and last else 0
        if years < 2 or new.value <= old.value:
            return
        ratio = new.value / old.value
        compound = (ratio ** (Decimal(1) / years) - 1) * 100
        slack = tolerance(change) + 100 * sum((rounding(f) for f in (old, new)), Decimal(0)) / years
        if abs(compound - change.value) > slack:
            right = plain(round(compound, 1))
            yield found(
                reading, "RATE-REC",
                f"{first[-1]}年到{last[-1]}年共 {years} 年,由 {old.text} 到 {new.text},"
                f"年均应为 {right}%,写的是“{change.text}”。请核对。",
                [change, old, new], suggestion=f"{right}%",
            )  # fmt: skip
