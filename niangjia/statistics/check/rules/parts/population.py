"""More people than there are (人数不超过总数): POP-CEIL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.support import (
    found,
    is_aimed_at,
    is_city_report,
    shown,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of

_NATION = (
    ("#", "人", 1_410_000_000),
    (r"#省(?:份|区|级(?:总?工会|地方工会|政府|行政区))", "个", 34),
)
"""There are no more in the whole country."""
_RESIDENTS = re.compile(r"(?<!每万)(?<!每万城镇)(?:常住|户籍|总|全[市县区])人口[^,#]{0,4}#")
_EVERYBODY = re.compile(r"全[国省市县区](?:共有)?(?:在职)?职工(?:\([^()]*\))?(?:总数)?[共有为达]*#")

_OWN = re.compile(
    r"全[局厂矿院校司路段行](?:系统)?(?:现有|共有|有)?(?:在职)?职工(?:总数|总人数|人数)?[共有为达到]*#|全(?:公司|集团|系统)(?:现有|共有|有)?(?:在职)?职工(?:总数|总人数|人数)?[共有为达到]*#"
)
_LED = re.compile(r"(?:团结|带领|动员|组织|发动|率领)[^,。;#]{0,8}#[^,。;#]{0,6}职工")
_WIDER = "全[国省市县区]|各[地单]|沿线|参建|兄弟单位|[民村]"
_NEAR = 3


def check(reading: Reading) -> Iterator[Finding]:
    """千万职工 in a city; more persons served than there are workers or residents."""
    total = workers_or_members(reading)
    for vague in reading.vagues:
        masses = vague.text.lstrip("上近数超逾过约").startswith(("千万", "亿万", "百万"))
        people = ("职工", "工人", "会员", "劳动者")
        if not masses or not (vague.text.endswith(people) or vague.after.startswith(people)):
            continue
        beyond = total is not None and vague.low > 2 * total.high
        if beyond or (is_city_report(reading) and "百万" not in vague.text):
            yield found(
                reading, "POP-CEIL",
                f"“{vague.text}”是修辞,不是统计数:本地职工到不了这个数量级。已不计入数据,建议改为“广大职工”。",
                [(vague.start, vague.end)],
            )  # fmt: skip
    yield from _beyond_nation(reading)
    yield from _beyond_own(reading)
    residents = [f for f in reading.figures if _RESIDENTS.search(f.context) and f.unit == "人"]
    if total is not None and total.has("workers.total", "members.total"):
        times = "1.03" if total.has("workers.total") else "1.2"  # workers are more than members
        yield from _beyond(
            reading, total, Decimal(times), "职工|会员|环卫|快递|送餐|骑手|农民工|劳动者|受教育"
        )
    if residents:
        most = max(residents, key=lambda figure: figure.value)
        yield from _beyond(
            reading,
            most,
            Decimal(1),
            "职工|会员|群众|市民|居民|参与|参加|观看|关注|受益|惠及|知晓|答题|投票",
        )


def _beyond_own(reading: Reading) -> Iterator[Finding]:
    """全局有职工 4.6 万人。…团结 12 万多职工: more people led than the body has."""
    own = [f for f in reading.figures if _OWN.search(f.context) and f.unit == "人"]
    if len({f.value for f in own}) != 1:
        return
    for figure in reading.figures:
        led = _LED.search(figure.context) and figure.unit == "人" and figure.low > own[0].high
        years = {f.period.start[:4] for f in (own[0], figure) if not f.period.inherited} - {""}
        near = figure.block - own[0].block in range(_NEAR)
        if led and near and len(years) < 2 and not re.search(_WIDER, reading.sentence_text(figure)):
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{shown(figure)},多于{own[0].label}{shown(own[0])}。请核对两个数,或写明还有哪些单位的职工。",
                [figure, own[0]],
            )  # fmt: skip


def _beyond_nation(reading: Reading) -> Iterator[Finding]:
    """覆盖职工 19.3 亿人; 42 个省级工会."""
    for words, unit, most in _NATION:
        for figure in reading.figures:
            many = figure.unit == unit and figure.low > most and re.search(words, figure.context)
            if many and not re.search("全球|世界|亚洲|非洲", figure.context):
                yield found(
                    reading, "POP-CEIL",
                    f"“{figure.label}”{shown(figure)},全国也只有 {written(Decimal(most), unit)}。"
                    "请核对;如为次数,请用“人次”。",
                    [figure],
                )  # fmt: skip


def _beyond(reading: Reading, total: Figure, times: Decimal, who: str) -> Iterator[Finding]:
    for figure in reading.figures:
        if measure_of(figure.unit) is not Measure.PERSON or not re.search(who, figure.context):
            continue
        if (
            is_aimed_at(reading, figure)
            or _RESIDENTS.search(figure.context)
            or _EVERYBODY.search(figure.context)
        ):
            continue
        wider = re.search(r"全国|全省", reading.sentence_text(figure)) and figure is not total
        most = total.high * (1 if "会员" in figure.context and not wider else times)
        if figure.low > most and not wider and not is_local(reading, total, figure):
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{written(figure.value, '人')},多于{total.label}{written(total.value, '人')}。"
                "受益人数不能多于总人数;如为服务次数,请用“人次”。",
                [figure, total],
            )  # fmt: skip
