"""Plans and what was done of them (完成率): RATE-REC. Pure.

What a plan says and what was done may stand clauses apart and in either order. The plan is the number said with 计划,
任务 or 预算; what was done is the nearest number of the same unit whose words end like the plan's. If any pair in sight
gives the printed rate, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    AND,
    agrees,
    between,
    differs,
    is_count,
)
from niangjia.statistics.check.rules.rates.accomplished import PLAN
from niangjia.statistics.check.rules.support import by_sentence

_RATE = re.compile(
    rf"(?:完成|达到|实现|占)(?:了)?(?:[^,。;\d]{{0,12}}(?:{PLAN})[^,。;\d]{{0,4}}|率)?(?:的|为|达到?|约|近|超过?)*$"
    r"|(?:完成|达成|执行)(?:率|进度)(?:已|达到?|为|约|近|超过?)*$"
)
_PLANNED = re.compile(rf"(?:{PLAN})[^。;,]{{0,16}}$")
_DONE = re.compile(r"完成|已|实际|截至|实施|实现")
_OF_PLAN = re.compile(rf"(?:完成|达到|占)[^,。;\d]{{0,14}}(?:{PLAN})[^,。;\d]{{0,6}}$")
_NOUN = 2


def check(reading: Reading) -> Iterator[Finding]:
    """Rates of plans."""
    for group in by_sentence(reading):
        if reading.in_text(group[0]):
            yield from _listed(reading, group)
            yield from _done_before(reading, group)


def _done_before(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """新增会员 1.2 万人。…全年计划发展会员 2 万人,已完成 70%: the plan next to the rate, what was done before."""
    for plan, rate in pairwise(group):
        words = between(reading, plan, rate)
        usable = rate.unit == "%" and is_count(plan) and plan.value
        if not usable or not _RATE.search(words) or not _is_planned(reading, plan):
            continue
        if len(words) > 14 or re.search(r"[。;]", words) or plan.segment != rate.segment:
            continue
        done = [f for f in _earlier(reading, plan) if f.parent is None]
        if any(agrees(rate, f.value * 100 / plan.value, (f, plan)) for f in done):
            continue
        alike = [f for f in done if _noun(f) == _noun(plan) and not _is_planned(reading, f)]
        if alike and len(_noun(plan)) == _NOUN:
            right = alike[-1].value * 100 / plan.value
            said = f"{alike[-1].text} ÷ 计划 {plan.text} "
            yield from differs(reading, rate, right, said, (alike[-1], plan))


def _listed(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """建会 247 家、入会 1.6 万人,分别完成任务的 95% 和 108%, the tasks in the sentence before."""
    for rank, first in enumerate(group):
        words = reading.words_before(first)
        if first.unit != "%" or "分别" not in words or not _OF_PLAN.search(words):
            continue
        rates = [first]
        for figure in group[rank + 1 :]:
            if figure.unit != "%" or not AND.fullmatch(between(reading, rates[-1], figure)):
                break
            rates.append(figure)
        parts = group[max(0, rank - len(rates)) : rank]
        if len(parts) != len(rates) or not all(is_count(part) for part in parts):
            continue
        for part, rate in zip(parts, rates, strict=True):
            yield from _against_plans(reading, part, rate)


def _against_plans(reading: Reading, part: Figure, rate: Figure) -> Iterator[Finding]:
    """What was done against the plans of its unit in sight."""
    plans = [f for f in _earlier(reading, part) if f.value and _is_listed(reading, f)]
    if plans and not any(agrees(rate, part.value * 100 / f.value, (part, f)) for f in plans):
        right = part.value * 100 / plans[-1].value
        said = f"{part.text} ÷ 计划 {plans[-1].text} "
        yield from differs(reading, rate, right, said, (part, plans[-1]))


def _earlier(reading: Reading, figure: Figure) -> list[Figure]:
    """The figures of its unit before it, in its paragraph and not too many sentences away."""
    return [
        f
        for f in reading.by_block[figure.block]
        if f.start < figure.start
        and f.unit == figure.unit
        and figure.sentence - f.sentence <= 3
        and f.precision is Precision.EXACT
    ]


def _is_planned(reading: Reading, figure: Figure) -> bool:
    """Whether the words right before a number say that it is planned."""
    words = reading.clause_before(figure)
    said = _PLANNED.search(words) or figure.context.partition("#")[2].startswith("的计划")
    return bool(said) and not _DONE.search(words)


def _is_listed(reading: Reading, figure: Figure) -> bool:
    """Whether it is planned, or stands in the list of a plan: 下达建会任务 260 家、入会 1.5 万人."""
    before = reading.sentence_before(figure)
    clause = re.split(r"[;。]", before)[-1]
    planned = list(re.finditer(PLAN, clause))
    return bool(planned) and not _DONE.search(clause[planned[-1].end() :])


def _noun(figure: Figure) -> str:
    """The last two signs of what is counted."""
    words = re.split(r"[,、;:。]", figure.context.partition("#")[0])[-1]
    return re.sub(r"[共计有达到为约的]+$", "", words)[-_NOUN:]
