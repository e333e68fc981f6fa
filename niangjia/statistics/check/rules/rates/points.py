"""Percentages of percentages (百分点与百分比) and what cannot fall so far: RATE-REC, RATE-CEIL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, is_count, tolerance
from niangjia.statistics.check.rules.support import by_sentence, found, plain

_RATE = re.compile(r"率|占|比例|比重|覆盖面|满意度|知晓度")
_MOVED = r"(?:提高|提升|上升|下降|降低|回落|上涨)"
_MOVED_BY = re.compile(
    rf"[,(](?:占比|比重|比例)?(?:同比|环比|(?:比|较)[^,。;()\d]{{0,8}}(?:\d{{4}}年)?(?:同期|末|底)?)?{_MOVED}(?:了|约|近)*"
)
_TO = re.compile(rf"(?:{_MOVED}|增长|增加)(?:到|至|为)")
_BY = re.compile(
    rf"[,(]?(?:[一二三四五六七八九十\d]年(?:来|间)?|累计|净|共)?(?:{_MOVED}|增长|增加)(?:了|约|近)*"
)
_THAN = re.compile(r"[,(]?[比较](?:上年|去年|\d{4}年|五年前|上届)(?:同期|[底末])?的?")
_TO_POINTS = re.compile(
    r"(?:比例|比重|率|占比)[^,。;\d]{0,12}(?:[降减升增提]?(?:到|至)|控制在|保持在|稳定在)$"
)
_RATE_MOVED = re.compile(
    rf"(?:覆盖|入会|建会|签订|办结|满意|参与|建制|组建|达标|成功|就业|采纳|整改|合格|知晓|调解成功)率(?:[比较](?:上年|去年|\d{{4}}年|[上前]届)(?:同期|[底末])?|同比){_MOVED}(?:了|约|近)*$"
)
_GROWN = re.compile(
    r",(?:同比|环比|[比较](?:上年|去年)(?:同期)?)?(?:增长|增加|下降|减少)(?:了|约|近)?"
)
_RANK = re.compile(r"第[\d一二三四五六七八九十]+[位名](?:提升|上升|前移|提高|下降|后移)(?:了|约)?$")
_SHRUNK = re.compile(r"(?:下降|减少|降低|缩短|缩小|压缩)(?:了|约|近)*$")
_FALLEN = re.compile(r"(?:下降|减少|降低|压减|压降)(?:了|分别|约|近)*(?:[\d.]+%[、和及])*$")


def check(reading: Reading) -> Iterator[Finding]:
    """Changes of rates told in per cent, rates told in points, falls of more than all."""
    for group in by_sentence(reading):
        for one, other in pairwise(group):
            yield from _raised(reading, one, other)
            yield from _of_count(reading, one, other)
        for three in zip(group, group[1:], group[2:], strict=False):
            yield from _from_to(reading, three)
        for figure in group:
            yield from _in_points(reading, figure)
            yield from _of_no_rate(reading, figure)
            yield from _of_ranks(reading, figure)
            yield from _fallen(reading, figure)


def _raised(reading: Reading, rate: Figure, change: Figure) -> Iterator[Finding]:
    """入会率 93.1%,比上年提高 0.6%: points, or per cent of the rate?"""
    told = rate.unit == change.unit == "%" and _RATE.search(reading.words_before(rate))
    said = between(reading, rate, change).removeprefix("以上").removeprefix("左右")
    if told and _MOVED_BY.fullmatch(said):
        yield found(
            reading, "RATE-REC",
            f"比率“{rate.text}”的变化写成“{change.text}”:两个百分数相减得百分点。如是相差,请写“{plain(change.value)}个百分点”。",
            [change, rate], severity=Severity.WARN, suggestion=f"{plain(change.value)}个百分点",
        )  # fmt: skip


def _of_no_rate(reading: Reading, change: Figure) -> Iterator[Finding]:
    """覆盖率较上年提高 3.5%: of a rate that is not told."""
    if change.unit == "%" and _RATE_MOVED.search(reading.sentence_before(change)):
        yield found(
            reading, "RATE-REC",
            f"“{change.label}{change.text}”:比率提高的是百分点还是百分比?请写明原来和现在各是多少,相差的用“个百分点”。",
            [change], severity=Severity.WARN, suggestion=f"{plain(change.value)}个百分点",
        )  # fmt: skip


def _from_to(reading: Reading, three: Sequence[Figure]) -> Iterator[Finding]:
    """由 81.3% 提高到 92.6%,提高 11.3%; 93.1%,比上年的 90.7% 提高 2.4%: the difference is points."""
    old, new, change = three
    if {f.unit for f in three} != {"%"}:
        return
    told = _TO.search(between(reading, old, new)) and _BY.fullmatch(between(reading, new, change))
    if _THAN.fullmatch(between(reading, old, new)):
        old, new = new, old
        told = _BY.fullmatch(between(reading, old, change))
    gap = abs(new.value - old.value)
    if told and old.value and abs(gap - change.value) <= tolerance(change):
        share = gap * 100 / old.value
        if abs(share - change.value) > tolerance(change):
            yield found(
                reading, "RATE-REC",
                f"由 {old.text} 到 {new.text} 相差 {plain(gap)} 个百分点(变化 {plain(round(share, 1))}%),"
                f"写的是“{change.text}”。两个百分数相减得百分点,请改正。",
                [change, old, new], suggestion=f"{plain(gap)}个百分点",
            )  # fmt: skip


def _of_count(reading: Reading, count: Figure, change: Figure) -> Iterator[Finding]:
    """参保 337.6 万人次,同比增长 9.4 个百分点: a count grows by per cent."""
    told = change.unit == "个百分点" and is_count(count)
    if told and _GROWN.fullmatch(between(reading, count, change)):
        yield found(
            reading, "RATE-REC",
            f"“{count.label}”{count.text}是数量,增减用“%”,百分点只用于两个百分数之差:“{change.text}”。请核对。",
            [change, count], severity=Severity.WARN, suggestion=f"{plain(change.value)}%",
        )  # fmt: skip


def _of_ranks(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """较上届的第 11 位提升 5%: a rank rises by places."""
    if figure.unit == "%" and _RANK.search(reading.sentence_before(figure)):
        yield found(
            reading, "RATE-REC",
            f"名次的升降用“位”,不用百分比:“{figure.text}”。请核对。", [figure],
            severity=Severity.WARN, suggestion=f"{plain(figure.value)}位",
        )  # fmt: skip


def _in_points(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """比例压减到 5 个百分点以内: a share is so many per cent."""
    if figure.unit == "个百分点" and _TO_POINTS.search(reading.words_before(figure)):
        yield found(
            reading, "RATE-REC",
            f"“{figure.label}{figure.text}”:比例本身用“%”,百分点只用于两个百分数之差。请核对。",
            [figure], severity=Severity.INFO, suggestion=f"{plain(figure.value)}%",
        )  # fmt: skip


def _fallen(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """下降 112%: nothing falls by more than all of it."""
    if figure.unit == "倍" and _SHRUNK.search(reading.words_before(figure)):
        yield found(
            reading, "RATE-CEIL",
            f"“{figure.label}”减少 {figure.text}:减少不会超过原来的全部,"
            "不能用倍数。请改为百分比(如“减少一半”),或核对方向。",
            [figure], severity=Severity.ERROR,
        )  # fmt: skip
    if figure.unit != "%" or figure.low <= Decimal(100):
        return
    if _FALLEN.search(reading.sentence_before(figure)):
        yield found(
            reading, "RATE-CEIL",
            f"“{figure.label}”下降 {figure.text}:下降不会超过 100%。请核对数字、小数点,或是不是上升。",
            [figure], severity=Severity.ERROR,
        )  # fmt: skip
