"""The questions of an application on the phone (申请的问题), one per screen. Pure data.

A slug names a screen of one application: ``cause``; ``health-2`` is that of family member 2 (the worker
herself is 1). Order, repetition and completeness stand in ``application``.
"""

from __future__ import annotations

from dataclasses import replace

from niangjia.aid.rules.asking import Ask, Choices, Kind, Screen, options
from niangjia.aid.rules.codes import AccidentKind, AidType, Cause
from niangjia.aid.rules.person_codes import (
    DisabilityGrade,
    DisabilityKind,
    ExpenditureKind,
    Health,
    Housing,
    IncomeKind,
    Insurance,
    Marriage,
    Registration,
    Relation,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.aid.rules.selftest import APPLICANTS
from niangjia.kernel.choices import TextCode
from niangjia.members.rules.codes import ID_TYPE, IdType

YES, NO = "yes", "no"
YES_NO: Choices = ((YES, "是"), (NO, "不是"))


def _one(
    code: str,
    title: str,
    label: str,
    choices: Choices,
    help_text: str = "",
    *,
    required: bool = True,
) -> Screen:
    """A screen with one choice."""
    ask = Ask(code, label, Kind.CHOICE, required, choices=choices)
    return Screen(code, title, (ask,), help_text)


def _many(
    code: str, title: str, label: str, choices: Choices, help_text: str, *, most: int = 0
) -> Screen:
    ask = Ask(code, label, Kind.CHOICES, required=False, choices=choices, most=most)
    return Screen(code, title, (ask,), help_text)


CAUSE = _one("cause", "家里困难,最主要是因为什么?", "主要原因", options(*Cause))
OTHERS = _many(
    "others",
    "还有别的原因吗?",
    "其他原因",
    options(*Cause),
    "最多选3项。没有的,直接点“下一步”。",
    most=3,
)
NOTE = Screen(
    "note",
    "用自己的话说说家里的情况",
    (Ask("note", "家里的情况", Kind.LONG, required=False, most=500, is_private=True),),
    "例如:谁病了、什么时候开始的、现在最缺什么。可以不填。",
)
WORK = _one("work", "您现在的工作情况是哪一种?", "工作情况", options(*APPLICANTS))
UNIT = Screen(
    "unit",
    "您在哪里工作,干了多久?",
    (
        Ask("work_unit", "工作单位", Kind.TEXT, required=False, most=100),
        Ask("labour_months", "干了多久", Kind.COUNT, required=False, most=720, unit="个月"),
    ),
    "没有工作单位的,直接点“下一步”。满一年写12,满两年写24。",
)
MIGRANT = _one("permit", "您有居住证吗?", "居住证", ((YES, "有"), (NO, "没有")))
REGISTRATION = Screen(
    "registration",
    "您是什么户口?",
    (
        Ask("registration", "户口类型", Kind.CHOICE, choices=options(*Registration)),
        Ask(
            "registration_place",
            "户口在哪个省、市、县",
            Kind.TEXT,
            required=False,
            most=100,
            help="例如:四川省达州市渠县。",
        ),
    ),
)
CITY, VILLAGE = "city", "village"
ADDRESS = Screen(
    "address",
    "您现在住在哪里?",
    (
        Ask("living", "住的地方", Kind.CHOICE, choices=((CITY, "城里或镇上"), (VILLAGE, "村里"))),
        Ask("address", "居住地址", Kind.TEXT, most=200, is_private=True),
        Ask("postcode", "邮政编码", Kind.POSTCODE, required=False),
    ),
    "地址写到门牌号。工会会按这个地址入户核实。",
)
PHONE = Screen(
    "phone",
    "怎么联系您?",
    (
        Ask("phone", "手机号码", Kind.PHONE),
        Ask(
            "other_contact",
            "打不通时还可以怎么联系",
            Kind.TEXT,
            required=False,
            most=50,
            help="例如:家里的座机,或亲友的姓名和电话。",
            is_private=True,
        ),
    ),
    "入户核实以前,工会会先打这个电话。",
)
OWN = Screen(
    "own",
    "户口本上,您是户主吗?",
    (
        Ask(
            "relation",
            "您与户主的关系",
            Kind.CHOICE,
            choices=(
                (Relation.HEAD.value, "我就是户主"),
                *(
                    (one.value, f"我是户主的{'其他亲属' if one == Relation.OTHER else one.label}")
                    for one in Relation
                    if one != Relation.HEAD
                ),
            ),
        ),
    ),
)
MARRIAGE = _one("marriage", "您的婚姻状况是?", "婚姻状况", options(*Marriage))

HEALTH = Screen(
    "health",
    "{name}的身体怎么样?",
    (Ask("health", "健康状况", Kind.CHOICE, choices=options(*Health), is_private=True),),
    "病情只给办理您申请的工会人员看,公示时不会出现。",
)
ILLNESS = Screen(
    "illness",
    "{name}得的是什么病?",
    (Ask("disease", "病名", Kind.TEXT, required=False, most=100, is_private=True),),
    "照诊断证明上写。说不清的,直接点“下一步”。",
)
INSURED = _one("insurance", "{name}参加了哪种医保?", "医保", options(*Insurance), required=False)
DISABILITY = Screen(
    "disability",
    "{name}的残疾证上怎么写?",
    (
        Ask(
            "kind",
            "残疾类别",
            Kind.CHOICE,
            choices=tuple((str(one.value), one.label) for one in DisabilityKind),
        ),
        Ask(
            "grade",
            "残疾等级",
            Kind.CHOICE,
            choices=tuple((str(one.value), one.label) for one in DisabilityGrade),
        ),
    ),
)
WHO = Screen(
    "who",
    "这位家人是谁?",
    (
        Ask("name", "姓名", Kind.NAME),
        Ask(
            "id_type",
            "证件",
            Kind.PICK,
            required=False,
            choices=tuple(
                (str(code), label)
                for code, label in sorted(ID_TYPE.labels.items())
                if code != IdType.RESIDENT
            ),
            none=ID_TYPE.label(IdType.RESIDENT),
            help="户口本上的号码就是居民身份证的号码。",
        ),
        Ask("identity", "证件号码", Kind.DOCUMENT, required=False),
        Ask(
            "born_on",
            "出生日期",
            Kind.DAY,
            required=False,
            help="填了身份证号码就不用填。还没有号码的孩子、用护照或通行证的,请填出生日期。",
        ),
    ),
)
RELATION = _one("relation", "{name}是户主的什么人?", "与户主关系", options(*Relation))
STATE = Screen(
    "state",
    "{name}现在做什么?",
    (
        Ask("identity", "现在的情况", Kind.CHOICE, choices=options(*WorkerIdentity)),
        Ask("work_unit", "单位或学校的名称", Kind.TEXT, required=False, most=100),
    ),
)
LIVE = _one(
    "together",
    "{name}和您一起生活吗?",
    "一起生活",
    YES_NO,
    "在外地上学的孩子也算一起生活。已经分家、不在一起过日子的不算。",
)
SCHOOL = Screen(
    "school",
    "{name}在上什么学?",
    (
        Ask(
            "stage",
            "就学阶段",
            Kind.CHOICE,
            choices=options(*(one for one in SchoolStage if one != SchoolStage.NONE)),
        ),
        Ask("kind", "学校类别", Kind.CHOICE, choices=options(*SchoolKind)),
        Ask("enrolled", "哪一年入学", Kind.COUNT, required=False, most=2100, unit="年"),
        Ask("years", "学制是几年", Kind.COUNT, required=False, most=10, unit="年"),
    ),
)
FEE = Screen(
    "fee",
    "{name}的学费一年多少?",
    (
        Ask("fee", "这所学校的学费(一年)", Kind.MONEY, unit="元"),
        Ask(
            "public_fee",
            "当地同类公办学校的学费(一年)",
            Kind.MONEY,
            unit="元",
            help="不知道的,问一下学校或教育局。义务教育公办学校填0不行,请填杂费等实际收费。",
        ),
    ),
)
PAID_SCHOOLS = (
    SchoolKind.PRIVATE,
    SchoolKind.HIGH_FEE,
    SchoolKind.JOINT_FOREIGN,
    SchoolKind.ABROAD,
)

FAMILY = _many(
    "family",
    "您家有下面的情况吗?",
    "家庭情况",
    (
        ("single_parent", "单亲家庭"),
        ("jobless", "全家没有人就业"),
        ("self_help", "有劳动能力,给些帮助就能自己好起来"),
        ("after_relief", "政府救助以后,还是特别困难"),
    ),
    "都没有的,直接点“下一步”。",
)
CARD = Ask(
    "hardship_card", "有特困救助卡的,填卡号", Kind.TEXT, required=False, most=30, is_private=True
)
FAMILY = replace(FAMILY, asks=(*FAMILY.asks, CARD))
MONTHS = Screen(
    "months",
    "家里收入这么低,连续有几个月了?",
    (Ask("months", "收入低连续了", Kind.COUNT, required=False, most=600, unit="个月"),),
    "大概就行。说不清的,直接点“下一步”。",
)

# --- Money: monthly or yearly, as people know it ----------------------------------------------

MONTHLY = 12
INCOME: tuple[tuple[IncomeKind, int, str], ...] = (
    (IncomeKind.WAGE, MONTHLY, "每月到手的工资、打零工的钱"),
    (IncomeKind.PENSION, MONTHLY, "每月退休金、养老金"),
    (IncomeKind.ALLOWANCE, MONTHLY, "每月低保金、救助金"),
    (IncomeKind.SUPPORT, MONTHLY, "每月别人给的赡养费、抚养费"),
    (IncomeKind.BUSINESS, 1, "一年做小生意、种地净挣的"),
    (IncomeKind.PROPERTY, 1, "一年的房租、利息等"),
    (IncomeKind.TRANSFER, 1, "一年的补贴、补助"),
    (IncomeKind.OTHER, 1, "一年的其他收入"),
)
"""Kind, how many of it make a year, and how it is asked."""

EXPENDITURE: tuple[tuple[ExpenditureKind, int, str], ...] = (
    (ExpenditureKind.MEDICAL, 1, "一年看病自己掏的钱(报销以后)"),
    (ExpenditureKind.EDUCATION, 1, "一年的学费、住宿费"),
    (ExpenditureKind.REHABILITATION, MONTHLY, "每月残疾康复、护理的钱"),
    (ExpenditureKind.RENT, MONTHLY, "每月公租房、廉租房的租金"),
    (ExpenditureKind.INSURANCE, MONTHLY, "每月自己交的养老、医疗保险"),
    (ExpenditureKind.OTHER, 1, "一年其他必须花的钱"),
)


def _lines(kinds: tuple[tuple[TextCode, int, str], ...]) -> tuple[Ask, ...]:
    return tuple(
        Ask(kind.value, label, Kind.MONEY, required=False, unit="元") for kind, _, label in kinds
    )


EARN = Screen(
    "income",
    "{name}有哪些收入?",
    _lines(INCOME),
    "只填有的,没有的空着。有多有少的,填平均数。每月的钱由系统算成一年。",
)
SPEND = Screen(
    "spend",
    "{name}有哪些必须花的钱?",
    _lines(EXPENDITURE),
    "只填最近一年真正花了、拿得出凭证的,没有的空着。",
)

HOME = Screen(
    "home",
    "这处房子是怎样的?",
    (
        Ask(
            "housing",
            "房子的来源",
            Kind.CHOICE,
            choices=options(*(one for one in Housing if one is not Housing.NONE)),
        ),
        Ask("area", "面积", Kind.AREA, unit="平方米"),
    ),
)
SAVINGS = Screen(
    "savings",
    "家里有多少存款和理财?",
    (
        Ask("saving", "存款", Kind.MONEY, unit="元"),
        Ask("investment", "理财、股票、借给别人的钱", Kind.MONEY, unit="元"),
    ),
    "全家加起来。没有就填0。",
)
PROPERTY = _many(
    "property",
    "家里有下面的情况吗?",
    "情况",
    (
        ("car", "有汽车,不是用来谋生的"),
        ("business", "有自己的店铺,或雇人做生意"),
        ("enterprise", "名下有公司或股份"),
        ("luxury", "有高消费(出国旅游、贵重收藏等)"),
    ),
    "都没有的,直接点“下一步”。",
)
ACCIDENT = Screen(
    "accident",
    "遇到了什么事?",
    (
        Ask("kind", "什么事", Kind.CHOICE, choices=options(*AccidentKind)),
        Ask("happened_on", "哪一天", Kind.DAY),
        Ask("loss", "家里自己承担的损失", Kind.MONEY, unit="元", help="报销、赔偿以后的部分。"),
        Ask("casualty", "有人因此伤残或去世吗", Kind.CHOICE, choices=YES_NO),
    ),
)
OUTSIDE = Screen(
    "outside",
    "得到过什么帮助?",
    (
        Ask("member", "帮助的是谁", Kind.CHOICE),
        Ask("aid_type", "哪一种帮助", Kind.CHOICE, choices=options(*AidType)),
        Ask("year", "哪一年", Kind.CHOICE),
        Ask("amount", "一共多少钱", Kind.MONEY, unit="元"),
        Ask("giver", "谁给的", Kind.TEXT, most=100, help="例如:区民政局、学校、慈善会。"),
    ),
)
BANK = Screen(
    "bank",
    "帮扶款打到哪张银行卡?",
    (
        Ask("account", "银行卡号", Kind.CARD),
        Ask("bank_name", "开户银行", Kind.TEXT, most=100, help="例如:中国农业银行。"),
        Ask("bank_branch", "开户支行", Kind.TEXT, required=False, most=100, help="例如:渠县支行。"),
    ),
    "必须是您本人名下的卡。批准以后,钱直接打到这张卡上,工会不发现金。",
)
PROMISE = Screen(
    "promise",
    "承诺书",
    (Ask("name", "签上您的姓名", Kind.TEXT, most=50),),
)
AUTHORISE = Screen(
    "authorise",
    "核对授权书",
    (Ask("name", "签上您的姓名", Kind.TEXT, most=50),),
)
