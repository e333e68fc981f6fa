"""What a fund has and what of it is free (余额), and how far budgets are used: all derived."""

from __future__ import annotations

from collections.abc import Iterable
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
    """What the books leave at the bank."""
    return _total(EntryLine.objects.filter(fund=fund, account=rules.Account.BANK))


def reserved(fund: Fund) -> Decimal:
    """What is at the bank but promised."""
    return _total(Reservation.objects.filter(fund=fund, status__in=rules.LIVE_RESERVATIONS))


def available(fund: Fund) -> Decimal:
    """What may still be promised (可用余额)."""
    return balance(fund) - reserved(fund)


def attach_balances(funds: Iterable[Fund]) -> None:
    """``balance_amount``, ``reserved_amount``, ``free_amount`` on each fund, in two queries."""
    rows = list(funds)
    keys = [fund.pk for fund in rows]
    lines = EntryLine.objects.filter(fund__in=keys, account=rules.Account.BANK)
    held = Reservation.objects.filter(fund__in=keys, status__in=rules.LIVE_RESERVATIONS)
    at_bank = dict(lines.values("fund").annotate(total=Sum("amount")).values_list("fund", "total"))
    promised = dict(held.values("fund").annotate(total=Sum("amount")).values_list("fund", "total"))
    for fund in rows:
        values: dict[str, Decimal] = {
            "balance_amount": at_bank.get(fund.pk, ZERO),
            "reserved_amount": promised.get(fund.pk, ZERO),
        }
        values["free_amount"] = values["balance_amount"] - values["reserved_amount"]
        fund.__dict__.update(values)


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


def budget_use(fund: Fund, programme_id: int, year: int) -> Decimal:
    """What is reserved or paid of a budget."""
    return _total(
        Reservation.objects.filter(
            fund=fund,
            programme=programme_id,
            year=year,
            status__in=rules.COUNTED_RESERVATIONS,
        )
    )


def taken(
    fund: Fund, programme_id: int, person_id: int | None, home: str, year: int
) -> rules.Taken:
    """What the year's reservations and payments already take, for the caps."""
    counted = Reservation.objects.filter(year=year, status__in=rules.COUNTED_RESERVATIONS)
    return rules.Taken(
        of_fund=_total(counted.filter(fund=fund)),
        of_person=_total(counted.filter(person=person_id)) if person_id else ZERO,
        of_household=_total(counted.filter(household=home)) if home else ZERO,
        of_budget=budget_use(fund, programme_id, year),
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
