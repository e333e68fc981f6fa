"""Imported lists of people (名单导入)."""

from __future__ import annotations

from django.db import models

from niangjia.campaigns import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class ListBatch(Base):
    """One uploaded sheet (名单导入批次); the file is sealed in the vault until it is taken in."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    file_name = models.CharField("文件名", max_length=200)
    file_path = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=rules.BatchState.choices(),
        default=rules.BatchState.CHECKING,
    )
    row_count = models.PositiveIntegerField("行数", default=0)
    accepted_count = models.PositiveIntegerField("可导入", default=0)
    refused_count = models.PositiveIntegerField("有错误", default=0)
    unchanged_count = models.PositiveIntegerField("已在名单", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    actor_id = models.BigIntegerField("导入人", null=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "名单导入"
        indexes = (models.Index(fields=("union", "-id"), name="listbatch_union"),)

    def __str__(self) -> str:
        return self.file_name


class ListFinding(models.Model):
    """One thing wrong in an uploaded list (导入说明)."""

    batch = models.ForeignKey(ListBatch, models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=20)
    code = models.CharField("代码", max_length=24)
    severity = models.CharField("级别", max_length=5)
    message = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "导入说明"
