"""Tags while their bearer is a member, kept ready: what figures of migrants and groups count.

A row for each membership, kind of tag, stretch of days with the same codes, and code; ``leads``
marks one of the codes of a stretch, so that the leading rows of a day are the persons with a tag of
that kind. The rows of a person are written anew whenever her tags or memberships change, whatever
the session's replication role is. Her own row is locked meanwhile: of two who change them at once,
the second sees what the first did.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_TABLE = """
CREATE TABLE members_tagged (
    union_id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind varchar(10) NOT NULL,
    code varchar(20) NOT NULL,
    gender smallint NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    recruited_on date,
    leads boolean NOT NULL,
    CONSTRAINT tagged_lasts_a_day CHECK (closed_on > opened_on)
);
"""
# What holds of `{persons}`, the source of the tags and memberships of some or of all.
_STRETCHES = """
    INSERT INTO members_tagged
    WITH pieces AS (
        SELECT m.id AS membership_id, m.union_id, m.person_id, m.gender, t.kind, t.code,
               GREATEST(m.joined_on, lower(t.valid)) AS opened_on,
               COALESCE(LEAST(m.left_on, upper(t.valid)), 'infinity') AS closed_on,
               CASE WHEN m.entry_kind = 'join' AND t.valid @> m.joined_on THEN m.joined_on END
               AS recruited_on
        FROM {persons} JOIN members_membership m ON m.person_id = t.person_id
        WHERE t.kind IN ('migrant', 'new_form', 'group8')
              AND t.valid && daterange(m.joined_on, m.left_on)
    ), stretches AS (
        SELECT membership_id, kind, day AS from_on,
               lead(day) OVER (PARTITION BY membership_id, kind ORDER BY day) AS until_on
        FROM (SELECT membership_id, kind, opened_on AS day FROM pieces
              UNION SELECT membership_id, kind, closed_on FROM pieces) AS days
    )
    SELECT p.union_id, p.person_id, p.kind, p.code, p.gender, s.from_on,
           NULLIF(s.until_on, 'infinity'),
           CASE WHEN p.recruited_on = s.from_on THEN p.recruited_on END,
           p.code = min(p.code) OVER (PARTITION BY p.membership_id, p.kind, s.from_on)
    FROM pieces p JOIN stretches s
      ON s.membership_id = p.membership_id AND s.kind = p.kind
     AND s.from_on >= p.opened_on AND s.until_on <= p.closed_on;
"""
_FILL = _STRETCHES.format(persons="members_tag t")
_INDEXES = """
CREATE INDEX members_tagged_union ON members_tagged (union_id, kind)
    INCLUDE (code, gender, opened_on, closed_on, recruited_on, person_id);
CREATE INDEX members_tagged_recruited ON members_tagged (kind, recruited_on)
    INCLUDE (union_id, person_id, code, gender) WHERE recruited_on IS NOT NULL;
CREATE INDEX members_tagged_person ON members_tagged (person_id);
"""
_RENEW = f"""
CREATE FUNCTION members_tagged_renew(persons bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM members_person WHERE id = ANY(persons) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM members_tagged WHERE person_id = ANY(persons);
    {_STRETCHES.format(persons="unnest(persons) AS who JOIN members_tag t ON t.person_id = who")}
END $$;
"""
# `{columns}` are those that matter of the table.
_FOLLOW = """
CREATE FUNCTION {table}_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE persons bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        persons := ARRAY(SELECT DISTINCT person_id FROM came {only});
    ELSIF TG_OP = 'DELETE' THEN
        persons := ARRAY(SELECT DISTINCT person_id FROM gone);
    ELSE
        persons := ARRAY(
            SELECT person_id FROM (SELECT {columns} FROM gone EXCEPT SELECT {columns} FROM came) AS old
            UNION
            SELECT person_id FROM (SELECT {columns} FROM came EXCEPT SELECT {columns} FROM gone) AS new
        );
    END IF;
    IF cardinality(persons) > 0 THEN
        PERFORM members_tagged_renew(persons);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_tagged_new AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION {table}_tagged();
CREATE TRIGGER {table}_tagged_changed AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS gone NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tagged();
CREATE TRIGGER {table}_tagged_gone AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION {table}_tagged();
CREATE TRIGGER {table}_tagged_emptied AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION members_tagged_empty();
ALTER TABLE {table}
    ENABLE ALWAYS TRIGGER {table}_tagged_new, ENABLE ALWAYS TRIGGER {table}_tagged_changed,
    ENABLE ALWAYS TRIGGER {table}_tagged_gone, ENABLE ALWAYS TRIGGER {table}_tagged_emptied;
"""
_EMPTY = """
CREATE FUNCTION members_tagged_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE members_tagged;
    RETURN NULL;
END $$;
"""
_FOLLOWED = (
    _FOLLOW.format(
        table="members_tag", columns="id, person_id, kind, code, valid", only=""
    ),
    _FOLLOW.format(
        table="members_membership",
        columns="id, person_id, union_id, joined_on, left_on, entry_kind, gender",
        only="WHERE EXISTS (SELECT FROM members_tag t WHERE t.person_id = came.person_id)",
    ),
)
_UNDO = "".join(
    f"""
    DROP TRIGGER {table}_tagged_emptied ON {table};
    DROP TRIGGER {table}_tagged_gone ON {table};
    DROP TRIGGER {table}_tagged_changed ON {table};
    DROP TRIGGER {table}_tagged_new ON {table};
    DROP FUNCTION {table}_tagged();
    """
    for table in ("members_tag", "members_membership")
)


class Migration(migrations.Migration):
    """The table, what is in it today, and what keeps it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0005_as_members_are")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(_TABLE, "DROP TABLE members_tagged"),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.RunSQL(_INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(_RENEW, "DROP FUNCTION members_tagged_renew(bigint[])"),
        migrations.RunSQL(_EMPTY, "DROP FUNCTION members_tagged_empty()"),
        migrations.RunSQL("".join(_FOLLOWED), _UNDO),
    ]
