"""Named reads of members: search by the shape of the text, who is a member where, what is due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hmac import compare_digest
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from niangjia.kernel import clock, crypto, ids
from niangjia.kernel.actor import Actor
from niangjia.members.models import (
    Card,
    Conflict,
    JoinApplication,
    Membership,
    MembershipEvent,
    Person,
    Tag,
    Transfer,
)
from niangjia.members.rules import groups
from niangjia.members.rules.cards import CARD, batch_steps
from niangjia.members.rules.lifecycle import MembershipStatus, TagKind
from niangjia.members.rules.transfer import OPEN_STATES as OPEN_TRANSFERS
from niangjia.unions.models import Region, Union
from niangjia.unions.rules import UnionStatus, UnionType

P = TypeVar("P", Card, Conflict)

FEW_PERSONS = 1_000
"""Up to so many persons a search hands their ids on; more are left to the planner."""

_DOCUMENT = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_PHONE = re.compile(r"1[0-9]{10}")
_LETTERS = re.compile(r"[A-Za-z]+")


def identity_blind(number: str) -> bytes:
    """Blind index of a document number in its one form (18 characters, X in upper case)."""
    return crypto.blind("identity", number)


def phone_blind(number: str) -> bytes:
    """Blind index of an 11-digit phone."""
    return crypto.blind("phone", number)


# --- Search -------------------------------------------------------------------------------


def find_members(rows: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    """Memberships whose person fits the text, which tells by its shape what it is.

    18 or 15 characters: document; 11 digits: phone; letters: pinyin or initials; else the
    beginning of the name. Starts from an index of persons. Few persons are handed on as ids, so
    the planner cannot choose to walk all memberships; many are frequent enough to meet a page of
    them soon by walking. Costs one query of its own.
    """
    wanted = text.strip()
    if not wanted:
        return rows
    people = Person.objects.filter(_of_shape(wanted))
    found = list(people.values_list("pk", flat=True)[: FEW_PERSONS + 1])
    if len(found) <= FEW_PERSONS:
        return rows.filter(person_id__in=found)
    return rows.filter(person_id__in=people.values("pk"))


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


def _of_shape(wanted: str) -> Q:
    if _DOCUMENT.fullmatch(wanted):
        return Q(identity_blind__in=_document_blinds(wanted))
    if _PHONE.fullmatch(wanted):
        return Q(phone_blind=phone_blind(wanted))
    if _LETTERS.fullmatch(wanted):
        letters = wanted.lower()
        return Q(initials__startswith=letters) | Q(pinyin__startswith=letters)
    return Q(name__startswith=wanted)


def _document_blinds(wanted: str) -> list[bytes]:
    return [identity_blind(ids.to_18_digits(wanted))]


# --- Persons and their memberships --------------------------------------------------------


def person_by_document(number: str, id_type: int) -> Person | None:
    """The person of a document, or whom she was merged into."""
    found = (
        Person.objects.select_related("merged_into")
        .filter(identity_blind=identity_blind(number), id_type=id_type)
        .first()
    )
    return found.merged_into or found if found else None


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


def tags(person_id: int) -> QuerySet[Tag]:
    """All tags there ever were, those in force first."""
    return Tag.objects.filter(person_id=person_id).order_by("-valid", "kind", "code")


def live_tags(person_ids: list[int], on: date) -> QuerySet[Tag]:
    """Tags in force on that day, of many persons at once (for a list page)."""
    return Tag.objects.filter(person_id__in=person_ids, valid__contains=on).order_by("kind", "code")


def live_card(person_id: int) -> Card | None:
    """The card that is not closed, or None."""
    return Card.objects.filter(person_id=person_id, closed_on=None).first()


def open_transfer(membership_id: int) -> Transfer | None:
    """The transfer under way, or None."""
    return Transfer.objects.filter(membership_id=membership_id, status__in=OPEN_TRANSFERS).first()


def due_transfers(on: date) -> QuerySet[Transfer]:
    """Transfers whose silent side is taken to agree on that day (the day after the deadline)."""
    return Transfer.objects.filter(status__in=OPEN_TRANSFERS, due_on__lt=on).order_by(
        "due_on", "id"
    )


def transfers_visible(actor: Actor, permission: str) -> QuerySet[Transfer]:
    """Transfers of either side in the actor's scope."""
    return Transfer.objects.visible_to(actor, permission).select_related(
        "membership__person", "union", "target"
    )


def active_members(union: Union) -> QuerySet[Membership]:
    """Members who vote, pay dues and may be elected at the union."""
    return Membership.objects.filter(union=union, status=MembershipStatus.ACTIVE)


def open_conflicts(person_id: int) -> QuerySet[Conflict]:
    """Tickets that wait for somebody."""
    return Conflict.objects.filter(person_id=person_id, status="open").select_related("union")


def hold_union(union_id: int) -> Union:
    """The union as it is now, kept from being closed or moved until the transaction ends."""
    rows = Union.objects.raw("SELECT * FROM unions_union WHERE id = %s FOR SHARE", [union_id])
    return rows[0]


def own_application(number: str, phone_tail: str) -> JoinApplication | None:
    """The application of somebody who knows its number and the last four digits of the phone."""
    found = (
        JoinApplication.objects.select_related("union")
        .filter(number=number.strip().upper())
        .first()
    )
    if found is None or len(phone_tail) != 4:
        return None
    phone = crypto.unseal(bytes(found.phone_sealed))
    return found if compare_digest(phone[-4:].encode(), phone_tail.encode()) else None


# --- Persons who look alike ---------------------------------------------------------------


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


def memberships_of(application: JoinApplication) -> QuerySet[Membership]:
    """Open memberships under the applicant's document: the reviewer must know."""
    return Membership.objects.filter(
        person__identity_blind=application.identity_blind,
        person__id_type=application.id_type,
        left_on=None,
    ).select_related("union")


def other_applications(application: JoinApplication, actor: Actor) -> QuerySet[JoinApplication]:
    """Other applications under the same document, as far as the actor may see them."""
    rows: QuerySet[JoinApplication] = JoinApplication.objects.visible_to(actor, "members.review")
    return (
        rows.filter(identity_blind=application.identity_blind, id_type=application.id_type)
        .exclude(pk=application.pk)
        .select_related("union")
        .order_by("-id")
    )


def with_tag(rows: QuerySet[Membership], kind: TagKind) -> QuerySet[Membership]:
    """Memberships of persons who have a tag of that kind today."""
    live = Tag.objects.filter(
        person_id=OuterRef("person_id"), kind=kind, valid__contains=clock.today()
    )
    return rows.filter(Exists(live))


# --- Where to join ------------------------------------------------------------------------


def union_of_join_code(code: str) -> Union | None:
    """The union of a QR code (入会码) if workers may join it now."""
    return (
        Union.objects.filter(join_code=code.strip().upper(), status=UnionStatus.NORMAL).first()
        if code.strip()
        else None
    )


def townships_with_catch_all(county_code: str) -> QuerySet[Region]:
    """Townships of a county, for choosing where one works."""
    return Region.objects.filter(parent_id=county_code, level=4).order_by("code")


def catch_all_union(region_code: str) -> Union | None:
    """The union that takes in workers whose employer has none (兜底工会), nearest to the region.

    A township without one is served by its county's, then its city's.
    """
    nearest = [region_code[:size] for size in (9, 6, 4) if len(region_code) >= size]
    found = {
        union.region_id: union
        for union in Union.objects.filter(
            region_id__in=nearest, is_catch_all=True, status=UnionStatus.NORMAL
        ).order_by("-id")
    }
    return next((found[code] for code in nearest if code in found), None)


def unions_taking_members() -> QuerySet[Union]:
    """Grass-roots unions in order, of the whole federation: where a member may be transferred to."""
    return Union.objects.filter(status=UnionStatus.NORMAL, union_type=UnionType.GRASSROOTS)


# --- In words -----------------------------------------------------------------------------


def tag_text(tag: Tag) -> str:
    """``八大群体·快递员``."""
    return groups.tag_label(tag.kind, tag.code)


def tag_choices() -> list[tuple[str, str]]:
    """``kind:code`` with its label, for choosing one."""
    listed = [
        (f"{kind.value}:{code}", groups.tag_label(kind, code))
        for kind, pairs in groups.TAG_CODES.items()
        for code, _ in pairs
    ]
    free = [(f"{kind.value}:", kind.label) for kind in TagKind if kind not in groups.TAG_CODES]
    return free + listed


def person_in_words(person: Person) -> str:
    """Name, masked number and birth: enough to tell two persons apart."""
    number = ids.mask_identity(crypto.unseal(bytes(person.identity_sealed)))
    return f"{person.name} {number} {person.born_on or ''}"


def card_batch_choices() -> list[tuple[str, str]]:
    """What can be done with many cards at once."""
    return [("apply", "为没有卡的会员申请"), *((s.code, s.label) for s in batch_steps())]


def cards_at(union: Union, step: str) -> list[int]:
    """Cards at or under the union that wait for the step (a batch of at most 20,000)."""
    rows = Card.objects.filter(
        union__path__startswith=union.path, status__in=CARD.step(step).source
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:20_000])
