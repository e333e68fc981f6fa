"""Unions entered below one that had moved stood, on every past day, where it stands now.

``TreePath`` of such a union began as one row without bounds, with the path of the day it was entered:
one founded in 2020 below a township that went to another county in 2022 was counted in that county for
2021 too. Its first row follows the first rows of its parent instead, from the top of the tree down;
what came after its entry was always written for both.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# A row without beginning follows its parent's rows of the same days wherever its path is another; the
# parent's are right already, for they are shorter.
_CUT = """
DO $$
DECLARE
    deepest int := (SELECT coalesce(max(length(path) - length(replace(path, '/', ''))), 0)
                      FROM unions_treepath);
BEGIN
    CREATE TEMPORARY TABLE unions_first_pieces (
        id bigint, union_id bigint, path text, valid daterange
    ) ON COMMIT DROP;
    FOR depth IN 3..deepest LOOP  -- "/1/2/" has three
        TRUNCATE unions_first_pieces;
        INSERT INTO unions_first_pieces
        SELECT own.id, own.union_id, upper.path || own.union_id || '/', upper.valid * own.valid
          FROM unions_treepath own
          JOIN unions_treepath upper
            ON upper.union_id = split_part(own.path, '/', depth - 1)::bigint
           AND upper.valid && own.valid
         WHERE own.id IN (
            SELECT o.id FROM unions_treepath o
              JOIN unions_treepath u
                ON u.union_id = split_part(o.path, '/', depth - 1)::bigint AND u.valid && o.valid
             WHERE lower_inf(o.valid)
               AND length(o.path) - length(replace(o.path, '/', '')) = depth
               AND o.path <> u.path || o.union_id || '/'
         );
        DELETE FROM unions_treepath WHERE id IN (SELECT id FROM unions_first_pieces);
        INSERT INTO unions_treepath (union_id, path, valid)
        SELECT union_id, path, valid FROM unions_first_pieces;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Cuts the first rows where their parents' are cut."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("unions", "0002_guards")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(_CUT, migrations.RunSQL.noop)
    ]
