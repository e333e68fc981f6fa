"""Entering a whole federation at once: by COPY, one journal entry for the batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from niangjia.kernel import journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import verb
from niangjia.unions import rules
from niangjia.unions.models import Union, UnionProfile
from niangjia.unions.rules import AffiliationKind, FoundingMode, UnionStatus, UnionType
from niangjia.unions.services.access import hold_tree
from niangjia.unions.services.creating import check_credit_code, last_code, new_join_code, next_ids
from niangjia.unions.services.edges import begin_paths


@dataclass(frozen=True)
class NewUnion:
    """One union of a batch. ``parent_code`` "" is the top; parents come before their children.

    ``code`` "" numbers it below the nearest federation, as ``create_union`` does.
    """

    name: str
    region_code: str
    parent_code: str
    level: int
    union_type: int
    org_form: int
    org_type: int | None = None
    code: str = ""
    founded_on: date | None = None
    closed_on: date | None = None
    unit_type: int | None = None
    industry: str = ""
    credit_code: str = ""
    approval_number: str = ""
    is_catch_all: bool = False
    founding_mode: int = FoundingMode.OFFLINE


@dataclass(frozen=True)
class _Placed:
    """A union of the batch with its key, code and path."""

    pk: int
    code: str
    parent_id: int | None
    path: str
    union_type: int
    org_type: int | None
    name: str
    new: NewUnion | None = None


_COLUMNS = (
    "id", "code", "name", "short_name", "pinyin", "initials", "region_id", "parent_id", "path",
    "level", "union_type", "org_type", "org_form", "status", "founding_mode", "founded_on",
    "closed_on", "close_reason", "approval_number", "credit_code", "unit_type", "industry",
    "is_catch_all", "join_code", "created_at", "updated_at",
)  # fmt: skip
_EDGES = """
INSERT INTO unions_affiliation
       (union_id, parent_id, kind, is_counting, valid, reason, created_at, updated_at)
SELECT id, parent_id, %(kind)s, true, daterange(founded_on, closed_on), '', %(now)s, %(now)s
  FROM unions_union
 WHERE id = ANY(%(ids)s) AND parent_id IS NOT NULL AND founded_on IS DISTINCT FROM closed_on
"""


@verb
def create_unions(rows: Sequence[NewUnion], *, actor: Actor) -> dict[str, int]:
    """Enter many unions (成批登记) and return their keys by code, in the order given.

    For the system alone: set-up, migration from another platform, demo. Raises Blocked naming the
    first row that cannot stand where it wants to, NotVisible.
    """
    if not actor.is_system:
        raise NotVisible
    hold_tree(exclusive=False)
    placed = _place(rows)
    _copy(placed)
    keys = [one.pk for one in placed]
    _create_profiles(keys)
    values: dict[str, Any] = {
        "ids": keys,
        "kind": AffiliationKind.TERRITORIAL,
        "now": timezone.now(),
    }
    begin_paths(keys)
    with connection.cursor() as cursor:
        cursor.execute(_EDGES, values)
    if placed:
        first = Union.objects.get(pk=placed[0].pk)
        summary = f"成批登记{len(placed)}个工会,首个为“{first.name}”"
        journal.record("unions.create_many", first, actor=actor, summary=summary)
    return {one.code: one.pk for one in placed}


def _place(rows: Sequence[NewUnion]) -> list[_Placed]:
    known = _parents_outside(rows)
    counters: dict[str, str | None] = {}
    placed = []
    for new, pk in zip(rows, next_ids(len(rows)), strict=True):
        parent = _parent_of(new, known)
        code = new.code or _next(new, parent, counters)
        path = f"{parent.path if parent else '/'}{pk}/"
        one = _Placed(
            pk,
            code,
            parent.pk if parent else None,
            path,
            new.union_type,
            new.org_type,
            new.name,
            new,
        )
        check_credit_code(new.credit_code, new.union_type)
        known[code] = one
        placed.append(one)
    return placed


def _parents_outside(rows: Sequence[NewUnion]) -> dict[str, _Placed]:
    """Unions in the table that rows of the batch name as parents."""
    codes = {row.parent_code for row in rows} - {row.code for row in rows} - {""}
    fields = ("pk", "code", "parent_id", "path", "union_type", "org_type", "name")
    found = Union.objects.filter(code__in=codes).values_list(*fields)
    return {row[1]: _Placed(*row) for row in found}


def _parent_of(new: NewUnion, known: dict[str, _Placed]) -> _Placed | None:
    if not new.parent_code:
        return None
    parent = known.get(new.parent_code)
    if parent is None:
        raise Blocked(f"“{new.name}”的上级工会{new.parent_code}不存在,或排在它之后。")
    refused = rules.parent_refusal(
        union_type=new.union_type,
        org_type=new.org_type,
        parent_type=parent.union_type,
        parent_org_type=parent.org_type,
        parent_status=UnionStatus.NORMAL,
        parent_name=parent.name,
    )
    if refused:
        raise Blocked(f"“{new.name}”:{refused}")
    return parent


def _next(new: NewUnion, parent: _Placed | None, counters: dict[str, str | None]) -> str:
    if new.union_type == UnionType.TERRITORIAL:
        return new.region_code
    stem = rules.code_stem(parent.code) if parent else new.region_code
    if stem not in counters:
        counters[stem] = last_code(stem)
    code = rules.next_code(stem, counters[stem])
    counters[stem] = code
    return code


def _copy(placed: Iterable[_Placed]) -> None:
    now = timezone.now()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY unions_union ({', '.join(_COLUMNS)}) FROM STDIN") as copy,
    ):
        for one in placed:
            copy.write_row(_row(one, now))


def _row(one: _Placed, now: datetime) -> tuple[object, ...]:
    new = one.new
    assert new is not None  # every row of the batch has its origin
    spelt = pinyin.of_text(new.name)
    status = UnionStatus.CLOSED if new.closed_on else UnionStatus.NORMAL
    join_code = new_join_code() if new.union_type == UnionType.GRASSROOTS else None
    return (
        one.pk, one.code, new.name, "", spelt.full[:300], spelt.initials[:100], new.region_code,
        one.parent_id, one.path, int(new.level), int(new.union_type), _number(new.org_type),
        int(new.org_form), int(status), int(new.founding_mode), new.founded_on, new.closed_on, "",
        new.approval_number, new.credit_code, _number(new.unit_type), new.industry,
        new.is_catch_all, join_code, now, now,
    )  # fmt: skip


def _number(value: int | None) -> int | None:
    return None if value is None else int(value)


def _create_profiles(keys: list[int]) -> None:
    """Empty profiles for the keys: the defaults are the model's, written once for all rows."""
    blank = UnionProfile(created_at=timezone.now(), updated_at=timezone.now())
    fields = [f for f in UnionProfile._meta.concrete_fields if not f.primary_key]
    names = ", ".join(str(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [f.get_db_prep_value(getattr(blank, f.attname), connection) for f in fields]
    chosen = f"SELECT id, {marks} FROM unnest(%s::bigint[]) AS id"  # noqa: S608 - marks alone
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO unions_unionprofile (union_id, {names}) {chosen}", [*values, keys]
        )
