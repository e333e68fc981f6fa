"""Shares of a whole (占比): RATE-REC, UNIT-PT. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.rates import differs, tolerance
from niangjia.statistics.check.rules.support import by_sentence, counting, found, measured, stated
from niangjia.statistics.check.units import Measure, measure_of

_SHARE = re.compile(r"^[^,。;]{0,6},?(?:约)?占")
_OF_ALL = re.compile(
    r",?(?:约)?占(?:全[省市县区州])?(?:工会)?(?P<whole>会员|职工)(?:总数|总人数|人数)(?:的)?(?:比例|比重)?(?:达到?|为|近|超过?|约)*"
)
_WHOLES = {"会员": "members.total", "职工": "workers.total"}


def check(reading: Reading) -> Iterator[Finding]:
    """What is said to be a share of something, against the two numbers."""
    for group in by_sentence(reading):
        yield from _shares(reading, group)
        yield from _of_all(reading, group)
        yield from _joined(reading, group)


def _shares(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """3126 件,占工单总量 8236 件的 37.96%; 其中 A 5236 万元,占 64.49%."""
    places = reading.places
    for part, whole, rate in zip(group, group[1:], group[2:], strict=False):
        first = reading.page.text[part.end : whole.start]
        second = reading.page.text[whole.end : rate.start]
        if (
            rate.unit != "%"
            or not _SHARE.match(first)
            or second not in {"的", "的比例为", "的比重为", "职工的", "会员的", "工会的", "企业的"}
        ):
            continue
        kinds = (measure_of(part.unit), measure_of(whole.unit))
        if kinds == (Measure.SERVICE, Measure.PERSON):
            yield found(
                reading, "UNIT-PT",
                f"“{part.text}占{whole.text}的{rate.text}”:人次不能与人数相除。请补报不重复的人数。",
                [rate, part, whole],
            )  # fmt: skip
        elif part.unit == whole.unit and whole.value:
            right = part.value * 100 / whole.value
            yield from differs(reading, rate, right, f"{part.text} ÷ {whole.text} ", (part, whole))
    listed: int | None = None
    for part, rate in pairwise(group):
        listed = part.parent if part.parent is not None else listed
        parent = places.get(listed) if listed is not None else None
        between = reading.page.text[part.end : rate.start]
        if (
            parent
            and parent.value
            and parent.unit == part.unit
            and rate.unit == "%"
            and re.fullmatch(r",?占(?:比|总数的|全部的)?", between)
        ):
            right = part.value * 100 / parent.value
            yield from differs(
                reading, rate, right, f"{part.text} ÷ {parent.text} ", (part, parent)
            )


def _of_all(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """农民工会员 260 万人,占会员总数的 37 %: the members are stated before in the paragraph."""
    for part, rate in pairwise(group):
        said = _OF_ALL.fullmatch(reading.page.text[part.end : rate.start])
        if not said or rate.unit != "%" or part.unit != "人":
            continue
        wholes = [
            whole for whole in stated(reading, _WHOLES[said["whole"]])
            if whole.block == part.block and whole.start < part.start and whole.value >= part.value
        ]  # fmt: skip
        shares = [part.value * 100 / whole.value for whole in wholes]
        if not any(abs(share - rate.value) <= tolerance(rate) for share in shares):
            for whole, share in list(zip(wholes, shares, strict=True))[-1:]:
                words = f"{part.text} ÷ {whole.text} "
                yield from differs(reading, rate, share, words, (part, whole))


def _joined(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """全市职工 50 万人,会员 40 万人,入会率 92%."""
    workers, members = counting(group, "workers.total"), counting(group, "members.total")
    rates = [rate for rate in measured(group, Measure.RATE) if rate.label.endswith("入会率")]
    if len(workers) == len(members) == len(rates) == 1 and workers[0].value:
        right = members[0].value * 100 / workers[0].value
        words = f"会员 {members[0].text} ÷ 职工 {workers[0].text} "
        yield from differs(reading, rates[0], right, words, (members[0], workers[0]))
