"""Help paid out (救助支出) by source, by use and by person: three ways to one sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from niangjia.kernel.money import ZERO
from niangjia.kernel.scope import under
from niangjia.ledger import rules
from niangjia.ledger.models import EntryLine


@dataclass(frozen=True)
class Totals:
    """Yuan that stayed paid, from the books; returned and reversed payments are taken off.

    ``payment_count`` is 人次, ``person_count`` 人数: persons with at least one payment that stayed,
    a merged person once, units that were paid not at all.
    """

    amount: Decimal
    by_source: Mapping[str, Decimal]
    by_use: Mapping[str, Decimal]
    by_programme: Mapping[int, Decimal]
    by_payee: Mapping[int | None, Decimal]
    payment_count: int
    person_count: int


def totals(path: str, from_on: date, until_on: date) -> Totals:
    """Help paid by the unions at or under ``path``, both days included."""
    lines = EntryLine.objects.filter(
        under("entry__union", path),
        account__in=rules.EXPENSES,
        entry__on__range=(from_on, until_on),
    )
    payee = Coalesce("entry__payment__person__merged_into", "entry__payment__person")
    by_payee = _by(lines, payee)
    return Totals(
        amount=_sum(lines),
        by_source=_by(lines, F("fund__source")),
        by_use=_by(lines, F("entry__payment__use")),
        by_programme=_by(lines, F("entry__payment__programme")),
        by_payee=by_payee,
        payment_count=_net_count(lines),
        person_count=_person_count(lines, payee),
    )


def _sum(lines: QuerySet[EntryLine]) -> Decimal:
    found: Decimal | None = lines.aggregate(total=Sum("amount"))["total"]
    return found or ZERO


def _by(lines: QuerySet[EntryLine], key: F | Coalesce) -> dict:  # type: ignore[type-arg]  # keys differ
    rows = lines.annotate(key=key).values("key").annotate(total=Sum("amount")).order_by("key")
    return dict(rows.exclude(total=0).values_list("key", "total"))


def _signed() -> Case:
    """A payment counts one, its counter entry takes it off."""
    return Case(When(amount__gt=0, then=Value(1)), default=Value(-1), output_field=IntegerField())


def _net_count(lines: QuerySet[EntryLine]) -> int:
    found: int | None = lines.aggregate(count=Sum(_signed()))["count"]
    return found or 0


def _person_count(lines: QuerySet[EntryLine], payee: Coalesce) -> int:
    kept = (
        lines.filter(~Q(entry__payment__person=None))
        .annotate(key=payee)
        .values("key")
        .annotate(net=Sum(_signed()))
        .filter(net__gt=0)
    )
    return kept.aggregate(count=Count("key"))["count"] or 0
