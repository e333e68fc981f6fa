"""The life cycles of file, objection and appeal: every step, refusal and hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from niangjia.aid.rules import flow, terms
from niangjia.aid.rules.codes import AppealStatus, ObjectionStatus
from niangjia.aid.rules.codes import FileStatus as S
from niangjia.aid.rules.disputes import APPEAL, OBJECTION
from niangjia.aid.rules.flow import ACTIVE, HOUSEHOLD_FILE
from niangjia.aid.rules.guards import FileFacts
from niangjia.aid.tests.cadres import (
    CHAIR,
    CITY,
    CLERK,
    COUNTY,
    NEIGHBOUR,
    STRANGER,
    TOWNSHIP,
    UNIT,
    WANG,
    ZHAO,
)
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.workflow import Workflow

TODAY = date(2026, 11, 21)
GOOD = FileFacts(
    on=TODAY,
    has_commitment=True,
    has_authorisation=True,
    checked_on=TODAY,
    visitor_count=2,
    is_compared=True,
    is_decided=True,
    category="深度困难",
    filed_category="深度困难",
    has_plan=True,
    is_cause_gone=True,
    months_above=6,
    exited_on=date(2025, 8, 31),
    visits_after_exit=(date(2026, 2, 28), date(2026, 8, 31)),
    refused_on=date(2026, 11, 1),
)
"""A file in which nothing stands in the way of any step."""


@dataclass
class File:
    """A file as the guards see it."""

    status: str = S.DRAFT
    facts: FileFacts = GOOD
    applicant_user_ids: frozenset[int] = frozenset({1})
    takers: Mapping[str, frozenset[int]] = field(default_factory=dict)
    scope_path: str = UNIT
    township_path: str = TOWNSHIP
    county_path: str = COUNTY
    city_path: str = CITY


def refused(code: str, facts: FileFacts, actor: Actor = WANG, **more: object) -> str:
    """The refusal of a step from its first source state."""
    step = HOUSEHOLD_FILE.step(code)
    one = File(step.source[0], facts, **more)  # type: ignore[arg-type]  # fields of File
    with pytest.raises(Blocked) as caught:
        HOUSEHOLD_FILE.require(code, one, actor, reason="原因")
    return caught.value.reason


PLAIN_WAY = [
    ("submit", CHAIR, S.SUBMITTED),
    ("check", CHAIR, S.CHECKED),
    ("publish", CHAIR, S.NOTICE),
    ("end_notice", SYSTEM, S.TOWNSHIP),
    ("endorse", CLERK, S.COMPARISON),
    ("compare", ZHAO, S.COUNTY),
    ("propose", ZHAO, S.CITY),
    ("approve", WANG, S.IN_FILE),
    ("recheck", CHAIR, S.RECHECK),
    ("confirm_recheck", ZHAO, S.IN_FILE),
    ("propose_exit", CHAIR, S.EXIT_REVIEW),
    ("confirm_exit", WANG, S.EXITED),
    ("follow_up", CHAIR, S.FOLLOWED),
    ("report_relapse", CHAIR, S.RELAPSED),
    ("refile", ZHAO, S.RETURNED),
]


def test_a_file_goes_from_draft_to_relapse() -> None:
    one = File()
    takers: dict[str, frozenset[int]] = {}
    for code, actor, target in PLAIN_WAY:
        step = HOUSEHOLD_FILE.require(code, replace(one, takers=takers), actor, reason="原因")
        one.status = step.target
        takers[code] = frozenset({actor.user_id or 0})

        assert one.status == target


@pytest.mark.parametrize("workflow", [HOUSEHOLD_FILE, OBJECTION, APPEAL], ids=lambda w: w.code)
def test_every_state_is_reached_from_the_first(workflow: Workflow) -> None:
    reached, waiting = {workflow.initial}, [workflow.initial]
    while waiting:
        for step in workflow.steps_from(waiting.pop()):
            if step.target not in reached:
                reached.add(step.target)
                waiting.append(step.target)

    assert reached == set(workflow.states)


@pytest.mark.parametrize(
    ("workflow", "final"),
    [
        (HOUSEHOLD_FILE, {S.CLOSED, S.WITHDRAWN, S.REFUSED_FINALLY, S.DECEASED, S.MOVED}),
        (
            OBJECTION,
            {
                ObjectionStatus.UPHELD,
                ObjectionStatus.DISMISSED,
                ObjectionStatus.NOT_ACCEPTED,
                ObjectionStatus.WITHDRAWN,
            },
        ),
        (
            APPEAL,
            {
                AppealStatus.UPHELD,
                AppealStatus.DISMISSED,
                AppealStatus.NOT_ACCEPTED,
                AppealStatus.WITHDRAWN,
            },
        ),
    ],
    ids=lambda one: getattr(one, "code", ""),
)
def test_every_other_state_leads_to_an_end(workflow: Workflow, final: set[str]) -> None:
    assert {state for state in workflow.states if workflow.is_final(state)} == final
    ends = set(final)
    while more := {
        state
        for state in workflow.states
        if state not in ends and any(s.target in ends for s in workflow.steps_from(state))
    }:
        ends |= more
    assert ends == set(workflow.states)


def test_every_waiting_state_has_a_deadline_or_is_the_applicants_own() -> None:
    without = {
        state
        for state in HOUSEHOLD_FILE.states
        if not HOUSEHOLD_FILE.is_final(state)
        and not any(step.within for step in HOUSEHOLD_FILE.steps_from(state))
    }

    assert without == {S.DRAFT, S.NOTICE, S.REFUSED, S.REMOVED}


@pytest.mark.parametrize("workflow", [HOUSEHOLD_FILE, OBJECTION, APPEAL], ids=lambda w: w.code)
def test_every_deadline_is_a_declared_parameter(workflow: Workflow) -> None:
    declared = {one.code: one for one in terms.PARAMETERS}
    for step in workflow.steps:
        assert bool(step.policy) is (step.within is not None)
        if step.within is not None:
            assert declared[step.policy].count == step.within.count


def test_only_the_publishing_step_starts_a_notice() -> None:
    assert [step.code for step in HOUSEHOLD_FILE.steps if step.notice] == ["publish"]


def test_whoever_is_active_may_die_and_no_longer_be_active() -> None:
    assert set(HOUSEHOLD_FILE.step("record_death").source) == set(ACTIVE)
    assert {S.DECEASED, S.MOVED, S.CLOSED, S.REFUSED, S.REMOVED}.isdisjoint(ACTIVE)


# --- Refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "changes", "reason"),
    [
        ("submit", {"problems": ("甲错。", "乙错。")}, "还有2处需要改正:甲错。乙错。"),
        (
            "submit",
            {"has_commitment": False, "has_authorisation": False},
            "还没有签署承诺书和核对授权书",
        ),
        ("submit", {"other_file": "NJ-7"}, "家庭成员已在另一份有效档案(NJ-7)中"),
        ("resubmit", {"problems": ("甲错。",)}, "还有1处需要改正:甲错。"),
        ("check", {"checked_on": None}, "还没有入户核实记录"),
        ("check", {"checked_on": TODAY + timedelta(days=1)}, "入户日期2026-11-22晚于今天"),
        ("check", {"visitor_count": 1}, "入户核实应有2人参加,现在是1人"),
        ("publish", {"notice_refusal": "不能公示。"}, "不能公示。"),
        ("dismiss_objection", {"open_objection_count": 1}, "还有1件异议没有调查结论"),
        ("compare", {"has_authorisation": False}, "没有有效的核对授权书"),
        ("compare", {"is_compared": False}, "数据比对还没有返回结果"),
        ("propose", {"open_mismatch_count": 3}, "还有3项比对不一致没有核实"),
        ("propose", {"is_decided": False}, "还没有按现行标准认定"),
        (
            "propose",
            {"category": "", "refusals": ("有两套及以上住房",)},
            "认定结果为不符合:有两套及以上住房。",
        ),
        ("approve", {"has_plan": False}, "还没有制定帮扶计划"),
        ("approve_change", {"category": ""}, "认定结果为不符合:不符合困难标准。"),
        ("confirm_recheck", {"checked_on": None}, "还没有入户核实记录"),
        ("propose_exit", {"is_cause_gone": False}, "致困原因还没有消除"),
        ("propose_exit", {"months_above": 5}, "脱困须家庭人均收入连续6个月高于当地低保标准,现在是5个月"),
        (
            "propose_exit",
            {"open_measures": ("就业搭桥", "法律援助")},
            "不脱困不脱钩:还有措施没有完成(就业搭桥、法律援助)",
        ),
        ("confirm_exit", {"open_measures": ("就业搭桥",)}, "不脱困不脱钩"),
        ("remove", {"open_measures": ("就业搭桥",)}, "不脱困不脱钩"),
        ("follow_up", {"visits_after_exit": (date(2026, 2, 27),)}, "还没有脱困满6个月(2026-02-28)"),
        ("close", {"visits_after_exit": (date(2026, 8, 30),)}, "还没有脱困满12个月(2026-08-31)"),
        ("close", {"visits_after_exit": (TODAY + timedelta(days=1),)}, "还没有脱困满12个月"),
        ("close", {"visits_after_exit": (date(2026, 9, 1),)}, "首次回访和再次回访应分别进行"),
        ("close", {"exited_on": None}, "没有脱困日期"),
        ("appeal", {"appeal_count": 1}, "对这一决定已经申诉过一次"),
        ("appeal", {"refused_on": date(2026, 10, 21)}, "申诉期限已于2026-11-20届满"),
        ("appeal", {"other_file": "NJ-7"}, "家庭成员已在另一份有效档案(NJ-7)中"),
    ],
)  # fmt: skip
def test_a_step_is_refused(code: str, changes: dict[str, object], reason: str) -> None:
    facts = replace(GOOD, **changes)  # type: ignore[arg-type]  # its fields

    assert refused(code, facts).startswith(reason)


def test_a_stricter_policy_lengthens_the_wait_for_an_exit() -> None:
    assert "连续12个月" in refused("propose_exit", replace(GOOD, exit_months=12))


def test_the_last_day_of_the_window_is_in_time() -> None:
    facts = replace(GOOD, refused_on=TODAY - timedelta(days=30))

    HOUSEHOLD_FILE.require("appeal", File(S.REMOVED, facts), CHAIR, reason="不服")


@pytest.mark.parametrize("step", HOUSEHOLD_FILE.steps, ids=lambda step: step.code)
def test_nobody_from_elsewhere_takes_a_step(step: object) -> None:
    code = step.code  # type: ignore[attr-defined]  # a Step
    for actor in (NEIGHBOUR, STRANGER):
        one = File(HOUSEHOLD_FILE.step(code).source[0])
        with pytest.raises(NotVisible):
            HOUSEHOLD_FILE.require(code, one, actor, reason="原因")
        assert HOUSEHOLD_FILE.options(one, actor) == []


@pytest.mark.parametrize(
    ("code", "lowest"),
    [
        ("submit", CHAIR), ("check", CHAIR), ("endorse", CLERK), ("compare", ZHAO),
        ("propose", ZHAO), ("approve", WANG), ("confirm_recheck", ZHAO), ("confirm_exit", WANG),
        ("remove", WANG), ("uphold_appeal", WANG),
    ],
)  # fmt: skip
def test_a_level_takes_its_own_steps_and_those_below(code: str, lowest: Actor) -> None:
    one = File(HOUSEHOLD_FILE.step(code).source[0])
    ladder = [CHAIR, CLERK, ZHAO, WANG]
    for actor in ladder:
        may = ladder.index(actor) >= ladder.index(lowest)
        assert HOUSEHOLD_FILE.step(code).is_permitted(one, actor) is may


@pytest.mark.parametrize(
    "code",
    [s.code for s in HOUSEHOLD_FILE.steps if s.permission != flow.APPLY and not s.automatic],
)
def test_nobody_handles_her_own_case(code: str) -> None:
    own = frozenset({WANG.user_id or 0})

    assert refused(code, GOOD, applicant_user_ids=own).startswith("这是您本人或家人的档案")


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("submit", "endorse"), ("check", "endorse"), ("check", "dismiss_objection"),
        ("resubmit", "propose"), ("endorse", "propose"), ("compare", "approve"),
        ("propose", "approve"), ("recheck", "confirm_recheck"), ("change_category", "approve_change"),
        ("propose_exit", "confirm_exit"), ("propose_removal", "remove"),
        ("report_relapse", "refile"), ("refuse_at_city", "uphold_appeal"),
        ("remove", "dismiss_appeal"),
    ],
)  # fmt: skip
def test_the_maker_is_not_the_checker(before: str, code: str) -> None:
    takers = {before: frozenset({WANG.user_id or 0})}

    assert refused(code, GOOD, takers=takers).startswith("您已办理过这份档案本轮的前一环节")


def test_a_proposal_that_came_back_is_made_again_by_the_same_cadre() -> None:
    takers = {"propose": frozenset({ZHAO.user_id or 0})}

    HOUSEHOLD_FILE.require("propose", File(S.COUNTY, takers=takers), ZHAO)


@pytest.mark.parametrize(
    "code",
    ["return_from_unit", "return_from_township", "return_from_county", "return_from_city",
     "refuse_at_county", "refuse_at_city", "dismiss_appeal", "record_death", "move_away"],
)  # fmt: skip
def test_a_decision_against_the_worker_needs_a_reason(code: str) -> None:
    one = File(HOUSEHOLD_FILE.step(code).source[0])

    with pytest.raises(Blocked, match="请写明原因"):
        HOUSEHOLD_FILE.require(code, one, WANG, reason=" ")


def test_review_that_has_begun_cannot_be_withdrawn_from() -> None:
    assert "当前状态是“待公示”" in _wrong_state("withdraw", S.CHECKED)


def test_only_the_system_ends_a_notice() -> None:
    with pytest.raises(NotVisible):
        HOUSEHOLD_FILE.require("end_notice", File(S.NOTICE), WANG)


def _wrong_state(code: str, state: str) -> str:
    with pytest.raises(Blocked) as caught:
        HOUSEHOLD_FILE.require(code, File(state), WANG, reason="原因")
    return caught.value.reason


# --- Days and document --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exited", "first", "second"),
    [
        (date(2025, 8, 31), date(2026, 2, 28), date(2026, 8, 31)),
        (date(2028, 2, 29), date(2028, 8, 29), date(2029, 2, 28)),
    ],
)
def test_follow_up_is_counted_from_the_exit(exited: date, first: date, second: date) -> None:
    assert terms.follow_up_on(exited) == (first, second)


def test_a_file_of_a_leap_day_is_rechecked_at_the_end_of_february() -> None:
    assert terms.recheck_on(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("workflow", [HOUSEHOLD_FILE, OBJECTION, APPEAL], ids=lambda w: w.code)
def test_document_shows_the_diagram_of_the_table(workflow: Workflow) -> None:
    document = Path(__file__).parents[3] / "docs" / "areas" / "aid.md"

    assert f"```mermaid\n{workflow.mermaid()}\n```" in document.read_text(encoding="utf-8")
