"""What is left of a whole and of its part (余下的部分): LE. Pure.

8200 firms have a union, 7500 of them small, and 7380 of the same firms a contract: 700 are not small, so no more
than 700 of those with a contract can be. Spoken only where the words say that one whole lies in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, between
from niangjia.statistics.check.rules.parts.told import plain
from niangjia.statistics.check.rules.support import by_sentence, found, shown, written

_WITH_UNION = re.compile(r"建会|工会")
_OF_CONTRACT = re.compile(r"协议|合同|协商|职代会|厂务公开")
"""Contracts and congresses are of firms that have a union."""
_GROUP = re.compile(
    r"^(?:[一-鿿]{0,2}(?:小微|中小|大型|规上|规模|非公|公有|国有|民营|私营|外资|个体|女|农民工|一线|新就业))"
)

_NAMED = 4


@dataclass(frozen=True)
class _Cut:
    """A whole with its part, and the group that the part is; empty where the part before names it."""

    whole: Figure
    part: Figure
    group: str


def check(reading: Reading) -> Iterator[Finding]:
    """Every group of which the inner whole leaves more out than the outer one."""
    for group in by_sentence(reading):
        for outer, inner in permutations(_cuts(reading, group), 2):
            same = outer.group == inner.group and outer.whole is not inner.whole
            if not same or not _lies_in(reading, group, inner.whole, outer.whole):
                continue
            rest = inner.whole.value - inner.part.value
            most = outer.whole.value - outer.part.value
            if rest > most >= 0:
                yield found(
                    reading, "LE",
                    f"{shown(inner.whole)}减 {shown(inner.part)}余 {written(rest, inner.part.unit)},而"
                    f"{shown(outer.whole)}减 {shown(outer.part)}只余 {written(most, outer.part.unit)}:"
                    f"“{inner.whole.label}”在“{outer.whole.label}”之内,余下的不能更多。请核对四个数。",
                    [inner.part, inner.whole, outer.part, outer.whole], severity=Severity.WARN,
                )  # fmt: skip


def _cuts(reading: Reading, group: Sequence[Figure]) -> list[_Cut]:
    """The exact parts of a sentence that name one group, with their wholes."""
    cuts: list[_Cut] = []
    for part in group:
        whole = reading.places.get(part.parent) if part.parent is not None else None
        exact = whole and whole.precision is part.precision is Precision.EXACT
        if whole is None or not exact or whole.unit != part.unit or whole.parent is not None:
            continue
        name = _name(reading, part)
        named = _GROUP.match(name)
        listed = cuts and between(reading, cuts[-1].part, part).startswith(("、", ","))
        if named:
            cuts.append(_Cut(whole, part, named.group()))
        elif listed and len(name) >= _NAMED and name in _name(reading, whole):
            cuts.append(_Cut(whole, part, cuts[-1].group))
    return cuts


def _name(reading: Reading, figure: Figure) -> str:
    words = re.split(r"[,、;:(]", reading.words_before(figure))[-1]
    return plain(words + re.split(r"[,、;:。)\d]", figure.context.partition("#")[2])[0])


def _lies_in(reading: Reading, group: Sequence[Figure], inner: Figure, outer: Figure) -> bool:
    """Whether the words or a rate right behind say that one whole is a share of the other."""
    if inner.unit != outer.unit or inner.value > outer.value or not outer.value:
        return False
    contracts = _OF_CONTRACT.search(inner.context) and not _OF_CONTRACT.search(outer.context)
    return bool(contracts and _WITH_UNION.search(outer.context)) or any(
        f.unit == "%" and agrees(f, inner.value * 100 / outer.value, (inner, outer))
        for f in group
        if inner.end < f.start and group[group.index(f) - 1] is inner
    )
