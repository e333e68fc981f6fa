"""The dated rule sets (认定标准) that are shipped, with legal basis and open marks. Pure data.

Source: domain 04 §4.1. ``unconfirmed`` keeps the marks of that chapter: ``M-high``, ``M-med`` come from
memory; ``本系统理解`` is our reading of a text that leaves something open. A union adopts a set with its own
document; nothing here is in force by itself.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.aid.rules.conditions import (
    All,
    Any,
    Comparison,
    Condition,
    Is,
    Measure,
    Not,
    Relation,
)
from niangjia.aid.rules.eligibility import Clause, Row, RuleSet
from niangjia.aid.rules.facts import Fact, Quantity
from niangjia.aid.rules.person_codes import WorkerIdentity

DEEP, RELATIVE, ACCIDENTAL = Category.DEEP, Category.RELATIVE, Category.ACCIDENTAL
NATIONAL, PROVINCE, CITY = FileLevel.NATIONAL, FileLevel.PROVINCE, FileLevel.CITY
OUR_READING = "本系统理解"
MIGRANTS = (WorkerIdentity.MIGRANT, WorkerIdentity.TOWNSHIP_MIGRANT)


def _compare(quantity: Quantity, relation: Relation, times: str, of: Measure) -> Comparison:
    return Comparison(quantity, relation, Decimal(times), of)


def _below(quantity: Quantity, times: str) -> Comparison:
    """Less than so many times the local standard."""
    return _compare(quantity, Relation.LESS, times, Measure.STANDARD)


def _up_to(quantity: Quantity, times: str) -> Comparison:
    """At most so many times the local standard."""
    return _compare(quantity, Relation.AT_MOST, times, Measure.STANDARD)


def _over(quantity: Quantity, times: str) -> Comparison:
    """More than so many times the local standard."""
    return _compare(quantity, Relation.MORE, times, Measure.STANDARD)


def _at_least(quantity: Quantity, times: str) -> Comparison:
    return _compare(quantity, Relation.AT_LEAST, times, Measure.UNIT)


_NET, _GROSS = Quantity.NET_PC, Quantity.GROSS_PC
_HEAVY_LOSS: Condition = Any(
    (
        Is(Fact.PUBLIC_EVENT_CASUALTY),
        All(
            (
                Is(Fact.ACCIDENT),
                _compare(Quantity.LOSS, Relation.MORE, "0.8", Measure.INCOME),
            )
        ),
    )
)

# --- Exclusions and extra conditions --------------------------------------------------------

_TWO_HOMES = Clause("homes", "有两套及以上住房", _at_least(Quantity.HOMES, "2"))
_TWO_HOMES_ANHUI = Clause(
    "homes",
    "有两套及以上住房(大病或灾害家庭两套合计人均面积低于当地最低标准的除外)",
    All(
        (
            _at_least(Quantity.HOMES, "2"),
            Not(
                All(
                    (
                        _compare(Quantity.HOMES, Relation.AT_MOST, "2", Measure.UNIT),
                        _compare(Quantity.HOME_AREA_PC, Relation.LESS, "1", Measure.MINIMUM_AREA),
                        Is(Fact.ACCIDENT),
                    )
                )
            ),
        )
    ),
)
_BUSINESS = Clause("business", "自有商铺或雇人经营", Is(Fact.OWNS_BUSINESS))
_SCHOOL = Clause(
    "school",
    "子女就读高收费民办学校(超过当地公办学校收费2倍)",
    Any(
        (
            Is(Fact.HIGH_FEE_SCHOOL),
            _compare(Quantity.SCHOOL_FEE_TIMES, Relation.MORE, "2", Measure.UNIT),
        )
    ),
)
_ABROAD = Clause("abroad", "子女自费出国留学", Is(Fact.STUDIES_ABROAD))
_COMMON_EXCLUSIONS = (
    Clause("car", "有非生活必需车辆", _at_least(Quantity.CARS, "1"), unconfirmed="M-high"),
    Clause("enterprise", "持股或登记企业", Is(Fact.HOLDS_ENTERPRISE), unconfirmed="M-high"),
    Clause("luxury", "有高消费行为", Is(Fact.LUXURY), unconfirmed="M-high"),
    Clause("refusal", "拒绝核查", Is(Fact.REFUSES_VERIFICATION), unconfirmed="M-high"),
)
_EXCLUSIONS = (_TWO_HOMES, _BUSINESS, _SCHOOL, _ABROAD, *_COMMON_EXCLUSIONS)

_LABOUR_YEAR = Clause(
    "labour_year",
    "农民工有一年以上劳动关系",
    _at_least(Quantity.LABOUR_MONTHS, "12"),
    MIGRANTS,
)
_LIVES_IN_CITY = Clause(
    "lives_in_city", "农民工在城镇居住", Is(Fact.LIVES_IN_CITY), (WorkerIdentity.MIGRANT,)
)
_MEMBER = Clause("member", "农民工是工会会员", Is(Fact.UNION_MEMBER), MIGRANTS)
_PERMIT = Clause("permit", "农民工持有居住证", Is(Fact.RESIDENCE_PERMIT), (WorkerIdentity.MIGRANT,))
_REQUIREMENTS = (_LABOUR_YEAR, _LIVES_IN_CITY, _MEMBER)
_OLD_REQUIREMENTS = (*_REQUIREMENTS, _PERMIT)

# --- Sets -----------------------------------------------------------------------------------

SHANDONG_2020 = RuleSet(
    "shandong-2020",
    "山东省困难职工认定标准(2020)",
    "370000",
    date(2020, 1, 1),
    "鲁会办〔2020〕58号",
    (
        Row(NATIONAL, DEEP, _below(_NET, "1")),
        Row(NATIONAL, RELATIVE, _below(_NET, "2")),
        Row(NATIONAL, ACCIDENTAL, _HEAVY_LOSS),
    ),
    _EXCLUSIONS,
    _REQUIREMENTS,
    (
        "起始日期为文件年份的第一天,采用前请核对施行日期",
        "建档标准(全国级)为本系统理解:文件只写困难类别",
        "镇域农民工、新就业形态劳动者按近年通知纳入,居住条件只适用于进城农民工",
    ),
)

OTHER_PROVINCES_2021 = RuleSet(
    "national-2021-1.5",
    "困难职工认定标准(相对困难按1.5倍)",
    "000000",
    date(2021, 1, 1),
    "全国三类困难职工口径(2021年起);1.5倍的依据待确认",
    (
        Row(NATIONAL, DEEP, _below(_NET, "1")),
        Row(NATIONAL, RELATIVE, _below(_NET, "1.5"), "M-med"),
        Row(NATIONAL, ACCIDENTAL, _HEAVY_LOSS, OUR_READING),
    ),
    _EXCLUSIONS,
    _REQUIREMENTS,
    ("意外致困一行借用山东2020年的写法",),
)

_OLD_DEEP: Condition = Any(
    (
        All((_below(_GROSS, "1"), _at_least(Quantity.MONTHS_BELOW, "6"))),
        Is(Fact.POOR_AFTER_RELIEF),
    )
)
_OLD_EDGE: Condition = All((_up_to(_GROSS, "1.5"), _up_to(_NET, "1")))
_OLD_ACCIDENT: Condition = All(
    (
        Is(Fact.ACCIDENT),
        Any(
            (
                All((_up_to(_GROSS, "3"), _up_to(Quantity.NET_AFTER_LOSS_PC, "1"))),
                All((_over(_GROSS, "3"), _up_to(Quantity.ASSETS_AFTER_LOSS_PC, "1"))),
            )
        ),
    )
)
_OLD_ROWS = (
    Row(NATIONAL, DEEP, _OLD_DEEP, OUR_READING),
    Row(NATIONAL, RELATIVE, _OLD_EDGE),
    Row(NATIONAL, ACCIDENTAL, _OLD_ACCIDENT, OUR_READING),
)

NATIONAL_OLD = RuleSet(
    "national-old",
    "全国级困难职工建档标准(2021年前)",
    "000000",
    date(2016, 1, 1),
    "全国级建档标准(低保户、低保边缘户、意外致困户),文号待补",
    _OLD_ROWS,
    _EXCLUSIONS,
    _OLD_REQUIREMENTS,
    (
        "低保户对应深度困难、低保边缘户对应相对困难,为本系统理解",
        "(收入−支出)÷人口按月计算后与月低保标准比较,原文未写明按月",
        "起始日期待确认",
    ),
    is_example=True,
)

ANHUI = RuleSet(
    "anhui",
    "安徽省三级建档标准",
    "340000",
    date(2020, 1, 1),
    "安徽省市级建档办法(全总级、省总级、市总级),文号待补",
    (
        Row(NATIONAL, DEEP, _OLD_DEEP, OUR_READING),
        Row(NATIONAL, RELATIVE, All((_up_to(_GROSS, "1.5"), _up_to(_NET, "1")))),
        Row(PROVINCE, RELATIVE, All((_up_to(_GROSS, "1.5"), _up_to(_NET, "1.5")))),
        Row(CITY, RELATIVE, All((_up_to(_GROSS, "1.5"), _up_to(_NET, "2")))),
        Row(NATIONAL, ACCIDENTAL, _OLD_ACCIDENT, OUR_READING),
    ),
    (_TWO_HOMES_ANHUI, _BUSINESS, _SCHOOL, _ABROAD, *_COMMON_EXCLUSIONS),
    _REQUIREMENTS,
    (
        "市总级一行按原文不会用到:月人均收入不超过1.5倍时,扣除支出后必不超过1.5倍,先成为省总级",
        "各级对应的困难类别为本系统理解",
        "起始日期待确认",
    ),
    is_example=True,
)

ZHEJIANG = RuleSet(
    "zhejiang",
    "浙江省省级建档标准",
    "330000",
    date(2020, 1, 1),
    "浙江省级困难职工建档标准,文号待补",
    (
        *_OLD_ROWS[:2],
        Row(PROVINCE, RELATIVE, All((_up_to(_GROSS, "3"), _up_to(_NET, "1.5"))), OUR_READING),
        _OLD_ROWS[2],
    ),
    _EXCLUSIONS,
    _REQUIREMENTS,
    (
        "原文为扣除支出后1.0至1.5倍;下限由前面的全国级各行体现,否则支出更重的家庭反而落选",
        "各行按困难程度排列,相对困难在意外致困之前,收入更高不会得到更深的类别",
        "起始日期待确认",
    ),
    is_example=True,
)

RULE_SETS = {
    one.code: one for one in (SHANDONG_2020, OTHER_PROVINCES_2021, NATIONAL_OLD, ANHUI, ZHEJIANG)
}
"""Every shipped set by its code."""
