"""What the database itself refuses: a person in two active files, and a decision rewritten."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from niangjia.aid.rules import ACTIVE

_ACTIVE = ", ".join(f"'{status.value}'" for status in ACTIVE)

MEMBERS = f"""
CREATE FUNCTION aid_member_follows_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_active := (SELECT status IN ({_ACTIVE}) FROM aid_householdfile WHERE id = NEW.file_id);
    RETURN NEW;
END $$;
CREATE TRIGGER aid_member_follows_file BEFORE INSERT OR UPDATE ON aid_householdmember
FOR EACH ROW EXECUTE FUNCTION aid_member_follows_file();

CREATE FUNCTION aid_file_tells_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE aid_householdmember SET is_active = NEW.status IN ({_ACTIVE}) WHERE file_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER aid_file_tells_members AFTER UPDATE OF status ON aid_householdfile
FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
EXECUTE FUNCTION aid_file_tells_members();
"""
MEMBERS_BACK = """
DROP TRIGGER aid_file_tells_members ON aid_householdfile;
DROP FUNCTION aid_file_tells_members();
DROP TRIGGER aid_member_follows_file ON aid_householdmember;
DROP FUNCTION aid_member_follows_file();
"""

DECISIONS = """
CREATE FUNCTION aid_decision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '认定只能追加,不能修改或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER aid_decision_kept BEFORE UPDATE OR DELETE ON aid_decision
FOR EACH ROW EXECUTE FUNCTION aid_decision_kept();
"""
DECISIONS_BACK = """
DROP TRIGGER aid_decision_kept ON aid_decision;
DROP FUNCTION aid_decision_kept();
"""


class Migration(migrations.Migration):
    """One active file a person; decisions are append-only."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("aid", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(MEMBERS, MEMBERS_BACK),
        migrations.RunSQL(DECISIONS, DECISIONS_BACK),
    ]
