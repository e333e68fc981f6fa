"""Totals and the lists that miss them by a slip of the pen (找合计): SUM without words that say so. Pure.

A whole and its parts may stand anywhere: the parts behind the whole, before it, one in each clause, each sentence or
each paragraph, and nothing need say that they are all. One search tries for every total the lists in sight. A list
that adds up explains its total; one that misses it by what goes wrong in typing (``slip.py``) is worth a question when
so few numbers lie within a slip that chance is a poor explanation: the farther the list, the more digits are asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, between, is_count
from niangjia.statistics.check.rules.slip import Slip
from niangjia.statistics.check.rules.sums.adding import adds_up, made, splits
from niangjia.statistics.check.rules.sums.evidence import (
    Near,
    is_kin,
    is_no_chance,
    is_telling,
    nearness,
    says_all,
    slip,
)
from niangjia.statistics.check.rules.sums.items import OVERLAPS
from niangjia.statistics.check.rules.sums.lists import Run, pairs_of, runs_of
from niangjia.statistics.check.rules.sums.mixed import mixed

_NO_PART = re.compile(
    r"最[高多大低少小]|同比|比上|较上|比去|较去|每|人均|户均|平均|年初|期初|年末|期末|结余|结转|余额"
    r"|(?:增长|增加|增至|目标|计划|任务|预算|标准)[^#]{0,4}#"
)
_AS_OF = re.compile(r"^[年期]末(?=[^#,]*(?:共|现有|拥有|达)[^#,]*#)")
"""年末共有工会 1148 个: all there is on a day, no balance."""
_PRICE = re.compile(r"(?:每|人均|户均)[^,;#]{0,10}#")
_NOUN = re.compile(r"(?!的|被|获|为|是|已|均|通过|实现|参)[一-鿿]{2,8}")
_DOES = re.compile(r"[一-鿿]{2,8}(?:建立|实行|开展|签订|推行|成立|组建|设立|参加)了?[一-鿿]{2}")
_BODY = re.compile(r"(?!全|各|本)[一-鿿]{2,10}(?<!基层)(?<!级)总?工会")
_EARLIER = re.compile(r"上年|去年")
_AMONG = re.compile(r"[^,。;\d][中里],[^,。;、\d]{1,16}的$")
_AMONG_THEM = re.compile(r"[^,。;\d]{2,14}中(?![心小学国央专])(?:,?(?:已?有|已))?[^,。;\d]{0,6}")
_AGE = re.compile(r"\d周?岁")
_FARTHEST = Decimal("0.3")
_BACK, _FORTH = 24, 8
_NAMED = 4


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
        if not reading.in_table(figure) and is_count(figure) and not _PRICE.search(figure.context):
            by_unit[figure.unit].append(figure)
    for same in by_unit.values():
        if len(same) > 2:
            yield from _searched(reading, same)


def _searched(reading: Reading, same: Sequence[Figure]) -> Iterator[Finding]:
    """The misses among the figures of one unit, each figure in one of them only."""
    misses: list[_Miss] = []
    wholes: set[tuple[int, int]] = set()
    listed: set[int] = set()
    rank_of = {figure.start: rank for rank, figure in enumerate(same)}
    for run in runs_of(reading, same):
        first, last = rank_of[run.figures[0].start], rank_of[run.figures[-1].start]
        taken = {figure.start for figure in run.figures}
        reach = same[max(0, first - _BACK) : last + _FORTH] if run.of is None else [run.of]
        totals = [t for t in reach if t.start not in taken and _is_outside(run, t)]
        fitting = {t.start for t in totals if adds_up(t, run.figures)}
        if fitting:
            wholes |= {(start, run.figures[0].block) for start in fitting}
            listed |= taken
            continue
        for total in totals:
            at = rank_of[total.start]
            parted = same[at + 1 : first] if at < first else same[last + 1 : at]
            if miss := _missed(reading, total, run, parted):
                misses.append(miss)
    for miss in sorted(misses, key=lambda miss: (miss.near, -miss.slip, -len(miss.run.figures))):
        parts = {figure.start for figure in miss.run.figures}
        told = {block for start, block in wholes if start == miss.total.start}
        if miss.near is Near.BESIDE and miss.slip is Slip.STRONG:
            told &= {miss.run.figures[0].block}  # another paragraph divides it in another way
        unlike = miss.total.start in mixed(reading)
        if not told and len(parts & listed) < 2 and not unlike:
            wholes.add((miss.total.start, miss.run.figures[0].block))
            listed |= parts
            yield made(reading, miss.total, miss.run.figures, Severity.WARN)


def _is_outside(run: Run, total: Figure) -> bool:
    """Whether a total stands before or behind a list, not amid it."""
    return total.start < run.figures[0].start or total.start > run.figures[-1].start


def _missed(reading: Reading, total: Figure, run: Run, parted: Sequence[Figure]) -> _Miss | None:
    """How a list misses a total, where that is worth a question."""
    figures = (total, *run.figures)
    if _are_parallel(reading, figures) or _is_no_list(total, run.figures):
        return None  # what most lists are, and quickly told
    near = nearness(reading, total, run, parted)
    if near is None or _is_explained(reading, total, run.figures):
        return None
    amount = sum((f.value for f in run.figures), Decimal(0))
    close = abs(amount - total.value) <= total.value * _FARTHEST
    some = amount < total.value and "其中" in between(reading, total, run.figures[0])
    if some and not splits(run.figures) and any(_cuts_across(part) for part in run.figures):
        return None
    if close and not some and says_all(reading, total, run, near):
        return _Miss(total, run, near, Slip.STRONG)
    slipped, wrong = slip(total, run.figures)
    if slipped is Slip.NONE:
        return None
    if run.is_spread and len(run.figures) == 2 and wrong.value > total.value:
        return None  # 收回资金 37.8 万元…⏎筹集 1420 万元…⏎收回 23.6 万元: two paragraphs and a moved point prove little
    rounded = not total.magnitude and any(part.magnitude for part in run.figures)
    if run.is_spread and not close and rounded:
        return None  # 12640 beside 1.69 万: rounding makes room for chance
    if slipped is Slip.WEAK:
        exact = all(f.precision is Precision.EXACT for f in figures)
        if not exact or not close or some or run.has_steps or not is_telling(total, run.figures):
            return None
    kin = (close or run.of is total) and (run.is_told or is_kin(reading, total, run))
    if near is not Near.BESIDE and not kin:
        return None
    return (
        _Miss(total, run, near, slipped)
        if is_no_chance(total, run, near, (slipped, wrong))
        else None
    )


def _is_explained(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether something else than a sum explains how the figures stand together."""
    return (
        _are_nested(reading, total, parts)
        or _are_siblings(total, parts)
        or _is_kind_too(reading, total, parts)
        or _is_of_some(total, parts)
        or _have_shares(reading, total, parts)
        or _is_rated(reading, total, parts)
    )


def _are_parallel(reading: Reading, figures: Sequence[Figure]) -> bool:
    """司机工会 86 个、会员 3200 人;快递员工会 40 个、会员 2900 人: called alike, each behind a subject of its own."""
    if not all(f.start in _followers(reading) for f in figures):
        return False
    apart = len({(f.sentence, f.segment) for f in figures}) == len(figures)
    alike = len({f.context[:2] for f in figures}) == 1 and apart  # 发放帮扶金…;…发放助学金
    return alike or len({f.context for f in figures}) == 1


@lru_cache(maxsize=1)
def _followers(reading: Reading) -> frozenset[int]:
    """Where the figures start that are not the first of their segment."""
    pairs = pairwise(reading.figures)
    return frozenset(g.start for f, g in pairs if (f.block, f.segment) == (g.block, g.segment))


def _are_nested(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """受理 82 件,调解 82 件,成功 54 件; 企业 1090 家(其中国企 7 家): one is of another and counted with it."""
    starts = {part.start for part in parts}
    if any(_AMONG_THEM.fullmatch(between(reading, one, other)) for one, other in pairwise(parts)):
        return True  # 1180 家企业中有 1062 家
    return any(part.parent in starts or part.value == total.value for part in parts)


def _is_of_some(total: Figure, parts: Sequence[Figure]) -> bool:
    """很满意 310 人、比较满意 204 人、不满意 36 人,满意和比较满意的合计 514 人: exactly the first ones."""
    behind = total.start > parts[-1].start
    return behind and any(
        sum(f.value for f in parts[:last]) == total.value for last in range(2, len(parts))
    )


def _cuts_across(part: Figure) -> bool:
    """技术能手 62 名,35 岁以下青年 83 名: who is young may be anything else, too."""
    left = part.context.partition("#")[0].removeprefix("其中")
    return bool(OVERLAPS.search(left) or _AGE.search(left))


def _are_siblings(total: Figure, parts: Sequence[Figure]) -> bool:
    """共筹集 312 万元,…;筹集 98 万元,…: called alike behind a semicolon; 31—40 岁 221 人,41—50 岁 210 人."""
    own = total.context.partition("#")[0]
    again = any(
        part.segment != total.segment
        and part.sentence == total.sentence
        and len(name := part.context.partition("#")[0]) >= _NAMED
        and own.endswith(name)
        for part in parts
    )
    return again or all(_AGE.search(figure.context) for figure in (total, *parts))


def _is_kind_too(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """干部中,大学学历的 331 人;35 岁以下的 118 人,…: one more way to tell of those before 中."""
    told = _AMONG.search(reading.sentence_before(total))
    return bool(told) and all(
        (part.block, part.sentence) == (total.block, total.sentence)
        and part.segment != total.segment
        and part.parent is None
        for part in parts
    )


def _have_shares(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """154 人,其中能手 62 人占 40%,青年 83 人占 54%: each share proves its number, and they may overlap."""
    rates = {f.start: f for f in reading.by_block[parts[0].block] if f.unit == "%"}
    for part in parts:
        rate = next((rates[at] for at in sorted(rates) if at > part.start), None)
        said = between(reading, part, rate) if rate else ""
        if rate is None or not re.fullmatch(r"[,、(]?(?:约?占|占比)[^,。;\d]{0,8}", said):
            return False
        if not total.value or not agrees(rate, part.value * 100 / total.value, (part, total)):
            return False
    return True


def _is_rated(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """会员 14.6 万人。…发展 9860 人。实名录入 13.9 万人,录入率 95.2%: how far one has come with the whole, no part."""
    for part in parts:
        rate = next((f for f in reading.by_block[part.block] if f.start > part.end), None)
        if rate is None or rate.unit != "%" or not total.value:
            continue
        said = re.fullmatch(
            r"[,、(][^,。;\d]{0,8}[率面度][达到为是至]*", between(reading, part, rate)
        )
        if said and agrees(rate, part.value * 100 / total.value, (part, total)):
            return True
    return False


def _is_no_list(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether words say that these are no parts: 同比, 每, 目标; 去年 of a part alone."""
    return (
        total.upper is not None
        or total.precision is not Precision.EXACT
        or any(f.upper is not None or _is_no_part(f.context) for f in parts)
        or bool(_NO_PART.search(_AS_OF.sub("", total.context)))
        or _are_of_other_things(total, parts)
    )


@lru_cache(maxsize=1 << 12)
def _is_no_part(context: str) -> bool:
    return bool(_NO_PART.search(context) or _EARLIER.search(context))


def _are_of_other_things(total: Figure, parts: Sequence[Figure]) -> bool:
    """248 个职工小家…22 个单位…224 个驿站: each number has a noun of its own, none like the total's."""
    bodies = [_BODY.match(f.context) for f in (total, *parts)]
    if all(bodies):
        return True  # 市医院工会有会员 800 人,师范学院工会 400 人,南坪镇总工会 1230 人
    if all(_DOES.match(f.context.partition("#")[2]) for f in (total, *parts)):
        return True  # 7 万个单位建立了职代会,6 万个单位实行了公开
    nouns = [_NOUN.match(f.context.partition("#")[2]) for f in (total, *parts)]
    if not all(nouns):
        return False
    told = [pairs_of(noun.group()) for noun in nouns if noun]
    return not any(told[0] & other for other in told[1:])
