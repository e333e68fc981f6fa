"""A study loan (助学贷款) is to be repaid: no help given, so not in the view of all help."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# The view of 0004 with one kind of payment fewer.
HELP = """
CREATE OR REPLACE VIEW campaigns_help AS
SELECT p.id * 2 AS id, 'grant' AS origin, p.public_id, p.paid_on AS given_on,
       p.benefit_union_id AS union_id, p.union_id AS payer_id, p.person_id, p.programme_id,
       r.kind, p.use, 1 AS attendance, p.amount, true AS is_cash, p.household,
       COALESCE(g.category, '') AS category, COALESCE(g.file_level, '') AS file_level, f.source,
       ''::varchar(50) AS guest_name
FROM ledger_payment p
JOIN ledger_programme r ON r.id = p.programme_id
JOIN ledger_fund f ON f.id = p.fund_id
LEFT JOIN aid_grant g ON p.subject_label = 'aid.grant' AND g.id = p.subject_id
WHERE p.status = 'paid' AND p.person_id IS NOT NULL
  AND p.subject_label NOT IN ('campaigns.delivery', 'ledger.studyloan')
UNION ALL
SELECT d.id * 2 + 1, 'delivery', d.public_id, d.given_on, d.union_id,
       COALESCE(v.union_id, c.union_id), d.person_id, c.programme_id, r.kind, r.kind, d.head_count,
       d.amount, d.is_cash, d.household, d.category, d.file_level,
       (SELECT min(l.source) FROM campaigns_deliveryline l WHERE l.delivery_id = d.id), d.guest_name
FROM campaigns_delivery d
JOIN campaigns_campaign c ON c.id = d.campaign_id
JOIN ledger_programme r ON r.id = c.programme_id
LEFT JOIN ledger_reservation v ON v.id = d.reservation_id
WHERE d.given_on IS NOT NULL AND d.taken_back_on IS NULL;
"""


class Migration(migrations.Migration):
    """Leaves payments of study loans out."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("campaigns", "0004_guests"),
        ("ledger", "0006_study_loans"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(HELP)]
