"""One thing in a household at a time (逐项修改): the rest stays as it was entered.

What a form does not show stays unseen: a sealed number left empty is the one already kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from django.db.models import Model

from niangjia.aid import queries
from niangjia.aid.models import HouseholdFile
from niangjia.aid.services.access import hold
from niangjia.aid.services.entries import (
    AccidentEntry,
    ExpenditureEntry,
    HomeEntry,
    HouseholdEntry,
    IncomeEntry,
    MemberEntry,
    OutsideAidEntry,
)
from niangjia.aid.services.household import write_household
from niangjia.kernel import crypto
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb

Line = IncomeEntry | ExpenditureEntry | HomeEntry | AccidentEntry | OutsideAidEntry
PARTS: Mapping[str, type[Line]] = {
    "incomes": IncomeEntry,
    "expenditures": ExpenditureEntry,
    "homes": HomeEntry,
    "accidents": AccidentEntry,
    "outside_aid": OutsideAidEntry,
}
_GONE = "这一行已不在档案中,可能刚被别人改过。请刷新页面后再办理。"


def entry_of(file: HouseholdFile) -> HouseholdEntry:
    """What stands in the file as it was entered, in the same order; numbers in clear."""
    rows = list(queries.members_of(file))
    place = {row.pk: n for n, row in enumerate(rows)}
    lines: dict[str, Any] = {
        name: _lines(kind, getattr(file, name), place) for name, kind in PARTS.items()
    }
    return HouseholdEntry(
        members=tuple(
            MemberEntry(
                identity_number=_open(row.identity_sealed),
                phone=_open(row.phone_sealed),
                disease=_open(row.disease_sealed),
                **_same(MemberEntry, row, ("identity_number", "phone", "disease")),
            )
            for row in rows
        ),
        **lines,
    )


@verb
def put_member(
    file: HouseholdFile, member: MemberEntry, *, key: int | None = None, actor: Actor
) -> HouseholdFile:
    """Add somebody, or change the one whose row is ``key``; who the worker is stays.

    Raises NotVisible or Blocked (field named).
    """
    file = hold(file)
    entry = entry_of(file)
    people = list(entry.members)
    if key is None:
        people.append(replace(member, is_worker=False))
    else:
        number = _place(queries.members_of(file), key)
        old = people[number]
        people[number] = replace(
            member,
            is_worker=old.is_worker,
            identity_number=member.identity_number or old.identity_number,
            phone=member.phone or old.phone,
            disease=member.disease or old.disease,
            born_on=member.born_on or (None if member.identity_number else old.born_on),
        )
    return write_household(file, replace(entry, members=tuple(people)), actor=actor)


@verb
def drop_member(file: HouseholdFile, key: int, *, actor: Actor) -> HouseholdFile:
    """Take somebody out with her lines. Raises NotVisible or Blocked (the worker, has grants)."""
    file = hold(file)
    entry = entry_of(file)
    people = list(entry.members)
    number = _place(queries.members_of(file), key)
    if people[number].is_worker:
        raise Blocked("申请职工本人不能从档案中删去。")
    del people[number]
    kept: dict[str, Any] = {
        name: tuple(_moved(line, number) for line in getattr(entry, name) if _whose(line) != number)
        for name in PARTS
    }
    return write_household(file, replace(entry, members=tuple(people), **kept), actor=actor)


@verb
def put_line(
    file: HouseholdFile, part: str, line: Line, *, key: int | None = None, actor: Actor
) -> HouseholdFile:
    """Add a line, or change the one whose row is ``key``; a paper it had stays unless another is named.

    Raises NotVisible or Blocked (field named).
    """
    file = hold(file)
    entry = entry_of(file)
    lines: list[Any] = list(getattr(entry, part))
    if key is None:
        lines.append(line)
    else:
        number = _place(getattr(file, part).order_by("pk"), key)
        old = lines[number]
        is_kept = getattr(line, "evidence", None) is None and hasattr(old, "evidence")
        lines[number] = replace(line, evidence=old.evidence) if is_kept else line
    changed: dict[str, Any] = {part: tuple(lines)}
    return write_household(file, replace(entry, **changed), actor=actor)


@verb
def drop_line(file: HouseholdFile, part: str, key: int, *, actor: Actor) -> HouseholdFile:
    """Take a line out. Raises NotVisible or Blocked."""
    file = hold(file)
    entry = entry_of(file)
    lines: list[Any] = list(getattr(entry, part))
    del lines[_place(getattr(file, part).order_by("pk"), key)]
    changed: dict[str, Any] = {part: tuple(lines)}
    return write_household(file, replace(entry, **changed), actor=actor)


@verb
def put_file(file: HouseholdFile, values: Mapping[str, Any], *, actor: Actor) -> HouseholdFile:
    """Change what is asked of the household as a whole. Raises NotVisible or Blocked."""
    file = hold(file)
    return write_household(file, replace(entry_of(file), file=values), actor=actor)


def _open(sealed: Any) -> str:
    return crypto.unseal(bytes(sealed)) if sealed else ""


def _same(kind: type[Any], row: Model, besides: Sequence[str]) -> dict[str, Any]:
    names = [one.name for one in fields(kind) if one.name not in besides]
    return {name: getattr(row, name) for name in names}


def _lines(kind: type[Line], rows: Any, place: Mapping[int, int]) -> tuple[Any, ...]:
    found = []
    for row in rows.order_by("pk"):
        values = _same(kind, row, ("member",))
        if "member" in {one.name for one in fields(kind)}:
            values["member"] = place[row.member_id]
        found.append(kind(**values))
    return tuple(found)


def _place(rows: Any, key: int) -> int:
    """Where the row stands now. Raises Blocked when somebody took it out or wrote it anew."""
    keys = list(rows.values_list("pk", flat=True))
    if key not in keys:
        raise Blocked(_GONE)
    return keys.index(key)


def _whose(line: Line) -> int | None:
    return getattr(line, "member", None)


def _moved(line: Line, removed: int) -> Line:
    """The line with its member's place after somebody before her went."""
    whose = _whose(line)
    if isinstance(line, HomeEntry | AccidentEntry) or whose is None or whose < removed:
        return line
    return replace(line, member=whose - 1)
