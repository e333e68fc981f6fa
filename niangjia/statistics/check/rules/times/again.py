"""What happened in one time, told with two numbers (一事两数): DUP-FIG. Pure.

New unions, new members, wages won back and people back at work are told in the lede, in their section and in the
summing up, each time in other words (追缴工资, 讨回工资, 要回血汗钱): here the thing counts, not the likeness of words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.parts.told import COMPARED, DONE, HALF, Told, plain, told
from niangjia.statistics.check.rules.slip import LEAST_DIGITS, has_slipped, telling_digits
from niangjia.statistics.check.rules.support import bigrams
from niangjia.statistics.check.rules.times.flows import growths
from niangjia.statistics.check.rules.times.retold import contradicted, is_less, steps_of
from niangjia.statistics.check.rules.times.scope import agree, at_one_place, same_scope, time_of
from niangjia.statistics.check.units import Measure, measure_of

ONCE = ("unions.founded", "members.joined", "wages.recovered", "reemployed")
"""Of these a report has one number for one time and organisation."""
_CLOSE = Decimal("1.3")
_WAYS = re.compile(
    r"法律援助|仲裁|调解|12351|热线|专项行动|联合执法|监督|诉讼|信访|家政|线上|招聘会|[“《][^”》]+[”》]"
)
_NET = re.compile("^(?:净增|新)")
_MOST = 40
_SOME = re.compile(
    r"其中|企业工会|联合会|货车|快递|外卖|百人|非公|[八四]大群体|专项行动|“|去年同期|上年|比去年|同比|一起|一名"
)

_HONOUR = re.compile(
    r"(?:荣?获得?|被授予)?(?P<name>(?:全国|省|市)?(?:五一劳动奖章|劳动模范|劳模|五一巾帼标兵))(?:称号)?(?:获得者|$)"
)
_FEWER = re.compile(r"其中|一线|女|今年|去年|20\d{2}年|新|推荐|慰问|走访|组织|近\d")
_NEAR = 12
_COUNTED = frozenset(
    {Measure.PERSON, Measure.SERVICE, Measure.ITEM, Measure.HOUSEHOLD, Measure.EVENT}
)
_PLACED = re.compile(
    r"(?<![全我本各])[一-鿿]{2,4}?(?:街道|[镇乡县区市局厂]|公司|集团|医院|学校)(?=[^级]|$)"
)
_WORD = re.compile(r"[一-鿿]{2}")
_RARE = 2
_THEY_ALL = re.compile(r"#(?P<noun>[一-鿿]{2})(?:全部|都|均|悉数|全)")
_SENTENCES, _FEW = 4, 2


def check(reading: Reading) -> Iterator[Finding]:
    """The first contradiction of each."""
    told_once: dict[str, list[Told]] = {concept: [] for concept in ONCE}
    for one in told(reading):
        for concept in ONCE:
            if one.figure.has(concept) and not one.figure.parent and not _SOME.search(one.before):
                told_once[concept].append(one)
    yield from _net_increases(reading)
    yield from _all_of_them(reading)
    yield from _honoured(reading)
    yield from _swapped(reading)
    for ones in told_once.values():
        for one, other in combinations(ones[:_MOST], 2):
            if _contradict(reading, one, other):
                yield contradicted(reading, one.figure, other.figure)
                break


def _swapped(reading: Reading) -> Iterator[Finding]:
    """12351 热线…共受理 168 件…接听热线并办理转办工单 186 件: swapped digits, and words that stand nowhere else."""
    by_digits: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for one in told(reading):
        figure = one.figure
        digits = telling_digits(figure)
        counted = _is_exact(figure) and measure_of(figure.unit) in _COUNTED
        if (
            counted
            and len(digits) >= LEAST_DIGITS
            and not one.is_part
            and not _SOME.search(one.before)
        ):
            key = (figure.unit, len(figure.number), figure.number[0], *sorted(digits))
            by_digits[key].append(one)
    for ones in by_digits.values():
        for one, other in combinations(ones[:_MOST], 2):
            if _are_of_one_work(reading, one, other):
                yield contradicted(reading, one.figure, other.figure)


def _are_of_one_work(reading: Reading, one: Told, other: Told) -> bool:
    """Whether two sentences speak of what the rest of the text does not, and of no later step of it."""
    first, second = one.figure, other.figure
    if (first.block, first.sentence) == (second.block, second.sentence):
        return False
    if first.value == second.value or not has_slipped(first, second.value):
        return False
    years = [{year for year in told.years if year.isdigit()} for told in (one, other)]
    if years[0] != years[1] or len({one.time, other.time} - {0}) > 1:
        return False
    if len({time_of(reading, figure) for figure in (first, second)} - {""}) > 1:
        return False  # 上半年, 下半年
    if COMPARED.search(one.clause + other.clause) or one.is_new != other.is_new:
        return False
    said = [told.before + told.figure.context.partition("#")[2] for told in (one, other)]
    spots = [_spots(told) for told in (one, other)]
    apart = steps_of(one) != steps_of(other) or spots[0] != spots[1] or one.body != other.body
    if apart or not same_scope(first, second, slipped=True):
        return False
    sentences = [reading.sentence_text(figure) for figure in (first, second)]
    shared = bigrams(plain(said[0])) & bigrams(plain(said[1]))
    rare = [
        pair for pair in shared
        if _WORD.fullmatch(pair) and not DONE.search(pair)
        and reading.page.text.count(pair) == sum(text.count(pair) for text in sentences)
    ]  # fmt: skip
    return len(rare) >= _RARE


def _spots(one: Told) -> frozenset[str]:
    """The places and bodies that open its sentence or its clause."""
    clauses = re.split("[,;]", one.before)
    return frozenset(_PLACED.findall(f"{clauses[0]},{clauses[-1]}"))


def _net_increases(reading: Reading) -> Iterator[Finding]:
    """净增基层工会 1846 个 in the lede; 由 4354 个增加到 6218 个, which is 1864 more."""
    everything = told(reading)
    increases = [one for one in everything if "净增" in one.clause]
    for old, new in growths(reading, everything) if increases else ():
        grown = new.figure.value - old.figure.value
        for one in increases:
            figure, noun = one.figure, _NET.sub("", one.name)
            apart = (figure.block, figure.sentence) != (new.figure.block, new.figure.sentence)
            named = len(noun) > 1 and noun in plain(old.before)
            if apart and named and figure.unit == new.figure.unit and has_slipped(figure, grown):
                yield contradicted(reading, new.figure, figure)


def _contradict(reading: Reading, one: Told, other: Told) -> bool:
    first, second = one.figure, other.figure
    if (first.block, first.sentence) == (second.block, second.sentence) or agree(first, second):
        return False
    times = {one.time, other.time}
    if not _of_one_body(reading, first, second) or one.years != other.years:
        return False
    if has_slipped(first, second.value):
        return len(times - {0}) < 2
    low, high = sorted((first.value, second.value))
    ways = [frozenset(_WAYS.findall(told.before + told.figure.context)) for told in (one, other)]
    same = len(times) == 1 and one.time >= HALF and len(set(ways)) == 1
    return same and high <= low * _CLOSE


def _of_one_body(reading: Reading, one: Figure, other: Figure) -> bool:
    apart = is_local(reading, one, other) or is_local(reading, other, one)
    return not apart and at_one_place(reading, one, other) and same_scope(one, other, slipped=True)


def _all_of_them(reading: Reading) -> Iterator[Finding]:
    """26 名工友被拖欠…27 名工友全部拿到了钱: the same people a sentence or two on."""
    for other in reading.figures:
        told = _THEY_ALL.match(other.context)
        if not told or not _is_exact(other):
            continue
        for one in reading.by_block[other.block]:
            near = other.sentence - one.sentence in range(1, _SENTENCES)
            alike = one.unit == other.unit and f"#{told['noun']}" in one.context
            if near and alike and 0 < abs(one.value - other.value) <= _FEW and _is_exact(one):
                yield contradicted(reading, one, other)


def _honoured(reading: Reading) -> Iterator[Finding]:
    """全省 142 人获得全国五一劳动奖章…138 位全国五一劳动奖章获得者: one honour, two numbers of all who have it."""
    told: dict[str, list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        right = figure.context.partition("#")[2]
        honour = _HONOUR.match(right)
        before = reading.sentence_before(figure)
        some = _FEWER.search(before[-_NEAR:] + right) or is_less(reading, figure)
        if honour and figure.unit == "人" and not some:
            told[honour["name"]].append(figure)
    for figures in told.values():
        one, other = figures[0], figures[-1]
        if one.block != other.block and not agree(one, other) and same_scope(one, other):
            yield contradicted(reading, one, other)


def _is_exact(figure: Figure) -> bool:
    return figure.precision is Precision.EXACT and not figure.magnitude
