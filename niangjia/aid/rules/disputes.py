"""Objections to a notice (公示异议) and appeals against a refusal (申诉). Pure.

Source: domain 04 §4.3; the states of an objection follow a live system. Both are decided by somebody who
had no hand in the file.
"""

from __future__ import annotations

from typing import Protocol

from niangjia.aid.rules import terms
from niangjia.aid.rules.codes import AppealStatus, ObjectionStatus
from niangjia.aid.rules.guards import not_own_case
from niangjia.kernel.actor import Actor
from niangjia.kernel.workflow import Step, Workflow

_O, _A = ObjectionStatus, AppealStatus


class Dispute(Protocol):
    """What the guards read: the findings written so far, and who had a hand in the file."""

    findings: str

    @property
    def maker_user_ids(self) -> frozenset[int]:
        """Who had a hand in the file disputed."""
        ...


def no_hand_in_file(subject: Dispute, actor: Actor) -> str | None:
    """Neither the worker's own people nor anybody who took a step in the file."""
    if actor.user_id is not None and actor.user_id in subject.maker_user_ids:
        return "您是当事人,或已经办理过这份档案,不能再由您调查。请由其他人办理。"
    return None


def findings_are_written(subject: Dispute, actor: Actor) -> str | None:
    """A conclusion needs what was found out."""
    if subject.findings.strip():
        return None
    return "还没有填写调查情况。请写明向谁核实、核实了什么。"


OBJECTION = Workflow.of(
    "aid_objection",
    "公示异议",
    _O.choices(),
    Step(
        "accept", "受理", (_O.RAISED,), _O.INQUIRY, "aid.county", (no_hand_in_file,),
        within=terms.OBJECTION_ACCEPT.working, policy=terms.OBJECTION_ACCEPT.code,
        scope="county_path",
    ),
    Step(
        "decline", "不予受理", (_O.RAISED,), _O.NOT_ACCEPTED, "aid.county", (no_hand_in_file,),
        needs_reason=True, is_primary=False, scope="county_path",
    ),
    Step(
        "uphold", "异议成立", (_O.INQUIRY,), _O.UPHELD, "aid.county",
        (no_hand_in_file, findings_are_written), needs_reason=True,
        within=terms.INQUIRY.working, policy=terms.INQUIRY.code, scope="county_path",
    ),
    Step(
        "dismiss", "异议不成立", (_O.INQUIRY,), _O.DISMISSED, "aid.county",
        (no_hand_in_file, findings_are_written), needs_reason=True, scope="county_path",
    ),
    Step(
        "withdraw", "撤回异议", (_O.RAISED, _O.INQUIRY), _O.WITHDRAWN, "aid.check",
        (not_own_case,), needs_reason=True, is_primary=False,
    ),
)  # fmt: skip

OPEN_OBJECTIONS = (_O.RAISED, _O.INQUIRY)

APPEAL = Workflow.of(
    "aid_appeal",
    "申诉",
    _A.choices(),
    Step(
        "accept", "受理", (_A.SUBMITTED,), _A.HEARING, "aid.approve", (no_hand_in_file,),
        within=terms.APPEAL_ACCEPT.working, policy=terms.APPEAL_ACCEPT.code, scope="city_path",
    ),
    Step(
        "decline", "不予受理", (_A.SUBMITTED,), _A.NOT_ACCEPTED, "aid.approve", (no_hand_in_file,),
        needs_reason=True, is_primary=False, scope="city_path",
    ),
    Step(
        "uphold", "申诉成立", (_A.HEARING,), _A.UPHELD, "aid.approve",
        (no_hand_in_file, findings_are_written), needs_reason=True,
        within=terms.APPEAL_ANSWER.working, policy=terms.APPEAL_ANSWER.code, scope="city_path",
    ),
    Step(
        "dismiss", "维持原决定", (_A.HEARING,), _A.DISMISSED, "aid.approve",
        (no_hand_in_file, findings_are_written), needs_reason=True, scope="city_path",
    ),
    Step(
        "withdraw", "撤回申诉", (_A.SUBMITTED, _A.HEARING), _A.WITHDRAWN, "aid.apply",
        needs_reason=True, is_primary=False,
    ),
)  # fmt: skip
