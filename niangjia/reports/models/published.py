"""The register of published figures (已公布数据)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.scope import Scoped
from niangjia.reports.models.reports import Report
from niangjia.reports.rules.register import Precision, Reckoned, plain_number
from niangjia.unions.models import Union


class PublishedFigure(models.Model):
    """A figure that a union has said in public (已公布数据). Append-only by trigger.

    ``code`` is the indicator, or empty with a ``label`` of its own. ``value`` is what was counted
    or, of an outside document, what it prints; ``low`` and ``high`` bound what the printed words
    allow (40.3万: 402,500 to 403,500). The source is a frozen report or an outside document. A row
    that ``withdraws`` another ends it; both stay. A change, rate of change or share (``role``) is
    reckoned from two figures: its own and the ``other``, with the ``formula`` in words; a decrease
    is negative.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="published_figures"
    )
    code = models.CharField("指标代码", max_length=120, blank=True, db_collation="C")
    version = models.PositiveIntegerField("口径版本", null=True)
    label = models.CharField("名称", max_length=100)
    unit = models.CharField("单位", max_length=10)
    kind = models.CharField("口径", max_length=10, blank=True)
    on = models.DateField("时点", null=True)
    start = models.DateField("起日", null=True)
    end = models.DateField("止日", null=True)
    role = models.CharField(
        "类别", max_length=12, choices=Reckoned.choices(), default=Reckoned.VALUE.value
    )
    formula = models.CharField("算法", max_length=700, blank=True)
    other_union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="相比的工会", related_name="+", null=True
    )
    other_code = models.CharField("相比的指标代码", max_length=120, blank=True, db_collation="C")
    other_on = models.DateField("相比的时点", null=True)
    other_start = models.DateField("相比的起日", null=True)
    other_end = models.DateField("相比的止日", null=True)
    value = models.DecimalField("数值", max_digits=24, decimal_places=6)
    low = models.DecimalField("下限", max_digits=24, decimal_places=6)
    high = models.DecimalField("上限", max_digits=24, decimal_places=6)
    precision = models.CharField("精度", max_length=10, choices=Precision.choices())
    said = models.CharField("公布写法", max_length=60)
    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name="报告", null=True, related_name="published"
    )
    document = models.CharField("文件标题", max_length=200)
    document_on = models.DateField("公布日期")
    sha256 = models.CharField("校验码", max_length=64, blank=True)
    withdraws = models.OneToOneField(
        "self", models.PROTECT, verbose_name="撤回", null=True, related_name="withdrawn_by"
    )
    reason = models.CharField("原因", max_length=500, blank=True)
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    entered_by_id = models.BigIntegerField(null=True)
    entered_by = models.CharField("登记人", max_length=100)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "已公布数据"
        constraints = (
            models.CheckConstraint(
                condition=Q(on__isnull=False, start=None, end=None)
                | Q(on=None, start__isnull=False, end__gte=F("start")),
                name="publishedfigure_day_or_period",
                violation_error_message="请给出时点,或者起止日期,两者给一种。",
            ),
            models.CheckConstraint(
                condition=Q(
                    role=Reckoned.VALUE.value,
                    other_union=None,
                    other_code="",
                    other_on=None,
                    other_start=None,
                    other_end=None,
                )
                | (
                    ~Q(role=Reckoned.VALUE.value)
                    & ~Q(code="")
                    & ~Q(other_code="")
                    & ~Q(formula="")
                    & Q(other_union__isnull=False)
                    & (
                        Q(other_on__isnull=False, other_start=None, other_end=None)
                        | Q(
                            other_on=None,
                            other_start__isnull=False,
                            other_end__gte=F("other_start"),
                        )
                    )
                ),
                name="publishedfigure_reckoned_from_two",
            ),
            models.CheckConstraint(
                condition=Q(high__gte=F("low")), name="publishedfigure_bounds_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdraws=None) | ~Q(reason=""),
                name="publishedfigure_withdrawn_with_reason",
                violation_error_message="撤回要写明原因。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="publishedfigure_union"),
            models.Index(fields=("union", "code", "on", "end"), name="publishedfigure_asked"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.said}"

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return plain_number(self.value)

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def when(self) -> str:
        """The day or the period in words."""
        return f"{self.on}" if self.on else f"{self.start} 至 {self.end}"
