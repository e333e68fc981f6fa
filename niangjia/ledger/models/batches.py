"""Payments handed to the bank together (付款批次), and what the bank answered (回盘)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger import rules
from niangjia.unions.models import Union


class PaymentBatch(Base):
    """Payments of one union in one bank file (付款批次).

    ``layout`` is the file layout in force when the batch was made, kept so that the same bytes can
    be written again at any time; ``file_sha256`` proves it. ``sent`` means: the bank may have it.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("批次号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="付款工会", related_name="+", db_index=False
    )
    made_on = models.DateField("编制日期")
    payment_count = models.PositiveIntegerField("笔数")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    layout = models.JSONField("文件格式")
    file_sha256 = models.CharField("文件校验值", max_length=64, blank=True)
    sent_by_id = models.BigIntegerField("送银行经办人", null=True)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.BatchStatus.choices(),
        default=rules.BatchStatus.MADE,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "付款批次"
        constraints = (
            models.CheckConstraint(
                condition=Q(payment_count__gt=0, amount__gt=0), name="ledger_batch_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("made", "void")) | ~Q(file_sha256=""),
                name="ledger_batch_sent_has_file",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="ledger_batch_due"),
            models.Index(fields=("union", "-id"), name="ledger_batch_union"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class BankReply(models.Model):
    """A file in which the bank answered for a batch (回盘), taken in as a whole. Only added."""

    at = models.DateTimeField("导入时间", auto_now_add=True)
    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, verbose_name="批次", related_name="replies", db_index=False
    )
    sha256 = models.CharField("文件校验值", max_length=64)
    file_name = models.CharField("文件名", max_length=200)
    encoding = models.CharField("编码", max_length=10)
    paid_count = models.PositiveIntegerField("成功笔数")
    paid_amount = models.DecimalField("成功金额", max_digits=16, decimal_places=2)
    failed_count = models.PositiveIntegerField("失败笔数")
    returned_count = models.PositiveIntegerField("退回笔数")
    actor_id = models.BigIntegerField("导入人", null=True)
    actor_label = models.CharField("导入人", max_length=100)

    class Meta:
        verbose_name = "银行回盘"
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "sha256"),
                name="ledger_reply_once",
                violation_error_message="这个回盘文件已经导入过,没有重复入账。",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class BankReplyLine(models.Model):
    """What the bank said of one line of the batch (回盘明细). Only added."""

    reply = models.ForeignKey(BankReply, models.PROTECT, related_name="lines", db_index=False)
    line_number = models.PositiveIntegerField("批次行号")
    payment = models.ForeignKey("ledger.Payment", models.PROTECT, related_name="reply_lines")
    outcome = models.CharField("结果", max_length=10, choices=rules.ReplyOutcome.choices())
    note = models.CharField("银行说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "回盘明细"
        constraints = (
            models.UniqueConstraint(fields=("reply", "line_number"), name="ledger_replyline_once"),
        )

    def __str__(self) -> str:
        return f"{self.line_number} {self.outcome}"
