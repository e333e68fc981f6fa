"""Money raised against all that its sentence pays out (筹集与各项支出): FUND-OVERLAP. Pure.

筹集 84 万元,每户 2000 元慰问 420 户;同时发放救助金 3.6 万元: price times count uses up what was raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import rounding
from niangjia.statistics.check.rules.support import found, half_digit, plain, shown, written

_RAISED = re.compile(r"筹集|筹措|募集|筹得|募得|筹资|筹款")
_OUT = re.compile(r"发放|支付|拨付|下拨|救助|补助|资助|慰问|奖励|购买|采购|支出|使用")
_NOT_OUT = re.compile(r"每|均|其中|带动|价值")
_ALSO = re.compile(r"[;,。](?:同时|另外?|此外|还|并)")


def paid_besides(reading: Reading, price: Figure, total: Figure) -> list[Figure]:
    """What the sentence pays out of raised money besides price times count."""
    if not _RAISED.search(_clause(reading, total)) or total.start > price.start:
        return []
    return [
        f for f in reading.by_block[price.block]
        if f.sentence == price.sentence and f.start > price.end and f.unit == "元"
        and f.parent is None and f.upper is None
        and _OUT.search(_clause(reading, f)) and not _NOT_OUT.search(_clause(reading, f))
        and _ALSO.search(reading.page.text[price.end : f.start])
    ]  # fmt: skip


def outspent(
    reading: Reading, price: Figure, heads: Figure, total: Figure, others: Sequence[Figure]
) -> Iterator[Finding]:
    """More is paid, price times count and the rest, than was raised."""
    product = price.value * heads.value
    paid = product + sum((f.value for f in others), Decimal(0))
    slack = product * (rounding(price) + rounding(heads))
    slack += sum((half_digit(f) for f in (total, *others)), Decimal(0))
    exact = price.upper is None and price.precision is Precision.EXACT is heads.precision
    if exact and paid > total.high + slack:
        yield found(
            reading, "FUND-OVERLAP",
            f"筹集 {shown(total)},而 {shown(price)} × {plain(heads.value)} {heads.unit} = {written(product, '元')},"
            f"加上 {'、'.join(f.text for f in others)},共支出 {written(paid, '元')},超过所筹集的。"
            "请核对,或写明另一笔钱从哪里来。",
            [total, price, heads, *others], severity=Severity.WARN,
        )  # fmt: skip


def _clause(reading: Reading, figure: Figure) -> str:
    return re.split(r"[,;:]", reading.sentence_before(figure))[-1]
