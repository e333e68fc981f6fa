"""One thing told twice, known by the number beside it (邻数相同): DUP-FIG. Pure.

为 1860 名农民工追回 2914 万元; 帮 1680 名农民工讨回 2914 万元血汗钱: one number of the pair is the same and the other a
slip of the pen away. Two numbers of one kind beside each other are a stronger sign than words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import Told, told
from niangjia.statistics.check.rules.slip import (
    LEAST_DIGITS,
    Slip,
    digits_of,
    slip_of,
    telling_digits,
)
from niangjia.statistics.check.rules.times.retold import contradicted, same_time
from niangjia.statistics.check.rules.times.scope import agree, at_one_place, same_scope

_LEAST = 2
_MOST = 12
_KINDS = {"人次": "人"}


def check(reading: Reading) -> Iterator[Finding]:
    """Every number that contradicts an earlier one whose neighbour is the same."""
    pairs: dict[tuple[object, ...], list[tuple[Told, Told]]] = defaultdict(list)
    for anchor, other in _neighbours(reading):
        earlier = pairs[_kind(anchor.figure.unit), anchor.figure.value, _kind(other.figure.unit)]
        for first, second in earlier:
            if _may_be_one(reading, first.figure, anchor.figure) and _contradict(
                reading, second, other
            ):
                yield contradicted(reading, second.figure, other.figure)
                break
        else:
            if len(earlier) < _MOST:
                earlier.append((anchor, other))


def _neighbours(reading: Reading) -> Iterator[tuple[Told, Told]]:
    """Every two exact counts next to each other in a sentence, in both orders; the first is the anchor."""
    for one, other in pairwise(told(reading)):
        place = one.figure.block, one.figure.sentence
        near = place == (other.figure.block, other.figure.sentence)
        if near and _is_fit(one.figure) and _is_fit(other.figure):
            yield one, other
            yield other, one


def _is_fit(figure: Figure) -> bool:
    return figure.precision is Precision.EXACT and len(digits_of(figure)) >= _LEAST


def _kind(unit: str) -> str:
    return _KINDS.get(unit, unit)


def _may_be_one(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether the equal numbers may be of one act: told in two sentences, of one place, and long enough."""
    apart = (one.block, one.sentence) != (other.block, other.sentence)
    return apart and len(telling_digits(one)) >= _LEAST and at_one_place(reading, one, other)


def _contradict(reading: Reading, one: Told, other: Told) -> bool:
    first, second = one.figure, other.figure
    if agree(first, second) or one.is_part or other.is_part or first.unit != second.unit:
        return False
    slip = slip_of(second, first.value) or slip_of(first, second.value)
    least = LEAST_DIGITS if slip is Slip.WEAK else _LEAST
    return bool(
        slip
        and min(len(digits_of(first)), len(digits_of(second))) >= least
        and not (one.years and other.years and one.years.isdisjoint(other.years))
        and (one.time == other.time > 0 or same_time(reading, first, second, slipped=True))
        and same_scope(first, second, slipped=True)
    )
