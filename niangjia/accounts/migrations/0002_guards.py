"""What the database itself refuses: changing the sign-in log, or deleting it before six months."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# 网络安全法 第二十一条: network logs are kept for at least six months.
FORWARDS = """
CREATE FUNCTION accounts_sign_in_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '6 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '登录日志只能追加,六个月内不能删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_sign_in_kept BEFORE UPDATE OR DELETE ON accounts_signin
FOR EACH ROW EXECUTE FUNCTION accounts_sign_in_kept();
"""
BACKWARDS = """
DROP TRIGGER accounts_sign_in_kept ON accounts_signin;
DROP FUNCTION accounts_sign_in_kept();
"""


class Migration(migrations.Migration):
    """The sign-in log is append-only."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARDS, BACKWARDS)]
