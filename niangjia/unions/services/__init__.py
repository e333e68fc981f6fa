"""Verbs of trade-union organisation (工会组织)."""

from __future__ import annotations

from niangjia.unions.services.certificates import (
    check_item,
    check_items,
    register_certificate,
    renew_certificate,
    revoke_certificate,
)
from niangjia.unions.services.committees import (
    appoint_officer,
    close_term,
    dismiss_officer,
    extend_term,
    start_term,
)
from niangjia.unions.services.creating import create_union
from niangjia.unions.services.creating_many import NewUnion, create_unions
from niangjia.unions.services.editing import edit_union, freeze, unfreeze
from niangjia.unions.services.keeping import begun_on, end_keeping, keep_until
from niangjia.unions.services.offices import recount_offices
from niangjia.unions.services.regions import load_regions, regions_are_loaded
from niangjia.unions.services.reorganising import (
    close,
    merge,
    move,
    preview_close,
    preview_merge,
    preview_move,
)
from niangjia.unions.services.splitting import Part, preview_split, split

__all__ = [
    "NewUnion",
    "Part",
    "appoint_officer",
    "begun_on",
    "check_item",
    "check_items",
    "close",
    "close_term",
    "create_union",
    "create_unions",
    "dismiss_officer",
    "edit_union",
    "end_keeping",
    "extend_term",
    "freeze",
    "keep_until",
    "load_regions",
    "merge",
    "move",
    "preview_close",
    "preview_merge",
    "preview_move",
    "preview_split",
    "recount_offices",
    "regions_are_loaded",
    "register_certificate",
    "renew_certificate",
    "revoke_certificate",
    "split",
    "start_term",
    "unfreeze",
]
