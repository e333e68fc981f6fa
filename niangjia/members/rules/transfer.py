"""Life cycle of a transfer (转会): asked by either side or the member, confirmed by both. Pure.

Source: 会籍管理办法第三条 (会员劳动关系在哪里,会籍就在哪里;一次入会、动态接转); domain 02 §2.2.
The side that asks agrees by asking. A side that stays silent until the end of policy
``members.transfer_confirm`` is taken to agree.
"""

from __future__ import annotations

from typing import Any

from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Guard, Step, Workflow
from niangjia.members.rules.joining import APPLY
from niangjia.members.rules.lifecycle import AskedBy, ConflictStatus, TransferStatus

OPEN_STATES = (TransferStatus.REQUESTED, TransferStatus.WAIT_OUT, TransferStatus.WAIT_IN)
_S = TransferStatus
_PERMISSION = "members.transfer"
_SOURCE, _TARGET = "scope_path", "target_path"


def _asked_by(side: AskedBy) -> Guard:
    """Guard: only the side that asked takes its request back; the other one refuses instead."""

    def guard(transfer: Any, actor: Actor) -> str | None:
        if transfer.asked_by == side:
            return None
        return f"这份转会由{AskedBy(transfer.asked_by).label}发起,只能由发起方撤回。"

    return guard


def _agree(
    code: str, label: str, source: TransferStatus, target: TransferStatus, path: str
) -> Step:
    return Step(
        code,
        label,
        (source,),
        target,
        _PERMISSION,
        within=WorkingDays(15),
        policy="members.transfer_confirm",
        scope=path,
    )


def _refuse(code: str, label: str, waiting: TransferStatus, path: str) -> Step:
    return Step(
        code,
        label,
        (_S.REQUESTED, waiting),
        _S.REFUSED,
        _PERMISSION,
        needs_reason=True,
        is_primary=False,
        scope=path,
    )


TRANSFER = Workflow.of(
    "transfer",
    "转会",
    [(s.value, s.label) for s in TransferStatus],
    _agree("agree_out", "转出工会同意", _S.REQUESTED, _S.WAIT_IN, _SOURCE),
    _agree("agree_in", "转入工会同意", _S.REQUESTED, _S.WAIT_OUT, _TARGET),
    _agree("release", "同意转出", _S.WAIT_OUT, _S.COMPLETED, _SOURCE),
    _agree("accept", "同意转入", _S.WAIT_IN, _S.COMPLETED, _TARGET),
    _refuse("refuse_out", "不同意转出", _S.WAIT_OUT, _SOURCE),
    _refuse("refuse_in", "不同意转入", _S.WAIT_IN, _TARGET),
    Step(
        "withdraw_out",
        "撤回转会",
        (_S.WAIT_IN,),
        _S.WITHDRAWN,
        _PERMISSION,
        guards=(_asked_by(AskedBy.SOURCE),),
        is_primary=False,
        scope=_SOURCE,
    ),
    Step(
        "withdraw_in",
        "撤回转会",
        (_S.WAIT_OUT,),
        _S.WITHDRAWN,
        _PERMISSION,
        guards=(_asked_by(AskedBy.TARGET),),
        is_primary=False,
        scope=_TARGET,
    ),
    Step(
        "withdraw_own",
        "本人撤回",
        OPEN_STATES,
        _S.WITHDRAWN,
        APPLY,
        guards=(_asked_by(AskedBy.MEMBER),),
        is_primary=False,
    ),
    Step(
        "lapse",
        "到期视为同意",
        OPEN_STATES,
        _S.COMPLETED,
        _PERMISSION,
        automatic=True,
    ),
    Step(
        "drop",
        "会籍已变化,自动终止",
        OPEN_STATES,
        _S.WITHDRAWN,
        _PERMISSION,
        automatic=True,
    ),
)

SIDES = {
    "agree_out": AskedBy.SOURCE,
    "release": AskedBy.SOURCE,
    "agree_in": AskedBy.TARGET,
    "accept": AskedBy.TARGET,
}
"""Which side has confirmed by taking the step."""

CONFLICT = Workflow.of(
    "conflict",
    "会籍冲突",
    [(s.value, s.label) for s in ConflictStatus],
    Step(
        "transfer_instead",
        "发起转会",
        (ConflictStatus.OPEN,),
        ConflictStatus.TRANSFERRED,
        _PERMISSION,
        within=WorkingDays(15),
        policy="members.join_review",
    ),
    Step(
        "dismiss",
        "核销",
        (ConflictStatus.OPEN,),
        ConflictStatus.DISMISSED,
        _PERMISSION,
        needs_reason=True,
        is_primary=False,
    ),
)
"""会籍冲突单: offers the transfer; who does not want it writes off the ticket."""
