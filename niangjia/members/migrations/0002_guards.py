"""What the database itself refuses: rewriting the history of a membership.

A change of membership is never edited. Only the rows of an import batch go when that batch is
undone while untouched.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE TRIGGER membershipevent_no_update BEFORE UPDATE ON members_membershipevent
FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
CREATE TRIGGER membershipevent_no_delete BEFORE DELETE ON members_membershipevent
FOR EACH ROW WHEN (OLD.batch_id IS NULL) EXECUTE FUNCTION kernel_append_only();
"""
UNGUARD = """
DROP TRIGGER membershipevent_no_update ON members_membershipevent;
DROP TRIGGER membershipevent_no_delete ON members_membershipevent;
"""


class Migration(migrations.Migration):
    """History is append-only."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("members", "0001_initial"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(GUARD, UNGUARD)]
