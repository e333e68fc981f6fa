"""Who is on the list of a campaign (名单): drawn by rule, entered one by one, taken off."""

from __future__ import annotations

from niangjia.campaigns import queries, rules
from niangjia.campaigns.models import Beneficiary, Campaign
from niangjia.campaigns.services.access import EDIT, require
from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.ledger.services.reserving import account_refusal
from niangjia.members import queries as members
from niangjia.members.models import Person
from niangjia.unions.models import Union


@verb
def draw_list(campaign: Campaign, *, under: Union | None = None, actor: Actor) -> int:
    """Put everybody on the list whom the audience names, at ``under`` and below; returns how many.

    Who is on it stays; running it again adds newcomers. Raises NotVisible or Blocked.
    """
    campaign = open_campaign(campaign, actor)
    where = under or campaign.union
    if not where.path.startswith(campaign.union.path):
        raise Blocked("请选择主办工会或它的下级。", field="under")
    if campaign.audience in (rules.Audience.LIST, rules.Audience.NONE):
        raise Blocked("这个活动的名单由人工录入或导入,不能按条件生成。")
    found = queries.audience(campaign, where.path)
    count = found.count()
    if count > rules.MOST_ON_LIST:
        raise Blocked(
            f"符合条件的有{count}人,一个活动最多{rules.MOST_ON_LIST}人。请按下级工会分别建立活动。",
            field="under",
        )
    rows = [
        Beneficiary(campaign=campaign, person_id=person_id, union_id=union_id)
        for person_id, union_id in found.values_list("person_id", "union_id")
    ]
    before = campaign.beneficiaries.count()
    Beneficiary.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    added = campaign.beneficiaries.count() - before
    said = f"按“{campaign.get_audience_display()}”生成名单:{where.name}增加{added}人"
    journal.record("campaign.draw", campaign, actor=actor, summary=said)
    return added


@verb
def add_person(
    campaign: Campaign,
    person: Person,
    *,
    account_number: str = "",
    bank_name: str = "",
    actor: Actor,
) -> Beneficiary:
    """Put one member on the list, with her account if cash is to be paid. NotVisible or Blocked."""
    campaign = open_campaign(campaign, actor)
    if not rules.needs_list(campaign.audience):
        raise Blocked("这个活动不记名发放,没有名单。")
    membership = members.open_membership(person.pk)
    if membership is None or not membership.union.path.startswith(campaign.union.path):
        raise Blocked("此人现在不是主办工会及下级工会的会员,不能列入名单。", field="member")
    one = Beneficiary.objects.filter(campaign=campaign, person=person).first()
    if one is not None and one.removed_on is None:
        raise Blocked(f"“{person.name}”已在名单中。", field="member")
    if one is None:
        one = Beneficiary(campaign=campaign, person=person, union=membership.union)
    one.removed_on = None
    put_account(one, account_number, bank_name)
    one.save()
    journal.record("campaign.add", campaign, actor=actor, summary=f"名单增加{person.name}")
    return one


@verb
def set_account(
    beneficiary: Beneficiary, *, account_number: str, bank_name: str = "", actor: Actor
) -> Beneficiary:
    """Enter or correct the account that cash goes to. Raises NotVisible or Blocked."""
    beneficiary = lock(Beneficiary, beneficiary.pk)
    require(actor, EDIT, beneficiary.campaign.scope_path)
    put_account(beneficiary, account_number, bank_name)
    beneficiary.save(update_fields=["bank_card_sealed", "bank_name", "updated_at"])
    said = f"填写{beneficiary.person.name}的银行账号"
    journal.record("beneficiary.account", beneficiary, actor=actor, summary=said)
    return beneficiary


@verb
def remove_person(beneficiary: Beneficiary, *, reason: str, actor: Actor) -> Beneficiary:
    """Take somebody off the list who has got nothing. Raises NotVisible or Blocked."""
    beneficiary = lock(Beneficiary, beneficiary.pk)
    open_campaign(beneficiary.campaign, actor)
    if beneficiary.removed_on is not None:
        raise Blocked("此人已不在名单中。")
    if beneficiary.deliveries.filter(taken_back_on=None).exists():
        raise Blocked("此人已经领取,不能移出名单。发错的请先撤回发放。")
    beneficiary.removed_on = clock.today()
    beneficiary.save(update_fields=["removed_on", "updated_at"])
    said = f"名单移出{beneficiary.person.name}"
    journal.record("beneficiary.remove", beneficiary, actor=actor, summary=said, reason=reason)
    return beneficiary


def put_account(one: Beneficiary, account_number: str, bank_name: str) -> None:
    """Seal an account into the row (not saved); an empty one leaves it. Raises Blocked."""
    if not account_number.strip():
        return
    refused = account_refusal(account_number)
    if refused:
        raise Blocked(refused, field="account_number")
    one.bank_card_sealed = crypto.seal("".join(c for c in account_number if c.isalnum()))
    one.bank_name = bank_name.strip()


def open_campaign(campaign: Campaign, actor: Actor) -> Campaign:
    """The locked campaign while its list may change. Raises NotVisible or Blocked."""
    campaign = lock(Campaign, campaign.pk)
    require(actor, EDIT, campaign.scope_path)
    if campaign.status not in (rules.CampaignStatus.PLANNED, rules.CampaignStatus.RUNNING):
        raise Blocked(f"活动已是“{campaign.get_status_display()}”,名单不能再改。")
    return campaign
