"""A rate one slip of the pen away from the two counts before it (差一笔的比率): RATE-REC. Pure.

招用农民工 3642 人,其中办证的 3185 人,办证率占实际用工数的 85.7 %: no words join the three, but 87.5 %
would be right. Of unrelated numbers three or four in a hundred stand so; the words of a rate
between them make them related.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from itertools import product

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    agrees,
    differs,
    in_sight,
    is_count,
)
from niangjia.statistics.check.rules.rates.portions import shares
from niangjia.statistics.check.rules.slip import LEAST_DIGITS, digits_of, has_slipped
from niangjia.statistics.check.rules.support import by_sentence, found, plain

_RATE = re.compile(r"率|面|占|比例|比重|完成|达到?[^,。;]{0,4}$")
_CHANGE = re.compile(
    r"增[长加幅速至到]|净增|[增降][了为至到]?$|下降|降低|降幅|提高|提升|上升|同比|环比|涨|减少|高于|低于|[较比](?:上|去|前|年|\d|全|同)|目标|优惠|折|利率|税率|费率|中签"
)
OPINION = re.compile(r"(?:满意|好评|知晓|答复|回复)[率度][^,。;]{0,4}$")
"""Of those who were asked."""
_IN_TIME = re.compile(r"(?:按时|按期|如期|及时|限时)(?P<verb>[一-鿿]{2})率[^,。;]{0,4}$")
OF_EACH = re.compile(r"分别|(?<![人户年月日平])均")
"""Each has a whole of its own: none is the other's."""
_MOST = 4
_TWO, _HALF, _CENTS = 2, Decimal("0.005"), Decimal("0.025")


def slipped(reading: Reading, settled: Set[int]) -> Iterator[Finding]:
    """Rates that the counts right before them miss by one slip; not those ``settled`` by their neighbours."""
    yield from _hundredths(reading)
    for group in by_sentence(reading):
        for rank, rate in enumerate(group):
            words = reading.words_before(rate)
            telling = len(digits_of(rate)) >= LEAST_DIGITS
            if rate.unit != "%" or not telling or rate.value > 100 or rate.start in settled:
                continue
            told = [pattern.search(words) for pattern in (_CHANGE, OPINION, OF_EACH)]
            if _RATE.search(words) and not any(told):
                yield from _slipped(reading, rate, group[max(0, rank - _MOST) : rank])


def is_of_another_step(words: str, part: Figure) -> bool:
    """转办 1490 件,按期办结率 99%: how much of it was done in time is told, not what was handed on."""
    timely = _IN_TIME.search(words)
    return timely is not None and timely["verb"] not in part.context


def _hundredths(reading: Reading) -> Iterator[Finding]:
    """850 名中 66 名,占 7.78%: 7.76 is right, where one number alone may be the whole."""
    for share in shares(reading):
        rate, part = share.rate, share.part
        if len(rate.number.partition(".")[2]) != _TWO or not all(map(_is_counted, (rate, part))):
            continue
        sight = [f for f in in_sight(reading, rate) if f.unit == part.unit and f.value > part.value]
        rates = [f.value for f in reading.by_block[rate.block] if f.unit == "%"]
        even = len(rates) > 1 and abs(sum(rates, Decimal(-100))) < 1  # moved to make a hundred
        if len({f.value for f in sight}) != 1 or not _is_counted(sight[0]) or even:
            continue
        off = rate.value - part.value * 100 / sight[0].value
        if _HALF < off < _CENTS or -_CENTS < off < -2 * _HALF:  # 7.768 may be cut to 7.76
            right = plain(round(part.value * 100 / sight[0].value, 2))
            yield found(
                reading, "RATE-REC",
                f"{part.text} ÷ {sight[0].text}是 {right}%,写的是“{rate.text}”,末位不符。请核对。",
                [rate, part, sight[0]], severity=Severity.INFO, suggestion=f"{right}%",
            )  # fmt: skip


def _is_counted(figure: Figure) -> bool:
    """Whether it is printed to the last digit."""
    return figure.precision is Precision.EXACT and not figure.magnitude and figure.upper is None


def _slipped(reading: Reading, rate: Figure, before: Sequence[Figure]) -> Iterator[Finding]:
    counts = [f for f in before if is_count(f) and f.value and f.unit == before[-1].unit]
    if not counts or counts[-1] is not before[-1]:
        return
    part, wholes = counts[-1], [f for f in counts[:-1] if f.value > counts[-1].value]
    sight = [f for f in in_sight(reading, rate) if is_count(f) and f.value]
    if any(
        a.unit == b.unit and agrees(rate, a.value * 100 / b.value, (a, b))
        for a, b in product(sight, sight)
    ):
        return
    if is_of_another_step(reading.words_before(rate), part):
        return
    printed = [f for f in before if f.unit == "%"]
    for whole in reversed(wholes):
        right = part.value * 100 / whole.value
        if any(agrees(f, right, (part, whole)) for f in printed):
            continue  # 4557 人占 73.5%,其中血脂异常占 33.5%
        decimals = len(rate.number.partition(".")[2])
        if has_slipped(rate, round(right, decimals)) or _part_slipped(rate, part, whole):
            told = f"{part.text} ÷ {whole.text} = {plain(round(right, 2))}%,"
            yield from differs(reading, rate, right, told, (part, whole))
            return


def _part_slipped(rate: Figure, part: Figure, whole: Figure) -> bool:
    """Whether another digit at the head of the part makes the rate right."""
    digits = digits_of(part)
    if len(digits) < LEAST_DIGITS:
        return False
    scale = part.value / int(digits)
    others = (
        digits[:place] + sign + digits[place + 1 :] for place in range(2) for sign in "123456789"
    )
    values = (int(other) * scale for other in others)
    return any(
        agrees(rate, value * 100 / whole.value, (part, whole))
        for value in values
        if value <= whole.value
    )
