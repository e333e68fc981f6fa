"""Ceilings: never exceeded, exact to the fen."""

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
from niangjia.aid.rules.codes import AidType, Category
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage

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
