"""Prices, counts and totals (单价、数量与总额): MUL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.money.limits import is_bound
from niangjia.statistics.check.rules.operands import (
    between,
    in_sight,
    is_count,
    rounding,
)
from niangjia.statistics.check.rules.slip import Slip, slip_of
from niangjia.statistics.check.rules.sums.outlays import outspent, paid_besides
from niangjia.statistics.check.rules.support import (
    by_segment,
    by_sentence,
    found,
    half_digit,
    plain,
    shown,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of

_EACH = re.compile(
    r"(?:每(?P<of>[人名位户家个场套份张辆台期件次对盒袋包箱本只间所处座班站点室店校院队厂条项支])|人均|户均)[^,;#]{0,8}#"
)
_INSURED = re.compile(r"保额|保障额|最高|封顶|可获|可得|赔付限额")
"""What one may get, not what each got."""
PERSONS = {"人", "人次"}
_GIVEN_ONE_BY_ONE = frozenset("份套张盒袋包")
OFTEN = {"月": 12, "季度": 4, "季": 4}
_A_MONTH = re.compile("每个?月|按月")
_EACH_PERIOD = re.compile(r"(?:每个?|按)(?P<of>月|季度|季)[^。;]*?(?:全年|一年|年度)")
_MEAN = re.compile(r"(?:人均|户均|平均每[人名位户])[^,;#]{0,6}#")
_TIMES_MORE = re.compile(r"(?<![\d.])(?P<number>[2-9]|1[0-2]|[两二三四五六])[份次个月年天期]")
_SUM = re.compile(r"共|合计|总|累计")
_PAID = re.compile(
    r"收取|保费|发放|支付|支出|补助|补贴|资助|救助|奖励|奖金|慰问金|助学金|价值|投入"
)
_FEE = re.compile(r"缴|保费|会费|收取")
HANDED_OUT = re.compile(r"支付|给付|发放|赔付|理赔|补助|救助|报销")
COUNTED = {
    Measure.PERSON, Measure.HOUSEHOLD, Measure.SERVICE, Measure.EVENT, Measure.ITEM, Measure.BODY,
    Measure.PAIR,
}  # fmt: skip
_AND_ONE = re.compile(
    r"[一-鿿]{2,4}[和与及](?:他的|她的)?#[一-鿿]{0,4}(?:工友|同事|同伴|伙伴|徒弟)"
)
RAISED_TO = re.compile(r"(?:提高|增加|上调|上涨|降低|下调|下降|调整|增|升|降)[到至为]")
"""人均体检费由 600 元提高到 800 元: the new price is no total."""
_MOST = re.compile(r"(?:最高|最多|最低|上限|封顶|不超过|不低于)[^,#]{0,6}#")
_AND_MORE = re.compile(r"的?[^,。;\d]{1,20}(?:、|,?(?:和|及|以及|与|还有|外加))(?:价值|每人)?")
"""每人领到价值 380 元的年货和 200 元的救助金: the other is of each, too."""
_NEXT_HEAD = re.compile(r"[^,;。\d]{2,16}[、和及]")
_EXACT_SLACK, _ROUGH_SLACK = Decimal("0.05"), Decimal("0.5")


def check(reading: Reading) -> Iterator[Finding]:
    """Products that are not their factors'."""
    for group in by_segment(reading):
        yield from _products(reading, group)
        yield from _priced(reading, group)
        yield from _shared_price(reading, group)
    for group in by_sentence(reading):
        yield from _repeated(reading, group)


def _products(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """Each 500 元 for 1000 人 is 50 万元."""
    money = [f for f in group if f.unit == "元" and not f.has("consumption")]
    each = [figure for figure in money if _EACH.search(_own_clause(reading, figure))]
    if len(each) != 1 or _INSURED.search(_own_clause(reading, each[0])):
        return
    price = each[0]
    others = [figure for figure in money if figure is not price and figure.upper is None]
    others = [f for f in others if not _MOST.search(_own_clause(reading, f))]
    others = [f for f in others if not RAISED_TO.fullmatch(between(reading, price, f))]
    if re.search("多|少|增加|减少|提高|再", _own_clause(reading, price)):
        return  # 每项多省 1 万元
    heads = [f for f in _heads(group, price) if f.value > 1]
    totals = [
        figure
        for figure in others
        if _SUM.search(figure.context) or _SUM.search(_own_clause(reading, figure))
    ]
    same_unit = len(heads) == 1 and _unit_of_each(price) == heads[0].unit
    if len(heads) == len(others) == 1 and not totals:
        one_each = _unit_of_each(price) in _GIVEN_ONE_BY_ONE and heads[0].unit == "人"
        paid = _PAID.search(others[0].context)
        told = _MEAN.search(price.context) or ((same_unit or one_each) and paid)
        totals = others if told else []
    own = len(heads) > 1 and all(figure.unit == _unit_of_each(price) for figure in heads)
    if not totals and own and len(others) == 1 and _PAID.search(others[0].context):
        totals = others  # 新建 45 间,累计 318 间,按每间 3000 元补助 13.5 万元
    if _FEE.search(_own_clause(reading, price)):  # 每人缴费 80 元,支付互助金 5814 万元
        totals = [f for f in totals if not HANDED_OUT.search(_own_clause(reading, f))]
    totals = totals or [f for f in others if paid_besides(reading, price, f)]
    if not heads or len(totals) != 1 or (len(heads) > 1 and not own):
        return
    if besides := paid_besides(reading, price, totals[0]):
        yield from outspent(reading, price, heads[0], totals[0], besides)
        return
    in_view = [f for f in in_sight(reading, price, 0) if is_count(f)]
    if _fits(price, totals[0], [*heads, *(in_view if "均" in price.context else ())]):
        return
    if any(_fits(price, f, heads) for f in others if f is not totals[0]):
        return  # 2023 年投入 96 万元,三年共投入 276 万元
    yield from compared(reading, price, heads[0], totals[0])


def _is_of_several(reading: Reading, price: Figure, total: Figure) -> bool:
    """Whether prices in a row come to the total: 4 名,每名 3000 元;23 名,每名 5000 元,计 12.7 万元."""
    near = sorted([price, *in_sight(reading, price, 0)], key=lambda figure: figure.start)
    amounts: list[Decimal] = []
    for each in (f for f in near if f.unit == "元" and _EACH.search(_own_clause(reading, f))):
        heads = _heads([f for f in near if f.segment == each.segment], each)
        before = [f for f in heads if f.start < each.start]
        if before:
            amounts.append(each.value * max(before, key=lambda figure: figure.start).value)
    prices = [f for f in near if f.unit == "元" and _EACH.search(_own_clause(reading, f))]
    first = prices[0].start if prices else 0
    counts = [f for f in near if f.unit == _unit_of_each(price) and f.start < first]
    counts = counts[-len(prices) :] if prices else []
    if len(prices) == len(counts) > 1:  # 一等奖 9 名、二等奖 18 名,共 9.9 万元,前者每人 5000 元…
        amounts = [f.value * each.value for f, each in zip(counts, prices, strict=True)] + amounts
    runs = combinations(range(len(amounts) + 1), 2)
    fitting = (
        abs(sum(amounts[a:b]) - total.value) <= half_digit(total) for a, b in runs if b - a > 1
    )
    return any(fitting)


def _is_of_three(reading: Reading, product: Decimal, total: Figure) -> bool:
    """Whether a third number makes the product the total: 430 人,每人两份,每份 30 元,共 2.58 万元."""
    others = [figure.value for figure in in_sight(reading, total, 0)]
    small = [parse(said["number"]) for said in _TIMES_MORE.finditer(reading.sentence_text(total))]
    numbers = [number for number in (*others, *small) if number is not None and number > 1]
    return any(abs(product * number - total.value) <= half_digit(total) for number in numbers)


def _is_one_of_two(reading: Reading, price: Figure, heads: Figure, total: Figure) -> bool:
    """Whether a rest is added (每组 3 人,另有 12 人,共 84 人), or two prices share the heads."""
    product = price.value * heads.value
    near = in_sight(reading, price, 0)
    if any(other.unit == total.unit and product + total.value == other.value for other in near):
        return True
    prices = [
        f for f in near
        if f.unit == price.unit and f.segment == price.segment and "每" in _own_clause(reading, f)
        and not _is_settled(f, near, total)
    ]  # fmt: skip
    products = [each.value * heads.value for each in (price, *prices)]
    return len(products) > 1 and min(products) < total.value < max(products)


def _shared_price(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """412 名甲、268 名乙每人每年领取 2400 元,全年兑现津贴 1632 万元: one price for all who are listed."""
    for rank, (price, total) in enumerate(pairwise(group)):
        each = re.search(r"(?:每[人名位]|人均)(?:每[年月])?[^,;#\d]{0,6}#", price.context)
        paid = _PAID.search(total.context) or re.search("津贴|兑现", total.context)
        if not each or not paid or {price.unit, total.unit} != {"元"} or "每月" in each.group():
            continue
        run: list[Figure] = []
        for head in reversed(group[:rank]):
            said = reading.page.text[head.end : run[-1].start if run else price.start]
            if measure_of(head.unit) is not Measure.PERSON or (
                run and not _NEXT_HEAD.fullmatch(said)
            ):
                break
            run.append(head)
        heads = sum((head.value for head in run), Decimal(0))
        right, exact = heads * price.value, not any(f.upper for f in (price, total))
        if len(run) > 1 and exact and slip_of(total, right) is Slip.STRONG:
            yield found(
                reading, "MUL",
                f"{'、'.join(head.text for head in reversed(run))},{price.text}一人,共应 {written(right, '元')},"
                f"写的是 {total.text}。请核对人数、标准和总额。",
                [total, price, *run], suggestion=written(right, "元"),
            )  # fmt: skip


def _is_settled(price: Figure, near: Sequence[Figure], total: Figure) -> bool:
    """Whether a price has a count and a total of its own (11.26 万人,按每人 60 元收缴 675.6 万元)."""
    totals = [f for f in near if f.unit == price.unit and f not in (price, total)]
    counts = [f for f in near if measure_of(f.unit) in COUNTED]
    return any(product_fits(price, c, t) for c in counts for t in totals if t.value > price.value)


def _priced(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """价值 80 元的健康包 4500 个,价值 3.6 万元: three in a row, a moved point or a swap from their product."""
    for three in zip(group, group[1:], group[2:], strict=False):
        money = sorted((f for f in three if f.unit == "元"), key=lambda figure: figure.value)
        counts = [f for f in three if measure_of(f.unit) in COUNTED]
        if (
            len(money) != 2
            or len(counts) != 1
            or any(f.precision is not Precision.EXACT or f.upper is not None for f in three)
        ):
            continue
        for price, total in (money, reversed(money)):
            product = price.value * counts[0].value
            each = _EACH.search(_own_clause(reading, total))
            if price.magnitude or each or product_fits(price, counts[0], total):
                continue
            blur = product * (rounding(price) + rounding(counts[0]))
            if slip_of(total, product, blur) is Slip.STRONG:
                yield from compared(reading, price, counts[0], total)
                break


def _fits(price: Figure, total: Figure, heads: Sequence[Figure]) -> bool:
    return any(product_fits(price, each, total) for each in heads)


def product_fits(each: Figure, count: Figure, total: Figure) -> bool:
    """Whether count times price is the total, as exactly as the three are printed."""
    product = each.value * count.value
    if _AND_ONE.search(count.context) and abs(product + each.value - total.value) <= half_digit(
        total
    ):
        return True  # 曹大顺和 11 名工友: twelve
    if each.upper is not None:  # 每户 1500 元至 3000 元
        return product <= total.high and total.low <= each.upper * count.value
    if any(figure.precision is not Precision.EXACT for figure in (each, count, total)):
        slack = total.value * _ROUGH_SLACK
    elif re.search(r"均", each.context):
        slack = total.value * _EXACT_SLACK  # a mean is rounded
    else:
        slack = half_digit(total) + product * (rounding(each) + rounding(count))
    return abs(product - total.value) <= slack


def _own_clause(reading: Reading, figure: Figure) -> str:
    """The words before a figure since the last comma, with # in its place."""
    before = reading.page.text[reading.page.blocks[figure.block].start : figure.start]
    return re.split(r"[,;:。!?]", before)[-1] + "#"


def _heads(group: Sequence[Figure], price: Figure) -> list[Figure]:
    """What the price is multiplied by: the one figure in the price's own unit, else the persons."""
    counted = [figure for figure in group if measure_of(figure.unit) in COUNTED]
    of = _unit_of_each(price)
    named = [f for f in counted if f.unit == "个" and f.context.partition("#")[0].endswith(of)]
    own = [figure for figure in counted if figure.unit == of] or named  # 托管班 40 个,每班 1.5 万元
    people = {Measure.PERSON, Measure.HOUSEHOLD, Measure.SERVICE, Measure.EVENT}
    loose = [figure for figure in counted if measure_of(figure.unit) in people]
    return own or loose


def _unit_of_each(price: Figure) -> str:
    if "每人次" in price.context:
        return "人次"
    match = _EACH.search(price.context)
    of = (match["of"] if match else "") or ("户" if match and "户均" in match.group() else "人")
    return "人" if of in "名位" else of


def compared(reading: Reading, price: Figure, heads: Figure, total: Figure) -> Iterator[Finding]:
    """A product that is not the total its words give; 每人 2000 元以内 only bounds it (money/limits.py)."""
    if is_bound(reading, price):
        return
    product = price.value * heads.value
    often = _EACH_PERIOD.search(reading.sentence_text(price))  # 每名劳模每月 300 元…全年
    periods = OFTEN[often["of"]] if often and often["of"] in price.context else 1
    months = range(1, 13) if _A_MONTH.search(price.context) else (periods,)
    if any(n > 1 and abs(product * n - total.value) <= half_digit(total) for n in months):
        return
    after = (f for f in in_sight(reading, price, 0) if f.unit == price.unit and f.start > price.end)
    if any(_AND_MORE.fullmatch(between(reading, price, f)) for f in after):
        return
    if _is_of_several(reading, price, total) or _is_of_three(reading, product, total):
        return
    if _is_one_of_two(reading, price, heads, total) or paid_besides(reading, price, total):
        return
    if total.value and not product_fits(price, heads, total):
        product *= periods
        times = f" × {periods}" if periods > 1 else ""
        yield found(
            reading, "MUL",
            f"{shown(price)} × {plain(heads.value)} {heads.unit}{times} = "
            f"{written(product, total.unit)},与总数 {shown(total)} 不符。"
            "请核对平均数(单价)、数量和总数。",
            [total, price, heads],
            suggestion=f"如单价和数量无误,总数应为 {written(product, total.unit)}",
        )  # fmt: skip


def _repeated(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """在 12 个园区各建 3 个站点,共建 46 个."""
    for places, each, total in zip(group, group[1:], group[2:], strict=False):
        first = reading.page.text[places.end : each.start]
        second = reading.page.text[each.end : total.start]
        said = ";" not in first and re.search(
            r"各(?!级|类|种|界|项)[^,。;]{0,8}$|每[个家户县镇乡期场次班批][^,。;]{0,6}$", first
        )
        if (
            not said
            or (each.unit != total.unit and {each.unit, total.unit} != PERSONS)
            or not re.search(r"[,、].{0,4}(?:共|合计|总(?!工会)|累计)|^,(?:共|累计)?$", second)
        ):
            continue
        product = places.value * each.value
        loose = "左右" in second and abs(product - total.value) <= total.value * _ROUGH_SLACK
        if (
            (each.unit != "元" or "各" in first)
            and not loose
            and not product_fits(each, places, total)
        ):
            yield found(
                reading, "MUL",
                f"{places.text} × {each.text} = {plain(product)} {total.unit},与所写的 {total.text} 不符。"
                "请核对三个数。",
                [total, places, each], suggestion=f"{plain(product)} {total.unit}",
            )  # fmt: skip
