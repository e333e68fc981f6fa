"""Part and whole (部分与整体): LE, SUBSET, RATE-CEIL of members, POP-CEIL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local, words_before
from niangjia.statistics.check.rules.support import (
    by_sentence,
    found,
    is_city_report,
    plain,
    shown,
    stated,
    workers_or_members,
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
STEPS = (
    ("征集|收集|提出|收到|提交|建言|建议|报送|汇编|投稿",
     "采纳|落实|实施|办复|采用|推广|应用|获奖|获[^,。;#]{0,6}奖|评选出|评出|转化",
     "条 件 项 个 件次 篇 幅 首 部", "采纳、落实的不能多于提出的"),
    ("采纳|采用|吸收", "实施|落实|落地|转化|推广", "条 件 项 个", "落实的不能多于采纳的"),
    ("注册|下载|关注|制发|发放|办理[^,#]{0,6}卡", "激活|活跃|实名|认证", "人 张 个 户", "激活的不能多于注册、发放的"),
    ("排查|查找|发现|查出|问题#|问题$", "整改|消除|治理|解决|答复", "处 条 项 个 件", "整改的隐患不能多于发现的"),
    ("推荐|申报|提名|上报|参评|参加[^,#]{0,14}评选|课题|立项",
     "结题|形成[^,#]{0,10}获奖|获评|获批|入选|命名|当选|通过评审|评出|评选出|获奖",
     "个 家 人 项 件", "获评的不能多于推荐的"),
    ("报名|参赛|参训|参加培训|培训|参加考试", "入围|晋级|取得|获得?证|合格|结业|持证|获奖|毕业", "人",
     "取得证书、获奖的不能多于参加的"),
    ("受理|接听|接到|收到|接待|立案|代理|参与|承办|介入|办理[^,#]{0,8}案件",
     "胜诉|已办|办结|结案|化解|调解成功|调处|调解|达成[^,#]{0,4}协议|处理|办理|回复|解决",
     "件 个 条 起 件次 人次", "办结的不能多于受理的"),
    ("发放|发行|制发|投放", "核销|兑换|使用", "张 份 元", "核销的不能多于发放的"),
    ("体检|筛查|检查", "查出|检出|确诊|发现", "人 人次", "查出的不能多于检查的"),
    ("(?<!新)(?<!新增)建档|(?<!新增)在[档册]", "脱困|解困|脱贫|退出|结对|注销", "户 人", "脱困、退出的不能多于建档的"),
    ("申请|申领|申报", "批准|审[批核]通过|通过审[核批]|发放|获得?[^,#]{0,2}授权|纳入|经[^,#]{0,6}(?:审核|审批|认定)",
     "人 户 张 件 项 家 份", "批准的不能多于申请的"),
    ("应(?:[建换签检参办缴查训审拨]|(?![急用当对届邀聘征约变有知诉答])[一-鿿]{1,4}#)|到期|届满|符合条件",
     "已完成|完成|体检|[已实][建换签检参办缴查训审拨]|实际|按时|按期|如期|续签",
     "家 个 人 份 户 件", "完成的不能多于应完成的"),
)  # fmt: skip
"""(earlier step, later step, units, why): of two figures of a sentence, the later is a part."""
_ALREADY = (
    "年内|当年|全年|线上|网上|已经|已|共|其中|现|初步|均|全部|完成|成功|累计|实现|及时|陆续"
    "|被[一-鿿]{0,4}?|督促|推动|指导|帮助"
)
_CHANGE = re.compile(r"历年|累计|上年|去年|同比|以往|往年|增")
_AMONG = re.compile(
    r"[^,。;中]{0,14}(?<!其)(?:中|当中|之中|里|里面|之内)(?:(?:,|已|现|有|共)[^,。;中]{0,14}|[^,。;中\d]{2,14}的(?:有|达到?|占|为)?)?"
)
_NEARLY_ALL = Decimal(98)
_EARLIER = re.compile(
    r"应[到建换签检参办缴查训审拨]|征集|收集|收到|受理|接待|接听|接到|申请|申报|申领|报名|推荐|提名|提交|提出|参评|送审|考评|认定"
    r"|排查|查找|发现|查出|要约|发出|注册|下载|建档|在[档册]|立案|采纳|评审通过|审核通过|到期|报送|要求|预约|摸排|梳理|形成|审查|意向|达成|下发|开具|签发|选派|招聘|聘用|学历提升|发放|规模以上企业#|百人以上企业#|法人单位#"
)
_LATER = re.compile(
    r"(?:年内|当年|全年|线上|已经|已|均|全部|成功|累计|实现|及时|陆续|最终|实际|现场|收到|吸收|核定|按期|按时|完成|其中|现|共|并|被|获得?|经[一-鿿]{2,6})*"
    r"(?:实到|到会|到场|结|审结|结案|办结|办复|立案|回复|采纳|落实|实施|落地|采用|推广应用|推广|应用|转化|获批|批准|通过|入围|晋级|毕业|有效|持证上岗|建会|获奖|入选|取得|持证"
    r"|合格|结业|录用|上岗|整改|消除|销号|激活|脱困|注销|确诊|回应|响应|回访|化解|调解成功|续签|命名|当选|结题|处理|处置|答复|审定|抽查|收回|回收|符合条件|符合|调成)"
    r"(?P<noun>[^,。;\d]{0,8}?)(?:了|出|的|达|有|共|为|到)*"
)
_PRIZES = re.compile(r"回复|证书|奖|授权|资格|意见")
_OWN_KIND = frozenset({"面", "封", "篇", "首", "幅", "部", "本", "套", "台", "辆"})
_DUE = re.compile(r"[,(](?:而|其中)?应(?P<verb>[建换签检参办缴查训审拨][一-鿿]{0,4})$")
_PLACES = re.compile(r"乡镇|镇街|街道|社区|县区|区县|行政村|市州|地市")
_EVERYWHERE = re.compile(
    r"全[市县区州省](?:共有?|所辖|下辖|辖|的)?#|共有?#|#[^,。#]{2,6}(?:全部|均|都)"
)
_OVER_ALL = re.compile(r"全国|全省|历年|累计|人次|次")
_RESIDENTS = re.compile(r"(?<!每万)(?<!每万城镇)(?:常住|户籍|总|全[市县区])人口[^,#]{0,4}#")


def check(reading: Reading) -> Iterator[Finding]:
    """Every part that exceeds its whole."""
    yield from _declared(reading)
    yield from _steps(reading)
    yield from _due(reading)
    yield from _stages(reading)
    yield from _all_places(reading)
    yield from _of_which(reading)
    yield from _among(reading)
    yield from _members_of_workers(reading)
    yield from _population(reading)


def _declared(reading: Reading) -> Iterator[Finding]:
    for order in ORDERS:
        children, wholes = stated(reading, order.child), stated(reading, order.parent)
        for child in children:
            parents = [
                parent
                for parent in wholes
                if parent is not child
                and (order.whole_text or _together(child, parent, order))
                and _comparable(child, parent)
                and not _within_period(reading, child)
                and (_together(child, parent, order) or not is_local(reading, parent, child))
            ]
            if parents and all(child.low > parent.high for parent in parents):
                yield found(
                    reading, order.rule,
                    f"“{child.label}”{shown(child)},大于“{parents[0].label}”"
                    f"{shown(parents[0])}。{order.words}。请核对两个数,或说明口径。",
                    [child, parents[0]], severity=order.severity,
                )  # fmt: skip


def _steps(reading: Reading) -> Iterator[Finding]:
    """征集建议 320 条,采纳 350 条: two near figures of one sentence, by their wording."""
    for group in _prose(reading):
        for parent, child in (*pairwise(group), *zip(group, group[2:], strict=False)):
            if parent.unit != child.unit or child.low <= parent.high:
                continue
            if (
                parent.segment != child.segment
                or child.parent is not None
                or _CHANGE.search(child.context)
            ):
                continue
            for earlier, later, units, why in STEPS:
                begins = re.search(earlier, parent.context)
                follows = re.match(
                    f"#?(?:{_ALREADY}|“[^”]{{1,8}}”)*(?:{later})",
                    child.context,
                )
                between = reading.page.text[parent.end : child.start]
                follows = follows or re.fullmatch(
                    rf"[^,。;、]*(?:{later})(?:了|达|有|共)?", between
                )
                named = any(
                    set(parent.concepts) & {o.parent} and set(child.concepts) & {o.child}
                    for o in ORDERS
                )
                if begins and follows and parent.unit in units.split() and not named:
                    yield found(
                        reading, "LE",
                        f"“{child.label}”{shown(child)},大于“{parent.label}”"
                        f"{shown(parent)}。{why}。请核对两个数,或说明口径。",
                        [child, parent],
                    )  # fmt: skip
                    break


def _prose(reading: Reading) -> list[list[Figure]]:
    """The sentences that are no rows of a table: neighbours there are columns."""
    return [
        group
        for group in by_sentence(reading)
        if reading.page.blocks[group[0].block].kind is not BlockKind.TABLE
    ]


def _stages(reading: Reading) -> Iterator[Finding]:
    """受理援助申请 33 件,已结 36 件: an earlier step, then a later one that names nothing new."""
    for group in _prose(reading):
        for parent, child in pairwise(group):
            if parent.unit != child.unit or child.low <= parent.high or child.parent is not None:
                continue
            words = re.split(r"[,、;]", words_before(reading, child))[-1]
            later = _LATER.fullmatch(words)
            earlier = _EARLIER.search(words_before(reading, parent) + parent.context)
            if later is None or earlier is None or _CHANGE.search(parent.context + child.context):
                continue
            noun = later["noun"] or ""
            known = {noun[place : place + 2] for place in range(len(noun) - 1)}
            heard = words_before(reading, parent) + parent.context
            if noun and not any(pair in heard for pair in known) and not _PRIZES.search(noun):
                continue
            yield found(
                reading, "LE",
                f"“{child.label}”{shown(child)},大于“{parent.label}”"
                f"{shown(parent)}。后一步的数不能多于前一步。请核对两个数,或说明口径。",
                [child, parent],
            )  # fmt: skip


def _within_period(reading: Reading, figure: Figure) -> bool:
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
            due = _DUE.search(words_before(reading, parent))
            if not due or child.unit != parent.unit or child.low <= parent.high:
                continue
            if due["verb"][:1] in child.context and "应" not in child.context:
                yield found(
                    reading, "LE",
                    f"“{child.label}”{shown(child)},大于应完成的 {parent.text}。"
                    "完成的不能多于应完成的。请核对两个数,或说明口径。",
                    [child, parent],
                )  # fmt: skip


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
    same_level = not child.organisation or not parent.organisation or (
        child.organisation[-1:] == parent.organisation[-1:]
        or child.organisation[:2] == parent.organisation[:2]
    )  # fmt: skip
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
            yield found(
                reading, "LE",
                f"“其中{child.label}”{shown(child)},大于总数“{parent.label}”"
                f"{shown(parent)}。其中的一项不能大于总数,请核对两个数。",
                [child, parent],
            )  # fmt: skip


def _among(reading: Reading) -> Iterator[Finding]:
    """8700 余名建档职工中,已有 9240 名脱困: a part said to be among a whole."""
    for group in by_sentence(reading):
        for parent, child in pairwise(group):
            between = reading.page.text[parent.end : child.start]
            among = _AMONG.fullmatch(between) and parent.unit == child.unit
            if among and measure_of(child.unit) is not Measure.RATE and child.low > parent.high:
                yield found(
                    reading, "LE",
                    f"“{parent.label}”{parent.text}之中,写的却是 {child.text}。"
                    "其中的一部分不能大于总数,请核对两个数。",
                    [child, parent],
                )  # fmt: skip


def _of_different_bases(child: Figure, parent: Figure) -> bool:
    """Rates and averages have bases of their own: a part may grow faster than the whole."""
    ratios = {Measure.RATE, Measure.POINTS, Measure.TIMES}
    share = re.compile(r"占|比重|比例|覆盖率")
    both_shares = all(share.search(f.context) for f in (child, parent))
    averages = any(re.search(r"每|人均|户均|平均", f.context) for f in (child, parent))
    return averages or (measure_of(child.unit) in ratios and not both_shares)


def _members_of_workers(reading: Reading) -> Iterator[Finding]:
    """Members against workers: more than all is impossible, nearly all is suspicious."""
    for members in stated(reading, "members.total")[:1]:
        for workers in stated(reading, "workers.total")[:1]:
            if not workers.value:
                continue
            rate = members.value * 100 / workers.value
            counted = not members.magnitude and not workers.magnitude  # of one firm, head by head
            if members.low > workers.high:
                words, severity = "会员不能多于职工", Severity.ERROR
            elif rate > _NEARLY_ALL and not counted:
                words = "入会率接近 100%,职工数可能是由会员数取整而来"
                severity = Severity.WARN
            else:
                continue
            yield found(
                reading, "RATE-CEIL",
                f"会员 {written(members.value, '人')},职工 {written(workers.value, '人')},"
                f"入会率约 {plain(round(rate, 1))}%:"
                f"{words}。请写明职工数的口径(建会单位职工或全部职工)。",
                [workers, members], severity=severity,
            )  # fmt: skip


def _population(reading: Reading) -> Iterator[Finding]:
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
    residents = [f for f in reading.figures if _RESIDENTS.search(f.context) and f.unit == "人"]
    if total is not None and total.has("workers.total", "members.total"):
        times = "1.03" if total.has("workers.total") else "1.2"  # workers are more than members
        yield from _beyond(reading, total, Decimal(times), "职工|会员")
    if residents:
        most = max(residents, key=lambda figure: figure.value)
        yield from _beyond(
            reading,
            most,
            Decimal(1),
            "职工|会员|群众|市民|居民|参与|参加|观看|关注|受益|惠及|知晓|答题|投票",
        )


def _beyond(reading: Reading, total: Figure, times: Decimal, who: str) -> Iterator[Finding]:
    for figure in reading.figures:
        if measure_of(figure.unit) is not Measure.PERSON or not re.search(who, figure.context):
            continue
        if _RESIDENTS.search(figure.context):
            continue
        wider = re.search(r"全国|全省", reading.sentence_text(figure)) and figure is not total
        if figure.low > total.high * times and not wider and not is_local(reading, total, figure):
            yield found(
                reading, "POP-CEIL",
                f"“{figure.label}”{written(figure.value, '人')},多于{total.label}{written(total.value, '人')}。"
                "受益人数不能多于总人数;如为服务次数,请用“人次”。",
                [figure, total],
            )  # fmt: skip
