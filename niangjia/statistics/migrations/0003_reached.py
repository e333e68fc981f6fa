"""The day a target was reached (达标日期), and which initiative a plan carries out (所属专项).

Of plans issued the nightly count fills the day in; plans closed before have none.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

# Until now the title alone said so.
INITIATIVES = """
UPDATE statistics_plan SET initiative = 'six_hundreds'
WHERE initiative = '' AND title LIKE '%六百计划%';
UPDATE statistics_plan SET initiative = 'reform'
WHERE initiative = '' AND title LIKE '%产业工人队伍建设改革%';
"""


class Migration(migrations.Migration):
    """Two columns."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("statistics", "0002_guards")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "plan",
            "initiative",
            models.CharField(
                "所属专项",
                max_length=12,
                blank=True,
                default="",
                choices=[("six_hundreds", "六百计划"), ("reform", "产业工人队伍建设改革")],
            ),
        ),
        migrations.AddField(
            "target",
            "reached_on",
            models.DateField("达标日期", null=True, editable=False),
        ),
        migrations.RunSQL(INITIATIVES, migrations.RunSQL.noop),
    ]
