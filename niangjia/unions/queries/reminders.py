"""What falls due: re-election (换届) and certificates of legal personality (法人资格证书)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    DateField,
    Exists,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

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
    adopted = policy.sets_in_force(rules.TERM_POLICY.code, on)
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
    declared = rules.TERM_POLICY
    usual = declared.default["reminder_days"]
    days = Greatest(*(_number(f"reminder_days__{place}") for place in range(len(usual))))
    return current_terms(rows).filter(_falls_due("expires_on", declared.code, days, max(usual), on))


def named_terms(rows: QuerySet[Term]) -> QuerySet[Term]:
    """With ``title``: the union and which of its three committees (三委)."""
    committees = (When(committee=code, then=Value(label)) for code, label in Committee.choices())
    return rows.annotate(title=Concat("union__name", Value(" · "), Case(*committees)))


def term_derivations(keys: Iterable[int]) -> dict[int, str]:
    """Term → how its last day was found; one query."""
    return {
        term.pk: rules.term_derivation(
            f"{term.get_committee_display()}第{term.number}届",
            term.starts_on,
            term.years,
            term.ends_on,
            (term.extended_until, term.extension_approval_number) if term.extended_until else None,
        )
        for term in Term.objects.filter(pk__in=keys)
    }


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
    declared = rules.CERTIFICATE_POLICY
    usual, days = declared.default["renewal_days"], _number("renewal_days")
    due = _falls_due("valid_until", declared.code, days, usual, on or clock.today())
    return rows.filter(due, revoked_on=None)


def certificate_derivations(keys: Iterable[int], *, on: date | None = None) -> dict[int, str]:
    """Certificate → how the day for its renewal was found; two queries."""
    code = rules.CERTIFICATE_POLICY.code
    adopted = policy.sets_in_force(code, on or clock.today())
    return {
        one.pk: rules.renewal_derivation(
            one.issued_on, one.valid_until, policy=policy.nearest(code, one.union.path, adopted)
        )
        for one in LegalCertificate.objects.filter(pk__in=keys).select_related("union")
    }


def expired_certificates(
    rows: QuerySet[LegalCertificate], *, on: date | None = None
) -> QuerySet[LegalCertificate]:
    """Live certificates whose last day is past."""
    return rows.filter(revoked_on=None, valid_until__lt=on or clock.today())


def unions_with_certificate_due(rows: QuerySet[Union]) -> QuerySet[Union]:
    """Unions whose certificate is to be renewed or has expired."""
    mine = LegalCertificate.objects.filter(union=OuterRef("pk"))
    return _open(rows).filter(Exists(due_certificates(mine)))


def _falls_due(field: str, code: str, days: Combinable, usual: int, on: date) -> Q:
    """``field`` is no later than so many days ahead, by the policy of the row's union.

    In the same query, so a page costs no more for it; the longest of all the sets in force comes
    first and keeps the index on ``field`` useful.
    """
    own = policy.at("union__path", code, on).values(days=days)[:1]
    longest = policy.in_force(code, on).order_by().values("code").values(days=Max(days))
    ahead = (
        Greatest(Coalesce(Subquery(longest), usual), usual),
        Coalesce(Subquery(own), usual),
    )
    return Q(*((f"{field}__lte", _days_after(on, each)) for each in ahead))


def _days_after(on: date, days: Combinable) -> Func:
    day = Cast(Value(on), DateField())
    return Func(day, days, template="(%(expressions)s)", arg_joiner=" + ", output_field=DateField())


def _number(name: str) -> Cast:
    return Cast(KT(f"params__{name}"), IntegerField())


def _union_terms() -> QuerySet[Term]:
    return Term.objects.filter(union=OuterRef("pk"), committee=Committee.UNION)


def _open(rows: QuerySet[Union]) -> QuerySet[Union]:
    return rows.exclude(status=UnionStatus.CLOSED)
