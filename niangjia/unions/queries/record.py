"""A union's record on its page: officers, checklist, history, and what is unusual about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from niangjia.kernel import clock, ids, policy
from niangjia.kernel.findings import Severity
from niangjia.unions import rules
from niangjia.unions.models import (
    Affiliation,
    LegalCertificate,
    Officer,
    StandardCheck,
    Succession,
    Term,
    Union,
)
from niangjia.unions.queries.reminders import due_certificates, overdue_terms
from niangjia.unions.rules import Committee, OfficerPost, StandardRule, UnionType


@dataclass(frozen=True)
class ChecklistLine:
    """An item of the checklist and what the last check found (None: never checked)."""

    rule: StandardRule
    check: StandardCheck | None

    @property
    def is_met(self) -> bool:
        """Whether the last check found it met."""
        return self.check is not None and self.check.is_met


def terms_of(union: Union) -> QuerySet[Term]:
    """Terms of all three committees, the current ones first."""
    return Term.objects.filter(union=union).order_by("committee", "-number")


def officers_of(union: Union) -> QuerySet[Officer]:
    """Officers in office (在任), by committee and then in the order they were entered."""
    return (
        Officer.objects.filter(union=union, until_on=None)
        .select_related("term")
        .order_by("committee", "id")
    )


def sitting(rows: QuerySet[Officer]) -> QuerySet[Officer]:
    """Officers in office."""
    return rows.filter(until_on=None)


def miscounted_offices() -> int:
    """How many offices held beside others do not keep the days on which they count (migration 0005)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unions_officer_miscounted(ARRAY(SELECT id FROM unions_union))"
        )
        return int(cursor.fetchone()[0])


def certificates_of(union: Union) -> QuerySet[LegalCertificate]:
    """Certificates of legal personality, newest first."""
    return LegalCertificate.objects.filter(union=union).order_by("-issued_on", "-id")


def affiliations_of(union: Union) -> QuerySet[Affiliation]:
    """Every line there ever was, newest first."""
    return (
        Affiliation.objects.filter(union=union)
        .select_related("parent")
        .order_by("-is_counting", "kind", "-valid")
    )


def successions_of(union: Union) -> QuerySet[Succession]:
    """What it came out of and what became of it, newest first."""
    return (
        Succession.objects.filter(Q(predecessor=union) | Q(successor=union))
        .select_related("predecessor", "successor")
        .order_by("-on", "-id")
    )


def checklist_of(union: Union) -> list[ChecklistLine]:
    """The whole checklist (规范化建设) in its order."""
    checks = {check.item: check for check in StandardCheck.objects.filter(union=union)}
    return [ChecklistLine(rule, checks.get(rule.item)) for rule in rules.CHECKLIST]


def contract_extended_until(officer: Officer) -> date | None:
    """When the officer's labour contract ends after extension by law (工会法 art. 19)."""
    return rules.extended_contract_end(
        officer.contract_ends_on,
        mode=officer.mode,
        from_on=officer.from_on,
        until_on=officer.until_on,
        term_ends_on=officer.term.expires_on if officer.term else None,
    )


def warnings_of(union: Union, *, members: int | None = None) -> list[str]:
    """What is unusual about the record, in Chinese sentences; none of it blocks anything.

    ``members``: its members today, when the caller knows them (committee size).
    """
    if not union.is_open:
        return []
    return [*_code_warnings(union), *_due_warnings(union), *_committee_warnings(union, members)]


def code_warnings(code: str, union_type: int) -> list[str]:
    """Warnings about a credit code that is not refused."""
    if not code:
        return []
    problems = ids.check_credit_code(code, is_union=union_type == UnionType.GRASSROOTS)
    return [problem.message for problem in problems if problem.severity is Severity.WARN]


def _code_warnings(union: Union) -> Sequence[str]:
    return code_warnings(union.credit_code, union.union_type)


def _due_warnings(union: Union) -> list[str]:
    today = clock.today()
    overdue = overdue_terms(Term.objects.filter(union=union)).order_by("expires_on")
    lines = [f"{t}{rules.reminder_text(t.expires_on, today)},请尽快组织换届选举。" for t in overdue]
    for certificate in due_certificates(LegalCertificate.objects.filter(union=union)):
        left = (certificate.valid_until - today).days
        when = f"还有{left}天到期" if left >= 0 else f"已过期{-left}天"
        lines.append(f"法人资格证书{certificate.number}{when},请办理换证。")
    return lines


def _committee_warnings(union: Union, members: int | None) -> list[str]:
    if not union.is_grassroots:
        return []
    seats = list(officers_of(union).values_list("committee", "post"))
    lines = []
    if seats and (Committee.UNION, OfficerPost.CHAIR) not in seats:
        term = policy.get(rules.TERM_POLICY.code, union.path, clock.today())
        lines.append(f"工会主席空缺。出缺应在{term['vacancy_months']}个月内补选。")
    if members is not None and seats:
        size = policy.get(rules.SIZE_POLICY.code, union.path, clock.today())
        held = sum(1 for committee, _ in seats if committee == Committee.UNION)
        warned = rules.size_warning(members, held, size)
        if warned:
            lines.append(warned)
    return lines
