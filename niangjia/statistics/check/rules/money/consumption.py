"""Money given and the consumption it drove (发放与带动): CAUSAL. Pure.

Whoever redeems a voucher spends at least its value, so the consumption driven is never less than
what was redeemed, or given where nothing is said of redeeming.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_segment, found, plain, written

_DRIVEN = re.compile(
    r"(?:带动|拉动|撬动|促进|刺激|激发|引导|产生|实现|形成|促成|助推|释放)[^,;。]{0,14}"
    r"(?:消费|销售|交易|票房|营业|成交|购买|订单)[^,;。\d]{0,8}$"
)
_DRIVES = re.compile(r"(?:带动|拉动|撬动|促进|刺激|激发|引导|产生|实现|促成|释放)[^,;。\d]{0,6}$")
_OF_SALES = re.compile(
    r"(?:多|余)?的?[^,;。\d的]{0,6}(?:消费|销售|交易|票房|营业|成交|订单)(?!券|补)"
)
_GIVEN = re.compile(
    r"发放|抵扣|投入|补贴|补助|投放|让利|优惠|满减|立减|面[值额]|总额|总值|价值|共计|合计|金额|发出|派发|配套|领取|减免|红包|券"
)
_REDEEMED = re.compile(r"核销|使用|消费券[^,;。]{0,4}消费")
_BENEFIT = re.compile(r"券|普惠|惠民|礼包|补贴|满减|立减|红包|让利|优惠|惠[民工职购会享]|折扣|减免")
_EACH = re.compile(r"每|单价|人均|户均|张均")
_NOT_GIVEN = re.compile(
    r"贷款|产值|投资|税|营收|经济效益|节约|销售|消费(?!券|补)|交易|利润|工资|欠薪"
)
_MOST_TIMES = 20
_NEAR = 40
_PIECES = frozenset({"张", "份", "个", "套", "枚"})


_LEVER = re.compile(r"(?:撬动|杠杆|带动|拉动|放大)[^,。;\d]{0,6}1[::∶比](?P<times>\d+(?:\.\d+)?)")
_OFF = Decimal("0.1")


def check(reading: Reading) -> Iterator[Finding]:
    """Every consumption that is smaller than what was given for it."""
    for group in by_segment(reading):
        driven = [f for f in group if f.unit == "元" and _is_driven(reading, f)]
        if not driven:
            continue
        given = _given(reading, [figure for figure in group if figure not in driven])
        given = given or _given_before(reading, driven[0])
        yield from _levered(reading, driven[0], given)
        told = given and any(_BENEFIT.search(_segment(reading, f)) for f in (*driven, *given[1]))
        if given and given[0] and told and driven[0].low > given[0] * _MOST_TIMES:
            yield found(
                reading, "CAUSAL",
                f"发放(核销){written(given[0], '元')},“{driven[0].label}”{driven[0].text},"
                f"是 {plain(round(driven[0].value / given[0], 1))} 倍,少见(多在 3 至 10 倍)。"
                "请核对两个金额的单位和口径。",
                [driven[0], *given[1]], severity=Severity.WARN,
            )  # fmt: skip
        if given is not None and told and is_less(driven[0], given[0]):
            yield found(
                reading, "CAUSAL",
                f"发放(核销){written(given[0], '元')},“{driven[0].label}”却只有 {driven[0].text}。"
                "带动的消费不能少于发出的券,请核对两个金额。",
                [driven[0], *given[1]],
            )  # fmt: skip


def _levered(
    reading: Reading, driven: Figure, given: tuple[Decimal, tuple[Figure, ...]] | None
) -> Iterator[Finding]:
    """投入 2.4 亿元,带动消费 37 亿元,撬动比 1∶12: it is one to fifteen."""
    rest = re.split("[。;]", reading.page.text[driven.end : driven.end + _NEAR])[0]
    said = _LEVER.search(rest)
    if said is None or given is None or not given[0]:
        return
    times = driven.value / given[0]
    if abs(times - Decimal(said["times"])) > times * _OFF:
        yield found(
            reading, "RATE-REC",
            f"{driven.text} ÷ {written(given[0], '元')}约为 {plain(round(times, 1))} 倍,"
            f"写的是“{said.group()}”。请核对三个数。",
            [driven, *given[1]],
        )  # fmt: skip


def _is_driven(reading: Reading, figure: Figure) -> bool:
    """带动消费 4600 万元; 拉动近 5000 万元的消费增长."""
    before = _before(reading, figure)
    after = reading.page.text[figure.end : figure.end + 14]
    return bool(_DRIVEN.search(before) or (_DRIVES.search(before) and _OF_SALES.match(after)))


def _given_before(reading: Reading, driven: Figure) -> tuple[Decimal, tuple[Figure, ...]] | None:
    """发放消费券 480 万元。活动期间带动消费 395 万元: the vouchers of the sentence before."""
    before = [
        f for f in reading.by_block[driven.block]
        if f.sentence == driven.sentence - 1 and f.unit == "元"
    ]  # fmt: skip
    vouchers = [f for f in before if _BENEFIT.search(_before(reading, f) + f.context)]
    return _given(reading, vouchers) if len(before) == len(vouchers) == 1 else None


def is_less(driven: Figure, given: Decimal) -> bool:
    """Whether the consumption is less than what was given; 3万余 stays below 4万."""
    return driven.high < given or (driven.precision is Precision.AT_LEAST and driven.high == given)


def _before(reading: Reading, figure: Figure) -> str:
    """The clause a figure stands in, up to it (发放消费券 2.2 万份、110 万元)."""
    return re.split("[,;]", reading.sentence_before(figure))[-1]


def _segment(reading: Reading, figure: Figure) -> str:
    block = reading.page.blocks[figure.block]
    at = figure.start - block.start
    return re.split(r"[。!?]", block.text[:at])[-1] + re.split(r"[。!?]", block.text[at:])[0]


def _given(reading: Reading, group: Sequence[Figure]) -> tuple[Decimal, tuple[Figure, ...]] | None:
    """What was redeemed, else the largest amount given, else pieces × value of a piece."""
    money = [
        (f, _before(reading, f) + f.context.partition("#")[2][:8]) for f in group if f.unit == "元"
    ]
    totals = [
        (f, words) for f, words in money
        if not _EACH.search(words) and not _NOT_GIVEN.search(words)
    ]  # fmt: skip
    redeemed = [f for f, words in totals if _REDEEMED.search(words)]
    told = redeemed or [f for f, words in totals if _GIVEN.search(words)]
    if told:
        most = max(told, key=lambda figure: figure.value)
        return most.low, (most,)
    each = [f for f, words in money if _EACH.search(words)]
    pieces = [f for f in group if f.unit in _PIECES and f.value > 1]
    pieces = [f for f in pieces if "核销" in f.context] or pieces
    if len(each) == 1 and len(pieces) == 1:
        return each[0].low * pieces[0].low, (pieces[0], each[0])
    return None
