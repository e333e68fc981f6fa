"""The life cycle of establishing a union (建会流程), domain 01 §1.3. Pure.

意向 → 书面请示 → 批复同意筹建 → 筹备组、发展会员、推荐候选人 → 公示7天 → 选举 → 报选举结果 →
上级批复成立. Buttons, to-dos, the diagram in docs/areas and the tests derive from the table.
"""

from __future__ import annotations

from typing import Protocol

from niangjia.establishment.rules import codes
from niangjia.establishment.rules.codes import EstablishmentStatus as S
from niangjia.establishment.rules.conditions import (
    TO_ESTABLISH,
    TO_NOMINATE,
    TO_PREPARE,
    TO_REPORT,
    TO_SUBMIT,
    Check,
    Facts,
    first_refusal,
)
from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import CalendarDays, WorkingDays
from niangjia.kernel.workflow import Guard, Step, Workflow


class Application(Protocol):
    """What the guards read of an application."""

    applicant_user_id: int | None

    @property
    def facts(self) -> Facts:
        """Its numbers, units and people."""
        ...


def needs(checks: tuple[Check, ...]) -> Guard:
    """A guard that refuses with the first check's reason."""

    def guard(subject: Application, actor: Actor) -> str | None:
        return first_refusal(checks, subject.facts)

    return guard


def not_own_application(subject: Application, actor: Actor) -> str | None:
    """Nobody approves what she filed herself."""
    if actor.user_id is not None and subject.applicant_user_id == actor.user_id:
        return "不能批准自己提出的申请。请由本级其他有审批权的人或上级办理。"
    return None


_BEFORE_ELECTION = (
    S.DRAFT,
    S.SUBMITTED,
    S.RETURNED,
    S.PREPARING,
    S.NOTICE,
    S.INQUIRY,
    S.NOTICE_DONE,
)

ESTABLISHMENT = Workflow.of(
    "establishment",
    "建会",
    S.choices(),
    Step(
        "submit",
        "提交请示",
        source=(S.DRAFT, S.RETURNED),
        target=S.SUBMITTED,
        permission="establishment.apply",
        guards=(needs(TO_SUBMIT),),
    ),
    Step(
        "approve_preparation",
        "批复同意筹建",
        source=(S.SUBMITTED,),
        target=S.PREPARING,
        permission="establishment.approve",
        guards=(not_own_application, needs(TO_PREPARE)),
        within=CalendarDays(codes.ANSWER.days),
        policy=codes.ANSWER.code,
    ),
    Step(
        "give_back",
        "退回补正",
        source=(S.SUBMITTED,),
        target=S.RETURNED,
        permission="establishment.review",
        needs_reason=True,
        within=WorkingDays(codes.REVIEW.days),
        policy=codes.REVIEW.code,
        is_primary=False,
    ),
    Step(
        "refuse",
        "不同意",
        source=(S.SUBMITTED, S.ELECTION_REPORTED),
        target=S.REFUSED,
        permission="establishment.approve",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "nominate",
        "公示候选人",
        source=(S.PREPARING,),
        target=S.NOTICE,
        permission="establishment.apply",
        guards=(needs(TO_NOMINATE),),
        within=CalendarDays(codes.PREPARATION.days),
        policy=codes.PREPARATION.code,
        notice=CalendarDays(codes.NOTICE.days),
    ),
    Step(
        "end_notice",
        "公示期满",
        source=(S.NOTICE,),
        target=S.NOTICE_DONE,
        permission="establishment.apply",
        automatic=True,
    ),
    Step(
        "object",
        "登记异议",
        source=(S.NOTICE,),
        target=S.INQUIRY,
        permission="establishment.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "dismiss_objection",
        "异议不成立",
        source=(S.INQUIRY,),
        target=S.NOTICE,
        permission="establishment.approve",
        needs_reason=True,
        within=WorkingDays(codes.REVIEW.days),
        policy=codes.REVIEW.code,
    ),
    Step(
        "uphold_objection",
        "异议成立,重新推荐",
        source=(S.INQUIRY,),
        target=S.PREPARING,
        permission="establishment.approve",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "report_election",
        "上报选举结果",
        source=(S.NOTICE_DONE,),
        target=S.ELECTION_REPORTED,
        permission="establishment.apply",
        guards=(needs(TO_REPORT),),
        within=CalendarDays(codes.ELECTION.days),
        policy=codes.ELECTION.code,
    ),
    Step(
        "return_election",
        "退回更正选举结果",
        source=(S.ELECTION_REPORTED,),
        target=S.NOTICE_DONE,
        permission="establishment.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "establish",
        "批复成立",
        source=(S.ELECTION_REPORTED,),
        target=S.ESTABLISHED,
        permission="establishment.approve",
        guards=(not_own_application, needs(TO_ESTABLISH)),
        within=CalendarDays(codes.APPROVAL.days),
        policy=codes.APPROVAL.code,
    ),
    Step(
        "withdraw",
        "撤回申请",
        source=_BEFORE_ELECTION,
        target=S.WITHDRAWN,
        permission="establishment.apply",
        needs_reason=True,
        is_primary=False,
    ),
)
