"""Daily closing of the books (每日封账)."""

from __future__ import annotations

from django.db import models

from niangjia.unions.models import Union


class DailySeal(models.Model):
    """The digest over one union's entries of one day, chained to its day before. Only added."""

    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    on = models.DateField("日期")
    sealed_at = models.DateTimeField("封账时间", auto_now_add=True)
    entry_count = models.PositiveIntegerField("凭证张数")
    amount = models.DecimalField("金额合计", max_digits=18, decimal_places=2)
    previous = models.CharField("前一日校验值", max_length=64, blank=True)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = "每日封账"
        constraints = (
            models.UniqueConstraint(fields=("union", "on"), name="ledger_seal_once_a_day"),
            models.UniqueConstraint(fields=("union", "previous"), name="ledger_seal_one_chain"),
        )

    def __str__(self) -> str:
        return f"{self.union} {self.on}"
