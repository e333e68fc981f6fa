"""Persons and what belongs to them: memberships, changes, tags, cards, doubles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet

from niangjia.kernel import crypto
from niangjia.kernel.actor import Actor
from niangjia.members.models import (
    Card,
    Membership,
    MembershipEvent,
    Person,
    Tag,
)
from niangjia.members.rules.lifecycle import CardStatus, MembershipStatus
from niangjia.unions.models import Union

_CARD_CODE = re.compile(r"[0-9a-f]{32}")
# Days of the one person's tags on which the other does not have the same tag herself.
_TAG_DAYS = """
    SELECT t.id, unnest(datemultirange(t.valid) - range_agg(k.valid))
    FROM members_tag t
    JOIN members_tag k ON k.kind = t.kind AND k.code = t.code AND k.valid && t.valid
    WHERE k.person_id = %(kept)s AND t.person_id = %(other)s
    GROUP BY t.id ORDER BY t.id
"""
_MADE = (CardStatus.PRODUCED, CardStatus.RECEIVED, CardStatus.DELIVERED, CardStatus.ACTIVATED)


def identity_blind(number: str) -> bytes:
    """Blind index of a document number in its one form (18 characters, X in upper case)."""
    return crypto.blind("identity", number)


def phone_blind(number: str) -> bytes:
    """Blind index of an 11-digit phone."""
    return crypto.blind("phone", number)


def person_by_document(number: str, id_type: int) -> Person | None:
    """The person of a document, or whom she was merged into."""
    found = (
        Person.objects.select_related("merged_into")
        .filter(identity_blind=identity_blind(number), id_type=id_type)
        .first()
    )
    return found.merged_into or found if found else None


def person_of(user_id: int | None) -> Person | None:
    """The person an account is bound to (实名绑定), or None."""
    return Person.objects.filter(user_id=user_id).first() if user_id is not None else None


def open_membership(person_id: int) -> Membership | None:
    """The one membership that has not ended (在会或保留), or None."""
    return (
        Membership.objects.select_related("union", "person")
        .filter(person_id=person_id, left_on=None)
        .first()
    )


def episodes(person_id: int) -> QuerySet[Membership]:
    """All memberships of a person, newest first."""
    return (
        Membership.objects.filter(person_id=person_id)
        .select_related("union")
        .order_by("-joined_on", "-id")
    )


def episodes_seen(person_id: int, actor: Actor, permission: str) -> QuerySet[Membership]:
    """The memberships of a person in the actor's scope, newest first."""
    rows: QuerySet[Membership] = Membership.objects.visible_to(actor, permission)
    return rows.filter(person_id=person_id).select_related("union").order_by("-joined_on", "-id")


def events(person_id: int) -> QuerySet[MembershipEvent]:
    """All changes of a person's membership, newest first."""
    return (
        MembershipEvent.objects.filter(membership__person_id=person_id)
        .select_related("membership__union")
        .order_by("-on", "-id")
    )


def last_event_on(membership: Membership) -> date:
    """The day of the last change; the next one is not earlier."""
    last = MembershipEvent.objects.filter(membership=membership).order_by("-on").first()
    return max(last.on, membership.joined_on) if last else membership.joined_on


def active_members(union: Union) -> QuerySet[Membership]:
    """Members who vote, pay dues and may be elected at the union."""
    return Membership.objects.filter(union=union, status=MembershipStatus.ACTIVE)


def tags(person_id: int) -> QuerySet[Tag]:
    """All tags there ever were, those in force first."""
    return Tag.objects.filter(person_id=person_id).order_by("-valid", "kind", "code")


def live_tags(person_ids: list[int], on: date) -> QuerySet[Tag]:
    """Tags in force on that day, of many persons at once (for a list page)."""
    return Tag.objects.filter(person_id__in=person_ids, valid__contains=on).order_by("kind", "code")


def live_card(person_id: int) -> Card | None:
    """The card that is not closed, or None."""
    return Card.objects.filter(person_id=person_id, closed_on=None).first()


def own_union_code(actor: Actor, permission: str) -> str:
    """Code of the union where the actor may do that; empty for several or none."""
    roots = actor.roots(permission)
    if len(roots) != 1:
        return ""
    return Union.objects.filter(path=roots[0]).values_list("code", flat=True).first() or ""


def cards_with_code(union: Union) -> QuerySet[Card]:
    """Cards at or under the union that the bank has made or that are in use, by name."""
    rows = Card.objects.filter(union__path__startswith=union.path, status__in=_MADE)
    return rows.select_related("person", "union").order_by("union_id", "person__name", "pk")


def card_of_code(text: str) -> Card | None:
    """The card whose code was scanned, whatever state it is in; in nobody's scope yet."""
    read = text.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    if not _CARD_CODE.fullmatch(read):
        return None
    return Card.objects.select_related("person", "union").filter(code=UUID(hex=read)).first()


class Alike(NamedTuple):
    """Two persons of one name, and what else is equal; ``first_id`` is the smaller."""

    first_id: int
    second_id: int
    same_birth: bool
    same_phone: bool


_ALIKE = """
    SELECT LEAST(a.id, b.id), GREATEST(a.id, b.id),
           bool_or(a.born_on = b.born_on) IS TRUE, bool_or(a.phone_blind = b.phone_blind) IS TRUE
    FROM members_person a
    CROSS JOIN LATERAL (
        SELECT c.id, c.born_on, c.phone_blind FROM members_person c
        WHERE c.name = a.name AND c.born_on = a.born_on AND c.merged_into_id IS NULL
        UNION ALL
        SELECT c.id, c.born_on, c.phone_blind FROM members_person c
        WHERE c.phone_blind = a.phone_blind AND c.name = a.name AND c.merged_into_id IS NULL
    ) b
    WHERE a.id = ANY(%s) AND a.merged_into_id IS NULL AND b.id <> a.id
    GROUP BY 1, 2 ORDER BY 1, 2
"""


def alike(person_ids: Sequence[int]) -> list[Alike]:
    """Pairs in which one of these persons looks like another: same name and birth, or phone."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [list(person_ids)])
        return [Alike(*row) for row in cursor.fetchall()]


def home_paths(person_ids: Sequence[int]) -> dict[int, str]:
    """Person → tree path of the union where she is a member, or was last."""
    rows = (
        Membership.objects.filter(person_id__in=person_ids)
        .order_by("person_id", "joined_on", "id")
        .values_list("person_id", "union__path")
    )
    return dict(rows)


def tags_apart(kept_id: int, other_id: int) -> QuerySet[Tag]:
    """Tags of the other person that the kept one does not have on any of the same days."""
    same = Tag.objects.filter(
        person=kept_id,
        kind=OuterRef("kind"),
        code=OuterRef("code"),
        valid__overlap=OuterRef("valid"),
    )
    return Tag.objects.filter(~Exists(same), person=other_id)


def tag_days_to_add(kept_id: int, other_id: int) -> list[tuple[Tag, DateRange]]:
    """Tags that both have for a time, with the days on which the other person alone has them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAG_DAYS, {"kept": kept_id, "other": other_id})
        found: list[tuple[int, DateRange]] = cursor.fetchall()
    held = Tag.objects.in_bulk([key for key, _days in found])
    return [(held[key], days) for key, days in found]
