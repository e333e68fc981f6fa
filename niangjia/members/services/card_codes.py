"""The code of a card (会员码): changed when it may be in other hands, printed to stick on."""

from __future__ import annotations

from uuid import uuid4

from niangjia.kernel import journal, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import Card
from niangjia.unions.models import Union

MOST_LABELS = 300
"""Codes on one print."""


@verb
def renew_code(card: Card, *, actor: Actor) -> Card:
    """Give the holder another code at once (更换会员码); the old one is nobody's.

    Herself, or who keeps her card. Raises NotVisible or Blocked.
    """
    card = lock(Card, card.pk)
    is_own = actor.user_id is not None and card.person.user_id == actor.user_id
    if not is_own and not actor.may("members.card", card.scope_path):
        raise NotVisible
    if card.closed_on is not None:
        raise Blocked("这张卡已停用,没有可以更换的会员码。")
    card = change_code(card)
    journal.record("card.code", card, actor=actor, summary="更换会员码,旧码作废")
    return card


def change_code(card: Card) -> Card:
    """Another code for a locked card. For the services of this area."""
    card.code = uuid4()
    card.save(update_fields=["code", "updated_at"])
    return card


@verb
def print_labels(union: Union, *, actor: Actor) -> list[Card]:
    """The cards of a union, with codes to stick on (打印会员码). Raises NotVisible or Blocked.

    Those the bank has made and those in use; each holder sees on her phone that it was printed.
    """
    if not actor.may("members.card", union.path):
        raise NotVisible
    cards = list(queries.cards_with_code(union)[: MOST_LABELS + 1])
    if not cards:
        raise Blocked("这个工会没有已制成或在用的会员服务卡。", field="union")
    if len(cards) > MOST_LABELS:
        raise Blocked(f"一次最多打印{MOST_LABELS}张。请选择下级工会分别打印。", field="union")
    entry = journal.record(
        "card.labels",
        union,
        actor=actor,
        summary=f"打印{len(cards)}张会员码",
        reason="贴在会员服务卡上",
        is_read=True,
    )
    privacy.disclosed(entry.pk, Card._meta.label_lower, [card.pk for card in cards])
    return cards
