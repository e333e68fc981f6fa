"""Taking over a whole register of employers at once (批量建档), with the unions that cover them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.employers import rules
from niangjia.employers.models import Coverage, Employer, Headcount
from niangjia.kernel import pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.ids import uuid7
from niangjia.kernel.loading import Load, next_id, take_over
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Union


@dataclass(frozen=True)
class NewEmployer:
    """An employer; ``covered`` are the unions that covered it, one after the other (id, from, until)."""

    name: str
    union_id: int
    region: str
    unit_type: int
    industry: str
    worker_count: int
    women_worker_count: int
    counted_on: date
    registered_on: date
    credit_code: str = ""
    is_platform_partner: bool = False
    covered: tuple[tuple[int, date, date | None], ...] = ()


@verb
def load_employers(root: Union, rows: Sequence[NewEmployer], *, actor: Actor) -> int:
    """Take over employers below ``root`` in the order given; the id of the first. Raises NotVisible."""
    first = next_id(Employer)
    loads = (
        Load(Employer, _EMPLOYER, _employers(first, rows)),
        Load(
            Headcount,
            ("employer_id", "counted_on", "worker_count", "women_worker_count"),
            (
                (pk, e.counted_on, e.worker_count, e.women_worker_count)
                for pk, e in enumerate(rows, first)
            ),
        ),
        Load(
            Coverage,
            ("union_id", "employer_id", "valid"),
            (
                (union_id, pk, DateRange(since, until))
                for pk, e in enumerate(rows, first)
                for union_id, since, until in e.covered
            ),
        ),
    )
    take_over("employers.load", root, loads, actor=actor)
    return first


_EMPLOYER = (
    "id", "public_id", "name", "initials", "credit_code", "union_id", "region_id", "unit_type",
    "is_public", "industry", "worker_count", "women_worker_count", "is_platform",
    "is_platform_partner", "address", "contact_name", "contact_phone", "counted_on",
    "registered_on", "close_reason",
)  # fmt: skip


def _employers(first: int, rows: Sequence[NewEmployer]) -> Iterator[Sequence[object]]:
    for pk, e in enumerate(rows, first):
        yield (
            pk, uuid7(), e.name, pinyin.of_text(e.name).initials[:100], e.credit_code, e.union_id,
            e.region, int(e.unit_type), rules.is_public(e.unit_type), e.industry, e.worker_count,
            e.women_worker_count, False, e.is_platform_partner, "", "", "", e.counted_on,
            e.registered_on, "",
        )  # fmt: skip
