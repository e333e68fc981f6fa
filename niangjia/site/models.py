"""One row about the installation itself."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """Which key file belongs to this database; there is exactly one row."""

    key_check = models.CharField("密钥校验值", max_length=32)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "安装信息"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_installation"),)

    def __str__(self) -> str:
        return f"安装 {self.created_at:%Y-%m-%d}"
