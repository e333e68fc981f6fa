"""Handing out (发放): named or counted, with a receipt; goods leave the store in the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.campaigns import queries, rules
from niangjia.campaigns.models import (
    Beneficiary,
    Campaign,
    Delivery,
    DeliveryEvent,
    DeliveryLine,
    Item,
)
from niangjia.campaigns.rules import MoveKind, ReceiptKind
from niangjia.campaigns.services.access import DELIVER, refuse, require
from niangjia.campaigns.services.stocking import move
from niangjia.kernel import clock, filetypes, journal, privacy, vault
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import ZERO
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund
from niangjia.ledger.rules import ReservationStatus
from niangjia.unions.models import Union

VAULT = "campaigns"


@dataclass(frozen=True)
class Receipt:
    """What proves that it was received: a typed name, an image (drawn or photo), or the scan."""

    kind: ReceiptKind
    signer: str = ""
    image: bytes = b""


@verb
def open_event(
    campaign: Campaign, union: Union, *, on: date, site: str, note: str = "", actor: Actor
) -> DeliveryEvent:
    """Open a place and day of handing out (发放场次). Raises NotVisible or Blocked.

    The union is the campaign's or one below it, whose cadre may then deliver.
    """
    campaign = lock(Campaign, campaign.pk)
    require(actor, DELIVER, union.path)
    if not union.path.startswith(campaign.union.path):
        raise Blocked("发放工会应是主办工会或它的下级。请重新选择。", field="union")
    refuse(rules.event_refusal(on, campaign.status, campaign.from_on, clock.today()), "on")
    event = DeliveryEvent.objects.create(
        campaign=campaign, union=union, on=on, site=site.strip(), note=note.strip()
    )
    journal.record("delivery.event", event, actor=actor, summary=f"开设发放场次“{event}”")
    return event


@verb
def deliver(
    event: DeliveryEvent,
    beneficiaries: Sequence[Beneficiary],
    items: Sequence[Item],
    receipt: Receipt,
    *,
    actor: Actor,
) -> list[Delivery]:
    """Hand goods to people on the list. All or nothing. Raises NotVisible or Blocked."""
    campaign = ready(event, items, actor)
    if not beneficiaries:
        raise Blocked("请先在名单上勾选人员,或扫描领取码。")
    path, media_type = kept(receipt)
    files = queries.files_of([one.person_id for one in beneficiaries])
    made = []
    for one in sorted(beneficiaries, key=lambda row: row.pk):
        if one.campaign_id != campaign.pk or one.removed_on is not None:
            raise Blocked(f"“{one.person.name}”不在这个活动的名单中。请刷新页面。")
        if not one.union.path.startswith(event.union.path):
            raise Blocked(f"“{one.person.name}”属于{one.union.name},请由所在工会的场次发放。")
        made.append(
            Delivery(
                campaign=campaign,
                event=event,
                beneficiary=one,
                person=one.person,
                union=one.union,
                given_on=event.on,
                amount=sum((value_of(item, 1) for item in items), ZERO),
                receipt_kind=receipt.kind,
                signer=receipt.signer.strip()[:50],
                paper_path=path,
                paper_type=media_type,
                **queries.file_facts(files.get(one.person_id)),
                **signed_by(actor),
            )
        )
    Delivery.objects.bulk_create(made)
    give(made, items, event.on, actor)
    names = "、".join(one.person.name for one in beneficiaries[:3])
    more = f"等{len(made)}人" if len(made) > 3 else ""
    said = f"向{names}{more}发放{in_words(items)}"
    journal.record("delivery.give", event, actor=actor, summary=said)
    return made


@verb
def deliver_counted(
    event: DeliveryEvent, head_count: int, items: Sequence[Item], receipt: Receipt, *, actor: Actor
) -> Delivery:
    """Hand goods to people without names (不记名). Adds 人次 only. Raises NotVisible or Blocked."""
    campaign = ready(event, items, actor)
    refuse(rules.heads_refusal(head_count), "head_count")
    if rules.needs_list(campaign.audience):
        raise Blocked("这个活动按名单发放。不记名的请另建发放对象为“不记名”的活动。")
    path, media_type = kept(receipt)
    delivery = Delivery.objects.create(
        campaign=campaign,
        event=event,
        union=event.union,
        head_count=head_count,
        given_on=event.on,
        amount=sum((value_of(item, head_count) for item in items), ZERO),
        receipt_kind=receipt.kind,
        signer=receipt.signer.strip()[:50],
        paper_path=path,
        paper_type=media_type,
        **signed_by(actor),
    )
    give([delivery], items, event.on, actor)
    said = f"向{head_count}人(不记名)发放{in_words(items)}"
    journal.record("delivery.give", event, actor=actor, summary=said)
    return delivery


@verb
def take_back(delivery: Delivery, *, reason: str, actor: Actor) -> Delivery:
    """Take a delivery back (撤回): goods return, money not yet ordered is freed. It counts no more.

    Money that was ordered or paid is reversed in the ledger, which tells us. NotVisible or Blocked.
    """
    if delivery.reservation is not None:  # the ledger locks from the fund down, and tells us then
        lock(Fund, delivery.reservation.fund_id)
    delivery = lock(Delivery, delivery.pk)
    require(actor, DELIVER, delivery.scope_path)
    if delivery.taken_back_on is not None:
        raise Blocked("这次发放已经撤回。")
    if delivery.campaign.status == rules.CampaignStatus.SUMMED:
        raise Blocked("活动已汇总归档,不能再撤回发放。")
    if not reason.strip():
        raise Blocked("请写明撤回原因。", field="reason")
    held = delivery.reservation
    if held is not None and held.status != ReservationStatus.HELD:
        raise Blocked("这笔慰问金已批准付款。请先在“付款”中撤销付款,这里会自动撤回。")
    undone = undo(delivery, reason, actor)
    if held is not None:
        ledger.release(held, reason=reason, actor=actor)
    return undone


def undo(delivery: Delivery, reason: str, actor: Actor) -> Delivery:
    """Mark a locked delivery as taken back and return its goods."""
    delivery.taken_back_on = clock.today()
    delivery.take_back_reason = reason.strip()[:300]
    delivery.save(update_fields=["taken_back_on", "take_back_reason", "updated_at"])
    lines = delivery.lines.select_related("item__goods").order_by("item__goods_id")
    for line in lines:
        if line.item.goods is not None:
            part = (line.quantity, delivery)
            move(
                line.item.goods,
                MoveKind.RETURNED,
                [part],
                on=clock.today(),
                actor=actor,
                note=reason,
            )
    delivery.lines.update(is_taken_back=True)
    said = f"撤回发放:{delivery}"
    journal.record("delivery.take_back", delivery, actor=actor, summary=said, reason=reason)
    return delivery


def read_paper(delivery: Delivery, *, actor: Actor) -> tuple[bytes, str]:
    """The image of a receipt and its media type; the look is journalled. Raises NotVisible."""
    require(actor, "campaigns.view", delivery.scope_path)
    if not delivery.paper_path:
        raise Blocked("这次发放没有留存图片。")
    journal.record(
        "delivery.look",
        delivery,
        actor=actor,
        summary="查看签收图片",
        is_read=True,
        reason="核对签收",
    )
    return vault.read(delivery.paper_path), delivery.paper_type


@verb
def print_list(event: DeliveryEvent, *, actor: Actor) -> list[queries.Listed]:
    """The list to sign, on record: everybody on it sees that it was printed. Raises NotVisible."""
    require(actor, DELIVER, event.scope_path)
    lines = queries.at_event(event)
    entry = journal.record(
        "delivery.print",
        event,
        actor=actor,
        summary=f"打印“{event.campaign}”签收名单",
        reason="现场发放",
        is_read=True,
    )
    held = [line.beneficiary.pk for line in lines]
    privacy.disclosed(entry.pk, Beneficiary._meta.label_lower, held)
    return lines


def ready(event: DeliveryEvent, items: Sequence[Item], actor: Actor) -> Campaign:
    """The campaign, held so that it cannot end meanwhile, if these items may be handed out here."""
    campaign = lock(Campaign, event.campaign_id)
    require(actor, DELIVER, event.scope_path)
    today = clock.today()
    refuse(rules.event_refusal(event.on, campaign.status, campaign.from_on, today))
    if not items:
        raise Blocked("请至少选择一项物资。", field="items")
    for item in items:
        if item.campaign_id != campaign.pk or not item.is_open:
            raise Blocked("所选物资不在这个活动的发放标准中,或已停用。请刷新页面。", field="items")
        if item.is_cash:
            raise Blocked("慰问金通过银行发放,请在活动页办理“发放慰问金”。", field="items")
    return campaign


def give(made: Sequence[Delivery], items: Sequence[Item], on: date, actor: Actor) -> None:
    """The lines, and the goods out of the store, smaller key first."""
    lines = [
        DeliveryLine(
            delivery=each,
            item=item,
            person=each.person,
            guest_blind=each.guest_blind,
            may_repeat=item.may_repeat,
            quantity=item.quantity * each.head_count,
            amount=value_of(item, each.head_count),
            source=item.goods.source if item.goods else "",
        )
        for each in made
        for item in items
    ]
    DeliveryLine.objects.bulk_create(lines)
    for item in sorted(items, key=lambda one: one.goods_id or 0):
        if item.goods is not None:
            parts = [(line.quantity, line.delivery) for line in lines if line.item == item]
            move(item.goods, MoveKind.ISSUED, parts, on=on, actor=actor)


def kept(receipt: Receipt) -> tuple[str, str]:
    """The image sealed in the vault, and its media type; empty without one."""
    refuse(
        rules.receipt_refusal(receipt.kind, signer=receipt.signer, has_paper=bool(receipt.image)),
        "signer" if receipt.kind == ReceiptKind.TYPED else "image",
    )
    if not receipt.image:
        return "", ""
    examined = filetypes.examine(receipt.image)
    if not examined.media_type.startswith("image/"):
        raise Blocked("签收图片应是照片(JPEG或PNG)。请重新拍照。", field="image")
    return vault.store(VAULT, examined.content), examined.media_type


def value_of(item: Item, heads: int) -> Decimal:
    """Value at purchase price, or the cash."""
    if item.goods is None:
        return item.amount * heads
    return item.goods.price_amount * item.quantity * heads


def in_words(items: Sequence[Item]) -> str:
    return "、".join(str(item) for item in items)


def signed_by(actor: Actor) -> dict[str, object]:
    return {"actor_id": actor.user_id, "actor_label": actor.label[:100]}
