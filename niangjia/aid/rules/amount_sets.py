"""The dated sets of ceilings (救助标准) that are shipped, with legal basis and open marks. Pure data.

Source: domain 04 §4.4. Nothing here is in force by itself: a union adopts a set with its own document.
"""

from __future__ import annotations

from decimal import Decimal

from niangjia.aid.rules.amounts import AmountSet, Base, Ceiling, Per
from niangjia.aid.rules.codes import AidType, Category
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage

_LIVING, _MEDICAL, _STUDY = AidType.LIVING, AidType.MEDICAL, AidType.STUDY
_HIGHER = (SchoolStage.HIGHER,)
_SENIOR = (SchoolStage.SENIOR, SchoolStage.VOCATIONAL)
_OTHERS = (Category.RELATIVE, Category.ACCIDENTAL)
OUR_READING = "本系统理解"
_BORROWED = "助学的排除学校和不重复救助借用天门市2024年、2025年通知,采用前请核对本地文件"
AUTUMN_EXCLUDED = (
    SchoolKind.MILITARY,
    SchoolKind.FREE_TEACHER,
    SchoolKind.HIGH_FEE,
    SchoolKind.ABROAD,
    SchoolKind.JOINT_FOREIGN,
)
"""金秋助学 does not pay for these (Tianmen 2024, 2025)."""


def _months(
    aid_type: AidType,
    per: Per,
    times: int,
    *,
    categories: tuple[Category, ...] = (),
    stages: tuple[SchoolStage, ...] = (),
) -> Ceiling:
    """So many times the monthly standard; for files only."""
    base = Base.STANDARD
    return Ceiling(aid_type, per, Decimal(times), base, categories, stages, in_file=True)


def _yuan(
    aid_type: AidType,
    per: Per,
    amount: int,
    *,
    stages: tuple[SchoolStage, ...] = (),
    in_file: bool | None = True,
    unconfirmed: str = "",
) -> Ceiling:
    return Ceiling(
        aid_type, per, Decimal(amount), Base.YUAN, (), stages, in_file, unconfirmed=unconfirmed
    )


HUBEI = AmountSet(
    "hubei",
    "湖北省困难职工救助标准",
    "420000",
    2021,
    "湖北省总工会帮扶标准,文号待补",
    (
        _months(_LIVING, Per.HOUSEHOLD, 12, categories=(Category.DEEP,)),
        _months(_LIVING, Per.HOUSEHOLD, 10, categories=_OTHERS),
        _yuan(_MEDICAL, Per.HOUSEHOLD, 20_000),
        _months(_STUDY, Per.PERSON, 10, stages=_HIGHER),
        _months(_STUDY, Per.PERSON, 6, stages=_SENIOR),
        _yuan(AidType.TEMPORARY, Per.PERSON, 3_000, in_file=False),
    ),
    excluded_schools=AUTUMN_EXCLUDED,
    no_duplicate=(_STUDY,),
    notes=("医疗救助“一般不超过”2万元,特殊情况须另行审批", "年份待确认", _BORROWED),
)

ANHUI = AmountSet(
    "anhui",
    "安徽省困难职工救助标准",
    "340000",
    2020,
    "安徽省市级帮扶办法,文号待补",
    (
        _months(_LIVING, Per.HOUSEHOLD, 12),
        _months(_STUDY, Per.PERSON, 10, stages=_HIGHER),
    ),
    excluded_schools=AUTUMN_EXCLUDED,
    no_duplicate=(_STUDY,),
    is_self_paid_enough=True,
    notes=("医疗救助以自付合规费用为限,文件没有另定限额", "年份待确认", _BORROWED),
)

HAINAN_2015 = AmountSet(
    "hainan-2015",
    "海南某市困难职工救助标准(2015)",
    "460000",
    2015,
    "2015年市级帮扶资金使用办法,文号待补",
    (
        _yuan(_LIVING, Per.HOUSEHOLD, 2_000),
        _yuan(_MEDICAL, Per.HOUSEHOLD, 6_000),
    ),
    notes=("生活救助500至2,000元、医疗救助1,000至6,000元,全年医疗不超过6,000元;下限仅供参考",),
)

TIANMEN_2024 = AmountSet(
    "tianmen-2024",
    "天门市金秋助学标准(2024)",
    "429006",
    2024,
    "天门市总工会2024年金秋助学通知",
    (
        _yuan(_STUDY, Per.PERSON, 5_000, stages=_HIGHER),
        _yuan(_STUDY, Per.PERSON, 3_000, stages=(SchoolStage.SENIOR,)),
        _yuan(_STUDY, Per.PERSON, 4_000, stages=_HIGHER, in_file=False),
        _yuan(_STUDY, Per.PERSON, 2_000, stages=(SchoolStage.SENIOR,), in_file=False),
    ),
    excluded_schools=AUTUMN_EXCLUDED,
    no_duplicate=(_STUDY,),
)

JINGMEN = AmountSet(
    "jingmen",
    "荆门市金秋助学标准",
    "420800",
    2024,
    "荆门市总工会金秋助学通知,文号待补",
    (
        _yuan(_STUDY, Per.PERSON, 6_200, stages=_HIGHER, unconfirmed=OUR_READING),
        _yuan(_STUDY, Per.PERSON, 3_000, stages=(SchoolStage.COMPULSORY,)),
    ),
    excluded_schools=AUTUMN_EXCLUDED,
    no_duplicate=(_STUDY,),
    notes=("6,200元对应的就学阶段原文不明,按高等教育理解", "年份待确认", _BORROWED),
)

ZHANGJIAKOU = AmountSet(
    "zhangjiakou",
    "张家口市下花园区取暖补助",
    "130706",
    2024,
    "下花园区总工会帮扶通知,文号待补",
    (_yuan(AidType.HEATING, Per.HOUSEHOLD, 1_000),),
    notes=("年份待确认",),
)

YINCHUAN = AmountSet(
    "yinchuan",
    "银川市困难职工救助标准(一年一项主要救助)",
    "640100",
    2024,
    "银川市总工会帮扶标准,文号待补",
    (),
    main_types=(_LIVING, _MEDICAL, _STUDY),
    notes=("原文“原则上一年内只能救助一…”不完整,主要救助的范围为本系统理解", "金额待补"),
)

AMOUNT_SETS = {
    one.code: one
    for one in (HUBEI, ANHUI, HAINAN_2015, TIANMEN_2024, JINGMEN, ZHANGJIAKOU, YINCHUAN)
}
"""Every shipped set by its code."""
