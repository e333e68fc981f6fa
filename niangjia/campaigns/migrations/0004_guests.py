"""People outside the register who are helped too (非会员), and their names in the view of all help."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from niangjia.kernel.schema import Together

# The view of 0002 with a column more; what stood there stands as it did.
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
WHERE p.status = 'paid' AND p.person_id IS NOT NULL AND p.subject_label <> 'campaigns.delivery'
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
    """A guest is one, by name, contact and their blind index; gets an item once."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("campaigns", "0003_volunteers_and_trainees"),
    ]
    operations: ClassVar[list[Together | migrations.RunSQL]] = [
        Together(
            [
                migrations.AddField(
                    model_name="delivery",
                    name="guest_name",
                    field=models.CharField("非会员", max_length=50, blank=True, default=""),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="guest_sealed",
                    field=models.BinaryField("手机或证件号后四位", null=True),
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="guest_blind",
                    field=models.BinaryField(max_length=16, null=True),
                ),
                migrations.AddField(
                    model_name="deliveryline",
                    name="guest_blind",
                    field=models.BinaryField(max_length=16, null=True),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.CheckConstraint(
                        condition=Q(guest_name="", guest_sealed=None, guest_blind=None)
                        | (
                            Q(person=None, head_count=1, guest_sealed__isnull=False)
                            & Q(guest_blind__isnull=False)
                            & ~Q(guest_name="")
                        ),
                        name="delivery_guest_is_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deliveryline",
                    constraint=models.UniqueConstraint(
                        fields=("item", "guest_blind"),
                        condition=Q(
                            guest_blind__isnull=False, may_repeat=False, is_taken_back=False
                        ),
                        name="deliveryline_guest_once",
                        violation_error_message=(
                            "同名、同手机(或同证件尾号)的人在这次活动中已经领过这项物资,没有重复发放。"
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(HELP, migrations.RunSQL.noop),
    ]
