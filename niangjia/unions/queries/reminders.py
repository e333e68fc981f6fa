"""What falls due: re-election (换届) and certificates of legal personality (法人资格证书)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.unions import rules
from niangjia.unions.models import LegalCertificate, Term, Union
from niangjia.unions.rules import Committee, UnionStatus

REMINDER_DAYS: tuple[int, ...] = tuple(rules.TERM_POLICY.default["reminder_days"])
"""T-180/-90/-30: lists go by the national default, the longest first."""
RENEWAL_DAYS: int = rules.CERTIFICATE_POLICY.default["renewal_days"]


@dataclass(frozen=True)
class TermReminder:
    """A term that ends soon or has ended: ``threshold`` 180, 90, 30 days, or 0 when overdue."""

    term: Term
    threshold: int
    text: str


def term_reminders(on: date, *, actor: Actor = SYSTEM) -> list[TermReminder]:
    """Current terms within the reminder days or overdue on that day, the earliest first."""
    rows = due_terms(Term.objects.visible_to(actor, "unions.view"), on=on)
    found = []
    for term in rows.select_related("union").order_by("expires_on", "id"):
        threshold = rules.reminder_day(term.expires_on, on, REMINDER_DAYS)
        if threshold is not None:
            text = rules.reminder_text(term.expires_on, on)
            found.append(TermReminder(term, threshold, text))
    return found


def current_terms(rows: QuerySet[Term]) -> QuerySet[Term]:
    """Terms that have not been ended."""
    return rows.filter(closed_on=None)


def due_terms(
    rows: QuerySet[Term], *, on: date | None = None, within: int = REMINDER_DAYS[0]
) -> QuerySet[Term]:
    """Current terms that end within so many days, the overdue ones included."""
    return current_terms(rows).filter(
        expires_on__lte=(on or clock.today()) + timedelta(days=within)
    )


def overdue_terms(rows: QuerySet[Term], *, on: date | None = None) -> QuerySet[Term]:
    """Current terms whose last day is past (换届超期)."""
    return current_terms(rows).filter(expires_on__lt=on or clock.today())


def unions_due(rows: QuerySet[Union], *, within: int) -> QuerySet[Union]:
    """Unions whose committee's term ends within so many days and is not overdue."""
    today = clock.today()
    terms = due_terms(_union_terms(), on=today, within=within).filter(expires_on__gte=today)
    return _open(rows).filter(Exists(terms))


def unions_overdue(rows: QuerySet[Union]) -> QuerySet[Union]:
    """Unions whose committee's term is overdue (换届超期)."""
    return _open(rows).filter(Exists(overdue_terms(_union_terms())))


def unions_without_term(rows: QuerySet[Union]) -> QuerySet[Union]:
    """Open unions with no current term on record."""
    return _open(rows).filter(~Exists(current_terms(_union_terms())))


def due_certificates(
    rows: QuerySet[LegalCertificate], *, on: date | None = None, within: int = RENEWAL_DAYS
) -> QuerySet[LegalCertificate]:
    """Live certificates in their renewal window or expired."""
    return rows.filter(
        revoked_on=None, valid_until__lte=(on or clock.today()) + timedelta(days=within)
    )


def expired_certificates(
    rows: QuerySet[LegalCertificate], *, on: date | None = None
) -> QuerySet[LegalCertificate]:
    """Live certificates whose last day is past."""
    return rows.filter(revoked_on=None, valid_until__lt=on or clock.today())


def unions_with_certificate_due(rows: QuerySet[Union]) -> QuerySet[Union]:
    """Unions whose certificate is to be renewed or has expired."""
    mine = LegalCertificate.objects.filter(union=OuterRef("pk"))
    return _open(rows).filter(Exists(due_certificates(mine)))


def _union_terms() -> QuerySet[Term]:
    return Term.objects.filter(union=OuterRef("pk"), committee=Committee.UNION)


def _open(rows: QuerySet[Union]) -> QuerySet[Union]:
    return rows.exclude(status=UnionStatus.CLOSED)
