"""Checked rows in a temporary table beside the register: who is known, and what each row will do.

Set-based work on many rows in one transaction (house style 15); the statements stand here because
they write, and are tested with the services.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection

from niangjia.kernel import crypto, pinyin
from niangjia.kernel.findings import Finding
from niangjia.kernel.ids import uuid7_texts
from niangjia.members.rules.register import (
    ENTERING,
    Action,
    Known,
    judge,
    judge_stranger,
)
from niangjia.members.rules.row import CheckedRow
from niangjia.members.rules.sheet import CheckedSheet

_CREATE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_row (
        row integer NOT NULL,
        public_id uuid NOT NULL,
        membership_public_id uuid NOT NULL,
        name text NOT NULL, initials text NOT NULL, pinyin text NOT NULL,
        id_type smallint NOT NULL, identity_sealed bytea NOT NULL, identity_blind bytea NOT NULL,
        phone_sealed bytea NOT NULL, phone_blind bytea NOT NULL,
        gender smallint NOT NULL, born_on date NOT NULL,
        ethnicity smallint, education smallint, skill smallint, politics smallint,
        household_type smallint, household_region text NOT NULL, native_place text NOT NULL,
        employment smallint, employer_name text NOT NULL, is_migrant boolean NOT NULL,
        change smallint NOT NULL, changed_on date NOT NULL, reason smallint,
        new_id bigint NOT NULL DEFAULT nextval(pg_get_serial_sequence('members_person', 'id')),
        membership_id bigint NOT NULL
            DEFAULT nextval(pg_get_serial_sequence('members_membership', 'id')),
        known_id bigint,
        action smallint NOT NULL DEFAULT 1
    ) ON COMMIT DROP
"""
_COPIED = (
    "row, public_id, membership_public_id, name, initials, pinyin, id_type, identity_sealed,"
    " identity_blind, phone_sealed, phone_blind, gender, born_on, ethnicity, education, skill,"
    " politics, household_type, household_region, native_place, employment, employer_name,"
    " is_migrant, change, changed_on, reason"
)
_RESOLVE = """
    UPDATE import_row s SET known_id = COALESCE(p.merged_into_id, p.id)
    FROM members_person p
    WHERE s.known_id IS NULL AND p.identity_blind = s.identity_blind AND p.id_type = s.id_type
      AND p.id <> s.new_id
"""
_LOCK = """
    SELECT count(*) FROM (
        SELECT p.id FROM members_person p
        WHERE p.id IN (SELECT known_id FROM import_row) ORDER BY p.id FOR NO KEY UPDATE
    ) locked
"""
_KNOWN = """
    SELECT s.row, s.change, s.changed_on, s.name, p.name, p.died_on,
           o.id, o.union_id, u.name, o.status, o.joined_on, o.retained_on,
           GREATEST((SELECT max(e.on) FROM members_membershipevent e WHERE e.membership_id = o.id),
                    o.joined_on),
           past.last_left_on,
           COALESCE(past.was_entered, FALSE) OR COALESCE(o.union_id = %(union)s
               AND o.joined_on = s.changed_on, FALSE),
           COALESCE(past.was_left, FALSE)
    FROM import_row s
    JOIN members_person p ON p.id = s.known_id
    LEFT JOIN members_membership o ON o.person_id = p.id AND o.left_on IS NULL
    LEFT JOIN unions_union u ON u.id = o.union_id
    LEFT JOIN LATERAL (
        SELECT max(m.left_on) AS last_left_on,
               bool_or(m.union_id = %(union)s AND m.joined_on = s.changed_on) AS was_entered,
               bool_or(m.union_id = %(union)s AND m.left_on = s.changed_on
                       AND m.exit_kind = s.change) AS was_left
        FROM members_membership m WHERE m.person_id = p.id AND m.left_on IS NOT NULL
    ) past ON TRUE
    ORDER BY s.row
"""
_PHONES = """
    SELECT s.row FROM import_row s
    WHERE EXISTS (
        SELECT 1 FROM members_person p
        WHERE p.phone_blind = s.phone_blind AND p.id <> COALESCE(s.known_id, 0)
          AND p.merged_into_id IS NULL AND p.id < %(before)s
    ) ORDER BY s.row
"""
_DECIDE = """
    UPDATE import_row s SET action = v.action
    FROM unnest(%s::integer[], %s::smallint[]) AS v(row, action) WHERE s.row = v.row
"""


@dataclass
class Staged:
    """What the register says to the rows in ``import_row``."""

    findings: list[Finding] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)
    conflicts: list[tuple[int, int]] = field(default_factory=list)
    """(row, id of the membership elsewhere) where a ticket will offer a transfer."""
    known_actions: frozenset[Action] = frozenset()
    """What happens to people the register knows: the other statements need not run."""
    has_new_persons: bool = False


# --- Filling ------------------------------------------------------------------------------


def prepared(parts: Iterator[CheckedSheet]) -> Iterator[tuple[CheckedSheet, str]]:
    """Each part with its text for COPY, made one ahead in a thread.

    Checking, sealing and spelling of the next part go on while the server works on this one.
    """
    sealer = crypto.sealer()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(_prepare, parts, sealer)
        while (ready := coming.result()) is not None:
            coming = pool.submit(_prepare, parts, sealer)
            yield ready


def _prepare(
    parts: Iterator[CheckedSheet], sealer: crypto.Sealer
) -> tuple[CheckedSheet, str] | None:
    part = next(parts, None)
    if part is None:
        return None
    ids = uuid7_texts(2 * len(part.rows))
    triples = zip(part.rows, ids[::2], ids[1::2], strict=True)
    return part, "".join([_line(row, sealer, own, episode) for row, own, episode in triples])


def fill(text: str) -> None:
    """Put these rows into an empty ``import_row`` and find who is known; needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        cursor.execute("TRUNCATE import_row")
        with cursor.copy(f"COPY import_row ({_COPIED}) FROM STDIN") as stream:
            stream.write(text)
        cursor.execute("ANALYZE import_row (row)")  # how many rows is all the planner needs
        cursor.execute(_RESOLVE)


def _line(row: CheckedRow, sealer: crypto.Sealer, own_id: str, episode_id: str) -> str:
    """One row in PostgreSQL's text format of COPY."""
    spelling = pinyin.of_name(row.name)
    identity, phone = row.number.encode(), row.phone.encode()
    return (
        f"{row.row}\t{own_id}\t{episode_id}\t{_text(row.name)}\t{_text(spelling.initials[:20])}\t"
        f"{_text(spelling.full[:100])}\t{row.id_type:d}\t\\\\x{sealer.seal_bytes(identity).hex()}\t"
        f"\\\\x{sealer.blind('identity', row.number).hex()}\t"
        f"\\\\x{sealer.seal_bytes(phone).hex()}\t\\\\x{sealer.blind('phone', row.phone).hex()}\t"
        f"{row.gender:d}\t{row.born_on}\t{_code(row.ethnicity)}\t{_code(row.education)}\t"
        f"{_code(row.skill)}\t{_code(row.politics)}\t{_code(row.household)}\t"
        f"{_text(row.household_place)}\t{_text(row.native_place)}\t{_code(row.employment)}\t"
        f"{_text(row.employer)}\t{'t' if row.is_migrant else 'f'}\t{row.change:d}\t"
        f"{row.changed_on}\t{_code(row.reason)}\n"
    )


def _text(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _code(code: int | None) -> str:
    return "\\N" if code is None else f"{code:d}"


# --- Deciding -----------------------------------------------------------------------------


def first_new_id() -> int:
    """The smallest id that a new person of ``import_row`` may get."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(min(new_id), 0) FROM import_row")
        (number,) = cursor.fetchone()
    return int(number)


def shared_phones(before: int) -> list[int]:
    """Rows whose phone somebody else has whom the register knew before the person of that id."""
    with connection.cursor() as cursor:
        cursor.execute(_PHONES, {"before": before})
        return [row for (row,) in cursor.fetchall()]


def resolve() -> None:
    """Find the persons that other transactions have made since."""
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE)


def lock_known() -> None:
    """Lock the known persons, smaller id first, as every service that changes memberships does."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def decide(rows: Sequence[CheckedRow], union_id: int) -> Staged:
    """Judge every row for the union and write its action into ``import_row``."""
    staged = Staged()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"union": union_id})
        known = [Known(*values) for values in cursor.fetchall()]
        verdicts = {person.row: judge(person, union_id) for person in known}
        for row in rows:
            if row.change not in ENTERING and row.row not in verdicts:
                verdicts[row.row] = judge_stranger(row.row, row.change)
        actions = [int(verdict.action) for verdict in verdicts.values()]
        cursor.execute(_DECIDE, [list(verdicts), actions])
    staged.known_actions = frozenset(verdict.action for verdict in verdicts.values())
    staged.has_new_persons = len(verdicts) < len(rows)
    for row_number, verdict in verdicts.items():
        if verdict.finding is not None:
            staged.findings.append(verdict.finding)
        if verdict.action is Action.REFUSE:
            staged.refused.add(row_number)
        elif verdict.action is Action.KEEP:
            staged.unchanged.add(row_number)
    staged.conflicts = [
        (person.row, person.open_id)
        for person in known
        if person.open_id is not None and person.change in ENTERING and person.row in staged.refused
    ]
    return staged
