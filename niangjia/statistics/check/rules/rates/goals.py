"""Goals against what was reached (目标与现状): RATE-REC, SUM. Pure.

A plan says by how much a number is to grow and what it is to be; where it stands now was told paragraphs before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, tolerance
from niangjia.statistics.check.rules.parts.told import COMPARED, EVER, Told, named
from niangjia.statistics.check.rules.parts.told import plain as words
from niangjia.statistics.check.rules.support import bigrams, found, half_digit, plain, written
from niangjia.statistics.check.rules.times.retold import contradicted
from niangjia.statistics.check.rules.times.scope import agree

_GROWS = re.compile(r"(?:增长|增加|提高|增幅)(?:约|近|达到?)*$")
_TO = re.compile(r"(?:左右|以上)?,?(?:总数|总额|总量)?(?:达到?|突破|增至|增加到)[^,。;\d]{0,4}")
_BY = re.compile(
    r"(?:人|人次)?(?:左右|以上)?,[^,。;\d]{0,6}?(?:比(?:上年|去年|\d{4}年)?)?(?:增长|增加|提高)(?:约|近)?"
)
_DOUBLED = re.compile(r"(?:以上|左右)?,(?:达到?|增至|突破)[^,。;\d]{0,4}")
_WILL = re.compile("计划|拟再?|将再?新?[建增]|再建")
_AGAIN = re.compile("再新?建|还将新建|再增|新建|新增")
_INTENT = re.compile(r"^[一-鿿]{0,3}(?:计?划|拟|准备|打算)")
_BASIS = re.compile(r"在(?:(?P<year>20\d{2})年|今年|现有的?|目前)?$")
_TOTAL = re.compile(
    r",[^,。;\d]{0,10}(?:总数|总量|累计|总人数)(?:达到?|突破|增至|为|超过)*[^,。;\d]{0,3}"
)
_HALF = Decimal("0.5")
_NAME, _LEAST, _ALIKE = 6, 2, 0.6


def check(reading: Reading) -> Iterator[Finding]:
    """Goals that do not follow from what was reached and what is to be added."""
    told = named(reading)
    yield from _on_top_of(reading, told)
    for one, other in pairwise(told):
        planned = one.is_planned or _WILL.search(one.clause)
        if not planned or one.figure.block != other.figure.block:
            continue
        said = between(reading, one.figure, other.figure)
        if one.figure.unit == "倍" and _DOUBLED.fullmatch(said):
            yield from _grown(reading, told, other, one.figure)
        elif other.figure.unit == "%" and _BY.fullmatch(said):
            yield from _grown(reading, told, one, other.figure)
        elif one.figure.unit == "%" and _GROWS.search(reading.clause_before(one.figure)):
            if _TO.fullmatch(said) and other.figure.unit != "%":
                yield from _grown(reading, told, other, one.figure)
        elif _adds(one) and one.figure.unit == other.figure.unit and _TOTAL.fullmatch(said):
            yield from _added(reading, told, one, other.figure)


def _on_top_of(reading: Reading, told: Sequence[Told]) -> Iterator[Finding]:
    """全年举办托管班 136 个…托管班在 2023 年 128 个的基础上增加到 150 个: the plan starts from another number."""
    for base in told:
        led = _BASIS.search(base.clause)
        text = reading.page.text[base.figure.end : base.figure.end + 6]
        if led is None or not text.startswith("的基础上"):
            continue
        noun = words(base.clause[: led.start()])
        same = [
            one.figure for one in _reached(told, base)
            if len(noun) > _LEAST and one.name.endswith(noun) and not one.is_part and not one.is_new
            and (not led["year"] or one.years <= {led["year"]})
        ]  # fmt: skip
        if same and all(not agree(one, base.figure) for one in same):
            yield contradicted(reading, base.figure, same[-1])


def _adds(one: Told) -> bool:
    return one.is_new or bool(_AGAIN.search(one.clause))


def _grown(reading: Reading, told: Sequence[Told], goal: Told, change: Figure) -> Iterator[Finding]:
    """经费收入增长 5%,达到 4.2 亿元, where it was 3.92 亿元."""
    words = re.split(r"[;。]", goal.before)[-1]
    bases = [
        one.figure
        for one in _reached(told, goal)
        if one.time != EVER
        and "分别" not in one.before
        and _is_named(one, words)
        and not COMPARED.search(one.clause)
    ]
    if len({base.value for base in bases}) != 1 or not bases[0].value:
        return
    base, growth = bases[0], (goal.figure.value / bases[0].value - 1) * 100
    if change.unit == "倍":
        yield from _doubled(reading, goal.figure, change, base)
        return
    vague = change.precision is not Precision.EXACT or goal.figure.precision is not Precision.EXACT
    slack = tolerance(change) * (2 if vague else _HALF) + 100 * half_digit(goal.figure) / base.value
    short = change.precision is Precision.AT_LEAST and goal.figure.precision is Precision.EXACT
    if short and growth > change.value - 1 - 100 * half_digit(goal.figure) / base.value:
        return
    if short or abs(growth - change.value) > slack:
        yield found(
            reading, "RATE-REC",
            f"前面写现为 {base.text},目标 {goal.figure.text}是增长 {plain(round(growth, 1))}%,"
            f"写的是“{change.text}”。请核对三个数。",
            [change, goal.figure, base], suggestion=f"{plain(round(growth, 1))}%",
        )  # fmt: skip


def _doubled(reading: Reading, goal: Figure, change: Figure, base: Figure) -> Iterator[Finding]:
    """在现有基础上翻一番以上,达到 8000 人, where there are 4126."""
    least = base.value * change.value
    if goal.high < least - half_digit(goal) - half_digit(base):
        yield found(
            reading, "RATE-REC",
            f"前面写现为 {base.text},“{change.text}”应在 {written(least, goal.unit)}以上,写的是 {goal.text}。请核对。",
            [goal, change, base],
        )  # fmt: skip


def _added(reading: Reading, told: Sequence[Told], new: Told, goal: Figure) -> Iterator[Finding]:
    """新建站点 60 个,总数突破 600 个, where there are 538."""
    noun = _INTENT.sub("", _AGAIN.sub("", new.name)).removeprefix("新")
    for one in _reached(told, new):
        stood = goal.value - new.figure.value == one.figure.value and one.is_new
        if stood and "再" in new.clause and one.right == new.right and noun[-_LEAST:] in one.before:
            yield found(
                reading, "STOCK-FLOW",
                f"前面写新增 {one.figure.text},后面再增 {new.figure.text}就达到总数 {goal.text}:"
                f"{one.figure.text}像是现有总数,不是新增数。请核对。",
                [one.figure, new.figure, goal],
            )  # fmt: skip
    bases = [
        one.figure
        for one in _reached(told, new)
        if one.is_whole and "新" not in one.clause and (noun in one.name or noun in one.before)
    ]
    if len(noun) < _LEAST:  # 市总计划再建 50 座: of what the sentence before counts
        near = [one for one in _reached(told, new) if one.figure.block == new.figure.block][-2:]
        whole = [one.figure for one in near if one.is_whole and "新" not in one.clause]
        bases = sorted(whole, key=lambda base: base.value)[-1:]
    if len({base.value for base in bases}) != 1:
        return
    sums = bases[0].high + new.figure.high
    exact = all(f.precision is Precision.EXACT for f in (bases[0], new.figure, goal))
    if sums < goal.low or (exact and goal.value < sums and _AGAIN.search(new.clause)):
        yield found(
            reading, "SUM",
            f"前面写现有 {bases[0].text},加上新增 {new.figure.text}是 {written(sums, goal.unit)},"
            f"写的是 {goal.text}。请核对三个数。",
            [goal, new.figure, bases[0]], suggestion=written(sums, goal.unit),
        )  # fmt: skip


def _reached(told: Sequence[Told], goal: Told) -> Iterator[Told]:
    """What was told before, and not planned, in the goal's unit."""
    for one in told:
        before = (one.figure.block, one.figure.sentence) < (goal.figure.block, goal.figure.sentence)
        if before and not one.is_planned and one.figure.unit == goal.figure.unit:
            yield one


def _is_named(one: Told, words: str) -> bool:
    """Whether most of what a figure is called stands in the words of the goal."""
    pairs = bigrams(one.name[-_NAME:])
    return len(pairs) > _LEAST and sum(pair in words for pair in pairs) >= len(pairs) * _ALIKE
