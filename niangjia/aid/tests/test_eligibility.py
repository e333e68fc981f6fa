"""Decisions by table, by hypothesis, and replayed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.aid.rules import conditions
from niangjia.aid.rules.amount_sets import HUBEI
from niangjia.aid.rules.codes import DEPTH, AccidentKind, Category, FileLevel
from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.eligibility import Decision, Parameters, RuleSet, decide, replay, standard
from niangjia.aid.rules.facts import Facts, measure
from niangjia.aid.rules.household import Accident, Assets, Home, Household, Schooling, Worker
from niangjia.aid.rules.parameter_sets import ANHUI, RULE_SETS, SHANDONG_2020, ZHEJIANG
from niangjia.aid.rules.person_codes import (
    Housing,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.aid.rules.simulation import Effect, Scenario, Subject, living_amount, simulate
from niangjia.aid.tests.households import DAUGHTER, HEAD, RUSHAN, TODAY, facts, household

SHANDONG = Parameters(SHANDONG_2020, RUSHAN)
TENTH = Decimal("3823.20")
"""A year's income of three people that makes a tenth of the standard a head and month."""
FLAT = Home(Housing.BOUGHT, Decimal(20))


def decided(one: Household, rules: RuleSet = SHANDONG_2020) -> Decision:
    return decide(measure(one), Parameters(rules, RUSHAN))


def accident(kind: AccidentKind, amount: str, *, is_casualty: bool = False) -> Accident:
    return Accident(kind, TODAY, Decimal(amount), True, is_casualty)


@pytest.mark.parametrize(
    ("income", "rigid", "expected"),
    [
        ("45000", "8550", Category.DEEP),  # 1,012.50
        ("38231.64", "0", Category.DEEP),  # 1,061.99
        ("38231.82", "0", Category.RELATIVE),  # 1,061.995 → 1,062.00 is not below
        ("38232", "0", Category.RELATIVE),  # 1,062.00
        ("76463.64", "0", Category.RELATIVE),  # 2,123.99
        ("76464", "0", None),  # 2,124.00
        ("0", "0", Category.DEEP),
        ("90000", "13536.36", Category.RELATIVE),
    ],
)
def test_shandong_by_net_income(income: str, rigid: str, expected: Category | None) -> None:
    assert decided(household(income, rigid)).category == expected


def test_the_trace_says_what_was_compared() -> None:
    decision = decided(household())

    assert decision.trace == (
        "家庭年收入 45,000.00 元,有凭证的年刚性支出 8,550.00 元,共同生活 3 人",
        "家庭月人均收入 = 45,000.00 元 ÷ 12 ÷ 3 = 1,250.00 元(四舍五入到分,下同)",
        "家庭月人均净收入 =(45,000.00 元 − 8,550.00 元)÷ 12 ÷ 3 = 1,012.50 元",
        "标准1(全国级·深度困难):家庭月人均净收入 1,012.50 元 < 当地低保标准 1,062.00 元 × 1 → 符合",
        "8项排除情形不存在",
        "结论:认定为全国级·深度困难",
    )
    assert decision.file_level == FileLevel.NATIONAL


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (accident(AccidentKind.ILLNESS, "80000.01"), Category.ACCIDENTAL),
        (accident(AccidentKind.ILLNESS, "80000"), None),  # not over 80 % of 100,000
        (accident(AccidentKind.EPIDEMIC, "0", is_casualty=True), Category.ACCIDENTAL),
        (accident(AccidentKind.MISHAP, "0", is_casualty=True), None),
        (accident(AccidentKind.EPIDEMIC, "0"), None),
    ],
)
def test_an_accident_counts_by_its_loss_or_its_kind(
    one: Accident, expected: Category | None
) -> None:
    assert decided(household("100000", "0", accidents=(one,))).category == expected


def test_a_loss_without_any_income_is_over_every_share() -> None:
    rules = replace(SHANDONG_2020, rows=SHANDONG_2020.rows[2:])
    one = household("0", "0", accidents=(accident(AccidentKind.MISHAP, "0.01"),))

    assert decided(one, rules).category == Category.ACCIDENTAL


PRIVATE = Schooling(SchoolStage.SENIOR, SchoolKind.PRIVATE, Decimal(8001), Decimal(4000))


@pytest.mark.parametrize(
    ("changes", "excluded"),
    [
        ({"homes": (FLAT, FLAT)}, "有两套及以上住房"),
        ({"homes": (FLAT, replace(FLAT, housing=Housing.RENTED))}, ""),
        ({"assets": Assets(owns_business=True)}, "自有商铺或雇人经营"),
        ({"assets": Assets(car_count=1)}, "有非生活必需车辆"),
        (
            {"members": (HEAD, replace(DAUGHTER, schooling=PRIVATE))},
            "子女就读高收费民办学校(超过当地公办学校收费2倍)",
        ),
        (
            {"members": (HEAD, replace(DAUGHTER, schooling=replace(PRIVATE, fee_amount=Decimal(8000))))},
            "",
        ),
        ({"refuses_verification": True}, "拒绝核查"),
    ],
)  # fmt: skip
def test_exclusions(changes: dict[str, object], excluded: str) -> None:
    one = replace(household("10000", "0"), **changes)  # type: ignore[arg-type]  # its fields

    decision = decided(one)

    assert decision.exclusions == ((excluded,) if excluded else ())
    assert decision.is_eligible is not bool(excluded)


def test_every_exclusion_is_named_and_the_memory_marks_are_kept() -> None:
    one = replace(
        household("10000", "0"),
        homes=(FLAT, FLAT),
        assets=Assets(car_count=2, holds_enterprise=True),
    )

    decision = decided(one)

    assert decision.exclusions == ("有两套及以上住房", "有非生活必需车辆", "持股或登记企业")
    assert decision.unconfirmed == ("M-high",)
    assert decision.met == "全国级·深度困难"
    assert decision.trace[-1] == (
        "结论:收入符合全国级·深度困难标准,但存在排除情形“有两套及以上住房”、"
        "存在排除情形“有非生活必需车辆”、存在排除情形“持股或登记企业”,不予认定"
    )


@pytest.mark.parametrize(
    ("area", "accidents", "is_excluded"),
    [
        ("20", (accident(AccidentKind.DISASTER, "5"),), False),  # 40 / 3 < 15
        ("20", (), True),
        ("23", (accident(AccidentKind.DISASTER, "5"),), True),  # 46 / 3 = 15.33
    ],
)
def test_anhui_lets_two_small_homes_pass_after_a_disaster(
    area: str, accidents: tuple[Accident, ...], is_excluded: bool
) -> None:
    homes = (Home(Housing.BOUGHT, Decimal(area)),) * 2
    one = replace(household("30000", "0", accidents=accidents), homes=homes)

    assert bool(decided(one, ANHUI).exclusions) is is_excluded


@pytest.mark.parametrize(
    ("worker", "unmet"),
    [
        (Worker(0, WorkerIdentity.MIGRANT, 12, True, False, True), ()),
        (Worker(0, WorkerIdentity.MIGRANT, 11, True, False, True), ("农民工有一年以上劳动关系",)),
        (Worker(0, WorkerIdentity.MIGRANT, 12, False, False, True), ("农民工在城镇居住",)),
        (Worker(0, WorkerIdentity.TOWNSHIP_MIGRANT, 12, False, False, True), ()),
        (Worker(0, WorkerIdentity.MIGRANT, 12, True, False, False), ("农民工是工会会员",)),
        (Worker(0, WorkerIdentity.NEW_FORM), ()),
    ],
)
def test_migrant_workers_have_conditions_of_their_own(
    worker: Worker, unmet: tuple[str, ...]
) -> None:
    decision = decided(replace(household(), worker=worker))

    assert decision.unmet == unmet
    assert decision.is_eligible is not bool(unmet)


@pytest.mark.parametrize(
    ("rules", "income", "rigid", "expected"),
    [
        (ANHUI, "57348", "19116", ("national", "relative")),  # gross 1.5 D, net 1 D
        (ANHUI, "57348", "0", ("province", "relative")),  # net 1.5 D
        (ANHUI, "57348.36", "0", None),  # gross over 1.5 D by one fen
        (ZHEJIANG, "114696", "57348", ("province", "relative")),  # gross 3 D, net 1.5 D
        (ZHEJIANG, "114696", "57000", None),
    ],
)
def test_levels_below_the_national_one(
    rules: RuleSet, income: str, rigid: str, expected: tuple[str, str] | None
) -> None:
    decision = decided(household(income, rigid), rules)

    got = (decision.file_level, decision.category) if decision.is_eligible else None
    assert got == expected


def test_zhejiang_puts_income_before_the_accident() -> None:
    """Else 1.6 D a head would be an accident and 1.75 D, better off, a relative difficulty."""
    lost = (accident(AccidentKind.ILLNESS, "26762.40"),)  # 0.7 D

    poorer, richer = (
        decided(household(str(TENTH * tenths), str(TENTH * 4), accidents=lost), ZHEJIANG)
        for tenths in (16, Decimal("17.5"))
    )

    assert (poorer.category, richer.category) == (Category.RELATIVE, Category.RELATIVE)


def test_anhui_city_level_is_never_reached() -> None:
    """Whoever has at most 1.5 D before expenditure has at most that after it (see its notes)."""
    levels = {
        decided(household(str(TENTH * income), str(TENTH * rigid)), ANHUI).file_level
        for income in range(41)
        for rigid in range(41)
    }

    assert levels == {FileLevel.NATIONAL, FileLevel.PROVINCE, None}


@pytest.mark.parametrize("rules", RULE_SETS.values(), ids=RULE_SETS)
def test_a_set_survives_being_kept_as_json(rules: RuleSet) -> None:
    kept = json.loads(json.dumps(rules.as_json(), ensure_ascii=False))

    assert RuleSet.from_json(kept) == rules
    assert rules.basis


AMOUNTS = st.one_of(
    st.integers(0, 40).map(lambda tenths: tenths * TENTH),  # where rows meet
    st.decimals(min_value=0, max_value=200_000, places=2),
)
YES = st.booleans()


@st.composite
def cases(draw: st.DrawFn) -> Household:
    """Households with every circumstance that a row or exclusion asks about."""
    happened = accident(
        draw(st.sampled_from(AccidentKind)), str(draw(AMOUNTS)), is_casualty=draw(YES)
    )
    return replace(
        household(str(draw(AMOUNTS)), str(draw(AMOUNTS))),
        accidents=(happened,) if draw(YES) else (),
        assets=Assets(draw(st.sampled_from([0, 0, 0, 1])), draw(AMOUNTS), draw(AMOUNTS)),
        homes=(FLAT,) * draw(st.sampled_from([0, 1, 1, 2])),
        months_below=draw(st.integers(0, 12)),
        is_poor_after_relief=draw(YES),
    )


def depth(one: Household, rules: RuleSet) -> int:
    category = decided(one, rules).category
    return DEPTH[category] if category else 0


@settings(max_examples=500)
@given(cases(), AMOUNTS, st.sampled_from(list(RULE_SETS.values())))
def test_more_income_never_gives_a_deeper_category(
    one: Household, more: Decimal, rules: RuleSet
) -> None:
    line = one.incomes[0]
    richer = replace(one, incomes=(replace(line, year_amount=line.year_amount + more),))

    assert depth(richer, rules) <= depth(one, rules)


@given(cases(), st.sampled_from(list(RULE_SETS.values())))
def test_a_kept_decision_replays_to_the_same(one: Household, rules: RuleSet) -> None:
    parameters = Parameters(rules, RUSHAN)
    decision = decide(measure(one), parameters)
    facts_kept = Facts.from_json(json.loads(json.dumps(decision.facts.as_json())))
    rules_kept = RuleSet.from_json(json.loads(json.dumps(rules.as_json())))

    again = replay(
        replace(decision, facts=facts_kept), Parameters(rules_kept, standard("1062", "15"))
    )

    assert again == decision


@pytest.mark.parametrize("local", [standard("1063", "15"), standard("1062", "16")])
def test_replay_with_other_parameters_is_refused(local: Local) -> None:
    decision = decide(facts(), SHANDONG)

    with pytest.raises(ValueError, match="不能复算"):
        replay(decision, Parameters(SHANDONG_2020, local))


def test_an_exclusion_may_concern_some_workers_only() -> None:
    only = replace(SHANDONG_2020.exclusions[0], identities=(WorkerIdentity.MIGRANT,))
    one = replace(household(), homes=(FLAT, FLAT))

    assert decided(one, replace(SHANDONG_2020, exclusions=(only,))).is_eligible
    assert not decided(one).is_eligible


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("net_pc < D", "条件格式不对"),
        ({"quantity": "__class__", "is": "<", "times": "1", "of": "unit"}, "条件中不认识“__class__”"),
        ({"quantity": "net_pc", "is": "!=", "times": "1", "of": "unit"}, "条件中不认识“!=”"),
        ({"quantity": "net_pc", "is": "<", "times": 1.5, "of": "unit"}, "“1.5”应为不小于0的数字"),
        ({"quantity": "net_pc", "is": "<", "times": "NaN", "of": "unit"}, "“NaN”应为不小于0的数字"),
        ({"all": []}, "“全部满足”“任一满足”之下至少要有一个条件"),
        ({"eval": "1"}, "条件格式不对,不认识的内容:eval"),
        ({"fact": "accident", "not": {}}, "条件格式不对,不认识的内容:fact、not"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"fact": "accident"}}}}}}}}, "太深"),
    ],
)  # fmt: skip
def test_a_condition_that_is_none_is_refused(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        conditions.read(data)


def test_a_standard_is_positive() -> None:
    with pytest.raises(ValueError, match="低保标准应大于0"):
        standard("0")


def scenario(amount: int, rules: RuleSet = SHANDONG_2020) -> Scenario:
    """Rushan's standard is changed, Weihai's is not."""
    counties = {"371083": Local(Decimal(amount)), "371002": Local(Decimal(1062))}
    return Scenario(rules, counties, HUBEI)


def test_simulation_says_who_and_how_much_by_county() -> None:
    households = (
        Subject("a", "371083", facts("38232", "0")),  # 1,062.00: relative, then deep
        Subject("b", "371083", facts("79200", "0")),  # 2,200.00: nothing, then relative
        Subject("c", "371083", facts("0", "0")),  # deep before and after, more money
        Subject("d", "371002", facts("38232", "0")),
        Subject("e", "371002", facts("990000", "0")),
    )

    found = simulate(households, scenario(1062), scenario(1110))

    assert [(c.number, c.old_category, c.new_category) for c in found.changes] == [
        ("a", Category.RELATIVE, Category.DEEP),
        ("b", None, Category.RELATIVE),
        ("c", Category.DEEP, Category.DEEP),
    ]
    assert [c.extra_amount for c in found.changes] == [
        Decimal("2700.00"),  # 12 × 1,110 − 10 × 1,062
        Decimal("11100.00"),
        Decimal("576.00"),
    ]
    assert found.counties == {
        "371002": Effect(2, 1, 1, 0, Decimal("0.00")),
        "371083": Effect(3, 2, 3, 3, Decimal("14376.00")),
    }
    assert found.total == Effect(5, 3, 4, 3, Decimal("14376.00"))


def test_another_level_alone_is_a_change() -> None:
    rows = tuple(replace(row, file_level=FileLevel.PROVINCE) for row in SHANDONG_2020.rows)
    provincial = replace(SHANDONG_2020, rows=rows)

    found = simulate([Subject("a", "371083", facts())], scenario(1062), scenario(1062, provincial))

    assert [(c.old_level, c.new_level) for c in found.changes] == [
        (FileLevel.NATIONAL, FileLevel.PROVINCE)
    ]
    assert found.total.extra_amount == 0


def test_the_lowest_of_two_ceilings_prices_a_file() -> None:
    lower = replace(HUBEI.ceilings[0], times=Decimal(3))
    amounts = replace(HUBEI, ceilings=(*HUBEI.ceilings, lower))

    assert living_amount(decide(facts(), SHANDONG), amounts, Decimal(1062)) == 3186


def test_simulating_no_change_changes_nothing() -> None:
    households = [Subject(str(n), "371083", facts(str(n * 9000), "0")) for n in range(12)]

    found = simulate(households, scenario(1062), scenario(1062))

    assert found.changes == ()
    assert found.total.extra_amount == 0
    assert SHANDONG_2020.from_on < date.max
