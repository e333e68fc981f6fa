"""Daily closing of the books (每日封账): one row per union and day, chained, only added."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from niangjia.kernel.schema import Together

GUARD = """
CREATE TRIGGER ledger_dailyseal_append_only BEFORE UPDATE OR DELETE ON ledger_dailyseal
FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
"""


class Migration(migrations.Migration):
    """The table, its guard, and an index by which a day's entries are found."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("ledger", "0004_handing_over"),
        ("unions", "0002_guards"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[Operation]] = [
        Together(
            [
                migrations.CreateModel(
                    name="DailySeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "sealed_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="封账时间"),
                        ),
                        ("entry_count", models.PositiveIntegerField(verbose_name="凭证张数")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=18, verbose_name="金额合计"
                            ),
                        ),
                        (
                            "previous",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="前一日校验值"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "union",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="unions.union",
                                verbose_name="工会",
                            ),
                        ),
                    ],
                    options={"verbose_name": "每日封账"},
                ),
                migrations.AddConstraint(
                    model_name="dailyseal",
                    constraint=models.UniqueConstraint(
                        fields=("union", "on"), name="ledger_seal_once_a_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dailyseal",
                    constraint=models.UniqueConstraint(
                        fields=("union", "previous"), name="ledger_seal_one_chain"
                    ),
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="entry", index=BrinIndex(fields=["at"], name="ledger_entry_at")
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER ledger_dailyseal_append_only ON ledger_dailyseal;"),
    ]
