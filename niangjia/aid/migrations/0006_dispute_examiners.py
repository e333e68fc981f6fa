"""Who looks into an objection or appeal had no hand in the file: kept by the database, too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from niangjia.kernel.schema import Together

COLUMNS = {"accepted_by_id": "受理人", "found_by_id": "调查人", "decided_by_id": "办结人"}
HEARD = {"objection": "inquiry", "appeal": "hearing"}

# Who took the steps stands in the journal; whoever accepted or concluded is taken to have found out.
FILL = """
UPDATE aid_{dispute} d SET accepted_by_id = t.accepted, decided_by_id = t.decided,
       found_by_id = CASE WHEN d.findings <> '' THEN coalesce(t.accepted, t.decided) END
  FROM (SELECT object_id,
               max(actor_id) FILTER (WHERE step = 'accept') AS accepted,
               max(actor_id) FILTER (WHERE step IN ('decline', 'uphold', 'dismiss')) AS decided
          FROM kernel_transition WHERE object_label = 'aid.{dispute}' GROUP BY object_id) t
 WHERE t.object_id = d.id;
"""

HANDS = """
CREATE FUNCTION aid_dispute_examiner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    examiners bigint[] := array_remove(
        ARRAY[NEW.accepted_by_id, NEW.found_by_id, NEW.decided_by_id], NULL);
    hand bigint;
BEGIN
    SELECT makers.id INTO hand FROM (
        SELECT actor_id AS id FROM kernel_transition
         WHERE object_label = 'aid.householdfile' AND object_id = NEW.file_id
        UNION ALL
        SELECT unnest(entered_by_ids) FROM aid_householdfile WHERE id = NEW.file_id
        UNION ALL
        SELECT p.user_id FROM aid_householdfile f JOIN members_person p ON p.id = f.person_id
         WHERE f.id = NEW.file_id
        UNION ALL
        SELECT p.user_id FROM aid_householdmember m JOIN members_person p ON p.id = m.person_id
         WHERE m.file_id = NEW.file_id
    ) makers WHERE makers.id = ANY (examiners) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '账号%是当事人,或已经办理过这份档案,不能再由其调查%。', hand, NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
"""
GUARD = """
CREATE TRIGGER {dispute}_examiner_is_no_maker
AFTER INSERT OR UPDATE OF file_id, accepted_by_id, found_by_id, decided_by_id ON aid_{dispute}
FOR EACH ROW EXECUTE FUNCTION aid_dispute_examiner();
"""
BACK = """
DROP TRIGGER appeal_examiner_is_no_maker ON aid_appeal;
DROP TRIGGER objection_examiner_is_no_maker ON aid_objection;
DROP FUNCTION aid_dispute_examiner();
"""


def _has_examiner(dispute: str) -> migrations.AddConstraint:
    accepted, concluded = Q(accepted_by_id__isnull=False), Q(decided_by_id__isnull=False)
    decided = ("upheld", "dismissed")
    return migrations.AddConstraint(
        dispute,
        models.CheckConstraint(
            condition=(~Q(status__in=(HEARD[dispute], *decided)) | accepted)
            & (~Q(status__in=(*decided, "not_accepted")) | concluded)
            & (Q(findings="") | Q(found_by_id__isnull=False)),
            name=f"{dispute}_has_examiner",
            violation_error_message=(
                "没有登记受理、调查或办结的人。请由县级或市级经办人在系统中办理。"
            ),
        ),
    )


class Migration(migrations.Migration):
    """The hands in a dispute, filled from the journal, and their guards."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aid", "0005_escalation"),
        ("kernel", "0002_guards"),
        ("members", "0002_guards"),
        ("unions", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        Together(
            [
                migrations.AddField(
                    dispute, name, models.BigIntegerField(label, editable=False, null=True)
                )
                for dispute in HEARD
                for name, label in COLUMNS.items()
            ]
        ),
        *(
            migrations.RunSQL(FILL.format(dispute=dispute), migrations.RunSQL.noop)
            for dispute in HEARD
        ),
        Together([_has_examiner(dispute) for dispute in HEARD]),
        migrations.RunSQL(HANDS + "".join(GUARD.format(dispute=one) for one in HEARD), BACK),
    ]
