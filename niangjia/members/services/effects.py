"""What committing a sheet writes, row by row of ``import_row``, each table in one statement.

Set-based work (house style 15). Created rows carry the transaction's timestamp, by which `undoing`
tells whether anybody has touched them since.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import due_on
from niangjia.members.models import Conflict, ImportBatch, Membership
from niangjia.members.rules.lifecycle import (
    ConflictSource,
    ConflictStatus,
    EntryKind,
    EventKind,
    MembershipStatus,
    TagKind,
    VerifiedLevel,
)
from niangjia.members.rules.register import ENTERING, Action
from niangjia.members.rules.transfer import CONFLICT
from niangjia.members.services import cards, pending

TAG_SOURCE = "会员实名信息采集表"

_PERSONS = """
    INSERT INTO members_person (
        id, created_at, updated_at, public_id, name, initials, pinyin, id_type, identity_sealed,
        identity_blind, phone_sealed, phone_blind, gender, born_on, ethnicity, education, skill,
        politics, household_type, household_region, native_place, employment, verified_level)
    SELECT new_id, now(), now(), public_id, name, initials, pinyin, id_type, identity_sealed,
        identity_blind, phone_sealed, phone_blind, gender, born_on, ethnicity, education, skill,
        politics, household_type, household_region, native_place, employment, %(level)s
    FROM import_row WHERE known_id IS NULL AND change = ANY(%(entering)s)
    ORDER BY identity_blind
    ON CONFLICT (identity_blind, id_type) DO NOTHING
"""
_EXPECTED_PERSONS = """
    SELECT count(*) FROM import_row WHERE known_id IS NULL AND change = ANY(%(entering)s)
"""
# Only what was unknown is filled in, as `people.keep_person` does for one person.
_FILL_IN = """
    UPDATE members_person p SET
        ethnicity = COALESCE(p.ethnicity, s.ethnicity),
        education = COALESCE(p.education, s.education),
        skill = COALESCE(p.skill, s.skill), politics = COALESCE(p.politics, s.politics),
        household_type = COALESCE(p.household_type, s.household_type),
        household_region = COALESCE(NULLIF(p.household_region, ''), s.household_region),
        native_place = COALESCE(NULLIF(p.native_place, ''), s.native_place),
        employment = COALESCE(p.employment, s.employment),
        phone_sealed = COALESCE(p.phone_sealed, s.phone_sealed),
        phone_blind = COALESCE(p.phone_blind, s.phone_blind), updated_at = now()
    FROM import_row s WHERE s.action = %(enter)s AND p.id = s.known_id
"""
# In the order of the blind index, which is none: a GiST index that grows at one edge widens the
# bounds of its pages with every row, up to the root.
_MEMBERSHIPS = """
    INSERT INTO members_membership (
        id, created_at, updated_at, public_id, person_id, gender, verified_level, verified_since,
        union_id, employer_id, employer_name, status, joined_on, entry_kind, batch_id)
    SELECT s.membership_id, now(), now(), s.membership_public_id, p.id, p.gender, p.verified_level,
        p.verified_since, %(union)s, employer.id, s.employer_name, %(active)s, s.changed_on,
        CASE s.change WHEN %(join)s THEN %(by_join)s ELSE %(by_transfer)s END, %(batch)s
    FROM import_row s JOIN members_person p ON p.id = COALESCE(s.known_id, s.new_id)
    LEFT JOIN (
        SELECT e.name, min(e.id) AS id
        FROM employers_employer e JOIN employers_coverage c ON c.employer_id = e.id
        WHERE c.union_id = %(union)s AND c.valid @> %(today)s AND e.closed_on IS NULL
        GROUP BY e.name
    ) employer ON employer.name = s.employer_name
    WHERE s.action = %(enter)s
    ORDER BY s.identity_blind
"""
_EVENTS = """
    INSERT INTO members_membershipevent (membership_id, kind, "on", reason, note, actor_id, batch_id, at)
    SELECT membership_id, change, changed_on, reason, '', %(actor)s, %(batch)s, now()
    FROM import_row WHERE action = ANY(%(changing)s)
"""
_TAGS = """
    INSERT INTO members_tag (created_at, updated_at, person_id, kind, code, valid, source, batch_id)
    SELECT now(), now(), COALESCE(s.known_id, s.new_id), %(migrant)s, '',
        daterange(s.changed_on, NULL), %(source)s, %(batch)s
    FROM import_row s
    WHERE s.action = %(enter)s AND s.is_migrant AND NOT EXISTS (
        SELECT 1 FROM members_tag t
        WHERE t.person_id = s.known_id AND t.kind = %(migrant)s AND t.code = ''
          AND t.valid && daterange(s.changed_on, NULL))
    ORDER BY s.identity_blind
"""
_CARDS_TO_FOLLOW = """
    SELECT s.changed_on, array_agg(c.person_id ORDER BY c.person_id) FROM import_row s
        JOIN members_card c ON c.person_id = s.known_id
    WHERE s.action = %(enter)s AND c.union_id <> %(union)s GROUP BY 1 ORDER BY 1
"""
# From here on rows of people who are members: the membership they have takes the place of a new one.
_POINT_TO_OPEN = """
    UPDATE import_row s SET membership_id = m.id FROM members_membership m
    WHERE s.action IN (%(retain)s, %(leave)s) AND m.person_id = s.known_id AND m.left_on IS NULL
"""
_RETAIN = """
    UPDATE members_membership m SET status = %(retained)s, retained_on = s.changed_on,
        updated_at = now()
    FROM import_row s WHERE s.action = %(retain)s AND m.id = s.membership_id
"""
_LEAVE = """
    UPDATE members_membership m SET status = %(ended)s, left_on = s.changed_on,
        exit_kind = s.change, exit_reason = s.reason, updated_at = now()
    FROM import_row s WHERE s.action = %(leave)s AND m.id = s.membership_id
    RETURNING m.id
"""


def make_persons() -> bool:
    """Insert the persons nobody knows; false when another transaction was first with some.

    In the order of the blind index, so two sheets with the same people never block each other.
    """
    values: dict[str, Any] = {"entering": sorted(ENTERING), "level": int(VerifiedLevel.FORMAT)}
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED_PERSONS, values)
        (expected,) = cursor.fetchone()
        cursor.execute(_PERSONS, values)
        return int(cursor.rowcount) == int(expected)


def write_changes(batch: ImportBatch, known: frozenset[Action], *, actor: Actor) -> None:
    """Memberships, events, tags, cards as ``import_row.action`` says.

    ``known``: what happens to people the register had before; most sheets bring only new ones.
    """
    values: dict[str, Any] = {
        "union": batch.union_id,
        "batch": batch.pk,
        "actor": actor.user_id,
        "today": clock.today(),
        "enter": int(Action.ENTER),
        "retain": int(Action.RETAIN),
        "leave": int(Action.LEAVE),
        "changing": [int(Action.ENTER), int(Action.RETAIN), int(Action.LEAVE)],
        "join": int(EventKind.JOIN),
        "by_join": EntryKind.JOIN.value,
        "by_transfer": EntryKind.TRANSFER.value,
        "active": MembershipStatus.ACTIVE.value,
        "retained": MembershipStatus.RETAINED.value,
        "ended": MembershipStatus.ENDED.value,
        "migrant": TagKind.MIGRANT.value,
        "source": TAG_SOURCE,
    }
    left: list[int] = []
    with connection.cursor() as cursor:
        if known & {Action.RETAIN, Action.LEAVE}:
            cursor.execute(_POINT_TO_OPEN, values)
        if Action.ENTER in known:
            cursor.execute(_FILL_IN, values)
        cursor.execute(_MEMBERSHIPS, values)
        cursor.execute(_TAGS, values)
        if Action.ENTER in known:
            cursor.execute(_CARDS_TO_FOLLOW, values)
            for on, people in cursor.fetchall():
                cards.follow(people, batch.union_id, on)
        if Action.RETAIN in known:
            cursor.execute(_RETAIN, values)
        cursor.execute(_EVENTS, values)
        if Action.LEAVE in known:
            cursor.execute(_LEAVE, values)
            left = [pk for (pk,) in cursor.fetchall()]
    _let_go(left, actor)


def _let_go(left: list[int], actor: Actor) -> None:
    """What waits for the leavers ends: cards and pending papers. Few have any; one by one."""
    memberships = Membership.objects.filter(pk__in=left).select_related("person").order_by("pk")
    for membership in memberships:
        why = EventKind(membership.exit_kind or EventKind.RESIGN).label
        cards.stop(membership.person, why=why, actor=actor)
        pending.drop_open(membership, why=why, actor=actor)


def open_tickets(batch: ImportBatch, membership_ids: list[int], *, actor: Actor) -> int:
    """Conflict tickets for people who are members elsewhere, except where one is open already."""
    if not membership_ids:
        return 0
    deadline = due_on(CONFLICT, ConflictStatus.OPEN, batch.union.path, clock.today())
    people = Membership.objects.filter(pk__in=membership_ids).order_by("pk")
    held = set(
        Conflict.objects.filter(union=batch.union, status=ConflictStatus.OPEN).values_list(
            "person_id", flat=True
        )
    )
    tickets = Conflict.objects.bulk_create(
        [
            Conflict(
                person_id=person_id,
                union=batch.union,
                membership_id=pk,
                source=ConflictSource.IMPORT,
                due_on=deadline,
                note=ticket_note(batch),
            )
            for pk, person_id in people.values_list("pk", "person_id")
            if person_id not in held
        ],
        batch_size=5_000,
    )
    Transition.objects.bulk_create(
        [
            Transition(
                object_label=Conflict._meta.label_lower,
                object_id=ticket.pk,
                workflow=CONFLICT.code,
                step="start",
                target=ConflictStatus.OPEN,
                actor_id=actor.user_id,
                actor_label=actor.label[:100],
            )
            for ticket in tickets
        ],
        batch_size=5_000,
    )
    return len(tickets)


def ticket_note(batch: ImportBatch) -> str:
    """Where a ticket came from."""
    return f"导入批次{batch.pk}"
