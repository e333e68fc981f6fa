"""Taking over a whole registry at once (批量入库): COPY under the same constraints as any other row.

For migrations from another system and for the demo. Rows come as ready COPY blocks; the database
checks each of them (one membership a day, one live card, milestones in order, foreign keys)
before the transaction commits. One journal entry for the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db import models

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.loading import bulk, copy
from niangjia.kernel.verbs import verb
from niangjia.members.models import Card, Membership, MembershipEvent, Person, Tag, Transfer
from niangjia.unions.models import Union

_STAMPS = ("created_at", "updated_at")
COLUMNS: Mapping[type[models.Model], tuple[str, ...]] = {
    Person: (
        "id", "public_id", "name", "initials", "pinyin", "id_type", "identity_sealed",
        "identity_blind", "phone_sealed", "phone_blind", "gender", "born_on", "ethnicity",
        "education", "skill", "politics", "household_type", "household_region", "native_place",
        "employment", "verified_level", "verified_on", "died_on", *_STAMPS,
    ),
    Membership: (
        "id", "public_id", "person_id", "union_id", "employer_id", "employer_name", "status",
        "joined_on", "left_on", "retained_on", "entry_kind", "exit_kind", "exit_reason", *_STAMPS,
    ),
    MembershipEvent: ("membership_id", "kind", "on", "reason", "note", "at"),
    Transfer: (
        "public_id", "number", "membership_id", "union_id", "target_id", "status", "asked_by",
        "reason", "source_confirmed_at", "target_confirmed_at", "completed_on", "result_id",
        *_STAMPS,
    ),
    Tag: ("person_id", "kind", "code", "valid", "source", *_STAMPS),
    Card: (
        "public_id", "person_id", "union_id", "bank", "number_tail", "status", "applied_on",
        "produced_on", "delivered_on", "activated_on", "closed_on", *_STAMPS,
    ),
}  # fmt: skip

Told = Callable[[str, int], None]


@verb
def load_registry(
    union: Union,
    blocks: Mapping[type[models.Model], Iterable[bytes]],
    *,
    actor: Actor,
    tell: Told = lambda name, count: None,
) -> dict[str, int]:
    """Take over persons and all that belongs to them below ``union``; rows by table.

    ``blocks`` holds COPY text blocks with the columns of ``COLUMNS``. Only the system may: rows
    bring their own history. Raises NotVisible; IntegrityError leaves nothing behind.
    """
    if not actor.is_system:
        raise NotVisible
    counts: dict[str, int] = {}
    with bulk(*COLUMNS):
        for table, columns in COLUMNS.items():
            name = str(table._meta.verbose_name)
            counts[name] = copy(table, columns, blocks.get(table, ()))
            tell(name, counts[name])
        tell("索引与约束", 0)
    said = "、".join(f"{name}{count:,}" for name, count in counts.items())
    journal.record("members.load", union, actor=actor, summary=f"批量入库:{said}")
    return counts
