"""Floors (建筑面积): UNIT-PT for square kilometres of a building, BAND for square metres nobody can have. Pure.

A station for 40 people is no field of 12,000 m2, a palace of culture no room of 40; so much a person and so many yuan
a square metre tell where the area itself does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_sentence, found, plain, written
from niangjia.statistics.check.units import Measure, measure_of

_LAND = frozenset({"平方公里", "平方千米", "公里", "千米", "公顷"})
_FLOOR = re.compile(r"(?:建筑|使用|营业|室内|展陈|展厅|场馆|场地|装修)(?:总)?面积")
_AREA = re.compile(r"面积|平方米的")
_GROUNDS = re.compile(r"占地|用地|绿化|[园景矿林灌]区|公园|农场|基地|茶园|流域|辖区|广场")


@dataclass(frozen=True)
class Sort:
    """A sort of building: its names, the square metres of one, and what they mostly are."""

    words: re.Pattern[str]
    low: Decimal
    high: Decimal
    basis: str


def _of(words: str, low: str, high: str, basis: str) -> Sort:
    return Sort(re.compile(words), Decimal(low), Decimal(high), basis)


SORTS = (
    _of(r"母婴|妈妈小屋|哺乳|爱心小屋", "3", "500", "母婴室每间多在 10 至 60 平方米"),
    _of(r"驿站|服务站点?|歇脚点|港湾|驿家|骑手之家|岗亭", "3", "3000", "户外劳动者驿站每处多在 15 至 300 平方米"),
    _of(r"书屋|图书角|阅读点", "5", "5000", "职工书屋每家多在 30 至 500 平方米"),
    _of(r"工作室|调解室|减压室|活动室|会客厅", "5", "8000", "工作室、活动室每个多在 30 至 1000 平方米"),
    _of(r"文化宫|疗养院|服务中心|俱乐部|体育馆", "30", "300000", "文化宫、职工服务中心每座多在 2000 至 5 万平方米"),
)  # fmt: skip
_HALLS = re.compile(r"文化宫|疗养院|中心|基地|学院|学校|体育馆|酒店|宾馆")
_ROOM_PER_HEAD, _HALL_PER_HEAD = (Decimal("0.3"), Decimal(60)), (Decimal("0.3"), Decimal(500))
"""Square metres for each of those who fit in at once."""
_FIT_IN = re.compile(
    r"(?:容纳|供|接待|满足)[^,。;\d]{0,6}#|#[^,。;]{0,4}(?:同时|休息|就餐|用餐|就座)"
)
_AT_ONCE = re.compile(r"同时|一次|容纳|座位")
_INVESTED = re.compile(r"总?投[资入]|造价|建设资金|耗资|斥资")
_PER_METRE = Decimal(30), Decimal(60_000)
"""Yuan for each square metre, from new paint to a hall with all that is in it."""
_MANY = re.compile(
    r"各|分别|均|每|累计|总面积|总建筑|全[省市县区州]|一批|多个|系列|[二两三四五六七八九十]大"
)
_ANOTHER = re.compile(r"(?:改善|改造|修缮|翻新|维修|装修|扩建)[一-鿿、]{3,12}#")
"""母婴室 4 间,改善浴室更衣室 3.2 万平方米: the area is of what was mended."""
_SITES = frozenset({"个", "家", "处", "座", "间", "所", "栋", "幢"})


def check(reading: Reading) -> Iterator[Finding]:
    """Every area that no such building has."""
    for group in by_sentence(reading):
        for figure in group:
            if not reading.in_text(figure):
                continue
            said = reading.clause_before(figure) + "#" + figure.context.partition("#")[2]
            if figure.unit in _LAND:
                yield from _land(reading, figure, said)
            elif figure.unit == "平方米" and figure.value and not _GROUNDS.search(said):
                floor = _FLOOR.search(said) or _AREA.search(said + figure.written_unit + "的")
                if floor:
                    yield from _floor(reading, group, figure)


def _land(reading: Reading, figure: Figure, said: str) -> Iterator[Finding]:
    """建筑面积 1.26 万平方公里."""
    of_building = _FLOOR.search(said) or (
        "面积" in said and not _GROUNDS.search(said) and any(s.words.search(said) for s in SORTS)
    )
    if of_building:
        yield found(
            reading, "UNIT-PT",
            f"“{figure.label}”{figure.text}:房屋的面积用“平方米”,没有以“{figure.written_unit}”计的。请核对单位。",
            [figure], suggestion=figure.text.replace(figure.written_unit, "平方米"),
        )  # fmt: skip


def _floor(reading: Reading, group: Sequence[Figure], area: Figure) -> Iterator[Finding]:
    sentence = reading.sentence_text(area)
    before = reading.sentence_before(area)
    right = area.context.partition("#")[2]
    named = right if right.startswith("的") else before + area.context  # 360 平方米的书屋
    if _ANOTHER.search(area.context) and not any(s.words.search(area.context) for s in SORTS):
        return
    kinds = [sort for sort in SORTS if sort.words.search(named)]
    sites = [f.value for f in group if f.unit in _SITES and f.start < area.start]
    alone = not sites and not _MANY.search(before)
    count = max(sites, default=Decimal(1)) or Decimal(1)
    for people in group:
        fit = measure_of(people.unit) is Measure.PERSON and _FIT_IN.search(people.context)
        if alone and fit and people.value and _AT_ONCE.search(sentence):
            low, high = _HALL_PER_HEAD if _HALLS.search(before) else _ROOM_PER_HEAD
            each = area.value / people.value
            if not low <= each <= high:
                yield _beyond(reading, [area, people], f"平均每人 {plain(round(each, 2))} 平方米")
                return
    if kinds and (alone or sites):
        each = area.value / count
        if each > max(s.high for s in kinds) or (alone and each < min(s.low for s in kinds)):
            told = f"每处 {written(round(each, 0), '平方米')},{kinds[0].basis}"
            yield _beyond(reading, [area], told)
            return
    for money in group:
        paid = money.unit == "元" and money.magnitude and _INVESTED.search(money.context)
        if alone and paid and abs(group.index(money) - group.index(area)) == 1:
            each = money.value / area.value
            if not _PER_METRE[0] <= each <= _PER_METRE[1]:
                yield _beyond(reading, [area, money], f"每平方米 {plain(round(each, 2))} 元")
                return


def _beyond(reading: Reading, places: Sequence[Figure], each: str) -> Finding:
    told = "、".join(figure.text for figure in places)
    return found(
        reading, "BAND",
        f"{told}:{each},不合常理。面积可能多写、漏写了“万”或错了小数点,请核对。", places,
    )  # fmt: skip
