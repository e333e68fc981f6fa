"""What a campaign has brought (活动汇总): 人次, 人数, goods and cash, budget against use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from niangjia.campaigns.models import (
    BudgetLine,
    Campaign,
    Contribution,
    Delivery,
    DeliveryLine,
    Pairing,
    ReliefMoney,
)
from niangjia.campaigns.rules import ContributionKind
from niangjia.kernel.money import ZERO

_MADE = Q(given_on__isnull=False, taken_back_on=None)


@dataclass(frozen=True)
class Totals:
    """Of deliveries made: attendance (人次), distinct persons (人数), value in yuan."""

    attendance: int
    people: int
    goods_amount: Decimal
    cash_amount: Decimal
    waiting_amount: Decimal

    @property
    def amount(self) -> Decimal:
        """Goods at purchase price and cash paid."""
        return self.goods_amount + self.cash_amount


@dataclass(frozen=True)
class BudgetUse:
    """One fund of a campaign: planned, promised or paid in cash."""

    line: BudgetLine
    taken_amount: Decimal

    @property
    def left_amount(self) -> Decimal:
        """What may still be promised."""
        return self.line.amount - self.taken_amount


def totals(campaign: Campaign) -> Totals:
    """Sums over the campaign's deliveries, in one query."""
    found = campaign.deliveries.aggregate(
        attendance=Sum("head_count", filter=_MADE),
        people=Count("person", distinct=True, filter=_MADE),
        goods=Sum("amount", filter=_MADE & Q(is_cash=False)),
        cash=Sum("amount", filter=_MADE & Q(is_cash=True)),
        waiting=Sum("amount", filter=Q(is_cash=True, given_on=None, taken_back_on=None)),
    )
    return Totals(
        attendance=found["attendance"] or 0,
        people=found["people"],
        goods_amount=found["goods"] or ZERO,
        cash_amount=found["cash"] or ZERO,
        waiting_amount=found["waiting"] or ZERO,
    )


def budget_of(campaign: Campaign) -> list[BudgetUse]:
    """Each fund of the campaign with what is taken of it."""
    taken = dict(
        DeliveryLine.objects.filter(
            delivery__campaign=campaign, fund__isnull=False, is_taken_back=False
        )
        .values("fund")
        .annotate(total=Sum("amount"))
        .values_list("fund", "total")
    )
    lines = campaign.budget_lines.select_related("fund").order_by("pk")
    return [BudgetUse(line, taken.get(line.fund_id, ZERO)) for line in lines]


def relief_of(campaign: Campaign) -> list[ReliefMoney]:
    """Money raised and allotted, newest first."""
    return list(campaign.relief_money.order_by("-on", "-pk"))


def attach_totals(campaigns: Iterable[Campaign]) -> None:
    """``attendance_count`` and ``given_amount`` on each campaign, in one query."""
    rows = list(campaigns)
    found = {
        row["campaign"]: row
        for row in Delivery.objects.filter(_MADE, campaign__in=rows)
        .values("campaign")
        .annotate(heads=Sum("head_count"), total=Sum("amount"))
    }
    for campaign in rows:
        own = found.get(campaign.pk, {})
        campaign.__dict__["attendance_count"] = own.get("heads") or 0
        campaign.__dict__["given_amount"] = own.get("total") or ZERO


def attach_money(pairings: Iterable[Pairing]) -> None:
    """``direct_amount``, ``introduced_amount``, ``purchase_amount`` on each pairing, apart; one query."""
    rows = list(pairings)
    counted = Contribution.objects.filter(withdrawn_on=None, pairing__in=[row.pk for row in rows])
    sums = {
        (key, kind): total
        for key, kind, total in counted.values_list("pairing", "kind").annotate(total=Sum("amount"))
    }
    for row in rows:
        for kind in ContributionKind:
            row.__dict__[f"{kind}_amount"] = sums.get((row.pk, kind), ZERO)
