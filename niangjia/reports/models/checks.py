"""Reports given to the figure check (核对文档), what was read in them, and what people decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.reports.rules.checks import SEVERITIES, CheckState, Decision
from niangjia.unions.models import Union


class CheckedDocument(Base):
    """A report whose figures are checked (核对文档).

    ``text`` is the report as read; every place below is an offset in it. Written once, never
    changed (trigger). ``file_path`` is the uploaded original below the files folder, outside the
    web root. ``open_count`` counts findings nobody has decided.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    name = models.CharField("文档", max_length=200)
    published_on = models.DateField("发布日期", null=True, blank=True)
    kind = models.CharField("格式", max_length=8)
    digest = models.CharField("内容摘要", max_length=64)
    file_path = models.CharField(max_length=300, blank=True)
    text = models.TextField("正文", blank=True)
    state = models.CharField(
        "核对进度", max_length=10, choices=CheckState.choices(), default=CheckState.CHECKING.value
    )
    message = models.CharField("说明", max_length=500, blank=True)
    figure_count = models.PositiveIntegerField("数据", default=0)
    finding_count = models.PositiveIntegerField("疑问", default=0)
    open_count = models.PositiveIntegerField("待处理", default=0)
    sent_by_id = models.BigIntegerField("提交人", null=True)
    sent_by = models.CharField("提交人", max_length=100)
    checked_at = models.DateTimeField("核对时间", null=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "核对文档"
        constraints = (
            models.CheckConstraint(
                condition=Q(open_count__lte=F("finding_count")), name="checked_open_of_all"
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="checked_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class CheckedFigure(models.Model):
    """One figure read in a document (读出的数据). Append-only.

    ``value`` is multiplied out (money in yuan, rates in %), ``upper`` the other end of a range.
    """

    document = models.ForeignKey(
        CheckedDocument, models.PROTECT, related_name="figures", db_index=False
    )
    position = models.PositiveIntegerField("序号")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    text = models.CharField("原文", max_length=200)
    value = models.DecimalField("值", max_digits=44, decimal_places=6)
    upper = models.DecimalField("上限", max_digits=44, decimal_places=6, null=True)
    unit = models.CharField("单位", max_length=12, blank=True)
    label = models.CharField("名称", max_length=100, blank=True)
    indicator = models.CharField("指标", max_length=80, blank=True)
    period = models.CharField("期间", max_length=60, blank=True)
    period_start = models.DateField("期间起", null=True)
    period_end = models.DateField("期间止", null=True)
    organisation = models.CharField("单位名称", max_length=60, blank=True)

    class Meta:
        verbose_name = "读出的数据"
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="checkedfigure_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="checkedfigure_place"),
        )

    def __str__(self) -> str:
        return self.text


class CheckFinding(models.Model):
    """One thing that is or may be wrong in a document (疑问). Append-only.

    ``key`` is equal for the same rule on the same figures and period; ``known`` is the explanation
    that already settled it for this union. ``evidence`` lists text, start and end of each passage.
    """

    SCOPE = "document__union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    document = models.ForeignKey(
        CheckedDocument, models.PROTECT, related_name="findings", db_index=False
    )
    position = models.PositiveIntegerField("序号")
    rule = models.CharField("规则", max_length=16)
    severity = models.CharField("级别", max_length=5, choices=SEVERITIES)
    message = models.TextField("疑问")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    evidence = models.JSONField("依据", default=list)
    suggestion = models.CharField("建议", max_length=500, blank=True)
    key = models.CharField(max_length=64)
    known = models.ForeignKey(
        "CheckDecision", models.PROTECT, verbose_name="已有说明", null=True, related_name="+"
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "疑问"
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="checkfinding_once"),
        )
        indexes = (models.Index(fields=("key",), name="checkfinding_key"),)

    def __str__(self) -> str:
        return f"{self.rule} 第 {self.position} 条"


class CheckDecision(models.Model):
    """What a named person decided about a finding (处理). Append-only; the last one holds."""

    finding = models.ForeignKey(
        CheckFinding, models.PROTECT, related_name="decisions", db_index=False
    )
    kind = models.CharField("处理", max_length=10, choices=Decision.choices())
    reported = models.CharField("原文的数", max_length=500)
    corrected = models.CharField("正确的数", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=500, blank=True)
    evidence = models.CharField("依据", max_length=500, blank=True)
    actor_id = models.BigIntegerField("处理人", null=True)
    actor_label = models.CharField("处理人", max_length=100)
    at = models.DateTimeField("处理时间", auto_now_add=True)

    class Meta:
        verbose_name = "处理"
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind=Decision.CORRECTED.value) | (~Q(corrected="") & ~Q(reason="")),
                name="checkdecision_corrected_says_what",
                violation_error_message="更正要写明正确的数和原因。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Decision.EXPLAINED.value) | (~Q(reason="") & ~Q(evidence="")),
                name="checkdecision_explained_says_why",
                violation_error_message="说明要写明原因和依据。",
            ),
        )
        indexes = (models.Index(fields=("finding", "-id"), name="checkdecision_finding"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}:{self.reported}"
