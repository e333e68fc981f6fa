"""What a household had from campaigns and pairings (帮扶总览): told to aid before it approves anything."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch, Q

from niangjia.aid.queries.help import Had, Household
from niangjia.campaigns.models import Contribution, Delivery, DeliveryLine, Pairing
from niangjia.campaigns.rules import ContributionForm, ContributionKind, PairingKind


def goods_had(household: Household) -> Iterator[Had]:
    """Goods handed out to its people, at purchase price; cash is told by the ledger."""
    whose = Q(person__in=household.persons)
    if household.file_id:
        whose |= Q(household=household.file_id)
    lines = DeliveryLine.objects.select_related("item__goods").order_by("pk")
    rows = (
        Delivery.objects.filter(
            whose, is_cash=False, given_on__year__in=household.years, taken_back_on=None
        )
        .select_related("person", "campaign__programme", "campaign__union")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("-pk")
    )
    for one in rows:
        assert one.given_on is not None  # filtered by its year
        what = "、".join(f"{line.item.goods} {line.quantity}" for line in one.lines.all())
        yield Had(
            one.given_on.year,
            "活动实物",
            one.campaign.union.name,
            what or str(one.campaign),
            str(one.campaign.programme),
            one.person.name if one.person else "",
            one.amount,
            f"{one.given_on}已领",
        )


def pairings_had(household: Household) -> Iterator[Had]:
    """Money and goods for paired households of the same name in the county.

    A paired household is kept by name alone, so whoever approves must see whether it is the same.
    """
    if not household.county_path:
        return
    pairings = Pairing.objects.filter(
        kind=PairingKind.HOUSEHOLD,
        name__in=household.names,
        union__path__startswith=household.county_path,
    )
    rows = Contribution.objects.filter(
        pairing__in=pairings, on__year__in=household.years, withdrawn_on=None
    )
    for one in rows.select_related("pairing", "giver").order_by("-on", "-pk"):
        form, kind = ContributionForm(one.form).label, ContributionKind(one.kind).label
        yield Had(
            one.on.year,
            "结对帮扶",
            one.giver.name,
            f"{one.purpose}({kind},{form})",
            f"结对户 {one.pairing.place}",
            one.pairing.name,
            one.amount,
            "户主同名,请核对是否同一户",
        )
