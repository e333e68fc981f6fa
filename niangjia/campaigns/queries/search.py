"""Search by the beginning of names and numbers (查找)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

Rows = QuerySet[Any]


def find_campaigns(rows: Rows, text: str) -> Rows:
    """Number, or the beginning of the name."""
    wanted = text.strip()
    return rows.filter(Q(number=wanted.upper()) | Q(name__startswith=wanted))


def find_goods(rows: Rows, text: str) -> Rows:
    """The beginning of the name."""
    return rows.filter(name__startswith=text.strip())


def find_people(rows: Rows, text: str) -> Rows:
    """Token, number of the campaign, or the beginning of the person's name or initials."""
    wanted = text.strip()
    return rows.filter(
        Q(token=wanted.upper())
        | Q(campaign__number=wanted.upper())
        | Q(person__name__startswith=wanted)
        | Q(person__initials__startswith=wanted.lower())
    )


def find_by_person(rows: Rows, text: str) -> Rows:
    """The beginning of the person's name or initials, or of a guest's name."""
    wanted = text.strip()
    return rows.filter(
        Q(person__name__startswith=wanted)
        | Q(person__initials__startswith=wanted.lower())
        | Q(guest_name__startswith=wanted)
    )


def find_events(rows: Rows, text: str) -> Rows:
    """The beginning of the site or of the campaign's name."""
    wanted = text.strip()
    return rows.filter(Q(site__startswith=wanted) | Q(campaign__name__startswith=wanted))


def find_pairings(rows: Rows, text: str) -> Rows:
    """The beginning of the village's or the head's name."""
    return rows.filter(name__startswith=text.strip())
