"""Rules of members: by table and by hypothesis."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import Gender, make_identity, new_number
from niangjia.members.rules import people
from niangjia.members.rules.cards import CARD, IN_PROGRESS, LIVE, last_milestone, step_on_leaving
from niangjia.members.rules.duplicates import DUPLICATE, likeness
from niangjia.members.rules.groups import (
    Group8,
    NewForm4,
    WorkerGroup,
    tag_label,
    tag_refusal,
    tags_of,
)
from niangjia.members.rules.joining import APPLICANT_SEES, JOINING
from niangjia.members.rules.lifecycle import (
    MEMBERSHIP,
    CardStatus,
    JoinStatus,
    MembershipStatus,
    TagKind,
    auto_quit_refusal,
    date_refusal,
    may_vote,
    pays_dues,
)
from niangjia.members.rules.people import PersonFacts, RetirementKind, retirement_on
from niangjia.members.rules.transfer import CONFLICT, TRANSFER

TODAY = date(2026, 11, 21)
MALE, CADRE, WORKER = RetirementKind.MALE, RetirementKind.WOMAN_CADRE, RetirementKind.WOMAN_WORKER


@pytest.mark.parametrize(
    ("kind", "born_on", "retires_on"),
    [  # rows of the three official tables: first, second step, last rows
        (MALE, date(1964, 12, 15), date(2024, 12, 15)),
        (MALE, date(1965, 1, 15), date(2025, 2, 15)),
        (MALE, date(1965, 4, 15), date(2025, 5, 15)),
        (MALE, date(1965, 5, 15), date(2025, 7, 15)),
        (MALE, date(1976, 8, 15), date(2039, 7, 15)),
        (MALE, date(1976, 9, 15), date(2039, 9, 15)),
        (MALE, date(1990, 2, 28), date(2053, 2, 28)),
        (CADRE, date(1969, 12, 1), date(2024, 12, 1)),
        (CADRE, date(1970, 1, 1), date(2025, 2, 1)),
        (CADRE, date(1981, 9, 1), date(2039, 9, 1)),
        (WORKER, date(1974, 12, 1), date(2024, 12, 1)),
        (WORKER, date(1975, 1, 1), date(2025, 2, 1)),
        (WORKER, date(1975, 3, 1), date(2025, 5, 1)),
        (WORKER, date(1984, 11, 1), date(2039, 11, 1)),
    ],
)
def test_retirement_follows_the_official_tables(
    kind: RetirementKind, born_on: date, retires_on: date
) -> None:
    assert retirement_on(kind, born_on) == retires_on


@given(
    st.sampled_from(list(RetirementKind)),
    st.dates(date(1940, 1, 1), date(2010, 12, 31)),
    st.dates(date(1940, 1, 1), date(2010, 12, 31)),
)
def test_the_younger_never_retires_earlier(kind: RetirementKind, one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert retirement_on(kind, first) <= retirement_on(kind, second)


@given(st.dates(date(1990, 1, 1), date(2010, 12, 31)))
def test_the_end_of_the_way_is_63_58_55(born_on: date) -> None:
    ages = {kind: retirement_on(kind, born_on).year - born_on.year for kind in RetirementKind}
    assert ages == {MALE: 63, CADRE: 58, WORKER: 55}


def test_women_are_asked_only_beyond_the_later_age() -> None:
    assert not people.is_past_retirement(2, date(1970, 1, 1), date(2025, 1, 31))
    assert people.is_past_retirement(2, date(1970, 1, 1), date(2025, 2, 1))


@pytest.mark.parametrize(
    ("born_on", "is_taken"), [(date(2010, 11, 21), True), (date(2010, 11, 22), False)]
)
def test_sixteen_is_reached_on_the_birthday(born_on: date, is_taken: bool) -> None:
    facts = PersonFacts("张丽华", make_identity("511725", born_on, 1, Gender.FEMALE))

    if is_taken:
        assert people.checked(facts, today=TODAY).born_on == born_on
    else:
        with pytest.raises(Blocked, match="劳动法第十五条"):
            people.checked(facts, today=TODAY)


@given(
    st.dates(date(1930, 1, 1), date(2008, 1, 1)),
    st.integers(0, 499),
    st.sampled_from(list(Gender)),
)
def test_gender_and_birth_come_from_the_number(born_on: date, order: int, sex: Gender) -> None:
    number = make_identity("511725", born_on, order, sex)

    facts = people.checked(PersonFacts(" 张 丽 华 ", number.lower()), today=TODAY)

    assert (facts.name, facts.identity, facts.gender, facts.born_on) == (
        "张丽华",
        number,
        int(sex),
        born_on,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"gender": 1}, "gender"),
        ({"born_on": date(1990, 1, 1)}, "born_on"),
        ({"phone": "1"}, "phone"),
    ],
)
def test_facts_that_disagree_name_their_field(values: dict[str, object], field: str) -> None:
    number = make_identity("511725", date(1990, 3, 1), 1, Gender.FEMALE)

    with pytest.raises(Blocked) as refusal:
        people.checked(PersonFacts("张丽华", number, **values), today=TODAY)  # type: ignore[arg-type]  # a table of different facts

    assert refusal.value.field == field


def test_other_documents_need_gender_and_birth() -> None:
    with pytest.raises(Blocked, match="请填写性别和出生日期"):
        people.checked(PersonFacts("John Smith", "E12345678", id_type=2), today=TODAY)


@pytest.mark.parametrize(
    ("name", "clean"),
    [("阿依古丽•买买提", "阿依古丽·买买提"), ("John Smith", "John Smith"), ("张 三", "张三")],
)
def test_names_keep_dot_and_latin_blank(name: str, clean: str) -> None:
    assert people.check_name(name) == clean


@pytest.mark.parametrize("name", ["张", "张三1", "<b>张</b>", "", "张" * 51])
def test_no_names(name: str) -> None:
    with pytest.raises(Blocked):
        people.check_name(name)


@pytest.mark.parametrize(
    ("last", "on", "is_refused"),
    [
        (date(2025, 1, 31), date(2025, 7, 30), True),
        (date(2025, 1, 31), date(2025, 7, 31), False),
        (date(2024, 8, 15), date(2025, 2, 14), True),
        (date(2024, 8, 15), date(2025, 2, 15), False),
    ],
)
def test_auto_quit_counts_six_full_months(last: date, on: date, is_refused: bool) -> None:
    assert bool(auto_quit_refusal(last, on)) is is_refused


def test_days_of_change() -> None:
    def refused(on: date) -> str | None:
        return date_refusal(on, not_before=date(2020, 1, 1), today=TODAY, what="退会")

    assert refused(TODAY) is None
    assert refused(date(2020, 1, 1)) is None
    assert "早于" in (refused(date(2019, 12, 31)) or "")
    assert "在今天之后" in (refused(date(2026, 11, 22)) or "")


def test_only_full_members_vote_and_pay() -> None:
    assert [s for s in MembershipStatus if may_vote(s)] == [MembershipStatus.ACTIVE]
    assert [s for s in MembershipStatus if pays_dues(s)] == [MembershipStatus.ACTIVE]


def test_one_answer_gives_the_tags_of_both_lists() -> None:
    assert tags_of("truck_driver") == (
        (TagKind.GROUP8, "truck_driver"),
        (TagKind.NEW_FORM, "truck_driver"),
    )
    assert tags_of("ride_hailing") == ((TagKind.NEW_FORM, "ride_hailing"),)
    assert tags_of("care_worker") == ((TagKind.GROUP8, "care_worker"),)
    assert tags_of("") == ()
    assert {code for _, code in sum((tags_of(g) for g in WorkerGroup), ())} == {
        *Group8,
        *NewForm4,
    }
    assert (len(Group8), len(NewForm4), len(WorkerGroup)) == (8, 4, 9)


def test_tags_speak_chinese() -> None:
    assert tag_label("group8", "food_delivery") == "八大群体·网约送餐员"
    assert tag_label("new_form", "food_delivery") == "新就业形态·外卖配送员"
    assert tag_label("migrant", "") == "农民工"
    assert tag_refusal("new_form", "security_guard") is not None
    assert tag_refusal("model", "省级") is None


def test_likeness_in_words() -> None:
    assert likeness(same_birth=True, same_phone=True) == "姓名、出生日期、手机号码相同"
    assert likeness(same_birth=False, same_phone=False) == ""


def test_every_live_card_can_be_cancelled_and_no_other() -> None:
    assert {s for s in CardStatus if any(x.code == "cancel" for x in CARD.steps_from(s))} == set(
        LIVE
    )
    assert [s for s in CardStatus if CARD.is_final(s)] == [
        CardStatus.REISSUED,
        CardStatus.EXPIRED,
        CardStatus.CANCELLED,
    ]


def test_card_on_leaving() -> None:
    assert {step_on_leaving(s) for s in IN_PROGRESS} == {"cancel"}
    assert step_on_leaving(CardStatus.ACTIVATED) == "freeze"
    assert step_on_leaving(CardStatus.LOST) is None


def test_last_milestone_is_the_latest_known() -> None:
    days = {"applied_on": date(2024, 1, 1), "produced_on": date(2024, 2, 1), "delivered_on": None}
    assert last_milestone(days) == date(2024, 2, 1)


def test_a_held_application_looks_like_one_under_review() -> None:
    assert set(APPLICANT_SEES) == set(JoinStatus)
    assert APPLICANT_SEES[JoinStatus.CONFLICT] == APPLICANT_SEES[JoinStatus.SUBMITTED]


def test_numbers_differ_and_fit() -> None:
    made = {new_number("RH", TODAY) for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(number) <= 20 and number.startswith("RH261121-") for number in made)


@pytest.mark.parametrize(
    "workflow", [MEMBERSHIP, JOINING, TRANSFER, CONFLICT, CARD, DUPLICATE], ids=lambda w: w.code
)
def test_diagrams_of_the_docs_are_those_of_the_code(workflow: object) -> None:
    text = (Path(__file__).parents[3] / "docs" / "areas" / "members.md").read_text("utf-8")

    assert workflow.mermaid() in text  # type: ignore[attr-defined]  # a list of workflows
