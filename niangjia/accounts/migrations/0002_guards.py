"""What the database itself refuses: changing the sign-in log or deleting it within six months, and
giving a post to an account that was opened by phone."""

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

CREATE FUNCTION accounts_post_not_by_phone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.user_id AND u.phone_blind IS NOT NULL) THEN
        RAISE EXCEPTION '职工用手机开通的账号不能任职' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_post_not_by_phone BEFORE INSERT OR UPDATE OF user_id ON accounts_post
FOR EACH ROW EXECUTE FUNCTION accounts_post_not_by_phone();
CREATE FUNCTION accounts_phone_not_with_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.phone_blind IS NOT NULL AND EXISTS (SELECT 1 FROM accounts_post p WHERE p.user_id = NEW.id) THEN
        RAISE EXCEPTION '有任职的账号不能用手机验证码登录' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_phone_not_with_post BEFORE UPDATE OF phone_blind ON accounts_user
FOR EACH ROW EXECUTE FUNCTION accounts_phone_not_with_post();
"""
BACKWARDS = """
DROP TRIGGER accounts_phone_not_with_post ON accounts_user;
DROP FUNCTION accounts_phone_not_with_post();
DROP TRIGGER accounts_post_not_by_phone ON accounts_post;
DROP FUNCTION accounts_post_not_by_phone();
DROP TRIGGER accounts_sign_in_kept ON accounts_signin;
DROP FUNCTION accounts_sign_in_kept();
"""


class Migration(migrations.Migration):
    """The sign-in log is append-only; a worker's account holds no post."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARDS, BACKWARDS)]
