"""Employers by search and by the two working lists unions live by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from niangjia.employers import rules
from niangjia.employers.models import Coverage, Employer
from niangjia.kernel import clock
from niangjia.unions.models import Union

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_LETTERS = re.compile(r"[A-Za-z]+")


def search_employers(rows: QuerySet[Employer], text: str) -> QuerySet[Employer]:
    """Rows that match: 18 characters → credit code, letters → initials, else part of the name."""
    text = text.strip()
    if not text:
        return rows
    if _CREDIT_CODE.fullmatch(text.upper()):
        return rows.filter(credit_code=text.upper())
    if _LETTERS.fullmatch(text):
        return rows.filter(initials__startswith=text.lower())
    return rows.filter(name__contains=text)


def open_employers(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """Those that have not ended."""
    return rows.filter(closed_on=None)


def without_union(rows: QuerySet[Employer], *, on: date | None = None) -> QuerySet[Employer]:
    """Open employers that no union covers on that day (today)."""
    covered = Coverage.objects.filter(employer=OuterRef("pk"), valid__contains=on or clock.today())
    return open_employers(rows).filter(~Exists(covered))


def must_unionise(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """应建未建: 25 workers or more and no union (工会法 art. 11)."""
    return without_union(rows.filter(worker_count__gte=rules.MUST_UNIONISE_FROM))


def hundred_without_union(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """百人以上未建会."""
    return without_union(rows.filter(worker_count__gte=rules.HUNDRED))


def covered_by(union: Union) -> QuerySet[Coverage]:
    """Employers the union covers today, largest first."""
    return (
        Coverage.objects.filter(union=union, valid__contains=clock.today())
        .select_related("employer__union")
        .order_by("-employer__worker_count", "employer_id")
    )


def coverages_of(employer: Employer) -> QuerySet[Coverage]:
    """Unions that cover or covered the employer, newest first."""
    return Coverage.objects.filter(employer=employer).select_related("union").order_by("-valid")


def coverage_of(employer: Employer) -> Coverage | None:
    """The coverage that stands today."""
    return coverages_of(employer).filter(valid__contains=clock.today()).first()


def union_of(employer: Employer) -> Union | None:
    """The union that covers the employer today."""
    found = coverage_of(employer)
    return found.union if found else None


def covering_names(keys: Iterable[int]) -> dict[int, str]:
    """Names of the covering unions by employer: one query."""
    rows = Coverage.objects.filter(employer__in=keys, valid__contains=clock.today())
    return dict(rows.values_list("employer_id", "union__name"))


def choices_of(union: Union) -> list[tuple[int, str]]:
    """Keys and names of the employers the union covers, for the form of a split."""
    return [(row.employer_id, row.employer.name) for row in covered_by(union)]


def look_alikes(
    name: str, region_code: str, *, exclude: int | None = None, limit: int = 3
) -> list[Employer]:
    """Open employers of the same county whose core name is the same or contains it (疑似重复)."""
    core = rules.core_name(name)
    if len(core) < 2:
        return []
    rows = Employer.objects.filter(
        name__contains=core, region__code__startswith=region_code[:6], closed_on=None
    ).exclude(pk=exclude)
    return list(rows.select_related("union").order_by("-worker_count", "-id")[:limit])
