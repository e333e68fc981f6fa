"""Figures that a union typed in (填报数据) because their records are not kept here yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class ReportedValue(Base):
    """One typed value (填报值) of an awaiting indicator, of one union and period.

    A stock or cumulative figure is of the day ``ends_on``, and ``starts_on`` is the same day; a
    flow is of ``starts_on`` to ``ends_on``, both included. Rows are only added: a correction is a
    new row that ``replaces`` the former with a reason, which sets ``replaced_at`` there, the only
    change the trigger lets through. A correction without value takes the figure back (撤回).
    Money is in yuan, shares in per cent.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        verbose_name="工会",
        related_name="reported_values",
        db_index=False,
    )
    code = models.CharField("指标代码", max_length=60, db_collation="C")
    starts_on = models.DateField("期间起")
    ends_on = models.DateField("期间止")
    value = models.DecimalField("数值", max_digits=20, decimal_places=2, null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="填报人",
        null=True,
        related_name="+",
        db_index=False,
    )
    typed_by_name = models.CharField("填报人", max_length=100)
    typed_at = models.DateTimeField("填报时间")
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="更正前",
        null=True,
        editable=False,
        related_name="replacement",
    )
    replaced_at = models.DateTimeField("被更正时间", null=True, editable=False)
    reason = models.CharField("更正原因", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "填报数据"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "code", "starts_on", "ends_on"),
                condition=Q(replaced_at=None),
                name="reported_one_current",
                violation_error_message="该工会这一期的这个指标已有填报值。请刷新页面,用“更正”修改。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="reported_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="reported_not_negative",
                violation_error_message="填报值不能小于零。",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(replaces__isnull=False),
                name="reported_has_value",
                violation_error_message="请填写数值。",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""),
                name="reported_correction_has_reason",
                violation_error_message="更正填报数据要写明原因。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "ends_on", "code"), name="reported_union_period"),
            models.Index(fields=("code", "ends_on"), name="reported_code_period"),
        )

    def __str__(self) -> str:
        return f"{getattr(self, 'indicator_name', self.code)} {self.ends_on}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
