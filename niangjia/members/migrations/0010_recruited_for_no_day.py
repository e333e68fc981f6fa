"""Who joined and left on one day (转走、合并、退会) was recruited with the tags of that day.

``members_tagged`` had no row for a membership of no day, so that 新发展农民工会员 lost whom 新发展会员
counted. It has one now, which closes on the day it opens and is on no day a stock.
"""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from django.db import migrations

_STRETCHES = import_module("niangjia.members.migrations.0006_tagged")._STRETCHES
_OF_NO_DAY = """
    INSERT INTO members_tagged
    SELECT m.union_id, m.person_id, t.kind, t.code, m.gender, m.joined_on, m.joined_on, m.joined_on,
           t.code = min(t.code) OVER (PARTITION BY m.id, t.kind)
    FROM {persons} JOIN members_membership m ON m.person_id = t.person_id
    WHERE t.kind IN ('migrant', 'new_form', 'group8') AND m.entry_kind = 'join'
          AND m.left_on = m.joined_on AND t.valid @> m.joined_on;
"""
_RENEW = """
CREATE OR REPLACE FUNCTION members_tagged_renew(persons bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM members_person WHERE id = ANY(persons) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM members_tagged WHERE person_id = ANY(persons);
    {rows}
END $$;
"""
_SOME = "unnest(persons) AS who JOIN members_tag t ON t.person_id = who"
_NOW = _RENEW.format(rows=(_STRETCHES + _OF_NO_DAY).format(persons=_SOME))
_BEFORE = _RENEW.format(rows=_STRETCHES.format(persons=_SOME))
_LASTS = """
ALTER TABLE members_tagged DROP CONSTRAINT tagged_lasts_a_day;
ALTER TABLE members_tagged ADD CONSTRAINT tagged_closes_after_it_opens CHECK (closed_on >= opened_on);
"""
_LASTS_A_DAY = """
DELETE FROM members_tagged WHERE closed_on = opened_on;
ALTER TABLE members_tagged DROP CONSTRAINT tagged_closes_after_it_opens;
ALTER TABLE members_tagged ADD CONSTRAINT tagged_lasts_a_day CHECK (closed_on > opened_on);
"""


class Migration(migrations.Migration):
    """The rows of no day, what keeps them, and the constraint that allows them."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0009_verified_from_a_day")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(_LASTS, _LASTS_A_DAY),
        migrations.RunSQL(_NOW, _BEFORE),
        migrations.RunSQL(_OF_NO_DAY.format(persons="members_tag t"), migrations.RunSQL.noop),
    ]
