"""What stands in lines of one list, or sentences of one section (分行列举): LE, SUM. Pure.

The items of a numbered or “——” list under one lead belong together as the clauses of a sentence do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, is_count
from niangjia.statistics.check.rules.parts.steps import step_between
from niangjia.statistics.check.rules.sums.adding import adds_up, made
from niangjia.statistics.check.rules.sums.items import NEARLY
from niangjia.statistics.check.rules.support import exceeds, found, shown

_ITEM = re.compile(r"^\s*(?:\d{1,2}[.、)](?!\d)|[(]\d{1,2}[)]|[①-⑳]|[—–-]{1,2}|[·•●■▲◆])\s*")
_IN_ALL = re.compile(r"^(?:以上|各项|上述)?[^,。;\d]{0,4}(?:合计|共计|总计)[^,。;\d]{0,8}$")
_NEXT = re.compile(
    r"[,、](?!共|合计|总|同比|比|较|全|累计|年|带动|拉动|撬动|节约|创造|实现|减轻)[^,。;、\d]{2,10}"
)
_WAYS = re.compile(
    r"通过(?P<ways>[^,。;]{4,40})等(?:方式|途径|渠道|形式|措施),(?:累计|共|合计)[^,。;\d]*$"
)
_HALVES = "上半年", "下半年"
_APART = re.compile(r"历年|累计|上年|去年|同比|增|预计|目标|计划|全国|全省|以来")
_AMONG_STOCK = re.compile(r"在[册档](?P<noun>[^,。;\d]{2,8}?)(?:家庭)?(?:中|里),?(?:有|已|共)")
_LEVEL = re.compile(
    r"(?P<level>全国|国家级|省级|市级|县级)(?:示范性)?(?P<noun>工作室|站点|驿站|书屋|基地|职工之家|工会)"
)
_SECTION = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Later steps, totals and halves that are told in other lines than what they belong to."""
    for items in _lists(reading):
        yield from _steps(reading, items)
        yield from _total(reading, items)
    yield from _halves(reading)
    yield from _among(reading)
    yield from _above_all(reading)
    yield from _one_of_ways(reading)
    yield from _of_level(reading)


def _of_level(reading: Reading) -> Iterator[Finding]:
    """工作室 1286 个,其中省级 214 个。…对 226 个省级工作室各补助 5 万元."""
    for figures in reading.by_block.values():
        for part in figures:
            told = _LEVEL.match(part.context.partition("#")[2])
            if told is None:
                continue
            for whole in figures:
                named = whole.context.partition("#")[0].endswith(told["level"])
                near = part.sentence - whole.sentence in {0, 1} and whole.start < part.start
                noun = told["noun"] in reading.sentence_text(whole)
                if named and near and noun and whole.unit == part.unit and part.low > whole.high:
                    yield exceeds(reading, part, whole, f"前面说{told['level']}的只有{whole.text}")


def _lists(reading: Reading) -> Iterator[list[tuple[Block, list[Figure]]]]:
    """Runs of list lines with their figures, and the line of the total behind them."""
    run: list[tuple[Block, list[Figure]]] = []
    for rank, block in enumerate(reading.page.blocks):
        figures = reading.by_block.get(rank, [])
        item = block.kind is not BlockKind.TABLE and _ITEM.match(block.text)
        if item:
            run.append((block, figures))
            continue
        if len(run) > 1:
            last = figures and _IN_ALL.match(block.text[: figures[0].start - block.start])
            yield [*run, (block, figures)] if last else run
        run = []
    if len(run) > 1:
        yield run


def _above_all(reading: Reading) -> Iterator[Finding]:
    """4.27 亿元,其中返还 1.36 亿元,送温暖 8.76 亿元: a later item of the list that 其中 opens."""
    for child in reading.figures:
        total = reading.places.get(child.parent) if child.parent is not None else None
        if total is None or {child.unit, total.unit} != {"元"}:
            continue
        if "其中" in between(reading, total, child) and child.low <= total.high:
            for item in _listed_after(reading, child):
                if item.low > total.high:
                    yield exceeds(reading, item, total, "其中的一项不能大于总数")


def _one_of_ways(reading: Reading) -> Iterator[Finding]:
    """追讨工资 6.8 亿元。全年通过追讨欠薪、调解、援助等方式,共挽回 5.9 亿元: one way above all together."""
    for total in reading.figures:
        ways = _WAYS.search(reading.sentence_before(total))
        if ways is None:
            continue
        verbs = {way[:2] for way in re.split("[、和及]", ways["ways"])}
        for part in reading.by_block[total.block]:
            told = part.start < total.start and part.unit == total.unit and part.low > total.high
            if told and any(verb in part.context for verb in verbs):
                yield exceeds(reading, part, total, "一种方式的数不能大于各种方式的合计")


def _listed_after(reading: Reading, child: Figure) -> Iterator[Figure]:
    """The amounts that go on the list which a part opens."""
    group = [f for f in reading.by_block[child.block] if f.start >= child.start]
    for one, other in pairwise(group):
        said = between(reading, one, other)
        if other.unit != "元" or other.parent is not None or not _NEXT.fullmatch(said):
            return
        yield other


def _clause(block: Block, figure: Figure) -> str:
    """The words of a line up to its figure, without the mark of the item."""
    words = _ITEM.sub("", block.text[: figure.start - block.start])
    return re.split(r"[,。;]", words)[-1]


def _steps(reading: Reading, items: Sequence[tuple[Block, list[Figure]]]) -> Iterator[Finding]:
    """1.发现问题 486 个; 2.…; 3.已整改问题 502 个: the nouns must be the same."""
    told = [(_clause(block, f), f) for block, figures in items for f in figures[:1] if is_count(f)]
    for rank, (later_words, later) in enumerate(told):
        for earlier_words, earlier in told[:rank]:
            if earlier.unit != later.unit or later.low <= earlier.high:
                continue
            if _APART.search(earlier.context + later.context):
                continue
            why = _is_step(earlier_words, later_words)
            if why:
                yield exceeds(reading, later, earlier, why)
                break


def _is_step(earlier: str, later: str) -> str:
    """Why one line cannot exceed the other; empty when they do not belong together."""
    noun = re.search(r"[一-鿿]{2}(?=(?:共|有|达|为|数)*$)", earlier)
    if noun is None or noun.group() not in later:
        return ""
    line = step_between(earlier, later)
    return line.why if line else ""


def _total(reading: Reading, items: Sequence[tuple[Block, list[Figure]]]) -> Iterator[Finding]:
    """——活动 2100 万元; ——维权 1500 万元; 合计 4980 万元."""
    *lines, (block, last) = items
    if not last or not _IN_ALL.match(_clause(block, last[0])):
        return
    total, parts = last[0], [figures[0] for _, figures in lines if figures]
    alike = all(part.unit == total.unit for part in parts) and len(parts) == len(lines)
    if alike and len(parts) > 1 and not adds_up(total, parts):
        yield made(reading, total, parts)


def _halves(reading: Reading) -> Iterator[Finding]:
    """收缴 2.48 亿元。…上半年收缴 1.31 亿元,下半年收缴 1.39 亿元."""
    for figures in reading.by_block.values():
        for rank in range(1, len(figures)):
            parts = figures[rank - 1 : rank + 1]
            said = [reading.words_before(part) for part in parts]
            if parts[0].unit != parts[1].unit or not is_count(parts[0]) or not all(
                half in words for half, words in zip(_HALVES, said, strict=True)
            ):  # fmt: skip
                continue
            earlier = [f for f in _section(reading, parts[0]) if _whole_year(reading, f, said)]
            if any(f.sentence == parts[0].sentence and f.block == parts[0].block for f in earlier):
                continue  # the sums speak of it
            if any(adds_up(f, parts) for f in earlier):
                continue
            amount = sum((part.value for part in parts), Decimal(0))
            near = [f for f in earlier if abs(amount - f.value) <= f.value * NEARLY]
            if len(near) == 1 and near[0].unit == parts[0].unit:
                yield made(reading, near[0], parts)


def _whole_year(reading: Reading, figure: Figure, said: Sequence[str]) -> bool:
    """Whether a figure is of the same thing, and not of a part of the year."""
    words = reading.words_before(figure)
    verbs = re.findall(r"[一-鿿]{2}", re.split("[上下]半年", said[0])[-1])
    named = any(verb in words for verb in verbs)
    return named and not re.search(r"半年|季度|上年|去年|预算|计划|目标", words)


def _section(reading: Reading, figure: Figure) -> list[Figure]:
    """The figures of one unit before it: of its paragraph and the two before."""
    return [
        f
        for block in range(figure.block - _SECTION + 1, figure.block + 1)
        for f in reading.by_block.get(block, ())
        if f.start < figure.start and f.unit == figure.unit
    ]


def _among(reading: Reading) -> Iterator[Finding]:
    """在档困难职工 1246 户。…在档困难职工中已领取救助 1312 户: a part of a stock told before."""
    for part in reading.figures:
        said = _AMONG_STOCK.search(reading.words_before(part))
        if said is None or part.parent is not None or _APART.search(part.context):
            continue
        stock = [
            f for f in _section(reading, part)
            if re.search(rf"(?:在[册档]|建档){said['noun']}", reading.words_before(f))
            and f.precision is Precision.EXACT and not _APART.search(f.context)
        ]  # fmt: skip
        if stock and all(part.low > f.high for f in stock):
            yield found(
                reading, "LE",
                f"“{stock[-1].label}”{shown(stock[-1])},其中“{part.label}”却有 {shown(part)}。"
                "其中的一部分不能多于全部,请核对两个数。",
                [part, stock[-1]],
            )  # fmt: skip
