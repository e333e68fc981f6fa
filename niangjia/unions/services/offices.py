"""Days on which offices count (任职计数): kept by triggers, put right from the offices themselves."""

from __future__ import annotations

from django.db import connection

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.verbs import verb

_MEND = """
    UPDATE unions_officer SET counted_days = found.days
    FROM unions_officer_miscounted(ARRAY(SELECT id FROM unions_union)) AS found
    WHERE id = found.officer_id
"""


@verb
def recount_offices(*, actor: Actor) -> int:
    """Put right what is kept of offices held beside others; how many were wrong. Raises NotVisible."""
    if not actor.is_system:
        raise NotVisible
    with connection.cursor() as cursor:
        cursor.execute(_MEND)
        return int(cursor.rowcount)
