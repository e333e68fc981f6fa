"""Persons (人员), their dated tags (标签), and pairs that may be one person (疑似重复)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models.batches import ImportBatch
from niangjia.members.rules import lifecycle as rules
from niangjia.unions.models import Union


class Person(Base):
    """A human being, once, by document type and number (人员). Survives any number of memberships.

    Identity and phone are SM4 ciphertext with an HMAC-SM3 blind index for equality.
    ``verified_on`` is the day her identity was first verified (实名认证日期), at level 2 or higher; the
    level never falls below that again (0009), for figures of days since then count her.
    ``verified_since`` says the same without nulls, which a foreign key would not look at.
    ``merged_into``: found to be the same human as that person, who now holds the memberships;
    the row stays, so that the other document still finds its owner.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField("姓名", max_length=50, db_collation="C")
    initials = models.CharField("拼音缩写", max_length=20, blank=True, db_collation="C")
    pinyin = models.CharField("拼音", max_length=100, blank=True, db_collation="C")
    id_type = models.PositiveSmallIntegerField("证件类别", default=1)
    identity_sealed = models.BinaryField("证件号码", editable=False)
    identity_blind = models.BinaryField(max_length=16, editable=False)
    phone_sealed = models.BinaryField("手机号码", null=True, editable=False)
    phone_blind = models.BinaryField(max_length=16, null=True, editable=False)
    gender = models.PositiveSmallIntegerField("性别", default=0)
    born_on = models.DateField("出生日期", null=True)
    ethnicity = models.PositiveSmallIntegerField("民族", null=True, blank=True)
    education = models.PositiveSmallIntegerField("学历", null=True, blank=True)
    skill = models.PositiveSmallIntegerField("技能等级", null=True, blank=True)
    politics = models.PositiveSmallIntegerField("政治面貌", null=True, blank=True)
    household_type = models.PositiveSmallIntegerField("户籍类型", null=True, blank=True)
    household_region = models.CharField("户籍所在地", max_length=60, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    employment = models.PositiveSmallIntegerField("就业状况", null=True, blank=True)
    verified_level = models.PositiveSmallIntegerField(
        "实名认证级别",
        choices=rules.VerifiedLevel.choices(),
        default=rules.VerifiedLevel.FORMAT,
    )
    verified_on = models.DateField("实名认证日期", null=True, editable=False)
    verified_since = models.GeneratedField(
        expression=Coalesce("verified_on", rules.NEVER),
        output_field=models.DateField(),
        db_persist=True,
    )
    died_on = models.DateField("死亡日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="absorbed"
    )

    class Meta:
        verbose_name = "人员"
        constraints = (
            models.UniqueConstraint(
                fields=("id", "gender", "verified_level", "verified_since"),
                name="person_as_member",
            ),
            models.CheckConstraint(
                condition=Q(verified_level__lt=int(rules.VERIFIED_LEVEL), verified_on=None)
                | Q(verified_level__gte=int(rules.VERIFIED_LEVEL), verified_on__isnull=False),
                name="person_verified_on_a_day",
            ),
            models.UniqueConstraint(
                fields=("identity_blind", "id_type"),
                name="person_once",
                violation_error_message="该证件号码已登记在另一个人名下。",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="person_not_into_itself",
            ),
        )
        indexes = (
            models.Index(fields=("phone_blind",), name="person_phone"),
            models.Index(fields=("name", "born_on"), name="person_name"),
            models.Index(fields=("initials", "id"), name="person_initials"),
            models.Index(fields=("pinyin", "id"), name="person_pinyin"),
        )

    def __str__(self) -> str:
        return self.name


class Tag(Base):
    """A dated, sourced label of a person (标签): 农民工, 八大群体, 新就业形态, 劳模, 困难."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tags")
    kind = models.CharField("类别", max_length=10, choices=rules.TagKind.choices())
    code = models.CharField("代码", max_length=20, blank=True)
    valid = DateRangeField("有效期")
    source = models.CharField("来源", max_length=60)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="tags", db_index=False
    )

    class Meta:
        verbose_name = "标签"
        constraints = (
            ExclusionConstraint(
                name="tag_once_at_a_time",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                violation_error_message="此人在该期间已有同一标签。",
            ),
        )
        indexes = (
            models.Index(fields=("batch",), condition=Q(batch__isnull=False), name="tag_batch"),
        )


class DuplicatePair(Base):
    """Two persons who may be one (疑似重复): same name and birth or phone; a person decides."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    why = models.CharField("疑似原因", max_length=100)
    status = models.CharField(
        "状态", max_length=10, choices=rules.DuplicateStatus.choices(), default="open"
    )
    due_on = models.DateField("办理期限", null=True)
    note = models.CharField("处理说明", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "疑似重复"
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_ordered"
            ),
        )
        indexes = (models.Index(fields=("union", "status", "-id"), name="duplicate_union"),)

    def __str__(self) -> str:
        return f"{self.first}、{self.second}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided: the lowest union above both persons."""
        return self.union.path
