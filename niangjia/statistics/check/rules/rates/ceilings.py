"""Rates (比率): RATE-CEIL, RATE-REC. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import (
    by_sentence,
    counting,
    found,
    measured,
    plain,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure

_BOUNDED = re.compile(r"率|覆盖面|覆盖|占|比例|比重|满意度")
_UNBOUNDED = re.compile(
    r"增长|增速|增幅|提高|提升|上升|上涨|同比|环比|完成率|达成率|超额|去年|上年|同期|收益率|利润率|回报|计划的|任务的|目标的|翻"
)
_RAISED_TO = re.compile(r"(?:提高|提升|上升|增长|上涨)(?:到|至)")
_DUE = re.compile(r"(?:整改|问题|隐患|办理|督办|销号|答复|换届|采集)[^,#]{0,4}(?:完成|达成)率")
"""Of things due no more than all can be done; of a plan more can."""
_MOST_JOINED = 98
_JOINED = re.compile(r"(?:职工|工会|会员|工人|企业)?入会率(?:已经?)?[达为到是]*$")
_OF_FEW = re.compile(r"公司|集团|医院|学校|力争|目标|确保|以上|不低于|计划|比|提高|提升")
_COLLECTED = re.compile(r"(?:收缴|上缴|解缴|拨缴|征收)率")
_PARTICIPATION = re.compile(r"(?:参与|参加|参赛|覆盖|受益)率")
_FAR_APART = 2


def check(reading: Reading) -> Iterator[Finding]:
    """Rates above all, rates against their numbers, rates without a common base."""
    for figure in measured(reading.figures, Measure.RATE):
        yield from _ceiling(reading, figure)
    for group in by_sentence(reading):
        yield from _implied_base(reading, group)


def _ceiling(reading: Reading, rate: Figure) -> Iterator[Finding]:
    words = rate.context.partition("#")[0] + rate.label
    words += _of_list(reading, rate) if rate.low > 100 else ""
    if _MOST_JOINED < rate.value < 100:
        yield from _nearly_all(reading, rate)
    told = _DUE.sub("率", _RAISED_TO.sub("", rate.context))
    if rate.low <= 100 or not _BOUNDED.search(words) or _UNBOUNDED.search(told):
        return
    if _COLLECTED.search(words) and not re.search(r"应[收缴]", reading.sentence_text(rate)):
        yield found(
            reading, "RATE-CEIL",
            f"“{rate.label}”{rate.text},超过 100%。如是按年初计划(任务)计算,请改称“完成率”或写明“完成计划的…”;"
            "如是按应收数计算,不能超过 100%,请核对。",
            [rate], severity=Severity.WARN,
        )  # fmt: skip
        return
    yield found(
        reading, "RATE-CEIL",
        f"“{rate.label}”{rate.text},超过 100%。比率的分子是分母的一部分,不能超过 100%,请核对。",
        [rate],
    )  # fmt: skip


def _nearly_all(reading: Reading, rate: Figure) -> Iterator[Finding]:
    """入会率 99.6 % of a whole place: the workers may be the members, rounded."""
    sentence = reading.sentence_text(rate)
    told = _JOINED.search(rate.context.partition("#")[0]) and not _OF_FEW.search(sentence)
    if told and reading.page.blocks[rate.block].kind is BlockKind.TEXT:
        yield found(
            reading, "RATE-CEIL",
            f"“{rate.label}”{rate.text},接近 100%。职工数可能由会员数取整而来,"
            "请写明分子、分母和职工数的口径(建会单位职工或全部职工)。",
            [rate], severity=Severity.WARN,
        )  # fmt: skip


def _of_list(reading: Reading, rate: Figure) -> str:
    """What a list of places and rates is of: 建会率分别为:甲 91.3%、乙 104.2%."""
    sentence = reading.sentence_text(rate)
    opening = re.match(
        r"[^。;]*?(?:率|占比|比重|比例|覆盖面)(?:分别)?(?:为|是|达到?)?[:,]?[^,:\d]{0,10}(?=\d)",
        sentence,
    )
    listed = opening and not re.search(r"[;。]", sentence[: sentence.find(rate.text)])
    return opening.group() if opening and listed else ""


def _implied_base(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """28 万 participants at 72 % are a base of 38.9 万: is that the base used elsewhere?"""
    rates = [
        r
        for r in measured(group, Measure.RATE)
        if "职工" in r.label and _PARTICIPATION.search(r.label)
    ]
    people = [p for p in counting(group, "contest.people") if p.block == group[0].block]
    told = [f for f in group if people and f.unit == people[0].unit and f.value > people[0].value]
    everybody = workers_or_members(reading) if rates and people and not told else None
    if everybody is None or not rates[0].value:
        return
    base = people[0].value * 100 / rates[0].value
    low, high = sorted((base, everybody.value))
    if low and high / low > _FAR_APART and everybody not in people:
        yield found(
            reading, "RATE-REC",
            f"{people[0].text}参加、{rates[0].label}{rates[0].text},"
            f"分母应约 {written(round(base, -3), '人')};而同一篇里职工数是"
            f"{written(everybody.value, '人')}("
            f"{plain(round(people[0].value * 100 / everybody.value, 1))}%)。分母不一致,"
            "请写明各比率的分子、分母和范围。",
            [rates[0], people[0], everybody],
        )  # fmt: skip
