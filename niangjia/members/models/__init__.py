"""Tables of members (会员): persons, membership episodes, joining, transfer, tags, cards.

Foreign keys whose own index would repeat the head of a declared one have none (``db_index=False``):
at seven million rows each index slows the import down.
"""

from __future__ import annotations

from niangjia.members.models.batches import ImportBatch, ImportFinding
from niangjia.members.models.binding import IdentityClaim
from niangjia.members.models.cards import Card
from niangjia.members.models.episodes import Membership, MembershipEvent
from niangjia.members.models.joining import JoinApplication
from niangjia.members.models.moving import Conflict, Transfer
from niangjia.members.models.people import DuplicatePair, Person, Tag

__all__ = [
    "Card",
    "Conflict",
    "DuplicatePair",
    "IdentityClaim",
    "ImportBatch",
    "ImportFinding",
    "JoinApplication",
    "Membership",
    "MembershipEvent",
    "Person",
    "Tag",
    "Transfer",
]
