"""The base a printed rate would need (分母) against the bases the text tells: RATE-REC. Pure.

28 万 take part, 72 %: that is a base of 38.9 万, where the text knows 123 万 workers; 1690 家 signed, 92 %, where 2140
have a union. The rate may be right, but of something else, which has to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, is_count, is_local
from niangjia.statistics.check.rules.support import (
    by_sentence,
    found,
    is_aimed_at,
    plain,
    stated,
    written,
)
from niangjia.statistics.check.rules.text.plans import plan_blocks

_RATES = (
    (
        re.compile(
            r"^(?:全[省市县区])?(?:职工|会员)?(?:的)?(?:参与|参加|参赛|参保|参互|受益|覆盖)[率面](?:达到?|为|是)*$"
        ),
        re.compile(r"职工|会员"),
        ("workers.total", "members.total"),
    ),
    (
        re.compile(
            r"^(?:工资)?(?:集体)?(?:合同|协议)?(?:签订|签约|建制|覆盖|建会)[率面](?:达到?|为|是)*$"
        ),
        re.compile(r"企业"),
        ("unions.covered",),
    ),
    (
        re.compile(r"^(?:组织)?(?:组建|建立|建制|配备)[率面](?:达到?|为|是)*$"),
        re.compile(r"(?:经审|经费审查|女职工|女工)(?:委员会|组织|委)"),
        ("unions.total",),
    ),
)
"""How the clause of a rate reads, what its number counts, and of what there is a base in the text."""
_GROUP = re.compile(
    r"女|农民工|青年|新就业|骑手|司机|困难|一线|百人|规模|规上|非公|国有|重点|其中|公司|医院|学校|系统"
)
_OFF = Decimal("0.12")
_ALIKE = {"个": {"个", "家"}, "家": {"个", "家"}}


def check(reading: Reading) -> Iterator[Finding]:
    """Every rate of a number beside it whose base no number of the text comes near."""
    plans = plan_blocks(reading.page)
    for group in by_sentence(reading):
        if group[0].block in plans or not reading.in_text(group[0]):
            continue
        for rank, rate in enumerate(group):
            part = group[rank - 1] if rank else None
            if rate.unit != "%" or part is None or not rate.value or not is_count(part):
                continue
            for named, thing, concepts in _RATES:
                told = named.match(reading.clause_before(rate)) and thing.search(part.context)
                if told and not _GROUP.search(part.context + reading.clause_before(rate)):
                    yield from _without_base(reading, part, rate, stated(reading, *concepts))


def _without_base(
    reading: Reading, part: Figure, rate: Figure, bases: Sequence[Figure]
) -> Iterator[Finding]:
    """The rate, where bases are told and none gives it."""
    bases = [
        base for base in bases
        if base.unit in _ALIKE.get(part.unit, {part.unit}) and base.start != part.start
        and base.value > part.value
        and not is_aimed_at(reading, base) and not is_local(reading, base, part)
        and not _GROUP.search(base.context)
    ]  # fmt: skip
    exact = rate.precision is Precision.EXACT is part.precision
    if not bases or not exact or _is_given(reading, part, rate):
        return
    base = part.value * 100 / rate.value
    nearest = min(bases, key=lambda figure: abs(figure.value - base))
    if abs(nearest.value - base) > base * _OFF:
        yield found(
            reading, "RATE-REC",
            f"{part.text}、{rate.text},分母应约 {written(round(base, -2), part.unit)};"
            f"而文中{nearest.label}是 {nearest.text}({plain(round(part.value * 100 / nearest.value, 1))}%)。"
            "分母不一致,请写明各比率的分子、分母和范围。",
            [rate, part, nearest],
        )  # fmt: skip


def _is_given(reading: Reading, part: Figure, rate: Figure) -> bool:
    """Whether any number of the text is the base, or the rate is of two other numbers of its paragraph."""
    if any(
        agrees(rate, part.value * 100 / f.value, (part, f))
        for f in reading.figures
        if f.unit == part.unit and f.value > part.value
    ):
        return True
    near = [f for f in reading.by_block[rate.block] if is_count(f) and f.value]
    return any(
        one.unit == other.unit and agrees(rate, one.value * 100 / other.value, (one, other))
        for one in near
        for other in near
        if one.value < other.value
    )
