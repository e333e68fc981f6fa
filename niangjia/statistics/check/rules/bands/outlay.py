"""Money for so many (为多少人、建多少站、得多少成果,用多少钱): BAND for means nobody can have. Pure.

Between 筹集资金 18 亿元 and 慰问劳模 59 人 stands nothing but what links the two: whatever the money is called, nobody
gets 30 million, and nobody half a yuan. Closer bounds for what is known by name are data (programmes.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.bands.programmes import (
    IN_KIND,
    PER_HEAD,
    Programme,
    fitting,
    too_far,
    words_from,
)
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment
from niangjia.statistics.check.units import Measure, measure_of

LOW, HIGH = Decimal("0.5"), Decimal(500_000)
"""Yuan per head or household: below, the magnitude 万 was lost; above, 亿 stands for 万."""
_BAGS = re.compile(
    r"(?:包|慰问品)”?#|#(?:“[^”]*”)?[^,、#]{0,6}(?:礼包|慰问包|健康包|爱心包|慰问品)"
)
_PIECES = frozenset({"份", "套", "盒", "箱", "袋", "包", "个"})
_HEADS = frozenset({Measure.PERSON, Measure.SERVICE, Measure.HOUSEHOLD})
_GIVEN = re.compile(
    r"资助|救助|帮助|帮扶|慰问|惠及|补贴|补助|支持|扶持|奖励|覆盖|受益|使|培训|疗休养|体检|发放|赔付|给付|理赔|报销|送去|投入|筹|参保|参加|走访|关爱|援助|服务"
)
_NOT_SHARED = re.compile(
    r"产值|利润|收入|效益|销售|成交|投资|工资|成本|税|生产|增加值|基金|产业|项目|建设|修建|改造|建成|新建|基地|交易|消费|营业|订单|节约|创造|损失|合同|企业|人均|户均|每|均|最高|最低|最大|单笔|达到|其中|每月|标准|[上下]调|提[高升][到至]|[增降][加至到低]|由|从"
)
_NOT_EACH = re.compile(
    r"产值|利润|销售|成交|工资|税收|增加值|消费(?!券)|营业|订单|损失|欠薪|追[讨回索]|合同|每|各(?!级|类|地|县|区|市)|均|最高|最低|单笔|其中|标准|[上下]调|提[高升][到至]|比上年|同比|结余|其他"
)
"""Words that make money of a programme a price, a part or another thing."""
_WITH_MORE = Decimal(1000)
"""The least upper bound where goods may not be all that was given."""
_FEW_WORDS, _MORE_WORDS = 28, 40
_FOR = re.compile(
    r"[^,。;、]{0,10}[,、]?(?:共|累计|先后|共计|总计)?(?:用于)?(?:资助|慰问|惠及|救助|帮扶|帮助|走访|受益|补贴|补助|培训|覆盖|服务|使|为|向)(?:了)?[^,。;、]{0,16}"
)
"""What leads from money to those it was for."""
_SUMMED_UP = re.compile(
    r"(?:[金款费资]|物资|物品|慰问品|价值|补贴|补助|[共总合]计|累计|投入|发放|支出)(?:共|约|近|达|为)?$"
)
_OTHER_HEADS = re.compile(
    r"干部|驻村|工作队|第一书记|律师|志愿|工作人员|专家|教师|讲师|领导|组建|选派|参与(?:捐|募)|捐|选树|评选|评出|命名|培育|涌现|发展|吸纳|新增"
)
_WORTH = re.compile(r"^[^。;]{0,40}总?价值$")
_THINGS = re.compile(
    r"(?:送上|送去|送来|送出|发放|配发|赠送|分发|配送|领到|领取|收到|购买|采购|购置)(?:了)?(?P<things>[^,。;#]{2,40})"
    r"(?=,(?:(?:物资|物品)?(?:总|共|合计)?(?:价值|折合)|慰问|送给|惠及)|#|$)"
)
_WORTH_OF = re.compile(r"的(?P<things>[^,。;#]{2,40})")
"""送上毛巾、藿香正气水等组成的清凉包,总价值…; 价值…元的毛巾、藿香正气水: all that is listed is goods."""
_OCCASION = re.compile("清凉|防暑|礼包")
_MONEY_TOO = re.compile(
    r"金|补助|补贴|[卡券款]|家电|电脑|手机|轮椅|器材|设[备施]|险|改善|风扇|体检"
)
_MORE = re.compile(r"救助|帮扶|助学|医疗|补偿|奖|劳模|和|、|及|等")


def check(reading: Reading) -> Iterator[Finding]:
    """Amount and heads side by side, whichever comes first."""
    for group in by_segment(reading):
        if not reading.in_text(group[0]):
            continue
        for money, heads, start in _pairs(reading, group):
            yield from _of_programme(reading, money, heads, start)
        for rank, (one, other) in enumerate(pairwise(group)):
            money, heads = (one, other) if one.unit == "元" else (other, one)
            if money.unit == "元" and heads.value and _is_given_to(heads):
                earlier = group[rank - 1].end if rank else None
                yield from _banded(reading, money, heads, earlier)
        for money, heads in _past_places(group):
            given = money.magnitude and _GIVEN.search(money.context + heads.context)
            if given and money.high / heads.low < LOW:
                yield _told(reading, money, heads)
    for before, group in pairwise(by_segment(reading)):
        yield from _of_sentence_before(reading, before, group)


def _of_sentence_before(
    reading: Reading, before: Sequence[Figure], group: Sequence[Figure]
) -> Iterator[Finding]:
    """投入 1630 万元送清凉。2.6 万名职工领到清凉包: the only amount of a sentence, goods in the next."""
    money, heads = [f for f in before if f.unit == "元"], group[0]
    follows = heads.block == before[0].block and heads.segment == before[0].segment + 1
    other_money = len(money) != 1 or any(f.unit == "元" for f in group)
    if not follows or other_money or not heads.value or not _is_given_to(heads):
        return
    if any(_is_given_to(f) for f in before) or not _OCCASION.search(money[0].context):
        return
    words = words_from(reading, money[0], heads, reading.page.blocks[heads.block].start)
    goods = _goods(reading, money[0], heads, words)
    if goods and money[0].low / heads.high > goods.high:
        yield _told(reading, money[0], heads, goods)


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


def _pairs(reading: Reading, group: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, int]]:
    """Each amount with its heads, and where their own words begin: behind the pair before.

    First the amounts whose words lead to the heads behind them (412 万元,资助 1030 人), then neighbours in order.
    """
    row = [f for f in group if f.unit == "元" or (f.value and _is_given_to(f))]
    taken: dict[int, int] = {}
    for linked in (True, False):
        for rank, (one, other) in enumerate(pairwise(row)):
            two_kinds = (one.unit == "元") != (other.unit == "元")
            said = between(reading, one, other)
            leads = one.unit == "元" and re.fullmatch(_FOR, said)
            free = rank not in taken and rank + 1 not in taken
            packed = other.unit == "元" and one.unit in _PIECES and _WORTH.search(said)
            near = len(said) <= _MORE_WORDS or packed
            if two_kinds and free and near and (leads or not linked):
                taken |= {rank: rank + 1, rank + 1: rank}
    start = reading.page.blocks[group[0].block].start
    for rank, figure in enumerate(row):
        if taken.get(rank, -1) > rank:
            other = row[taken[rank]]
            money, heads = (figure, other) if figure.unit == "元" else (other, figure)
            yield money, heads, start
        start = figure.end if rank in taken else start


def _of_programme(reading: Reading, money: Figure, heads: Figure, start: int) -> Iterator[Finding]:
    """An amount for heads whose words name what it was for."""
    words = words_from(reading, money, heads, start)
    goods = _goods(reading, money, heads, words)
    named = goods or fitting(PER_HEAD, words)
    own = reading.clause_before(money) + reading.clause_before(heads)
    if named is None or _NOT_EACH.search(own) or _OTHER_HEADS.search(heads.context):
        return
    mixed = named.is_goods and not goods and heads.unit not in _PIECES and _MORE.search(words)
    high = HIGH if mixed else named.high if goods else _WITH_MORE
    high = max(high, named.high)
    whole = bool(money.magnitude) or _is_total(reading, money)
    if money.low / heads.high > high or (whole and money.high / heads.low < named.low):
        yield _told(reading, money, heads, named)


def _goods(reading: Reading, money: Figure, heads: Figure, words: str) -> Programme | None:
    """The band of small goods, where nothing but such goods was given for the money."""
    last, block = max(money.end, heads.end), reading.page.blocks[heads.block]
    own = re.split("[,;。]", reading.page.text[last : block.end])[0]
    words = f"{words.rpartition('#')[0]}#{own}"
    worth = reading.clause_before(money).endswith(("价值", "折合", "总价", "价值约", "价值近"))
    behind = _WORTH_OF.match(reading.page.text, money.end) if worth else None
    things = behind or _THINGS.search(words)
    if things is None or _MONEY_TOO.search(things["things"] + own):
        return None
    named = fitting(IN_KIND, things["things"])
    return named and fitting(IN_KIND, words + things["things"])  # a bag of a feast may be dearer


def _banded(
    reading: Reading, money: Figure, heads: Figure, earlier: int | None
) -> Iterator[Finding]:
    """Any amount beside any heads, whatever it is called."""
    words = _words(reading, money, heads, earlier)
    first, second = sorted((money, heads), key=lambda figure: figure.start)
    between_them = reading.page.text[first.end : second.start]
    packed = heads.unit in _PIECES and _WORTH.search(between_them)  # what is listed is in the bag
    near = len(between_them) <= _FEW_WORDS and between_them.count(",") < 2
    linked = packed or (near and _GIVEN.search(words))
    if not linked or _NOT_SHARED.search(words) or _OTHER_HEADS.search(heads.context):
        return
    named = fitting(PER_HEAD, words)
    high = max(HIGH, named.high) if named else HIGH
    whole = bool(money.magnitude) or _is_total(reading, money)
    if money.low / heads.high > high or (whole and money.high / heads.low < LOW):
        yield _told(reading, money, heads)


def _told(
    reading: Reading, money: Figure, heads: Figure, named: Programme | None = None
) -> Finding:
    one = heads.unit if heads.unit in _PIECES | {"户"} else "人"
    return too_far(reading, money, heads, one, named)


def _is_total(reading: Reading, money: Figure) -> bool:
    """发放慰问金 12 元 is a total; 参保 74 元档 a price."""
    page = reading.page.text
    priced = page[money.end : money.end + 1] in set("/档每的一")
    return not priced and bool(_SUMMED_UP.search(page[max(0, money.start - 12) : money.start]))


def _words(reading: Reading, money: Figure, heads: Figure, earlier: int | None) -> str:
    """The clauses of the two, from the figure before to the end of the later one's clause."""
    start = reading.page.blocks[money.block].start if earlier is None else earlier
    lead, _, rest = words_from(reading, money, heads, start).partition("#")
    return ",".join(re.split(r"[,、]", lead)[-2:]) + f"#{rest}"
