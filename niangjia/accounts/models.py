"""Tables of accounts and posts (账号与任职)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, Q, Value, When

from niangjia.accounts import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union

_USERNAME_TAKEN = "该用户名已被使用,请换一个。"


class User(AbstractBaseUser, PermissionsMixin, Base):
    """Somebody who signs in: a cadre with posts, or a worker without any (用户).

    ``phone_blind`` is set on accounts that a worker opened by phone code, and on no other: they have
    no password, no keeping union, and a trigger lets nobody give them a post.

    ``union`` keeps the account (所属工会): its administrators see and maintain it; empty for
    workers who opened theirs on the phone. ``second_factor_at`` is when the present second factor
    was confirmed: a session names it, so resetting the factor ends every session's use of it.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        db_collation="C",
        error_messages={"unique": _USERNAME_TAKEN},
    )
    name = models.CharField("姓名", max_length=50)
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        verbose_name="所属工会",
        null=True,
        blank=True,
        related_name="users",
    )
    phone_sealed = models.BinaryField("手机", null=True, editable=False)
    phone_blind = models.BinaryField(max_length=16, null=True, unique=True, editable=False)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, editable=False)
    second_factor_at = models.DateTimeField("二次验证启用时间", null=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager.from_queryset(Scoped)()

    class Meta:
        verbose_name = "用户"
        constraints = (
            models.CheckConstraint(
                condition=Q(phone_blind=None) | Q(union=None), name="user_by_phone_is_a_worker"
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="user_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided; empty (nobody's) without a union."""
        return self.union.path if self.union else ""

    @property
    def is_staff(self) -> bool:
        """Who may enter the plain admin at /sys/."""
        return self.is_superuser


class Post(Base):
    """A role at a union during ``[from, until)`` (任职): the only source of access.

    A dismissal works at once and stays on record: ``dismissed_at`` and the reason.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="posts")
    union = models.ForeignKey(Union, models.PROTECT, related_name="posts", verbose_name="工会")
    role = models.CharField("角色", max_length=20, choices=rules.Role.choices())
    title = models.CharField("职务名称", max_length=60, blank=True)
    valid = DateRangeField("任职期间")
    appointed_by_id = models.BigIntegerField("任命人", null=True, editable=False)
    dismissed_at = models.DateTimeField("免职时间", null=True, editable=False)
    dismiss_reason = models.CharField("免职原因", max_length=300, blank=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = (
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    ("union", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                condition=Q(dismissed_at=None),
                violation_error_message="此人在该工会已有同一角色的任职。",
            ),
            # 三员分立: two live posts of one person never belong to different kinds.
            ExclusionConstraint(
                name="post_administrators_apart",
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    (
                        Case(
                            *(
                                When(role=Value(role.value), then=Value(kind))
                                for kind, role in enumerate(rules.ADMINISTRATORS, start=1)
                            ),
                            default=Value(0),
                            output_field=models.IntegerField(),
                        ),
                        RangeOperators.NOT_EQUAL,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                condition=Q(dismissed_at=None),
                violation_error_message="系统、安全、审计管理员与业务岗位不得由一人兼任。",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="post_union"),)

    def __str__(self) -> str:
        return self.title or rules.Role(self.role).label

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class SignIn(models.Model):
    """One attempt to sign in, good or bad (登录日志).

    Append-only by trigger, kept at least six months (网络安全法 art. 21). ``union`` keeps the
    account; for user names nobody has and workers' accounts it is the top of the tree, whose
    auditors should see them.
    """

    SCOPE = "union"
    OWNER = "user_id"

    at = models.DateTimeField("时间", auto_now_add=True)
    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="用户", null=True, related_name="sign_ins"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所属工会", null=True, related_name="+"
    )
    username = models.CharField("用户名", max_length=40)
    address = models.GenericIPAddressField("地址", null=True)
    outcome = models.CharField("结果", max_length=12, choices=rules.SignInOutcome.choices())

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "登录日志"
        indexes = (
            models.Index(fields=("user", "-id"), name="signin_user"),
            models.Index(fields=("union", "-id"), name="signin_union"),
            models.Index(fields=("-at",), name="signin_at"),
        )


class SecondFactor(Base):
    """A person's one-time-code generator (二次验证, TOTP by RFC 6238); the secret is SM4 ciphertext.

    ``last_step`` is the 30-second step of the last accepted code: a code works once.
    """

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret_sealed = models.BinaryField(editable=False)
    confirmed_at = models.DateTimeField("启用时间", null=True)
    last_step = models.BigIntegerField(default=0)
    failure_count = models.PositiveSmallIntegerField("连续错误", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)

    class Meta:
        verbose_name = "二次验证"


class RecoveryCode(Base):
    """A code that stands in once for the lost phone (恢复码); only its keyed hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    code_blind = models.BinaryField(max_length=16, editable=False)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "恢复码"
        constraints = (
            models.UniqueConstraint(fields=("user", "code_blind"), name="recoverycode_once"),
        )


class PhoneCode(Base):
    """A one-time code sent to a phone (短信验证码); only its keyed hash is kept.

    It works once, for ``rules.CODE_MINUTES``, in the browser that asked for it. ``asker_blind`` names
    who asked: an address, or her own device; the next code waits for the same asker alone.
    """

    purpose = models.CharField("用途", max_length=10, choices=rules.CodePurpose.choices())
    phone_sealed = models.BinaryField(editable=False)
    phone_blind = models.BinaryField(max_length=16, editable=False)
    asker_blind = models.BinaryField(max_length=16, default=b"", editable=False)
    code_blind = models.BinaryField(max_length=16, editable=False)
    expires_at = models.DateTimeField("有效至")
    try_count = models.PositiveSmallIntegerField("已试", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "短信验证码"
        constraints = (
            models.CheckConstraint(
                condition=Q(try_count__lte=rules.CODE_TRIES), name="phonecode_few_tries"
            ),
        )
        indexes = (
            models.Index(fields=("phone_blind", "-id"), name="phonecode_phone"),
            models.Index(fields=("expires_at",), name="phonecode_expiry"),
        )
