"""Legal personality (工会法人资格) and standardisation (规范化建设)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions import rules
from niangjia.unions.models.tree import Union


class LegalCertificate(Base):
    """A grass-roots union's certificate of legal personality (工会法人资格证书), 3-5 years."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, related_name="certificates", verbose_name="工会"
    )
    number = models.CharField("证书编号", max_length=40, db_collation="C")
    legal_representative = models.CharField("法定代表人", max_length=50)
    issued_on = models.DateField("发证日期")
    valid_until = models.DateField("有效期至")
    revoked_on = models.DateField("注销日期", null=True, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "法人资格证书"
        constraints = (
            models.UniqueConstraint(
                fields=("number",),
                name="certificate_number_once",
                violation_error_message="该证书编号已登记。",
            ),
            models.UniqueConstraint(
                fields=("union",),
                condition=Q(revoked_on=None),
                name="certificate_one_live",
                violation_error_message="该工会已有有效的法人资格证书,请先注销或换证。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_on")), name="certificate_ends_after_issue"
            ),
        )
        indexes = (models.Index(fields=("valid_until", "id"), name="certificate_end"),)

    def __str__(self) -> str:
        return self.number

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class StandardCheck(Base):
    """One item of the standardisation checklist (规范化建设) as last checked at a union."""

    SCOPE = "union"

    union = models.ForeignKey(
        Union, models.PROTECT, related_name="standard_checks", verbose_name="工会", db_index=False
    )
    item = models.CharField("项目", max_length=30, choices=rules.StandardItem.choices())
    is_met = models.BooleanField("达标", default=False)
    checked_on = models.DateField("检查日期")
    note = models.CharField("说明", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "规范化检查"
        constraints = (
            models.UniqueConstraint(fields=("union", "item"), name="standard_item_once"),
        )
