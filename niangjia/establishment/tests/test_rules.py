"""Conditions of establishing a union, as tables; the life cycle's table against its document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.establishment.rules import (
    ESTABLISHMENT,
    CandidateFacts,
    EmployerTie,
    Facts,
    UnitFacts,
    candidates_needed,
    is_elected,
    is_quorate,
)
from niangjia.establishment.rules.conditions import (
    TO_ESTABLISH,
    TO_NOMINATE,
    TO_REPORT,
    TO_SUBMIT,
    first_refusal,
)
from niangjia.unions.rules import Committee, OfficerPost

UNION, AUDIT, WOMEN = Committee.UNION, Committee.AUDIT, Committee.WOMEN


def people(committee: Committee, count: int, *, votes: int | None = 50) -> list[CandidateFacts]:
    """So many women for a committee, the first of them its head."""
    heads = [OfficerPost.CHAIR] + [OfficerPost.MEMBER] * (count - 1)
    return [
        CandidateFacts(
            f"{committee}{n}", is_woman=True, committee=committee, post=post, vote_count=votes
        )
        for n, post in enumerate(heads)
    ]


GOOD = Facts(
    union_name="渠江纺织厂工会委员会",
    org_type=1,
    units=(UnitFacts("渠江纺织厂", 80),),
    member_count=60,
    women_count=20,
    seat_count=5,
    preparatory_count=3,
    candidates=(*people(UNION, 5), CandidateFacts("落选者", False, UNION, OfficerPost.MEMBER, vote_count=20),
                *people(AUDIT, 3), *people(WOMEN, 3)),
    notice_ends_on=date(2026, 3, 9),
    election_on=date(2026, 3, 10),
    due_count=60,
    present_count=55,
)  # fmt: skip


@pytest.mark.parametrize("checks", [TO_SUBMIT, TO_NOMINATE, TO_REPORT, TO_ESTABLISH])
def test_good_application_passes(checks: tuple[object, ...]) -> None:
    assert first_refusal(checks, GOOD) is None  # type: ignore[arg-type]  # any of the tables


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"union_name": "渠江纺织厂"}, "拟建工会名称应含“工会”二字"),
        ({"units": ()}, "还没有填写用人单位"),
        ({"org_type": 2}, "联合基层工会须由两个以上单位联合建立"),
        ({"units": GOOD.units * 2}, "独立基层工会只涵盖一个单位,现在有2个"),
        ({"member_count": 0, "women_count": 0}, "拟发展会员数不能为0"),
        ({"member_count": 81}, "拟发展会员81人,多于职工80人"),
        ({"women_count": 61}, "女会员61人,多于会员60人"),
        (
            {"units": (UnitFacts("渠江纺织厂", 80, "某某工会"),)},
            "“渠江纺织厂”已由“某某工会”覆盖,不能重复建会",
        ),
    ],
)
def test_submission_is_refused(changes: dict[str, object], reason: str) -> None:
    refused = first_refusal(TO_SUBMIT, replace(GOOD, **changes))  # type: ignore[arg-type]

    assert refused is not None
    assert refused.startswith(reason)


def without(committee: Committee, *kept: CandidateFacts) -> tuple[CandidateFacts, ...]:
    return (*(one for one in GOOD.candidates if one.committee != committee), *kept)


CHAIR = GOOD.candidates[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"preparatory_count": 2}, "筹备组应由3至5人组成,现在是2人"),
        ({"preparatory_count": 6}, "筹备组应由3至5人组成,现在是6人"),
        ({"seat_count": None}, "请先填写委员名额:会员60人的基层工会,委员为3至7人"),
        ({"seat_count": 2}, "会员60人,应当建立工会委员会,委员名额应为3至7人,现在是2人"),
        ({"seat_count": 8}, "会员60人,应当建立工会委员会,委员名额应为3至7人,现在是8人"),
        ({"seat_count": 6}, "工会委员会应选6人,候选人至少7人(差额率不低于5%),现在是6人"),
        ({"candidates": (*GOOD.candidates, CHAIR)}, "工会委员会候选人中“union0”出现2次"),
        (
            {"candidates": (replace(CHAIR, post="member"), *GOOD.candidates[1:])},
            "候选人中没有工会主席人选",
        ),
        (
            {"candidates": (replace(CHAIR, tie=EmployerTie.HEAD), *GOOD.candidates[1:])},
            "union0是单位主要负责人(含副职),不得作为工会主席候选人",
        ),
        (
            {
                "candidates": (
                    CHAIR,
                    replace(GOOD.candidates[1], tie=EmployerTie.RELATIVE),
                    *GOOD.candidates[2:],
                )
            },
            "union1是单位主要负责人的近亲属",
        ),
        ({"candidates": without(AUDIT)}, "经费审查委员候选人至少3人,现在是0人"),
        (
            {"candidates": without(AUDIT, *people(AUDIT, 2), replace(CHAIR, committee=AUDIT))},
            "union0拟任主席或财务委员,不得同时担任经费审查委员",
        ),
        (
            {"candidates": without(WOMEN, *people(WOMEN, 2))},
            "女会员20人,应建立女职工委员会,候选人至少3人,现在是2人",
        ),
        (
            {"candidates": without(WOMEN), "women_count": 9},
            "女会员9人,应设女职工委员,请至少提名1人",
        ),
        (
            {"candidates": without(WOMEN, *(replace(p, is_woman=False) for p in people(WOMEN, 3)))},
            "女职工委员会的候选人须为女会员",
        ),
    ],
)
def test_nomination_is_refused(changes: dict[str, object], reason: str) -> None:
    refused = first_refusal(TO_NOMINATE, replace(GOOD, **changes))  # type: ignore[arg-type]

    assert refused is not None
    assert refused.startswith(reason), refused


def with_votes(**votes: int | None) -> tuple[CandidateFacts, ...]:
    return tuple(
        replace(one, vote_count=votes.get(one.name, one.vote_count)) for one in GOOD.candidates
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"election_on": None}, "请先填写选举日期、应到会人数和实到会人数"),
        ({"election_on": date(2026, 3, 9)}, "选举日期(2026-03-09)应在公示期满(2026-03-09)之后"),
        ({"due_count": 61}, "应到会61人,多于会员60人"),
        ({"candidates": with_votes(落选者=None)}, "没有填写落选者的得票"),
        ({"candidates": with_votes(union0=56)}, "union0得56票,多于实到会55人"),
        ({"candidates": with_votes(union0=30)}, "当选的主席(组织员)应为1人,现在是0人"),
        (
            {"candidates": with_votes(union2=30, union3=30, union4=30)},
            "工会委员会只有2人得票过半(至少31票),不足3人",
        ),
        ({"candidates": with_votes(落选者=50)}, "应选5人,最后一个名额上有得票相等的候选人"),
        ({"candidates": with_votes(audit0=1, audit1=1, audit2=1)}, "没有选出经费审查委员"),
        ({"candidates": with_votes(women0=1, women1=1, women2=1)}, "没有产生女职工委员"),
    ],
)
def test_election_is_refused(changes: dict[str, object], reason: str) -> None:
    refused = first_refusal(TO_REPORT, replace(GOOD, **changes))  # type: ignore[arg-type]

    assert refused is not None
    assert refused.startswith(reason), refused


def test_more_than_half_of_those_due_decides_not_of_those_present() -> None:
    assert [is_elected(votes, 60) for votes in (None, 30, 31)] == [False, False, True]


@pytest.mark.parametrize(
    ("present", "due", "expected"),
    [(40, 60, True), (39, 60, False), (67, 100, True), (66, 100, False), (0, 0, False)],
)
def test_two_thirds_make_a_quorum(present: int, due: int, expected: bool) -> None:
    assert is_quorate(present, due) is expected


@pytest.mark.parametrize(("seats", "needed"), [(3, 4), (7, 8), (15, 16), (21, 23), (45, 48)])
def test_more_stand_than_there_are_seats(seats: int, needed: int) -> None:
    assert candidates_needed(seats) == needed


@given(st.integers(min_value=1, max_value=45))
def test_difference_is_at_least_five_in_a_hundred(seats: int) -> None:
    assert (candidates_needed(seats) - seats) * 100 >= seats * 5
    assert candidates_needed(seats) > seats


def test_small_union_elects_one() -> None:
    small = replace(
        GOOD,
        units=(UnitFacts("理发店", 12),),
        member_count=8,
        women_count=3,
        seat_count=1,
        candidates=(*people(UNION, 1), *people(AUDIT, 1), *people(WOMEN, 1)),
        due_count=8,
        present_count=6,
    )
    votes = tuple(replace(one, vote_count=5) for one in small.candidates)

    assert first_refusal(TO_NOMINATE, small) is None
    assert first_refusal(TO_REPORT, replace(small, candidates=votes)) is None


def test_every_state_is_reached_and_left_or_final() -> None:
    targets = {step.target for step in ESTABLISHMENT.steps}
    final = {state for state in ESTABLISHMENT.states if ESTABLISHMENT.is_final(state)}

    assert ESTABLISHMENT.states.keys() - targets == {"draft"}
    assert final == {"established", "refused", "withdrawn"}


def test_document_shows_the_diagram_of_the_table() -> None:
    document = Path(__file__).parents[3] / "docs" / "areas" / "establishment.md"

    assert f"```mermaid\n{ESTABLISHMENT.mermaid()}\n```" in document.read_text(encoding="utf-8")
