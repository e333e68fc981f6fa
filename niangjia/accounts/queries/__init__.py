"""Named reads of accounts and posts (账号与任职)."""

from __future__ import annotations

from niangjia.accounts.queries.actors import (
    actor_of,
    held_at,
    in_force,
    only_in_force,
    overlapping_posts,
    period_text,
    post_state,
    posts_in_force,
    posts_of,
    roles_of,
    titles_of,
)
from niangjia.accounts.queries.logs import (
    ENTRY_KINDS,
    find_entries,
    find_sign_ins,
    journal_visible_to,
    object_kind,
    of_kind,
    only_reads,
    own_sign_ins,
)
from niangjia.accounts.queries.users import (
    failures_of,
    find_posts,
    find_users,
    needs_second_factor,
    recovery_codes_left,
    username_of_phone,
    without_post,
    without_second_factor,
)

__all__ = [
    "ENTRY_KINDS",
    "actor_of",
    "failures_of",
    "find_entries",
    "find_posts",
    "find_sign_ins",
    "find_users",
    "held_at",
    "in_force",
    "journal_visible_to",
    "needs_second_factor",
    "object_kind",
    "of_kind",
    "only_in_force",
    "only_reads",
    "overlapping_posts",
    "own_sign_ins",
    "period_text",
    "post_state",
    "posts_in_force",
    "posts_of",
    "recovery_codes_left",
    "roles_of",
    "titles_of",
    "username_of_phone",
    "without_post",
    "without_second_factor",
]
