"""Totals and their parts (合计与分项): SUM. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import RATIOS, between
from niangjia.statistics.check.rules.sums.adding import WHOLES, adds_up, made, splits
from niangjia.statistics.check.rules.sums.lists import is_step
from niangjia.statistics.check.rules.sums.mixed import mixed
from niangjia.statistics.check.rules.support import (
    by_sentence,
)
from niangjia.statistics.check.units import Measure, measure_of

_SOME_MISSING = (("专职", "兼职"),)  # 工会干部也有挂职的和其他的: short of the whole is no fault
_OUTCOME = re.compile(r"^(?:实现|成功)?(?:就业|结业|录用|上岗|持证|取得[^#]{0,8}证书?)#")
_SHARE = re.compile("占|比重|比例")
_AILMENT = re.compile(r"疾病|[腰颈胃肝]|血[压糖脂]|结节|异常|骨关节")
_NEAR = Decimal("0.85")
_DATED = re.compile(r"(?:19|20)\d{2}年度?|\d{1,3}周?岁")
_ASIDE = re.compile(r"\([^()\d]{1,14}\)")
_OPENING = re.compile(r"[^,。;:(\d]{0,10}[(:](?!其中|含|不含|包括|如|即)[^,。;\d]{1,10}$")
_REST = re.compile(r"(?:其他|其它|其余)[^,。;]{0,6}$|^(?:他|它|余)$")
OVERLAPS = re.compile(r"^女|农民工|党员|新就业|青年|残疾")
_VISITED = re.compile("慰问|走访")
_SORTS_OF_ALL = re.compile(r"^女|党员|青年|残疾|单亲")
"""Who is visited is listed once, as what he was visited for; these cut across."""
_LONGEST_NAME = 14
NEARLY = Decimal("0.15")
_LONG_LIST = 3
_SEVERAL, _ETC = 2, 8
_UNTOLD = re.compile(
    r"[^。;\d]{0,10}(?:缺失|未填|不详|未答|未作答|漏填|拒答)[^,。;\d]{0,4}?(?:是|为|有|共|占)?(?P<number>\d+)(?![\d.%])"
)
_ASIDE_OF = re.compile(r"[,;](?:另有?|另外|此外)")


def check(reading: Reading) -> Iterator[Finding]:
    """Totals that are not the sum of their parts."""
    unlike = mixed(reading)
    yield from (f for f in _of_which(reading) if f.start not in unlike)
    for group in by_sentence(reading):
        yield from (f for f in _spelt_out(reading, group) if f.start not in unlike)
    yield from _odd_one(reading)


def _of_which(reading: Reading) -> Iterator[Finding]:
    places = reading.places
    for start, parts in _children(reading).items():
        total = places.get(start)
        if len(parts) == 1:
            parts = _beside_rates(reading, total, parts[0]) if total else parts
            parts = parts if len(parts) > 1 else _with_complement(reading, parts[0])
        if total is None or len(parts) < 2 or not all(alike_units(total, part) for part in parts):
            continue
        listed = _whole_list(reading, parts)
        priced = any("每" in reading.words_before(part) for part in parts)
        if priced or adds_up(total, _up_to_what_came(reading, listed)):
            continue
        if listed[: len(parts)] == parts:
            parts = listed
        parts = _without_others(reading, parts)
        told = any(part.low > total.high and part.parent == start for part in parts)
        if told or _is_full(reading, total, parts) or _is_no_total(reading, total, parts):
            continue  # LE says it already, or nothing is wrong
        if len(parts) < 2:
            continue
        if splits(parts, _SOME_MISSING) and sum(p.value for p in parts) < total.value:
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        whole = splits(parts) or any(
            _REST.match(part.label) or rest(reading, part) for part in parts
        )
        alike = _parallel(parts)
        if whole or (amount > total.high and (alike or total.unit == "元")):
            yield made(reading, total, parts)
        elif _over(total, parts):
            yield made(reading, total, parts, Severity.WARN)
        elif "。" in words_of(reading, total, parts[0]):
            continue  # another sentence: some of the parts, not all
        elif total.value * _NEAR <= amount and (total.unit == "元" or alike):
            yield made(reading, total, parts, Severity.WARN)


def _without_others(reading: Reading, parts: list[Figure]) -> list[Figure]:
    """其中初级 3105 人、中级 1205 人,另有 860 人获得专项证书: those are none of the whole."""
    beside = (
        n for n, f in enumerate(parts) if n and _ASIDE_OF.match(between(reading, parts[n - 1], f))
    )
    return parts[: next(beside, len(parts))]


def _up_to_what_came(reading: Reading, listed: list[Figure]) -> list[Figure]:
    """其中一类竞赛 38 场、二类竞赛 118 场,带动各级开展竞赛 3270 场: what came of it is none of the whole."""
    came = (
        n for n in range(1, len(listed)) if "带动" in between(reading, listed[n - 1], listed[n])
    )
    return listed[: next(came, len(listed))]


def _is_full(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts add up, with those who did not answer: 缺失值是 4."""
    said = _UNTOLD.match(reading.page.text, parts[-1].end)
    missing = int(said["number"]) if said else 0
    return adds_up(replace(total, low=total.low - missing, high=total.high - missing), parts)


def _odd_one(reading: Reading) -> Iterator[Finding]:
    """Two groups of a sentence are all told by their 其中; a third falls short: an item is missing."""
    lists: dict[tuple[int, int], list[tuple[Figure, list[Figure]]]] = defaultdict(list)
    for start, parts in _children(reading).items():
        total = reading.places.get(start)
        parts = parts if len(parts) > 1 else _whole_list(reading, parts)
        if total is not None and len(parts) > 1 and all(p.unit == total.unit for p in parts):
            lists[total.block, total.sentence].append((total, parts))
    for told in lists.values():
        short = [(total, parts) for total, parts in told if not adds_up(total, parts)]
        if len(short) != 1 or len(told) - 1 < _SEVERAL:
            continue
        ((total, parts),) = short
        amount = sum((part.high for part in parts), Decimal(0))
        after = reading.page.text[parts[-1].end : parts[-1].end + _ETC]
        some = any(_SORTS_OF_ALL.search(_name(p)) for p in parts) or re.match(r"[^,。;]*等", after)
        if amount < total.low and not some and not splits(parts):
            yield made(reading, total, parts, Severity.WARN)


def _is_no_total(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """办结率 99.6%,其中甲类占 41%; 培训 276 人,结业 272 人,就业 203 人; parts of an earlier figure."""
    if total.unit == "%" and not _SHARE.search(total.context):
        return True
    if total.unit == "户" and any(part.unit == "户次" for part in parts):
        return True  # one household may be helped several times
    if any(_AILMENT.search(f.context) for f in parts):
        return True  # one person may have several
    if any(is_step(reading, part) or _OUTCOME.search(part.context) for part in parts[1:]):
        return not splits(parts)
    return any(
        f.unit == total.unit and f.start < total.start and adds_up(f, parts)
        for f in reading.by_block[total.block]
        if total.sentence - f.sentence <= 1
    )


def _beside_rates(reading: Reading, total: Figure, part: Figure) -> list[Figure]:
    """其中国有 24 家,建制率 100%,非公 316 家,建制率 79%,事业 93 家: items that each have their rate."""
    group = [f for f in reading.by_block[part.block] if f.sentence == part.sentence]
    run = [part]
    for rate, other in pairwise(group[group.index(part) + 1 :]):
        if rate.unit == "%" and other.unit == total.unit:
            said = between(reading, rate, other)
            if not re.fullmatch(rf"[,;、][^,。;:\d]{{2,{_LONGEST_NAME}}}", said):
                break
            run.append(other)
        elif other.unit != "%":
            break
    return run if len(run) >= _LONG_LIST else [part]


def _with_complement(reading: Reading, part: Figure) -> list[Figure]:
    """其中单建工会 2148 家;联合工会 346 家: the other half behind a semicolon."""
    group = reading.by_block[part.block]
    other = next(iter(group[group.index(part) + 1 :]), None)
    both = [part, other] if other is not None and other.unit == part.unit else [part]
    said = between(reading, *both) if len(both) > 1 else ""
    listed = re.fullmatch(rf";[^,。;:\d]{{2,{_LONGEST_NAME}}}", said)
    return both if listed and splits(both) else [part]


def alike_units(one: Figure, other: Figure) -> bool:
    """Whether they may be added: one unit, or 件次 beside 件 in one list."""
    return (
        one.unit == other.unit
        or {f"{one.unit}次", f"{other.unit}次"} & {one.unit, other.unit} != set()
    )


def _whole_list(reading: Reading, parts: Sequence[Figure]) -> list[Figure]:
    """The parts and what the list goes on with, however it is named."""
    group = reading.by_block[parts[0].block]
    return _parts_after(reading, group, group.index(parts[0]))


def _over(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether three or more parts that do not overlap are a little more than their whole."""
    names = [part.context.partition("#")[0].removeprefix("其中") for part in parts]
    amount = sum((part.value for part in parts), Decimal(0))
    overlaps = _SORTS_OF_ALL if _VISITED.search(total.context) else OVERLAPS
    apart = len(parts) >= _LONG_LIST and not any(overlaps.search(name) for name in names)
    return apart and total.high < amount <= total.value * Decimal("1.5")


def _children(reading: Reading) -> dict[int, list[Figure]]:
    """Total → its parts after 其中; a part behind a comma counts when it is named like the others."""
    children: dict[int, list[Figure]] = {}
    previous: Figure | None = None
    for figure in reading.figures:
        start = figure.parent
        if start is None and previous is not None and figure.unit == previous.unit:
            parts = next((p for p in children.values() if p[-1] is previous), None)
            between = reading.page.text[previous.end : figure.start]
            listed = bool(re.match(r"[,、]", between)) and len(between) <= _LONGEST_NAME
            if parts and listed and not _STANDS.search(between):
                whole = next(s for s, p in children.items() if p is parts)
                inside = _in_bracket(reading, whole, figure)
                alike = inside or rest(reading, figure) or _parallel([*parts, figure])
                start = whole if alike else None
            elif re.match(r"\((?!含|不含|包括)", between) and len(between) <= _LONGEST_NAME:
                start = previous.start
        if start is not None:
            children.setdefault(start, []).append(figure)
        previous = figure
    return children


def _in_bracket(reading: Reading, whole: int, part: Figure) -> bool:
    """Whether a bracket opened behind the total is still open at the part."""
    between = reading.page.text[whole : part.start]
    return between.count("(") > between.count(")")


def rest(reading: Reading, part: Figure) -> bool:
    """Whether the part is 其他: with it the parts are all of the whole."""
    return bool(_REST.search(reading.page.text[max(0, part.start - 12) : part.start]))


_STANDS = re.compile(r"累计(?:已|达|有|为|建)|总数|总量|总计")
"""其中全国示范点 2 家,书屋累计达到 318 家: what there is now is no part of what is new."""
_THE_REST = re.compile(r"[^,]{0,8},(?:其他|其它|其余|剩余)[^,。;\d]{0,6}$")


def _parallel(parts: Sequence[Figure]) -> bool:
    """Whether the parts are named after one pattern (市级、县级; 咨询类、求助类) and do not overlap."""
    if splits(parts):
        return True
    names = [part.context.partition("#")[0].strip("、,:为有共") for part in parts]
    if any(not name or len(name) > _LONGEST_NAME or OVERLAPS.search(name) for name in names):
        return False
    if any(name.endswith("的") for name in names):
        return False  # 建立职代会的 690 家;签订合同的 645 家: they overlap
    heads = {name.removeprefix("其中").lstrip(",:")[:1] for name in names}
    return len({name[-1] for name in names}) == 1 or len(heads) == 1


def words_of(reading: Reading, first: Figure, last: Figure) -> str:
    return reading.page.text[first.start : last.end]


def _spelt_out(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """326 件(调解 206 件、仲裁 86 件、诉讼 54 件); 58 个:市级 1 个…; 由…组成; 分别为…."""
    for rank, total in enumerate(group[:-1]):
        first = next((n for n, f in enumerate(group) if f.parent == total.start), rank + 1)
        opening = between(reading, total, group[first])
        if measure_of(total.unit) in RATIOS or "。" in opening:
            continue
        listed = _parts_after(reading, group, first)
        parts = _without_others(reading, listed)
        if rank and re.search(r"[:(][^,。;:()]{1,14}$", reading.words_before(total)):
            continue  # the first of a list is no total of the rest
        full = adds_up(total, listed) or _is_full(reading, total, parts)
        if full or not alike_units(parts[0], total):
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        near = abs(amount - total.value) <= total.value * NEARLY
        if _says_all(reading, total, parts, opening, near=near):
            yield made(reading, total, parts)
        elif len(parts) < _LONG_LIST or any(is_step(reading, part) for part in parts[1:]):
            continue
        elif first == rank + 1 and _OPENING.match(opening) and parts[0].parent is None:
            if amount > total.high or near:
                yield made(reading, total, parts)
        elif parts[0].parent == total.start and near:
            apart = not any(OVERLAPS.search(_name(part)) for part in parts)
            counted = measure_of(total.unit) in {Measure.ITEM, Measure.BODY, Measure.EVENT}
            if counted or apart:
                yield made(reading, total, parts, Severity.WARN)


def _parts_after(reading: Reading, group: Sequence[Figure], first: int) -> list[Figure]:
    """The figures of a list from its first on: one unit, short names between them."""
    parts = [group[first]]
    between_them: list[str] = []
    for part in group[first + 1 :]:
        said = _DATED.sub("", _ASIDE.sub("", between(reading, parts[-1], part)))
        item = rf"[^、,。;:()\d]{{0,8}}(?:[、,和]|以及)[^、,。;:()\d]{{0,{_LONGEST_NAME}}}"
        if not alike_units(part, parts[0]) or not re.fullmatch(item, said):
            break
        ends = len(parts) > 2 and "," in said and not any("," in words for words in between_them)
        if ends and not _THE_REST.match(said) and not _parallel([*parts, part]):
            break  # 、 parts the items, a comma ends them
        between_them.append(said)
        parts.append(part)
    return parts


def _says_all(
    reading: Reading, total: Figure, parts: Sequence[Figure], opening: str, *, near: bool
) -> bool:
    """Whether the words say that the parts are all: 由…组成, 分别为, 其余, 男 and 女, every level."""
    after = reading.page.text[parts[-1].end : parts[-1].end + 12]
    apart = bool(re.match(r"[^、。;\d]*[,:(]", opening)) and len(parts) > 1
    if "由" in opening and re.match(r"[^,。;\d]{0,8}(?:组成|构成)", after):
        return True
    if splits(parts, WHOLES) and re.fullmatch(
        r"[^,。;\d]{0,8}[,:(][^,。;\d]{0,8}|[^,。;\d]{0,8}中,?有?", opening
    ):
        return True
    if not near or not apart:
        return False
    shared = re.search(r"[,:(][^,。;\d]{0,16}分别[为是有达]?[^,。;\d]{0,8}$", opening)
    if shared and not re.search(r"比|较|增|占|提高", opening):
        return True
    left = re.search(
        r"(?:其余|其他|剩余|尚|仍在|正在|不予|未|退回|暂缓)[^,、。;]{0,8}$",
        reading.words_before(parts[-1]),
    )
    levels = _levels(parts) and not re.search(r"级(?!以上)|全国|国家", _name(total))
    return len(parts) >= _LONG_LIST and bool(left or levels)


def _levels(parts: Sequence[Figure]) -> bool:
    """Whether the parts are named by their levels: 国家级、省级、市级."""
    return all(re.search(r"[国省市县区州镇乡部]家?级|^全国", _name(part)) for part in parts)


def _name(part: Figure) -> str:
    return part.context.partition("#")[0].strip("、,:为有共").removeprefix("其中")
