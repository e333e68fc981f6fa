"""Ratios outside what is common (常见范围): BAND, PEER, STOCK-FLOW. Bands are data. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Kind
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import default_period
from niangjia.statistics.check.rules.support import (
    by_block,
    by_segment,
    by_sentence,
    counting,
    found,
    of_two_levels,
    plain,
    stated,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Band:
    """``over / under`` should lie in [low, high]; compared within one sentence or paragraph."""

    over: str
    under: str
    low: Decimal
    high: Decimal
    each: str
    advice: str


BANDS = (
    Band("members.joined", "unions.founded", Decimal(3), Decimal(3000),
        "平均每家新建工会发展会员 {} 人", "请核对两个数"),
    Band("members.total", "unions.total", Decimal(10), Decimal(2000), "平均每家基层工会会员 {} 人", "请核对两个数"),
)  # fmt: skip
CALLS_PER_10000_WORKERS = Decimal(5)
EMERGENCY_SHARE = Decimal("0.8")
NEW_MEMBERS_SHARE = Decimal("0.6")
"""More of all members than this have hardly joined in one year."""
_MANY_JOINED = 1000
_SINCE_OR_PLAN = re.compile(r"累计|年来|以来|历年|计划|目标|力争|五年|三年|其中")
_MANY_MODELS = 30
_ROUND = re.compile(r"先进(?:集体|单位)|表彰|被授予|当选")
"""One round of honours in one year: they are of that year."""
_FEW_MODELS = Decimal("0.0002")
MODEL_WORKERS_PER_MEDAL = Decimal(5)
MODEL_WORKERS_PER_MEMBER = Decimal("0.0005")
"""Peers: 550 in five years of 6.9 M members (0.00008); 205 in a city's recognition year."""
NATIONAL_EVERY = 5
NATIONAL_PER_MEMBER = Decimal("0.00003")
"""Peers: 2,500 a time of 300 M members in the nation (0.000008), 7 of a city's 1.2 M workers (0.000006)."""
_SEVERAL_MODELS = 10
_NATIONAL = re.compile(r"全国(?:劳动模范|劳模)")
_CHOSEN = re.compile(r"评选|当选|新产生|产生|荣获|获得|获评|涌现|新增|推荐")
_LOOKING_BACK = re.compile(r"回眸|回顾|综述|纪实|总结|扫描|盘点")
_OF_THAT_YEAR = {"去年", "一年来", "全年", "今年", "年内"}
_TITLES = 6
_PURCHASED = re.compile(
    r"(?:采购|购买|认购|消费)[^,;。#]{0,12}(?:农副?产品|扶贫产品|帮扶产品|农特产品)[^,;。#]{0,6}#"
    r"|(?:消费帮扶|消费扶贫)[^,;。#]{0,8}#"
)
PURCHASED_PER_MEMBER = Decimal(1000)
"""Yuan of one year; what unions may spend on holidays and birthdays of a member is 2,000 to 2,500."""
_EMERGENCY = re.compile(r"抗疫|疫情|援鄂|抗震|救灾|抗洪|应急")
_CALLS = re.compile(r"(?:热线|来电|12351)[^,#]{0,10}#|#[^,#]{0,4}(?:来电|电话)")
_IN_YEARS = re.compile(r"([二三四五六七八九]|[2-9])年(?:来|间|里)")
_REPLY = re.compile(r"(?:回复|答复|接通|处理回复)率")
_RECENT = re.compile(
    r"(?:近|过去|这)[一二三四五六七八九十两\d]+年|[一二三四五六七八九十两]年来|任期内|届内|本届以来|(?:代表大会|换届)(?:召开)?以来"
)
_SINCE = re.compile(
    r"自(?![^,。;]{0,20}(?:代表大会|换届))[^,。;]{2,24}以来|建[国会市县区]以来|历年|历届|历史上"
)
_ENOUGH = 20


def check(reading: Reading) -> Iterator[Finding]:
    """Ratios of figures that stand together."""
    for group in by_segment(reading):
        for band in BANDS:
            yield from _banded(reading, group, band)
    for group in by_sentence(reading):
        yield from _model_workers(reading, group)
        yield from _national_models(reading, group)
    for group in by_block(reading):
        yield from _hotline(reading, group)
    yield from _emergency(reading)
    yield from _purchases(reading)
    yield from _new_members(reading)


def _banded(reading: Reading, group: list[Figure], band: Band) -> Iterator[Finding]:
    over = next(iter(counting(group, band.over)), None)
    events = [figure for figure in counting(group, band.under) if figure is not over]
    under = next(iter(events), None)
    if over is None or under is None or over is under or not under.value:
        return
    if re.search("平均|每", over.context):
        return  # itself a mean
    if measure_of(over.unit) is measure_of(under.unit):
        return
    held = sum(
        (e.value for e in events if measure_of(e.unit) is measure_of(under.unit)), Decimal(0)
    )
    ratio = over.value / held
    if not band.low <= ratio <= band.high:
        yield found(
            reading, "BAND",
            f"{under.text}、{over.text},{band.each.format(plain(round(ratio)))},超出常见范围"
            f"({plain(band.low)} 至 {plain(band.high)})。{band.advice}。",
            [over, under],
        )  # fmt: skip


def _model_workers(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """Model workers are chosen every three to five years; medals yearly."""
    recent = _RECENT.search(reading.sentence_text(group[0]))
    models = [
        figure for figure in counting(group, "model_workers")
        if figure.period.kind is Kind.FLOW
        or (recent and (figure.period.kind is None or recent.end() < reading.sentence_text(figure).find("累计")))
    ]  # fmt: skip
    if models and _SINCE.search(reading.sentence_text(models[0])):
        return
    medals = counting(group, "medals")
    if not models or not medals:
        return
    model, medal = max(models, key=lambda f: f.value), medals[0]
    all_medals = sum((f.value for f in medals if f.unit == medal.unit), Decimal(0))
    if model.value < _MANY_MODELS:
        return  # 市劳动模范 6 名 are the chosen of one year
    members = next(iter(stated(reading, "members.total")), None)
    per_medal = model.value / all_medals if all_medals else Decimal(0)
    share = model.value / members.value if members and members.value else Decimal(0)
    one_year = model.period.start[:4] == model.period.end[:4] and not recent
    one_round = one_year and _ROUND.search(reading.sentence_text(model))
    other_level = all(of_two_levels(model.context, medal.context) for medal in medals)
    if one_round or other_level:
        per_medal = Decimal(0)
    few = members is not None and share <= _FEW_MODELS  # 省劳模 beside national medals
    if (per_medal <= MODEL_WORKERS_PER_MEDAL or few) and share <= MODEL_WORKERS_PER_MEMBER:
        return
    said = model.period.text or (recent.group() if recent else "")
    places = [model, medal, *([members] if members else [])]
    yield found(
        reading, "PEER",
        f"{said}“{model.label}”{model.text}"
        + (f",是同期奖章 {plain(all_medals)} 的 {plain(round(per_medal, 1))} 倍" if per_medal else "")
        + (f",每万会员 {plain(round(share * 10000, 1))} 人" if members else "")
        + ",明显高于同类地区。请核对是否为历年累计。",
        places,
    )  # fmt: skip
    if one_round:
        return
    yield found(
        reading, "STOCK-FLOW",
        f"“{model.label}”{model.text}写在“{said}”之内,规模却像期末累计数:劳模一般三至五年评选一次。请注明是期内新增还是累计。",
        [model],
    )  # fmt: skip


def _national_models(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """全国劳动模范 are chosen every fifth year, some 2,500 of 300 million members."""
    members = next(iter(stated(reading, "members.total")), None)
    for model in counting(group, "model_workers"):
        chosen = _NATIONAL.search(model.context) and not _SINCE.search(reading.sentence_text(model))
        if not chosen or not _CHOSEN.search(reading.sentence_before(model)) or model.parent:
            continue
        year = _one_year(reading, model)
        if year % NATIONAL_EVERY:
            yield found(
                reading, "PERIOD",
                f"全国劳动模范五年评选一次(逢五逢十的年份),{year} 年没有评选,却写“{model.text}”。"
                "请核对年份和荣誉名称。",
                [model],
            )  # fmt: skip
        share = model.value / members.value if members and members.value else Decimal(0)
        if members and model.value >= _SEVERAL_MODELS and share > NATIONAL_PER_MEMBER:
            yield found(
                reading, "STOCK-FLOW",
                f"“{model.label}”{model.text},每十万会员 {plain(round(share * 100000, 1))} 人,"
                "远高于全国(每次评选约 0.8 人)。请核对是否为历年累计。",
                [model, members],
            )  # fmt: skip


def _one_year(reading: Reading, figure: Figure) -> int:
    """The year a figure is of where it is told for sure, else 0."""
    told, whole = figure.period, default_period(reading.page, reading.published)
    own = told.text in reading.sentence_before(figure)
    if own and told.start and told.start[:4] == told.end[:4]:
        return int(told.start[:4])
    looking_back = _LOOKING_BACK.search("".join(b.text for b in reading.page.blocks[:_TITLES]))
    if whole.start and whole.start[:4] == whole.end[:4] and looking_back:
        return int(whole.start[:4]) if told.text in _OF_THAT_YEAR else 0
    return 0


def _new_members(reading: Reading) -> Iterator[Finding]:
    """新发展会员 5.9 万人 of 6.1 万: nearly all members joined in one year?"""
    members = stated(reading, "members.total")
    for joined in stated(reading, "members.joined"):
        text = reading.sentence_text(joined)
        whole = next((m for m in members if m.block == joined.block and m is not joined), None)
        told = re.search(r"新发展|新增|发展会员", joined.context) and not _SINCE_OR_PLAN.search(
            text
        )
        large = whole is not None and joined.value >= _MANY_JOINED and not joined.parent
        if whole is None or not told or not large or joined.low > whole.high:
            continue
        if joined.low > whole.value * NEW_MEMBERS_SHARE:
            yield found(
                reading, "STOCK-FLOW",
                f"“{joined.label}”{joined.text},占会员 {whole.text}的 "
                f"{plain(round(joined.value * 100 / whole.value))}%,"
                "像是期末累计数。请注明是期内新增还是累计。",
                [joined, whole],
            )  # fmt: skip


def _hotline(reading: Reading, group: list[Figure]) -> Iterator[Finding]:
    """A help line hardly used, and a reply rate that says nothing about the outcome."""
    calls = next(iter(counting(group, "hotline.calls")), None) or next(
        (f for f in group if f.unit in {"个", "通"} and _CALLS.search(f.context)), None
    )
    workers = workers_or_members(reading) if calls else None
    if calls is None or workers is None or not workers.value:
        return
    years = _IN_YEARS.search(reading.sentence_before(calls))
    per = calls.value * 10000 / workers.value / (int(parse(years[1]) or 1) if years else 1)
    if per >= CALLS_PER_10000_WORKERS or workers.value < 10000:
        return
    text = reading.block_text(calls)
    reply = [f for f in group if f.unit == "%" and _REPLY.search(f.label)]
    also = (
        ",只报回复率不能说明办结和满意情况"
        if reply and not re.search(r"办结率|满意率", text)
        else ""
    )
    yield found(
        reading, "BAND",
        f"热线来电 {calls.text},职工 {written(workers.value, '人')},每万人仅 {plain(round(per, 2))} 次,使用极低{also}。"
        "请核对来电数,并同时报每万人受理量、按时办结率和满意率。",
        [calls, *reply, workers],
    )  # fmt: skip


def _purchases(reading: Reading) -> Iterator[Finding]:
    """采购脱贫地区农副产品 147 亿元 beside 862 万 members: 1,705 yuan each in a year."""
    members = workers_or_members(reading)
    for figure in reading.figures:
        bought = figure.unit == "元" and _PURCHASED.search(figure.context)
        several = _RECENT.search(reading.sentence_text(figure)) or "累计" in figure.context
        if not bought or several or members is None or not members.value:
            continue
        each = figure.value / members.value
        if each > PURCHASED_PER_MEMBER:
            yield found(
                reading, "BAND",
                f"“{figure.label}”{figure.text},平均每名会员(职工) {plain(round(each))} 元,高得少见。"
                "请核对金额的小数点和“万”“亿”。",
                [figure, members],
            )  # fmt: skip


def _emergency(reading: Reading) -> Iterator[Finding]:
    """Honours given nearly all in one emergency are no normal year."""
    places = reading.places
    for child in reading.figures:
        parent = places.get(child.parent) if child.parent is not None else None
        if parent is None or not parent.has("medals", "model_workers") or parent.value < _ENOUGH:
            continue
        share = child.value / parent.value
        if (
            _EMERGENCY.search(child.context)
            and measure_of(child.unit) is Measure.PERSON
            and share >= EMERGENCY_SHARE
        ):
            yield found(
                reading, "BAND",
                f"“{parent.label}”{parent.text}中有 {child.text}({plain(round(share * 100))}%"
                ")属应急表彰。这是一次性名额,"
                "不能与往年比较;请按人员类别(一线工人、专业技术人员等)分列,并把应急批次单列。",
                [child, parent],
            )  # fmt: skip
