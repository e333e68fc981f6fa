"""Sums that are one slip of the pen away (差一笔): SUM without words that say so. Pure.

A list behind its total may name it with no word at all (受理 1,246 件,咨询 803 件、求助 312 件、投诉 113 件). When the
parts miss the total by what goes wrong in typing (one digit mistyped, two swapped, one dropped or doubled, the point
moved), chance is a poor explanation: 7,000 figures of true texts gave three such lists, one of them wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count, words_before
from niangjia.statistics.check.rules.slip import LEAST_DIGITS, digits_of, has_slipped
from niangjia.statistics.check.rules.sums.items import OVERLAPS, adds_up, made, words_of

_LONGEST = 8
_FARTHEST = Decimal("0.3")
_IN_ALL = re.compile(r"(?:共|总|合计|累计|全部|两项|[三四五六七八]项)[^,。;\d]{0,8}$")
_NO_PART = re.compile(r"同比|比上|较上|上年|去年|每|人均|平均|增长|增加|目标|计划|任务|预算|标准")


def check(reading: Reading) -> Iterator[Finding]:
    """Lists that miss their total by one slip."""
    for figures in reading.by_block.values():
        if reading.page.blocks[figures[0].block].kind is BlockKind.TABLE:
            continue
        for unit in {figure.unit for figure in figures}:
            same = [f for f in figures if f.unit == unit and is_count(f)]
            for rank, total in enumerate(same):
                for parts in _lists(reading, same, rank):
                    yield from _missed(reading, total, parts)


def _lists(reading: Reading, same: Sequence[Figure], rank: int) -> Iterator[list[Figure]]:
    """The lists that may be of a total: the figures after it up to a full stop, or before 合计."""
    total = same[rank]
    leads = not rank or same[rank - 1].sentence != total.sentence
    after = [f for f in same[rank + 1 :] if 0 <= f.sentence - total.sentence <= 1]
    ends = [n for n in range(2, min(len(after), _LONGEST) + 1) if _closes(reading, after[n - 1])]
    if leads:
        yield from (after[:n] for n in ends if after[0].sentence == after[n - 1].sentence)
    if _IN_ALL.search(words_before(reading, total)):
        before = [f for f in same[:rank] if f.sentence == total.sentence]
        if 1 < len(before) <= _LONGEST:
            yield before


def _closes(reading: Reading, part: Figure) -> bool:
    """Whether a clause list ends behind a figure: a full stop, a semicolon or a bracket follows."""
    after = reading.page.text[part.end : part.end + 16]
    return bool(re.match(r"[^,、\d]{0,12}(?:[。;)!]|$)", after))


def _missed(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    figures = [total, *parts]
    exact = all(f.precision is Precision.EXACT and f.upper is None for f in figures)
    told = any(_NO_PART.search(f.context) for f in figures)
    digits = [len(digits_of(f).rstrip("0")) for f in figures]
    if not exact or told or adds_up(total, parts):
        return
    amount = sum((part.value for part in parts), Decimal(0))
    some = amount < total.value and "其中" in words_of(reading, total, parts[0])
    near = abs(amount - total.value) <= total.value * _FARTHEST and not some
    if near and _are_kinds(reading, total, parts):
        yield made(reading, total, parts, Severity.WARN)
        return
    if max(digits[1:]) < LEAST_DIGITS or digits[0] < LEAST_DIGITS:
        return
    if any(part.value > total.value for part in parts):
        return
    wanted = ((total, amount), *((p, total.value - amount + p.value) for p in parts))
    if any(has_slipped(figure, right) for figure, right in wanted):
        yield made(reading, total, parts, Severity.WARN)


def _are_kinds(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether all parts are named as kinds of the total: 培训班 62 期,干部班 24 期、技能班 35 期."""
    noun = _named(words_before(reading, total))
    names = [_named(words_before(reading, part)) for part in parts]
    if len(noun) < 2 or len(set(names)) < len(names) or any(OVERLAPS.search(n) for n in names):
        return False
    ending = noun[-1] if len(parts) >= LEAST_DIGITS else noun[-2:]
    return all(
        name != noun and name.endswith(ending) and not re.search("[总共全]", name) for name in names
    )


def _named(words: str) -> str:
    """What is counted: the end of the clause before a number, fillers removed."""
    return re.split(r"[,、;:(]|其中", words)[-1].rstrip("共有为达了约计")
