"""Totals and the lists that miss them by a slip of the pen (找合计): SUM without words that say so. Pure.

A whole and its parts may stand anywhere: the parts behind the whole, before it, one in each clause, each sentence or
each paragraph, and nothing need say that they are all. One search tries for every total the lists in sight. A list
that adds up explains its total; one that misses it by what goes wrong in typing (``pen.py``) is worth a question when
so few numbers lie within a slip that chance is a poor explanation: the farther the list, the more digits are asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, is_count, words_before
from niangjia.statistics.check.rules.slip import Slip, slip_of
from niangjia.statistics.check.rules.sums.items import OVERLAPS, adds_up, made
from niangjia.statistics.check.rules.sums.lists import Run, pairs_of, runs_of, words_of
from niangjia.statistics.check.rules.support import half_digit

_NO_PART = re.compile(
    r"同比|比上|较上|上年|去年|每|人均|户均|平均|年初|期初|年末|期末|结余|结转|余额"
    r"|(?:增长|增加|增至|目标|计划|任务|预算|标准)[^#]{0,4}#"
)
_FARTHEST = Decimal("0.3")
_BACK, _FORTH = 24, 8
_LEAST_DIGITS = 3
_KINDRED, _LEAD = 2, 20
_FAR = 4
"""How many paragraphs a list may be away from its whole."""
_IN_ALL = re.compile(r"共|总|合计|累计|全部|[本此这][次轮批]|两项|[三四五六七八]项")


class Near(IntEnum):
    """How near a list stands to its whole."""

    BESIDE = 0
    NEXT = 1
    FAR = 2


_ROOM = {
    (Near.BESIDE, Slip.STRONG): 50, (Near.BESIDE, Slip.WEAK): 100,
    (Near.NEXT, Slip.STRONG): 300, (Near.NEXT, Slip.WEAK): 3000,
    (Near.FAR, Slip.STRONG): 3000, (Near.FAR, Slip.WEAK): 50_000,
}  # fmt: skip
"""How many numbers a total must be one of, for a slip to be no chance."""


@dataclass(frozen=True)
class _Miss:
    total: Figure
    run: Run
    near: Near
    slip: Slip


def check(reading: Reading) -> Iterator[Finding]:
    """Lists that miss their total by one slip."""
    by_unit: dict[str, list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        if reading.page.blocks[figure.block].kind is not BlockKind.TABLE and is_count(figure):
            by_unit[figure.unit].append(figure)
    for same in by_unit.values():
        if len(same) > 2:
            yield from _searched(reading, same)


def _searched(reading: Reading, same: Sequence[Figure]) -> Iterator[Finding]:
    """The misses among the figures of one unit, each figure in one of them only."""
    misses: list[_Miss] = []
    wholes: set[int] = set()
    listed: set[int] = set()
    rank_of = {figure.start: rank for rank, figure in enumerate(same)}
    for run in runs_of(reading, same):
        first, last = rank_of[run.figures[0].start], rank_of[run.figures[-1].start]
        taken = {figure.start for figure in run.figures}
        reach = same[max(0, first - _BACK) : last + _FORTH] if run.of is None else [run.of]
        totals = [t for t in reach if t.start not in taken and _is_outside(run, t)]
        fitting = {t.start for t in totals if adds_up(t, run.figures)}
        if fitting:
            wholes |= fitting
            listed |= taken
            continue
        found = (_missed(reading, total, run, rank_of) for total in totals)
        misses.extend(miss for miss in found if miss is not None)
    for miss in sorted(misses, key=lambda miss: (miss.near, -miss.slip, -len(miss.run.figures))):
        parts = {figure.start for figure in miss.run.figures}
        if miss.total.start not in wholes and len(parts & listed) < 2:
            wholes.add(miss.total.start)
            listed |= parts
            yield made(reading, miss.total, miss.run.figures, Severity.WARN)


def _is_outside(run: Run, total: Figure) -> bool:
    """Whether a total stands before or behind a list, not amid it."""
    return total.start < run.figures[0].start or total.start > run.figures[-1].start


def _missed(reading: Reading, total: Figure, run: Run, rank_of: dict[int, int]) -> _Miss | None:
    figures = (total, *run.figures)
    near = _nearness(reading, total, run, rank_of)
    if near is None or any(_NO_PART.search(f.context) for f in figures):
        return None
    if any(f.upper is not None for f in figures) or total.precision is not Precision.EXACT:
        return None
    slip = _slip(total, run.figures)
    amount = sum((f.value for f in run.figures), Decimal(0))
    close = abs(amount - total.value) <= total.value * _FARTHEST
    if run.in_bracket and close and near is Near.BESIDE:
        return _Miss(total, run, near, Slip.STRONG)
    told = near is Near.BESIDE and not run.is_spread
    if told and close and _are_kinds(reading, total, run.figures):
        return _Miss(total, run, near, Slip.STRONG)
    if slip is Slip.WEAK and (run.has_steps or not _is_telling(total, run.figures)):
        return None
    rough = any(f.precision is not Precision.EXACT for f in figures)
    if slip is Slip.NONE or (slip is Slip.WEAK and (rough or not close)):
        return None
    if (
        amount < total.value
        and slip is Slip.WEAK
        and "其中" in between(reading, total, run.figures[0])
    ):
        return None
    if near is not Near.BESIDE and not _is_kin(reading, total, run, close=close):
        return None
    if run.is_spread and slip is Slip.WEAK:
        near = Near.FAR
    if run.of is total and run.is_spread and near is Near.NEXT:
        near = Near.BESIDE  # one of each paragraph, told in the words of the total
    room = _ROOM[near, slip] * max(3, len(run.figures)) // 3
    return _Miss(total, run, near, slip) if _room(total, run.figures) >= room else None


def _nearness(reading: Reading, total: Figure, run: Run, rank_of: dict[int, int]) -> Near | None:
    first, last = run.figures[0], run.figures[-1]
    follows = rank_of[first.start] - rank_of[total.start] == 1
    apart = first.sentence - total.sentence
    if total.block == first.block and total.start < first.start:
        opens = follows and apart <= 1 and _opens(reading, total, first)
        if opens or (run.of is total and apart):
            return Near.BESIDE
        return Near.NEXT if apart <= 1 and follows else Near.FAR if run.is_whole else None
    if total.start > last.start:
        behind = rank_of[total.start] - rank_of[last.start] == 1
        said = bool(_IN_ALL.search(re.split("[,;。]", words_before(reading, total))[-1]))
        if total.block == last.block and total.sentence == last.sentence:
            return Near.BESIDE if said and behind else None
        close = total.block - last.block + max(0, total.sentence - last.sentence) <= 1
        return None if not run.is_whole else Near.NEXT if behind and said and close else Near.FAR
    if not run.is_whole or first.block - total.block > _FAR:
        return None
    return Near.NEXT if follows or run.of is total else Near.FAR


def _opens(reading: Reading, total: Figure, first: Figure) -> bool:
    """Whether a total leads a list: words open it, or no figure of the unit stands before it."""
    if re.search(r"其中|包括|[中里内],|[:(]", between(reading, total, first)):
        return True
    before = [f for f in reading.by_block[total.block] if f.start < total.start]
    return not any(f.sentence == total.sentence and f.unit == total.unit for f in before)


def _slip(total: Figure, parts: Sequence[Figure]) -> Slip:
    """The likeliest slip in one of the figures that would make them add up."""
    amount = sum((part.value for part in parts), Decimal(0))
    wanted = ((total, amount), *((p, total.value - amount + p.value) for p in parts))
    slips = [
        slip_of(f, right, max(half_digit(other) for other in (total, *parts) if other is not f))
        for f, right in wanted
        if all(other.value <= total.value or other is f or f is total for other in parts)
    ]
    return max(slips, default=Slip.NONE)


def _is_kin(reading: Reading, total: Figure, run: Run, *, close: bool) -> bool:
    """Whether a list farther off is of what its total is of, told in the same words."""
    first = run.figures[0]
    lead = reading.sentence_text(first).partition(first.text)[0][-_LEAD:]
    told = pairs_of(lead).union(*(words_of(f) for f in run.figures))
    return len(words_of(total) & told) >= _KINDRED and (close or run.of is total)


def _is_telling(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the total and one part have three digits or more that are not noughts at the end."""
    digits = [len(re.sub(r"[,.]", "", f.number).strip("0")) for f in (total, *parts)]
    return digits[0] >= _LEAST_DIGITS <= max(digits[1:])


def _room(total: Figure, parts: Sequence[Figure]) -> Decimal:
    """How many numbers the total is one of, as exactly as all are printed."""
    blur = 2 * max(half_digit(f) for f in (total, *parts))
    zeros = min(_zeros(f.value) for f in (total, *parts))
    return max(total.value, *(p.value for p in parts)) / max(blur, Decimal(1).scaleb(zeros))


def _zeros(value: Decimal) -> int:
    return len(str(int(value))) - len(str(int(value)).rstrip("0")) if value >= 1 else 0


def _are_kinds(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether all parts are named as kinds of the total: 培训班 62 期,干部班 24 期、技能班 35 期."""
    noun = _named(words_before(reading, total))
    names = [_named(words_before(reading, part)) for part in parts]
    if len(noun) < 2 or len(set(names)) < len(names) or any(OVERLAPS.search(n) for n in names):
        return False
    ending = noun[-1] if len(parts) > 2 else noun[-2:]
    return all(
        name != noun and name.endswith(ending) and not re.search("[总共全]", name) for name in names
    )


def _named(words: str) -> str:
    """What is counted: the end of the clause before a number, fillers removed."""
    return re.split(r"[,、;:(]|其中", words)[-1].rstrip("共有为达了约计")
