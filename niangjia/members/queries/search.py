"""Search by the shape of the text (会员检索)."""

from __future__ import annotations

import re
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from niangjia.kernel import clock, ids
from niangjia.members.models import (
    Card,
    Conflict,
    JoinApplication,
    Membership,
    Person,
    Tag,
    Transfer,
)
from niangjia.members.queries.people import identity_blind, phone_blind
from niangjia.members.rules.lifecycle import TagKind

P = TypeVar("P", Card, Conflict)


FEW_PERSONS = 1_000


_DOCUMENT = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")


_PHONE = re.compile(r"1[0-9]{10}")


_LETTERS = re.compile(r"[A-Za-z]+")


def find_members(rows: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    """Memberships whose person fits the text, which tells by its shape what it is.

    18 or 15 characters: document; 11 digits: phone; letters: pinyin or initials; else the
    beginning of the name. Starts from an index of persons. Few persons are handed on as ids, so
    the planner cannot choose to walk all memberships; many are frequent enough to meet a page of
    them soon by walking, which a plain join (not a subquery) lets it do. Costs one query of its
    own.
    """
    wanted = text.strip()
    if not wanted:
        return rows
    people = Person.objects.filter(_of_shape(wanted))
    found = list(people.values_list("pk", flat=True)[: FEW_PERSONS + 1])
    if len(found) <= FEW_PERSONS:
        return rows.filter(person_id__in=found)
    return rows.filter(_of_shape(wanted, "person__"))


def find_by_person(rows: QuerySet[P], text: str) -> QuerySet[P]:
    """Cards, tickets (rows with a ``person``) whose person fits the text."""
    wanted = text.strip()
    if not wanted:
        return rows
    return rows.filter(person_id__in=_person_ids(wanted))


def find_transfers(rows: QuerySet[Transfer], text: str) -> QuerySet[Transfer]:
    """Transfers by their number or by the member."""
    wanted = text.strip()
    if wanted.upper().startswith("ZH"):
        return rows.filter(number__startswith=wanted.upper())
    return rows.filter(membership__person_id__in=_person_ids(wanted)) if wanted else rows


def find_applications(rows: QuerySet[JoinApplication], text: str) -> QuerySet[JoinApplication]:
    """Applications by number, document, phone or beginning of the name."""
    wanted = text.strip()
    if not wanted:
        return rows
    if wanted.upper().startswith("RH"):
        return rows.filter(number__startswith=wanted.upper())
    if _DOCUMENT.fullmatch(wanted):
        return rows.filter(identity_blind__in=_document_blinds(wanted))
    if _PHONE.fullmatch(wanted):
        return rows.filter(phone_blind=phone_blind(wanted))
    return rows.filter(name__startswith=wanted)


def _person_ids(wanted: str) -> list[int]:
    people = Person.objects.filter(_of_shape(wanted))
    return list(people.values_list("pk", flat=True)[: FEW_PERSONS * 10])


def _of_shape(wanted: str, path: str = "") -> Q:
    """The condition on persons, reached by ``path``."""
    if _DOCUMENT.fullmatch(wanted):
        return Q(**{f"{path}identity_blind__in": _document_blinds(wanted)})
    if _PHONE.fullmatch(wanted):
        return Q(**{f"{path}phone_blind": phone_blind(wanted)})
    if _LETTERS.fullmatch(wanted):
        letters = wanted.lower()
        initials = Q(**{f"{path}initials__startswith": letters})
        return initials | Q(**{f"{path}pinyin__startswith": letters})
    return Q(**{f"{path}name__startswith": wanted})


def _document_blinds(wanted: str) -> list[bytes]:
    return [identity_blind(ids.to_18_digits(wanted))]


def with_tag(rows: QuerySet[Membership], kind: TagKind) -> QuerySet[Membership]:
    """Memberships of persons who have a tag of that kind today."""
    live = Tag.objects.filter(
        person_id=OuterRef("person_id"), kind=kind, valid__contains=clock.today()
    )
    return rows.filter(Exists(live))
