"""Part and whole (部分与整体): LE, SUBSET, RATE-CEIL of members, POP-CEIL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.support import (
    bigrams,
    by_sentence,
    exceeded,
    exceeds,
    found,
    is_aimed_at,
    plain,
    stated,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Order:
    """``child`` cannot exceed ``parent``."""

    child: str
    parent: str
    words: str
    rule: str = "LE"
    severity: Severity = Severity.ERROR
    whole_text: bool = False


ORDERS = (
    Order("cards.activated", "cards.issued", "激活的卡不能多于发放的卡", whole_text=True),
    Order("cards.issued", "cards.applied", "发放的卡不能多于申领的卡", whole_text=True),
    Order("cards.issued", "members.total", "会员卡不能多于会员", whole_text=True),
    Order("cases.closed", "cases.accepted", "办结、调解成功的案件不能多于受理的案件"),
    Order("pairs.matched", "pairs.met", "牵手成功的不能多于牵线的"),
    Order("cards.held", "members.total", "持卡会员不能多于会员", whole_text=True),
    Order("members.registered", "members.total", "注册、实名的会员不能多于会员", whole_text=True),
    Order("records.member", "members.total", "采集的会员信息不能多于会员", whole_text=True),
    Order("members.women", "members.total", "女会员不能多于会员", whole_text=True),
    Order("members.migrant", "members.total", "农民工会员不能多于会员", whole_text=True),
    Order("members.new_form", "members.total", "新就业形态会员不能多于会员", whole_text=True),
    Order("workers.women", "workers.total", "女职工不能多于职工", whole_text=True),
    Order("members.joined", "members.total", "新发展会员多于会员总数,除非期内流失更多",
          severity=Severity.WARN, whole_text=True),
    Order("unions.founded", "unions.total", "新组建工会多于工会总数,除非期内撤销更多",
          severity=Severity.WARN, whole_text=True),
    Order("unions.bodies", "unions.total", "经审会、女职工委员会建在工会里,不能多于基层工会", whole_text=True),
    Order("patents", "inventions", "专利多于发明创造:专利还包括实用新型和外观设计时才可能",
          "SUBSET", Severity.WARN),
)  # fmt: skip
_AMONG = re.compile(
    r"[^,。;中]{0,14}(?<!其)(?:中|当中|之中|里|里面|之内)(?:(?:,|已|现|有|共)[^,。;中]{0,14}|[^,。;中\d]{2,14}的(?:有|达到?|占|为)?)?"
)
_COVERING = re.compile(
    r"(?:包含|包括|涵盖|覆盖|含)(?:企业|单位|公司|商户|门店|网点|楼宇|工地|站点)$"
)
"""联合会 5 家(包含企业 97 家): what it covers, not what it is."""
_THEIR_UNITS = re.compile(
    r"(?:共|已|累计)?(?:涵盖|覆盖|包含)(?:了|各类|法人|基层|建会|企事业)*单位[数达为共有]*#"
)
_NEARLY_ALL = Decimal(98)
_OWN_KIND = frozenset({"面", "封", "篇", "首", "幅", "部", "本", "套", "台", "辆"})
_DUE = re.compile(r"[,(](?:而|其中)?应(?P<verb>[建换签检参办缴查训审拨][一-鿿]{0,4})$")
_PLACES = re.compile(r"乡镇|镇街|街道|社区|县区|区县|行政村|市州|地市")
_EVERYWHERE = re.compile(
    r"全[市县区州省](?:共有?|所辖|下辖|辖|的)?#|共有?#|#[^,。#]{2,6}(?:全部|均|都)"
)
_OVER_ALL = re.compile(r"全国|全省|历年|累计|人次|次")
_UNIONISED = re.compile(
    r"^(?:全[省市县区州])?(?:现有|共有|有)?(?:已?建会(?:单位|企业)?|所辖|在职|在岗|企业)?"
    r"(?:涵盖|覆盖)?职工(?:总?人?数)?[达为共有约]*#"
)
_OF_UNIONS = re.compile(r"^(?!.*(?:合同|协议|竞赛|活动|职代会|厂务公开|培训|体检|互助|参保)).*会员")
_INCREASE = re.compile(
    r"[比较]?(?:上年|去年|年初|上届)?(?:末|底|同期)?(?:净增|增加|增长|新增|减少)(?:了)?"
)
_CARRIED_OVER = re.compile(r"(?:年初|上年|去年)?结转|积案|上年(?:遗留|未结)")
"""新收 1874 件,办结 1933 件,年初结转 142 件."""
_OFFICE = re.compile(r"总?工会$")
_GAINED = re.compile("(?:降本|增效|创效|节约|节支|创收|增收|效益|挽回|追回)[^,#]{0,6}#")
_EARLIER = re.compile(r"[比较由从][^,。;#]{0,8}[底末初年期]的?#")
"""What something is compared with is no part of it: 比去年底的 280 户减少."""


def check(reading: Reading) -> Iterator[Finding]:
    """Every part that exceeds its whole."""
    yield from _declared(reading)
    yield from _due(reading)
    yield from _all_places(reading)
    yield from _of_which(reading)
    yield from _among(reading)
    yield from _members_of_workers(reading)
    yield from _units_of_unions(reading)


def _units_of_unions(reading: Reading) -> Iterator[Finding]:
    """基层工会 4286 家,涵盖单位 3950 家: each union stands in one unit at least."""
    for group in by_sentence(reading):
        for unions, units in pairwise(group):
            are_unions = "unions.total" in unions.concepts and unions.unit != "%"
            if are_unions and _THEIR_UNITS.match(units.context) and units.high < unions.low:
                yield exceeds(
                    reading, unions, units, "每个基层工会至少涵盖一个单位",
                    severity=Severity.WARN,
                )  # fmt: skip


def _declared(reading: Reading) -> Iterator[Finding]:
    for order in ORDERS:
        children, wholes = stated(reading, order.child), stated(reading, order.parent)
        for child in children if wholes else ():
            if within_period(reading, child):
                continue
            parents = exceeded(child, wholes, partial(_is_whole_of, reading, order, child))
            if parents and not any(_of_two(reading, parent, child) for parent in parents):
                yield exceeds(
                    reading, child, parents[0], order.words,
                    rule=order.rule, severity=order.severity,
                )  # fmt: skip


def _is_whole_of(reading: Reading, order: Order, child: Figure, parent: Figure) -> bool:
    together = _together(child, parent, order)
    return (
        parent is not child
        and (order.whole_text or together)
        and not is_aimed_at(reading, parent)
        and _comparable(child, parent)
        and (together or not is_local(reading, parent, child))
    )


def within_period(reading: Reading, figure: Figure) -> bool:
    """A table headed 期内: what was asked for before it may be given in it."""
    blocks = reading.page.blocks
    if blocks[figure.block].kind is not BlockKind.TABLE:
        return False
    before = reversed(blocks[max(0, figure.block - 8) : figure.block])
    caption = next((block for block in before if block.kind is not BlockKind.TABLE), None)
    return caption is not None and "期内" in caption.text


def _due(reading: Reading) -> Iterator[Finding]:
    """建会 95 家,应建 92 家: what is due stands last."""
    for group in by_sentence(reading):
        for child, parent in pairwise(group):
            due = _DUE.search(reading.words_before(parent))
            if not due or child.unit != parent.unit or child.low <= parent.high:
                continue
            if due["verb"][:1] in child.context and "应" not in child.context:
                yield exceeds(reading, child, parent, "完成的不能多于应完成的")


def _all_places(reading: Reading) -> Iterator[Finding]:
    """全市 86 个乡镇…,90 个乡镇…: more places than there are."""
    everywhere: dict[str, Figure] = {}
    for figure in reading.figures:
        after = figure.context.partition("#")[2]
        noun = _PLACES.match(after)
        if noun is None or figure.unit != "个" or after[noun.end() :].startswith("("):
            continue
        total = everywhere.get(noun.group())
        if total is not None and figure.low > total.high and not _OVER_ALL.search(figure.context):
            yield found(
                reading, "LE",
                f"前文说共有{noun.group()} {total.text},这里却有 {figure.text}。一部分不能多于全部,请核对两个数。",
                [figure, total],
            )  # fmt: skip
        elif _EVERYWHERE.search(figure.context) and total is None:
            everywhere[noun.group()] = figure


def _together(one: Figure, other: Figure, order: Order) -> bool:
    """Whether they stand in one part of a sentence; kinds that may overlap, in one sentence."""
    near = (
        one.sentence == other.sentence if order.rule == "SUBSET" else one.segment == other.segment
    )
    return one.block == other.block and near


def _comparable(child: Figure, parent: Figure) -> bool:
    units = {child.unit, parent.unit}
    if len(units) > 1 and not units.isdisjoint(_OWN_KIND):
        return False  # 锦旗 12 面 are no cases
    loose = {Measure.ITEM, Measure.BODY, Measure.PERSON}
    measures = {measure_of(child.unit), measure_of(parent.unit)}
    bodies = [_OFFICE.sub("", figure.organisation) for figure in (child, parent)]
    same_level = not all(bodies) or bodies[0][-1] == bodies[1][-1] or bodies[0][:2] == bodies[1][:2]
    national = "全国" in child.context or "全国" in parent.context
    return (
        not national
        and (len(measures) == 1 or measures <= loose)
        and (same_level or child.block == parent.block)
    )


def _of_which(reading: Reading) -> Iterator[Finding]:
    """其中: a part said to belong to a total."""
    places = reading.places
    for child in reading.figures:
        parent = places.get(child.parent) if child.parent is not None else None
        if parent and child.low > parent.high and not _of_different_bases(child, parent):
            if _is_last_of(reading, parent, child) or _EARLIER.search(child.context):
                continue
            if _is_of_stock(reading, parent, child) or _CARRIED_OVER.search(
                reading.sentence_text(child)
            ):
                continue
            between = reading.page.text[parent.end : child.start]
            if between.count(")") > between.count("("):
                continue  # 负责人 96 名(含女性 36 名)。其中,农民工 98 人
            if _of_two(reading, parent, child) or _COVERING.search(between):
                continue
            if _is_like_another(reading, parent, child):
                continue
            yield exceeds(reading, child, parent, "其中的一项不能大于总数")


def _is_like_another(reading: Reading, parent: Figure, child: Figure) -> bool:
    """已建会企业 8200 家,协议覆盖企业 7380 家,其中小微企业建会 7500 家: named more like a whole that holds it."""
    own = bigrams(child.context)
    return any(
        f.unit == child.unit and f.sentence == child.sentence and f.high >= child.low
        and len(own & bigrams(f.context)) > len(own & bigrams(parent.context)) > 0
        for f in reading.by_block[child.block]
        if f.start < parent.start
    )  # fmt: skip


def _is_of_stock(reading: Reading, increase: Figure, child: Figure) -> bool:
    """由 58 万人增加到 71 万人,净增 13 万人,其中农民工 31 万人: of the stock, not of what it grew by.

    累计参加 17.6 万人次,为 6238 人次发放补助,其中 2023 年参加 3.9 万人: of what was told with its verb.
    """
    bare = _INCREASE.fullmatch(increase.context.partition("#")[0])
    verb = re.sub(r"其中|(?:19|20)\d{2}年", "", child.context)[:2]
    return any(
        measure_of(f.unit) in {measure_of(child.unit), Measure.SERVICE}
        and f.sentence == child.sentence
        and f.high >= child.low
        and (bare or f"{verb}#" in f.context)
        for f in reading.by_block[increase.block]
        if f.start < increase.start
    )


def _is_last_of(reading: Reading, parent: Figure, child: Figure) -> bool:
    """甲 20 人、乙 9 人;其中女 11 人: the part is of the whole list, not of its end."""
    listed, last = parent.value, parent
    apart = re.search(r"[。;]", reading.page.text[parent.end : child.start])
    sign = "[,、]" if apart or re.match("办结|处理|调处|答复|化解", child.context) else "、"
    for f in reversed([f for f in reading.by_block[parent.block] if f.start < parent.start]):
        between = reading.page.text[f.end : last.start]
        if f.unit != parent.unit or not re.fullmatch(r"[^。]{0,24}", between):
            break
        joined = re.fullmatch(rf"{sign}[^,。;、]{{1,20}}", between)
        if not joined and listed != parent.value:
            return child.low <= max(listed, f.value)  # the whole of the list
        if not joined:
            break
        listed, last = listed + f.value, f
    return listed != parent.value and child.low <= listed


def _of_two(reading: Reading, parent: Figure, child: Figure) -> bool:
    """Whether the whole is counted in two units: 来信 591 件、来访 1565 起,其中立案 993 件."""
    if parent.block != child.block or parent.sentence != child.sentence:
        return False
    return any(
        parent.start < f.start < child.start
        and f.unit != parent.unit
        and measure_of(f.unit) is measure_of(parent.unit) is Measure.ITEM
        and f.value + parent.value >= child.value
        for f in reading.by_block[child.block]
    )


def _among(reading: Reading) -> Iterator[Finding]:
    """8700 余名建档职工中,已有 9240 名脱困: a part said to be among a whole."""
    for group in by_sentence(reading):
        for parent, child in pairwise(group):
            between = reading.page.text[parent.end : child.start]
            among = _AMONG.fullmatch(between) and parent.unit == child.unit
            places = re.search(r"(?:地区|县|区|市|乡镇|镇|园区)的$", between)  # 58 个县的 6220 个村
            if not among or places or measure_of(child.unit) is Measure.RATE:
                continue
            if child.low > parent.high:
                yield found(
                    reading, "LE",
                    f"“{parent.label}”{parent.text}之中,写的却是 {child.text}。"
                    "其中的一部分不能大于总数,请核对两个数。",
                    [child, parent],
                )  # fmt: skip


def _of_different_bases(child: Figure, parent: Figure) -> bool:
    """Rates and averages have bases of their own: a part may grow faster than the whole."""
    ratios = {Measure.RATE, Measure.POINTS, Measure.TIMES}
    both_shares = all(re.search("占|比重|比例|覆盖率", f.context) for f in (child, parent))
    averages = any(
        re.search(r"每|[人户年月日班场期次家]均|平均", f.context.partition("#")[0])
        for f in (child, parent)
    )
    no_whole = re.search(
        r"[比较][^,#]{0,8}[增减多少][^,#]{0,4}#|除#|[比较][^,#]{2,10}的#(?:净?增|减|多|少|下降|上升|翻)",
        parent.context,
    )
    gained = _GAINED.search(child.context) and not _GAINED.search(parent.context)
    rates = measure_of(child.unit) in ratios and not both_shares
    return bool(no_whole or gained or averages or rates)


def _members_of_workers(reading: Reading) -> Iterator[Finding]:
    """Members against workers: more than all is impossible, nearly all is suspicious."""
    everybody = _workers(reading)
    for members in stated(reading, "members.total"):
        above = exceeded(members, everybody, partial(_same_people, reading, members))
        if above:
            nearest = min(above, key=lambda f: abs(f.start - members.start))
            yield _entry(reading, members, nearest, "会员不能多于职工", Severity.ERROR)
    firsts = stated(reading, "members.total")[:1], stated(reading, "workers.total")[:1]
    couples = [(m, w) for m in firsts[0] for w in firsts[1]] or _side_by_side(reading)
    for members, workers in couples:
        counted = not members.magnitude and not workers.magnitude  # of one firm, head by head
        nearly = workers.value and members.value * 100 / workers.value > _NEARLY_ALL
        if nearly and not counted and members.low <= workers.high:
            words = "入会率接近 100%,职工数可能是由会员数取整而来"
            yield _entry(reading, members, workers, words, Severity.WARN)


def _side_by_side(reading: Reading) -> list[tuple[Figure, Figure]]:
    """有职工 36.5 万人,会员 36 万人: one right after the other."""
    return [
        (members, workers)
        for group in by_sentence(reading)
        for workers, members in pairwise(group)
        if re.search(r"(?:^|[有的,])(?:在职)?职工(?:总数)?[共为达]*#", workers.context)
        and re.search(r"(?:^|有|发展|工会)会员(?:总数)?[共为达]*#", members.context)
    ][:1]


def _workers(reading: Reading) -> list[Figure]:
    """All workers, also those of the firms with a union (建会职工)."""
    named = [f for f in reading.figures if f.unit == "人" and _UNIONISED.search(f.context)]
    told = [f for f in named if _OF_UNIONS.search(reading.sentence_text(f))]
    return [*stated(reading, "workers.total"), *told]


def _same_people(reading: Reading, members: Figure, workers: Figure) -> bool:
    """Whether both are of one organisation and year."""
    if not _comparable(members, workers) or not workers.value:
        return False
    bodies = [re.findall(r"集团|所属|下属|系统", f.context) for f in (members, workers)]
    if bodies[0] != bodies[1]:
        return False
    if is_local(reading, workers, members) or is_local(reading, members, workers):
        return False
    years = [
        set(re.findall(r"(?:19|20)\d{2}(?=年)", reading.sentence_text(f)))
        for f in (members, workers)
    ]
    return not all(years) or bool(years[0] & years[1])


def _entry(
    reading: Reading, members: Figure, workers: Figure, words: str, severity: Severity
) -> Finding:
    rate = members.value * 100 / workers.value
    return found(
        reading, "RATE-CEIL",
        f"会员 {written(members.value, '人')},职工 {written(workers.value, '人')},"
        f"入会率约 {plain(round(rate, 1))}%:"
        f"{words}。请写明职工数的口径(建会单位职工或全部职工)。",
        [workers, members], severity=severity,
    )  # fmt: skip
