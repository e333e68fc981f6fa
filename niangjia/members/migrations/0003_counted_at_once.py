"""An index from which members of the whole federation are counted, without the rows.

Not built concurrently: commands started together wait for the lock of migrations in the middle of
a statement, and a concurrent build would wait for them. Seven million memberships take seconds.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Who ended when, who came when and how; equal entries are stored once."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0002_guards")]
    operations: ClassVar[list[migrations.AddIndex]] = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["left_on", "entry_kind", "joined_on", "exit_kind", "exit_reason"],
                name="membership_counted",
            ),
        )
    ]
