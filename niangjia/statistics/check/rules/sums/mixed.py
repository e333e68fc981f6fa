"""Heads listed partly in households (人、户混列): UNIT-PT. Pure.

困难职工 410 名,其中特困职工 300 人,帮扶户 50 户,…: what is counted in 人 alone is no sum of such a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import found, shown
from niangjia.statistics.check.units import Measure, measure_of

_OPENS = re.compile(r"[:(][^,。;:()\d]{1,14}")
_ITEM = re.compile(
    r"[、,和](?!共?(?:慰问|走访|看望|涉及|惠及|覆盖|救助|资助|发放))[^,、。;:()\d]{1,24}"
)
_HEADS = {Measure.PERSON, Measure.HOUSEHOLD}
_LEAST = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Lists of three and more whose households are added like heads."""
    for total, parts in mixed(reading).values():
        if len(parts) >= _LEAST and sum(part.value for part in parts) == total.value:
            listed = " + ".join(shown(part) for part in parts)
            yield found(
                reading, "UNIT-PT",
                f"“{total.label}”{shown(total)},等于 {listed} 之和:户数当作人数加了进去。请写明这些户有多少人。",
                [total, *(part for part in parts if part.unit == "户")],
            )  # fmt: skip


@lru_cache(maxsize=1)
def mixed(reading: Reading) -> dict[int, tuple[Figure, list[Figure]]]:
    """Start of a total of heads → it and its list, where some are told in 户 and 人 alone do not make it up."""
    lists: dict[int, tuple[Figure, list[Figure]]] = {}
    for total, first in pairwise(reading.figures):
        said = between(reading, total, first)
        opened = first.parent == total.start or _OPENS.fullmatch(said)
        if total.unit != "人" or total.block != first.block or not opened:
            continue
        parts = _listed(reading, first)
        people = sum(part.value for part in parts if part.unit == "人")
        if any(part.unit == "户" for part in parts) and people < total.value:
            lists[total.start] = total, parts
    return lists


def _listed(reading: Reading, first: Figure) -> list[Figure]:
    """A figure and the heads and households that follow it in one list."""
    parts = [first]
    group = reading.by_block[first.block]
    for part in group[group.index(first) + 1 :]:
        item = _ITEM.fullmatch(between(reading, parts[-1], part))
        if not item or measure_of(part.unit) not in _HEADS:
            break
        parts.append(part)
    return parts
