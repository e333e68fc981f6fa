"""Gender and verification of the person on the membership, where figures of members look for them.

The foreign key is of all three columns: the database itself keeps them as the person's, whoever
changes the person or gives the membership to another one. Every row is written anew, so what is
dear to keep up meanwhile is built afterwards.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models
from django.db.models import F, Func, Value

_FILL = """
ALTER TABLE members_membership ADD COLUMN gender smallint, ADD COLUMN verified_level smallint;
UPDATE members_membership m SET gender = p.gender, verified_level = p.verified_level
FROM members_person p WHERE p.id = m.person_id;
ALTER TABLE members_membership
    ALTER COLUMN gender SET NOT NULL, ALTER COLUMN verified_level SET NOT NULL;
"""
_KEPT = """
ALTER TABLE members_membership ADD CONSTRAINT membership_as_person
FOREIGN KEY (person_id, gender, verified_level)
REFERENCES members_person (id, gender, verified_level)
ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION members_membership_as_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT gender, verified_level INTO NEW.gender, NEW.verified_level
    FROM members_person WHERE id = NEW.person_id;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_as_person_new BEFORE INSERT ON members_membership
FOR EACH ROW WHEN (NEW.gender IS NULL OR NEW.verified_level IS NULL)
EXECUTE FUNCTION members_membership_as_person();
CREATE TRIGGER membership_as_person_other BEFORE UPDATE OF person_id ON members_membership
FOR EACH ROW WHEN (NEW.person_id <> OLD.person_id)
EXECUTE FUNCTION members_membership_as_person();
ALTER TABLE members_membership
    ENABLE ALWAYS TRIGGER membership_as_person_new, ENABLE ALWAYS TRIGGER membership_as_person_other;
"""
_NOT_KEPT = """
DROP TRIGGER membership_as_person_other ON members_membership;
DROP TRIGGER membership_as_person_new ON members_membership;
DROP FUNCTION members_membership_as_person();
ALTER TABLE members_membership DROP CONSTRAINT membership_as_person;
"""
_DROP = "ALTER TABLE members_membership DROP COLUMN gender, DROP COLUMN verified_level;"
_ONE_AT_A_TIME = ExclusionConstraint(
    name="membership_one_at_a_time",
    expressions=(
        ("person", RangeOperators.EQUAL),
        (
            Func(F("joined_on"), F("left_on"), Value("[)"), function="daterange"),
            RangeOperators.OVERLAPS,
        ),
    ),
    violation_error_message="此人在该期间已是另一工会的会员。",
)
_INDEX = models.Index(
    fields=("union", "-id"),
    include=(
        "joined_on", "left_on", "entry_kind", "exit_kind", "exit_reason", "person", "gender",
        "verified_level",
    ),
    name="membership_union",
)  # fmt: skip


class Migration(migrations.Migration):
    """Two columns, their guard, and the index that holds them."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0004_card_codes")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveConstraint("membership", _ONE_AT_A_TIME.name),
        migrations.RemoveIndex("membership", "membership_union"),
        migrations.RemoveIndex("membership", "membership_counted"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                fields=("id", "gender", "verified_level"), name="person_as_member"
            ),
        ),
        migrations.RunSQL(
            _FILL,
            _DROP,
            state_operations=[
                migrations.AddField(
                    "membership",
                    "gender",
                    models.PositiveSmallIntegerField("性别", editable=False),
                ),
                migrations.AddField(
                    "membership",
                    "verified_level",
                    models.PositiveSmallIntegerField("实名认证级别", editable=False),
                ),
            ],
        ),
        migrations.AlterField(
            "membership",
            "person",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="members.person",
            ),
        ),
        migrations.RunSQL(_KEPT, _NOT_KEPT),
        migrations.AddIndex("membership", _INDEX),
        migrations.AddConstraint("membership", _ONE_AT_A_TIME),
    ]
