"""Every value of domain chapter 04 §4.1 and §4.4, as it is shipped: one line a value, with its paragraph."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.aid.rules.amount_sets import (
    ANHUI as ANHUI_AMOUNTS,
)
from niangjia.aid.rules.amount_sets import (
    AUTUMN_EXCLUDED,
    HAINAN_2015,
    HUBEI,
    JINGMEN,
    TIANMEN_2024,
    YINCHUAN,
    ZHANGJIAKOU,
)
from niangjia.aid.rules.amounts import AmountSet, Ceiling
from niangjia.aid.rules.codes import AidType
from niangjia.aid.rules.eligibility import RuleSet
from niangjia.aid.rules.parameter_sets import (
    ANHUI,
    NATIONAL_OLD,
    OTHER_PROVINCES_2021,
    RULE_SETS,
    SHANDONG_2020,
    ZHEJIANG,
)
from niangjia.aid.rules.person_codes import SchoolKind
from niangjia.aid.rules.standard_sets import STANDARD_SETS
from niangjia.aid.rules.wording import describe

D = "当地低保标准"
NET, GROSS = "家庭月人均净收入", "家庭月人均收入"
LOSS = "扣除意外损失后月人均收入"
WITH_ASSETS = "计入财产并扣除意外损失后月人均"
HEAVY_LOSS = (
    "因自然灾害、重大事故、疫情或社会安全事件伤残、殉职,"
    "或(遭遇突发事件、意外伤害或重大疾病,且家庭年度意外损失 > 家庭年收入 × 0.8)"
)
OLD_ACCIDENT = (
    f"遭遇突发事件、意外伤害或重大疾病,且(({GROSS} ≤ {D} × 3,且{LOSS} ≤ {D}),"
    f"或({GROSS} > {D} × 3,且{WITH_ASSETS} ≤ {D}))"
)
OLD_DEEP = f"({GROSS} < {D},且连续低于标准的月数 ≥ 6),或经政府救助后仍特别困难"
OLD_EDGE = f"{GROSS} ≤ {D} × 1.5,且{NET} ≤ {D}"

ROWS = [
    # §4.1 table, column “Shandong 2020”
    (SHANDONG_2020, "全国级·深度困难", f"{NET} < {D}", ""),
    (SHANDONG_2020, "全国级·相对困难", f"{NET} < {D} × 2", ""),
    (SHANDONG_2020, "全国级·意外致困", HEAVY_LOSS, ""),
    # §4.1 table, “1.5·D in other provinces [M-med]”
    (OTHER_PROVINCES_2021, "全国级·深度困难", f"{NET} < {D}", ""),
    (OTHER_PROVINCES_2021, "全国级·相对困难", f"{NET} < {D} × 1.5", "M-med"),
    (OTHER_PROVINCES_2021, "全国级·意外致困", HEAVY_LOSS, "本系统理解"),
    # §4.1 table, column “Older national file levels”
    (NATIONAL_OLD, "全国级·深度困难", OLD_DEEP, "本系统理解"),
    (NATIONAL_OLD, "全国级·相对困难", OLD_EDGE, ""),
    (NATIONAL_OLD, "全国级·意外致困", OLD_ACCIDENT, "本系统理解"),
    # §4.1 “Provincial/municipal lower-tier files (Anhui)”
    (ANHUI, "全国级·深度困难", OLD_DEEP, "本系统理解"),
    (ANHUI, "全国级·相对困难", f"{GROSS} ≤ {D} × 1.5,且{NET} ≤ {D}", ""),
    (ANHUI, "省级·相对困难", f"{GROSS} ≤ {D} × 1.5,且{NET} ≤ {D} × 1.5", ""),
    (ANHUI, "市级·相对困难", f"{GROSS} ≤ {D} × 1.5,且{NET} ≤ {D} × 2", ""),
    (ANHUI, "全国级·意外致困", OLD_ACCIDENT, "本系统理解"),
    # §4.1 “Zhejiang 省级: gross ≤ 3·D with net in 1.0–1.5·D”
    (ZHEJIANG, "全国级·深度困难", OLD_DEEP, "本系统理解"),
    (ZHEJIANG, "全国级·相对困难", OLD_EDGE, ""),
    (ZHEJIANG, "省级·相对困难", f"{GROSS} ≤ {D} × 3,且{NET} ≤ {D} × 1.5", "本系统理解"),
    (ZHEJIANG, "全国级·意外致困", OLD_ACCIDENT, "本系统理解"),
]

# §4.1 “Exclusions”
TWO_HOMES = ("自有住房套数 ≥ 2", "")
EXCLUSIONS = {
    "business": ("自有商铺或雇人经营", ""),
    "school": ("子女就读高收费民办学校,或子女学费与公办学校之比 > 2", ""),
    "abroad": ("子女自费出国留学", ""),
    # “commonly also … [M-high]”
    "car": ("非生活必需车辆数 ≥ 1", "M-high"),
    "enterprise": ("持股或登记企业", "M-high"),
    "luxury": ("高消费", "M-high"),
    "refusal": ("拒绝核查", "M-high"),
}
# §4.1 “农民工: ≥ 1 year factual labour relation, live in the city, (older rule: 居住证), a union member”
REQUIREMENTS = {
    "labour_year": ("劳动关系月数 ≥ 12", {"migrant", "township_migrant"}),
    "lives_in_city": ("在城镇居住", {"migrant"}),
    "member": ("是工会会员", {"migrant", "township_migrant"}),
}
PERMIT = {"permit": ("持有居住证", {"migrant"})}

FILED, UNFILED = True, False
STUDY = AidType.STUDY
CEILINGS = [
    # §4.4 table, column “Hubei”
    (HUBEI, "生活救助", "每户每年", "12 D", "深度困难", "", FILED),
    (HUBEI, "生活救助", "每户每年", "10 D", "相对困难、意外致困", "", FILED),
    (HUBEI, "医疗救助", "每户每年", "20000", "", "", FILED),
    (HUBEI, "子女助学", "每人每年", "10 D", "", "全日制高等教育", FILED),
    (HUBEI, "子女助学", "每人每年", "6 D", "", "普通高中、中职", FILED),
    (HUBEI, "临时救助", "每人每年", "3000", "", "", UNFILED),
    # column “Anhui”; medical aid: “≤ self-paid compliant cost”, no other ceiling
    (ANHUI_AMOUNTS, "生活救助", "每户每年", "12 D", "", "", FILED),
    (ANHUI_AMOUNTS, "子女助学", "每人每年", "10 D", "", "全日制高等教育", FILED),
    # column “other”
    (HAINAN_2015, "生活救助", "每户每年", "2000", "", "", FILED),
    (HAINAN_2015, "医疗救助", "每户每年", "6000", "", "", FILED),
    (TIANMEN_2024, "子女助学", "每人每年", "5000", "", "全日制高等教育", FILED),
    (TIANMEN_2024, "子女助学", "每人每年", "3000", "", "普通高中", FILED),
    (TIANMEN_2024, "子女助学", "每人每年", "4000", "", "全日制高等教育", UNFILED),
    (TIANMEN_2024, "子女助学", "每人每年", "2000", "", "普通高中", UNFILED),
    (JINGMEN, "子女助学", "每人每年", "6200", "", "全日制高等教育", FILED),
    (JINGMEN, "子女助学", "每人每年", "3000", "", "义务教育", FILED),
    (ZHANGJIAKOU, "取暖补助", "每户每年", "1000", "", "", FILED),
]


def test_every_row_of_4_1_is_shipped() -> None:
    found = [
        (rules, row.title, describe(row.when), row.unconfirmed)
        for rules in (SHANDONG_2020, OTHER_PROVINCES_2021, NATIONAL_OLD, ANHUI, ZHEJIANG)
        for row in rules.rows
    ]

    assert found == ROWS


@pytest.mark.parametrize("code", RULE_SETS)
def test_exclusions_and_the_conditions_of_migrants_are_those_of_4_1(code: str) -> None:
    rules: RuleSet = RULE_SETS[code]
    first, *others = rules.exclusions
    required = {one.code: one for one in rules.requirements}

    assert describe(first.when).startswith(TWO_HOMES[0])
    assert {one.code: (describe(one.when), one.unconfirmed) for one in others} == EXCLUSIONS
    wanted = REQUIREMENTS | (PERMIT if rules is NATIONAL_OLD else {})
    assert {
        name: (describe(one.when), {who.value for who in one.identities})
        for name, one in required.items()
    } == wanted


def test_two_homes_are_excepted_in_anhui_alone() -> None:
    """“two homes with per-capita area below the minimum housing standard, only for 大病/灾害”."""
    excepted = [code for code, rules in RULE_SETS.items() if rules.exclusions[0].title[-1] == ")"]

    assert excepted == [ANHUI.code]
    assert "人均住房面积 < 当地人均最低住房面积,且遭遇突发事件" in describe(
        ANHUI.exclusions[0].when
    )


def test_every_ceiling_of_4_4_is_shipped() -> None:
    found = [
        (amounts, *_words(one))
        for amounts in (HUBEI, ANHUI_AMOUNTS, HAINAN_2015, TIANMEN_2024, JINGMEN, ZHANGJIAKOU)
        for one in amounts.ceilings
    ]

    assert found == CEILINGS


def _words(one: Ceiling) -> tuple[object, ...]:
    return (
        one.aid_type.label,
        one.per.label,
        f"{one.times} D" if one.base == "standard" else f"{one.times:f}",
        "、".join(c.label for c in one.categories),
        "、".join(s.label for s in one.stages),
        one.in_file,
    )


@pytest.mark.parametrize("amounts", [HUBEI, ANHUI_AMOUNTS, TIANMEN_2024, JINGMEN])
def test_autumn_study_aid_leaves_out_what_4_4_names(amounts: AmountSet) -> None:
    """Military academies, free-tuition normal students, private high-fee, abroad, 中外合作."""
    assert amounts.excluded_schools == AUTUMN_EXCLUDED
    assert set(AUTUMN_EXCLUDED) == {
        SchoolKind.MILITARY,
        SchoolKind.FREE_TEACHER,
        SchoolKind.HIGH_FEE,
        SchoolKind.ABROAD,
        SchoolKind.JOINT_FOREIGN,
    }
    assert amounts.no_duplicate == (STUDY,)  # 不重复救助


def test_yinchuan_gives_one_main_relief_a_year() -> None:
    assert YINCHUAN.main_types == (AidType.LIVING, AidType.MEDICAL, STUDY)
    assert ANHUI_AMOUNTS.is_self_paid_enough


def test_the_standards_of_4_1_are_shipped() -> None:
    """“Rushan 2025 urban 1 062/month; Wuhan urban 940, rural 820”."""
    found = {
        code: (one.local.standard_amount, one.rural_amount) for code, one in STANDARD_SETS.items()
    }

    assert found == {
        "rushan-2025": (Decimal(1062), Decimal(0)),
        "wuhan": (Decimal(940), Decimal(820)),
    }
