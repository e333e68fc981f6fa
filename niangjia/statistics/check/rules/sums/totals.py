"""Totals that stand last (共计、三项合计、全年): SUM, UNIT-PT. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, is_count
from niangjia.statistics.check.rules.sums.adding import WHOLES, adds_up, made, splits
from niangjia.statistics.check.rules.sums.items import NEARLY, words_of
from niangjia.statistics.check.rules.support import HONOUR, by_sentence, found
from niangjia.statistics.check.units import Measure, measure_of

_ITEMS = re.compile(
    r"(?P<number>[两二三四五六七八])(?P<of>[项者类年场次批级地期轮区县市镇乡])(?:间|来)?(?:共计|合计|总计|相加|累计|共|群体|人员)[^,;、\d]{0,10}$"
)
_TAIL = re.compile(
    r"(?P<in_all>(?:共计|合计|总计)[^,;、]{0,6}$)|(?:^|[,;])(?P<briefly>(?:共|总数|总人数|总量)(?:有|达到?|为)?$)"
    r"|(?P<number>(?:总数|总量|总额|总人数|总户数|总投入|总支出|总收入|总金额|总计投入|共有?|全年共|累计|可用[一-鿿]{2,4})(?:有|达到?|为)?$)|(?:^|[,;])(?P<spent>共[投筹募下支发救慰培参组走惠][一-鿿]{1,3}$)|(?:^|[,;])(?P<year>全年)[^,;、]{0,10}$"
)
_BOTH_SORTS = re.compile(
    r"共[^,、。;\d]{0,6}(?:集体[和、及与](?:先进)?个人|个人[和、及与](?:先进)?集体)[^,。;\d]{0,4}$"
)
_ABOVE = re.compile("上述|以上|前述")
_TELLING, _MOST_NAMED = 20, 10


def check(reading: Reading) -> Iterator[Finding]:
    """Totals after their parts."""
    for group in by_sentence(reading):
        yield from _in_all(reading, group)


def _in_all(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """A 3 个、B 4 个,共计 8 个; 上半年 3 万人,下半年 4 万人,全年 8 万人: the total stands last."""
    for rank, total in enumerate(group):
        left = re.split(r"[。;]", reading.words_before(total))[-1]
        items = _ITEMS.search(left)
        if items:
            above = _ABOVE.search(left) and not any(f.unit == total.unit for f in group[:rank])
            yield from _of_items(
                reading, _sentence_above(reading, total) if above else group[:rank], total, items
            )
            continue
        yield from _unlike(reading, group[:rank], total, left)
        yield from _honoured(reading, group[:rank], total, left)
        cue = _TAIL.search(left)
        if not cue or measure_of(total.unit) is Measure.RATE:
            continue
        loose = cue["in_all"] or cue["number"] or cue["year"]
        parts = _parts_before(reading, group[:rank], total, listed=not loose)
        if cue["number"] and splits(group[max(0, rank - 2) : rank], WHOLES):
            parts = list(group[rank - 2 : rank])
        if parts and re.fullmatch(
            r"[一-鿿]{2,6}(?:合计|共计|总计)", between(reading, parts[-1], total)
        ):
            parts = parts[:-1]  # 8 个分校合计 58 个: how many there are is no part
        runs = combinations(range(len(parts) + 1), 2)
        adds = any(adds_up(total, parts[a:b]) for a, b in runs if b - a > 1)
        counts = [f for f in group[:rank] if is_count(f) and f.unit != "元"]
        adds = (
            adds
            or any(  # 奖章 4 人、奖状 2 个、先锋号 5 个,合计 11 个
                sum(f.value for f in counts[first:]) == total.value
                for first in range(len(counts) - 1)
            )
        )
        if len(parts) < 2 or adds:  # 参赛 2640 人,一等奖 22 人、二等奖 44 人,共计 66 人
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        near = abs(amount - total.value) <= total.value * NEARLY
        said = re.sub(r"[\d.,\s]", "", words_of(reading, parts[0], total))
        each = re.search(r"每|各(?!级|类)", reading.clause_before(parts[0]))
        if each or "其中" in said or re.search(r"占|比上年|同比|增长|每", said):
            continue
        both = splits(parts[-2:], WHOLES) and cue["number"]
        if (
            cue["in_all"]
            or cue["briefly"]
            or ((cue["number"] or cue["spent"]) and near)
            or (cue["year"] and near and len(parts) > 2)
            or both
            or _all_year(reading, parts)
        ):
            yield made(reading, total, parts)


def _sentence_above(reading: Reading, total: Figure) -> list[Figure]:
    """The figures of the sentence before: 上述三项共计 1137 万元."""
    block = reading.by_block[total.block]
    return [figure for figure in block if figure.sentence == total.sentence - 1]


def _honoured(
    reading: Reading, before: Sequence[Figure], total: Figure, left: str
) -> Iterator[Finding]:
    """标兵 20 名、标兵岗 15 个,共表彰先进集体和个人 40 个: here persons and teams are counted together."""
    parts = [
        f for f in before
        if f.segment == total.segment and f.parent is None and HONOUR.search(f.context)
        and measure_of(f.unit) in {Measure.PERSON, Measure.BODY, Measure.ITEM}
    ]  # fmt: skip
    if len(parts) < 2 or len(parts) < len(before) or not _BOTH_SORTS.search(left):
        return
    amount = sum((part.value for part in parts), Decimal(0))
    if abs(amount - total.value) * 3 <= total.value and not adds_up(total, parts):
        yield made(reading, total, parts, Severity.WARN)


def _unlike(
    reading: Reading, before: Sequence[Figure], total: Figure, left: str
) -> Iterator[Finding]:
    """640 人、85 户,共 725 人: persons and households added up."""
    for count in (2, 3):
        parts = before[-count:]
        kinds = {measure_of(part.unit) for part in parts}
        heads = {Measure.PERSON, Measure.HOUSEHOLD, Measure.BODY, Measure.SERVICE}
        if len(parts) < count or len(kinds) < 2 or not kinds <= heads:
            continue
        exact = sum(part.value for part in parts) == total.value > _TELLING
        if re.search("奖章|奖状|先锋号|奖项|表彰", reading.sentence_text(total)):
            return  # 奖章 40 人、奖状 15 家、先锋号 25 个,奖项合计 80 个
        if exact and measure_of(total.unit) in heads and re.search(r"共|合计|总计", left):
            yield found(
                reading, "UNIT-PT",
                f"{'、'.join(part.text for part in parts)}单位不同,却相加为 {total.text}。"
                "人、户、家不能相加,请分开写。",
                [total, *parts],
            )  # fmt: skip
            return


def _parts_before(
    reading: Reading, before: Sequence[Figure], total: Figure, *, listed: bool
) -> list[Figure]:
    """The figures of the total's unit right before it; of a list when ``listed``."""
    parts: list[Figure] = []
    for part in reversed(before):
        if part.unit != total.unit or (parts and parts[0].parent == part.start):
            break  # the whole of a list of its own
        if listed and parts and not _next_in_list(reading, part, parts[0]):
            break
        parts.insert(0, part)
    return parts


def _all_year(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether the parts are both halves or all quarters of a year."""
    text = "".join(reading.words_before(part) for part in parts)
    halves = all(re.search(half, text) for half in ("上半年", "下半年")) and len(parts) == 2
    quarters = all(f"{quarter}季度" in text for quarter in "一二三四") and len(parts) == 4
    return halves or quarters


_MEAN = re.compile(r"每|[人户家场次月年日](?:平)?均[为达约]?$|平均[^,。;]{0,6}$")


def _of_items(
    reading: Reading, before: Sequence[Figure], total: Figure, items: re.Match[str]
) -> Iterator[Finding]:
    """助学 1565 万元,助医 892 万元,助困 2400 万元,三项共计 4857 万元: the number says how many."""
    count = int(parse(items["number"]) or 0)
    counted = (f for f in before if f.unit == total.unit)
    parts = [f for f in counted if not _MEAN.search(reading.words_before(f))][-count:]
    named = [f for f in before if f.unit == total.unit][-_MOST_NAMED:]
    if any(adds_up(total, two) for two in combinations(named, count)):
        return  # 服务职工和补助基层两项合计: named, not the last two
    amount = sum((part.value for part in parts), Decimal(0))
    near = items["of"] in "项者类" or abs(amount - total.value) <= total.value * NEARLY
    if len(parts) == count and near and not adds_up(total, parts):
        yield made(reading, total, parts)


def _next_in_list(reading: Reading, one: Figure, other: Figure) -> bool:
    return bool(
        re.match(
            r"[^,。;\d]{0,8}(?:、|和|,?加上?)|[,;][^,]{0,8}(?:[上下]半年|季度)",
            between(reading, one, other),
        )
    )
