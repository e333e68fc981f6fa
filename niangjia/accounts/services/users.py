"""Opening, changing and closing accounts (账号)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from niangjia.accounts import rules
from niangjia.accounts.models import User
from niangjia.kernel import crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import CLEAR
from niangjia.kernel.verbs import lock, verb
from niangjia.unions.models import Union

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}", re.ASCII)
EDITABLE = ("name", "email", "union")


@verb
def create_user(
    username: str,
    name: str,
    password: str,
    *,
    union: Union | None = None,
    phone: str = "",
    email: str = "",
    must_change: bool = True,
    hashed: str = "",
    actor: Actor,
) -> User:
    """Open an account with that password; it permits nothing until a post is given.

    ``hashed``: the password's hash where many accounts share one (a demo), which takes 0.15 s each.
    Needs ``accounts.edit`` at ``union``; an account of no union is the system's to open.
    Raises NotVisible or Blocked.
    """
    _require_keeper(actor, union)
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Blocked(
            "用户名须为3至40个小写字母、数字、点、横线或下划线,并以字母或数字开头。",
            field="username",
        )
    if User.objects.filter(username=username).exists():
        raise Blocked("该用户名已被使用,请换一个。", field="username")
    check_password_policy(password, username)
    user = User(
        username=username,
        name=name.strip(),
        union=union,
        email=email,
        phone_sealed=crypto.seal(phone) if phone else None,
        must_change_password=must_change,
        password_changed_at=timezone.now(),
    )
    user.password = hashed or make_password(password)
    user.save()
    journal.record("accounts.create", user, actor=actor, summary=f"新增账号{username}({user.name})")
    return user


def open_account(
    username: str, name: str, *, union: Union, phone: str = "", email: str = "", actor: Actor
) -> tuple[User, str]:
    """Open an account with a temporary password, which is returned and never stored in clear."""
    password = temporary_password()
    user = create_user(username, name, password, union=union, phone=phone, email=email, actor=actor)
    return user, password


@verb
def edit_user(user: User, values: Mapping[str, object], *, actor: Actor) -> User:
    """Change name, mail address or keeping union. Raises NotVisible or Blocked."""
    user = lock(User, user.pk)
    _require_keeper(actor, user.union)
    changes = journal.changes_of(user, {key: values[key] for key in EDITABLE if key in values})
    if not changes:
        return user
    _require_keeper(actor, user.union)
    user.save(update_fields=[*changes, "updated_at"])
    journal.record(
        "accounts.edit", user, actor=actor, summary=f"修改账号{user.username}", changes=changes
    )
    return user


@verb
def reset_password(user: User, *, reason: str, actor: Actor) -> str:
    """Give a temporary password, to be changed at the next sign-in; ends the user's sessions.

    Returns it once; it is never stored in clear. Raises NotVisible or Blocked.
    """
    user = lock(User, user.pk)
    _require_keeper(actor, user.union)
    if user.pk == actor.user_id:
        raise Blocked("不能重置自己的密码。请在“我的账号”里用原密码修改。")
    password = temporary_password()
    _store_password(user, password, must_change=True)
    journal.record(
        "accounts.reset_password",
        user,
        actor=actor,
        summary=f"重置{user.username}的密码",
        reason=reason,
    )
    return password


@verb
def change_password(user: User, old: str, new: str, *, actor: Actor) -> User:
    """The user's own change. Raises NotVisible for another's account, Blocked with the field."""
    if actor.user_id != user.pk:
        raise NotVisible
    user = lock(User, user.pk)
    if not user.check_password(old):
        raise Blocked("原密码不对,没有修改。请重新输入。", field="old")
    if old == new:
        raise Blocked("新密码不能与原密码相同。请换一个。", field="new")
    check_password_policy(new, user.username, field="new")
    _store_password(user, new, must_change=False)
    journal.record("accounts.change_password", user, actor=actor, summary="修改自己的密码")
    return user


@verb
def deactivate(user: User, *, reason: str, actor: Actor) -> User:
    """Close the account at once (停用): sessions end, posts stay on record and sleep."""
    return _switch(user, is_active=False, reason=reason, actor=actor)


@verb
def reactivate(user: User, *, reason: str, actor: Actor) -> User:
    """Open a closed account again (启用); the posts still in force work again."""
    return _switch(user, is_active=True, reason=reason, actor=actor)


def temporary_password() -> str:
    """Twelve characters that are easily read out: ``k7pm-4xwd-9qtz`` (about 59 bits)."""
    groups = ("".join(secrets.choice(CLEAR.lower()) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def check_password_policy(password: str, username: str, *, field: str = "password") -> None:
    """Raises Blocked with the Chinese reason when the password is too weak."""
    refused = rules.password_refusal(password, username)
    if refused:
        raise Blocked(refused, field=field)
    try:
        _common_passwords().validate(password)
    except ValidationError as error:
        raise Blocked("这个密码太常见,容易被猜中。请换一个。", field=field) from error


@cache
def _common_passwords() -> CommonPasswordValidator:
    """20,000 passwords, unpacked once."""
    return CommonPasswordValidator()


def _switch(user: User, *, is_active: bool, reason: str, actor: Actor) -> User:
    user = lock(User, user.pk)
    _require_keeper(actor, user.union)
    word = "启用" if is_active else "停用"
    if user.pk == actor.user_id:
        raise Blocked(f"不能{word}自己的账号。请由另一位系统管理员办理。")
    if user.is_active == is_active:
        raise Blocked(f"账号已是{word}状态,可能已被他人处理。请刷新页面。")
    if not reason.strip():
        raise Blocked(f"不能{word}:请写明原因。", field="reason")
    user.is_active = is_active
    user.save(update_fields=["is_active", "updated_at"])
    verb_code = "accounts.reactivate" if is_active else "accounts.deactivate"
    journal.record(
        verb_code, user, actor=actor, summary=f"{word}账号{user.username}", reason=reason
    )
    return user


def _store_password(user: User, password: str, *, must_change: bool) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(
        update_fields=["password", "must_change_password", "password_changed_at", "updated_at"]
    )


def _require_keeper(actor: Actor, union: Union | None) -> None:
    """Only who keeps accounts at the union may go on; accounts of no union are the system's."""
    if not actor.may("accounts.edit", union.path if union else ""):
        raise NotVisible
