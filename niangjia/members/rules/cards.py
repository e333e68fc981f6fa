"""Life cycle of a member service card (会员服务卡). Pure.

Source: domain 02 §2.4 (Shanghai, Tianjin): union collects and checks → bank makes → union fetches
and hands out → the member activates in person. Milestones are dates; applied ≤ produced ≤
delivered ≤ activated also stands as checks in the database.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Step, Workflow
from niangjia.members.rules.lifecycle import CardStatus

_S = CardStatus
IN_PROGRESS = (_S.APPLIED, _S.VERIFIED, _S.PROCESSING, _S.PRODUCED, _S.RECEIVED, _S.DELIVERED)
CLOSED = (_S.REISSUED, _S.EXPIRED, _S.CANCELLED)
LIVE = tuple(state for state in CardStatus if state not in CLOSED)


def _step(
    code: str,
    label: str,
    source: CardStatus | tuple[CardStatus, ...],
    target: CardStatus,
    *,
    within: WorkingDays | None = None,
    policy: str = "",
    needs_reason: bool = False,
    automatic: bool = False,
    is_primary: bool = True,
) -> Step:
    sources = source if isinstance(source, tuple) else (source,)
    return Step(
        code,
        label,
        sources,
        target,
        "members.card",
        within=within,
        policy=policy,
        needs_reason=needs_reason,
        automatic=automatic,
        is_primary=is_primary,
    )


CARD = Workflow.of(
    "card",
    "会员服务卡",
    [(s.value, s.label) for s in CardStatus],
    _step(
        "verify", "资料核对无误", _S.APPLIED, _S.VERIFIED,
        within=WorkingDays(5), policy="members.card_verify",
    ),
    _step("send_to_bank", "送银行制卡", _S.VERIFIED, _S.PROCESSING),
    _step(
        "produce", "银行已制卡", _S.PROCESSING, _S.PRODUCED,
        within=WorkingDays(10), policy="members.card_produce",
    ),
    _step("receive", "工会领回", _S.PRODUCED, _S.RECEIVED),
    _step(
        "deliver", "发放给会员", _S.RECEIVED, _S.DELIVERED,
        within=WorkingDays(10), policy="members.card_deliver",
    ),
    _step("activate", "会员已激活", _S.DELIVERED, _S.ACTIVATED, is_primary=False),
    _step("freeze", "冻结", _S.ACTIVATED, _S.FROZEN, needs_reason=True, is_primary=False),
    _step("unfreeze", "解冻", _S.FROZEN, _S.ACTIVATED, is_primary=False),
    _step("report_lost", "挂失", (_S.ACTIVATED, _S.FROZEN), _S.LOST, is_primary=False),
    _step("find_again", "解除挂失", _S.LOST, _S.ACTIVATED, is_primary=False),
    _step("reissue", "补办新卡", _S.LOST, _S.REISSUED, is_primary=False),
    _step("expire", "到期停用", (_S.ACTIVATED, _S.FROZEN), _S.EXPIRED, is_primary=False),
    _step("cancel", "注销", LIVE, _S.CANCELLED, needs_reason=True, is_primary=False),
)  # fmt: skip

SCANNED_AT = "/card-code/"
"""Where the code of a card leads: ``/card-code/<32 hexadecimal signs>/``."""


def scan_address(code: UUID) -> str:
    """The address that a card's QR code holds."""
    return f"{SCANNED_AT}{code.hex}/"


def scan_refusal(status: str) -> str | None:
    """Why a scanned card does not stand for its holder, or None."""
    if status in (_S.DELIVERED, _S.ACTIVATED):
        return None
    told = {
        _S.LOST: "这张卡已挂失,请留意持卡人是不是本人",
        _S.REISSUED: "这张卡已挂失并补办新卡,旧码作废",
        _S.FROZEN: "这张卡已冻结",
        _S.EXPIRED: "这张卡已过期",
        _S.CANCELLED: "这张卡已注销",
    }.get(_S(status), "这张卡还没有发放给会员")
    return f"{told}。不能凭它办理,请核对身份证件后按姓名查找。"


MILESTONES = {
    "produce": "produced_on",
    "deliver": "delivered_on",
    "activate": "activated_on",
    "reissue": "closed_on",
    "expire": "closed_on",
    "cancel": "closed_on",
}
"""Which date a step sets."""

_ORDER = ("applied_on", "produced_on", "delivered_on", "activated_on")


def batch_steps() -> tuple[Step, ...]:
    """Steps a bank batch takes for many cards at once."""
    return tuple(CARD.step(c) for c in ("verify", "send_to_bank", "produce", "receive", "deliver"))


def last_milestone(dates: dict[str, date | None]) -> date:
    """The latest date the card already carries; the next one is not earlier."""
    known = [day for name in _ORDER if (day := dates.get(name)) is not None]
    return max(known)


def step_on_leaving(status: str) -> str | None:
    """What becomes of the card when its holder leaves: cancelled while being made, else frozen."""
    if status in IN_PROGRESS:
        return "cancel"
    return "freeze" if status == CardStatus.ACTIVATED else None
