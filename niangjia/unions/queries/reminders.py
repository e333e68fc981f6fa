"""What falls due: re-election (换届) and certificates of legal personality (法人资格证书)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.unions import rules
from niangjia.unions.models import LegalCertificate, Term, Union
from niangjia.unions.rules import Committee, UnionStatus


@dataclass(frozen=True)
class TermReminder:
    """A term that ends soon or has ended: ``threshold`` 180, 90, 30 days by national default, or
    the days its union's policy names; 0 when overdue."""

    term: Term
    threshold: int
    text: str


def term_reminders(on: date, *, actor: Actor = SYSTEM) -> list[TermReminder]:
    """Current terms within the reminder days or overdue on that day, the earliest first."""
    rows = due_terms(Term.objects.visible_to(actor, "unions.view"), on=on)
    adopted = policy.in_force(rules.TERM_POLICY.code, on)
    found = []
    for term in rows.select_related("union").order_by("expires_on", "id"):
        days = policy.nearest(rules.TERM_POLICY.code, term.union.path, adopted)["reminder_days"]
        threshold = rules.reminder_day(term.expires_on, on, days)
        if threshold is not None:
            text = rules.reminder_text(term.expires_on, on)
            found.append(TermReminder(term, threshold, text))
    return found


def current_terms(rows: QuerySet[Term]) -> QuerySet[Term]:
    """Terms that have not been ended."""
    return rows.filter(closed_on=None)


def due_terms(
    rows: QuerySet[Term], *, on: date | None = None, within: int | None = None
) -> QuerySet[Term]:
    """Current terms that end within so many days, the overdue ones included.

    Without ``within``: from the first reminder day in the policy of each term's union.
    """
    on = on or clock.today()
    if within is not None:
        return current_terms(rows).filter(expires_on__lte=on + timedelta(days=within))
    return current_terms(rows).filter(
        _falls_due("expires_on", rules.TERM_POLICY.code, lambda it: max(it["reminder_days"]), on)
    )


def named_terms(rows: QuerySet[Term]) -> QuerySet[Term]:
    """With ``title``: the union and which of its three committees (三委)."""
    committees = (When(committee=code, then=Value(label)) for code, label in Committee.choices())
    return rows.annotate(title=Concat("union__name", Value(" · "), Case(*committees)))


def overdue_terms(rows: QuerySet[Term], *, on: date | None = None) -> QuerySet[Term]:
    """Current terms whose last day is past (换届超期)."""
    return current_terms(rows).filter(expires_on__lt=on or clock.today())


def unions_due(rows: QuerySet[Union], *, within: int | None = None) -> QuerySet[Union]:
    """Unions whose committee's term ends within so many days and is not overdue.

    Without ``within``: by the policy of each union.
    """
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
    rows: QuerySet[LegalCertificate], *, on: date | None = None
) -> QuerySet[LegalCertificate]:
    """Live certificates expired or in their renewal window, by the policy of each union."""
    due = _falls_due(
        "valid_until",
        rules.CERTIFICATE_POLICY.code,
        lambda it: int(it["renewal_days"]),
        on or clock.today(),
    )
    return rows.filter(due, revoked_on=None)


def expired_certificates(
    rows: QuerySet[LegalCertificate], *, on: date | None = None
) -> QuerySet[LegalCertificate]:
    """Live certificates whose last day is past."""
    return rows.filter(revoked_on=None, valid_until__lt=on or clock.today())


def unions_with_certificate_due(rows: QuerySet[Union]) -> QuerySet[Union]:
    """Unions whose certificate is to be renewed or has expired."""
    mine = LegalCertificate.objects.filter(union=OuterRef("pk"))
    return _open(rows).filter(Exists(due_certificates(mine)))


def _falls_due(field: str, code: str, days: Callable[[Mapping[str, Any]], int], on: date) -> Q:
    """``field`` is no later than so many days ahead, by the policy of the row's union.

    One query for the sets in force anywhere; the latest day of all of them keeps the index useful.
    """
    usual = on + timedelta(days=days(policy.DECLARED[code].default))
    adopted = {
        path: on + timedelta(days=days(params))
        for path, params in policy.in_force(code, on).items()
    }
    due = Q(**{f"{field}__lte": max([usual, *adopted.values()])})
    if not adopted:
        return due
    own = (When(union__path__startswith=path, then=Value(day)) for path, day in adopted.items())
    return due & Q(**{f"{field}__lte": Case(*own, default=Value(usual))})


def _union_terms() -> QuerySet[Term]:
    return Term.objects.filter(union=OuterRef("pk"), committee=Committee.UNION)


def _open(rows: QuerySet[Union]) -> QuerySet[Union]:
    return rows.exclude(status=UnionStatus.CLOSED)
