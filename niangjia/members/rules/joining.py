"""Life cycle of an application to join (入会申请). Pure.

Source: 会籍管理办法: apply orally, in writing or online → review by the grass-roots union →
membership from the day of approval. Contact within 15 working days, without telling the employer
(上海; domain 01 §1.5), is the default of policy ``members.join_review``.
"""

from __future__ import annotations

import secrets
from datetime import date

from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Step, Workflow
from niangjia.members.rules.lifecycle import JoinStatus

APPLY = "members.apply"
"""What an applicant who has proved the application hers may do with it; no role has it."""

OPEN_STATES = (JoinStatus.SUBMITTED, JoinStatus.RETURNED, JoinStatus.CONFLICT)

JOINING = Workflow.of(
    "joining",
    "入会申请",
    [(s.value, s.label) for s in JoinStatus],
    Step(
        "approve",
        "同意入会",
        (JoinStatus.SUBMITTED,),
        JoinStatus.APPROVED,
        "members.review",
        within=WorkingDays(15),
        policy="members.join_review",
    ),
    Step(
        "send_back",
        "退回修改",
        (JoinStatus.SUBMITTED,),
        JoinStatus.RETURNED,
        "members.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "refuse",
        "不同意",
        (JoinStatus.SUBMITTED,),
        JoinStatus.REFUSED,
        "members.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step("resubmit", "修改后重新提交", (JoinStatus.RETURNED,), JoinStatus.SUBMITTED, APPLY),
    Step(
        "withdraw",
        "撤回申请",
        (JoinStatus.SUBMITTED, JoinStatus.RETURNED),
        JoinStatus.WITHDRAWN,
        APPLY,
        is_primary=False,
    ),
    Step(
        "hold",
        "已是其他工会会员,改办转会",
        (JoinStatus.SUBMITTED,),
        JoinStatus.CONFLICT,
        "members.review",
        automatic=True,
    ),
    Step(
        "settle",
        "转会完成",
        (JoinStatus.CONFLICT,),
        JoinStatus.APPROVED,
        "members.review",
        automatic=True,
    ),
    Step(
        "release",
        "转会未成,恢复审核",
        (JoinStatus.CONFLICT,),
        JoinStatus.SUBMITTED,
        "members.review",
        automatic=True,
    ),
)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_number(kind: str, on: date) -> str:
    """A number to read out over the phone, not to be guessed: ``RH261121-7K3MQX``.

    ``kind`` RH: 入会, ZH: 转会. 31⁶ endings a day, without characters that look alike.
    """
    ending = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{kind}{on:%y%m%d}-{ending}"
