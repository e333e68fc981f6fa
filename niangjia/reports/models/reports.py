"""Tables of reports (报告): the text, its saved versions, its figures as last written."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.reports.models.templates import TemplateVersion
from niangjia.reports.rules.flow import ReportStatus
from niangjia.reports.rules.register import plain_number
from niangjia.unions.models import Union


class Report(Base):
    """A text about a union and a period, with bound figures (报告).

    ``start`` and ``end`` are both included; stocks are of ``end``. ``version`` counts saved texts.
    When it is frozen ``content`` keeps the document as written, word for word (a tree of blocks,
    ``rules.storing``), and ``sha256`` seals it with the figures and their definitions; afterwards a
    trigger lets nothing but the status change.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    template = models.ForeignKey(
        TemplateVersion, models.PROTECT, verbose_name="模板", related_name="reports", editable=False
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="reports", editable=False
    )
    start = models.DateField("期间起日")
    end = models.DateField("期间止日")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文", blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=ReportStatus.choices(), default=ReportStatus.DRAFT.value
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    figures_at = models.DateTimeField("数据截至", null=True, editable=False)
    content = models.JSONField("定稿内容", default=dict, editable=False)
    sha256 = models.CharField("校验码", max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField("定稿时间", null=True, editable=False)
    frozen_by_id = models.BigIntegerField(null=True, editable=False)
    frozen_by = models.CharField("定稿人", max_length=100, blank=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "报告"
        constraints = (
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="report_ends_after_start",
                violation_error_message="期间的止日不能早于起日。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.FROZEN.value)
                | (Q(frozen_at__isnull=False) & ~Q(sha256="")),
                name="report_frozen_is_sealed",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="report_union"),)

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.status == ReportStatus.DRAFT

    @property
    def period(self) -> str:
        """期间 in words."""
        return f"{self.start} 至 {self.end}"


class ReportText(models.Model):
    """One saved text of a report (报告版本). Append-only by trigger."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文", blank=True)
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    saved_by_id = models.BigIntegerField(null=True)
    saved_by = models.CharField("保存人", max_length=100)

    class Meta:
        verbose_name = "报告版本"
        constraints = (
            models.UniqueConstraint(
                fields=("report", "number"),
                name="reporttext_number_once",
                violation_error_message="别人刚刚保存了这份报告。请刷新后再改,免得互相覆盖。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"


class ReportFigure(models.Model):
    """A figure of a report as last written (报告数据).

    ``key`` names the question: indicator with its version, union, day or period. ``value`` is
    exact; empty for a share of nothing. ``said`` are the ways the text writes it, one a line.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=200, db_collation="C")
    code = models.CharField("指标", max_length=120, db_collation="C")
    version = models.PositiveIntegerField("口径版本")
    fingerprint = models.CharField(max_length=64)
    name = models.CharField("名称", max_length=100)
    unit = models.CharField("单位", max_length=10)
    kind = models.CharField("口径", max_length=10)
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    union_name = models.CharField("工会", max_length=200)
    on = models.DateField("时点", null=True)
    start = models.DateField("起日", null=True)
    end = models.DateField("止日", null=True)
    value = models.DecimalField("数值", max_digits=24, decimal_places=6, null=True)
    source = models.CharField("来源", max_length=10)
    said = models.TextField("写法", blank=True)
    written_at = models.DateTimeField("写入时间")

    class Meta:
        verbose_name = "报告数据"
        constraints = (
            models.UniqueConstraint(fields=("report", "key"), name="reportfigure_key_once"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return plain_number(self.value)


class ReportNote(models.Model):
    """What the freezer said to a doubt the system raised (定稿说明). Append-only by trigger."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="notes")
    doubt = models.CharField("疑点", max_length=500)
    explanation = models.CharField("说明", max_length=500)
    said_at = models.DateTimeField("时间", auto_now_add=True)
    said_by_id = models.BigIntegerField(null=True)
    said_by = models.CharField("说明人", max_length=100)

    class Meta:
        verbose_name = "定稿说明"

    def __str__(self) -> str:
        return self.doubt
