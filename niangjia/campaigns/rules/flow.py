"""Life cycles of a campaign (帮扶活动) and of a pairing (结对). Pure."""

from __future__ import annotations

from typing import Protocol

from niangjia.campaigns.rules.codes import CampaignStatus as S
from niangjia.campaigns.rules.codes import PairingStatus as P
from niangjia.kernel.actor import Actor
from niangjia.kernel.clock import CalendarDays
from niangjia.kernel.workflow import Step, Workflow

EDIT = "campaigns.edit"
CLOSING_DAYS = 30
"""Default of the dated policy ``campaigns.summing``: days to sum up after the end."""


class Campaign(Protocol):
    """What the guards read of a campaign."""

    @property
    def item_count(self) -> int:
        """How many standards it has."""
        ...

    @property
    def unpaid_count(self) -> int:
        """Cash deliveries that the bank has not settled."""
        ...


def has_items(campaign: Campaign, actor: Actor) -> str | None:
    """Nothing can be handed out before somebody said what."""
    if campaign.item_count:
        return None
    return "还没有发放标准。请先添加每人发放的物资或慰问金,再开始活动。"


def nothing_unpaid(campaign: Campaign, actor: Actor) -> str | None:
    """What the bank has not settled would change the totals."""
    count = campaign.unpaid_count
    if not count:
        return None
    return f"还有{count}笔慰问金没有到账。请等银行回盘,或撤回没有付出的发放后再汇总。"


CAMPAIGN = Workflow.of(
    "campaign",
    "帮扶活动",
    S.choices(),
    Step("begin", "开始活动", (S.PLANNED,), S.RUNNING, EDIT, (has_items,)),
    Step("end", "结束活动", (S.RUNNING,), S.CLOSED, EDIT, is_primary=False),
    Step(
        "reopen", "补发,重新开始", (S.CLOSED,), S.RUNNING, EDIT,
        needs_reason=True, is_primary=False,
    ),
    Step(
        "sum_up", "汇总归档", (S.CLOSED,), S.SUMMED, EDIT, (nothing_unpaid,),
        within=CalendarDays(CLOSING_DAYS), policy="campaigns.summing",
    ),
    Step("cancel", "取消活动", (S.PLANNED,), S.CANCELLED, EDIT, needs_reason=True, is_primary=False),
)  # fmt: skip

PAIRING = Workflow.of(
    "pairing",
    "结对",
    P.choices(),
    Step("record_exit", "登记脱贫", (P.PAIRED,), P.EXITED, EDIT, is_primary=False),
    Step(
        "record_relapse", "返贫,恢复", (P.EXITED,), P.PAIRED, EDIT,
        needs_reason=True, is_primary=False,
    ),
    Step("end", "结束结对", (P.PAIRED, P.EXITED), P.ENDED, EDIT, needs_reason=True, is_primary=False),
)  # fmt: skip
