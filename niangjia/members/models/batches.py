"""Member sheets brought in as a whole (导入批次) and what was wrong with them."""

from __future__ import annotations

from django.db import models

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class ImportBatch(Base):
    """One member sheet brought in as a whole (导入批次): checked, then committed, maybe undone."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    file_name = models.CharField("文件名", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    file_path = models.CharField(max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, default="checking")
    row_count = models.PositiveIntegerField("行数", default=0)
    accepted_count = models.PositiveIntegerField("可导入", default=0)
    refused_count = models.PositiveIntegerField("有错误", default=0)
    warned_count = models.PositiveIntegerField("有提醒", default=0)
    unchanged_count = models.PositiveIntegerField("已在册", default=0)
    actor_id = models.BigIntegerField("导入人", null=True)
    committed_at = models.DateTimeField("入库时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "导入批次"
        indexes = (models.Index(fields=("union", "-id"), name="importbatch_union"),)

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class ImportFinding(models.Model):
    """What is wrong with one cell of a sheet (检查结果). The message holds no full numbers."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="findings", db_index=False)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=20)
    code = models.CharField("代码", max_length=24)
    severity = models.CharField("级别", max_length=5)
    message = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "检查结果"
        indexes = (models.Index(fields=("batch", "row"), name="importfinding_row"),)
