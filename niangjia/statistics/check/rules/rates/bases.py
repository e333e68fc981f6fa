"""One whole behind many shares (同一总数): RATE-REC of the share that does not join in. Pure.

Several shares told one after another mostly rest on one whole, which may stand in the same sentence, a
paragraph away or nowhere. The whole is looked for that the neighbours of a share agree on: a number in sight,
else the common span of part ÷ rate. A share that misses it, and that no other number explains, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.rates.portions import Share, meet, shares
from niangjia.statistics.check.rules.rates.wholes import may_hold, slipped_from
from niangjia.statistics.check.rules.support import bigrams, found, plain, written

_AMONG = re.compile(r"(?:^|[。;])在?[^,。;\d]{2,24}(?:当中|之中|中|里),")
_ASIDE = re.compile(r"\([^()]*\)")
_MOST_NEIGHBOURS = 4
_AROUND = 12
_ENOUGH = 3
_FARTHEST = 4
_MOST_WHOLES = 40
_MOST_SHARES = 500
_MOST_OF = Decimal(2) / 3


@dataclass(frozen=True)
class Judged:
    """What neighbouring shares say: findings, and the rates (by start) that are explained by one whole."""

    findings: tuple[Finding, ...]
    settled: frozenset[int]
    lone: dict[int, Share]  # by the start of the rate: neither explained nor found wrong
    parts: frozenset[int]  # the starts of the numbers that have a share


def judge(reading: Reading) -> Judged:
    """Hold every share against the whole its neighbours have."""
    findings: list[Finding] = []
    settled: set[int] = set()
    lone: dict[int, Share] = {}
    told = shares(reading)[:_MOST_SHARES]
    own = {share.part.start: share for share in told}
    for rank, share in enumerate(told):
        near = _neighbours(reading, told, rank)
        wholes = _wholes(reading, share, near)
        outer = own.get(share.part.parent) if share.part.parent is not None else None
        verdict = _nested(reading, share, outer, near, wholes) if outer else None
        if verdict is None:
            inner = [o for o in near if o.part.parent in own and o.part.parent != share.part.parent]
            near = [o for o in near if o not in inner]  # shares of another share's part
            siblings = {w.start for w in wholes if _is_sibling(share, own.get(w.start))}
            verdict = _held(reading, share, near, [w for w in wholes if w.start not in siblings])
        if verdict is None:
            lone[share.rate.start] = share
            continue
        settled.add(share.rate.start)
        if isinstance(verdict, Finding):
            findings.append(verdict)
    findings.extend(_wrong_wholes(reading, told))
    doubted = {place.start for finding in findings for place in finding.evidence}
    findings.extend(_beside_total(reading, [s for s in told if s.rate.start in settled], doubted))
    return Judged(tuple(findings), frozenset(settled), lone, frozenset(s.part.start for s in told))


def _is_sibling(share: Share, other: Share | None) -> bool:
    """Whether a number has a share of its own beside this one: it is no whole for it."""
    return other is not None and other.of == share.of and share.part.parent != other.part.start


def _neighbours(reading: Reading, told: Sequence[Share], rank: int) -> list[Share]:
    """The nearest shares that may be of the same whole: of the sentence, the paragraph, those around."""
    share = told[rank]
    around = sorted(
        range(max(0, rank - _AROUND), min(len(told), rank + _AROUND + 1)),
        key=lambda other: (told[other].of != share.of, abs(other - rank)),
    )
    usable: dict[tuple[Decimal, Decimal], Share] = {}
    for other in (told[n] for n in around if n != rank):
        if other.is_telling and share.may_share(other) and share.values != other.values:
            usable.setdefault(other.values, other)
    near = list(usable.values())
    for reach in (2, 1):
        close = [other for other in near if other.place[:reach] == share.place[:reach]]
        if len(close) > 1 or (reach == 1 and _opens_with_whole(reading, told, share)):
            return close[:_MOST_NEIGHBOURS]
    return near[:_MOST_NEIGHBOURS]


def _opens_with_whole(reading: Reading, told: Sequence[Share], share: Share) -> bool:
    """Whether the sentence begins with a number that may be the whole itself: 196 名党员中,…."""
    parts = {other.part.start for other in told}
    before = [f for f in reading.by_block[share.part.block] if f.start < share.part.start]
    first = [f for f in before if f.sentence == share.part.sentence and f.unit == share.part.unit]
    return bool(first) and first[0].start not in parts and first[0].value > share.part.value


def _wholes(reading: Reading, share: Share, near: Sequence[Share]) -> list[Figure]:
    """The numbers in sight that may be the whole of a share and its neighbours."""
    blocks = [share.part.block, *(other.part.block for other in near)]
    figures = [
        f
        for block in range(min(blocks) - _FARTHEST, max(blocks) + 2)
        for f in reading.by_block.get(block, ())
        if may_hold(f, share.part) and f is not share.part
    ]
    return sorted(figures, key=lambda f: abs(f.start - share.part.start))[:_MOST_WHOLES]


def _held(
    reading: Reading, share: Share, near: Sequence[Share], wholes: Sequence[Figure]
) -> Finding | bool | None:
    """A finding where the neighbours have another whole, True where they have the same, else None."""
    joined = {w.start: [other for other in near if other.fits(w)] for w in wholes}
    common = max(wholes, key=lambda w: len(joined[w.start]), default=None)
    most = len(joined[common.start]) if common else 0
    agreed = common is not None and most > 1 and _MOST_OF * len(near) <= most
    if any(
        share.fits(w) and (not agreed or len(joined[w.start]) * 2 >= most)
        for w in wholes
        if joined[w.start]
    ):
        return True
    if _is_explained(reading, share):
        return None
    if common is not None and agreed:
        return _of_whole(reading, share, common, joined[common.start])
    alike = [other for other in near if meet([share, other]) is not None]
    if len(alike) > 1 and meet([share, *alike[:2]]) is not None:
        return True
    return _misses(reading, share, near) or _apart(reading, share, near)


def _nested(
    reading: Reading,
    share: Share,
    outer: Share,
    near: Sequence[Share],
    wholes: Sequence[Figure],
) -> Finding | bool | None:
    """一线劳动者 310 人,占 62%,其中农民工 92 人,占 18.4%: of the 310, or of all of whom these are 62 %?"""
    exact = all(f.precision is Precision.EXACT for f in (share.part, share.rate))
    if not exact or outer.of is not None or share.of is not None:
        return None
    if outer.part.segment != share.part.segment or outer.rate.start > share.part.start:
        return None
    beside = [o for o in near if o.place == share.place and o is not outer]
    if share.fits(outer.part) or any(meet([share, o]) for o in beside):
        return True
    if any(share.fits(whole) for whole in wholes):
        return None
    if meet([share, outer]) is not None:
        words = f"是全部人数的比例,不是“{outer.part.label}”{outer.part.text}的。请写明占什么"
        severity = Severity.INFO
    elif share.is_telling and outer.is_telling and share.part.value <= outer.part.value:
        words = f"既不是 {outer.part.text}的,也不是它占 {outer.rate.text}的那个总数的。请核对各数,或写明占什么"
        severity = Severity.WARN
    else:
        return None
    right = f"{plain(round(share.part.value * 100 / outer.part.value, 2))}%"
    return found(
        reading, "RATE-REC",
        f"其中的 {share.part.text}占 {share.rate.text},{words}({share.part.text} ÷ {outer.part.text} = {right})。",
        [share.rate, share.part, outer.part, outer.rate], severity=severity, suggestion=right,
    )  # fmt: skip


def _is_explained(reading: Reading, share: Share) -> bool:
    """Whether a number of the sentence, or the one it is part of, explains the share."""
    part = share.part
    parent = reading.places.get(part.parent) if part.parent is not None else None
    block = reading.by_block[part.block] if share.is_telling else ()
    framed = bigrams(share.of or "") if share.is_framed else frozenset()
    near = [
        f for f in block
        if f.sentence == part.sentence or any(pair in f.context for pair in framed)
    ]  # fmt: skip
    near = [f for f in near if f.unit == part.unit and f is not part and f.value >= part.value]
    return any(share.fits(f) for f in [*near, *([parent] if parent else [])])


def _misses(reading: Reading, share: Share, near: Sequence[Share]) -> Finding | None:
    """The finding on a share whose neighbours have one unprinted whole that is not its own."""
    same = [other for other in near if other.part.block == share.part.block]
    one_sentence = all(other.part.sentence == share.part.sentence for other in same)
    alike = all(other.of == share.of for other in same) and (share.of or one_sentence)
    common = meet(same) if len(same) > 1 and alike else None
    if common is None or share.part.value > common[1]:
        return None
    return _of_span(reading, share, common, same)


def _apart(reading: Reading, share: Share, near: Sequence[Share]) -> Finding | None:
    """女干部 312 人,占 46%;男干部 498 人,占 54%: two shares in a row that have not one whole."""
    last = [other for other in near if other.rate.start < share.rate.start]
    last = [other for other in last if other.place == share.place]
    if (
        len(near) > 1
        or not last
        or last[0].of != share.of
        or share.part.start == last[0].part.start
        or share.part.parent == last[0].part.start
    ):
        return None
    between = [
        f
        for f in reading.by_block[share.part.block]
        if last[0].rate.start < f.start < share.part.start
    ]
    figures = (share.part, share.rate, last[0].part, last[0].rate)
    exact = all(f.precision is Precision.EXACT for f in figures) and not between
    explained = share.part.parent is not None or _is_explained(reading, last[0])
    if not exact or explained or meet([share, last[0]]) is not None:
        return None
    return found(
        reading, "RATE-REC",
        f"{last[0].part.text}占 {last[0].rate.text},{share.part.text}占 {share.rate.text}:两个比例的总数不一样。"
        "请核对各数,或写明各占什么。",
        [last[0].rate, last[0].part, share.rate, share.part],
    )  # fmt: skip


def _of_whole(
    reading: Reading, share: Share, whole: Figure, joined: Sequence[Share]
) -> Finding | None:
    beyond = share.part.value > whole.value and all(o.place != share.place for o in joined)
    if not is_count(whole) or beyond or _is_among_others(reading, share, whole, joined):
        return None
    right = f"{plain(round(share.part.value * 100 / whole.value, 2))}%"
    agreeing = [
        other.rate for other in joined if other.part.block == share.part.block == whole.block
    ]
    framed = share.part.parent is None and whole.precision is Precision.EXACT
    return found(
        reading, "RATE-REC",
        f"{share.part.text} ÷ {whole.text} 应为 {right},写的是“{share.rate.text}”;"
        f"旁边 {joined[0].part.text}的 {joined[0].rate.text}等都以 {whole.text}为总数。请核对各数,或写明分子、分母。",
        [share.rate, share.part, whole, *agreeing], suggestion=right,
        severity=Severity.ERROR if framed and len(agreeing) >= _ENOUGH else None,
    )  # fmt: skip


def _is_among_others(
    reading: Reading, share: Share, whole: Figure, joined: Sequence[Share]
) -> bool:
    """Whether the paragraph of a share names those it speaks of (在我省推荐的个人中), and no other share of it joins in."""
    if share.part.block == whole.block or any(o.part.block == share.part.block for o in joined):
        return False
    block = reading.page.blocks[share.part.block]
    before = reading.page.text[block.start : share.part.start]
    return bool(_AMONG.search(_ASIDE.sub("", before)))


def _of_span(
    reading: Reading, share: Share, common: tuple[Decimal, Decimal], same: Sequence[Share]
) -> Finding:
    whole = (common[0] + common[1]) / 2
    unit = share.part.unit
    own = written(round(share.part.value * 100 / share.rate.value, 0), unit)
    return found(
        reading, "RATE-REC",
        f"{share.part.text}占 {share.rate.text},总数应约 {own};旁边 {len(same)} 个占比的总数都约 "
        f"{written(round(whole, 0), unit)}。请核对各数,或写明各占什么。",
        [share.rate, share.part, *(other.rate for other in same)],
        suggestion=f"{plain(round(share.part.value * 100 / whole, 2))}%",
    )  # fmt: skip


def _wrong_wholes(reading: Reading, told: Sequence[Share]) -> Iterator[Finding]:
    """Three shares of one unprinted whole, and a number before them one slip away from it."""
    spoken: set[int] = set()
    for rank, share in enumerate(told):
        near = [o for o in _neighbours(reading, told, rank) if o.place[0] == share.place[0]]
        near.append(share)
        if len(near) < _ENOUGH or not share.is_telling:
            continue
        common = meet(near)
        wholes = _wholes(reading, share, ())
        if common is None or any(sum(o.fits(w) for o in near) * 2 > len(near) for w in wholes):
            continue
        parts = {other.part.start for other in told}
        before = [w for w in wholes if w.start < share.part.start and w.start not in parts]
        before = [w for w in before if w.value >= max(other.part.value for other in near)]
        for whole in before[:8]:
            told_so = _base_is_told(reading, share, whole, wholes)
            if whole.start not in spoken and slipped_from(whole, common) and not told_so:
                spoken.add(whole.start)
                meant = written(round((common[0] + common[1]) / 2, 0), whole.unit)
                yield found(
                    reading, "RATE-REC",
                    f"{len(near)} 个占比({share.part.text}占 {share.rate.text}等)的总数都约 {meant},"
                    f"而总数写的是“{whole.text}”。请核对总数。",
                    [whole, share.rate],
                )  # fmt: skip


def _beside_total(reading: Reading, told: Sequence[Share], doubted: Set[int]) -> Iterator[Finding]:
    """表彰奖章 900 名;560 人占奖章总数的 66.9%, and its neighbours agree: of 837, which nobody tells."""
    parts = {share.part.start for share in told}
    for rank, share in enumerate(told):
        near = [o for o in _neighbours(reading, told, rank) if o.place[0] == share.place[0]]
        alike = [o for o in near if meet([share, o]) is not None]
        said = reading.page.text[share.part.end : share.rate.start]
        if not share.of or "总" not in said or len(alike) < _ENOUGH - 1 or not share.is_telling:
            continue
        sight = _wholes(reading, share, near)
        name = re.compile(rf"{re.escape(share.of)}(?:总数|共?有?|合?计)#|#{re.escape(share.of)}")
        totals = [f for f in sight if f.start < share.part.start and name.search(f.context)]
        totals = [f for f in totals if f.precision is Precision.EXACT and f.start not in parts]
        totals = [f for f in totals if f.value >= max(o.part.value for o in (share, *near))]
        totals = [f for f in totals if f.parent is None and f.start not in doubted]
        if len({f.value for f in totals}) != 1 or _base_is_told(reading, share, totals[0], sight):
            continue
        common = meet([share, *alike]) or share.implied
        meant = written(round((common[0] + common[1]) / 2, 0), share.part.unit)
        right = f"{plain(round(share.part.value * 100 / totals[0].value, 2))}%"
        yield found(
            reading, "RATE-REC",
            f"{share.part.text} ÷ {totals[0].text}应为 {right},写的是“{share.rate.text}”;它和旁边几个占比的总数都约 "
            f"{meant}。请核对各数,或写明占什么。",
            [share.rate, share.part, totals[0]], suggestion=right,
        )  # fmt: skip
        return


def _base_is_told(reading: Reading, share: Share, total: Figure, sight: Sequence[Figure]) -> bool:
    """Whether another number, or the total less another number, is the whole."""
    counts = [*reading.by_block[share.part.block], *reading.by_block[total.block], *sight]
    low, high = share.implied
    return any(
        share.fits(f) or low <= total.value - f.value <= high
        for f in counts
        if is_count(f) and f is not share.part
    )
