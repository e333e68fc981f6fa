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

_TITLES = 2
_NATION = (
    ("#", "人", 1_410_000_000),
    (r"#省(?:份|区|级(?:总?工会|地方工会|政府|行政区))", "个", 34),
)
"""There are no more in the whole country."""
_RESIDENTS = re.compile(r"(?<!每万)(?<!每万城镇)(?:常住|户籍|总|全[市县区])人口[^,#]{0,4}#")
_EVERYBODY = re.compile(r"全[国省市县区](?:共有)?(?:在职)?职工(?:\([^()]*\))?(?:总数)?[共有为达]*#")

_BODIES = re.compile(
    r"油田|公司|集团|[^财当格布结]局|厂|矿|大学|学院|[本全该]院|医院|学校|[本全该]校|机务段|[本全该]段|铁路|银行|烟草|电网|航空|港"
)
"""What has a staff of its own: a union of such a body leads its workers and no others."""
_OWN = re.compile(
    r"(?:^|[有共达为]|[在册]?在册|在[职岗]|用工|系统|工会|企业|[局厂矿院校司团田段行])(?:有|在[职册岗])?(?:干部)?(?:职工|员工|教职员?工|从业人员|会员)(?:总数|总人数|人数)?[共有为达到]*#(?!.{0,6}(?:参|获|提|享|投|受))"
    r"|(?:现有|共有|拥有|下辖|有)#(?:名)?(?:在[职册岗])?(?:干部)?(?:职工|员工|教职员?工|从业人员|会员)$"
)
_NOT_OWN = re.compile(
    r"分(?:公司|厂|行|院|校)|总部|本部|机关|[女男青老]职工|困难|离退休|退休|农民工|其中|技能|下属|子公司|协会|俱乐部|累计|新|目标|计划|\d{4}年(?!底|末)|建[局厂矿院校]|成立|当[年时]|初期|创建"
)
_LED = re.compile(
    r"(?:团结|带领|引领|凝聚|动员|发动|号召|率领|激励|引导|激发|调动|鼓舞|汇聚|依靠|组织|惠及|覆盖|服务)[^,。;#]{0,12}#[^,。;#]{0,6}?(?:职工|员工|教工|会员)(?![^,。;]{0,4}(?:家属|群众|和|及|与|、|次))"
)
_WIDER = re.compile(
    r"全[国省市县区行]|各[地单省]|沿线|参建|兄弟|协作|[民村]|[市县区]总工会|行业|上下游|承包|外协|社会|累计|人次|先后|每年|离退休|家属|农民工|劳务|关联|合作|产业链|总部|\d省|(?:^|[,;])(?!我|本|全)[一-鿿]{1,4}[省市县州](?!场|政)"
)
_MORE_STAFF = re.compile(r"农民工|劳务|派遣|离退休|退休|外协|外包|临时工|用工")
_BESIDE = ("农民工", "劳务工", "退休职工", "派遣工")
_ALONE = Decimal("1.15")
"""A figure told in passing may be of another year."""


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
            reading,
            total,
            Decimal(times),
            "职工|会员|环卫|快递|送餐|骑手|农民工|劳动者|受教育|参赛",
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
    """油田现有职工 7.3 万人。…团结 20 多万职工: more people led than the body has, wherever the two stand."""
    own = [f for f in reading.figures if _is_own_size(reading, f)]
    if len({f.value for f in own}) != 1:
        return
    staff = own[0]
    body = set(_BODIES.findall(reading.sentence_before(staff)))
    for figure in reading.figures:
        led = _LED.search(figure.context) and figure.unit == "人"
        if not led or figure.low <= staff.high * _ALONE or figure.parent is not None:
            continue
        said = reading.sentence_text(figure)
        others = set(_BODIES.findall(reading.sentence_before(figure)))
        apart = bool(others) and bool(body) and not body & others
        years = {f.period.start[:4] for f in (staff, figure) if not f.period.inherited} - {""}
        if apart or len(years) > 1 or _WIDER.search(said) or is_aimed_at(reading, figure):
            continue
        if _with_others(reading, staff) < figure.low:
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{shown(figure)},多于{staff.label}{shown(staff)}。请核对两个数,或写明还有哪些单位的职工。",
                [figure, staff],
            )  # fmt: skip


def _is_own_size(reading: Reading, figure: Figure) -> bool:
    """Whether it says how many work in the one body a text is about (全局职工, 集团现有员工)."""
    if figure.unit != "人" or figure.parent is not None or not _OWN.search(figure.context):
        return False
    before = reading.sentence_before(figure)
    if _NOT_OWN.search(before) or _LED.search(figure.context) or is_aimed_at(reading, figure):
        return False
    titles = "".join(block.text for block in reading.page.blocks[:_TITLES])
    body = _BODIES.search(before) or (_BODIES.search(titles) and figure.block <= _TITLES)
    return bool(body) and not re.search(r"全[国省市县区]|[市县区]总工会|[省市]的", before)


def _with_others(reading: Reading, staff: Figure) -> Decimal:
    """The staff with what its sentence tells of others who work there or did (农民工, 离退休职工)."""
    others = [
        f for f in reading.by_block[staff.block]
        if f.sentence == staff.sentence and f.start > staff.start and f.unit == "人"
        and f.parent is None and _MORE_STAFF.search(f.context)
    ]  # fmt: skip
    return staff.high + sum((f.high for f in others), Decimal(0))


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
        if _NOT_OWN.search(total.context) or _is_beside(total, figure):
            continue
        wider = (
            re.search(r"全国|全省|沿线|参建|兄弟单位", reading.sentence_text(figure))
            and figure is not total
        )
        if total.has("workers.total") and figure.low <= _with_others(reading, total):
            continue
        most = total.high * (1 if "会员" in figure.context and not wider else times)
        if figure.low > most and not wider and not is_local(reading, total, figure):
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{written(figure.value, '人')},多于{total.label}{written(total.value, '人')}。"
                "受益人数不能多于总人数;如为服务次数,请用“人次”。",
                [figure, total],
            )  # fmt: skip


def _is_beside(total: Figure, figure: Figure) -> bool:
    """职工 1.2 万人,农民工 2.6 万人: others who work there, counted beside them."""
    beside = (total.block, total.sentence) == (figure.block, figure.sentence)
    left = figure.context.partition("#")[0]
    return beside and total.start < figure.start and left.endswith(_BESIDE)
