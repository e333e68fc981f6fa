"""Money for so many people (为多少人、用多少钱): BAND for means nobody can have. Pure.

Between 筹集资金 18 亿元 and 慰问劳模 59 人 stands nothing but what links the two: whatever the money is called, nobody
gets 30 million, and nobody half a yuan. The bounds are wide; caps.py and arrears.py know closer ones for some money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.money.caps import cap_for
from niangjia.statistics.check.rules.support import by_segment, found, plain
from niangjia.statistics.check.units import Measure, measure_of

LOW, HIGH = Decimal("0.5"), Decimal(500_000)
"""Yuan per head or household: below, the magnitude 万 was lost; above, 亿 stands for 万."""
_HIGH_SMALL, _HIGH_BAG = Decimal(8_000), Decimal(1_000)
"""Fares and meals; gift bags."""
_SMALL = re.compile(
    r"交通补贴|路费|车票|餐费|误餐|礼包|慰问包|慰问品|健康包|爱心包|物资包|清凉|防暑|观影|电影票|生日|年夜饭|月饼|粽子|米面油|红包|消费券"
)
_BAGS = re.compile(
    r"(?:包|慰问品)”?#|#(?:“[^”]*”)?[^,、#]{0,6}(?:礼包|慰问包|健康包|爱心包|慰问品)"
)
_PIECES = frozenset({"份", "套", "盒", "箱", "袋", "包", "个"})
_HIGH_LOANS, _HIGH_FEES = Decimal(20_000_000), Decimal(5_000)
_HEADS = frozenset({Measure.PERSON, Measure.SERVICE, Measure.HOUSEHOLD})
_GIVEN = re.compile(
    r"资助|救助|帮助|帮扶|慰问|惠及|补贴|补助|支持|扶持|奖励|覆盖|受益|使|培训|疗休养|体检|发放|赔付|给付|理赔|报销|送去|投入|筹|参保|参加|走访|关爱|援助|服务"
)
_NOT_SHARED = re.compile(
    r"产值|利润|收入|效益|销售|成交|投资|工资|成本|税|生产|增加值|基金|产业|项目|建设|修建|改造|建成|新建|基地|交易|消费|营业|订单|节约|创造|损失|合同|企业|人均|户均|每|均|最高|最低|最大|单笔|达到|其中|每月|标准|[上下]调|提[高升][到至]|[增降][加至到低]|由|从"
)
_FEW_WORDS = 28
_FEE = re.compile(r"保费|会费|(?:筹集|归集|缴纳|募集)[^,#]{0,4}互助金")
_SUMMED_UP = re.compile(
    r"(?:[金款费]|物资|物品|慰问品|价值|补贴|补助|[共总合]计|累计|投入|发放|支出)(?:共|约|近|达|为)?$"
)
_LOAN = re.compile(r"贷款|融资|担保|授信|信贷")
_OTHER_HEADS = re.compile(r"干部|律师|志愿|工作人员|专家|教师|讲师|领导|组建|选派|参与(?:捐|募)|捐")
_CAPPED = re.compile(
    r"每[名位人个][^,。;]{0,12}(?:不得?超过|不高于|上限(?:为|是)?|限额(?:为|是)?)(?:了)?$"
)
_HANDED = re.compile(r"领[到取]|发放|享受|收到|惠及")
_IN_ALL = re.compile(
    r"(?:发放|补助|补贴|支出|投入)[^,#]{0,6}(?:合计|共计|总额|共|累计|总计)?#|合计#|共#"
)
_OVER = Decimal("1.05")
_WORTH = re.compile(r"^[^。;]{0,40}总?价值$")
_BAG = re.compile(r"礼包|慰问包|健康包|爱心包|物资包|清凉包|防暑|观影|电影票|月饼|粽子")
_MOST = ((_LOAN, _HIGH_LOANS), (_FEE, _HIGH_FEES), (_BAG, _HIGH_BAG), (_SMALL, _HIGH_SMALL))
_MORE = re.compile(r"救助|帮扶|助学|医疗|补偿|奖|劳模|和|、|及|等")


def _above_stated_cap(reading: Reading) -> Iterator[Finding]:
    """每名会员全年累计不得超过 300 元…4.7 万名会员领到电子券…发放金额合计 1.316 亿元: the text's own cap."""
    for group in reading.by_block.values():
        caps = [f for f in group if f.unit == "元" and _CAPPED.search(reading.sentence_before(f))]
        for cap in caps[:1]:
            after = [f for f in group if f.start > cap.start and f.sentence > cap.sentence]
            heads = next((f for f in after if f.unit == "人" and _HANDED.search(f.context)), None)
            paid = next(
                (f for f in after if f.unit == "元" and _IN_ALL.search(f.context) and f.magnitude),
                None,
            )
            if heads is None or paid is None or not heads.value:
                continue
            each = paid.value / heads.value
            if each > cap.value * _OVER:
                yield found(
                    reading, "CAP-HEAD",
                    f"{paid.text}发给 {heads.text},平均每人 {plain(round(each))} 元,超过文中所说的上限 {cap.text}。"
                    "请核对金额的小数点、单位和人数。",
                    [paid, heads, cap],
                )  # fmt: skip


def check(reading: Reading) -> Iterator[Finding]:
    """Amount and heads side by side, whichever comes first."""
    yield from _above_stated_cap(reading)
    for group in by_segment(reading):
        if not reading.in_text(group[0]):
            continue
        for rank, (one, other) in enumerate(pairwise(group)):
            money, heads = (one, other) if one.unit == "元" else (other, one)
            if money.unit == "元" and heads.value and _is_given_to(heads):
                earlier = group[rank - 1].end if rank else None
                yield from _banded(reading, money, heads, earlier)
        for money, heads in _past_places(group):
            given = money.magnitude and _GIVEN.search(money.context + heads.context)
            if given and money.high / heads.low < LOW:
                yield _told(reading, money, heads)


def _past_places(group: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """投入 615 万元,走进工地 860 个,慰问 8 万人次: money and heads with the places between them."""
    for money, places, heads in zip(group, group[1:], group[2:], strict=False):
        told = measure_of(places.unit) in {Measure.BODY, Measure.ITEM} and heads.value
        if money.unit == "元" and told and measure_of(heads.unit) in _HEADS:
            yield money, heads


def _is_given_to(heads: Figure) -> bool:
    """Heads, households, or the bags that each of them gets."""
    bags = heads.unit in _PIECES and _BAGS.search(heads.context)
    return measure_of(heads.unit) in _HEADS or bool(bags)


def _banded(
    reading: Reading, money: Figure, heads: Figure, earlier: int | None
) -> Iterator[Finding]:
    words = _words(reading, money, heads, earlier)
    first, second = sorted((money, heads), key=lambda figure: figure.start)
    between = reading.page.text[first.end : second.start]
    packed = heads.unit in _PIECES and _WORTH.search(between)  # what is listed is in the bag
    near = len(between) <= _FEW_WORDS and between.count(",") < 2
    linked = packed or (near and _GIVEN.search(words))
    if not linked or _NOT_SHARED.search(words) or _OTHER_HEADS.search(heads.context):
        return
    high = next((most for kind, most in _MOST if kind.search(words)), HIGH)
    capped = heads.unit not in _PIECES and cap_for(words, reading.page.text)
    mixed = not packed and (capped or _MORE.search(words))
    high = HIGH if high in {_HIGH_SMALL, _HIGH_BAG} and mixed else high
    whole = bool(money.magnitude) or _is_total(reading, money)
    if money.low / heads.high > high or (whole and money.high / heads.low < LOW):
        yield _told(reading, money, heads)


def _told(reading: Reading, money: Figure, heads: Figure) -> Finding:
    each = plain(round(money.value / heads.value, 4))
    one = heads.unit if heads.unit in _PIECES | {"户"} else "人"
    return found(
        reading, "BAND",
        f"{money.text}、{heads.text},平均每{one} {each} 元,不合常理。"
        "金额可能错写、漏写“万”或“亿”,请核对金额的单位和人数。",
        [money, heads],
    )  # fmt: skip


def _is_total(reading: Reading, money: Figure) -> bool:
    """发放慰问金 12 元 is a total; 参保 74 元档 a price."""
    page = reading.page.text
    priced = page[money.end : money.end + 1] in set("/档每的一")
    return not priced and bool(_SUMMED_UP.search(page[max(0, money.start - 12) : money.start]))


def _words(reading: Reading, money: Figure, heads: Figure, earlier: int | None) -> str:
    """The clauses of the two, from the figure before to the end of the later one's clause."""
    block = reading.page.blocks[money.block]
    first, second = sorted((money, heads), key=lambda figure: figure.start)
    start = block.start if earlier is None else earlier
    lead = re.split(r"[。;]", reading.page.text[start : first.start])[-1]
    lead = ",".join(re.split(r"[,、]", lead)[-2:])
    tail = re.split(r"[,;。、]", reading.page.text[second.end : block.end])[0]
    return f"{lead}#{reading.page.text[first.end : second.start]}#{tail}"
