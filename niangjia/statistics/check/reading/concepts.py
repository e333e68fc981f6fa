"""What figures of union reports count (数什么): a vocabulary with the indicator of each. Pure data.

A pattern is searched in the wording around a figure, where ``#`` stands for the number with its
unit: ``新发展会员#``, ``#家企业`` is ``#企业``. ``unless`` withdraws it. Concepts are what rules
compare; ``indicator`` is the code of the figure engine where one counts the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from niangjia.statistics.check.reading.meanings import MEANINGS, OF_CONCEPTS
from niangjia.statistics.check.units import Measure, measure_of

_P, _S, _B, _E, _I = Measure.PERSON, Measure.SERVICE, Measure.BODY, Measure.EVENT, Measure.ITEM
_PAIR, _M, _R, _H = Measure.PAIR, Measure.MONEY, Measure.RATE, Measure.HOUSEHOLD


@dataclass(frozen=True)
class Concept:
    """One thing that reports count."""

    code: str
    name: str
    measures: tuple[Measure, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    indicator: str | None = None
    within: re.Pattern[str] | None = None  # must occur in the sentence


def _concept(  # noqa: PLR0917 - a row of the table below
    code: str,
    name: str,
    measures: tuple[Measure, ...],
    pattern: str,
    unless: str = "",
    indicator: str | None = None,
    within: str = "",
) -> Concept:
    return Concept(
        code,
        name,
        measures,
        re.compile(pattern),
        re.compile(unless) if unless else None,
        indicator,
        re.compile(within) if within else None,
    )


_GAP = "[^,;#。]"
_ENTERED = (
    rf"(?:录入|入库|采集|登记){_GAP}{{0,10}}工会(?:组织)?[\d.,万余]+[家个][、和,](?:工会)?会员"
)
"""入库工会 3480 家、会员 50.6 万人: those in the data base, not all."""
_GONE = "(?:离会|退会|流失|减少|注销|除名|转出|转入)的?(?:工会)?会员"
"""离会会员 5 人: those who went (or came from elsewhere), not those there are."""
_TAIL = (
    "(?:已|达到|达|为|有|共|约|近|超过|超|突破|发展到|增加到|增长[到至]|上升到|增至"
    "|总数|总人数|人数|总量|数量|数|的)*"
)
_SHOWN = "(?:阅读|读书|文化|文体|演出|电影|讲座|宣讲|报告会|讲堂|义诊|论坛|展演|晚会|巡演|咨询会|沙龙|音乐会)"
_MUTUAL, _FAIR = "互助|保障计划|参保", "招聘|求职|岗位|就业"
_SERVED = "涉及|覆盖|惠及|参与|参加|慰问|培训|服务|帮助|带动|困难|引导|吸引|组织|受益|走访|资助|救助|农民工|发放"

LIVE = frozenset(
    {
        "members.total", "members.joined", "members.women", "members.migrant", "members.new_form",
        "unions.total", "unions.founded", "cards.applied", "cards.issued", "cards.activated",
    }
)  # fmt: skip
"""Indicators whose wording is kept apart from everything else."""

CONCEPTS: tuple[Concept, ...] = (
    # organisation and members
    _concept(
        "workers.total", "职工总数", (_P,),
        rf"^(?:目前|现在|截至目前)?(?:占|占全部)?(?:全[省市县区州]|我[省市县区州]|全系统)(?:共有|现有|有)?职工(?:人数|队伍)?(?:达到|达|为|有|共|近|约)*#"
        rf"|(?:职工|员工|从业人员)(?:总数|总人数|总量){_GAP}{{0,4}}#|(?:现有|共有|拥有|在册|在职|全[省市县区州])(?:在?职工)?{_GAP}{{0,2}}#(?:职工|员工)(?:的|和|,|中|$)"
        rf"|(?:现有|共有|在册|在职)(?:企业)?职工{_GAP}{{0,2}}#",
        f"会员|女职工|{_SERVED}",
    ),
    _concept("workers.total", "职工总数", (_P,), r"^(?:[^#]{0,16}城市?)?有?职工#$", "", None,
        r"会员[^,。;]{1,14},职工\d|职工[\d.,万余多]+[人名],(?:工会)?会员[\d.]"
        r"|(?:城市?|全[省市县区州]|[这我][座个]?[省市县区州]),?有职工[\d.,万余多]+[人名],其中(?:工会)?会员"),
    _concept(
        "members.total", "工会会员", (_P,),
        rf"会员{_TAIL}#|(?:拥有|现有|共有|发展到)#(?:名)?(?:工会)?会员(?:$|[,的])"
        r"|(?:团结|动员|带领)[^#]{0,6}#(?:工会)?会员$|(?:工会|继续)[^#]{0,4}与#(?:工会)?会员$",
        f"{_GONE}|发展(?!到|至)|新增|新入|净增|吸收|吸纳|男|女|代表|实名|录入|入库|核实|注册|卡|家属|评家|信息|货车|快递|网约|外卖|配送|家政|护工|保安|商场|房产|骑手|驾驶|司机|新就业|新业态|农民工|牧民|互助|数据|其中|其他|其余|{_SERVED}",
        "members.total", f"^(?!.*{_ENTERED})",
    ),
    _concept("members.total", "工会会员", (_P,), r"^#(?:工会)?会员(?!代表|家属|入|信息)", "", "members.total",
        r"(?<!新建)(?<!新增)(?<!\d级)\d[个家]?(?:基层)?工会(?:组织)?[、和与,][\d.]+万?[余多]?名?(?:工会)?会员"),
    _concept("members.total", "工会会员", (_P,),
        r"(?:团结|动员|带领|引领|凝聚)[^#]{0,8}全[省市县区州]#(?:工会)?会员(?!代表|家属)", "", "members.total"),
    _concept("members.total", "工会会员", (_P,), r"^其中,?(?:工会)?会员#$", "", "members.total",
        r"全[省市县区州](?:现有|共有|有)?职工[\d.,万余多]+[人名],其中"),
    _concept(
        "members.joined", "新发展会员", (_P,),
        rf"(?:发展(?!到|至)|新增|吸收|吸纳|净增|新入会){_GAP}{{0,8}}会员{_GAP}{{0,4}}#|新入会的?#(?:名)?职工|(?:新增|发展|吸收|吸纳)#{_GAP}{{0,6}}会员",
        "女会员|农民工|货车|快递|网约|外卖|配送|家政|护工|保安|司机|骑手|新就业|新业态", "members.joined",
    ),
    _concept("members.registered", "注册会员", (_P,),
        rf"(?:实名|注册|认证|入库){_GAP}{{0,10}}(?<!新)会员{_GAP}{{0,3}}#"
        rf"|会员{_GAP}{{0,4}}(?:实名|注册|认证|入库){_GAP}{{0,6}}#", "人次|信息"),
    _concept("members.women", "女会员", (_P,), rf"女(?:性|职工)?(?:工会)?会员{_GAP}{{0,4}}#", "", "members.women"),
    _concept("members.migrant", "农民工会员", (_P,),
        rf"农民工(?:工会)?会员{_GAP}{{0,4}}#", "发展|新增", "members.migrant"),
    _concept(
        "members.new_form", "新就业形态会员", (_P,),
        rf"新就业形态(?:劳动者|群体)?(?:入会|会员){_GAP}{{0,6}}#"
        rf"|#{_GAP}{{0,2}}新就业形态(?:劳动者|群体)(?:加入|入会)", "",
        "members.new_form",
    ),
    _concept("workers.women", "女职工", (_P,), rf"女职工(?:总数|人数)?{_GAP}{{0,3}}#", _SERVED),
    _concept(
        "unions.total", "基层工会", (_B,),
        rf"基层工会(?:组织)?{_TAIL}#|(?:共有|现有|拥有)#基层工会(?:组织)?(?:$|,)",
        "新|录入|入库|规范|示范|标准|达标|合格|下拨|补助|培训|指导|换届|建成|评|服务|下设|下辖|所属"
        r"|(?:开展|建立|设立|成立|实行|推行|签订|配备|参加|参与|组织|举办|完成|拥有|安装|接入|上报)了?[^,;#]{2,20}的基层工会",
        "unions.total",
    ),
    _concept("unions.total", "基层工会", (_B,), r"^(?:全[省市县区州])?#(?:基层)?工会(?:组织)?$", "", "unions.total",
        r"(?<!新建)(?<!新增)(?<!\d级)\d[个家]?(?:基层)?工会(?:组织)?[、和与,][\d.]+万?[余多]?名?(?:工会)?会员"),
    _concept(
        "unions.founded", "新组建工会", (_B,),
        rf"(?:新建|新组建|新成立|组建|新增|新发展){_GAP}{{0,6}}工会(?:组织)?{_TAIL}#|(?:新建|新组建|新成立|组建|新增)#{_GAP}{{0,8}}工会",
        "联合会|示范", "unions.founded",
    ),
    _concept("unions.covered", "建会企业", (_B,),
        rf"(?:已?建会|建立工会|已建工会)(?:企业|单位)?{_GAP}{{0,3}}#|#{_GAP}{{0,10}}(?:已建会"
        r"|建立工会|全部建会|建会企业)"),
    _concept("unions.bodies", "经审会、女职工委员会", (_B,),
        r"(?:经审会|经审委|经费审查委员会|女职工委员会|女工委|女职委)(?:组织)?[达为共已]{0,2}#"),
    _concept("union_units", "单位工会", (_B,), r"#(?:单位|企业|机关|企事业单位)(?:基层)?工会"),
    _concept("records.union", "采集的组织信息", (_I, _B),
        rf"(?:工会)?(?:组织|基层工会)信息{_GAP}{{0,3}}#"
        rf"|(?:录入|入库|采集|登记){_GAP}{{0,10}}工会(?:组织)?{_GAP}{{0,2}}#"
        rf"|(?:录入|入库|采集|上线|登记)(?:系统|平台|数据库|信息库)?的?组织[达为有共]{{0,2}}#",
        "法人|经费"),
    _concept("records.member", "采集的会员信息", (_I, _P),
        rf"会员(?:实名|实名制)?信息(?:{_GAP}{{0,3}}|[^;#。]{{0,24}}为)#"
        rf"|(?:录入|入库|采集|登记){_GAP}{{0,10}}会员{_GAP}{{0,2}}#", ""),
    _concept("records.member", "采集的会员信息", (_I, _P), "^(?:工会)?会员#$", "", None,
        _ENTERED),
    _concept("cards.applied", "申领会员卡", (_I,),
        rf"(?:申领|申请|办理申请){_GAP}{{0,8}}卡{_GAP}{{0,3}}#", "", "cards.applied"),
    _concept("cards.held", "持卡会员", (_P,), rf"持卡(?:会员|职工|人数|用户){_GAP}{{0,3}}#"),
    _concept("cards.issued", "发放会员卡", (_I,),
        rf"(?:发放|制发|制作|办理|发行|发出){_GAP}{{0,8}}卡{_GAP}{{0,3}}#|(?:发放|制发|办理"
        rf"|发行|发出)#{_GAP}{{0,6}}卡|(?:发卡量?){_GAP}{{0,3}}#"
        rf"|(?:会员|服务|普惠|工会)卡(?:累计|共|已|全年)*(?:发放|制发|发行|办理)#",
        "激活|申领|消费|购物|优惠|宣传|贺卡|银行", "cards.issued"),
    _concept("cards.issued", "发放会员卡", (_I,), r"^(?:全[省市县区州])?(?:已|累计|共)*(?:发放|办理|制发)#$", "",
        "cards.issued", r"会员(?:服务)?卡"),
    _concept("cards.activated", "激活会员卡", (_I,), rf"激活{_GAP}{{0,10}}#|#{_GAP}{{0,4}}激活", "", "cards.activated"),
    _concept("cadres", "工会干部", (_P,), rf"工会干部{_GAP}{{0,2}}#|#{_GAP}{{0,8}}工会干部", "培训|帮扶|走访"),
    # job fairs
    _concept("fairs", "招聘会", (_E,),
        rf"招聘(?:会|活动|月)?{_GAP}{{0,4}}#|#{_GAP}{{0,14}}招聘(?:会|活动)", within=_FAIR),
    _concept("booths", "招聘摊位", (_B,), r"#[^,#]{0,4}(?:摊位|展位|展台)|(?:摊位|展位)[^,#]{0,3}#", within=_FAIR),
    _concept("fair.enterprises", "参会企业", (_B,),
        rf"#{_GAP}{{0,8}}(?:企业|单位){_GAP}{{0,4}}(?:参会|参与|参加|进场|入场|招聘|提供|揽才|招贤|设台|设摊|摆摊)|(?:参会"
        rf"|招聘|用工|组织|进场|入场|到场|进驻){_GAP}{{0,2}}(?:企业|单位){_GAP}{{0,3}}#",
        "竞赛|安康杯|比武", within=_FAIR),
    _concept("posts", "提供岗位", (_B, _I), rf"岗位{_GAP}{{0,3}}#|#{_GAP}{{0,8}}岗位",
        "#[^,#]{0,4}(?:企业|单位)|标兵|培训|练兵|公益|稳定|开发|创新|技能竞赛", within=_FAIR),
    _concept("headcount", "用工需求", (_P, _B),
        rf"(?:(?:用工|用人|招聘)(?:需求|人数|计划)(?:人数)?|需求人数){_GAP}{{0,3}}#", within=_FAIR),
    _concept("intentions", "就业意向", (_P,), rf"#{_GAP}{{0,10}}(?:意向|就业协议)|意向{_GAP}{{0,10}}#", within=_FAIR),
    _concept("visitors", "求职者", (_P, _S),
        rf"#{_GAP}{{0,4}}(?:求职|进场|入场|到场)|(?:求职者|求职人员|入场|进场){_GAP}{{0,4}}#",
        "企业|单位|家次", within=_FAIR),
    _concept("reemployed", "再就业人数", (_P,),
        rf"#{_GAP}{{0,14}}(?:再就业|转岗就业|重新就业|重返岗位)|(?:再就业|转岗就业){_GAP}{{0,4}}#", "培训|补贴|资金"),
    # recognition
    _concept("model_workers", "劳动模范", (_P,),
        rf"(?:劳动模范|劳模)(?:\(先进工作者\)|和先进工作者)?{_GAP}{{0,3}}#"
        rf"|#{_GAP}{{0,8}}(?:劳动模范|劳模)(?:$|[,(和])",
            r"工作室|宣讲|座谈|慰问|疗休养|体检|培训|全国劳模和|讲|近(?![一二三四五六七八九十两\d]+年)|来自|参加|出席|走访|发放"),
    _concept("medals", "五一劳动奖章", (_P, _B, _I),
        r"(?:五一)?劳动奖章(?:获得者)?[^,#]{0,3}#|#[^,#]{0,8}五一劳动奖章"),
    _concept("inventions", "发明创造", (_I, _B), rf"发明(?:创造)?{_GAP}{{0,3}}#|#发明(?:创造)?", "专利"),
    _concept("patents", "专利", (_I, _B), rf"专利(?:授权)?{_GAP}{{0,3}}#|#{_GAP}{{0,6}}专利", "专利奖"),
    _concept("nominated", "推荐申报", (_B, _P, _I), rf"(?:推荐|申报|提名){_GAP}{{0,40}}#"),
    # innovation studios
    _concept("studios", "创新工作室", (_B,), rf"创建{_GAP}{{0,12}}工作室{_GAP}{{0,3}}#"),
    # law, disputes, help line
    _concept("cases.accepted", "受理案件", (_I,),
        rf"(?:受理|审理|收到|接到|接待|接收){_GAP}{{0,18}}#|#{_GAP}{{0,3}}(?:受理|来信来访)"),
    _concept("cases.closed", "办结案件", (_I,),
        rf"(?:成功调[解处]|成功化解|调解成功|办结|结案|化解|处理完毕|调处成功){_GAP}{{0,10}}#"
        rf"|#{_GAP}{{0,4}}(?:办结|结案|化解)", "率"),
    _concept("hotline.calls", "热线来电", (_P, _S, _I, _E), rf"(?:12351|热线|来电){_GAP}{{0,16}}#|#{_GAP}{{0,4}}来电",
        "回访|抽查|测评|评价"),
    _concept("legal.served", "法律服务人次", (_S, _P),
        rf"#{_GAP}{{0,6}}法律(?:服务|援助|咨询)|法律(?:服务|援助|咨询){_GAP}{{0,6}}#"),
    _concept("wages.recovered", "追回的工资", (_M,),
        rf"(?:追缴|追回|追讨|讨回|讨要|要回|追索|清欠|追发){_GAP}{{0,10}}(?:工资|欠薪|薪酬|血汗钱|劳动报酬|工钱){_GAP}{{0,4}}#",
        "每|均|余人|名农民工工资"),
    # match-making
    _concept("pairs.met", "牵线", (_PAIR, _P), rf"(?:牵线|配对|速配|结识){_GAP}{{0,4}}#", "成功"),
    _concept("pairs.matched", "牵手成功", (_PAIR, _P),
        rf"(?:牵手|成功配对|成功速配|喜结良缘){_GAP}{{0,4}}#|#{_GAP}{{0,6}}(?:牵手|配对成功)", "牵线"),
    # vouchers and mutual aid
    _concept("vouchers", "消费券、慰问", (_M,),
        rf"(?:消费券|购物券|慰问券|节日慰问(?:金|品)?|福利|电子券|优惠券|慰问品|核销(?:金额|资金|额)|总?面[值额]){_GAP}{{0,4}}#"
        rf"|#{_GAP}{{0,8}}(?:消费券|购物券|节日慰问)"),
    _concept("vouchers.epidemic", "疫情慰问", (_M,), rf"(?:防疫|抗疫){_GAP}{{0,16}}(?:慰问|补贴|补助|券){_GAP}{{0,4}}#"
        rf"|疫情{_GAP}{{0,16}}#",
        "物资|口罩"),
    _concept("consumption", "带动消费", (_M,), rf"(?:带动|拉动|撬动|促进){_GAP}{{0,16}}(?:消费|销售){_GAP}{{0,6}}#"),
    _concept("mutual.joined", "互助保障参加人次", (_S, _P),
        rf"#{_GAP}{{0,6}}(?:参与|参加|参保)|(?:参与|参加|参保){_GAP}{{0,8}}#", within=_MUTUAL),
    _concept("mutual.claims", "互助保障受助人次", (_S, _P),
        rf"#{_GAP}{{0,8}}(?:患病职工|职工发放|受助|赔付|给付|理赔|获赔)"
        rf"|[为向给]#{_GAP}{{0,6}}(?:发放|支付|补助|报销)"
        rf"|(?:补助|报销)(?:职工|患病职工|会员)?#|(?:赔付|理赔|给付"
        rf"|互助金){_GAP}{{0,4}}#", within=_MUTUAL),
    _concept("mutual.paid", "互助金", (_M,),
        rf"(?:互助金|理赔金|保障金|补助金|赔付|给付){_GAP}{{0,10}}#", within=_MUTUAL),
    _concept("aid.fund", "帮扶资金", (_M,),
        rf"(?:帮扶|救助|送温暖|慰问)(?:资金|经费|款物|款|金){_GAP}{{0,4}}#"
        rf"|#{_GAP}{{0,6}}(?:开展)?{_GAP}{{0,8}}(?:送温暖|金秋助学|送清凉|帮扶)", "互助金|消费券|防疫"),
    # contests, training, culture
    _concept("contest.attendance", "参赛人次", (_S,),
        rf"#{_GAP}{{0,16}}(?:参赛|竞赛|比武|安康杯|大赛)|(?:参赛|竞赛|比武|安康杯"
        rf"|大赛){_GAP}{{0,12}}#", "培训|获奖"),
    _concept("contest.people", "参赛职工", (_P,),
        rf"#{_GAP}{{0,16}}(?:参赛|竞赛|比武|大赛)|(?:参赛|竞赛|比武){_GAP}{{0,10}}#"),
    _concept("contest.events", "竞赛场次", (_E,),
        rf"(?:竞赛|比武|比赛|大赛)(?:活动)?{_GAP}{{0,4}}#|#{_GAP}{{0,14}}(?:竞赛|比武|比赛)"),
    _concept("contest.bodies", "参赛单位", (_B,), rf"#{_GAP}{{0,6}}(?:企业|单位){_GAP}{{0,10}}(?:参赛|竞赛)"),
    _concept("classes", "培训班期数", (_E,),
        rf"(?:培训班?|业务班|培训课){_GAP}{{0,6}}#|#{_GAP}{{0,14}}(?:培训(?:班)?|课堂|学堂|讲堂)"),
    _concept("trainees", "培训人数", (_P, _S),
        rf"(?:培训|培养){_GAP}{{0,12}}#|学员{_GAP}{{0,3}}#"
        rf"|#{_GAP}{{0,14}}(?:(?:参加)?(?:培训|掌握)|参训)", "资金|成果|工匠"),
    _concept("events.culture", "文化活动", (_E,),
        rf"#{_GAP}{{0,10}}{_SHOWN}(?:主题)?{_GAP}{{0,4}}(?:活动|会)?|{_SHOWN}(?:活动|会)?{_GAP}{{0,4}}#",
        "[读览击问放]量"),
    _concept("attendance", "参加人次", (_S,),
        rf"(?:吸引|参与|参加|惠及|覆盖|接待|观众|观影|受众|听众|听讲|聆听|观看|服务){_GAP}{{0,10}}#"
        rf"|#{_GAP}{{0,8}}(?:参与|参加|观看|聆听)"),
    _concept("attendance", "到场人数", (_P,),
        rf"(?:观众|受众|听众|听讲|聆听|观看){_GAP}{{0,6}}#|#{_GAP}{{0,8}}(?:到场)?(?:观看|聆听|听讲)"),
    _concept("reform.enterprises", "建制企业", (_B,), rf"#?{_GAP}{{0,10}}(?:集体合同|集体协商){_GAP}{{0,6}}#"),
)  # fmt: skip


CONCEPTS = tuple(
    replace(concept, indicator=concept.indicator or OF_CONCEPTS.get(concept.code))
    for concept in CONCEPTS
)
NAMED = tuple(
    _concept(code, "", measures, pattern, unless, code)
    for code, measures, pattern, unless in MEANINGS
)


def indicator_of(concepts: Sequence[Concept], context: str, unit: str) -> str | None:
    """The indicator a figure is of: by its own wording first, else by its concept."""
    named = _fitting(NAMED, context, unit, "")
    own = next((c.indicator for c in concepts if c.indicator in LIVE), None)
    return own or next((c.indicator for c in (*named, *concepts) if c.indicator is not None), None)


def concepts_of(context: str, unit: str, sentence: str = "") -> tuple[Concept, ...]:
    """The concepts a figure with this wording around it and this unit counts."""
    return _fitting(CONCEPTS, context, unit, sentence)


def _fitting(
    known: Sequence[Concept], context: str, unit: str, sentence: str
) -> tuple[Concept, ...]:
    measure = measure_of(unit)
    if measure is None:
        return ()
    return tuple(
        concept
        for concept in known
        if measure in concept.measures
        and concept.pattern.search(context)
        and not (concept.unless and concept.unless.search(context))
        and (concept.within is None or concept.within.search(sentence))
    )
