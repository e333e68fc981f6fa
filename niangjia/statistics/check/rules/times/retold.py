"""One thing told again with another number (前后不一): PERIOD. Pure.

Two figures of different sentences are of one thing when their clauses say the same (bigrams of the words around the
number, time and filling words removed), and nothing around them tells them apart: time, place, level, kind. When one
number is a slip of the pen away from the other, less likeness is asked for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.slip import has_slipped
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.rules.times.scope import agree, of_one_thing, same_scope, time_of
from niangjia.statistics.check.units import Measure, measure_of

_FILLER = re.compile(
    r"累计|各类|已经?|共计?|合计|总计|总共|[全我本][省市县区州校院厂]|截至目前|目前|全年|今年以来|今年|(?:19|20)\d{2}年(?:\d{1,2}月)?"
    r"|[上下]半年|其中|分别|先后|[,、:“”()的了达到为约有仅]"
)
_NOT_ALL = re.compile(
    r"非公|企业工会|农民工|新就业|其中|同比|比上年|去年|目标|计划|力争|年均|每|镇|街道|社区|园区|公司"
)
_WHOLE = re.compile(
    r"[上下]半年|[一二三四]季度|[一二三四五]年来|全[年市县区省州镇校]|现有|共有|截[至止]|目前|(?:19|20)\d{2}年(?:全年|底|末)?(?!\d)"
)
_PART_OF_YEAR = re.compile(r"半年|季度|月|上年|去年")
_NAMED_RATE = re.compile(r"[率面度比]#")
_ALIKE, _ALIKE_IF_SLIPPED = 0.75, 0.5
_SHORTEST = 5
_COMMON = 40
_TAIL = 4
_FARTHEST = 2


@dataclass(frozen=True)
class _Told:
    figure: Figure
    grams: frozenset[str]
    tail: str
    is_planned: bool
    is_whole: bool


def check(reading: Reading) -> Iterator[Finding]:
    """Every figure that contradicts an earlier one of the same thing."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    seen: list[_Told] = []
    for told in _told(reading):
        unit = told.figure.unit
        shared = Counter(earlier for gram in told.grams for earlier in places[unit, gram])
        for earlier, count in sorted(shared.items()):
            one = seen[earlier]
            likeness = count / len(one.grams | told.grams)
            if one.tail == told.tail and len(one.tail) == _TAIL:
                likeness = max(likeness, _ALIKE_IF_SLIPPED)
            if _contradict(reading, one, told, likeness):
                yield _finding(reading, one.figure, told.figure)
                break
        for gram in told.grams:
            if len(places[unit, gram]) < _COMMON:
                places[unit, gram].append(len(seen))
        seen.append(told)


def _told(reading: Reading) -> Iterator[_Told]:
    plans = plan_blocks(reading.page)
    for figure in reading.figures:
        prose = reading.page.blocks[figure.block].kind is BlockKind.TEXT
        if not prose:
            continue
        exact = figure.precision is Precision.EXACT and figure.upper is None
        name = _name(figure)
        if len(name) < _SHORTEST and name.endswith("#"):
            name = f"{name[:-1]}{_object_of(reading, figure)}#"
            figure = replace(figure, parent=None)
        if (
            figure.parent is not None
            or not exact
            or measure_of(figure.unit) is None
            or len(name) < _SHORTEST
        ):
            continue
        if measure_of(figure.unit) in {Measure.RATE, Measure.POINTS} and not _NAMED_RATE.search(
            name
        ):
            continue
        before = reading.sentence_text(figure).partition(figure.text)[0]
        if not _NOT_ALL.search(before):
            grams = frozenset(name[at : at + 2] for at in range(len(name) - 1))
            yield _Told(
                figure,
                grams,
                name.partition("#")[0][-_TAIL:],
                figure.block in plans,
                bool(_WHOLE.search(before)),
            )


def _name(figure: Figure) -> str:
    """The words around a number in its clause, ``#`` in its place."""
    left, _, right = figure.context.partition("#")
    left, right = re.split(r"[,;:。]", left)[-1], re.split(r"[,;:。、]", right)[0]
    return f"{_FILLER.sub('', left)}#{_FILLER.sub('', right)}"


def _object_of(reading: Reading, figure: Figure) -> str:
    """What a bare verb is about: the clause before, its verb left out (收到建议 860 条,采纳 314 条)."""
    clauses = re.split(r"[,;]", reading.sentence_text(figure).partition(figure.text)[0])
    return _FILLER.sub("", re.split(r"\d", clauses[-2])[0])[2:] if len(clauses) > 1 else ""


def _contradict(reading: Reading, first: _Told, second: _Told, likeness: float) -> bool:
    one, other = first.figure, second.figure
    apart = (one.block, one.sentence) != (other.block, other.sentence) and not agree(one, other)
    if likeness < _ALIKE_IF_SLIPPED or not apart:
        return False
    low, high = sorted((one.value, other.value))
    slipped = _digits(one) == _digits(other) is not None and has_slipped(one, other.value)
    planned = first.is_planned or second.is_planned or not (first.is_whole or second.is_whole)
    if not slipped and (planned or likeness < _ALIKE or low * _FARTHEST < high):
        return False
    times = {time_of(reading, one), time_of(reading, other)} - ({"累计"} if slipped else set())
    same_time = len(times - {""}) < 2 and not (
        len(times) > 1 and _PART_OF_YEAR.search("".join(times))
    )
    return same_time and same_scope(one, other) and of_one_thing(reading, one, other)


def _digits(figure: Figure) -> tuple[str, int] | None:
    """How a number is printed; None for a round one, from which any other may be a slip away."""
    digits = figure.number.replace(",", "").replace(".", "").strip("0")
    decimals = len(figure.number.partition(".")[2])
    return (figure.magnitude, decimals) if len(digits) > 2 else None


def _finding(reading: Reading, one: Figure, other: Figure) -> Finding:
    return found(
        reading, "PERIOD",
        f"“{other.label}”一处写 {one.text},一处写 {other.text},说法和时间都相同。请核对,或分别写明起止时间和口径。",
        [other, one],
    )  # fmt: skip
