"""Rows in words, and choices for forms."""

from __future__ import annotations

from niangjia.kernel import crypto, ids
from niangjia.members.models import (
    Card,
    Person,
    Tag,
)
from niangjia.members.rules import groups
from niangjia.members.rules.cards import CARD, batch_steps
from niangjia.members.rules.lifecycle import TagKind
from niangjia.unions.models import Union


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
