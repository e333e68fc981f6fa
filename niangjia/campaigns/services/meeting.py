"""Handing out to whoever stands there: the holder of a card, somebody who is no member (非会员)."""

from __future__ import annotations

from collections.abc import Sequence

from niangjia.campaigns import queries, rules
from niangjia.campaigns.models import Delivery, DeliveryEvent, Item
from niangjia.campaigns.rules import ReceiptKind
from niangjia.campaigns.services.delivering import (
    Receipt,
    deliver,
    give,
    in_words,
    kept,
    ready,
    signed_by,
    value_of,
)
from niangjia.kernel import crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import ZERO
from niangjia.kernel.verbs import verb
from niangjia.members.rules.people import check_name


@verb
def deliver_scanned(
    event: DeliveryEvent, code: str, items: Sequence[Item], *, actor: Actor
) -> Delivery:
    """Hand goods to whom a code of the list or of a card means. Raises NotVisible or Blocked.

    On a campaign without a list the holder of a card is entered by name all the same.
    """
    campaign = ready(event, items, actor)
    met = queries.met(event, code)
    if met.beneficiary is not None:
        return deliver(event, [met.beneficiary], items, Receipt(ReceiptKind.SCAN), actor=actor)[0]
    delivery = Delivery.objects.create(
        campaign=campaign,
        event=event,
        person=met.person,
        union=met.union,
        given_on=event.on,
        amount=sum((value_of(item, 1) for item in items), ZERO),
        receipt_kind=ReceiptKind.SCAN,
        **queries.file_facts(queries.files_of([met.person.pk]).get(met.person.pk)),
        **signed_by(actor),
    )
    give([delivery], items, event.on, actor)
    said = f"向{met.person.name}发放{in_words(items)}"
    journal.record("delivery.give", event, actor=actor, summary=said)
    return delivery


@verb
def deliver_to_guest(
    event: DeliveryEvent,
    name: str,
    contact: str,
    items: Sequence[Item],
    receipt: Receipt,
    *,
    actor: Actor,
) -> Delivery:
    """Hand goods to somebody outside the register (非会员), by name and phone or end of number.

    Counts in 人次. The same item once a campaign for the same two. Raises NotVisible or Blocked.
    """
    campaign = ready(event, items, actor)
    name = check_name(name, whose="领取人", field="guest_name")
    known = rules.contact_of(contact)
    if known is None:
        raise Blocked(rules.ASKED, field="guest_contact")
    if queries.is_known_here(event, name, known):
        raise Blocked(f"“{name}”在名单上,或已按会员领取。请在名单上勾选或扫码,不要按非会员登记。")
    path, media_type = kept(receipt)
    delivery = Delivery.objects.create(
        campaign=campaign,
        event=event,
        union=event.union,
        guest_name=name,
        guest_sealed=crypto.seal(known),
        guest_blind=crypto.blind("guest", f"{name} {known}"),
        given_on=event.on,
        amount=sum((value_of(item, 1) for item in items), ZERO),
        receipt_kind=receipt.kind,
        signer=receipt.signer.strip()[:50],
        paper_path=path,
        paper_type=media_type,
        **signed_by(actor),
    )
    give([delivery], items, event.on, actor)
    said = f"向{name}(非会员)发放{in_words(items)}"
    journal.record("delivery.give", event, actor=actor, summary=said)
    return delivery
