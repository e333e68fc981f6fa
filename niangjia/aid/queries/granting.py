"""Grants, and what the rules allow a household now; all it has had stands in ``help``."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q, QuerySet

from niangjia.aid import rules
from niangjia.aid.models import Grant, HouseholdFile, HouseholdMember, OutsideAid
from niangjia.aid.models.reading import area_of
from niangjia.aid.queries.policies import amounts_at
from niangjia.aid.rules.codes import AidType, Category
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.grant_flow import COUNTED
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage
from niangjia.aid.rules.purposes import SAME_AS
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.ledger import queries as ledger
from niangjia.ledger.models import Fund, Payment, Programme
from niangjia.members.models import Person


def funds_at(paths: Collection[str], actor: Actor) -> QuerySet[Fund]:
    """Open funds of these unions that the actor may see, newest year first."""
    rows = Fund.objects.visible_to(actor, "ledger.view")
    rows = rows.filter(is_open=True, union__path__in=paths)
    return rows.select_related("union").order_by("-year", "pk")


def programmes_at(paths: Collection[str]) -> QuerySet[Programme]:
    """Programmes of these unions that run today."""
    today = clock.today()
    return Programme.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today),
        is_open=True,
        from_on__lte=today,
        union__path__in=paths,
    ).order_by("code")


def find_grants(rows: QuerySet[Grant], text: str) -> QuerySet[Grant]:
    """By number of the grant or of the file, or the payee's name."""
    text = text.strip()
    if text and not text.isascii():
        return rows.filter(person__name__startswith=text)
    return rows.filter(Q(number=text.upper()) | Q(file__number=text.upper()))


def overdue_grants(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants whose deadline has passed."""
    return rows.filter(due_on__lt=clock.today())


def key_of(person: Person | None, member: HouseholdMember | None) -> str:
    """Names one human in ``rules.Granted``: the same key in whatever file she stands."""
    blind = member.identity_blind if member else person.identity_blind if person else None
    if blind:
        return bytes(blind).hex()
    return f"member:{member.pk}" if member else ""


def history_of(grant: Grant) -> tuple[rules.Granted, ...]:
    """Aid the household had in the grant's year, this grant itself left out.

    Grants, cash of campaigns of the same kind, and what other bodies gave.
    """
    ours = _counted(_household(grant), grant.year).exclude(pk=grant.pk)
    found = [
        rules.Granted(
            AidType(one.aid_type),
            key_of(one.person, one.member),
            one.year,
            one.amount or Decimal(0),
        )
        for one in ours.select_related("person", "member")
    ]
    found += _of_campaigns(grant)
    if grant.file_id is None:
        return tuple(found)
    return tuple(
        found
        + [
            rules.Granted(
                AidType(one.aid_type), key_of(None, one.member), one.year, one.amount, one.giver
            )
            for one in _outside(grant.file_id, grant.year)
        ]
    )


def _of_campaigns(grant: Grant) -> list[rules.Granted]:
    """Cash that the ledger promised or paid to the household for something else than a grant."""
    family = grant.file.members.filter(person__isnull=False) if grant.file else None
    persons = {grant.person_id, *(family.values_list("person_id", flat=True) if family else ())}
    rows = [
        one
        for one in ledger.received_by(persons, grant.year)
        if one.subject_label != Grant._meta.label_lower and one.programme_kind in SAME_AS
    ]
    people = Person.objects.in_bulk([one.person_id for one in rows])
    return [
        rules.Granted(
            SAME_AS[one.programme_kind],
            key_of(people[one.person_id], None),
            one.year,
            one.amount,
        )
        for one in rows
    ]


def request_of(grant: Grant) -> rules.Request:
    """The grant as the rules of amounts see it."""
    costs = None
    if grant.compliant_amount is not None:
        costs = rules.MedicalCosts(
            grant.compliant_amount,
            grant.basic_amount,
            grant.critical_amount,
            grant.supplementary_amount,
            grant.mutual_aid_amount,
        )
    category = grant.file.category if grant.file else ""
    return rules.Request(
        AidType(grant.aid_type),
        key_of(grant.person, grant.member),
        grant.year,
        grant.asked_amount,
        Category(category) if category else None,
        SchoolStage(grant.school_stage),
        SchoolKind(grant.school_kind),
        costs,
        history_of(grant),
    )


def allowed(grant: Grant) -> rules.Allowed:
    """What may be given, by the set and standard in force today at the worker's union."""
    area = area_of(grant.file) if grant.file else Area.URBAN
    amounts, local = amounts_at(grant.union.path, clock.today(), area)
    return rules.allow(request_of(grant), amounts, local.standard_amount)


def payments_of(grant: Grant) -> QuerySet[Payment]:
    """The attempts to pay the grant, newest first."""
    return Payment.objects.filter(reservation=grant.reservation_id).order_by("-pk")


def can_be_granted(file: HouseholdFile) -> bool:
    """先建档、后帮扶: only a household in file is helped by it."""
    return file.status in rules.FILED


def _household(grant: Grant) -> Q:
    """Grants of the same household: the file's, and any that a person of it got or was meant."""
    condition = Q(person=grant.person_id)
    if grant.file is None:
        return condition
    blinds = grant.file.members.filter(identity_blind__isnull=False).values("identity_blind")
    persons = grant.file.members.filter(person__isnull=False).values("person")
    return (
        condition
        | Q(file=grant.file)
        | Q(person__in=persons)
        | Q(member__identity_blind__in=blinds)
    )


def _counted(condition: Q, year: int) -> QuerySet[Grant]:
    return Grant.objects.filter(condition, year=year, status__in=COUNTED)


def _outside(file_id: int, year: int) -> QuerySet[OutsideAid]:
    return OutsideAid.objects.filter(file=file_id, year=year).select_related("member")
