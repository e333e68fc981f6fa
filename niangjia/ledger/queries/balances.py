"""What a fund has and what of it is free (余额), and how far budgets are used.

The sums stand on fund and budget, kept by triggers (migration 0003); ``balance`` and ``reserved`` add
up what they must agree with.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from niangjia.kernel.money import ZERO
from niangjia.ledger import rules
from niangjia.ledger.models import Budget, EntryLine, Fund, Reservation


@dataclass(frozen=True)
class BudgetUse:
    """A budget with what is reserved and what is paid of it, in yuan."""

    budget: Budget
    reserved_amount: Decimal
    spent_amount: Decimal

    @property
    def left_amount(self) -> Decimal:
        """What may still be reserved."""
        return self.budget.amount - self.reserved_amount - self.spent_amount

    @property
    def share(self) -> int:
        """Per cent of the budget that is paid (完成率), rounded down."""
        return int(self.spent_amount * 100 / self.budget.amount) if self.budget.amount else 0


def balance(fund: Fund) -> Decimal:
    """What the books leave at the bank, added up anew."""
    return _total(EntryLine.objects.filter(fund=fund, account=rules.Account.BANK))


def reserved(fund: Fund) -> Decimal:
    """What is at the bank but promised, added up anew."""
    return _total(Reservation.objects.filter(fund=fund, status__in=rules.LIVE_RESERVATIONS))


def available(fund: Fund) -> Decimal:
    """What may still be promised (可用余额), as it stands now."""
    return Fund.objects.get(pk=fund.pk).free_amount


def budgets_of(fund: Fund) -> list[BudgetUse]:
    """The fund's budgets, newest year first, with their use."""
    budgets = list(
        fund.budgets.select_related("programme").order_by("-year", "programme__code", "pk")
    )
    sums = {
        (programme, year, status): total
        for programme, year, status, total in fund.reservations.values_list(
            "programme", "year", "status"
        ).annotate(total=Sum("amount"))
    }
    states = rules.ReservationStatus

    def use(budget: Budget) -> BudgetUse:
        key = (budget.programme_id, budget.year)
        live = sum((sums.get((*key, state), ZERO) for state in rules.LIVE_RESERVATIONS), ZERO)
        return BudgetUse(budget, live, sums.get((*key, states.SPENT), ZERO))

    return [use(budget) for budget in budgets]


def taken(
    fund: Fund, budget: Budget | None, person_id: int | None, home: str, year: int
) -> rules.Taken:
    """What the year's reservations and payments already take, for the caps.

    Of the fund: nothing is reserved without a budget, so its budgets of the year add up to it.
    """
    counted = Reservation.objects.filter(year=year, status__in=rules.COUNTED_RESERVATIONS)
    of_fund = fund.budgets.filter(year=year).aggregate(total=Sum("used_amount"))["total"]
    return rules.Taken(
        of_fund=of_fund or ZERO,
        of_person=_total(counted.filter(person=person_id)) if person_id else ZERO,
        of_household=_total(counted.filter(household=home)) if home else ZERO,
        of_budget=budget.used_amount if budget else ZERO,
    )


def count_and_sum(rows: QuerySet[Reservation]) -> tuple[int, Decimal]:
    """How many, and how much together."""
    found = rows.aggregate(count=Count("pk"), total=Sum("amount"))
    return found["count"], found["total"] or ZERO


def hold(*names: str) -> None:
    """Let one transaction at a time pass under each of these names, in one order for all."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _total(rows: QuerySet[EntryLine] | QuerySet[Reservation]) -> Decimal:
    found: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return found or ZERO
