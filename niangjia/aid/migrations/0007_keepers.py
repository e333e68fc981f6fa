"""Who had household files in hand before (曾办理工会): none is known of those handed over until now."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import migrations, models
from django.db.models import Q

TRIGGERS = """
CREATE CONSTRAINT TRIGGER filekeeper_remembered AFTER UPDATE ON aid_householdfile
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.union_id <> NEW.union_id)
    EXECUTE FUNCTION unions_check_keepers('aid_filekeeper');
CREATE CONSTRAINT TRIGGER filekeeper_without_gap AFTER INSERT OR UPDATE OR DELETE ON aid_filekeeper
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unions_check_keepers('aid_filekeeper');
"""
UNDO = """
DROP TRIGGER filekeeper_remembered ON aid_householdfile;
"""


class Migration(migrations.Migration):
    """The table; its periods follow each other, and no keeper changes without one."""

    dependencies = (("aid", "0006_dispute_examiners"), ("unions", "0004_keepers"))
    operations = (
        migrations.CreateModel(
            name="FileKeeper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", DateRangeField(verbose_name="管理期间")),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.PROTECT,
                        related_name="past_keepers",
                        to="aid.householdfile",
                    ),
                ),
                (
                    "union",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="unions.union",
                        verbose_name="工会",
                    ),
                ),
            ],
            options={
                "verbose_name": "曾办理工会",
                "constraints": [
                    ExclusionConstraint(
                        name="filekeeper_one_a_day", expressions=(("record", "="), ("valid", "&&"))
                    ),
                    models.CheckConstraint(
                        condition=Q(valid__isempty=False) & Q(valid__upper_inf=False),
                        name="filekeeper_is_over",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    )
