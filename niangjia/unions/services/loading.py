"""Taking over the records of many unions at once (批量建档): terms, officers, certificates, headcounts.

The set-based sibling of ``committees`` and ``certificates``: for migrations from another system
and for the demo, after ``create_unions``. The same constraints hold; one journal entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.ids import uuid7
from niangjia.kernel.loading import Load, next_id, take_over
from niangjia.kernel.verbs import verb
from niangjia.unions.models import LegalCertificate, Officer, Term, Union


@dataclass(frozen=True)
class NewOfficer:
    """Somebody in the current committee."""

    post: str
    name: str
    gender: int
    mode: str


@dataclass(frozen=True)
class NewTerm:
    """The current term of a union's committee and who serves in it."""

    committee: str
    number: int
    years: int
    starts_on: date
    ends_on: date
    officers: tuple[NewOfficer, ...] = ()


@dataclass(frozen=True)
class NewCertificate:
    """A legal-person certificate in force."""

    number: str
    legal_representative: str
    issued_on: date
    valid_until: date


@dataclass(frozen=True)
class UnionRecords:
    """What a union hands over besides its place in the tree; headcounts are as it reports them."""

    union_id: int
    worker_count: int
    women_worker_count: int
    covered_unit_count: int
    shows_sign: bool
    terms: tuple[NewTerm, ...] = ()
    certificate: NewCertificate | None = None


@verb
def load_records(
    root: Union, records: Sequence[UnionRecords], *, actor: Actor
) -> Mapping[str, int]:
    """Take over the records of unions below ``root``; rows by kind. Raises NotVisible."""
    first = next_id(Term)
    terms = [(record.union_id, term) for record in records for term in record.terms]
    counts = take_over(
        "unions.load",
        root,
        (
            Load(Term, _TERM, _terms(first, terms)),
            Load(Officer, _OFFICER, _officers(first, terms)),
            Load(LegalCertificate, _CERTIFICATE, _certificates(records)),
        ),
        actor=actor,
    )
    _update_profiles(records)
    return counts


_TERM = (
    "id", "public_id", "union_id", "committee", "number", "years", "starts_on", "ends_on",
    "extension_approval_number", "election_form", "approval_number",
)  # fmt: skip
_OFFICER = (
    "public_id", "union_id", "term_id", "committee", "post", "name", "gender", "email", "mode",
    "from_on",
)  # fmt: skip
_CERTIFICATE = (
    "public_id", "union_id", "number", "legal_representative", "issued_on", "valid_until",
)  # fmt: skip

Rows = Iterable[Sequence[object]]


def _terms(first: int, terms: Sequence[tuple[int, NewTerm]]) -> Rows:
    for number, (union_id, t) in enumerate(terms, first):
        yield (
            number, uuid7(), union_id, t.committee, t.number, t.years, t.starts_on, t.ends_on,
            "", "会员大会选举", "",
        )  # fmt: skip


def _officers(first: int, terms: Sequence[tuple[int, NewTerm]]) -> Rows:
    for number, (union_id, t) in enumerate(terms, first):
        for o in t.officers:
            yield (
                uuid7(), union_id, number, t.committee, o.post, o.name, o.gender, "", o.mode,
                t.starts_on,
            )  # fmt: skip


def _certificates(records: Sequence[UnionRecords]) -> Rows:
    for record in records:
        if c := record.certificate:
            yield (
                uuid7(), record.union_id, c.number, c.legal_representative, c.issued_on,
                c.valid_until,
            )  # fmt: skip


def _update_profiles(records: Sequence[UnionRecords]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE unions_unionprofile p SET worker_count = r.workers,"
            " women_worker_count = r.women, covered_unit_count = r.units,"
            " shows_sign = r.sign, chair_shows_identity = r.sign, updated_at = %s"
            " FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::boolean[])"
            " AS r(union_id, workers, women, units, sign) WHERE p.union_id = r.union_id",
            [
                clock.now(),
                [r.union_id for r in records],
                [r.worker_count for r in records],
                [r.women_worker_count for r in records],
                [r.covered_unit_count for r in records],
                [r.shows_sign for r in records],
            ],
        )
