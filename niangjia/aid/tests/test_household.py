"""What is wrong with a household, and the quantities derived from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from niangjia.aid.rules import facts, validation
from niangjia.aid.rules.codes import AccidentKind
from niangjia.aid.rules.facts import Fact, Quantity, measure
from niangjia.aid.rules.household import Accident, Assets, Home, Household, Schooling, Worker
from niangjia.aid.rules.person_codes import (
    Housing,
    Relation,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.aid.tests.households import (
    DAUGHTER,
    HEAD,
    HUSBAND,
    TODAY,
    household,
    medical,
    member,
    wages,
)
from niangjia.kernel.findings import Severity

GOOD = household()


def messages(one: Household) -> list[str]:
    return [problem.message for problem in validation.problems(one, on=TODAY)]


def with_member(n: int, **changes: object) -> Household:
    members = list(GOOD.members)
    members[n] = replace(members[n], **changes)  # type: ignore[arg-type]  # fields of Member
    return replace(GOOD, members=tuple(members))


def test_nothing_is_wrong_with_a_family_born_on_leap_days() -> None:
    assert messages(GOOD) == []


def loss(amount: str, *, on: date = TODAY, has_evidence: bool = True) -> Accident:
    return Accident(AccidentKind.MISHAP, on, Decimal(amount), has_evidence)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            replace(GOOD, incomes=(wages("-1200"),)),
            "收入第1项(王芳,工资性收入)的金额是负数(-1,200 元)",
        ),
        (replace(GOOD, incomes=(wages("0.001"),)), "收入第1项(王芳,工资性收入)的金额0.001多于两位"),
        (replace(GOOD, incomes=(wages("1E+30"),)), "收入第1项(王芳,工资性收入)的金额1"),
        (replace(GOOD, incomes=(wages("NaN"),)), "收入第1项(王芳,工资性收入)的金额不是数字"),
        (
            replace(GOOD, incomes=(wages("100", has_evidence=False),)),
            "收入第1项(王芳,工资性收入)100.00 元没有凭证",
        ),
        (
            replace(GOOD, expenditures=(medical("8550", has_evidence=False),)),
            "刚性支出第1项(李强,医疗自付)8,550.00 元没有凭证",
        ),
        (
            replace(GOOD, incomes=(replace(wages("1"), member=3),)),
            "收入第1项(未知,工资性收入)没有对应的家庭成员",
        ),
        (
            replace(GOOD, members=(HEAD, HUSBAND, member("李老", Relation.CHILD, date(1960, 1, 1)))),
            "子女李老(1960-01-01出生)不比户主王芳(1984-02-29出生)年轻",
        ),
        (
            replace(GOOD, members=(HEAD, member("王小", Relation.PARENT, date(1990, 1, 1)))),
            "父母王小(1990-01-01出生)不比户主王芳(1984-02-29出生)年长",
        ),
        (
            with_member(2, birth_on=HEAD.birth_on, identity_number=""),
            "子女李小雨(1984-02-29出生)不比户主王芳(1984-02-29出生)年轻",
        ),
        (
            with_member(1, relation=Relation.PARENT, birth_on=HEAD.birth_on, identity_number=""),
            "父母李强(1984-02-29出生)不比户主王芳(1984-02-29出生)年长",
        ),
        (
            with_member(1, identity_number=HEAD.identity_number, birth_on=HEAD.birth_on),
            "李强与第1名家庭成员的证件号码相同(371***********",
        ),
        (with_member(1, identity_number=HUSBAND.identity_number[:-1] + "?"), "李强的证件号码校验码"),
        (
            with_member(1, birth_on=date(1982, 7, 2)),
            "李强的出生日期1982-07-02与证件号码中的1982-07-01不同",
        ),
        (with_member(2, birth_on=date(2027, 1, 1), identity_number=""), "李小雨的出生日期2027-01-01晚于"),
        (with_member(1, birth_on=date(1890, 1, 1), identity_number=""), "李强按出生日期1890-01-01已超过"),
        (with_member(1, name=" "), "第2名家庭成员没有姓名"),
        (with_member(0, identity_number=""), "没有填写户主王芳的证件号码"),
        (with_member(0, relation=Relation.OTHER), "户主应为1人,现在是0人"),
        (with_member(2, relation=Relation.SPOUSE), "户主的配偶最多1人,现在是2人"),
        (replace(GOOD, members=(), incomes=(), expenditures=()), "没有共同生活的家庭成员"),
        (replace(GOOD, worker=Worker(7, WorkerIdentity.EMPLOYED)), "家庭成员中没有职工本人"),
        (
            with_member(2, schooling=Schooling(SchoolStage.SENIOR, fee_amount=Decimal(9))),
            "没有填写当地公办学校的收费标准,无法判断李小雨",
        ),
        (replace(GOOD, homes=(Home(Housing.BOUGHT, Decimal(0)),)), "第1处住房的面积应大于0"),
        (replace(GOOD, assets=Assets(saving_amount=Decimal(-1))), "储蓄的金额是负数"),
        (replace(GOOD, accidents=(loss("1", has_evidence=False),)), "意外情况第1项(意外伤害)没有凭证"),
        (replace(GOOD, accidents=(loss("1", on=date(2026, 11, 22)),)), "意外情况第1项(意外伤害)的日期"),
    ],
)  # fmt: skip
def test_one_mistake_is_told_in_chinese(wrong: Household, message: str) -> None:
    found = messages(wrong)

    assert [text for text in found if text.startswith(message)], found


def test_all_mistakes_are_told_at_once() -> None:
    wrong = replace(
        with_member(1, identity_number=HEAD.identity_number, birth_on=date(1982, 7, 1)),
        incomes=(wages("-1"),),
        expenditures=(medical("5", has_evidence=False),),
    )

    found = validation.problems(wrong, on=TODAY)

    assert [one.place for one in found] == [
        "members[1].birth_on",
        "members[1].identity_number",
        "incomes[0].year_amount",
        "expenditures[0].has_evidence",
    ]
    assert not validation.is_complete(found)


def test_an_identity_number_of_no_leap_year_is_refused() -> None:
    wrong = with_member(2, identity_number="371083200702290028")

    assert messages(wrong) == [
        "李小雨的证件号码中的出生日期“20070229”不存在或不合理。请对照身份证核对第7至14位。"
    ]


def test_a_family_of_two_hundred_is_asked_about_but_accepted() -> None:
    kin = tuple(
        member(f"亲属{n}", Relation.OTHER, date(1990, 1, 1), order=n) for n in range(1, 199)
    )
    large = replace(GOOD, members=(HEAD, HUSBAND, *kin))

    found = validation.problems(large, on=TODAY)

    assert [one.message for one in found] == ["家庭成员有200人,请对照户口本确认无误。"]
    assert found[0].severity is Severity.WARN
    assert validation.is_complete(found)
    assert measure(large).quantities[Quantity.GROSS_PC] == Decimal("18.75")


def test_amounts_per_head_are_exact_to_the_fen() -> None:
    assert facts.gross_pc(GOOD) == Decimal("1250.00")
    assert facts.net_pc(GOOD) == Decimal("1012.50")
    assert facts.net_pc(household("0", "100")) == Decimal("-2.78")


@pytest.mark.parametrize(
    ("year", "expected"), [("36.18", "1.01"), ("36.17", "1.00"), ("38232.00", "1062.00")]
)
def test_half_a_fen_is_rounded_up(year: str, expected: str) -> None:
    # 36.18 / 12 / 3 = 1.005
    assert facts.gross_pc(household(year, "0")) == Decimal(expected)


def test_expenditure_without_evidence_does_not_count() -> None:
    one = replace(GOOD, expenditures=(medical("8550", has_evidence=False), medical("360")))

    assert facts.net_pc(one) == Decimal("1240.00")


def test_a_loss_without_evidence_does_not_count() -> None:
    one = replace(GOOD, accidents=(loss("500", has_evidence=False),))

    assert facts.loss_of(one) == 0
    assert measure(one).true == frozenset()


def test_nobody_living_together_has_no_amount_per_head() -> None:
    with pytest.raises(ValueError, match="不能计算人均"):
        measure(replace(GOOD, members=()))


def test_who_lives_elsewhere_is_not_counted() -> None:
    apart = with_member(2, lives_together=False)

    assert facts.gross_pc(apart) == Decimal("1875.00")


@pytest.mark.parametrize(
    ("income", "amount", "expected"),
    [("40000", "32000", Decimal("0.8000")), ("3", "1", Decimal("0.3333")), ("0", "5", None)],
)
def test_loss_is_a_share_of_income(income: str, amount: str, expected: Decimal | None) -> None:
    assert facts.loss_ratio(household(income, accidents=(loss(amount),))) == expected


def test_only_private_schools_below_higher_education_are_compared_with_the_public_fee() -> None:
    school = Schooling(SchoolStage.SENIOR, SchoolKind.PRIVATE, Decimal(9000), Decimal(4000))
    private = with_member(2, schooling=school)
    others = [
        with_member(2, schooling=replace(school, kind=SchoolKind.PUBLIC)),
        with_member(2, schooling=replace(school, stage=SchoolStage.HIGHER)),
    ]

    assert measure(private).quantities[Quantity.SCHOOL_FEE_TIMES] == Decimal("2.25")
    for one in others:
        assert measure(one).quantities[Quantity.SCHOOL_FEE_TIMES] == 0


def test_facts_hold_nothing_that_names_a_person() -> None:
    kept = str(measure(GOOD).as_json())

    assert not [one for one in GOOD.members if one.name in kept or one.identity_number in kept]


def test_facts_are_read_back_as_they_were() -> None:
    kept = measure(replace(GOOD, accidents=(loss("9"),), spends_on_luxury=True))

    assert facts.Facts.from_json(kept.as_json()) == kept
    assert {Fact.ACCIDENT, Fact.LUXURY} == kept.true
    assert DAUGHTER.birth_on.day == 29
