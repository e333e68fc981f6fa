"""Cash of a campaign (慰问金): reserved in the ledger, paid by the bank to the named person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from niangjia.aid.rules.codes import FileLevel
from niangjia.campaigns import queries, rules
from niangjia.campaigns.models import (
    Beneficiary,
    BudgetLine,
    Campaign,
    Delivery,
    DeliveryLine,
    Item,
)
from niangjia.campaigns.rules import ReceiptKind
from niangjia.campaigns.services.access import DELIVER, refuse, require
from niangjia.campaigns.services.delivering import undo
from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger import services as ledger
from niangjia.ledger.models import Fund, Payment
from niangjia.ledger.rules import PaymentStatus


@verb
def give_cash(
    campaign: Campaign,
    item: Item,
    fund: Fund,
    beneficiaries: Sequence[Beneficiary],
    *,
    actor: Actor,
) -> list[Delivery]:
    """Promise the item's cash to these people; somebody else approves the payments.

    All or nothing. Counts as given on the day the bank pays. Raises NotVisible or Blocked.
    """
    campaign = lock(Campaign, campaign.pk)
    require(actor, DELIVER, campaign.scope_path)
    today = clock.today()
    refuse(rules.event_refusal(today, campaign.status, campaign.from_on, today))
    if item.campaign_id != campaign.pk or not item.is_open or not item.is_cash:
        raise Blocked("请选择本活动启用中的慰问金标准。", field="item")
    if not beneficiaries:
        raise Blocked("名单中没有还未发放的人员。", field="fund")
    _within_budget(campaign, fund, item.amount * len(beneficiaries))
    files = queries.files_of([one.person_id for one in beneficiaries])
    made = [
        _give(
            campaign,
            item,
            fund,
            one,
            facts=queries.file_facts(files.get(one.person_id)),
            actor=actor,
        )
        for one in sorted(beneficiaries, key=lambda row: row.pk)
    ]
    whole = show_yuan(item.amount * len(made))
    said = f"用“{fund.name}”向{len(made)}人发放慰问金,共 {whole},待付款审批"
    journal.record("campaign.cash", campaign, actor=actor, summary=said)
    return made


@verb
def settle(delivery_id: int, payment: Payment | None, outcome: PaymentStatus) -> None:
    """What the ledger tells: paid counts from that day, returned no more, reversed is taken back.

    Without a payment: what was reserved has been released.
    """
    delivery = lock(Delivery, delivery_id)
    if delivery.taken_back_on is not None:
        return
    if outcome == PaymentStatus.REVERSED:
        undo(delivery, f"付款{payment.number}已撤销" if payment else "资金占用已释放", SYSTEM)
        return
    is_paid = outcome == PaymentStatus.PAID
    delivery.given_on = payment.paid_on if payment is not None and is_paid else None
    delivery.save(update_fields=["given_on", "updated_at"])
    said = f"慰问金{PaymentStatus(outcome).label}:{delivery}"
    journal.record("delivery.settle", delivery, actor=SYSTEM, summary=said)


def _give(
    campaign: Campaign,
    item: Item,
    fund: Fund,
    one: Beneficiary,
    *,
    facts: dict[str, str],
    actor: Actor,
) -> Delivery:
    if one.campaign_id != campaign.pk or one.removed_on is not None:
        raise Blocked(f"“{one.person.name}”不在这个活动的名单中。请刷新页面。")
    if not one.bank_card_sealed:
        raise Blocked(
            f"“{one.person.name}”没有银行账号:慰问金打卡发放,不发现金。请先在名单中补填银行账号。"
        )
    delivery = Delivery.objects.create(
        campaign=campaign,
        beneficiary=one,
        person=one.person,
        union=one.union,
        is_cash=True,
        amount=item.amount,
        receipt_kind=ReceiptKind.BANK,
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
        **facts,
    )
    DeliveryLine.objects.create(
        delivery=delivery,
        item=item,
        person=one.person,
        may_repeat=item.may_repeat,
        amount=item.amount,
        source=fund.source,
        fund=fund,
    )
    level = facts.get("file_level")
    delivery.reservation = ledger.reserve(
        fund,
        campaign.programme,
        item.amount,
        subject=delivery,
        payee=ledger.Payee(
            person=one.person,
            household=facts.get("household", ""),
            name=one.person.name,
            account_number=crypto.unseal(bytes(one.bank_card_sealed)),
            bank_name=one.bank_name,
            file_level=FileLevel(level) if level else None,
        ),
        use=campaign.programme.kind,
        year=clock.today().year,
        key=f"campaign-delivery-{delivery.pk}",
        actor=actor,
    )
    delivery.save(update_fields=["reservation", "updated_at"])
    return delivery


def _within_budget(campaign: Campaign, fund: Fund, amount: Decimal) -> None:
    line = BudgetLine.objects.select_for_update().filter(campaign=campaign, fund=fund).first()
    if line is None:
        raise Blocked(f"活动预算中没有“{fund.name}”。请先安排活动预算。", field="fund")
    taken = queries.cash_taken(campaign, fund)
    refuse(rules.budget_refusal(amount, line.amount, taken, fund.name), "fund")
