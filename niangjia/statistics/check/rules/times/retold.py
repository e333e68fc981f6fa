"""One thing told again with another number (前后不一): DUP-FIG. Pure.

Two figures of different sentences are of one thing when their clauses say the same (bigrams of the words around the
number, time and filling words removed), and nothing around them tells them apart: time, place, level, kind. Where one
number is a slip of the pen away from the other, less likeness is asked for: the longer the number, the less. A headline
tells what the text below it tells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import Told, named
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import OCCASION, found
from niangjia.statistics.check.rules.times.scope import (
    agree,
    at_one_place,
    of_one_thing,
    one_year,
    same_scope,
    time_of,
)
from niangjia.statistics.check.rules.times.slipped import (
    ALIKE_BY_DIGITS,
    cut_short,
    likeness_asked,
    may_be_slip,
)
from niangjia.statistics.check.units import Measure, measure_of

_PART_OF_YEAR = re.compile(r"半年|季度|月|上年|去年")
_PER_HEAD = re.compile(r"[人户月年]均|平均")
_TO_COME = re.compile(r"将(?=[新建发组举培开投筹选安达超突实再])|明年|下年|计划|目标|力争|预计|拟")
_SEVERAL = re.compile(
    r"#[一-鿿]{2,8}、[一-鿿]{2}|[一-鿿]{2}、[一-鿿]{2,6}(?:[职员]工|工人|[员师手])#"
)
"""1260 名快递员、外卖员; 慰问快递员、外卖员 1260 名: the number is of both."""
_DONE_LATER = re.compile(
    "办结|成功|结案|审结|完成|整改|采纳|实施|录用|通过|获|意向|合格|满意|化解|落实|转化"
)
_DAY = re.compile(r"\d年.*[底末]|\d[月日]")
_LONG_PART = re.compile(r"半年|季度")
_NAMED_RATE = re.compile(r"[率面度比]#")
_ALIKE = 0.75
_LONG = 4
_SHORTEST = 4
_COMMON = 40
_TAIL = 4
_LONG_RATE = 10
_LONG_NAME = 8
_LONG_NOUN = 7
_FARTHEST = 2
_CLOSE = Decimal("1.25")
_LONGEST_HEADLINE = 60
_MOST_HEADLINES = 3
_ONLY_LEVEL = re.compile(r"(?:全国|[国省市县区州镇乡]家?级?)(?:性|及?以上)?")
_LESS = re.compile(
    r"(?:除(?!此|了)[^,。;]{1,16}外(?!,?[还又也])|不含|不包括|扣除|剔除|不计)[^;。]*$"
)
"""除专项指标外,129 名…: what is taken off explains the difference."""
_TO_EACH = re.compile(r"各自?(?:下?拨付?|发放?|给予?|奖励?|补助?|补贴|资助|赠送?|支持|捐赠?)了?$")
_LESS_NEAR = 60
_INSIDE = 0.74
_HELD_BY_TEXT = 0.25
_PARTED = (Decimal("0.85"), Decimal("1.2"))


def check(reading: Reading) -> Iterator[Finding]:
    """Every figure that contradicts an earlier one of the same thing, or the headline above it."""
    told = [
        one for one in named(reading)
        if _is_compared(one) and not is_less(reading, one.figure)
    ]  # fmt: skip
    by_headline = list(_headlines(reading, told))
    yield from by_headline
    settled = {item.start for finding in by_headline for item in finding.evidence}
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    long: dict[str, list[int]] = defaultdict(list)
    named_so: dict[str, list[Told]] = defaultdict(list)
    parted: dict[int, bool] = {}
    for one in told:
        named_so[one.name].append(one)
    for rank, this in enumerate(told):
        unit = this.figure.unit
        grams = this.grams | this.sense
        near = {earlier for gram in grams for earlier in places[unit, gram]}
        near.update(long[unit] if _is_long(this.figure) else ())
        for earlier in sorted(near) if this.figure.start not in settled else ():
            one = told[earlier]
            if not _contradict(reading, one, this):
                continue
            if earlier not in parted:
                parted[earlier] = _is_parted(one, named_so[one.name])
            if not parted[earlier]:
                yield contradicted(reading, one.figure, this.figure)
                break
        for gram in grams:
            if len(places[unit, gram]) < _COMMON:
                places[unit, gram].append(rank)
        if _is_long(this.figure) and len(long[unit]) < _COMMON:
            long[unit].append(rank)


def _is_compared(one: Told) -> bool:
    """Whether a figure counts something, or is a rate or a change with a name of its own."""
    figure, name = one.figure, one.around
    rate = measure_of(figure.unit) in {Measure.RATE, Measure.POINTS}
    own = not rate or len(name) >= _LONG_RATE or bool(_NAMED_RATE.search(name))
    several = _SEVERAL.search(figure.context)
    return (
        measure_of(figure.unit) is not None
        and own
        and not several
        and figure.upper is None
        and len(name) > 1
    )


def is_less(reading: Reading, figure: Figure) -> bool:
    """Whether words right before it say that something is left out of it, or that each one gets it."""
    before = reading.sentence_before(figure)[-_LESS_NEAR:]
    return bool(_LESS.search(before) or _TO_EACH.search(before))


# --- Headlines ------------------------------------------------------------------------------


def _headlines(reading: Reading, told: list[Told]) -> Iterator[Finding]:
    """6852份 in the headline, 6582 below, and nowhere the same: the headline sums up its text."""
    for item in told:
        figure, block = item.figure, reading.page.blocks[item.figure.block]
        last = None if _is_headline(reading, block) else _end_of_section(reading, block)
        if last == block.index:
            continue
        below = [
            other for other in told
            if block.index < other.figure.block <= (last or other.figure.block)
            and other.figure.unit == figure.unit
        ]  # fmt: skip
        if any(agree(figure, other.figure) for other in below) or _is_sum(reading, figure, below):
            continue
        alike = [other for other in below if _held_by_text(reading, item, other)]
        for other in alike if not _is_parted(item, alike) else ():
            if cut_short(figure, other.figure):
                yield contradicted(reading, other.figure, figure)
                break


def _held_by_text(reading: Reading, item: Told, other: Told) -> bool:
    """Whether the sentence of a figure says enough of what the headline says."""
    said = reading.sentence_text(other.figure)
    return sum(gram in said for gram in item.grams) / len(item.grams) >= _HELD_BY_TEXT


def _is_parted(whole: Told, others: Sequence[Told]) -> bool:
    """60余万人 above, 31.2 and 29.6 万人 below: what is told of it in parts that come near; ``others`` in order."""
    bound = whole.figure
    least, most = bound.low * _PARTED[0], bound.high * _PARTED[1]
    values: set[Decimal] = set()
    amount = Decimal(0)
    for later in others[bisect_right(others, bound.start, key=_start_of) :]:
        figure = later.figure
        below = figure.value < bound.low and figure.unit == bound.unit
        if below and figure.value not in values:
            values.add(figure.value)
            amount += figure.value
            if amount >= most:
                return False
    return len(values) > 1 and least < amount


def _start_of(one: Told) -> int:
    return one.figure.start


def _is_sum(reading: Reading, headline: Figure, below: list[Told]) -> bool:
    """增拨 3510 万元; 增拨 2010 万元…同时下拨 1500 万元: two or three of a paragraph make up the headline's."""
    for block in {one.figure.block for one in below}:
        amounts = [f for f in reading.by_block[block] if f.unit == headline.unit]
        for count in (2, 3):
            runs = (amounts[first : first + count] for first in range(len(amounts) - count + 1))
            near = (run for run in runs if run[-1].sentence - run[0].sentence <= 1)
            if any(sum(f.value for f in run) == headline.value for run in near):
                return True
    return False


def _end_of_section(reading: Reading, block: Block) -> int:
    """The last paragraph under a heading within the text; its own index where it is none."""
    blocks, last = reading.page.blocks, block.index
    if block.kind is not BlockKind.HEADING or len(block.text) > _LONGEST_HEADLINE:
        return last
    while last + 1 < len(blocks) and blocks[last + 1].kind is not BlockKind.HEADING:
        last += 1
    return last


def _is_headline(reading: Reading, block: Block) -> bool:
    """Whether a line stands above the first whole sentence of the text."""
    if len(block.text) > _LONGEST_HEADLINE or block.index >= _MOST_HEADLINES:
        return False
    return block.index < next((b.index for b in reading.page.blocks if b.text[-1:] in "。!?"), 0)


# --- Likeness -------------------------------------------------------------------------------


def _contradict(reading: Reading, first: Told, second: Told) -> bool:
    one, other = first.figure, second.figure
    low, high = min(one.value, other.value), max(one.value, other.value)
    unlike = low * _FARTHEST < high or first.is_new != second.is_new
    if unlike and not may_be_slip(one, other):
        return False
    if (one.block, one.sentence) == (other.block, other.sentence) or agree(one, other):
        return False
    if first.is_planned != second.is_planned:
        return False  # 站点 126 个; 新建 30 个,达到 156 个
    asked = likeness_asked(one, other)
    if asked > 1 and unlike:
        return False  # no slip, and too far apart for one thing; 新增技师 840 人, 技师 1570 人
    if asked == 0:
        return same_time(reading, one, other, slipped=True)
    shortest = min(len(first.around), len(second.around))
    standing = first.is_stock or second.is_stock
    if first.name == second.name and standing and len(first.name) > 1 and asked < 1:
        shortest = _SHORTEST  # 基层工会 468 个, 467 个基层工会
    swapped = sorted(telling_digits(one)) == sorted(telling_digits(other))
    held = shortest <= _SHORTEST and not (first.marks or second.marks) and _is_held(first, second)
    if held and swapped and asked <= ALIKE_BY_DIGITS[3]:
        return same_time(reading, one, other, slipped=True)
    alike = one.precision is other.precision
    if first.name == second.name and first.is_stock and second.is_stock:
        shortest = max(shortest, _SHORTEST)
    exact = alike and (asked < 1 or one.precision is Precision.EXACT)
    exact = exact or (asked > 1 and Precision.EXACT in {one.precision, other.precision})
    if (
        first.is_part
        or second.is_part
        or first.marks != second.marks
        or shortest < _SHORTEST
        or not exact
    ):
        return False
    likeness = _likeness(first, second, by_noun=asked < 1)
    if likeness < 1 and steps_of(first) != steps_of(second):
        return False  # 征集建议 286 条, 建议被采纳 268 条
    whole = first.is_whole or second.is_whole or first.time > 0
    year = one_year(reading)
    sure = _years(first, year) == _years(second, year) and not (
        first.is_planned
        or second.is_planned
        or _PER_HEAD.search(first.clause)
        or _TO_COME.search(first.before + second.before)
    )
    by_words = whole and sure and low * _FARTHEST >= high
    farthest = _FARTHEST if min(len(first.name), len(second.name)) >= _LONG_NAME else _CLOSE
    inside = likeness >= _INSIDE and low * farthest >= high and _end_alike(first, second)
    if one.unit == "%" and not (swapped and likeness >= _ALIKE):
        return False
    of_day = _of_one_day(first, second) and at_one_place(reading, one, other)
    same_words = likeness == 1 and (asked < _ALIKE or of_day)
    return (
        (likeness >= asked or (by_words and (likeness >= _ALIKE or inside)))
        and same_time(reading, one, other, slipped=likeness >= asked)
        and same_scope(one, other, slipped=likeness >= asked, year=year)
        and (same_words or of_one_thing(reading, one, other))
    )


def _years(one: Told, year: frozenset[str]) -> frozenset[str]:
    """The years named for a figure, the report's own left out."""
    return frozenset(named for named in one.years if not {named, f"{named}年"} & year)


def steps_of(one: Told) -> frozenset[str]:
    """The words of its clause for what came of those before: fewer of them, and no slip."""
    return frozenset(_DONE_LATER.findall(one.clause + one.figure.context.partition("#")[2]))


def _of_one_day(one: Told, other: Told) -> bool:
    """到 2022 年底工会 412 个; 到 2022 年底,386 个工会中: what there is on the day that both name."""
    days = [told.figure.period for told in (one, other)]
    named = all(_DAY.search(day.text) and not day.inherited for day in days)
    return named and days[0].text == days[1].text and one.is_stock and other.is_stock


def _is_held(one: Told, other: Told) -> bool:
    """Whether a short name (会员#) is what the other counts, too."""
    short, long = sorted((one.name, other.name), key=len)
    return len(short) > 1 and short in long


def _end_alike(one: Told, other: Told) -> bool:
    """创造经济效益#, 劳动竞赛创造经济效益#: one name is the end of the other, and no occasion tells them apart."""
    short, long = sorted((one.name, other.name), key=len)
    occasions = {frozenset(OCCASION.findall(told.before + told.right)) for told in (one, other)}
    return len(short) > _TAIL and long.endswith(short) and len(occasions) == 1


def _likeness(one: Told, other: Told, *, by_noun: bool = False) -> float:
    """0 to 1: shared bigrams; less where one name only holds the other, they end alike or share a noun."""
    shared = one.grams & other.grams
    if one.name == other.name and len(one.name) > 1 and not _ONLY_LEVEL.fullmatch(one.name):
        return 1.0  # 基层工会 468 个, 467 个基层工会
    likeness = max(
        len(shared) / len(one.grams | other.grams),
        len(one.sense & other.sense) / len(one.sense | other.sense),
    )
    inner = [{gram for gram in told.grams if "#" not in gram} for told in (one, other)]
    fewest = min(map(len, inner))
    if fewest > 2:
        likeness = max(likeness, _INSIDE * len(inner[0] & inner[1]) / fewest)
    tails = {told.around.partition("#")[0][-_TAIL:] for told in (one, other)}
    alike = len(tails) == 1 and len(min(tails)) == _TAIL
    if not alike and by_noun and len(shared) >= _LONG_NOUN - 1:
        matcher = SequenceMatcher(None, one.around, other.around, autojunk=False)
        alike = matcher.find_longest_match().size >= _LONG_NOUN
    return max(likeness, ALIKE_BY_DIGITS[3]) if alike else likeness


def same_time(reading: Reading, one: Figure, other: Figure, *, slipped: bool) -> bool:
    """Whether the words tell two figures of one time; more is forgiven where the numbers are a slip apart."""
    times = {time_of(reading, one), time_of(reading, other)}
    if slipped:
        swapped = sorted(telling_digits(one)) == sorted(telling_digits(other))
        told = swapped and _is_long(one)  # 1892 万 and, in the summing up of the half-year, 1982 万
        partly = not told and "" in times and _LONG_PART.search("".join(times))
        named = sorted(times - {"累计", ""})
        return not partly and (len(named) < 2 or named[0].endswith(named[1]))
    return len(times - {""}) < 2 and not (len(times) > 1 and _PART_OF_YEAR.search("".join(times)))


def _is_long(figure: Figure) -> bool:
    return len(telling_digits(figure)) >= _LONG


def contradicted(reading: Reading, one: Figure, other: Figure) -> Finding:
    """One thing with two numbers, shown at the later."""
    return found(
        reading, "DUP-FIG",
        f"“{other.label}”一处写 {one.text},一处写 {other.text},说的是同一件事。请核对,或分别写明起止时间和口径。",
        [other, one],
    )  # fmt: skip
