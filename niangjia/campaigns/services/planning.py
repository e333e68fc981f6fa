"""Planning a campaign (帮扶活动): its dates, budget, standards, and its life cycle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.campaigns import rules
from niangjia.campaigns.models import BudgetLine, Campaign, Goods, Item, ReliefMoney, ServiceRecord
from niangjia.campaigns.services.access import EDIT, refuse, require
from niangjia.employers.models import Employer
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.ledger.models import Fund, Programme
from niangjia.ledger.rules import ProgrammeKind
from niangjia.unions.models import Union

_EDITABLE = (rules.CampaignStatus.PLANNED, rules.CampaignStatus.RUNNING)
_FIELDS = ("name", "from_on", "until_on", "place", "audience", "note")


@verb
def plan_campaign(
    union: Union, programme: Programme, values: dict[str, Any], *, actor: Actor
) -> Campaign:
    """Plan a campaign of a programme of this union or one above. Raises NotVisible or Blocked.

    ``values``: name, from_on, until_on, place, audience, note.
    """
    require(actor, EDIT, union.path)
    if not union.path.startswith(programme.union.path) or not programme.is_open:
        raise Blocked("请选择本级或上级工会设立的、启用中的项目。", field="programme")
    _check_days(programme, values["from_on"], values["until_on"])
    campaign = Campaign.objects.create(
        number=new_number("HD", clock.today()),
        union=union,
        programme=programme,
        **{name: values[name] for name in _FIELDS if name in values},
    )
    summary = f"计划活动“{campaign.name}”({programme.name})"
    start(campaign, rules.CAMPAIGN, actor=actor, summary=summary)
    return campaign


@verb
def edit_campaign(campaign: Campaign, values: dict[str, Any], *, actor: Actor) -> Campaign:
    """Change what was planned while it is not over. Raises NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    changes = journal.changes_of(campaign, {n: values[n] for n in _FIELDS if n in values})
    if "audience" in changes and campaign.beneficiaries.exists():
        raise Blocked("名单中已有人员,不能再改发放对象。", field="audience")
    _check_days(campaign.programme, campaign.from_on, campaign.until_on)
    if changes:
        campaign.save(update_fields=[*changes, "updated_at"])
        journal.record(
            "campaign.edit",
            campaign,
            actor=actor,
            summary=f"修改活动“{campaign.name}”",
            changes=changes,
        )
    return campaign


@verb
def set_budget_line(
    campaign: Campaign, fund: Fund, amount: Decimal, *, on: date | None = None, actor: Actor
) -> BudgetLine:
    """Say how much of a fund is meant for the campaign, or change it. NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    if not campaign.union.path.startswith(fund.union.path):
        raise Blocked("请选择本级或上级工会的资金。", field="fund")
    if amount <= ZERO:
        raise Blocked("预算金额应大于0。", field="amount")
    line = BudgetLine.objects.select_for_update().filter(campaign=campaign, fund=fund).first()
    old = line.amount if line else None
    if line is None:
        line = BudgetLine.objects.create(
            campaign=campaign, fund=fund, amount=amount, decided_on=on or clock.today()
        )
    else:
        line.amount = amount
        line.save(update_fields=["amount", "updated_at"])
    journal.record(
        "campaign.budget",
        campaign,
        actor=actor,
        summary=f"活动预算:“{fund.name}”{show_yuan(amount)}",
        changes={"amount": (old, amount)},
    )
    return line


@verb
def add_item(
    campaign: Campaign,
    *,
    goods: Goods | None = None,
    quantity: int = 0,
    amount: Decimal = ZERO,
    may_repeat: bool = False,
    actor: Actor,
) -> Item:
    """Add what one person gets (发放标准). Raises NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    refuse(
        rules.item_refusal(is_cash=goods is None, quantity=quantity, amount=amount),
        "amount" if goods is None else "quantity",
    )
    if goods is not None and not campaign.union.path.startswith(goods.union.path):
        raise Blocked("请选择本级或上级工会保管的物资。", field="goods")
    item = Item.objects.create(
        campaign=campaign, goods=goods, quantity=quantity, amount=amount, may_repeat=may_repeat
    )
    journal.record("campaign.item", campaign, actor=actor, summary=f"添加发放标准:{item}")
    return item


@verb
def close_item(campaign: Campaign, item: Item, *, actor: Actor) -> Campaign:
    """Hand an item out no more; what was given stays. Raises NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    if item.campaign_id != campaign.pk or not item.is_open:
        raise Blocked("这项标准不在本活动中,或已停用。请刷新页面。", field="item")
    item.is_open = False
    item.save(update_fields=["is_open", "updated_at"])
    journal.record("campaign.close_item", campaign, actor=actor, summary=f"停用发放标准:{item}")
    return campaign


def _step(code: str, campaign: Campaign, actor: Actor, reason: str = "") -> Campaign:
    campaign = lock(Campaign, campaign.pk)
    step = rules.CAMPAIGN.require(code, campaign, actor, reason=reason)
    return advance(campaign, rules.CAMPAIGN, step, actor=actor, reason=reason)


@verb
def begin(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Start it: from now on it may be handed out. Raises NotVisible or Blocked."""
    return _step("begin", campaign, actor)


@verb
def end(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Hand out no more. Raises NotVisible or Blocked."""
    return _step("end", campaign, actor)


@verb
def reopen(campaign: Campaign, *, reason: str, actor: Actor) -> Campaign:
    """Hand out again, for those who were missed. Raises NotVisible or Blocked."""
    return _step("reopen", campaign, actor, reason)


@verb
def sum_up(campaign: Campaign, *, actor: Actor) -> Campaign:
    """Close it for good, once every payment is settled. Raises NotVisible or Blocked."""
    return _step("sum_up", campaign, actor)


@verb
def cancel(campaign: Campaign, *, reason: str, actor: Actor) -> Campaign:
    """Call off what was only planned. Raises NotVisible or Blocked."""
    return _step("cancel", campaign, actor, reason)


# --- Emergency relief and services -------------------------------------------------------------


@verb
def record_relief(
    campaign: Campaign,
    *,
    stage: str,
    on: date,
    amount: Decimal,
    party: str,
    voucher: str,
    actor: Actor,
) -> ReliefMoney:
    """Record money raised for, or allotted out of, an emergency campaign. NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    if campaign.programme.kind != ProgrammeKind.EMERGENCY:
        raise Blocked("只有防疫应急项目的活动登记筹集和下拨。其他活动的资金见资金账簿。")
    if on > clock.today():
        raise Blocked("日期不能晚于今天。", field="on")
    money = ReliefMoney.objects.create(
        campaign=campaign,
        union=campaign.union,
        stage=rules.ReliefStage(stage),
        on=on,
        amount=amount,
        party=party.strip(),
        voucher=voucher.strip(),
    )
    journal.record("campaign.relief", campaign, actor=actor, summary=f"登记应急资金{money}")
    return money


@verb
def record_service(
    campaign: Campaign,
    *,
    kind: str,
    on: date,
    title: str,
    head_count: int = 0,
    employer: Employer | None = None,
    actor: Actor,
) -> ServiceRecord:
    """Record help that hands out nothing (服务记录). Raises NotVisible or Blocked."""
    campaign = _editable(campaign, actor)
    if on > clock.today():
        raise Blocked("日期不能晚于今天。", field="on")
    service = ServiceRecord.objects.create(
        campaign=campaign,
        union=campaign.union,
        kind=rules.ServiceKind(kind),
        on=on,
        title=title.strip(),
        head_count=head_count,
        employer=employer,
    )
    said = f"登记{service.get_kind_display()}:{service.title}"
    journal.record("campaign.service", campaign, actor=actor, summary=said)
    return service


@verb
def withdraw_record(
    campaign: Campaign, record: ReliefMoney | ServiceRecord, *, reason: str, actor: Actor
) -> Campaign:
    """Take back a wrong line of relief money or service; it stays, counted no more."""
    campaign = lock(Campaign, campaign.pk)
    require(actor, EDIT, campaign.scope_path)
    if record.campaign_id != campaign.pk or record.withdrawn_on is not None:
        raise Blocked("这条记录不在本活动中,或已经撤销。请刷新页面。")
    if not reason.strip():
        raise Blocked("请写明撤销原因。", field="reason")
    record.withdrawn_on, record.withdraw_reason = clock.today(), reason.strip()[:300]
    record.save(update_fields=["withdrawn_on", "withdraw_reason", "updated_at"])
    summary = f"撤销{record._meta.verbose_name}:{record}"
    journal.record("campaign.withdraw", campaign, actor=actor, summary=summary, reason=reason)
    return campaign


def _check_days(programme: Programme, from_on: date, until_on: date) -> None:
    refuse(rules.dates_refusal(from_on, until_on, programme.from_on, programme.until_on), "from_on")


def _editable(campaign: Campaign, actor: Actor) -> Campaign:
    """The locked campaign, if the actor may change it now."""
    campaign = lock(Campaign, campaign.pk)
    require(actor, EDIT, campaign.scope_path)
    if campaign.status not in _EDITABLE:
        raise Blocked(
            f"活动已是“{campaign.get_status_display()}”,不能再修改。需要补发的请先重新开始活动。"
        )
    return campaign
