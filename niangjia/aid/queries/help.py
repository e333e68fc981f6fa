"""All help to one household in one view (帮扶总览), read before anything is approved.

By year, programme and person: grants and whatever else the ledger paid, what other bodies gave, and what
areas above register (goods of campaigns, pairings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from niangjia.aid.models import Grant, HouseholdFile, OutsideAid
from niangjia.aid.rules.grant_flow import COUNTED
from niangjia.kernel import clock
from niangjia.ledger import queries as ledger
from niangjia.members.models import Person

YEARS = 3
"""This year and the two before."""


@dataclass(frozen=True)
class Household:
    """Whose help is asked for: persons of the register (pk → name), everybody's name, the file, the years.

    ``file_id`` is the public id of the file, empty without one; ``county_path`` where to look for
    what is kept by name alone.
    """

    persons: dict[int, str]
    names: frozenset[str]
    file_id: str
    county_path: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Had:
    """One line of all that came to a household, ours or others'."""

    year: int
    kind: str
    giver: str
    what: str
    programme: str
    whom: str
    amount: Decimal
    state: str

    def __str__(self) -> str:
        programme = f"({self.programme})" if self.programme else ""
        return (
            f"{self.year}年 {self.kind} {self.giver}:{self.what}{programme} {self.whom}"
            f" {self.amount:,} 元({self.state})"
        )


Source = Callable[[Household], Iterable[Had]]
SOURCES: dict[str, Source] = {}


def register(code: str, source: Source) -> None:
    """Let an area above tell what it gave to a household."""
    SOURCES[code] = source


def had_by_file(file: HouseholdFile) -> list[Had]:
    """Everything the household of the file had this year and the two before, newest year first."""
    return _had(file.person, file, clock.today().year)


def had_by_grant(grant: Grant) -> list[Had]:
    """Everything the household of the grant had up to its year, this grant itself left out."""
    return _had(grant.person, grant.file, grant.year, without=grant.pk)


def in_lines(found: Iterable[Had]) -> str:
    """The lines for a dialog, one below the other."""
    rows = [(str(one),) for one in found]
    return format_html_join(SafeString("<br>"), "{}", rows) if rows else "近三年没有得到过帮扶。"


def _had(
    person: Person, file: HouseholdFile | None, year: int, *, without: int | None = None
) -> list[Had]:
    household = _household(person, file, year)
    found = [
        *_grants(household, file, without),
        *_payments(household),
        *(_outside(file, household.years) if file is not None else ()),
        *(one for source in SOURCES.values() for one in source(household)),
    ]
    return sorted(found, key=lambda one: (-one.year, one.whom))


def _household(person: Person, file: HouseholdFile | None, year: int) -> Household:
    years = tuple(range(year - YEARS + 1, year + 1))
    persons, names = {person.pk: person.name}, {person.name}
    if file is None:
        return Household(persons, frozenset(names), "", "", years)
    for member in file.members.all():
        names.add(member.name)
        if member.person_id is not None:
            persons[member.person_id] = member.name
    return Household(persons, frozenset(names), str(file.public_id), file.county_path, years)


def _grants(household: Household, file: HouseholdFile | None, without: int | None) -> Iterator[Had]:
    whose = Q(person__in=household.persons)
    if file is not None:
        blinds = file.members.filter(identity_blind__isnull=False).values("identity_blind")
        whose |= Q(file=file) | Q(member__identity_blind__in=blinds)
    rows = Grant.objects.filter(whose, year__in=household.years, status__in=COUNTED)
    rows = rows.exclude(pk=without).select_related("person", "member", "programme", "fund__union")
    for one in rows:
        yield Had(
            one.year,
            "救助发放",
            one.fund.union.name,
            one.get_aid_type_display(),
            str(one.programme),
            (one.member or one.person).name,
            one.amount or one.asked_amount,
            one.get_status_display(),
        )


def _payments(household: Household) -> Iterator[Had]:
    """Cash of campaigns and whatever else the ledger paid besides grants."""
    for year in household.years:
        for one in ledger.received_by(household.persons, year):
            if one.subject_label == Grant._meta.label_lower:
                continue
            yield Had(
                one.year,
                "其他发放",
                one.union_name,
                one.use_label,
                one.programme,
                household.persons.get(one.person_id, ""),
                one.amount,
                one.status.label,
            )


def _outside(file: HouseholdFile, years: tuple[int, ...]) -> Iterator[Had]:
    rows = OutsideAid.objects.filter(file=file, year__in=years).select_related("member")
    for one in rows:
        yield Had(
            one.year,
            "其他单位",
            one.giver,
            one.get_aid_type_display(),
            "",
            one.member.name,
            one.amount,
            "已获",
        )
