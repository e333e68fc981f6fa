"""What somebody got already (已获救助), shown before more is approved: 不重复救助."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.ledger import rules
from niangjia.ledger.models import Payment, Reservation, StudyLoan
from niangjia.ledger.queries.words import use_label
from niangjia.members.models import Person


@dataclass(frozen=True)
class ReceivedAid:
    """One help from any union's money: promised, on its way, or paid (``paid_on``)."""

    person_id: int
    household: str
    year: int
    programme: str
    programme_kind: rules.ProgrammeKind
    use: str
    use_label: str
    amount: Decimal
    source: rules.FundSource
    union_name: str
    status: rules.ReservationStatus
    reserved_on: date
    paid_on: date | None
    subject_label: str
    subject_id: int


CONCERNING: Mapping[str, Callable[[int], Iterable[int]]] = {
    "ledger.payment": lambda person_id: _of(Payment, person_id),
    "ledger.reservation": lambda person_id: _of(Reservation, person_id),
    "ledger.studyloan": lambda person_id: StudyLoan.objects.filter(borrower=person_id).values_list(
        "pk", flat=True
    ),
}
"""Which money is about a person: whose looks and lists she may know of."""


def _of(model: type[Payment] | type[Reservation], person_id: int) -> QuerySet[Any, int]:
    return model._default_manager.filter(person=person_id).values_list("pk", flat=True)


def received_by(person_ids: Iterable[int], year: int) -> list[ReceivedAid]:
    """All help of the year to these persons, newest first, whichever union paid; one or two queries.

    A person merged into another counts with her. Released reservations are left out.
    """
    rows = (
        Reservation.objects.filter(
            person__in=_with_absorbed(person_ids),
            year=year,
            status__in=rules.COUNTED_RESERVATIONS,
        )
        .select_related("programme", "fund", "union")
        .order_by("-id")
    )
    found = list(rows)
    paid = dict(
        Payment.objects.filter(
            reservation__in=[row.pk for row in found], status=rules.PaymentStatus.PAID
        ).values_list("reservation", "paid_on")
    )
    return [_received(row, paid.get(row.pk)) for row in found]


def payments_of_person(person: Person) -> QuerySet[Payment]:
    """Every attempt to pay this person, newest first."""
    return (
        Payment.objects.filter(person__in=_with_absorbed([person.pk]))
        .select_related("programme", "fund", "union", "batch")
        .order_by("-id")
    )


def _with_absorbed(person_ids: Iterable[int]) -> list[int]:
    """The persons and those found to be the same humans."""
    keys = set(person_ids)
    return [*keys, *Person.objects.filter(merged_into__in=keys).values_list("pk", flat=True)]


def _received(row: Reservation, paid_on: date | None) -> ReceivedAid:
    assert row.person_id is not None  # filtered by person
    return ReceivedAid(
        person_id=row.person_id,
        household=row.household,
        year=row.year,
        programme=row.programme.name,
        programme_kind=rules.ProgrammeKind(row.programme.kind),
        use=row.use,
        use_label=use_label(row.use),
        amount=row.amount,
        source=rules.FundSource(row.fund.source),
        union_name=row.union.name,
        status=rules.ReservationStatus(row.status),
        reserved_on=clock.local_day(row.created_at),
        paid_on=paid_on,
        subject_label=row.subject_label,
        subject_id=row.subject_id,
    )
