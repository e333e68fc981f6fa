"""One thing told again with another number (前后不一): PERIOD. Pure.

Two figures of different sentences are of one thing when their clauses say the same (bigrams of the words around the
number, time and filling words removed), and nothing around them tells them apart: time, place, level, kind. Where one
number is a slip of the pen away from the other, less likeness is asked for: the longer the number, the less. A headline
tells what the text below it tells.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.slip import one_slip
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.rules.times.scope import agree, of_one_thing, same_scope, time_of
from niangjia.statistics.check.units import Measure, measure_of

_FILLER = re.compile(
    r"累计|各类|已经?|共计?|合计|总计|总共|[全我本][省市县区州校院厂]|截至目前|目前|全年|今年以来|今年|(?:19|20)\d{2}年(?:\d{1,2}月)?"
    r"|[上下]半年|其中|分别|先后|[,、:“”()的了达到为约有仅超过逾近]"
)
_NOT_ALL = re.compile(
    r"非公|企业工会|农民工|新就业|其中|同比|比上年|去年|目标|(?<!保障)(?<!互助)计划|力争|年均|每|(?<!城)镇|街道|社区|园区|公司"
)
_WHOLE = re.compile(
    r"[上下]半年|[一二三四]季度|[一二三四五]年来|全[年市县区省州镇校]|现有|共有|截[至止]|目前|(?:19|20)\d{2}年(?:全年|底|末)?(?!\d)"
)
_PART_OF_YEAR = re.compile(r"半年|季度|月|上年|去年")
_PER_HEAD = re.compile(r"[人户月年]均|平均")
_LONG_PART = re.compile(r"半年|季度")
_NAMED_RATE = re.compile(r"[率面度比]#")
_ALIKE = 0.75
_ALIKE_BY_DIGITS = {2: 0.85, 3: 0.48, 4: 0.25}
"""How alike the clauses must be where the numbers are a slip apart, by the digits of the longer one."""
_NEVER = 2.0
_LONG = 4
_SHORTEST = 5
_COMMON = 40
_TAIL = 4
_LONG_RATE = 10
_LONG_NOUN = 7
_FARTHEST = 2
_LONGEST_HEADLINE = 60
_MOST_HEADLINES = 3
_INSIDE = 0.74
_HELD_BY_TEXT = 0.25


@dataclass(frozen=True)
class _Told:
    figure: Figure
    name: str
    grams: frozenset[str]
    is_planned: bool
    is_whole: bool
    is_part: bool
    marks: frozenset[str]

    @property
    def tail(self) -> str:
        """The last signs before the number; empty for short ones."""
        left = self.name.partition("#")[0]
        return left[-_TAIL:] if len(left) >= _TAIL else ""


def check(reading: Reading) -> Iterator[Finding]:
    """Every figure that contradicts an earlier one of the same thing, or the headline above it."""
    told = list(_told(reading))
    by_headline = list(_headlines(reading, told))
    yield from by_headline
    settled = {item.start for finding in by_headline for item in finding.evidence}
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    long: dict[str, list[int]] = defaultdict(list)
    for rank, this in enumerate(told):
        unit = this.figure.unit
        shared = Counter(earlier for gram in this.grams for earlier in places[unit, gram])
        near = sorted({*shared, *(long[unit] if _is_long(this.figure) else ())})
        for earlier in near:
            if this.figure.start not in settled and _contradict(reading, told[earlier], this):
                yield _finding(reading, told[earlier].figure, this.figure)
                break
        for gram in this.grams:
            if len(places[unit, gram]) < _COMMON:
                places[unit, gram].append(rank)
        if _is_long(this.figure) and len(long[unit]) < _COMMON:
            long[unit].append(rank)


def _told(reading: Reading) -> Iterator[_Told]:
    plans = plan_blocks(reading.page)
    for figure in reading.figures:
        if reading.page.blocks[figure.block].kind is BlockKind.TABLE:
            continue
        name, parent = _name(figure), figure.parent
        if len(name) < _SHORTEST and name.endswith("#"):
            name, parent = f"{name[:-1]}{_object_of(reading, figure)}#", None
        measure = measure_of(figure.unit)
        bare = len(name) < _LONG_RATE and not _NAMED_RATE.search(name)
        rate = measure in {Measure.RATE, Measure.POINTS} and bare
        if measure is None or rate or figure.upper is not None or len(name) < 2:
            continue
        before = reading.sentence_text(figure).partition(figure.text)[0]
        yield _Told(
            replace(figure, parent=parent), name,
            frozenset(name[at : at + 2] for at in range(len(name) - 1)),
            figure.block in plans, bool(_WHOLE.search(before)),
            parent is not None, frozenset(_NOT_ALL.findall(before)),
        )  # fmt: skip


def _name(figure: Figure) -> str:
    """The words around a number in its clause, ``#`` in its place."""
    left, _, right = figure.context.partition("#")
    left, right = re.split(r"[,;:。]", left)[-1], re.split(r"[,;:。、]", right)[0]
    return f"{_FILLER.sub('', left)}#{_FILLER.sub('', right)[:12]}"


def _object_of(reading: Reading, figure: Figure) -> str:
    """What a bare verb is about: the clause before, its verb left out (收到建议 860 条,采纳 314 条)."""
    clauses = re.split(r"[,;]", reading.sentence_text(figure).partition(figure.text)[0])
    return _FILLER.sub("", re.split(r"\d", clauses[-2])[0])[2:] if len(clauses) > 1 else ""


# --- Headlines ------------------------------------------------------------------------------


def _headlines(reading: Reading, told: list[_Told]) -> Iterator[Finding]:
    """6852份 in the headline, 6582 below, and nowhere the same: the headline sums up its text."""
    for item in told:
        figure, block = item.figure, reading.page.blocks[item.figure.block]
        if not _is_headline(reading, block):
            continue
        below = [
            other for other in told
            if other.figure.block > block.index and other.figure.unit == figure.unit
        ]  # fmt: skip
        if any(agree(figure, other.figure) for other in below):
            continue
        for other in below:
            said = reading.sentence_text(other.figure)
            held = sum(gram in said for gram in item.grams) / len(item.grams)
            if held >= _HELD_BY_TEXT and _cut_short(figure, other.figure):
                yield _finding(reading, other.figure, figure)
                break


def _is_headline(reading: Reading, block: Block) -> bool:
    """Whether a line stands above the first whole sentence of the text."""
    first = next((b.index for b in reading.page.blocks if b.text[-1:] in "。!?"), 0)
    return len(block.text) <= _LONGEST_HEADLINE and block.index < min(first, _MOST_HEADLINES)


# --- Likeness -------------------------------------------------------------------------------


def _contradict(reading: Reading, first: _Told, second: _Told) -> bool:
    one, other = first.figure, second.figure
    if (one.block, one.sentence) == (other.block, other.sentence) or agree(one, other):
        return False
    asked = _asked(one, other)
    if asked == 0:
        return _same_time(reading, one, other, slipped=True)
    exact = one.precision is other.precision and (asked < 1 or one.precision is Precision.EXACT)
    short = min(len(first.name), len(second.name)) < _SHORTEST
    swapped = sorted(_digits(one)) == sorted(_digits(other))
    brief = min(len(first.name), len(second.name)) <= _SHORTEST
    if brief and swapped and asked <= _ALIKE_BY_DIGITS[3] and _is_held(first, second):
        return _same_time(reading, one, other, slipped=True)
    if first.is_part or second.is_part or first.marks != second.marks or short or not exact:
        return False
    likeness = _likeness(first, second, by_noun=asked < 1)
    low, high = sorted((one.value, other.value))
    whole = (first.is_whole or second.is_whole) and not _PER_HEAD.search(first.name)
    by_words = whole and not (first.is_planned or second.is_planned) and low * _FARTHEST >= high
    if one.unit == "%" and not (swapped and likeness >= _ALIKE):
        return False
    same_words = asked < _ALIKE and likeness == 1
    return (
        (likeness >= asked or (by_words and likeness >= _ALIKE))
        and _same_time(reading, one, other, slipped=likeness >= asked)
        and same_scope(one, other, slipped=likeness >= asked)
        and (same_words or of_one_thing(reading, one, other))
    )


def _is_held(one: _Told, other: _Told) -> bool:
    """Whether a short name (会员#) is what the other counts, too, and both speak of all there are."""
    short, long = sorted((told.name.replace("#", "") for told in (one, other)), key=len)
    noun = short.removeprefix("工会")
    return len(noun) > 1 and noun in long and not one.marks and not other.marks


def _asked(one: Figure, other: Figure) -> float:
    """How alike clauses must be whose numbers stand a slip apart; above 1 where they do not."""
    digits = [re.sub(r"\D", "", f.number) for f in (one, other)]
    scales = [
        f.value / (int(number or 0) or 1) for f, number in zip((one, other), digits, strict=True)
    ]
    heads = [number.strip("0") for number in digits]
    if heads[0] == heads[1] and one.magnitude == other.magnitude and _moved(one, other):
        return _ALIKE_BY_DIGITS.get(
            len(heads[0]), _NEVER if len(heads[0]) < 2 else _ALIKE_BY_DIGITS[4]
        )
    if scales[0] != scales[1] or not one_slip(digits[0], digits[1], least=2):
        return _NEVER
    swapped = sorted(digits[0]) == sorted(digits[1])
    wrong = [n for n, signs in enumerate(zip(*digits, strict=False)) if len(set(signs)) > 1]
    common = len(digits[0]) == len(digits[1]) and wrong[-1] - wrong[0] < 2
    kept = digits if swapped else [number.strip("0") for number in digits]
    length = max(map(len, kept)) if min(map(len, kept)) > (1 if swapped else 2) else 0
    least = 2 if swapped else 3
    if length < least:
        return _NEVER
    return _ALIKE_BY_DIGITS.get(length, 0 if common else _ALIKE_BY_DIGITS[4])


def _likeness(one: _Told, other: _Told, *, by_noun: bool = False) -> float:
    """0 to 1: shared bigrams; less where one name only holds the other, they end alike or share a noun."""
    shared = one.grams & other.grams
    likeness = len(shared) / len(one.grams | other.grams)
    inner = [{gram for gram in told.grams if "#" not in gram} for told in (one, other)]
    fewest = min(map(len, inner))
    if fewest > 2:
        likeness = max(likeness, _INSIDE * len(inner[0] & inner[1]) / fewest)
    if one.tail and one.tail == other.tail:
        return max(likeness, _ALIKE_BY_DIGITS[3])
    if by_noun and len(shared) >= _LONG_NOUN - 1:
        matcher = SequenceMatcher(None, one.name, other.name, autojunk=False)
        if matcher.find_longest_match().size >= _LONG_NOUN:
            return max(likeness, _ALIKE_BY_DIGITS[3])
    return likeness


def _same_time(reading: Reading, one: Figure, other: Figure, *, slipped: bool) -> bool:
    times = {time_of(reading, one), time_of(reading, other)}
    if slipped:
        partly = "" in times and _LONG_PART.search("".join(times))
        named = sorted(times - {"累计", ""})
        return not partly and (len(named) < 2 or named[0].endswith(named[1]))
    return len(times - {""}) < 2 and not (len(times) > 1 and _PART_OF_YEAR.search("".join(times)))


def _is_long(figure: Figure) -> bool:
    return len(_digits(figure)) >= _LONG


def _digits(figure: Figure) -> str:
    """The digits of a number, without the zeros it ends with: from a round one any other may be a slip."""
    return figure.number.replace(",", "").replace(".", "").strip("0")


def _cut_short(headline: Figure, figure: Figure) -> bool:
    """Whether a headline's number is a slip away from another, which may be finer (6.3万, 63796)."""
    digits = re.sub(r"\D", "", headline.number)
    scale = headline.value / (int(digits or 0) or 1)
    if len(digits) < 2 or scale <= 0 or not figure.value:
        return False
    if _moved(headline, figure):
        return True
    return one_slip(digits, str(int(figure.value / scale)), least=2)


def _moved(one: Figure, other: Figure) -> bool:
    """Whether the point of one has moved: the same first digits, ten or more times the other."""
    heads = [re.sub(r"\D", "", f.number).strip("0") for f in (one, other)]
    alike = all(heads) and (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0]))
    low, high = sorted((one.value, other.value))
    return alike and any(abs(low.scaleb(places) - high) * 10 <= high for places in (1, 2, 3, 4))


def _finding(reading: Reading, one: Figure, other: Figure) -> Finding:
    return found(
        reading, "PERIOD",
        f"“{other.label}”一处写 {one.text},一处写 {other.text},说的是同一件事。请核对,或分别写明起止时间和口径。",
        [other, one],
    )  # fmt: skip
