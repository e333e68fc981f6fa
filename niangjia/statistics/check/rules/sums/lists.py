"""The lists of one unit a text may mean (列举): runs of figures that may be the parts of a whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import bigrams

_LONGEST = 12
_STEP = re.compile(r"成功|办结|结案|审结|完成|整改|了结|已")
_CAME_OF_IT = re.compile(r"(?:均|都|已|成功|顺利)?(?:取得|考取|获得|拿到|通过|合格|就业|上岗)")
_BRACKET = re.compile(r"[^,。;:(\d]{0,10}\((?!其中|含|不含|包括|如|即)[^,。;\d]{0,12}$")
_BLOCKS = 8
_SENTENCES = 3
_NOUN = 8
_FILLER = re.compile(r"[,、:“”()的了达到为共约有仅\s]|\d")


@dataclass(frozen=True)
class Run:
    """Figures of one unit that may be all parts of something; ``of`` where only of one figure."""

    figures: tuple[Figure, ...]
    is_whole: bool = False
    """Whether it is all a sentence or a clause tells in this unit."""
    in_bracket: bool = False
    is_spread: bool = False
    """Whether it takes one figure of each clause or paragraph."""
    has_steps: bool = False
    """Whether a figure tells what was done of the one before it (受理 118 件,已办结 101 件)."""
    is_told: bool = False
    """Whether it is the one figure of each paragraph under a lead that calls its figure a total."""
    of: Figure | None = None


def runs_of(reading: Reading, same: Sequence[Figure]) -> Iterator[Run]:
    """Every list among the figures of one unit, in the order of the text."""
    seen: set[tuple[int, ...]] = set()
    for run in _all(reading, same):
        key = (run.of.start if run.of else -1, *(f.start for f in run.figures))
        if 1 < len(run.figures) <= _LONGEST and key not in seen:
            seen.add(key)
            steps = any(is_step(reading, f) for f in run.figures[1:])
            yield replace(run, has_steps=True) if steps else run


def _all(reading: Reading, same: Sequence[Figure]) -> Iterator[Run]:
    sentences = [list(g) for _, g in groupby(same, key=lambda f: (f.block, f.sentence))]
    for rank, group in enumerate(sentences):
        yield from _in_sentence(reading, group)
        following: list[Figure] = []
        for sentence in sentences[rank + 1 : rank + 1 + _SENTENCES]:
            if sentence[0].block == group[0].block:
                following = [*following, *sentence]
            yield from _heads(reading, group, following)
        if not following:
            yield from _heads(reading, group, [])
    blocks = [list(g) for _, g in groupby(same, key=lambda f: f.block)]
    for rank in range(len(blocks)):
        yield from _one_each(reading, blocks[rank : rank + _BLOCKS])
        yield from _by_paragraph(blocks[rank : rank + _BLOCKS])


def _in_sentence(reading: Reading, group: Sequence[Figure]) -> Iterator[Run]:
    """All of a sentence, of a clause, of a bracket, and what follows each figure of it."""
    yield Run(tuple(group), is_whole=True)
    done = tuple(f for f in group if not is_step(reading, f))
    if len(done) < len(group):
        yield Run(done, is_whole=True)
    for _, segment in groupby(group, key=lambda f: f.segment):
        listed = tuple(segment)
        yield Run(listed, is_whole=True)
        yield Run(tuple(f for f in listed if not is_step(reading, f)), is_whole=True)
    for rank in range(1, len(group)):
        yield Run(tuple(group[:rank]), of=group[rank])
        bracket = bool(_BRACKET.fullmatch(between(reading, group[rank - 1], group[rank])))
        for last in range(rank + 1, min(rank + _LONGEST, len(group))):
            run = tuple(group[rank : last + 1])
            if bracket and re.match(r"[^(,。;\d]{0,14}\)", _after(reading, group[last])):
                yield Run(run, in_bracket=True, of=group[rank - 1])
            elif last == len(group) - 1 or _closes(reading, run):
                yield Run(run, of=group[rank - 1])


def _heads(reading: Reading, group: Sequence[Figure], following: Sequence[Figure]) -> Iterator[Run]:
    """The first figure of each clause: 301 件中,128 件为调解,…;受理 20 件,结案 19 件;152 件为咨询."""
    total = group[0]
    rest = [*group[1:], *following]
    heads: list[Figure] = []
    for key, segment in groupby(rest, key=lambda f: (f.sentence, f.segment)):
        first = next(iter(segment))
        own = key == (total.sentence, total.segment)
        if own or "其中" not in _lead(reading, first):
            heads.append(first)
    yield Run(tuple(heads), of=total, is_spread=True)
    told = [next(iter(segment)) for _, segment in groupby(group, key=lambda f: f.segment)]
    leads = tuple(f for f in told if f is total or "其中" not in _lead(reading, f))
    yield Run(leads, is_whole=True, is_spread=True)


def _by_paragraph(blocks: Sequence[Sequence[Figure]]) -> Iterator[Run]:
    """One figure of each of the next paragraphs: what a total told first is made up of."""
    for total in blocks[0]:
        wanted = words_of(total)
        heads: list[Figure] = []
        for block in blocks[1:]:
            if block[0].block - total.block > _BLOCKS or len(wanted) < 2:
                break
            alike = [(_likeness(wanted, words_of(f)), f) for f in block]
            most = max(likeness for likeness, _ in alike)
            chosen = [f for likeness, f in alike if likeness == most]
            if most[0] and len(chosen) == 1:
                heads.append(chosen[0])
            yield Run(tuple(heads), is_whole=True, of=total, is_spread=True)


def _one_each(reading: Reading, blocks: Sequence[Sequence[Figure]]) -> Iterator[Run]:
    """调处纠纷共 1964 起。⏎一是中心 538 起; ⏎二是区县 927 起: the only figure of each next paragraph."""
    total = blocks[0][-1]
    said = re.search(r"共|总|全部|合计|累计", reading.clause_before(total))
    heads: list[Figure] = []
    for rank, block in enumerate(blocks[1:], 1):
        if len(block) > 1 or block[0].block - total.block != rank:
            break
        heads.append(block[0])
    if said:
        yield Run(tuple(heads), is_whole=True, is_spread=True, is_told=True, of=total)


def _likeness(wanted: frozenset[str], own: frozenset[str]) -> tuple[int, float]:
    """How many pairs of signs two figures share, and how much of the second's they are."""
    shared = len(wanted & own)
    return shared, shared / max(1, len(own))


def words_of(figure: Figure) -> frozenset[str]:
    """What a figure is of: the pairs of signs around it."""
    return _pairs_around(figure.context)


@lru_cache(maxsize=1 << 12)
def _pairs_around(context: str) -> frozenset[str]:
    left, _, right = _FILLER.sub("", context).partition("#")
    return pairs_of(f"{left[-_NOUN:]}#{right[:_NOUN]}")


def pairs_of(words: str) -> frozenset[str]:
    """The pairs of signs of some words, fillers and the commonest left out."""
    pairs = bigrams(_FILLER.sub("", words))
    return frozenset(pair for pair in pairs if "#" not in pair and pair not in {"全年", "累计"})


def is_step(reading: Reading, figure: Figure) -> bool:
    """Whether a figure tells what was done of the one before it."""
    return figure.start in _steps(reading)


@lru_cache(maxsize=1)
def _steps(reading: Reading) -> frozenset[int]:
    """Where such figures start; one figure is in many lists."""
    return frozenset(
        figure.start
        for figure in reading.figures
        if _CAME_OF_IT.match(figure.context.partition("#")[2])  # 参训 546 人,497 人取得证书
        or _STEP.search(reading.clause_before(figure))
    )


def _lead(reading: Reading, figure: Figure) -> str:
    """The words of the segment before a figure."""
    return reading.sentence_before(figure).split(";")[-1]


def _after(reading: Reading, figure: Figure) -> str:
    return reading.page.text[figure.end : figure.end + 16]


def _closes(reading: Reading, run: Sequence[Figure]) -> bool:
    """Whether a list ends behind a figure: a full stop, a bracket, or a comma behind items that 、 parts."""
    after = _after(reading, run[-1])
    if re.match(r"[^,、\d]{0,12}(?:[。;)!]|$)", after):
        return True
    if not after.startswith(","):
        return False
    told = [between(reading, one, other) for one, other in pairwise(run)]
    return all("、" in words and "," not in words for words in told)
