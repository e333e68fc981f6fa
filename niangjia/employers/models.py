"""Tables of employers (用人单位)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from niangjia.employers import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import PastKeeper, Region, Union
from niangjia.unions.rules import UnitType


class Employer(Base):
    """An enterprise, institution or other unit that employs workers (用人单位).

    ``union`` is the federation that keeps its file (主管工会, by territory), earlier ones stand in
    ``EmployerKeeper``; the union that covers it is another thing: ``Coverage``. ``is_public`` (公有制)
    follows from ``unit_type``. The latest head count stands here, every earlier one in ``Headcount``.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        verbose_name="主管工会",
        related_name="kept_employers",
        db_index=False,
    )
    name = models.CharField("单位名称", max_length=100, db_collation="C")
    initials = models.CharField(
        "拼音缩写", max_length=100, blank=True, db_collation="C", editable=False
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_collation="C")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在政区", related_name="+")
    unit_type = models.PositiveSmallIntegerField("单位性质", choices=UnitType.choices())
    is_public = models.BooleanField("公有制", editable=False)
    industry = models.CharField("所属行业", max_length=1, choices=rules.Industry.choices())
    worker_count = models.PositiveIntegerField("职工人数", default=0)
    women_worker_count = models.PositiveIntegerField("女职工人数", default=0)
    is_platform = models.BooleanField("平台企业", default=False)
    is_platform_partner = models.BooleanField("平台用工合作企业", default=False)
    address = models.CharField("地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    counted_on = models.DateField("人数统计日期")
    registered_on = models.DateField("登记日期")
    closed_on = models.DateField("注销日期", null=True, blank=True)
    close_reason = models.CharField("注销原因", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "用人单位"
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code",),
                condition=~Q(credit_code=""),
                name="employer_credit_code_once",
                violation_error_message="该统一社会信用代码已登记在另一个单位名下。",
            ),
            models.CheckConstraint(
                condition=Q(women_worker_count__lte=F("worker_count")),
                name="employer_women_not_more",
                violation_error_message="女职工人数不能多于职工人数。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("registered_on")),
                name="employer_closed_after_registered",
                violation_error_message="注销日期不能早于登记日期。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-worker_count", "-id"), name="employer_union_size"),
            models.Index(fields=("-worker_count", "-id"), name="employer_size"),
            models.Index(fields=("name",), name="employer_name"),
            models.Index(fields=("initials",), name="employer_initials"),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="employer_name_part"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class EmployerKeeper(PastKeeper):
    """A federation that kept an employer's file before the present one (曾主管工会)."""

    record = models.ForeignKey(
        Employer, models.PROTECT, related_name="past_keepers", db_index=False
    )

    class Meta(PastKeeper.Meta):
        verbose_name = "曾主管工会"


class Coverage(Base):
    """A grass-roots union covers an employer during ``[from, until)`` (涵盖单位).

    A joint union covers several; an employer is covered by one union at a time.
    """

    SCOPE = "union"

    union = models.ForeignKey(
        Union, models.PROTECT, related_name="coverages", verbose_name="覆盖工会", db_index=False
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="coverages", verbose_name="用人单位"
    )
    valid = DateRangeField("有效期")

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "涵盖单位"
        constraints = (
            ExclusionConstraint(
                name="coverage_one_union_at_a_time",
                expressions=(
                    ("employer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                violation_error_message="该单位在此期间已由另一个工会覆盖。",
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="coverage_lasts_a_day"),
        )
        indexes = (models.Index(fields=("union", "employer"), name="coverage_union"),)

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class Headcount(models.Model):
    """How many people an employer had from ``counted_on`` (职工人数), until the next count.

    Kept so that the list of any past day can be counted again. The first count of an employer
    also answers for the days before it.
    """

    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="headcounts", db_index=False
    )
    counted_on = models.DateField("统计日期")
    worker_count = models.PositiveIntegerField("职工人数")
    women_worker_count = models.PositiveIntegerField("女职工人数")

    class Meta:
        verbose_name = "职工人数记录"
        constraints = (
            models.UniqueConstraint(fields=("employer", "counted_on"), name="headcount_once_a_day"),
            models.CheckConstraint(
                condition=Q(women_worker_count__lte=F("worker_count")),
                name="headcount_women_not_more",
            ),
        )
