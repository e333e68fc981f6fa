"""A random code for every card; the column is filled as it is added."""

from __future__ import annotations

import uuid
from typing import ClassVar

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds ``Card.code``."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0003_counted_at_once")]
    operations: ClassVar[list[migrations.AddField]] = [
        migrations.AddField(
            model_name="card",
            name="code",
            field=models.UUIDField(
                "会员码",
                default=uuid.uuid4,
                db_default=django.contrib.postgres.functions.RandomUUID(),
                unique=True,
                editable=False,
            ),
        )
    ]
