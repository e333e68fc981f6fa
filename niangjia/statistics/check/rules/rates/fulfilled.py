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
    clause_before,
    differs,
    is_count,
    words_before,
)
from niangjia.statistics.check.rules.support import by_sentence, found

PLAN = r"预算|计划|目标|任务|指标|下达"
_RATE = re.compile(
    rf"(?:完成|达到|实现|占)(?:了)?(?:[^,。;\d]{{0,12}}(?:{PLAN})[^,。;\d]{{0,4}}|率)?(?:的|为|达到?|约|近|超过?)*$"
    r"|(?:完成|达成|执行)(?:率|进度)(?:已|达到?|为|约|近|超过?)*$"
)
_PLANNED = re.compile(rf"(?:{PLAN})[^。;,]{{0,16}}$")
_DONE = re.compile(r"完成|已|实际|截至|实施|实现")
_BEYOND = re.compile(r"超额(?:提前)?(?:完成|实现|达成)")
_OF_PLAN = re.compile(rf"(?:完成|达到|占)[^,。;\d]{{0,14}}(?:{PLAN})[^,。;\d]{{0,6}}$")
_CLAIM = re.compile(
    r"(?:指标|任务|工作)(?:全部|均|都|全面)*实现(?:了)?[“‘]?(?P<half>时间过半|双过半|任务过半)"
    r"|(?:实事|任务|目标|指标|项目)(?:已)?(?:全部|悉数|均已?)(?:如期|按期|按时|提前|圆满|保质保量)*完成"
)
_WHOLLY = re.compile(
    rf"(?P<said>(?:圆满|全面|全部|胜利)完成)[^,。;\d]{{0,14}}(?:{PLAN})[^,。;\d]{{0,4}}的?$"
)
_SHARE_OF_PLAN = re.compile(rf"(?:完成|为|占|达到?)[^,。;]{{0,6}}(?:{PLAN})[^,。;]{{0,6}}的$")
_HALF, _NEAR = 50, 200
_NOUN = 2
_FULL = 100
_BEFORE = 16
_OF_SOME = re.compile(r"未|没有|力争|确保|争取|其中|或|部分|个别|有的|\d[家个]")


def check(reading: Reading) -> Iterator[Finding]:
    """Rates of plans, 超额完成 below 100 %."""
    for group in by_sentence(reading):
        if reading.in_text(group[0]):
            yield from _listed(reading, group)
            yield from _done_before(reading, group)
            yield from _beyond(reading, group)
        yield from _wholly(reading, group)
    yield from _all_done(reading)


def _all_done(reading: Reading) -> Iterator[Finding]:
    """各项指标均实现“任务过半”, and one at 43%; 10 件实事全部如期完成, and one at 95 % of its plan."""
    for claim in _CLAIM.finditer(reading.page.text):
        least = _HALF if claim["half"] else _FULL
        for rate in reading.figures:
            apart = rate.start - claim.end()
            near = claim["half"] or -_NEAR < apart < 0
            if rate.unit == "%" and near and rate.high < least and _is_of_plan(reading, rate):
                yield found(
                    reading, "RATE-REC",
                    f"文中说“{claim.group()}”,这里却只完成 {rate.text}。请核对,或改说法。",
                    [rate, claim.span()],
                )  # fmt: skip


def _wholly(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """全面完成下达任务的 82%."""
    for rate in group:
        said = _WHOLLY.search(clause_before(reading, rate)) if rate.unit == "%" else None
        short = rate.high < _FULL and rate.precision is Precision.EXACT
        if said and short and not _OF_SOME.search(reading.sentence_before(rate)):
            yield found(
                reading, "RATE-REC",
                f"写的是“{said['said']}”,完成的比例却是“{rate.text}”,不到 100%。请核对说法和比例。", [rate],
            )  # fmt: skip


def _is_of_plan(reading: Reading, rate: Figure) -> bool:
    """完成年度目标 2900 家的 43%; 为计划 80 间的 95%."""
    return bool(_SHARE_OF_PLAN.search(re.sub(r"\d", "", reading.sentence_before(rate))))


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
        words = words_before(reading, first)
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
    words = clause_before(reading, figure)
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


def _beyond(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """超额完成任务 … 完成任务的 91%: what is done beyond the plan is above 100 %."""
    told = [f for f in group if f.unit == "%" and _OF_PLAN.search(words_before(reading, f))]
    if not told or any(f.high >= _FULL for f in told):
        return
    blocks = (group[0].block, group[0].block - 1)
    for block in blocks:
        start = reading.page.blocks[block].start if block >= 0 else told[0].start
        text = reading.page.text[start : told[0].start].partition("\n")[0]
        said = _BEYOND.search(text)
        around = [f for each in blocks for f in reading.by_block.get(each, ())]
        others = any(f.unit == "%" and f.value >= _FULL for f in around)
        if said and not others and not _OF_SOME.search(text[: said.start()][-_BEFORE:]):
            start += said.start()
            yield found(
                reading, "RATE-REC",
                f"写的是“{said.group()}”,完成的比例却是“{told[0].text}”,不到 100%。请核对说法和比例。",
                [told[0], (start, start + len(said.group()))],
            )  # fmt: skip
            return
