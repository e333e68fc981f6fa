"""The second factor (二次验证): time-based one-time codes (RFC 6238) and recovery codes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django_otp.oath import TOTP

from niangjia.accounts import rules
from niangjia.accounts.models import RecoveryCode, SecondFactor, User
from niangjia.kernel import crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.ids import CLEAR
from niangjia.kernel.verbs import lock, verb

SECRET_BYTES = 20  # RFC 4226 §4 recommends 160 bits
TOLERANCE = 1  # one step of 30 seconds either way, for clocks that run apart
RECOVERY_CODES = 8


@verb
def start_second_factor(user: User, *, actor: Actor) -> SecondFactor:
    """Make (or keep) a secret that waits to be confirmed. Raises NotVisible, Blocked if there is one."""
    _require_self(user, actor)
    user = lock(User, user.pk)
    if user.second_factor_at is not None:
        raise Blocked("您已启用二次验证。如要更换手机,请先请安全管理员重置。")
    factor, _ = SecondFactor.objects.get_or_create(
        user=user, defaults={"secret_sealed": crypto.sealer().seal_bytes(_new_secret())}
    )
    return factor


@verb
def confirm_second_factor(user: User, code: str, *, actor: Actor) -> tuple[User, list[str]]:
    """Switch the waiting factor on when the code proves that the phone has it.

    Returns the user and her recovery codes, shown once. Raises NotVisible or Blocked.
    """
    _require_self(user, actor)
    user = lock(User, user.pk)
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise Blocked("没有待启用的二次验证。请从“我的账号”重新开始。")
    step = matching_step(factor, code, timezone.now())
    if step is None:
        raise Blocked("验证码不对。请核对手机时间是否准确,输入最新的6位数字。", field="code")
    now = timezone.now()
    factor.confirmed_at, factor.last_step = now, step
    factor.save(update_fields=["confirmed_at", "last_step", "updated_at"])
    user.second_factor_at = now
    user.save(update_fields=["second_factor_at", "updated_at"])
    codes = _new_recovery_codes(user)
    journal.record("accounts.second_factor", user, actor=actor, summary="启用二次验证")
    return user, codes


@verb
def check_code(user: User, code: str) -> bool:
    """Whether a one-time or recovery code proves the second factor; each works once.

    Five wrong ones lock the factor for a quarter of an hour. Raises Blocked while locked.
    """
    factor = lock(SecondFactor, user.pk)
    now = timezone.now()
    if factor.locked_until and factor.locked_until > now:
        raise Blocked(locked_message(factor.locked_until, now))
    is_right = _accept_code(factor, code, now) or _accept_recovery(user, code, now)
    factor.failure_count = 0 if is_right else factor.failure_count + 1
    if factor.failure_count >= rules.LOCK_AFTER_FAILURES:
        factor.failure_count = 0
        factor.locked_until = now + timedelta(minutes=rules.LOCK_MINUTES)
    factor.save(update_fields=["failure_count", "locked_until", "last_step", "updated_at"])
    return is_right


@verb
def reset_second_factor(user: User, *, reason: str, actor: Actor) -> User:
    """Take the second factor away (lost phone); open sessions lose what needed it at once."""
    user = lock(User, user.pk)
    if not actor.may("accounts.unlock", user.scope_path):
        raise NotVisible
    if user.pk == actor.user_id:
        raise Blocked("不能重置自己的二次验证。请由另一位安全管理员办理。")
    if user.second_factor_at is None:
        raise Blocked("该账号没有启用二次验证,不用重置。")
    if not reason.strip():
        raise Blocked("不能重置:请写明原因。", field="reason")
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.second_factor_at = None
    user.save(update_fields=["second_factor_at", "updated_at"])
    journal.record(
        "accounts.reset_second_factor",
        user,
        actor=actor,
        summary=f"重置{user.username}的二次验证",
        reason=reason,
    )
    return user


def secret_of(factor: SecondFactor) -> bytes:
    """The plain secret, to show its QR code once or to compute a code."""
    return crypto.sealer().unseal_bytes(bytes(factor.secret_sealed))


def current_code(factor: SecondFactor, at: datetime) -> str:
    """The six digits the phone shows at that instant."""
    return f"{_totp(factor, at).token():06d}"


def matching_step(factor: SecondFactor, code: str, at: datetime) -> int | None:
    """The step for which the six digits are right and not used yet, or None."""
    digits = code.strip().replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp = _totp(factor, at)
    if totp.verify(int(digits), TOLERANCE, min_t=factor.last_step + 1):
        return int(totp.t())
    return None


def locked_message(until: datetime, now: datetime) -> str:
    """When to try again, in the reader's own time."""
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    at = timezone.localtime(until).strftime("%H:%M")
    return f"错误次数太多,已暂时锁定。请在{minutes}分钟后({at})再试,或联系安全管理员解锁。"


def _totp(factor: SecondFactor, at: datetime) -> TOTP:
    totp = TOTP(secret_of(factor))
    totp.time = at.timestamp()
    return totp


def _accept_code(factor: SecondFactor, code: str, now: datetime) -> bool:
    step = matching_step(factor, code, now)
    if step is not None:
        factor.last_step = step
    return step is not None


def _accept_recovery(user: User, code: str, now: datetime) -> bool:
    blind = crypto.blind("recovery", code.strip().lower())
    return bool(
        RecoveryCode.objects.filter(user=user, code_blind=blind, used_at=None).update(used_at=now)
    )


def _new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def _new_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "-".join("".join(secrets.choice(CLEAR.lower()) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_blind=crypto.blind("recovery", code)) for code in codes
    )
    return codes


def _require_self(user: User, actor: Actor) -> None:
    if actor.user_id != user.pk and not actor.is_system:
        raise NotVisible
