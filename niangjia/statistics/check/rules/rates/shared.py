"""Shares told in the order of their counts (依次占、各占), rates by their names (分别达): RATE-REC. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    agrees,
    between,
    differs,
    in_sight,
    is_count,
)
from niangjia.statistics.check.rules.support import by_sentence

_IN_ORDER = re.compile(r"(?:分别|依次|各)(?:占)?(?:约|近)?$")
_ITS_NAME = re.compile(r"(?P<stem>[一-鿿]{2})率$")
_IN_ROW = re.compile(r"率[^,。;\d]{0,6}分别[^,。;\d]{0,4}$")
_CLOSE, _LEAST, _MOST = 6, 2, 8


def in_order(reading: Reading) -> frozenset[int]:
    """文艺类 28 个、技能类 24 个,…,依次占 35%、30%…: shares that are their counts' in their order."""
    explained: set[int] = set()
    for group in by_sentence(reading):
        for rank, first in enumerate(group):
            if first.unit != "%" or not _IN_ORDER.search(reading.words_before(first)):
                continue
            rates = _row(reading, group, rank)
            counts = [f for f in group[:rank] if is_count(f)]
            wholes = [f for f in in_sight(reading, first, back=2) if is_count(f) and f.value]
            if any(_fits(rates, counts[-many:], wholes) for many in range(2, _MOST)):
                explained |= {rate.start for rate in rates}
    return frozenset(explained)


def _row(reading: Reading, group: Sequence[Figure], rank: int) -> list[Figure]:
    """A percentage and those that follow it in one list."""
    rates = [group[rank]]
    for rate in group[rank + 1 :]:
        if rate.unit != "%" or len(between(reading, rates[-1], rate)) > _CLOSE:
            break
        rates.append(rate)
    return rates


def check(reading: Reading) -> Iterator[Finding]:
    """受理 85 件,调解成功 47 件,调解率和成功率分别达 100%、57%: one of the row is not what its counts give."""
    for group in by_sentence(reading):
        for rank, first in enumerate(group):
            if first.unit != "%" or not _IN_ROW.search(reading.words_before(first)):
                continue
            wrong: list[tuple[Figure, Figure, Figure]] = []
            rates = _row(reading, group, rank)
            for rate in rates:
                pairs = _pairs(group[:rank], rate)
                fitting = any(agrees(rate, a.value * 100 / b.value, (a, b)) for a, b in pairs)
                wrong += [] if fitting else [(rate, *pairs[-1])] if pairs else [(rate, rate, rate)]
            if len(wrong) == 1 < len(rates) and wrong[0][0] is not wrong[0][1]:
                ((rate, part, whole),) = wrong
                right = part.value * 100 / whole.value
                said = f"{part.text} ÷ {whole.text} "
                yield from differs(reading, rate, right, said, (part, whole))


def _pairs(counts: Sequence[Figure], rate: Figure) -> list[tuple[Figure, Figure]]:
    """The counts that a rate is named for, each with all it may be of."""
    named = _ITS_NAME.search(rate.label)
    exact = [f for f in counts if is_count(f) and f.value and f.precision is Precision.EXACT]
    return [
        (part, whole)
        for part in exact
        for whole in exact
        if named and named["stem"] in part.context
        and whole is not part and whole.unit == part.unit and whole.value >= part.value
    ]  # fmt: skip


def _fits(rates: Sequence[Figure], parts: Sequence[Figure], wholes: Sequence[Figure]) -> bool:
    """Whether the first share is of the first count, and the last of the last; 一成半 between may go unread."""
    if len(parts) < len(rates) or len(rates) < _LEAST:
        return False
    every = [w.value for w in wholes] + [sum((p.value for p in parts), Decimal(0))]
    return any(
        agrees(rates[0], parts[0].value * 100 / value, (parts[0],))
        and agrees(rates[-1], parts[-1].value * 100 / value, (parts[-1],))
        for value in every
        if value
    )
