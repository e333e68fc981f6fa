"""中央财政 pays for files of national level only: kept by the database, too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from niangjia.ledger.rules import FileLevel

# What central funds promised so far passed the rule.
FILL = """
UPDATE ledger_reservation SET file_level = 'national'
 WHERE fund_id IN (SELECT id FROM ledger_fund WHERE source = 'central');
"""
CENTRAL = """
CREATE FUNCTION ledger_central_for_national() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.file_level <> 'national'
       AND EXISTS (SELECT 1 FROM ledger_fund WHERE id = NEW.fund_id AND source = 'central') THEN
        RAISE EXCEPTION '中央财政专项帮扶资金只能用于全国级档案。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_central_for_national';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_central_for_national
BEFORE INSERT OR UPDATE OF fund_id, file_level ON ledger_reservation
FOR EACH ROW EXECUTE FUNCTION ledger_central_for_national();
"""
BACK = """
DROP TRIGGER ledger_central_for_national ON ledger_reservation;
DROP FUNCTION ledger_central_for_national();
"""


class Migration(migrations.Migration):
    """The level of the file stands with the promise; a trigger compares it with the source."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0006_study_loans")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "reservation",
            "file_level",
            models.CharField(
                "建档标准",
                max_length=10,
                choices=FileLevel.choices(),
                blank=True,
                default="",
                editable=False,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CENTRAL, BACK),
    ]
