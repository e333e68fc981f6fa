"""The same text or figure twice (重复): DUP-PARA, DUP-FIG. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import Block, sentences
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

ALIKE = 0.8
SHORTEST = 24
_GRAM = 3
_SEVERAL = 2
_NUMBERS = re.compile(r"\d[\d.,]*")
_SHARE = 4
_COMMON = 50
_LONG = 600
_MASTHEAD = 8
_CLOSED = re.compile("[。;|\t]")
_LONG_SENTENCE, _SHORTEST_CLAUSE = 40, 8
_LONG_RESULT = 18
ABSTRACT = re.compile(
    r"[(【\[]?(?:内容|新闻)?(?:摘 ?要|提 ?要|导 ?读|导 ?语|核心提示|阅读提示)[)】\]: ]"
)
"""An abstract above the text says what the text says."""
_PHOTO = re.compile(
    r"^[(]?图为|[。)”](?:本报记者|记者|通讯员)? ?[^,。;]{0,16}(?:摄影?|供图|/图)[)】]?$"
)
_LONGEST_CAPTION = 160
_TWICE = re.compile(r"(?:^|(?<=[,。;:]))([^,。;:!?]{8,80})[,。;](\1)(?=[,。;!?]|$)")


def check(reading: Reading) -> Iterator[Finding]:
    """Paragraphs printed twice, and the figures that would be counted twice with them."""
    repeated: set[tuple[int, int]] = set()
    for first, second, ratio in _pairs(reading):
        if ABSTRACT.match(first.text):
            repeated.add((first.index, second.index))
            continue
        repeated.add((first.index, second.index))
        yield found(
            reading, "DUP-PARA",
            f"第 {second.index + 1} 段与第 {first.index + 1} 段重复(相似度 {ratio:.3f})。"
            "请删去一段,或核对此处原应是什么内容。",
            [(second.start, second.end), (first.start, first.end)],
        )  # fmt: skip
        doubled = _doubled(reading, first, second)
        if doubled:
            names = "、".join(figure.text for figure in doubled)
            yield found(
                reading, "DUP-FIG",
                f"{names}随重复段落出现了两次。汇总时只能计一次。", doubled,
            )  # fmt: skip
    yield from _masthead_twice(reading)
    yield from _sentences_twice(reading, repeated)
    yield from _results_twice(reading, repeated)
    yield from _clauses_twice(reading)


def _masthead_twice(reading: Reading) -> Iterator[Finding]:
    """Title and byline, or both lines of a title, printed twice above the text."""
    lines = reading.page.blocks[:_MASTHEAD]
    first: dict[tuple[str, str], int] = {}
    for at, (one, other) in enumerate(pairwise(lines)):
        short = max(len(one.text), len(other.text)) <= _LONG_SENTENCE and len(one.plain) > 3
        earlier = first.setdefault((one.plain, other.plain), at)
        if short and earlier + 1 < at and not _CLOSED.search(one.text + other.text):
            yield found(
                reading, "DUP-PARA", f"标题(署名)“{one.text}”印了两遍。请删去一处。",
                [(one.start, other.end), (lines[earlier].start, lines[earlier + 1].end)],
            )  # fmt: skip


def _running(reading: Reading) -> list[Block]:
    """The prose without captions: two photographs share one, and a caption may repeat the text."""
    return [
        block for block in reading.page.prose
        if len(block.text) > _LONGEST_CAPTION or not _PHOTO.search(block.text)
    ]  # fmt: skip


def _sentences_twice(reading: Reading, repeated: set[tuple[int, int]]) -> Iterator[Finding]:
    """A long sentence printed twice in paragraphs that differ otherwise."""
    seen: dict[str, tuple[Block, int, int]] = {}
    for block in _running(reading):
        for start, end in sentences(block.text):
            plain = "".join(sign for sign in block.text[start:end] if sign.isalnum())
            if sum(sign >= "一" for sign in plain) < _LONG_SENTENCE:
                continue
            place = (block.start + start, block.start + end)
            first = seen.setdefault(plain, (block, *place))
            pair = (first[0].index, block.index)
            if first[1:] == place or pair in repeated:
                continue
            repeated.add(pair)
            yield found(
                reading, "DUP-PARA",
                f"第 {block.index + 1} 段的这句话与第 {first[0].index + 1} 段的完全相同。"
                "请删去一处,或核对此处原应是什么内容。", [place, first[1:]],
            )  # fmt: skip


def _results_twice(reading: Reading, repeated: set[tuple[int, int]]) -> Iterator[Finding]:
    """产生 28 名优秀选手,6 个团体奖和 5 个组织奖 in the lead and again in the body: count once."""
    text = reading.page.text
    first: dict[str, Figure] = {}
    said: set[int] = set()
    for one, other in pairwise(reading.figures):
        if one.block != other.block or not reading.in_text(one) or one.sentence != other.sentence:
            continue
        if ABSTRACT.match(reading.block_text(one)):
            continue
        earlier = first.setdefault(text[one.start : other.end], one)
        pair = (earlier.block, one.block)
        if earlier.block == one.block or pair in repeated or said & {one.start, one.block}:
            continue
        start, end = _grown(text, earlier.start, one.start, other.end - one.start)
        if (
            sum(sign.isalnum() for sign in text[one.start - start : one.start + end])
            >= _LONG_RESULT
        ):
            said |= {other.start, one.block}
            again = [
                f for place in (one.start, earlier.start)
                for f in reading.within(place - start, place + end)
                if f not in (one, other, earlier)
            ]  # fmt: skip
            yield found(
                reading, "DUP-FIG",
                f"“{text[one.start : one.start + end].rstrip(',;、')}”前面已经写过。汇总时只能计一次。",
                [one, other, earlier, *again], severity=Severity.INFO,
            )  # fmt: skip


def _grown(text: str, one: int, other: int, length: int) -> tuple[int, int]:
    """How many equal signs stand before two places, and from them on, within the clause and behind it."""
    back = 0
    while (
        back < _LONG_RESULT
        and back < one
        and text[one - back - 1] == text[other - back - 1] not in "。\n"
    ):
        back += 1
    while other + length < len(text) and text[one + length] == text[other + length] not in "。;\n":
        length += 1
    return back, length


def _clauses_twice(reading: Reading) -> Iterator[Finding]:
    """做好某某工作,做好某某工作: a clause printed twice running."""
    for block in reading.page.prose:
        for match in _TWICE.finditer(block.text):
            if sum(sign.isalnum() for sign in match[1]) >= _SHORTEST_CLAUSE:
                at = block.start + match.start(2)
                yield found(
                    reading, "DUP-PARA", f"“{match[1]}”连着印了两遍。请删去一处。",
                    [(at, at + len(match[1])), (block.start + match.start(), at)],
                )  # fmt: skip


def _pairs(reading: Reading) -> Iterator[tuple[Block, Block, float]]:
    """Each block with the earlier block it repeats; only blocks that share wording are compared."""
    places: dict[str, list[int]] = defaultdict(list)
    seen: list[Block] = []
    short: dict[str, Block] = {}
    for block in _running(reading):
        if len(block.plain) < SHORTEST:
            twin = short.get(block.plain)
            if twin is not None and sum(sign.isdigit() for sign in block.plain) > 1:
                yield twin, block, 1.0
            elif len(block.plain) >= SHORTEST // 2:
                short[block.plain] = block
            continue
        grams = {block.plain[at : at + _GRAM] for at in range(len(block.plain) - _GRAM + 1)}
        shared = Counter(earlier for gram in grams for earlier in places[gram])
        for earlier, count in sorted(shared.items()):
            if count * _SHARE < len(grams) or _are_items(seen[earlier], block):
                continue
            ratio = _ratio(seen[earlier].plain, block.plain)
            if ratio > ALIKE:
                yield seen[earlier], block, ratio
                break
        for gram in grams:
            if len(places[gram]) < _COMMON:
                places[gram].append(len(seen))
        seen.append(block)


def _are_items(first: Block, second: Block) -> bool:
    """Items of a list in like words, each with numbers of its own (东区新建 12 家…, 西区新建 15 家…)."""
    one, other = _numbers(first.text), _numbers(second.text)
    return min(len(one), len(other)) >= _SEVERAL and not one & other


@lru_cache(maxsize=1 << 10)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBERS.findall(text))


def _ratio(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    if shorter * 2 / (shorter + longer) <= ALIKE:
        return 0.0
    if shorter > _LONG:
        return _gram_ratio(one, other)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() <= ALIKE or matcher.quick_ratio() <= ALIKE:
        return 0.0
    return matcher.ratio()


def _gram_ratio(one: str, other: str) -> float:
    """The share of equal three-sign pieces: as good as a comparison sign by sign, and quick."""
    pieces = [Counter(text[at : at + _GRAM] for at in range(len(text))) for text in (one, other)]
    return 2 * (pieces[0] & pieces[1]).total() / (len(one) + len(other))


def _doubled(reading: Reading, first: Block, second: Block) -> list[Figure]:
    before = {
        (figure.label, figure.value, figure.unit)
        for figure in reading.by_block.get(first.index, ())
    }
    return [
        figure
        for figure in reading.by_block.get(second.index, ())
        if (figure.label, figure.value, figure.unit) in before
    ]
