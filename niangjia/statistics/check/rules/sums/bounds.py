"""Parts that fall short of the bound told before them (总数与分项相差): SUM. Pure.

两年来共慰问 90 万人次以上。据统计,慰问甲 41.7 万人次,慰问乙 32 万人次: the next sentence tells all the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count, words_before
from niangjia.statistics.check.rules.support import by_block, found, half_digit, shown, written

_IN_ALL = re.compile(
    r"(?:年来|累计|全年|一年|总)[^,。;\d]{0,4}共?[^,。;\d]{0,4}(?:走访|慰问|培训|救助|帮扶|资助|服务|发放|调解|受理)|共(?:计)?(?:走访|慰问|培训|救助|帮扶|资助|服务|发放|调解|受理)"
)
_VERB = re.compile(r"慰问|培训|救助|帮扶|资助|服务|发放|调解|受理")
_OPENS = re.compile(r"(?:据(?:不完全)?统计|据初步统计|其中|具体(?:来看|为)?)[,:]")
_OTHERS = re.compile(r"[去今上前\d]年|等|另外|此外|还|同时|部分|主要|例如|如")
_LEAST = Decimal("0.5")


def check(reading: Reading) -> Iterator[Finding]:
    """Every least number that the list in the next sentence does not reach."""
    for group in by_block(reading):
        for rank, total in enumerate(group):
            if total.precision is Precision.AT_LEAST and is_count(total) and reading.in_text(total):
                yield from _short(reading, total, group[rank + 1 :])


def _short(reading: Reading, total: Figure, after: Sequence[Figure]) -> Iterator[Finding]:
    lead = reading.sentence_before(total)
    verb = _VERB.search(words_before(reading, total))
    parts = [f for f in after if f.sentence == total.sentence + 1]
    if verb is None or not _IN_ALL.search(lead) or len(parts) < 2:
        return
    later = [f for f in after if f.sentence > total.sentence and f not in parts]
    said = reading.sentence_text(parts[0])
    opened = _OPENS.match(said) and not _OTHERS.search(said)
    listed = all(
        f.unit == total.unit
        and verb.group() in words_before(reading, f)
        and f.parent in {None, total.start}
        for f in parts
    )
    goes_on = any(f.unit == total.unit and verb.group() in f.context for f in later)
    amount = sum((f.value for f in parts), Decimal(0))
    most = sum((f.high + half_digit(f) for f in parts), Decimal(0))
    if opened and listed and not goes_on and total.low * _LEAST < most < total.low:
        listing = " + ".join(shown(f) for f in parts)
        yield found(
            reading, "SUM",
            f"“{total.label}”写的是至少 {shown(total)},所列各项相加 {listing} = {written(amount, total.unit)},"
            "不到这个数。请核对合计,或补上没有列出的项。",
            [total, *parts], severity=Severity.WARN,
        )  # fmt: skip
