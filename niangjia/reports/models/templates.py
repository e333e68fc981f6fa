"""Tables of report templates (报告模板): what ships with the system, and those of unions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.reports.rules.flow import TemplateKind
from niangjia.unions.models import Union


class ReportTemplate(Base):
    """A text with bound figures to start reports from (报告模板).

    ``union`` keeps it and may change it; unions below may use it. Empty: shipped with the system,
    installed from its file, changed by nobody. ``version`` is the number of the latest text.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField("代码", max_length=60, unique=True, db_collation="C")
    union = models.ForeignKey(
        Union,
        models.PROTECT,
        verbose_name="制定工会",
        null=True,
        editable=False,
        related_name="report_templates",
    )
    title = models.CharField("名称", max_length=100)
    kind = models.CharField(
        "类别", max_length=10, choices=TemplateKind.choices(), default=TemplateKind.WORK.value
    )
    version = models.PositiveIntegerField("版本", default=0, editable=False)
    is_retired = models.BooleanField("已停用", default=False, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "报告模板"
        indexes = (models.Index(fields=("union", "-id"), name="reporttemplate_union"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9][a-z0-9-]*$"), name="reporttemplate_code_plain"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the system."""
        return self.union_id is None

    @property
    def scope_path(self) -> str:
        """Where the right to change it must hold; nobody has a post at the empty path."""
        return self.union.path if self.union is not None else ""


class TemplateVersion(models.Model):
    """One text of a template (模板版本). Append-only by trigger: old reports keep theirs."""

    template = models.ForeignKey(ReportTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    text = models.TextField("正文")
    sha256 = models.CharField(max_length=64)
    note = models.CharField("修改说明", max_length=200, blank=True)
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    saved_by_id = models.BigIntegerField(null=True)
    saved_by = models.CharField("保存人", max_length=100)

    class Meta:
        verbose_name = "模板版本"
        constraints = (
            models.UniqueConstraint(
                fields=("template", "number"),
                name="templateversion_number_once",
                violation_error_message="别人刚刚保存了这个模板的新版本。请刷新后再改。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} 第{self.number}版"
