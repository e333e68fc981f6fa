"""Prices by level or class with the counts told before (分档标准): MUL. Pure.

工作室省级 31 个、市级 97 个。按省级每个 3 万元、市级每个 2 万元,共拨付 387 万元; 一等奖 3 名、二等奖 6 名,分别奖励
5000 元、3000 元,共 3.3 万元: each price is taken times the count of its own name or of its own place in the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import ASIDE, between, rounding
from niangjia.statistics.check.rules.slip import LEAST_DIGITS, Slip, digits_of, slip_of
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, shown, written

_EACH = re.compile(r"(?P<name>[一-鿿“”]*?)每一?(?P<of>[个家名位人户间支所班项])[^,;、。\d]{0,8}$")
_IN_ROW = re.compile(r"[、,和及与]")
_RESPECTIVELY = re.compile(
    r"分别(?:按|给予|奖励|补助|发放|补贴|资助|获得|获|得到|为|以|奖|发|的)?[^,;。\d]{0,12}$"
)
_TOTAL = re.compile(r"共|合计|总|累计|发放|拨付|下拨|补助|奖励|支出|兑现|奖金|资助|投入")
_NOT_ALL = re.compile(r"其中|每|均|比|增|减|预算|计划")
_LEAD = re.compile(r"^(?:其中|包括|[,、;:(])+|[(:]$")
_BACK = 3
_SHORTEST = 2


def check(reading: Reading) -> Iterator[Finding]:
    """Totals a slip of the pen away from what prices and counts give, each with each."""
    for group in by_sentence(reading):
        money = [f for f in group if f.unit == "元"]
        if reading.in_text(group[0]) and len(money) > 2:
            yield from _named(reading, group, money)
            yield from _respectively(reading, group)


def _named(reading: Reading, group: Sequence[Figure], money: Sequence[Figure]) -> Iterator[Finding]:
    """Prices that name their level, one after another, then the total."""
    prices: list[tuple[Figure, re.Match[str]]] = []
    for figure in money:
        said = _EACH.search(_part(reading, figure))
        if said is not None and said["name"]:
            prices.append((figure, said))
        elif len(prices) > 1 and _is_total(reading, figure):
            counts = [_count_of(reading, price, said) for price, said in prices]
            if all(counts):
                pairs = [(p, c) for (p, _), c in zip(prices, counts, strict=True) if c is not None]
                yield from _compared(reading, pairs, figure)
            return


def _count_of(reading: Reading, price: Figure, said: re.Match[str]) -> Figure | None:
    """The nearest count before, a few sentences back at most, that the price's level is the name of."""
    unit = "人" if said["of"] in "名位人" else said["of"]
    for figure in reversed(reading.by_block[price.block]):
        near = figure.start < price.start and price.sentence - figure.sentence <= _BACK
        if near and figure.unit in {unit, "个"} and _is_named(said["name"], _name(reading, figure)):
            return figure
    return None


def _is_named(price: str, count: str) -> bool:
    """Whether the words before 每个 end with the count's name, or with how it begins (省级 and 省级工作室)."""
    if len(count) < _SHORTEST:
        return False
    tails = (price[start:] for start in range(len(price) - _SHORTEST + 1))
    return any(count == tail or count.startswith(tail) for tail in tails)


def _respectively(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """一等奖 3 名、二等奖 6 名,分别奖励 5000 元、3000 元,共 3.3 万元."""
    for first, price in enumerate(group):
        if price.unit != "元" or not _RESPECTIVELY.search(reading.sentence_before(price)):
            continue
        last = first + 1
        while last < len(group) and _follows(reading, group[last - 1], group[last]):
            last += 1
        size = last - first
        counts = group[max(0, first - size) : first]
        row = len(counts) == size > 1 and len({f.unit for f in counts}) == 1
        if row and counts[0].unit != "元" and last < len(group) and _is_total(reading, group[last]):
            yield from _compared(
                reading, list(zip(group[first:last], counts, strict=True)), group[last]
            )
        return


def _follows(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether another amount comes right behind: 5000 元、3000 元."""
    return other.unit == "元" and bool(_IN_ROW.fullmatch(between(reading, one, other)))


def _compared(
    reading: Reading, pairs: Sequence[tuple[Figure, Figure]], total: Figure
) -> Iterator[Finding]:
    figures = [figure for pair in pairs for figure in pair]
    if any(f.precision is not Precision.EXACT or f.upper is not None for f in (*figures, total)):
        return
    products = [(price.value * count.value, price, count) for price, count in pairs]
    right = sum((product for product, _, _ in products), Decimal(0))
    blur = sum(
        (p * (rounding(price) + rounding(count)) for p, price, count in products), Decimal(0)
    )
    told = len(digits_of(total)) >= LEAST_DIGITS and slip_of(total, right, blur) is not Slip.NONE
    if told and abs(right - total.value) > half_digit(total) + blur:
        terms = " + ".join(f"{price.text} × {shown(count)}" for _, price, count in products)
        yield found(
            reading, "MUL",
            f"{terms} = {written(right, '元')},与总数 {total.text} 不符。请核对各档的标准、数量和总额。",
            [total, *figures], suggestion=written(right, "元"),
        )  # fmt: skip


def _is_total(reading: Reading, figure: Figure) -> bool:
    part = _part(reading, figure)
    more = re.match(
        r"[^,。;(]{0,4}\((?:含|包括|其中)", reading.page.text[figure.end : figure.end + 10]
    )
    told = _TOTAL.search(part) and not _NOT_ALL.search(part) and figure.upper is None
    return bool(told) and more is None


def _part(reading: Reading, figure: Figure) -> str:
    """The words before a figure since the last comma or the like, brackets left out."""
    return re.split("[,;:、]", ASIDE.sub("", reading.sentence_before(figure)))[-1]


def _name(reading: Reading, figure: Figure) -> str:
    before = reading.sentence_before(figure)
    return _LEAD.sub("", re.split("[,;:、]", before)[-1])
