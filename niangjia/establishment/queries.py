"""Named reads of establishing a union (建会)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, Q, When

from niangjia.establishment import rules
from niangjia.establishment.models import Candidate, Establishment, PreparatoryMember
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import Actor, Grant
from niangjia.unions.models import Region, Union
from niangjia.unions.rules import Committee, UnionType

PHONE = "phone"
"""Kind of the blind index by which a contact's phone is found again."""


def find_establishments(
    rows: models.QuerySet[Establishment], text: str
) -> models.QuerySet[Establishment]:
    """By number, name of the union, or the credit code of a unit."""
    text = text.strip()
    return rows.filter(
        Q(number=text.upper())
        | Q(union_name__startswith=text)
        | Q(pk__in=Establishment.objects.filter(units__credit_code=text.upper()).values("pk"))
    )


def overdue(rows: models.QuerySet[Establishment]) -> models.QuerySet[Establishment]:
    """Open applications whose deadline has passed."""
    return rows.filter(due_on__lt=clock.today(), status__in=rules.OPEN_STATES)


def with_ended_notice(on: date) -> models.QuerySet[Establishment]:
    """Applications whose public notice ended before that day and is not closed yet."""
    return Establishment.objects.filter(
        status=rules.EstablishmentStatus.NOTICE, notice_ends_on__lt=on
    ).order_by("pk")


def preparatory_of(establishment: Establishment) -> models.QuerySet[PreparatoryMember]:
    """The preparatory group, its head first."""
    return establishment.preparatory_members.order_by("-is_head", "pk")


def candidates_of(establishment: Establishment) -> models.QuerySet[Candidate]:
    """Candidates by committee, the union's own first, in the order of entry."""
    order = (When(committee=code, then=place) for place, code in enumerate(Committee))
    return establishment.candidates.order_by(Case(*order), "pk")


def progress_of(number: str, phone: str) -> Establishment | None:
    """The application of that number whose contact has that phone."""
    return (
        Establishment.objects.filter(
            number=number.strip().upper(),
            phone_blind=crypto.blind(PHONE, phone.strip()),
        )
        .select_related("union", "result")
        .first()
    )


def places_named(text: str) -> list[Region]:
    """Regions of the installation with that code or name, at most ten."""
    text = text.strip()
    top = Union.objects.filter(parent=None).order_by("pk").first()
    if top is None or not text:
        return []
    within = Region.objects.filter(code__startswith=top.region_id).select_related("parent")
    return list(within.filter(Q(code=text) | Q(name=text)).order_by("code")[:10])


def receiving_union(region: Region) -> Union | None:
    """The federation that takes applications from a region: its own, or the nearest above it."""
    codes = []
    current: Region | None = region
    while current is not None:
        codes.append(current.code)
        current = current.parent
    open_federations = Union.objects.filter(
        region_id__in=codes, union_type=UnionType.TERRITORIAL, closed_on=None
    )
    return max(open_federations, key=lambda union: (len(union.region_id), union.path), default=None)


def applicant_of(establishment: Establishment) -> Actor:
    """The employer's contact, who proved herself by number and phone: she may only go on applying."""
    union = establishment.union
    may = frozenset({"establishment.apply"})
    grant = Grant(union.pk, union.path, "applicant", "建会联系人", may)
    return Actor(None, establishment.contact_name, (grant,))
