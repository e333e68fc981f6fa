"""Who kept the files of employers before (曾主管工会): none is known of those handed over until now."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import migrations, models
from django.db.models import Q

TRIGGERS = """
CREATE CONSTRAINT TRIGGER employerkeeper_remembered AFTER UPDATE ON employers_employer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.union_id <> NEW.union_id)
    EXECUTE FUNCTION unions_check_keepers('employers_employerkeeper');
CREATE CONSTRAINT TRIGGER employerkeeper_without_gap AFTER INSERT OR UPDATE OR DELETE ON employers_employerkeeper
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unions_check_keepers('employers_employerkeeper');
"""
UNDO = """
DROP TRIGGER employerkeeper_remembered ON employers_employer;
"""


class Migration(migrations.Migration):
    """The table; its periods follow each other, and no keeper changes without one."""

    dependencies = (("employers", "0001_initial"), ("unions", "0004_keepers"))
    operations = (
        migrations.CreateModel(
            name="EmployerKeeper",
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
                        to="employers.employer",
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
                "verbose_name": "曾主管工会",
                "constraints": [
                    ExclusionConstraint(
                        name="employerkeeper_one_a_day",
                        expressions=(("record", "="), ("valid", "&&")),
                    ),
                    models.CheckConstraint(
                        condition=Q(valid__isempty=False) & Q(valid__upper_inf=False),
                        name="employerkeeper_is_over",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    )
