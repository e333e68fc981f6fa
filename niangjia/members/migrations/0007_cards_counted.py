"""Cards of a city are counted from an index, not from all cards of the province."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of a union's cards holds what figures look at."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0006_tagged")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveIndex("card", "card_union"),
        migrations.AddIndex(
            "card",
            models.Index(
                fields=["union", "-id"],
                include=["status", "applied_on", "delivered_on", "activated_on"],
                name="card_union",
            ),
        ),
    ]
