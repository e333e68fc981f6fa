"""The life cycle of a grant (救助发放), domain 04 §4.3-4.4. Pure.

Proposed with the ceilings that were looked at → approved by somebody else, which reserves the money →
paid through the ledger, whose outcome comes back: arrived, failed (to be paid again), taken back.
"""

from __future__ import annotations

from typing import Protocol

from niangjia.aid.rules import terms
from niangjia.kernel.actor import Actor
from niangjia.kernel.choices import TextCode
from niangjia.kernel.workflow import Step, Workflow


class GrantStatus(TextCode):
    """救助发放状态."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准,待付款"
    PAID = "paid", "已到账"
    FAILED = "failed", "付款未成功"
    REFUSED = "refused", "不同意"
    CANCELLED = "cancelled", "已撤回"
    REVERSED = "reversed", "已撤销"


COUNTED = (GrantStatus.APPROVED, GrantStatus.PAID, GrantStatus.FAILED)
"""Money promised: it uses up the ceilings of the year."""


class Grant(Protocol):
    """What the guards read of a grant."""

    proposed_by_id: int | None

    @property
    def applicant_user_ids(self) -> frozenset[int]:
        """Whose case it is."""
        ...


def not_own_grant(subject: Grant, actor: Actor) -> str | None:
    """Nobody approves help for herself or her family."""
    if actor.user_id is not None and actor.user_id in subject.applicant_user_ids:
        return "这是您本人或家人的救助,不能由您办理。请由其他人办理。"
    return None


def not_own_proposal(subject: Grant, actor: Actor) -> str | None:
    """Maker ≠ checker; repeated by constraint."""
    if actor.user_id is not None and actor.user_id == subject.proposed_by_id:
        return "不能审批自己提出的救助。请由其他有审批权的人办理。"
    return None


_S = GrantStatus
GRANT = Workflow.of(
    "aid_grant",
    "救助发放",
    _S.choices(),
    Step(
        "approve", "批准救助", (_S.PROPOSED,), _S.APPROVED, "aid.approve",
        (not_own_grant, not_own_proposal), within=terms.GRANT.working, policy=terms.GRANT.code,
        scope="fund_path",
    ),
    Step(
        "refuse", "不同意", (_S.PROPOSED,), _S.REFUSED, "aid.approve", (not_own_grant,),
        needs_reason=True, is_primary=False, scope="fund_path",
    ),
    Step(
        "cancel", "撤回提议", (_S.PROPOSED,), _S.CANCELLED, "aid.grant", is_primary=False,
    ),
    Step("arrive", "款项到账", (_S.APPROVED, _S.FAILED), _S.PAID, "aid.grant", automatic=True),
    Step("fail", "付款未成功", (_S.APPROVED, _S.PAID), _S.FAILED, "aid.grant", automatic=True),
    Step(
        "take_back", "付款撤销", (_S.APPROVED, _S.FAILED, _S.PAID), _S.REVERSED, "aid.grant",
        automatic=True,
    ),
)  # fmt: skip
