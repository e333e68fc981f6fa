"""Highest, mean and lowest (最高、平均、最低); one payment above all, pairs and teams above the people. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.numerals import MAGNITUDES
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.parts.told import COMPARED, Told
from niangjia.statistics.check.rules.support import exceeds, found, plain, span
from niangjia.statistics.check.units import Measure, measure_of

_BACK = 14
_FAR, _NEXT = 200, 2
_ONE = re.compile(
    r"(?:单[笔次人件个户]|个人|一次性?)?[^,。;\d]{0,4}最[高多大](?:的一[位名人笔个户次]|(?!的|可|限))[^,。;\d]{0,10}$"
)
_CAP = re.compile(r"可|限额|标准|额度|不超过|上限|封顶|奖励|年龄|保额|贷款")
_SPREAD = re.compile(
    r"(?:(?P<low>最[小低短少])|(?P<mean>平均)|(?P<high>最[大高长多]))(?P<thing>[^,。;:()\d]{0,8}?)"
    r"(?P<number>\d+(?:\.\d+)?)(?P<magnitude>[万亿]?)(?P<unit>周?岁|元|分钟|天|年|公里|人)"
)
_TEAMS = re.compile(r"[^,。;、\d]{0,4}(?:代表队|参赛队|队伍|队|小组|班组|团)的")
_HEADS = re.compile("选手|队员|职工|运动员|参赛")
_SAME_HEADS = re.compile(r"[、,(]?(?:计|共|合计|涉及|惠及|覆盖)?")
_SERVED_THERE = re.compile(
    r"在[^,。;]+(?:开展|举办|组织|举行)[^,。;]*,(?:共|累计|总计)*(?:覆盖|服务|惠及|受益|参与|参加)[^,。;]{0,4}#,(?:共|累计)?为$"
)
_SERVED = re.compile(r"名?[一-鿿]{2,6}(?:提供|送去|送上|送来|办理|发放)")
"""在驿站开展“送清凉”活动,覆盖 1860 人次,为 4.3 万职工提供了…: one activity, its visits and its people."""
_CAME = re.compile(r"参加|参与|报名|到场|青年|单身|嘉宾")
_COUPLE = re.compile(r"牵手|配对|情侣|新人|男女")
_OTHER_ACT = re.compile(r"获|受[助益]|得到|领[到取]|理赔|报销|补助|给付")
"""参加 1.46 万人、712 人次获补: the visits are of those who got something."""


def upside_down(reading: Reading, everything: Sequence[Told]) -> Iterator[Finding]:
    """Every highest below a lowest or a mean, and every one above all."""
    for block in reading.page.blocks:
        if block.kind is not BlockKind.TABLE and "最" in block.text:
            yield from _spread(reading, block)
    yield from _most(reading, everything)
    for rank, figures in reading.by_block.items():
        yield from _once_each(reading, figures)
        yield from _couples(reading, [*reading.by_block.get(rank - 1, ()), *figures], rank)


def _spread(reading: Reading, block: Block) -> Iterator[Finding]:
    """平均年龄 74 岁…年龄最大 72 岁: ages of one paragraph, all else of one sentence."""
    seen: list[re.Match[str]] = []
    for match in _SPREAD.finditer(block.text):
        for other in seen:
            said = block.text[other.end() : match.start()]
            ages = match["unit"].endswith("岁") and len(said) < _FAR
            near = ages or (len(said) <= _NEXT and "平均" not in match[0] + other[0])
            if other["unit"] == match["unit"] and near and _is_upside_down(other, match):
                yield found(
                    reading, "LE",
                    f"“{other[0]}”与“{match[0]}”对不上:最小的不能大于平均数,平均数不能大于最大的。请核对两个数。",
                    [span(reading, block.index, *m.span()) for m in (match, other)],
                    severity=Severity.WARN,
                )  # fmt: skip
        seen.append(match)


def _is_upside_down(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether the one of lower rank is the larger."""
    ranks = [
        next(n for n, name in enumerate(("low", "mean", "high")) if m[name]) for m in (one, other)
    ]
    values = [Decimal(m["number"]) * MAGNITUDES[m["magnitude"]] for m in (one, other)]
    return (ranks[0] < ranks[1] and values[0] > values[1]) or (
        ranks[0] > ranks[1] and values[0] < values[1]
    )


def _most(reading: Reading, everything: Sequence[Told]) -> Iterator[Finding]:
    """理赔共计 57 万元,单笔最高 420 万元: one payment above all of them."""
    for rank, one in enumerate(everything):
        if not _ONE.search(one.clause) or _CAP.search(one.clause):
            continue
        before = [
            other for other in everything[max(0, rank - _BACK) : rank]
            if other.figure.unit == one.figure.unit and other.figure.block == one.figure.block
            and other.figure.sentence == one.figure.sentence and not COMPARED.search(other.clause)
            and not reading.page.text.startswith("/", other.figure.end)
        ]  # fmt: skip
        if before and all(other.figure.high < one.figure.low for other in before):
            whole = max(before, key=lambda other: other.figure.value)
            yield _finding(reading, one.figure, whole.figure, "其中最高的一笔不能大于总数")


def _once_each(reading: Reading, figures: Sequence[Figure]) -> Iterator[Finding]:
    """63 支代表队的 18 名选手: a team has one at least; 慰问 3100 人次、3600 人: one is visited once at least."""
    for one, other in pairwise(figures):
        said = between(reading, one, other)
        heads = measure_of(other.unit) is Measure.PERSON and _HEADS.search(other.context)
        if heads and one.low > other.high and _TEAMS.fullmatch(said):
            yield _finding(reading, one, other, "每个队、组至少有一人")
        if (
            (one.unit, other.unit) == ("户", "人")
            and said in {"", "、", "共"}
            and one.low > other.high
        ):
            yield _finding(reading, one, other, "每户至少有一人")
        visits, people = sorted((one, other), key=lambda f: f.unit, reverse=True)
        counted = (people.unit, visits.unit) == ("人", "人次") and people.low > visits.high
        attributive = re.match(
            r"[一-鿿]{2,4}的", reading.page.text[people.end :]
        )  # 4.1 万名会员的获得感
        served = _SERVED_THERE.search(f"{reading.sentence_before(visits)}#{said}")
        if counted and visits is one and served and _SERVED.match(_after(reading, people)):
            yield _finding(reading, people, visits, "服务到的人数不能多于同一活动的人次")
        elif visits is other and _OTHER_ACT.match(_after(reading, visits)):
            continue
        elif counted and not attributive and _SAME_HEADS.fullmatch(said):
            why = "同一批人的人次不能少于人数"
            yield exceeds(reading, people, visits, why, rule="UNIT-PT")


def _after(reading: Reading, figure: Figure) -> str:
    """What stands behind a figure."""
    return reading.page.text[figure.end : figure.end + _BACK]


def _couples(reading: Reading, figures: Sequence[Figure], block: int) -> Iterator[Finding]:
    """400 名青年报名…300 对男女牵手: a pair has two."""
    for pairs in figures:
        if pairs.unit != "对" or pairs.block != block or not _COUPLE.search(pairs.context):
            continue
        came = [
            f for f in figures
            if f.start < pairs.start and f.unit == "人" and _CAME.search(f.context)
        ]  # fmt: skip
        most = max(came, key=lambda f: f.high, default=None)
        if most is not None and pairs.low * 2 > most.high:
            yield _finding(
                reading, pairs, most, f"{plain(pairs.value)} 对是 {plain(pairs.value * 2)} 人"
            )


def _finding(reading: Reading, part: Figure, whole: Figure, why: str) -> Finding:
    return exceeds(reading, part, whole, why, severity=Severity.WARN)
