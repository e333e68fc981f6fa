"""Shares told in the order of their counts (依次占、各占). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    agrees,
    between,
    in_sight,
    is_count,
    words_before,
)
from niangjia.statistics.check.rules.support import by_sentence

_IN_ORDER = re.compile(r"(?:分别|依次|各)(?:占)?(?:约|近)?$")
_CLOSE, _LEAST, _MOST = 6, 2, 8


def in_order(reading: Reading) -> frozenset[int]:
    """文艺类 28 个、技能类 24 个,…,依次占 35%、30%…: shares that are their counts' in their order."""
    explained: set[int] = set()
    for group in by_sentence(reading):
        for rank, first in enumerate(group):
            if first.unit != "%" or not _IN_ORDER.search(words_before(reading, first)):
                continue
            rates = [first]
            for rate in group[rank + 1 :]:
                if rate.unit != "%" or len(between(reading, rates[-1], rate)) > _CLOSE:
                    break
                rates.append(rate)
            counts = [f for f in group[:rank] if is_count(f)]
            wholes = [f for f in in_sight(reading, first, back=2) if is_count(f) and f.value]
            if any(_fits(rates, counts[-many:], wholes) for many in range(2, _MOST)):
                explained |= {rate.start for rate in rates}
    return frozenset(explained)


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
