"""The view of all help (帮扶记录), and moves of stock that can only be added."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

HELP = """
CREATE VIEW campaigns_help AS
SELECT p.id * 2 AS id, 'grant' AS origin, p.public_id, p.paid_on AS given_on,
       p.benefit_union_id AS union_id, p.union_id AS payer_id, p.person_id, p.programme_id,
       r.kind, p.use, 1 AS attendance, p.amount, true AS is_cash, p.household,
       COALESCE(g.category, '') AS category, COALESCE(g.file_level, '') AS file_level, f.source
FROM ledger_payment p
JOIN ledger_programme r ON r.id = p.programme_id
JOIN ledger_fund f ON f.id = p.fund_id
LEFT JOIN aid_grant g ON p.subject_label = 'aid.grant' AND g.id = p.subject_id
WHERE p.status = 'paid' AND p.person_id IS NOT NULL AND p.subject_label <> 'campaigns.delivery'
UNION ALL
SELECT d.id * 2 + 1, 'delivery', d.public_id, d.given_on, d.union_id,
       COALESCE(v.union_id, c.union_id), d.person_id, c.programme_id, r.kind, r.kind, d.head_count,
       d.amount, d.is_cash, d.household, d.category, d.file_level,
       (SELECT min(l.source) FROM campaigns_deliveryline l WHERE l.delivery_id = d.id)
FROM campaigns_delivery d
JOIN campaigns_campaign c ON c.id = d.campaign_id
JOIN ledger_programme r ON r.id = c.programme_id
LEFT JOIN ledger_reservation v ON v.id = d.reservation_id
WHERE d.given_on IS NOT NULL AND d.taken_back_on IS NULL;
"""
HELP_BACK = "DROP VIEW campaigns_help;"

MOVES = """
CREATE FUNCTION campaigns_move_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '出入库记录只能追加,不能修改或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER campaigns_move_kept BEFORE UPDATE OR DELETE ON campaigns_stockmove
FOR EACH ROW EXECUTE FUNCTION campaigns_move_kept();
"""
MOVES_BACK = """
DROP TRIGGER campaigns_move_kept ON campaigns_stockmove;
DROP FUNCTION campaigns_move_kept();
"""


class Migration(migrations.Migration):
    """What figures of aid count; append-only moves."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("campaigns", "0001_initial"),
        ("ledger", "0002_guards"),
        ("aid", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(HELP, HELP_BACK),
        migrations.RunSQL(MOVES, MOVES_BACK),
    ]
