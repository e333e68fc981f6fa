"""Rows that pages show: search, presets, related rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Model, Q, QuerySet

from niangjia.kernel import clock, policy
from niangjia.ledger import rules
from niangjia.ledger.models import (
    Entry,
    EntryLine,
    Fund,
    Payment,
    PaymentBatch,
    Programme,
    Reservation,
)
from niangjia.unions.models import Union


def find_funds(rows: QuerySet[Fund], text: str) -> QuerySet[Fund]:
    """By code or beginning of the name."""
    text = text.strip()
    return rows.filter(Q(code=text.upper()) | Q(name__startswith=text))


def pick_funds(rows: QuerySet[Fund], text: str, unions: Sequence[int]) -> QuerySet[Fund]:
    """By beginning of code or name, or held by one of the unions that the text names; all for none."""
    text = text.strip()
    if not text:
        return rows
    return rows.filter(
        Q(code__startswith=text.upper()) | Q(name__startswith=text) | Q(union__in=unions)
    )


def find_programmes(rows: QuerySet[Programme], text: str) -> QuerySet[Programme]:
    """By code or beginning of the name."""
    text = text.strip()
    return rows.filter(Q(code=text.upper()) | Q(name__startswith=text))


def find_payments(rows: QuerySet[Payment], text: str) -> QuerySet[Payment]:
    """By number of payment or batch, code of fund or programme, or beginning of the payee's name."""
    text = text.strip()
    code = text.upper()
    return rows.filter(
        Q(number=code)
        | Q(batch__in=PaymentBatch.objects.filter(number=code).values("pk"))
        | Q(fund__in=Fund.objects.filter(code=code).values("pk"))
        | Q(programme__in=Programme.objects.filter(code=code).values("pk"))
        | Q(payee_name__startswith=text)
    )


def find_reservations(rows: QuerySet[Reservation], text: str) -> QuerySet[Reservation]:
    """By beginning of the payee's name."""
    return rows.filter(payee_name__startswith=text.strip())


def find_batches(rows: QuerySet[PaymentBatch], text: str) -> QuerySet[PaymentBatch]:
    """By number."""
    return rows.filter(number=text.strip().upper())


def find_entries(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """By entry number (202611-000012), fund code or payment number."""
    text = text.strip().upper()
    by_number = Q(pk__in=())
    _, dash, last = text.rpartition("-")
    if dash and last.isdecimal() and len(last) < 19:
        by_number = Q(pk=int(last))
    fund = Fund.objects.filter(code=text).values("pk")
    payment = Payment.objects.filter(number=text).values("pk")
    return rows.filter(by_number | Q(fund__in=fund) | Q(payment__in=payment))


def overdue(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """Whose deadline has passed."""
    return rows.filter(due_on__lt=clock.today())


def waiting_reservations(rows: QuerySet[Reservation]) -> QuerySet[Reservation]:
    """Reserved, and nobody has approved the payment."""
    return rows.filter(status=rules.ReservationStatus.HELD)


def orderable(fund: Fund, user_id: int | None) -> QuerySet[Reservation]:
    """What waits for approval in the fund and was not reserved by that user herself."""
    held = fund.reservations.filter(status=rules.ReservationStatus.HELD)
    if user_id is not None:
        held = held.exclude(reserved_by_id=user_id)
    return held.order_by("pk")


def payable(union: Union) -> QuerySet[Payment]:
    """Approved payments of the union that wait for a batch, oldest first."""
    return Payment.objects.filter(union=union, status=rules.PaymentStatus.ORDERED).order_by("pk")


def payments_for(subject: Model) -> QuerySet[Payment]:
    """Every attempt to pay for a subject, the last first."""
    rows = Payment.objects.filter(subject_label=subject._meta.label_lower, subject_id=subject.pk)
    return rows.order_by("-attempt")


def lines_of(entry: Entry) -> QuerySet[EntryLine]:
    """The entry's postings, debit first."""
    return entry.lines.order_by("-amount", "pk")


def entries_of(fund: Fund) -> QuerySet[Entry]:
    """The fund's entries, newest first."""
    return fund.entries.order_by("-id")


def programmes_for(union: Union, on: date) -> QuerySet[Programme]:
    """Open programmes that funds of the union may pay for: its own and those above it."""
    return Programme.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on),
        is_open=True,
        from_on__lte=on,
        union__path__in=policy.upwards(union.path),
    ).order_by(F("from_on").desc(), "code")
