"""What may be planned and handed out (发放): refusals in Chinese. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from niangjia.campaigns.rules.codes import (
    Audience,
    CampaignStatus,
    ContributionKind,
    MoveKind,
    ReceiptKind,
)
from niangjia.kernel.money import ZERO, show_yuan, yuan

MOST_HEADS = 100_000
"""A head count above it is a typing error."""
MOST_ON_LIST = 20_000
"""People on one list; more is divided by unions below."""


def dates_refusal(
    from_on: date, until_on: date, programme_from: date, programme_until: date | None
) -> str | None:
    """A campaign lies within the time of its programme."""
    if until_on < from_on:
        return "结束日期不能早于开始日期。请核对。"
    if from_on < programme_from or (programme_until is not None and until_on > programme_until):
        span = f"{programme_from} 至 {programme_until or '长期'}"
        return f"活动时间应在项目期间内({span})。请调整活动时间,或请设立项目的工会延长项目。"
    return None


def item_refusal(*, is_cash: bool, quantity: int, amount: Decimal) -> str | None:
    """An item is either so many of one goods, or an amount of money."""
    if is_cash:
        if quantity:
            return "慰问金不填数量。请只填写每人金额。"
        if amount <= ZERO or amount != yuan(amount):
            return "请填写每人慰问金金额,大于0,最多两位小数。"
        return None
    if quantity < 1:
        return "请填写每人发放的数量,至少1。"
    return "实物的价值由物资的采购价计算,不填金额。" if amount else None


def event_refusal(on: date, status: str, from_on: date, today: date) -> str | None:
    """Handing out happens while the campaign runs, not before it, not in the future."""
    if status != CampaignStatus.RUNNING:
        return f"活动当前是“{CampaignStatus(status).label}”,不能发放。请先开始活动。"
    if on > today:
        return "发放日期不能晚于今天。请在发放当天登记。"
    if on < from_on:
        return f"发放日期不能早于活动开始日期({from_on})。请核对日期。"
    return None


def heads_refusal(count: int) -> str | None:
    """A head count is a sane number."""
    if 1 <= count <= MOST_HEADS:
        return None
    return f"人数应在1到{MOST_HEADS}之间。请核对。"


def receipt_refusal(kind: str, *, signer: str, has_paper: bool) -> str | None:
    """A receipt proves itself: a name, an image, or the scan."""
    if kind == ReceiptKind.TYPED and not signer.strip():
        return "请填写签收人姓名。"
    if kind in (ReceiptKind.DRAWN, ReceiptKind.PHOTO) and not has_paper:
        what = "手写签名" if kind == ReceiptKind.DRAWN else "现场照片"
        return f"没有收到{what}。请重新{'签名' if kind == ReceiptKind.DRAWN else '拍照'},或改用其他签收方式。"
    return None


def stock_refusal(name: str, wanted: int, there: int, unit: str) -> str:
    """Why goods cannot leave the store."""
    return (
        f"“{name}”库存不足:需要{wanted}{unit},现有{there}{unit}。"
        "请减少发放数量,或先办理入库、盘点。"
    )


def price_refusal(price: Decimal, known: Decimal) -> str | None:
    """Goods of one entry have one price, so that quantity × price holds to the fen."""
    if price == known:
        return None
    return (
        f"采购价 {show_yuan(price)} 与已登记的 {show_yuan(known)} 不同。"
        "请按新的采购价另建一种物资(名称可注明批次)。"
    )


def move_of(kind: MoveKind, quantity: int) -> int:
    """The signed quantity of a move."""
    return -quantity if kind in (MoveKind.ISSUED, MoveKind.DAMAGED) else quantity


def budget_refusal(amount: Decimal, planned: Decimal, taken: Decimal, fund: str) -> str | None:
    """Cash of a campaign stays within its budget line of that fund."""
    left = planned - taken
    if amount <= left:
        return None
    return (
        f"超出活动预算:“{fund}”安排 {show_yuan(planned)},已用 {show_yuan(taken)},"
        f"剩余 {show_yuan(left)},这次需要 {show_yuan(amount)}。请减少人数,或先增加活动预算。"
    )


def contribution_refusal(
    kind: str, *, amount: Decimal, introduced_from: str, voucher: str
) -> str | None:
    """Direct money shows its voucher, introduced money who gave it."""
    if amount <= ZERO or amount != yuan(amount):
        return "金额应大于0,最多两位小数。请核对。"
    if kind == ContributionKind.INTRODUCED and not introduced_from.strip():
        return "协调引进的资金请写明引进单位,以免与直接投入相混。"
    if kind != ContributionKind.INTRODUCED and introduced_from.strip():
        return "只有协调引进的资金才填写引进单位。直接投入请把这一栏留空。"
    if kind == ContributionKind.DIRECT and not voucher.strip():
        return "直接投入请填写凭证号或拨款文号。"
    return None


def day_refusal(on: date, since: date, until: date | None, today: date) -> str | None:
    """Something done for a pairing happens while it lasts."""
    if on > today:
        return "日期不能晚于今天。请核对。"
    if on < since:
        return f"日期不能早于结对日期({since})。请核对。"
    if until is not None and on >= until:
        return f"结对已于{until}结束,之后不能再登记。请核对日期。"
    return None


def needs_list(audience: str) -> bool:
    """Whether people stand on a list by name."""
    return audience != Audience.NONE
