"""The day of verification (实名认证日期), so that nobody is counted as verified before it.

On the person with her level; on the membership without nulls, which a foreign key would not look at
(9999-12-31: never), and with it the day from which she was both member and verified. The database
keeps them as before (0005), counts the new day (0008), and refuses a level that falls below 2 again:
that she was verified on the days in between would be lost.

What day is taken for those who were verified before anybody wrote the day down? For one whose document
a cadre has seen (level 4), the day the journal has it. For all others the day her row came into the
register: so far back it was on record, and nothing shows that it was so any earlier. Her day of joining
would be the very fault this mends, for registers taken over from elsewhere hold members of twenty years
whose identity was checked lately or nobody knows when. So figures of days before a register was taken
over say too little rather than what nobody has on record; ``members.verified@1`` still counts as before.

Every row is written anew, so what is dear to keep up meanwhile is put aside or built afterwards.
"""

from __future__ import annotations

from datetime import date as _date
from importlib import import_module
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Greatest, Least

_tally = import_module("niangjia.members.migrations.0008_tallies").tally
_TALLY = ("members_membership_tally", "members_membership")
_KEYS = {
    "entry_kind": "varchar(16)",
    "exit_kind": "smallint",
    "exit_reason": "smallint",
    "gender": "smallint",
    "verified_level": "smallint",
}
_OLD_TALLY = _tally(*_TALLY, ("joined_on", "left_on"), _KEYS)

# A column that is filled as the table is written anew, and ordinary from then on: no row is left behind.
_PERSON_DAY = """
ALTER TABLE members_person ADD COLUMN verified_on date GENERATED ALWAYS AS (
    CASE WHEN verified_level >= 2 THEN (created_at AT TIME ZONE 'Asia/Shanghai')::date END
) STORED;
ALTER TABLE members_person ALTER COLUMN verified_on DROP EXPRESSION;
UPDATE members_person p SET verified_on = j.day
FROM (
    SELECT object_id, min((at AT TIME ZONE 'Asia/Shanghai')::date) AS day FROM kernel_entry
    WHERE object_label = 'members.person' AND verb = 'members.bind'
          AND reason <> '姓名、证件和手机相符'  -- by herself: level 1
    GROUP BY object_id
) j WHERE j.object_id = p.id AND p.verified_level = 4;
ALTER TABLE members_person ADD COLUMN verified_since date NOT NULL
    GENERATED ALWAYS AS (COALESCE(verified_on, DATE '9999-12-31')) STORED;
"""
_NO_PERSON_DAY = "ALTER TABLE members_person DROP COLUMN verified_since, DROP COLUMN verified_on;"

_STAYS = """
CREATE FUNCTION members_person_stays_verified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已实名认证的人不能退回未认证:过去各日的实名认证会员已经计入' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER person_stays_verified BEFORE UPDATE OF verified_level ON members_person
FOR EACH ROW WHEN (OLD.verified_level >= 2 AND NEW.verified_level < 2)
EXECUTE FUNCTION members_person_stays_verified();
"""
_DOES_NOT_STAY = """
DROP TRIGGER person_stays_verified ON members_person;
DROP FUNCTION members_person_stays_verified();
"""

# Nothing changes that tagged members are made of.
_MEMBERSHIP_DAYS = """
ALTER TABLE members_membership DISABLE TRIGGER members_membership_tagged_changed;
ALTER TABLE members_membership ADD COLUMN verified_since date NOT NULL DEFAULT '9999-12-31';
UPDATE members_membership m SET verified_since = p.verified_since
FROM members_person p WHERE p.id = m.person_id AND p.verified_on IS NOT NULL;
ALTER TABLE members_membership
    ALTER COLUMN verified_since DROP DEFAULT,
    ADD COLUMN verified_from date NOT NULL
        GENERATED ALWAYS AS (LEAST(GREATEST(joined_on, verified_since), left_on)) STORED,
    ENABLE ALWAYS TRIGGER members_membership_tagged_changed;
"""
_NO_MEMBERSHIP_DAYS = """
ALTER TABLE members_membership DROP COLUMN verified_from, DROP COLUMN verified_since;
"""

_NOT_KEPT = """
DROP TRIGGER membership_as_person_new ON members_membership;
ALTER TABLE members_membership DROP CONSTRAINT membership_as_person;
"""
_KEPT = """
ALTER TABLE members_membership ADD CONSTRAINT membership_as_person
FOREIGN KEY (person_id, gender, verified_level{more})
REFERENCES members_person (id, gender, verified_level{more})
ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE OR REPLACE FUNCTION members_membership_as_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT gender, verified_level{more} INTO NEW.gender, NEW.verified_level{news}
    FROM members_person WHERE id = NEW.person_id;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_as_person_new BEFORE INSERT ON members_membership
FOR EACH ROW WHEN (NEW.gender IS NULL OR NEW.verified_level IS NULL{nulls})
EXECUTE FUNCTION members_membership_as_person();
ALTER TABLE members_membership ENABLE ALWAYS TRIGGER membership_as_person_new;
"""
_AS_BEFORE = _KEPT.format(more="", news="", nulls="")
_WITH_DAY = _KEPT.format(
    more=", verified_since", news=", NEW.verified_since", nulls=" OR NEW.verified_since IS NULL"
)
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
        "verified_level", "verified_from",
    ),
    name="membership_union",
)  # fmt: skip


def _generated(expression: models.Func) -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True, expression=expression, output_field=models.DateField()
    )


class Migration(migrations.Migration):
    """The day on person and membership, their guards, the tally and the index that hold it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("members", "0008_tallies"),
        ("kernel", "0001_initial"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(_OLD_TALLY.reverse_sql, _OLD_TALLY.sql),
        migrations.RemoveConstraint("membership", _ONE_AT_A_TIME.name),
        migrations.RemoveIndex("membership", "membership_union"),
        migrations.RunSQL(_NOT_KEPT, _AS_BEFORE),
        migrations.RemoveConstraint("person", "person_as_member"),
        migrations.RunSQL(
            _PERSON_DAY,
            _NO_PERSON_DAY,
            state_operations=[
                migrations.AddField(
                    "person",
                    "verified_on",
                    models.DateField("实名认证日期", null=True, editable=False),
                ),
                migrations.AddField(
                    "person",
                    "verified_since",
                    _generated(Coalesce("verified_on", _date(9999, 12, 31))),
                ),
            ],
        ),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                fields=("id", "gender", "verified_level", "verified_since"), name="person_as_member"
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(verified_level__lt=2, verified_on=None)
                | Q(verified_level__gte=2, verified_on__isnull=False),
                name="person_verified_on_a_day",
            ),
        ),
        migrations.RunSQL(_STAYS, _DOES_NOT_STAY),
        migrations.RunSQL(
            _MEMBERSHIP_DAYS,
            _NO_MEMBERSHIP_DAYS,
            state_operations=[
                migrations.AddField(
                    "membership",
                    "verified_since",
                    models.DateField("实名认证日期", editable=False),
                ),
                migrations.AddField(
                    "membership",
                    "verified_from",
                    _generated(Least(Greatest("joined_on", "verified_since"), "left_on")),
                ),
            ],
        ),
        migrations.RunSQL(_WITH_DAY, _NOT_KEPT),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("verified_from")),
                name="membership_left_after_verified",
            ),
        ),
        migrations.AddIndex("membership", _INDEX),
        migrations.AddConstraint("membership", _ONE_AT_A_TIME),
        _tally(*_TALLY, ("joined_on", "left_on", "verified_from"), _KEYS),
    ]
