"""The whole of one share (占谁的比): a number it is part of, or one named like it, near or far. Pure.

A share that no neighbour explains is held against one whole: the number it is said to be part of (其中), the
only larger one right before it, else the number whose words are most like the name of the whole (占会员总数),
looked for backwards and forwards. If any number that may be meant makes the share true, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from niangjia.statistics.check.figures import Figure, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    between,
    in_sight,
    is_local,
    tolerance,
)
from niangjia.statistics.check.rules.rates.portions import Share, name_of_whole
from niangjia.statistics.check.rules.slip import has_slipped, one_slip, slip_of
from niangjia.statistics.check.rules.support import bigrams, is_aimed_at, of_two_levels, stated
from niangjia.statistics.check.units import Measure, measure_of

_LEADS = re.compile(r"[^。;]{0,20},?(?:已有|其中|有|现有|中,?)[^。;]{0,12}$")
_KIND = re.compile(
    r"女|男|农民工|新增|新发展|新建|新吸|新入|净增|吸纳|参加|参与|培训|慰问|困难|青年|党员|上年|去年|同比|计划|目标|任务|其中|[区镇乡村]#"
)
_FILLER = re.compile(
    r"截[至止][^#]*?[末底日月]|全[省市县区州国]|我[省市县区州]|目前|现在|总?(?:人数|数量|数|量|额)|总计|合计|共有?|现有|(?:增加?|发展|扩大|上升|壮大)[到至]|已|达到?|为|有|的|约"
)
_HONOURED = re.compile(
    r"获奖者?|获评|获得?[^,;]{0,14}(?:奖章?|称号|荣誉)|受?表彰|授予|[评命]为|命名|当选|入选"
)
_OLD = re.compile(r"[由从](?:[^,。;\d]{0,8}的)?$")
"""由 68.4 万人增加到 83.7 万人: a share is of what there is now."""
_HERE = re.compile(r"[我本全各][国省市县区州]")
_MOST_NAMED = 30
_FAR = 4
_MOST_VALUES = 60


def whole_of(reading: Reading, share: Share, parts: frozenset[int]) -> Figure | None:
    """The number a share must be of and is not; ``parts`` are the starts of what has a share itself.

    Where the words leave no doubt any difference counts, else only one slip of the pen.
    """
    part = share.part
    if any(share.fits(f) for f in _in_play(reading, share)):
        return None
    if share.of:
        sure, doubtful = _named(reading, share, parts)
        sure = sure or _sole_larger(reading, share)
        head = None if sure or doubtful else _head(reading, part)
        doubtful = doubtful or ([head] if head is not None else [])
    else:
        head = _head(reading, part)
        sure = [head] if head is not None and head.start not in parts else []
        sure = sure or _totals(reading, share)
        sure = sure or [f for f in _sole_larger(reading, share) if f.start not in parts]
        doubtful = [f for f in _leading(reading, share) if f.start not in parts]
    sure = [
        w for w in sure if not is_aimed_at(reading, w) and not re.search("年初|期初", w.context)
    ]
    return next(iter(sure), None) or next((w for w in doubtful if is_one_slip(share, w)), None)


def _in_play(reading: Reading, share: Share) -> Iterator[Figure]:
    """Every number near enough to be meant."""
    part = share.part
    near = [*in_sight(reading, share.rate), *in_sight(reading, part)]
    yield from (f for f in near if may_hold(f, part) and f is not part and f.value >= part.value)
    if share.of is not None:
        yield from (f for f in _alike(reading, share) if f.value >= part.value)


def _alike(reading: Reading, share: Share) -> list[Figure]:
    """The figures of the text whose words contain the name of the whole; 总数 is anything."""
    part, name = share.part, share.of or ""
    if name:
        named = _of_name(reading, name)
    else:
        blocks = range(part.block - _FAR, part.block + 1)
        named = tuple(f for block in blocks for f in reading.by_block.get(block, ()))
    same = [f for f in named if may_hold(f, part) and f is not part]
    return sorted(same, key=lambda f: abs(f.start - part.start))[:_MOST_NAMED]


@lru_cache(maxsize=64)
def _of_name(reading: Reading, name: str) -> tuple[Figure, ...]:
    """The figures whose words hold all of a name; shares of one whole ask for the same."""
    return tuple(f for f in reading.figures if likeness(name, _words(f)) >= 1)


def may_hold(whole: Figure, part: Figure) -> bool:
    """Whether it is counted in the same unit; cards are shares of those who hold them, people of the medals."""
    held = part.unit == "张" and whole.unit == "人" and "卡" in part.context
    medals = part.unit == "人" and whole.unit in {"个", "枚"} and whole.has("medals")
    return whole.unit == part.unit or held or medals


def likeness(name: str, words: str) -> float:
    """How much of a name's pairs of signs the words hold."""
    pairs = bigrams(name) or {name}
    return sum(pair in words for pair in pairs) / len(pairs)


def _words(figure: Figure) -> str:
    return figure.context.replace("#", "") if figure.context else figure.label


def _named(
    reading: Reading, share: Share, parts: frozenset[int]
) -> tuple[list[Figure], list[Figure]]:
    """农民工会员 260 万人,占会员总数的 37%: the members stand somewhere else.

    Those named so without doubt, and those that may be meant.
    """
    name, part = share.of or "", share.part
    kinds = set(_KIND.findall(name))
    fitting = [
        f
        for f in _alike(reading, share)
        if f.parent is None
        and f.start not in parts
        and f.value >= part.value
        and (f.block == part.block or not share.is_framed)
        and f.precision in {Precision.EXACT, Precision.AT_LEAST}
        and set(_KIND.findall(f.context)) <= kinds
        and not is_local(reading, f, part)
        and not _OLD.search(reading.words_before(f))
        and measure_of(f.unit) is not Measure.SERVICE
    ]
    if not fitting:
        return [], []
    plainly = [f for f in fitting if _rest(f, name) <= 2]
    best = min(plainly or fitting, key=lambda f: (f.start > part.start, abs(f.start - part.start)))
    values = {f.value for f in plainly if f.block == best.block}
    near = abs(best.block - part.block) <= _FAR or _is_sole(reading, best)
    return ([best], []) if plainly and near and len(values) < 2 else ([], [best])


def _is_sole(reading: Reading, whole: Figure) -> bool:
    """Whether the text tells one number of all members, and this is it: 占会员总数的 means that one."""
    told = {f.value for f in stated(reading, "members.total") if f.parent is None}
    return whole.has("members.total") and told == {whole.value}


def _rest(figure: Figure, name: str) -> int:
    """How many signs the words of a figure have besides the name."""
    words = _FILLER.sub("", re.split(r"[,;:。]", figure.context.partition("#")[0])[-1])
    after = _FILLER.sub("", figure.context.partition("#")[2])
    whole = words + after
    return max(0, len(whole) - len(name_of_whole(name)))


def _head(reading: Reading, part: Figure) -> Figure | None:
    """The whole a part has: the figure it is said to be part of, else the larger one right before."""
    group = [f for f in reading.by_block[part.block] if f.sentence == part.sentence]
    rank = group.index(part)
    listed = [f.parent for f in group[: rank + 1] if f.parent is not None]
    parent = reading.places.get(listed[-1]) if listed else None
    if parent is not None:
        return parent if parent.unit == part.unit and parent.value >= part.value else None
    last = group[rank - 1] if rank else None
    if last is None or last.unit != part.unit or last.value <= part.value:
        return None
    said = _LEADS.match(between(reading, last, part))
    return last if said and last.precision is Precision.EXACT else None


def _sole_larger(reading: Reading, share: Share) -> list[Figure]:
    """640 人获得奖章,96 位农民工获奖,占获奖人数的 15%: the one larger number of its sentence, told of it too."""
    part = share.part
    larger = [
        f for f in reading.by_block[part.block]
        if f.sentence == part.sentence and f.start < part.start
        and f.unit == part.unit and f.value > part.value
    ]  # fmt: skip
    if len(larger) != 1 or part.precision is not Precision.EXACT or larger[0].parent is not None:
        return []
    said, told = share.of or _words(part), _words(larger[0])
    honoured = bool(_HONOURED.search(said) and _HONOURED.search(told))
    rest = (
        _HONOURED.sub("", share.of or "") if honoured else share.of
    )  # 占农民工获奖人数的: of fewer
    named = set(_FILLER.sub("", rest or "")) <= set(told) and (honoured or bool(share.of))
    levels = of_two_levels(part.context, larger[0].context) or _HERE.search(
        reading.words_before(share.rate)
    )
    return larger if named and not levels else []


def _opening(reading: Reading, share: Share) -> list[Figure]:
    """The larger numbers of its unit that open the paragraph or the ones before."""
    part = share.part
    opening: list[Figure] = []
    for block in range(part.block, part.block - _FAR - 2, -1):
        before = [f for f in reading.by_block.get(block, ()) if f.start < part.start]
        opening += [f for f in before if f.unit == part.unit and f.parent is None][:1]
    return [f for f in opening if f.value > part.value and f.precision is Precision.EXACT]


def _totals(reading: Reading, share: Share) -> list[Figure]:
    """本年总支出 200 万元。…业务支出 30 万元,占 15%: the total of that name."""
    noun = share.part.context.partition("#")[0].rstrip("共为达约")[-2:]
    named = rf"总{noun}#|{noun}总[额计数]"
    return [f for f in _opening(reading, share) if len(noun) > 1 and re.search(named, f.context)]


def _leading(reading: Reading, share: Share) -> list[Figure]:
    """What may be the whole of 占 or 占总数: the larger number right before, or one that opens."""
    part = share.part
    if part.precision is not Precision.EXACT:
        return []
    opening = _opening(reading, share)[:1]
    opening = [f for f in opening if share.of is not None or f.block == part.block]
    before = [f for f in reading.by_block[part.block] if f.start < part.start][-1:]
    last = [f for f in before if f.unit == part.unit and f.segment == part.segment]
    return [*last, *opening]


def is_one_slip(share: Share, whole: Figure) -> bool:
    """Whether one mistyped digit in the share, its part or the whole makes the three agree."""
    rate, part = share.rate, share.part
    if not whole.value:
        return False
    right = part.value * 100 / whole.value
    decimals = len(rate.number.partition(".")[2])
    printed = rate.number.replace(".", "").lstrip("0")
    wanted = str(int(round(right, decimals).scaleb(decimals)))
    if one_slip(printed, wanted, 2) or has_slipped(rate, round(right, decimals)):
        return True
    slack = tolerance(rate) / 2
    meant = [whole.value * (rate.value + sign * slack) / 100 for sign in (-1, 0, 1)]
    slipped = any(has_slipped(part, Decimal(round(value))) for value in meant)
    return slipped or slipped_from(whole, share.implied)


def slipped_from(whole: Figure, common: tuple[Decimal, Decimal]) -> bool:
    """Whether a printed number is one slip of the pen away from a value of a span."""
    decimals = len(whole.number.partition(".")[2])
    number = whole.number.replace(",", "")
    try:
        step = (whole.value / Decimal(number)).scaleb(-decimals)
    except (ArithmeticError, ValueError):
        return False
    first = (common[0] / step).to_integral_value()
    count = int((common[1] - common[0]) / step) + 2
    return count <= _MOST_VALUES and any(
        common[0] <= (first + n) * step <= common[1] and slip_of(whole, (first + n) * step)
        for n in range(count)
    )
