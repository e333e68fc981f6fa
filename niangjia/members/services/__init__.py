"""Verbs of members (会员): the only room that writes. One function per verb."""

from __future__ import annotations

from niangjia.members.services.binding import unbind
from niangjia.members.services.card_codes import print_labels, renew_code
from niangjia.members.services.cards import (
    BatchOutcome,
    apply_card,
    apply_many,
    reissue,
    take_many,
)
from niangjia.members.services.conflicts import dismiss as dismiss_conflict
from niangjia.members.services.duplicates import dismiss_pair, merge, queue_many
from niangjia.members.services.joining import Work, apply_to_join
from niangjia.members.services.membership import (
    MemberElsewhere,
    admit,
    admit_or_ticket,
    auto_quit,
    close_deceased,
    expel,
    rejoin,
    resign,
    resume,
    retain,
)
from niangjia.members.services.people import correct_identity, edit_person
from niangjia.members.services.tags import clear_tag, set_tag
from niangjia.members.services.transfer import (
    auto_confirm_transfers,
    confirm_transfer,
    refuse_transfer,
    request_transfer,
    request_transfer_in,
    transfer_instead,
    withdraw_transfer,
)

__all__ = [
    "BatchOutcome",
    "MemberElsewhere",
    "Work",
    "admit",
    "admit_or_ticket",
    "apply_card",
    "apply_many",
    "apply_to_join",
    "auto_confirm_transfers",
    "auto_quit",
    "clear_tag",
    "close_deceased",
    "confirm_transfer",
    "correct_identity",
    "dismiss_conflict",
    "dismiss_pair",
    "edit_person",
    "expel",
    "merge",
    "print_labels",
    "queue_many",
    "refuse_transfer",
    "reissue",
    "rejoin",
    "renew_code",
    "request_transfer",
    "request_transfer_in",
    "resign",
    "resume",
    "retain",
    "set_tag",
    "take_many",
    "transfer_instead",
    "unbind",
    "withdraw_transfer",
]
