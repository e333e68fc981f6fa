"""Taking an import batch back (撤销导入), as a whole, while nobody has touched what it made.

An undone batch never was: its memberships, events, tags and new persons are removed, because a
closed episode would still count as somebody who had joined. The batch, its findings and the
journal stay. This is the one exception to "nothing is deleted" (house style 13).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from psycopg import sql

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import (
    Conflict,
    DuplicatePair,
    ImportBatch,
    Membership,
    MembershipEvent,
    Person,
    Tag,
)
from niangjia.members.rules.lifecycle import ConflictStatus, EventKind, MembershipStatus
from niangjia.members.rules.register import LEAVING, BatchState
from niangjia.members.services import conflicts, effects, sheetfiles
from niangjia.members.services.sheets import open_member_table

_NAMED = 10

_LOCK = """
    SELECT count(*) FROM (
        SELECT p.id FROM members_person p WHERE p.id IN (
            SELECT m.person_id FROM members_membership m
            JOIN members_membershipevent e ON e.membership_id = m.id WHERE e.batch_id = %(batch)s)
        ORDER BY p.id FOR UPDATE
    ) locked
"""
# A row is untouched when it, its person and everything that points to them is as the batch left it.
_TOUCHED = """
    SELECT p.identity_blind
    FROM members_membershipevent mine
    JOIN members_membership m ON m.id = mine.membership_id
    JOIN members_person p ON p.id = m.person_id
    WHERE mine.batch_id = %(batch)s AND (
        m.updated_at <> %(at)s OR p.updated_at > %(at)s
        OR EXISTS (SELECT 1 FROM members_membershipevent e
                   WHERE e.membership_id = m.id AND e.batch_id IS DISTINCT FROM %(batch)s
                     AND e.at > %(at)s)
        OR EXISTS (SELECT 1 FROM members_transfer t
                   WHERE t.membership_id = m.id AND t.updated_at >= %(at)s)
        OR EXISTS (SELECT 1 FROM members_conflict c
                   WHERE c.membership_id = m.id AND c.updated_at >= %(at)s)
        OR EXISTS (SELECT 1 FROM members_membership o
                   WHERE o.person_id = p.id AND o.id <> m.id AND o.created_at > %(at)s)
        OR EXISTS (SELECT 1 FROM members_tag g
                   WHERE g.person_id = p.id AND g.batch_id IS DISTINCT FROM %(batch)s
                     AND g.updated_at > %(at)s)
        OR EXISTS (SELECT 1 FROM members_card k
                   WHERE k.person_id = p.id AND k.updated_at >= %(at)s)
    )
"""
_RESTORE = """
    UPDATE members_membership m SET
        status = CASE WHEN e.kind = %(retain)s OR m.retained_on IS NULL
                      THEN %(active)s ELSE %(retained)s END,
        retained_on = CASE WHEN e.kind = %(retain)s THEN NULL ELSE m.retained_on END,
        left_on = NULL, exit_kind = NULL, exit_reason = NULL, updated_at = now()
    FROM members_membershipevent e
    WHERE e.batch_id = %(batch)s AND e.membership_id = m.id AND e.kind = ANY(%(kinds)s)
"""


@verb
def undo(batch: ImportBatch, *, actor: Actor, reason: str) -> ImportBatch:
    """Take the whole batch back. Raises NotVisible, Blocked (which rows were touched since)."""
    if not actor.may("members.import", batch.scope_path):
        raise NotVisible
    if not reason.strip():
        raise Blocked("没有撤销:请写明撤销原因。", field="reason")
    batch = lock(ImportBatch, batch.pk)
    if batch.state != BatchState.COMMITTED:
        raise Blocked(f"本批次当前为“{BatchState(batch.state).label}”,没有可撤销的内容。")
    queries.hold_union(batch.union_id)
    values = {"batch": batch.pk, "at": batch.committed_at}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, values)
        cursor.execute(_TOUCHED, values)
        touched = {bytes(blind) for (blind,) in cursor.fetchall()}
    if touched:
        raise Blocked(_why_not(batch, touched))
    removed = _take_back(batch, actor, reason)
    batch.state = BatchState.UNDONE
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.UNDONE, undone_at=TransactionNow(), updated_at=TransactionNow()
    )
    batch.refresh_from_db()
    summary = f"撤销导入“{batch.file_name}”({batch.union.name}):收回会籍{removed}条"
    journal.record("members.undo_import", batch, actor=actor, summary=summary, reason=reason)
    return batch


def _take_back(batch: ImportBatch, actor: Actor, reason: str) -> int:
    values: dict[str, Any] = {
        "batch": batch.pk,
        "retain": int(EventKind.RETAIN),
        "kinds": sorted({EventKind.RETAIN, *LEAVING}),
        "active": MembershipStatus.ACTIVE.value,
        "retained": MembershipStatus.RETAINED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE, values)
    made = persons_made_by(batch)
    Tag.objects.filter(batch=batch)._raw_delete("default")
    MembershipEvent.objects.filter(batch=batch)._raw_delete("default")
    removed = Membership.objects.filter(batch=batch)._raw_delete("default")
    _forget_persons(made)
    tickets = Conflict.objects.filter(
        union=batch.union, status=ConflictStatus.OPEN, note=effects.ticket_note(batch)
    )
    for ticket in tickets.select_for_update(of=("self",)).order_by("pk"):
        conflicts.close(ticket, "dismiss", reason=f"导入已撤销:{reason}", actor=actor)
    return removed


def persons_made_by(batch: ImportBatch) -> list[int]:
    """The persons whom committing the batch itself made."""
    if batch.committed_at is None:
        return []
    rows = Person.objects.filter(memberships__batch=batch, created_at=batch.committed_at)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _forget_persons(people: list[int]) -> None:
    """Remove persons to whom nothing points any more, and the suspicion that they are doubles.

    Whoever has an account, a card or another paper stays, without membership.
    """
    pairs = sql.Identifier(DuplicatePair._meta.db_table)
    pointing = [
        sql.SQL("NOT EXISTS (SELECT 1 FROM {} r WHERE r.{} = p.id)").format(
            sql.Identifier(relation.related_model._meta.db_table),
            sql.Identifier(relation.field.attname),
        )
        for relation in Person._meta.related_objects
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE first_id = ANY(%s) OR second_id = ANY(%s)").format(pairs),
            [people, people],
        )
        cursor.execute(
            sql.SQL("DELETE FROM members_person p WHERE p.id = ANY(%s) AND p.user_id IS NULL AND ")
            + sql.SQL(" AND ").join(pointing),
            [people],
        )


def _why_not(batch: ImportBatch, touched: set[bytes]) -> str:
    rows = _rows_of(batch, touched)
    shown = "、".join(str(row) for row in rows[:_NAMED])
    where = f"第{shown}行{'等' if len(rows) > _NAMED else ''}" if rows else ""
    return (
        f"不能撤销整批:有{len(touched)}人{where and f'({where})'}在导入后已有变动(资料、会籍、会员卡或标签)。"
        "请在会员页面逐人办理。"
    )


def _rows_of(batch: ImportBatch, blinds: set[bytes]) -> list[int]:
    """The sheet's row numbers of these people, as far as the sheet is still kept."""
    try:
        with sheetfiles.opened(batch) as path:
            checked = open_member_table(path, today=clock.today()).checked()
    except Blocked:
        return []
    return [row.row for row in checked.rows if queries.identity_blind(row.number) in blinds]
