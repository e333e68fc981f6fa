"""Prices told away from what they came to (标准写在别处): MUL, and PERIOD for one year's product called years'. Pure.

职工每人每年交 100 元。…26.8 万名职工参加,缴费合计 2860 万元: the price stands sentences or paragraphs off. A total is
held against it only where it is a slip of the pen away, and both speak of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import rounding
from niangjia.statistics.check.rules.parts.told import YEARS, Told, named
from niangjia.statistics.check.rules.slip import LEAST_DIGITS, Slip, digits_of, slip_of
from niangjia.statistics.check.rules.sums.products import product_fits
from niangjia.statistics.check.rules.support import bigrams, found, half_digit, shown, written
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.units import Measure, measure_of

_EACH = re.compile(r"每一?(?P<of>[人名位户份套张盒箱袋])[^,;。\d]{0,12}$")
_EACH_BEFORE = re.compile(
    r"每一?(?P<of>[人名位户份套张盒箱袋])[^;。\d]{0,30}(?:标准|单?价)[^,;。\d]{0,3}$"
)
"""每份礼包配有毛巾、凉茶,标准 65 元."""
_BEHIND = re.compile(r"(?:/|每)(?P<of>[人名位户份套张盒箱袋])")
_NO_PRICE = re.compile(
    r"每[月日天周季场批期班]|[最更]|不[得低高超少]|上限|以内|封顶|保额|节省|节约|增|减|多|少|提高|收入|工资"
)
_YEARLY = re.compile(r"每年|/年|年缴|一年")
_ONE_TO_A_HEAD = frozenset("份套张盒箱袋")
_FEE = re.compile(r"缴|[自每人年]交|会费|保费|收费|互助费|筹资|投保|参保|收取|归集")
_OUT = re.compile(r"获赔|赔付|给付|报销|理赔|互助金|结余|损失|欠薪|效益|产值|消费")
_TOTAL = re.compile(
    r"共|合计|总|累计|支出|发放|收取|归集|收缴|缴费|保费|会费|投入|拨付|兑现|价值|使用|花费"
)
_NOT_ALL = re.compile(r"每|均|其中|最|预算|计划|目标|上年|去年|同期|比|剩|余")
_NEAR_BLOCKS = 6
_FILLERS = (
    "每人 每名 名每 人每 每年 每位 标准 按照 给予 统一 工会 全市 全县 全区 全省 总工 市总 县总 区总 级工 各级 "
    "资金 支出 发放 投入 合计 累计 共计 组织 活动 参加 年来 金额 费用 经费 困难 的标 准为 为全 一线"
)
_COMMON = frozenset(_FILLERS.split())
"""Pairs of signs that tell nothing of what is paid for."""
_PEOPLE = re.compile(
    r"职工|会员|劳模|劳动模范|农民工|劳动者|子女|家庭|工人|司机|骑手|员工|女工|青工|人员|学[生子]|户外|环卫"
)
"""Two things given to the same people are two things."""


def check(reading: Reading) -> Iterator[Finding]:
    """Totals that are not what a price told elsewhere gives, or one year's where years are said."""
    prices = [one for f in reading.figures if (one := _price(reading, f)) is not None]
    if not prices:
        return
    plans = plan_blocks(reading.page)
    spoken = [one for one in named(reading) if one.figure.block not in plans]
    for heads, total in _payments(reading, spoken):
        yield from _far(reading, prices, heads.figure, total.figure)
        yield from _of_one_year(reading, prices, heads, total)


class _Price:
    """An amount for each, the units it is counted by, and whether it is asked every year."""

    def __init__(self, figure: Figure, of: frozenset[str], *, yearly: bool, fee: bool) -> None:
        self.figure, self.of, self.yearly, self.fee = figure, of, yearly, fee


def _price(reading: Reading, figure: Figure) -> _Price | None:
    """每人每年 100 元, 每份 65 元, 标准为 80 元/人."""
    exact = figure.precision is Precision.EXACT and figure.upper is None
    if figure.unit != "元" or not exact or reading.in_table(figure) or not figure.value:
        return None
    clause = reading.clause_before(figure)
    said = _EACH.search(clause) or _EACH_BEFORE.search(reading.words_before(figure))
    behind = _BEHIND.match(reading.page.text, figure.end)
    of = (said and said["of"]) or (behind and behind["of"])
    if not of or _NO_PRICE.search(clause + reading.page.text[figure.end : figure.end + 4]):
        return None
    units = {of, "人"} if of in _ONE_TO_A_HEAD else {"人", "人次"} if of in "人名位" else {of}
    after = reading.page.text[figure.end : figure.end + 8]
    around = clause + re.split("[,;。]", after)[0]
    return _Price(
        figure, frozenset(units), yearly=bool(_YEARLY.search(around)), fee=bool(_FEE.search(around))
    )


def _payments(reading: Reading, spoken: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Each total with the heads or goods next to it in its sentence, before or behind."""
    for rank, total in enumerate(spoken):
        own = total.figure
        whole = own.unit == "元" and own.upper is None and own.precision is Precision.EXACT
        clause = reading.clause_before(own)
        if not whole or not own.magnitude or _NOT_ALL.search(clause) or not _TOTAL.search(clause):
            continue
        for heads in (*reversed(spoken[max(0, rank - 2) : rank]), *spoken[rank + 1 : rank + 2]):
            near = (heads.figure.block, heads.figure.segment) == (own.block, own.segment)
            if near and _is_counted(heads.figure):
                yield heads, total
                break


def _is_counted(heads: Figure) -> bool:
    kinds = {Measure.PERSON, Measure.HOUSEHOLD, Measure.SERVICE}
    counted = measure_of(heads.unit) in kinds or heads.unit in _ONE_TO_A_HEAD
    return counted and heads.value > 1 and heads.upper is None


def _far(
    reading: Reading, prices: Sequence[_Price], heads: Figure, total: Figure
) -> Iterator[Finding]:
    """A total a slip of the pen away from heads times the price of another sentence."""
    if heads.precision is not Precision.EXACT or len(digits_of(total)) < LEAST_DIGITS:
        return
    fitting = [p for p in prices if heads.unit in p.of and not _is_settled(reading, p)]
    if any(product_fits(p.figure, heads, total) for p in fitting):
        return
    for price in fitting:
        one = price.figure
        apart = (one.block, one.segment) != (total.block, total.segment)
        near = abs(one.block - total.block) <= _NEAR_BLOCKS
        if not apart or not near or not _of_one_thing(reading, price, total):
            continue
        right = one.value * heads.value
        slip = slip_of(total, right, right * rounding(heads))
        if slip is Slip.STRONG or (slip is Slip.WEAK and price.fee):
            yield found(
                reading, "MUL",
                f"标准是 {one.text}(“{one.label}”),{shown(heads)}应为 {written(right, '元')},写的是 {total.text}。"
                "请核对标准、数量和总额。",
                [total, one, heads], suggestion=written(right, "元"),
            )  # fmt: skip
            return


def _is_settled(reading: Reading, price: _Price) -> bool:
    """Whether a price has its own heads and total beside it: 450 名劳模按每人 1200 元发放津贴 54 万元."""
    own = [f for f in reading.by_block[price.figure.block] if f.segment == price.figure.segment]
    totals = [f for f in own if f.unit == "元" and f.value > price.figure.value]
    counts = [f for f in own if f.unit in price.of]
    return any(product_fits(price.figure, c, total) for c in counts for total in totals)


def _of_one_thing(reading: Reading, price: _Price, total: Figure) -> bool:
    """Whether a price and a total are called alike: both dues, or a word beyond the common ones in both sentences."""
    clause = reading.clause_before(total)
    if _OUT.search(clause):
        return False
    if price.fee:
        return bool(_FEE.search(clause))
    return bool(_words(reading.sentence_text(price.figure)) & _words(reading.words_before(total)))


@lru_cache(maxsize=256)
def _words(sentence: str) -> frozenset[str]:
    parts = re.split(r"[^一-鿿]+", _PEOPLE.sub(",", sentence))
    return frozenset(pair for part in parts for pair in bigrams(part)) - _COMMON


def _of_one_year(
    reading: Reading, prices: Sequence[_Price], heads: Told, total: Told
) -> Iterator[Finding]:
    """按每人每年 120 元为 2.6 万名职工投保,三年来共支出 312 万元: it is one year's product."""
    many = total.time == YEARS and heads.time != YEARS and heads.figure.unit in {"人", "户"}
    if not many or not heads.figure.start < total.figure.start:
        return
    for price in prices:
        near = abs(price.figure.block - total.figure.block) <= 1
        own = price.yearly and near and heads.figure.unit in price.of
        right = price.figure.value * heads.figure.value
        slack = half_digit(total.figure) + right * rounding(heads.figure)
        if own and abs(right - total.figure.value) <= slack:
            yield found(
                reading, "PERIOD",
                f"{price.figure.text}(每年)× {shown(heads.figure)} = {written(right, '元')},"
                "恰是一年的数,文中却写成几年的合计。"
                "请核对:是把一年的数写成了几年的,还是人数为几年的人次。",
                [total.figure, price.figure, heads.figure],
            )  # fmt: skip
            return
