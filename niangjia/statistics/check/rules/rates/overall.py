"""The rate of all and the rates of its two halves (总体与两部分的比率): RATE-REC. Pure.

A whole lies between its parts: where 公有制 98.1 % and 非公有制 97.2 % are all there is, 96.4 % cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit

_HALVES = (
    (r"(?<!非)公有制?|国有", r"非公有?制?|民营|私营"),
    (r"男", r"女"),
    (r"城镇|城市", r"农村|乡村"),
    (r"线上|网上", r"线下|现场"),
    (r"本级|直属|机关", r"基层|县级"),
)
_NAMED = re.compile(
    r"[率面度比](?:总体|整体|已|平均)?(?:分别)?(?:达到|达|为|是|在|保持在|稳定在)?#"
)
_CHANGED = re.compile(r"提[高升]|上升|增[长加]|下降|同比|比上年|较上年|目标|力争|占")
_FAR = 24


def check(reading: Reading) -> Iterator[Finding]:
    """A rate that neither of its two halves allows."""
    for group in by_sentence(reading):
        for whole, one, other in zip(group, group[1:], group[2:], strict=False):
            rates = (whole, one, other)
            if not _NAMED.search(whole.context) or not _is_split(reading, rates):
                continue
            low, high = sorted(rate.value for rate in (one, other))
            slack = max(half_digit(rate) for rate in rates) * 2
            if not low - slack <= whole.value <= high + slack:
                yield found(
                    reading, "RATE-REC",
                    f"总体写 {whole.text},两部分却是 {one.text}和 {other.text}。"
                    "总体的比率应在两部分之间,请核对三个数。",
                    rates,
                )  # fmt: skip


def _is_split(reading: Reading, rates: Sequence[Figure]) -> bool:
    """Whether two percentages are of the halves of what the first is of."""
    whole, one, other = rates
    told = [between(reading, whole, one), between(reading, one, other)]
    alike = all(r.unit == "%" and r.upper is None and not _CHANGED.search(r.context) for r in rates)
    if not alike or any(len(words) > _FAR or "。" in words for words in told):
        return False
    return any(
        all(re.search(half, words) for half, words in zip(halves, told, strict=True))
        for pair in _HALVES
        for halves in (pair, pair[::-1])
    )
