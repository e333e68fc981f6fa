"""Who is meant, who is on the list, who has got what (名单、领取情况)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import FILED
from niangjia.campaigns.models import Beneficiary, Campaign, Delivery, DeliveryEvent, DeliveryLine
from niangjia.campaigns.rules import Audience
from niangjia.kernel import clock
from niangjia.kernel.money import ZERO
from niangjia.kernel.scope import under
from niangjia.ledger.models import Fund
from niangjia.members.models import Membership, Tag
from niangjia.members.rules.lifecycle import MembershipStatus, TagKind

_TAGS = {Audience.MIGRANT: TagKind.MIGRANT, Audience.NEW_FORM: TagKind.NEW_FORM}


@dataclass(frozen=True)
class Listed:
    """One line of a list at an event: whether each of the items was received already."""

    beneficiary: Beneficiary
    received: frozenset[int]
    is_done: bool


def audience(campaign: Campaign, path: str) -> QuerySet[Any]:
    """Persons whom the campaign's audience names at ``path`` and below: person_id, union_id."""
    today = clock.today()
    if campaign.audience == Audience.IN_FILE:
        return HouseholdFile.objects.filter(under("union", path), status__in=FILED).order_by("pk")
    rows = Membership.objects.filter(under("union", path), status=MembershipStatus.ACTIVE)
    kind = _TAGS.get(Audience(campaign.audience))
    if kind is not None:
        live = Tag.objects.filter(person=OuterRef("person"), kind=kind, valid__contains=today)
        rows = rows.filter(Exists(live))
    return rows.order_by("pk")


def files_of(person_ids: Iterable[int]) -> dict[int, HouseholdFile]:
    """Person → her household file, for those in file (在档)."""
    rows = HouseholdFile.objects.filter(person__in=list(person_ids), status__in=FILED)
    return {row.person_id: row for row in rows}


def file_facts(file: HouseholdFile | None) -> dict[str, str]:
    """What a delivery keeps of the file; nothing without one."""
    if file is None:
        return {}
    return {
        "household": str(file.public_id),
        "category": file.category,
        "file_level": file.file_level,
    }


def on_list(campaign: Campaign) -> QuerySet[Beneficiary]:
    """Everybody on the list who was not taken off, by name."""
    rows = campaign.beneficiaries.filter(removed_on=None)
    return rows.select_related("person", "union").order_by("person__name", "pk")


def at_event(event: DeliveryEvent, text: str = "", limit: int = 300) -> list[Listed]:
    """The list as far as it belongs to the event's union; who has everything already comes last."""
    rows = on_list(event.campaign).filter(under("union", event.union.path))
    wanted = text.strip()
    if wanted:
        rows = rows.filter(
            Q(person__name__startswith=wanted)
            | Q(person__initials__startswith=wanted.lower())
            | Q(token=wanted.upper())
        )
    people = list(rows[:limit])
    got: dict[int, set[int]] = {}
    lines = DeliveryLine.objects.filter(
        item__campaign=event.campaign_id,
        person__in=[one.person_id for one in people],
        is_taken_back=False,
    )
    for person_id, item_id in lines.values_list("person_id", "item_id"):
        got.setdefault(person_id, set()).add(item_id)
    once = set(
        event.campaign.items.filter(
            is_open=True, may_repeat=False, goods__isnull=False
        ).values_list("pk", flat=True)
    )
    found = [
        Listed(one, frozenset(mine := got.get(one.person_id, set())), bool(once) and once <= mine)
        for one in people
    ]
    return sorted(found, key=lambda line: line.is_done)


def unpaid_people(campaign: Campaign, item_id: int) -> list[Beneficiary]:
    """People on the list who have not been promised this cash item, and have an account."""
    promised = DeliveryLine.objects.filter(
        item=item_id, person=OuterRef("person"), is_taken_back=False
    )
    rows = on_list(campaign).filter(~Exists(promised), bank_card_sealed__isnull=False)
    return list(rows.order_by("pk"))


def cash_taken(campaign: Campaign, fund: Fund) -> Decimal:
    """Cash of the fund promised or paid in the campaign."""
    rows = DeliveryLine.objects.filter(delivery__campaign=campaign, fund=fund, is_taken_back=False)
    found: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return found or ZERO


def deliveries_of(campaign: Campaign) -> QuerySet[Delivery]:
    """All deliveries of a campaign, newest first."""
    return campaign.deliveries.select_related("person", "union", "event").order_by("-id")


def chosen(campaign: Campaign, keys: Sequence[str]) -> list[Beneficiary]:
    """People of the list by public id."""
    return list(on_list(campaign).filter(public_id__in=keys))
