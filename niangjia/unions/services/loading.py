"""Taking over a whole federation at once (批量建档): unions with their history, terms, officers.

For migrations from another system and for the demo: COPY under the same constraints as a union
entered by hand. Parents come before children.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.kernel import journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.loading import bulk, copy_rows
from niangjia.kernel.verbs import verb
from niangjia.unions.models import (
    Affiliation,
    LegalCertificate,
    Officer,
    Succession,
    Term,
    TreePath,
    Union,
    UnionProfile,
)
from niangjia.unions.rules import AffiliationKind, UnionStatus, UnionType
from niangjia.unions.services.creating import new_join_code, next_ids


@dataclass(frozen=True)
class NewUnion:
    """A union to take over; ``parent``, ``was_under`` and ``successor`` are union codes."""

    code: str
    name: str
    region: str
    parent: str
    level: int
    union_type: int
    org_type: int | None
    org_form: int
    founded_on: date
    closed_on: date | None = None
    close_reason: str = ""
    successor: str = ""
    was_under: str = ""
    moved_on: date | None = None
    unit_type: int | None = None
    industry: str = ""
    credit_code: str = ""
    approval_number: str = ""
    is_catch_all: bool = False
    worker_count: int = 0
    women_worker_count: int = 0
    covered_unit_count: int = 0
    shows_sign: bool = False


@dataclass(frozen=True)
class NewOfficer:
    """Somebody in the current committee."""

    committee: str
    post: str
    name: str
    gender: int
    mode: str


@dataclass(frozen=True)
class NewTerm:
    """The current term of a union's committee and who serves in it."""

    union: str
    committee: str
    number: int
    years: int
    starts_on: date
    ends_on: date
    officers: tuple[NewOfficer, ...] = ()


@dataclass(frozen=True)
class NewCertificate:
    """A legal-person certificate in force."""

    union: str
    number: str
    legal_representative: str
    issued_on: date
    valid_until: date


@verb
def load_unions(
    unions: Sequence[NewUnion],
    *,
    terms: Sequence[NewTerm] = (),
    certificates: Sequence[NewCertificate] = (),
    actor: Actor,
) -> dict[str, int]:
    """Take over unions with their dated places; union id by code. Raises NotVisible."""
    if not actor.is_system:
        raise NotVisible
    keys = dict(zip((u.code for u in unions), next_ids(len(unions)), strict=True))
    paths: dict[str, str] = {}
    for union in unions:
        paths[union.code] = f"{paths[union.parent] if union.parent else '/'}{keys[union.code]}/"
    with bulk(
        Union, UnionProfile, TreePath, Affiliation, Succession, Term, Officer, LegalCertificate
    ):
        _load_records(unions, keys, paths)
        _load_places(unions, keys, paths)
        _load_committees(terms, keys)
        _load_certificates(certificates, keys)
    root = Union.objects.get(pk=keys[unions[0].code])
    journal.record("unions.load", root, actor=actor, summary=f"批量建档:工会{len(unions):,}个")
    return keys


def _load_records(unions: Sequence[NewUnion], keys: dict[str, int], paths: dict[str, str]) -> None:
    columns = (
        "id", "code", "name", "short_name", "pinyin", "initials", "region_id", "parent_id",
        "path", "level", "union_type", "org_type", "org_form", "status", "founding_mode",
        "founded_on", "closed_on", "close_reason", "approval_number", "credit_code", "unit_type",
        "industry", "is_catch_all", "join_code",
    )  # fmt: skip
    copy_rows(Union, columns, (_record(union, keys, paths) for union in unions))
    copy_rows(
        UnionProfile,
        _PROFILE,
        (
            (
                keys[u.code], u.worker_count, u.women_worker_count, u.covered_unit_count,
                u.shows_sign, u.shows_sign, *_PROFILE_DEFAULTS.values(),
            )
            for u in unions
        ),
    )  # fmt: skip


def _record(union: NewUnion, keys: dict[str, int], paths: dict[str, str]) -> tuple[object, ...]:
    spelt = pinyin.of_text(union.name)
    is_grassroots = union.union_type == UnionType.GRASSROOTS
    return (
        keys[union.code], union.code, union.name, "", spelt.full[:300], spelt.initials[:100],
        union.region, keys.get(union.parent), paths[union.code], union.level, union.union_type,
        union.org_type, union.org_form,
        UnionStatus.CLOSED if union.closed_on else UnionStatus.NORMAL, 1,
        union.founded_on, union.closed_on, union.close_reason, union.approval_number,
        union.credit_code, union.unit_type, union.industry, union.is_catch_all,
        new_join_code() if is_grassroots and not union.closed_on else None,
    )  # fmt: skip


_PROFILE_DEFAULTS: dict[str, object] = {
    field.column: field.get_default()
    for field in UnionProfile._meta.local_concrete_fields
    if field.column not in ("union_id", "created_at", "updated_at")
    and field.column
    not in (
        "worker_count", "women_worker_count", "covered_unit_count", "shows_sign",
        "chair_shows_identity",
    )
}  # fmt: skip
_PROFILE = (
    "union_id", "worker_count", "women_worker_count", "covered_unit_count", "shows_sign",
    "chair_shows_identity", *_PROFILE_DEFAULTS,
)  # fmt: skip


def _load_places(unions: Sequence[NewUnion], keys: dict[str, int], paths: dict[str, str]) -> None:
    """Today's place of each union, and the one before for those that moved."""
    edges: list[tuple[object, ...]] = []
    places: list[tuple[object, ...]] = []
    endings: list[tuple[object, ...]] = []
    for union in unions:
        key = keys[union.code]
        if union.was_under:
            places.append((key, f"{paths[union.was_under]}{key}/", DateRange(None, union.moved_on)))
            edges.append(
                _edge(key, keys[union.was_under], DateRange(union.founded_on, union.moved_on))
            )
        places.append((key, paths[union.code], DateRange(union.moved_on, union.closed_on)))
        if union.parent:
            since = union.moved_on or union.founded_on
            edges.append(_edge(key, keys[union.parent], DateRange(since, union.closed_on)))
        if union.closed_on:
            heir = keys.get(union.successor)
            endings.append((key, heir, "merge", union.closed_on, 0, union.close_reason))
    copy_rows(TreePath, ("union_id", "path", "valid"), places)
    copy_rows(
        Affiliation, ("union_id", "parent_id", "kind", "is_counting", "valid", "reason"), edges
    )
    columns = ("predecessor_id", "successor_id", "kind", "on", "members_moved_count", "reason")
    copy_rows(Succession, columns, endings)


def _edge(union: int, parent: int, valid: DateRange) -> tuple[object, ...]:
    return (union, parent, AffiliationKind.TERRITORIAL.value, True, valid, "")


def _load_committees(terms: Sequence[NewTerm], keys: dict[str, int]) -> None:
    columns = (
        "id", "union_id", "committee", "number", "years", "starts_on", "ends_on",
        "election_form", "approval_number",
    )  # fmt: skip
    copy_rows(
        Term,
        columns,
        (
            (n, keys[t.union], t.committee, t.number, t.years, t.starts_on, t.ends_on, "", "")
            for n, t in enumerate(terms, 1)
        ),
    )
    columns = (
        "union_id", "term_id", "committee", "post", "name", "gender", "email", "mode", "from_on",
    )  # fmt: skip
    copy_rows(Officer, columns, _officers(terms, keys))


def _officers(terms: Sequence[NewTerm], keys: dict[str, int]) -> Iterable[tuple[object, ...]]:
    for number, term in enumerate(terms, 1):
        for o in term.officers:
            yield (
                keys[term.union], number, o.committee, o.post, o.name, o.gender, "", o.mode,
                term.starts_on,
            )  # fmt: skip


def _load_certificates(certificates: Sequence[NewCertificate], keys: dict[str, int]) -> None:
    columns = ("union_id", "number", "legal_representative", "issued_on", "valid_until")
    copy_rows(
        LegalCertificate,
        columns,
        (
            (keys[c.union], c.number, c.legal_representative, c.issued_on, c.valid_until)
            for c in certificates
        ),
    )
