"""Ceilings, sources and dividing: never exceeded, exact to the fen."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.aid.rules.amount_sets import (
    AMOUNT_SETS,
    ANHUI,
    HAINAN_2015,
    HUBEI,
    JINGMEN,
    TIANMEN_2024,
    YINCHUAN,
)
from niangjia.aid.rules.amounts import (
    AmountSet,
    Base,
    Ceiling,
    Granted,
    MedicalCosts,
    Per,
    Request,
    allow,
    applies,
)
from niangjia.aid.rules.codes import AidType, Category, FileLevel, FundSource
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage
from niangjia.aid.rules.sources import Fund, allocate, divide, source_refusal

D = Decimal(940)  # Wuhan, urban
COSTS = MedicalCosts(
    Decimal("80000"), Decimal("40000"), Decimal("12000"), Decimal("3000"), Decimal("10000.50")
)
DEEP, RELATIVE = Category.DEEP, Category.RELATIVE


def ask(aid_type: AidType, category: Category | None = DEEP, **more: object) -> Request:
    asked = Request(aid_type, "p1", 2026, Decimal(99_999), category)
    return replace(asked, **more)  # type: ignore[arg-type]  # its fields


def had(aid_type: AidType, amount: str, person: str = "p1", year: int = 2026) -> Granted:
    return Granted(aid_type, person, year, Decimal(amount))


LIVING, MEDICAL, STUDY = AidType.LIVING, AidType.MEDICAL, AidType.STUDY


@pytest.mark.parametrize(
    ("amounts", "request_", "expected"),
    [
        (HUBEI, ask(LIVING), "11280.00"),
        (HUBEI, ask(LIVING, RELATIVE), "9400.00"),
        (HUBEI, ask(LIVING, Category.ACCIDENTAL), "9400.00"),
        (HUBEI, ask(LIVING, asked_amount=Decimal(500)), "500.00"),
        (HUBEI, ask(LIVING, history=(had(LIVING, "11000", "p2"),)), "280.00"),
        (HUBEI, ask(LIVING, history=(had(LIVING, "99000", year=2025),)), "11280.00"),
        (HUBEI, ask(LIVING, history=(had(LIVING, "12000"),)), "0.00"),
        (HUBEI, ask(STUDY, stage=SchoolStage.HIGHER), "9400.00"),
        (HUBEI, ask(STUDY, stage=SchoolStage.VOCATIONAL), "5640.00"),
        (
            HUBEI,
            ask(STUDY, stage=SchoolStage.HIGHER, history=(had(STUDY, "9400", "p2"),)),
            "9400.00",
        ),
        (HUBEI, ask(AidType.TEMPORARY, None), "3000.00"),
        (HUBEI, ask(MEDICAL, costs=COSTS), "14999.50"),
        (HUBEI, ask(MEDICAL, costs=replace(COSTS, mutual_aid_amount=Decimal(0))), "20000.00"),
        (HUBEI, ask(MEDICAL, costs=COSTS, history=(had(MEDICAL, "14000"),)), "999.50"),
        (HUBEI, ask(MEDICAL, costs=replace(COSTS, basic_amount=Decimal(90000))), "0.00"),
        (ANHUI, ask(MEDICAL, costs=replace(COSTS, mutual_aid_amount=Decimal(0))), "25000.00"),
        (HAINAN_2015, ask(MEDICAL, costs=COSTS, history=(had(MEDICAL, "5000", "p2"),)), "1000.00"),
        (TIANMEN_2024, ask(STUDY, stage=SchoolStage.HIGHER), "5000.00"),
        (TIANMEN_2024, ask(STUDY, None, stage=SchoolStage.SENIOR), "2000.00"),
        (JINGMEN, ask(STUDY, stage=SchoolStage.COMPULSORY), "3000.00"),
    ],
)
def test_amounts_allowed(amounts: AmountSet, request_: Request, expected: str) -> None:
    found = allow(request_, amounts, D)

    assert (str(found.amount), found.refusals) == (expected, ())


def test_a_part_of_a_fen_is_cut_from_a_ceiling() -> None:
    half = Ceiling(LIVING, Per.HOUSEHOLD, Decimal("0.5"), Base.STANDARD)

    assert half.amount(Decimal("1062.55")) == Decimal("531.27")


def test_the_trace_shows_every_ceiling() -> None:
    found = allow(ask(MEDICAL, costs=COSTS, history=(had(MEDICAL, "1000"),)), HUBEI, D)

    assert found.trace == (
        "申请医疗救助 99,999.00 元",
        "每户每年限额:20,000.00 元,本年已给 1,000.00 元,还可给 19,000.00 元",
        "合规医疗费用 80,000.00 元,减基本医保 40,000.00 元、大病保险 12,000.00 元、"
        "补充保险 3,000.00 元、医疗互助 10,000.50 元,自付 14,999.50 元;"
        "本年已得医疗救助 1,000.00 元,还可给 13,999.50 元",
        "可以给予 13,999.50 元",
    )


ELSEWHERE = Granted(STUDY, "p1", 2026, Decimal(3000), by_others="团县委")


@pytest.mark.parametrize(
    ("amounts", "request_", "message"),
    [
        (HUBEI, ask(LIVING, None), "没有为未建档职工规定生活救助的标准"),
        (HUBEI, ask(STUDY, stage=SchoolStage.COMPULSORY), "没有为深度困难规定子女助学的标准"),
        (HUBEI, ask(MEDICAL), "没有填写医疗费用"),
        (HUBEI, ask(LIVING, asked_amount=Decimal(0)), "申请金额应大于0"),
        (HUBEI, ask(LIVING, asked_amount=Decimal("NaN")), "申请金额应大于0"),
        (
            TIANMEN_2024,
            ask(STUDY, stage=SchoolStage.HIGHER, school=SchoolKind.MILITARY),
            "就读类别为“军事院校”,不属于子女助学范围",
        ),
        (
            TIANMEN_2024,
            ask(STUDY, stage=SchoolStage.HIGHER, history=(ELSEWHERE,)),
            "2026年已由“团县委”给予子女助学 3,000.00 元,不重复救助",
        ),
        (
            YINCHUAN,
            ask(STUDY, history=(had(LIVING, "1", "p2"),)),
            "2026年已给予生活救助;按规定一年内只享受一项主要救助",
        ),
    ],
)
def test_aid_is_refused(amounts: AmountSet, request_: Request, message: str) -> None:
    found = allow(request_, amounts, D)

    assert found.amount == 0
    assert message in found.refusals[0]
    assert found.trace[1:] == found.refusals


@pytest.mark.parametrize(
    "history",
    [(replace(ELSEWHERE, year=2025),), (replace(ELSEWHERE, person="p2"),)],
    ids=["another year", "another child"],
)
def test_aid_of_another_year_or_child_is_no_duplicate(history: tuple[Granted, ...]) -> None:
    found = allow(ask(STUDY, stage=SchoolStage.HIGHER, history=history), TIANMEN_2024, D)

    assert found.amount == 5000


def test_a_second_payment_of_the_same_main_kind_is_allowed() -> None:
    amounts = replace(HUBEI, main_types=YINCHUAN.main_types)

    assert allow(ask(LIVING, history=(had(LIVING, "80"),)), amounts, D).amount == 11200
    assert allow(ask(LIVING, history=(had(STUDY, "80"),)), amounts, D).amount == 0


@pytest.mark.parametrize("amounts", AMOUNT_SETS.values(), ids=AMOUNT_SETS)
def test_a_set_survives_being_kept_as_json(amounts: AmountSet) -> None:
    assert AmountSet.from_json(json.loads(json.dumps(amounts.as_json()))) == amounts


FEN = st.decimals(min_value=0, max_value=50_000, places=2)


@given(
    st.lists(st.tuples(st.sampled_from(AidType), st.sampled_from(["p1", "p2"]), FEN), max_size=12),
    st.sampled_from(list(AMOUNT_SETS.values())),
    st.sampled_from([*Category, None]),
    st.sampled_from(SchoolStage),
    st.decimals(min_value=1, max_value=3000, places=2),
)
def test_ceilings_are_never_exceeded(
    events: list[tuple[AidType, str, Decimal]],
    amounts: AmountSet,
    category: Category | None,
    stage: SchoolStage,
    local: Decimal,
) -> None:
    history: tuple[Granted, ...] = ()
    for kind, person, asked in events:
        request = Request(kind, person, 2026, asked, category, stage, costs=COSTS, history=history)
        given_ = allow(request, amounts, local).amount
        assert 0 <= given_ <= asked
        history += (Granted(kind, person, 2026, given_),)

    for one in amounts.ceilings:
        for person in ("p1", "p2"):
            mine = Request(one.aid_type, person, 2026, Decimal(0), category, stage)
            whose = {person} if one.per == Per.PERSON else {"p1", "p2"}
            total = sum(
                g.amount for g in history if g.aid_type == one.aid_type and g.person in whose
            )
            assert not applies(one, mine) or total <= one.amount(local)
    for person in ("p1", "p2"):
        medical = sum(g.amount for g in history if (g.aid_type, g.person) == (MEDICAL, person))
        assert medical <= COSTS.self_paid_amount


# --- Sources ------------------------------------------------------------------------------

FUNDS = (
    Fund("C", FundSource.CENTRAL, Decimal("100.10")),
    Fund("P", FundSource.PROVINCE, Decimal("200.00")),
    Fund("U", FundSource.OWN_UNION, Decimal("50.05")),
)


@pytest.mark.parametrize(
    ("source", "level", "is_refused"),
    [
        (FundSource.CENTRAL, FileLevel.NATIONAL, False),
        (FundSource.CENTRAL, FileLevel.PROVINCE, True),
        (FundSource.CENTRAL, None, True),
        (FundSource.PROVINCE, FileLevel.CITY, True),
        (FundSource.CITY, FileLevel.CITY, False),
        (FundSource.CITY, None, True),
        (FundSource.DONATION, None, False),
    ],
)
def test_a_source_pays_only_what_it_is_for(
    source: FundSource, level: FileLevel | None, is_refused: bool
) -> None:
    assert (source_refusal(source, level) is not None) is is_refused


@pytest.mark.parametrize(
    ("level", "amount", "expected"),
    [
        (FileLevel.NATIONAL, "150.15", [("C", "100.10"), ("P", "50.05")]),
        (FileLevel.PROVINCE, "150.15", [("P", "150.15")]),
        (FileLevel.CITY, "50.05", [("U", "50.05")]),
        (None, "0.01", [("U", "0.01")]),
    ],
)
def test_funds_pay_in_their_order(
    level: FileLevel | None, amount: str, expected: list[tuple[str, str]]
) -> None:
    found = allocate(Decimal(amount), FUNDS, level)

    assert [(one.fund, str(one.amount)) for one in found.shares] == expected
    assert found.refusal is None


def test_too_little_money_pays_nothing_and_says_how_much_is_missing() -> None:
    found = allocate(Decimal("50.06"), FUNDS, FileLevel.CITY)

    assert found.shares == ()
    assert found.refusal == (
        "可用资金不足:需要 50.06 元,按来源规定可用 50.05 元,还差 0.01 元。请调整金额,或先落实资金。"
    )
    assert "中央财政专项帮扶资金只能用于全国级档案,这份档案是市级。" in found.trace


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_an_amount_that_is_none_cannot_be_paid(amount: str) -> None:
    with pytest.raises(ValueError):
        allocate(Decimal(amount), FUNDS, None)


@given(
    st.decimals(min_value="0.01", max_value=100_000, places=2),
    st.lists(st.tuples(st.sampled_from(FundSource), FEN), max_size=8),
    st.sampled_from([*FileLevel, None]),
)
def test_shares_sum_to_the_amount_or_there_are_none(
    amount: Decimal, balances: list[tuple[FundSource, Decimal]], level: FileLevel | None
) -> None:
    funds = [Fund(str(n), source, left) for n, (source, left) in enumerate(balances)]

    found = allocate(amount, funds, level)

    total = sum(one.amount for one in found.shares)
    assert total == (0 if found.refusal else amount)
    for one in found.shares:
        fund = funds[int(one.fund)]
        assert 0 < one.amount <= fund.available_amount
        assert source_refusal(fund.source, level) is None


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("0.01", [1, 1, 1], ["0.01", "0.00", "0.00"]),
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.05", [70, 30], ["0.04", "0.01"]),  # 3.5 and 1.5 fen: the earlier one gets the rest
        ("9.99", [0, 5], ["0.00", "9.99"]),
    ],
)
def test_an_amount_is_divided_to_the_fen(
    amount: str, weights: list[int], expected: list[str]
) -> None:
    assert [str(part) for part in divide(Decimal(amount), weights)] == expected


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any),
)
def test_parts_sum_to_the_whole(amount: Decimal, weights: list[int]) -> None:
    parts = divide(amount, weights)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")


@pytest.mark.parametrize("weights", [[], [0], [2, -1]])
def test_nothing_can_be_divided_by_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        divide(Decimal(1), weights)
