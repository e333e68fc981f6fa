"""Stated means (平均数) against their count and total, near and far: MUL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check import units
from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import in_sight, is_count, rounding
from niangjia.statistics.check.rules.slip import Slip, slip_of
from niangjia.statistics.check.rules.sums.products import (
    HANDED_OUT,
    PERSONS,
    RAISED_TO,
    compared,
    product_fits,
)
from niangjia.statistics.check.rules.support import by_segment, found, written
from niangjia.statistics.check.units import Measure, measure_of

_MEAN_OF = re.compile(
    r"(?:平均)?每一?(?P<of>[人名位户家个场套份张辆台期件次对间班批笔项所处座支单县镇乡区组队])[^,;#]{0,14}$"
    r"|每(?P<noun>企业|单位|工会|生)(?:平均)?[^,;#]{0,8}$"
    r"|(?P<short>[人户场班笔期次家件单份车校])均[^,;#]{0,6}$"
)
_NOT_ALL = re.compile(
    r"每[月年天日周]|多[省增减]|少[花用]|[月年日]均|最[高低]|不超过|标准|限额|保额|保障额|封顶|以内"
)
_SPENT_OTHERWISE = re.compile(r"收入|欠薪|损失|涉案")
_RAISED = re.compile(r"归集|筹集|收取|缴|保费|互助金")
_TAKEN_OVER = {
    "班": {"班", "个"},
    "组": {"组", "个"},
    "队": {"队", "支"},
    "县": {"个"},
    "镇": {"个"},
    "乡": {"个"},
    "区": {"个"},
    "家": {"家", "个"},
    "个": {"家", "个"},
    "人": {"人", "人次"},
    "车": {"辆", "台"},
    "校": {"所", "家"},
    "次": {"次", "人次", "场次", "户次", "场", "期"},
}
_NO_TOTAL = re.compile(r"每|均|最[高低多少大]")
_IN_ALL, _NEXT = re.compile(r"总额|合计|共计|总计|共[^,#]{0,6}#"), 3
_BACK = 5
"""How many paragraphs back what a mean is of may be told."""
_SHORTEST = 2
_A_PRICE = re.compile("按|标准|缴|收取|每期")
_HEADS = frozenset({"人", "户"})


def check(reading: Reading) -> Iterator[Finding]:
    """Means that are not their total over their count."""
    for group in by_segment(reading):
        yield from _means(reading, group)


def _means(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """12 次、3600 人次,平均每次 300 人; 每生平均 5000 元: a mean with its count and total in sight."""
    for each in group:
        words = reading.words_before(each)
        clause = re.split(r"[,;:]", words)[-1]
        said = _MEAN_OF.search(clause)
        if RAISED_TO.match(reading.page.text[each.end : each.end + 4]):
            continue  # 人均体检费由 600 元提高到 800 元: the old one of a change
        if said is None or _NOT_ALL.search(clause) or not is_count(each) or not each.value:
            continue
        of = _counted_by(said) - (PERSONS if each.unit in PERSONS else set())
        near = [
            f for f in in_sight(reading, each)
            if is_count(f) and not _NO_TOTAL.search(_clause(reading, f)) and not f.has("consumption")
        ]  # fmt: skip
        totals = [f for f in near if f.unit == each.unit or {f.unit, each.unit} <= PERSONS]
        totals = [f for f in totals if f.unit not in of and f.value >= each.value]
        if "缴" in clause:
            said_of = {f.start: reading.words_before(f) for f in totals}
            totals = [f for f in totals if _RAISED.search(said_of[f.start])]
            totals = [f for f in totals if not HANDED_OUT.search(said_of[f.start])]
        counts = [f for f in near if f.unit in of and f.value > 1 and f not in totals[:1]]
        fitting = [c for c in counts for total in totals if product_fits(each, c, total)]
        visits = [f for f in near if f.unit.endswith("次") and f not in totals]
        of_visits = [(f, t) for f in visits for t in totals if product_fits(each, f, t)]
        price = _A_PRICE.search(clause) or said["short"] == "人"
        by_head = of & _HEADS and not price and not clause[said.end("of") :].startswith("次")
        counted = by_head and {f.unit for f, _ in of_visits} == {"人次"}
        if counted and all(f.unit == "人次" for f in fitting):
            yield _of_visits(reading, each, *of_visits[0])
        if fitting or of_visits:
            continue
        chosen = _nearest(reading, each, counts, totals)
        if chosen is not None:
            yield from compared(reading, each, *chosen)
        elif far := _told_before(reading, each, clause[said.start() :], of):
            yield _finding(reading, each, *far)
        elif counts and (total := _told_after(reading, each, counts[0])):
            yield from compared(reading, each, counts[0], total)


def _finding(reading: Reading, each: Figure, count: Figure, total: Figure) -> Finding:
    """A mean that is not what its count and total, told before, give."""
    right = written(round(total.value / count.value, 1), each.unit)
    return found(
        reading, "MUL",
        f"“{total.label}”{total.text} ÷ “{count.label}”{count.text},平均应为 {right},写的是 {each.text}。"
        "请核对平均数和前文的两个数。",
        [each, count, total], suggestion=right,
    )  # fmt: skip


def _of_visits(reading: Reading, each: Figure, visits: Figure, total: Figure) -> Finding:
    """给付 162 万人次、18.9 亿元,为每位职工减负 1164 元: it is so much a visit, not a head."""
    return found(
        reading, "UNIT-PT",
        f"“{each.label}”{each.text}是 {total.text} ÷ {visits.text}得来的:按次平均,不是按人(户)平均。"
        "请写成“次均”,或补报不重复的人(户)数。",
        [each, visits, total],
    )  # fmt: skip


def _counted_by(said: re.Match[str]) -> set[str]:
    """The units a mean may be taken over: 每人 is 人, 每个企业 may be 家, 每生 is 人."""
    if said["noun"]:
        return {"家", "个"} if said["noun"] != "生" else {"人"}
    unit = units.canonical(said["of"] or said["short"])
    return _TAKEN_OVER.get(unit, {unit})


def _nearest(
    reading: Reading, each: Figure, counts: Sequence[Figure], totals: Sequence[Figure]
) -> tuple[Figure, Figure] | None:
    """The count and the total of a mean: its neighbours, or the only ones in sight."""
    if not counts or not totals:
        return None
    count, total = counts[0], totals[0]
    if measure_of(total.unit) is Measure.MONEY and _SPENT_OTHERWISE.search(total.context):
        return None
    own = [f for f in (count, total) if f.sentence == each.sentence]
    lone = len(counts) == len(totals) == 1
    if count not in own and not lone and len(totals) == 1:  # 5230 户分类帮扶:2100 户、860 户…
        count = max(counts, key=lambda figure: figure.value)
        rest = sum((figure.value for figure in counts if figure is not count), Decimal(0))
        lone = abs(rest - count.value) <= count.value / 10
    if total not in own or (count not in own and not lone):
        return None
    group = [
        f for f in reading.by_block[each.block]
        if f in (each, count, total) or not _NO_TOTAL.search(_clause(reading, f))
    ]  # fmt: skip
    ranks = sorted(group.index(f) for f in (each, count, total))
    together = ranks[-1] - ranks[0] == 2
    lowest, highest = (
        min(count.start, total.start, each.start),
        max(count.start, total.start, each.start),
    )
    other = re.search(r"其中|上年|去年|同比|增长", reading.page.text[lowest:highest])
    yearly = _NOT_ALL.search(re.split(r"[,;:。]", reading.words_before(count))[-1])
    return (count, total) if (together or lone) and not other and not yearly else None


def _clause(reading: Reading, figure: Figure) -> str:
    return re.split(r"[,;:、]", reading.words_before(figure))[-1]


def _told_after(reading: Reading, each: Figure, count: Figure) -> Figure | None:
    """28.64 万人次领到互助金,人均 1735 元。…互助金发放总额达到 4969 万元: a moved point, a sentence or two on."""
    product = each.value * count.value
    blur = product * (rounding(each) + rounding(count))
    for total in reading.by_block[each.block]:
        near = 0 < total.sentence - each.sentence <= _NEXT and total.unit == each.unit
        if near and _IN_ALL.search(total.context) and count.end < each.start:
            return total if slip_of(total, product, blur) is Slip.STRONG else None
    return None


def _told_before(
    reading: Reading, each: Figure, said: str, of: set[str]
) -> tuple[Figure, Figure] | None:
    """平均每个基层工会有会员 216 人: 基层工会 and 会员 as the paragraphs before told them, by their names."""
    rest = re.split(r"每一?(?:[个家户名人间所])?", said)[-1]
    before = [
        f for block in range(max(0, each.block - _BACK), each.block + 1)
        for f in reading.by_block.get(block, ())
        if f.start < each.start and is_count(f) and f.value and f.parent is None
    ]  # fmt: skip
    named = [(_opening(reading, f, rest), f) for f in before if f.unit in of]
    longest = max((length for length, _ in named), default=0)
    counts = [f for length, f in named if length == longest >= _SHORTEST]
    noun = re.sub(r"[有为达约是共平均]+$", "", rest)[-_SHORTEST:]
    totals = [
        f for f in before
        if f.unit == each.unit and f.value > each.value and len(noun) == _SHORTEST
        and (
            _clause(reading, f).rstrip("总数人共有达为约").endswith(noun)
            or (noun in _clause(reading, f) and any(_together(f, count) for count in counts))
        )
    ]  # fmt: skip
    if not counts or not totals or len(rest) <= longest:
        return None
    if any(product_fits(each, count, total) for count in counts for total in totals):
        return None
    return counts[-1], max(totals, key=lambda total: total.value)


def _together(one: Figure, other: Figure) -> bool:
    """Whether two figures stand in one sentence."""
    return (one.block, one.sentence) == (other.block, other.sentence)


def _opening(reading: Reading, figure: Figure, rest: str) -> int:
    """How many signs of a mean's noun the words before (or behind) a figure end (begin) with."""
    clause = re.sub(r"[总共有达为约]+$", "", _clause(reading, figure))
    behind = reading.page.text[figure.end : figure.end + 10]
    lengths = [n for n in range(_SHORTEST, min(len(rest), 10) + 1)
               if clause.endswith(rest[:n]) or behind.startswith(rest[:n])]  # fmt: skip
    return max(lengths, default=0)
