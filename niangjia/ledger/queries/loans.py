"""Study loans that pages show (助学贷款), and what is to be repaid soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum, Window

from niangjia.kernel import clock
from niangjia.kernel.money import show_yuan
from niangjia.ledger.models import Entry, LoanInstalment, StudyLoan
from niangjia.ledger.rules import EntryKind, LoanStatus, loans

SOON = timedelta(days=30)


def find_loans(rows: QuerySet[StudyLoan], text: str) -> QuerySet[StudyLoan]:
    """By number, or beginning of the borrower's or the child's name."""
    text = text.strip()
    return rows.filter(
        Q(number=text.upper()) | Q(borrower__name__startswith=text) | Q(child_name__startswith=text)
    )


def overdue_loans(rows: QuerySet[StudyLoan]) -> QuerySet[StudyLoan]:
    """Whose agreed day has passed."""
    return rows.filter(status=LoanStatus.LENT, due_on__lt=clock.today())


def due_soon(rows: QuerySet[StudyLoan]) -> QuerySet[StudyLoan]:
    """Overdue, or to be repaid within thirty days."""
    return rows.filter(status=LoanStatus.LENT, due_on__lte=clock.today() + SOON)


def plan_of(loan: StudyLoan) -> list[loans.Instalment]:
    """What was agreed, by day."""
    return [loans.Instalment(one.due_on, one.amount) for one in loan.instalments.order_by("due_on")]


def instalments_of(loan: StudyLoan) -> QuerySet[LoanInstalment]:
    """What was agreed, by day; ``until``: what was to be repaid with it."""
    until = Window(Sum("amount"), order_by=F("due_on").asc())
    rows = loan.instalments.select_related("loan").annotate(until=until)
    return rows.order_by("due_on")


def repayments_of(loan: StudyLoan) -> QuerySet[Entry]:
    """Its repayments that stand, newest first."""
    return Entry.objects.filter(
        payment__reservation=loan.reservation_id, kind=EntryKind.REPAY, reversed_by=None
    ).order_by("-id")


def loan_derivations(keys: Iterable[int]) -> Mapping[int, str]:
    """How each loan's next day was found."""
    rows = StudyLoan.objects.in_bulk(list(keys))
    agreed: dict[tuple[int, object], LoanInstalment] = {
        (one.loan_id, one.due_on): one for one in LoanInstalment.objects.filter(loan__in=rows)
    }
    said = {}
    for pk, loan in rows.items():
        one = agreed.get((pk, loan.due_on))
        part = f"这一期 {show_yuan(one.amount)}," if one else ""
        said[pk] = f"按还款计划约定:{part}贷款未还 {show_yuan(loan.owed_amount)}。"
    return said
