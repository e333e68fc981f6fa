"""Who had campaigns and pairings in hand before: none is known of those handed over until now."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import migrations, models
from django.db.models import Q

TRIGGERS = """
CREATE CONSTRAINT TRIGGER campaignkeeper_remembered AFTER UPDATE ON campaigns_campaign
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.union_id <> NEW.union_id)
    EXECUTE FUNCTION unions_check_keepers('campaigns_campaignkeeper');
CREATE CONSTRAINT TRIGGER campaignkeeper_without_gap AFTER INSERT OR UPDATE OR DELETE ON campaigns_campaignkeeper
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unions_check_keepers('campaigns_campaignkeeper');

CREATE CONSTRAINT TRIGGER pairingkeeper_remembered AFTER UPDATE ON campaigns_pairing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.union_id <> NEW.union_id)
    EXECUTE FUNCTION unions_check_keepers('campaigns_pairingkeeper');
CREATE CONSTRAINT TRIGGER pairingkeeper_without_gap AFTER INSERT OR UPDATE OR DELETE ON campaigns_pairingkeeper
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unions_check_keepers('campaigns_pairingkeeper');
"""
UNDO = """
DROP TRIGGER campaignkeeper_remembered ON campaigns_campaign;
DROP TRIGGER pairingkeeper_remembered ON campaigns_pairing;
"""


class Migration(migrations.Migration):
    """The table; its periods follow each other, and no keeper changes without one."""

    dependencies = (("campaigns", "0005_loans_are_no_help"), ("unions", "0004_keepers"))
    operations = (
        migrations.CreateModel(
            name="CampaignKeeper",
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
                        to="campaigns.campaign",
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
                "verbose_name": "曾主办工会",
                "constraints": [
                    ExclusionConstraint(
                        name="campaignkeeper_one_a_day",
                        expressions=(("record", "="), ("valid", "&&")),
                    ),
                    models.CheckConstraint(
                        condition=Q(valid__isempty=False) & Q(valid__upper_inf=False),
                        name="campaignkeeper_is_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairingKeeper",
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
                        to="campaigns.pairing",
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
                "verbose_name": "曾结对工会",
                "constraints": [
                    ExclusionConstraint(
                        name="pairingkeeper_one_a_day",
                        expressions=(("record", "="), ("valid", "&&")),
                    ),
                    models.CheckConstraint(
                        condition=Q(valid__isempty=False) & Q(valid__upper_inf=False),
                        name="pairingkeeper_is_over",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    )
