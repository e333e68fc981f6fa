"""Later steps above earlier ones (先后各步), told by their wording: LE, SUBSET. Pure.

Each line of ``LINES`` is a way of the work in its order. A figure is at the step that its clause names; of two near
figures of one unit, the one at the later step cannot be larger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.parts import is_wider
from niangjia.statistics.check.rules.operands import ASIDE
from niangjia.statistics.check.rules.parts.order import ORDERS
from niangjia.statistics.check.rules.support import (
    HONOUR,
    bigrams,
    by_sentence,
    exceeds,
    of_two_levels,
)
from niangjia.statistics.check.units import Measure, measure_of

_COMPLETED = "完成"
"""What is put to use may have been completed earlier: SUBSET, not LE."""

_NO_DEFECT = "(?![^,]{0,8}(?:问题|隐患|风险|漏洞|短板|不足|线索)(?!企业|单位|项目|工地|场所|车辆))"
"""One project may have several problems, so there may be more of them than projects checked."""


@dataclass(frozen=True)
class Line:
    """Steps of one work in their order, the words of each; ``why`` is the sentence for the reader."""

    why: str
    steps: tuple[str, ...]
    rule: str = "LE"
    severity: Severity = Severity.ERROR
    units: str = "(?!元).+"
    of_same: bool = False  # the later step must name nothing new


LINES = (
    Line("采纳、落实的不能多于提出的", (
        "征集|收集|提出|(?:发出|提交)[^,#]{0,8}(?:意见|建议)|收到|接到|提交|建言|建议|报送|汇编|投稿|梳理|需求|心愿|提案",
        "立案|立项(?!率)|进入[^,#]{0,4}(?:办理|程序)",
        "采纳|采用|吸收|认领|入选|评审通过|审核通过",
        "落实|实施|落地|转化|推广|应用|办理答复|办复|答复|办结|回应|圆梦|圆了|点亮|实现|获奖|获[^,。;#]{0,6}奖|评选出|评出|解决",
    )),
    Line("推广应用的如包括往年完成的,请说明", (_COMPLETED, "推广|应用|转化"), "SUBSET"),
    Line("激活的不能多于注册、发放的", ("注册|下载|关注|制发|发放|办理[^,#]{0,6}卡", "激活|活跃|实名|认证")),
    Line("领取、核销的不能多于发放的", (
        "发放|发行|制发|投放|赠送|配发|推出", "领[取券用到]|认领|兑付|抢到", "核销|兑换|兑现|使用",
    ), units=".+"),
    Line("整改的不能多于发现的", (
        "排查|查找|发现|查出|摸排|检查出|梳理|整改通知|问题(?:企业|单位)?[#$]|隐患|欠薪|拖欠|违法行为#|风险",
        "整改|消除|治理|解决|答复|销号|化解|补发|补缴|清欠|足额|清偿|督促",
    )),
    Line("获评的不能多于推荐、参评的", (
        "推荐|申报|提名|上报|参评|遴选|候选|公示|送审|参加[^,#]{0,14}评选|课题|立项",
        "入围|通过评审|评审通过",
        "结题|结项|验收|形成[^,#]{0,10}获奖|获[^,#]{1,14}称号|获此|获评|获批|入选|入库|命名|当选|评出|评选出|获奖|确定|选出|表彰|授予|捧回|捧得|摘得|斩获",
    )),
    Line("合格、获奖的不能多于参加的", (
        "报名|应到|应考|报考|应参",
        "参赛|参训|参加|实到|培训|参考|考核(?!优秀)|初赛|选拔|认定|学历提升|选派|招聘|聘用",
        "入围|脱颖|晋级|进入[^,#]{0,6}赛|胜出|录取|取得|考[取获]|获得?证|合格|及格|结业|持证|获奖|毕业|有效",
    )),
    Line("办结的不能多于受理的", (
        "受理|受案|接听|接到|收到|接待|代理|参与|承办|介入|办理[^,#]{0,8}案件|来电",
        "转介|干预|调处|调解(?!成功)|处理|办理(?!完)|有效|符合条件|核定",
        "立案|移送|移交|转办|交办|委派|委托|派单|派出",
        "和解|撤诉|胜诉|已办|办结|结案|已?结|化解|调解成功|达成[^,#]{0,4}协议|办复|回复|解决|答复"
        "|查结|审结|执结|反馈|处置|接收|签收|裁决|判决|办理完",
        "司法确认|置换调解书",
        "履行|兑现|执行到位",
    )),
    Line("审结、抽查的不能多于送审的", ("送审|审查", "审结|抽查|审定")),
    Line("查出的不能多于检查的", (
        "应检", "体检|筛查|检查",
        f"(?:查出|检出|发现){_NO_DEFECT}|确诊|异常|阳性|复查|复检|复诊|转诊|就诊",
    )),
    Line("脱困、退出的不能多于建档的", (
        "困难职工(?:家庭)?#|低保[^,#]{0,6}#|边缘[^,#]{0,6}#",
        "纳入[^,#]{0,10}#|(?<!新)(?<!新增)建档|建立档案|(?<!新增)在[档册]|结对|包联|签约",
        "脱困|解困|脱贫|退出|结对|注销",
    )),
    Line("批准的不能多于申请的", (
        "申请|申领|申报", "受理",
        "批准|审[批核](?:通过|#)|通过审[核批]|获得?[^,#]{0,2}授权|纳入|经[^,#]{0,6}(?:审核|审批|认定)|发放",
    )),
    Line("完成的不能多于应完成的", (
        "应(?:[建换签检参办缴查训审拨][^,#]{0,8}|(?![急用当对届邀聘征约变有知诉答])[一-鿿]{1,4}#)|到期|届满|符合条件",
        "已完成|完成|体检|[已实][建换签检参办缴查训审拨]|实际|按时|按期|如期|续签",
    )),
    Line("收到的回复、收回的不能多于发出的", (
        "发出|下发|下达|发放|制发|开具|送达|寄出|印发|派发|征求",
        "收到[^,#]{0,10}(?:反馈|回复|答复|回执|回函|复函|回信|报告|答卷)|收到回应|有效|收回|回收|反馈|回复|回访|回执",
    )),
    Line("参加的不能多于全体", (
        "(?:全[校院厂司矿所局]|本[校院厂]|公司|集团|医院|学校|学院)[^,#]{0,4}(?:教职工|职工|员工|会员|教师)#",
        "参加|参与|参训|参选|投票|体检|签名|入会|享受|领取",
    )),
    Line("建会的不能多于全部", (
        "规模以上企业#|百人以上企业#|法人单位#|符合[^,#]{0,6}条件|摸排", "建会|入会|建立工会|组建工会|加入工会",
    )),
    Line("续保、理赔的不能多于参保的", (
        "参加[^,#]{0,8}(?:保障|保险)|参保|参互", "续保|理赔|赔付|出险|获赔|获得理赔|补助|给付|受助",
    )),
    Line("启用、达标的不能多于建成的", (
        "(?<!提档)(?:建成|建立|设立|创建|打造|设置|开设|开办)",
        "(?:启用|开课|投用|投入使用|正常运行|开放|挂牌|验收合格|达标)(?:的|运营)?#",
    )),
    Line("应约、签订的不能多于要约的", ("要约", "应约|收到回应|响应", "签约|签订(?:集体)?合同#|协商成功")),
    Line("赞成票不能多于到会的", ("应到|实到|到会|出席|参会|发出选票", "[^,#]{0,12}(?:赞成|同意)票?")),
    Line("补助的不能多于自付的", (
        "(?:自付|自费|个人负担)(?![^#]*#[^,]*以上)",
        "[^,#]{0,6}(?:补助|领到|报销|救助|赔付)(?![^,]*(?:封顶|以内|以下))",
    ), severity=Severity.WARN, units="元"),
    Line("满意的不能多于回访、测评的", ("回访|测评|评价|问卷", "(?:表示)?(?:非常|基本|比较)?满意|好评")),
    Line("满意的不能多于办结的", (
        "办结|办复|答复", "(?:职工|群众)?[^,#]{0,12}(?:表示)?(?:非常|基本|比较)?满意(?:的|#)",
    ), units="件"),
    Line("录用的不能多于应聘的", (
        "面试|应聘|求职|咨询|投递简历", "意向", "录用|入职|上岗|签约|签订[^,#]{0,4}合同",
    )),
    Line("挽回、追回的不能多于涉及的金额", (
        "涉及[^,#]{0,4}金额|涉案(?:金额|标的)|标的(?:金额|额)|涉及(?:工资|欠薪|资金|赔偿)",
        "(?:[为帮][^,#]{0,10})?(?:挽回|追回|讨回|追讨|调解到位|执行到位)",
    ), severity=Severity.WARN, units="元"),
    Line("支出、发放的不能多于筹集、下拨的,除非动用以前的结余", (
        "预算|筹集|筹措|募集|筹资|筹得", "下拨|拨付|划拨|拨款", "发放|支出|使用|列支|支付",
    ), severity=Severity.WARN, units="元", of_same=True),
)  # fmt: skip
_AT_LAST = Line("后一步的数不能多于前一步", (), severity=Severity.WARN)
_DONE = re.compile(
    r"(?:(?:已经?(?!有)|全部|最终|实际|成功|当场|现场|有效|按期|按时|如期|及时|妥善|顺利|通过|获得)+"
    r"(?!共|累计|新|增)(?:加入工会|[一-鿿]{2})(?P<noun>[一-鿿]{0,6}?)"
    r"|入会|加入工会|建会|参保|达标|换届|签约|持证)[了的有共为达]*"
)
_ALREADY = (
    "评审|评选|筛选|择优|论证|经|(?:人民)?法院|职工|会员|企业|正式|最终|实际|目前|常态化|按期|按时|年内|当年|全年|上半年|下半年|今年|本年度|获得?|[日月]均|各[县区市乡镇]{1,2}|线上|网上|已经|已|共|其中|现|初步|均"
    "|我[省市县区州]|本[市县区州]|全部|完成|成功|累计|实现|及时|陆续|妥善|当场|现场|落实|用于[一-鿿]{0,4}?|截[至止][^,#]{0,6}[底末前]|协调|诉前|有效|被[一-鿿]{0,4}?|督促|推动|指导|帮助"
)
_OTHERS = re.compile(r"家属|群众|市民|观众|居民|子女|外协")
_AIDED = re.compile("法律援助|法援|援助案")
_QUARREL = re.compile("(?:争议|纠纷|信访|诉求)(?!.*援助)")
_CHANGE = re.compile(r"追加|补充|历年|累计|上年|去年|同比|以往|往年|增")
_ANOTHER = re.compile(r"第.{1,2}[届批期次]|另|全[国省市]|同时|此外|还|线上")
_PLANNED = re.compile(r"计划|安排|目标|拟|任务|要求|预计")
_CAME = re.compile("新建档|新增|新纳入|转入|结转")
_BELOW = re.compile(r"^(?:到|给|至)?(?:各?[县区市]{1,2}|基层|各地|下级)(?:工会)?")
_CARRIED_OVER = re.compile("结转|积案|遗留|往年|跨年|历年|上年度?[未移]")
_VISITS = re.compile("送温暖|送清凉")
_RIGHT = re.compile(r"整改[^,#]{0,8}(?:到位|完成|销号)[^,#]{0,2}#")
_FAULTS = re.compile(r"(?:发现|查出|排查|梳理)[^#]{0,40}(?:问题|隐患)[共有达计]{0,3}$")
_BLOCKS = 2
_VERB = 3
_TIMES = {"件次": "件", "户次": "户"}
_AT_ONCE, _CONFIRMED = re.compile("(?:当场|现场|即时|自动|主动)履行"), re.compile("司法确认")
"""What is performed at once needs no court to confirm it: two ways out of one settlement."""
_PENDING = re.compile(r"追加|另|正在|尚|未|(?<!接)待(?!遇)")


def check(reading: Reading) -> Iterator[Finding]:
    """Every later step that exceeds the earlier one."""
    earlier: list[Figure] = []
    for group in by_sentence(reading):
        if reading.in_table(group[0]):
            continue  # neighbours there are columns
        pairs = [*pairwise(group), *zip(group, group[2:], strict=False)]
        pairs += [(parent, group[0]) for parent in earlier if _goes_on(reading, parent, group[0])]
        for parent, child in pairs:
            if _may_be_steps(group, parent, child) and (
                line := _line(reading, group, parent, child)
            ):
                yield exceeds(
                    reading, child, parent, line.why, rule=line.rule, severity=line.severity
                )
        earlier = group
    yield from _put_right(reading)


def _put_right(reading: Reading) -> Iterator[Finding]:
    """审计发现…等问题 286 个…年内督促整改问题到位 318 个: paragraphs apart."""
    faults: list[Figure] = []
    for figure in reading.figures:
        if not reading.in_text(figure) or figure.unit == "%":
            continue
        right = _RIGHT.search(figure.context)
        near = [
            f for f in faults
            if f.unit == figure.unit and 0 <= figure.block - f.block <= _BLOCKS and right
            and (f.block, f.sentence) != (figure.block, figure.sentence)
        ]  # fmt: skip
        if (
            near
            and figure.low > max(f.high for f in near)
            and not _CARRIED_OVER.search(reading.sentence_text(figure))
        ):
            yield exceeds(
                reading, figure, near[-1], "整改的多于发现的;如含往年发现的,请写明", severity=Severity.WARN,
            )  # fmt: skip
        if not right and _FAULTS.search(reading.sentence_before(figure)) and figure.parent is None:
            faults.append(figure)


def _goes_on(reading: Reading, parent: Figure, child: Figure) -> bool:
    """Whether the next sentence begins with the same noun (420 名选手参赛。56 名选手获奖).

    Or with a verb before it: 受理诉求 86 件。办结诉求 79 件.
    """
    nouns = [f.context.partition("#")[2][:2] for f in (parent, child)]
    near = parent.block == child.block and child.sentence - parent.sentence == 1
    told = reading.page.text[parent.end : child.start]
    if not near or _ANOTHER.search(told) or "比" in parent.context[:1]:
        return False
    if len(nouns[0]) > 1 and nouns[0] == nouns[1]:
        return True
    lefts = [re.sub("[共达为了]+$", "", f.context.partition("#")[0]) for f in (parent, child)]
    same = len(lefts[1]) > _VERB and lefts[0][-2:] == lefts[1][-2:] and not any(nouns)
    return same and not _CARRIED_OVER.search(reading.block_text(child))


def _may_be_steps(group: list[Figure], parent: Figure, child: Figure) -> bool:
    """Whether two figures are of one unit and clause chain, the second larger and of no other time."""
    if not _are_alike(parent.unit, child.unit) or child.low <= parent.high:
        return False
    follows = child.context.startswith("经")  # 调解成功 5 万件,…;经法院司法确认 4 万件
    if parent.segment != child.segment and parent.sentence == child.sentence and not follows:
        return False
    if child.unit == "%" and ("率" not in parent.context or "满意" in child.context):
        return False  # 占 42%,…按时办结率 98%; 回访率 87%,满意率 96.5%: rates of unlike wholes
    if child.parent is not None or _PENDING.search(parent.context) or _CHANGE.search(child.context):
        return False
    if _OTHERS.search(child.context) and not _OTHERS.search(parent.context):
        return False
    if _AIDED.search(parent.context) and _QUARREL.search(child.context):
        return False  # 办理法律援助 85 件,调解劳动争议 123 件: two works beside each other
    honours = [set(HONOUR.findall(f.context)) for f in (parent, child)]
    if "每" in parent.context or (all(honours) and honours[0] != honours[1]):
        return False  # 每人领取 2400 元,兑现 163 万元; 劳动模范 30 名,获得五一劳动奖章 31 名
    if of_two_levels(parent.context, child.context):
        return False  # 推荐全国劳动模范 78 名,表彰省劳动模范 1196 名
    before = [f for f in group if f.start < child.start and f.unit == child.unit]
    came = sum(f.value for f in before if _CAME.search(f.context))
    if came and parent.value + came >= child.value:
        return False  # 在档 5180 户,五年新建档 1946 户,脱困 6304 户
    return (
        sum(f.value for f in before) != child.value
    )  # 深度困难 420 户、相对困难 812 户,建档 1232 户


def _are_alike(unit: str, later: str) -> bool:
    """There are no more cases than times they were brought (件次), no more votes than voters."""
    return later in {unit, _TIMES.get(unit)} or (unit, later) == ("人", "票")


def _line(reading: Reading, group: list[Figure], parent: Figure, child: Figure) -> Line | None:
    """The line of work in which the second figure stands at a later step than the first."""
    declared = parent.sentence == child.sentence  # order.py asks within a sentence
    if declared and any(
        set(parent.concepts) & {o.parent} and set(child.concepts) & {o.child} for o in ORDERS
    ):
        return None
    before = _VISITS.sub("慰问", ASIDE.sub("", parent.context))
    if before.startswith("#"):
        before = reading.clause_before(parent) + before
    between = ASIDE.sub("", reading.page.text[parent.end : child.start])
    if _AT_ONCE.search(child.context) and _CONFIRMED.search(before):
        return None
    for line in LINES:
        if not re.fullmatch(line.units, child.unit):
            continue
        place = _place(line, before)
        if place is None or _together(line, group, parent, child) >= child.value:
            continue
        for words in line.steps[place + 1 :]:
            step = _begins_with(f"(?:{line.steps[place]})?后?(?:{words})", child.context, between)
            if step is None and line.of_same:  # 向困难职工、劳模家庭发放慰问金
                given = re.search(rf"(?:{words})([^,#预]{{1,10}})#", child.context)
                step = given[1] if given else None
            if step is not None and (not line.of_same or _is_known(step, before)):
                return line
    return _AT_LAST if _completes(before, child) else None


def _completes(before: str, child: Figure) -> bool:
    """Whether a clause says of what was counted before, and of nothing new, that it was carried through."""
    left, _, right = ASIDE.sub("", child.context).partition("#")
    said = _DONE.fullmatch(left + right)
    amounts = measure_of(child.unit) in {Measure.MONEY, Measure.QUANTITY}
    if (
        said is None
        or amounts
        or "等奖" in right
        or _PLANNED.search(before)
        or is_wider(left, before)
    ):
        return False
    return _is_known(said["noun"] or "", before)


def _together(line: Line, group: list[Figure], parent: Figure, child: Figure) -> Decimal:
    """What all figures at the step of the earlier one come to (来信 20 件、来访 30 件,办结 45 件)."""
    place = _place(line, parent.context)
    alike = [
        f for f in group
        if f is parent
        or (f.start < child.start and child.unit in {f.unit, _TIMES.get(f.unit)}
            and _place(line, f.context) == place)
    ]  # fmt: skip
    return sum((f.value for f in alike), Decimal(0))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _place(line: Line, words: str) -> int | None:
    """The step a clause is at: the one named nearest to its number."""
    number = words.find("#") if "#" in words else len(words)
    near: list[tuple[int, int]] = []
    for rank, pattern in enumerate(line.steps):
        near += [
            (max(number - match.end(), match.start() - number), rank)
            for match in _compiled(pattern).finditer(words)
        ]
    return min(near)[1] if near else None


def _begins_with(words: str, context: str, between: str) -> str | None:
    """What the clause of a figure says after the words of a step it begins with; None when it does not."""
    left, _, after = ASIDE.sub("", context).partition("#")
    begins = _compiled(f"#?(?:{_ALREADY}|“[^”]{{1,8}}”)*(?:{words})").match(f"{left}#{after}")
    if begins:
        return left[begins.end() :]
    bare = words.replace("#", "")
    if _compiled(rf"(?:[一-鿿]{{2,3}})?(?:{_ALREADY}|[了的])*(?:{bare})").match(after):
        return ""
    return "" if _compiled(rf"[^,。;、]*(?:{words})(?:了|达|有|共)?").fullmatch(between) else None


def _is_known(noun: str, before: str) -> bool:
    """Whether a noun, if any, is one that was told before."""
    pairs = bigrams(_BELOW.sub("", noun).rstrip("了达有共为约"))
    return not pairs or any(pair in before for pair in pairs)


def step_between(earlier: str, later: str) -> Line | None:
    """The line of work in which one line of a list is a step of the other's."""
    for line in LINES:
        place = _place(line, earlier)
        steps = line.steps[place + 1 :] if place is not None else ()
        if any(re.match(rf"(?:{_ALREADY})*(?:{words})", later) for words in steps):
            return line
    return None
