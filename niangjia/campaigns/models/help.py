"""Every act of help as one row (帮扶记录): paid grants and deliveries made. A view, written nowhere."""

from __future__ import annotations

from django.db import models

from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.campaigns.rules import recipient
from niangjia.kernel.scope import Scoped
from niangjia.ledger.models import Programme
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.members.models import Person
from niangjia.unions.models import Union


class Help(models.Model):
    """One paid grant (``origin`` grant) or one delivery (帮扶记录): what figures of aid open to.

    ``union`` is where the helped people belong, ``payer`` whose money or goods it was. The view is
    made by migration 0002 and made anew by 0004; its SQL stands there.
    """

    SCOPE = "union"

    id = models.BigIntegerField(primary_key=True)
    origin = models.CharField(
        "来自", max_length=10, choices=[("grant", "救助发放"), ("delivery", "活动发放")]
    )
    public_id = models.UUIDField()
    given_on = models.DateField("发放日期")
    union = models.ForeignKey(
        Union, models.DO_NOTHING, verbose_name="所在工会", related_name="+", db_constraint=False
    )
    payer = models.ForeignKey(
        Union, models.DO_NOTHING, verbose_name="出资工会", related_name="+", db_constraint=False
    )
    person = models.ForeignKey(
        Person,
        models.DO_NOTHING,
        verbose_name="姓名",
        null=True,
        related_name="+",
        db_constraint=False,
    )
    programme = models.ForeignKey(
        Programme, models.DO_NOTHING, verbose_name="项目", related_name="+", db_constraint=False
    )
    kind = models.CharField("项目类别", max_length=12, choices=ProgrammeKind.choices())
    use = models.CharField("救助类型", max_length=20)
    attendance = models.IntegerField("人次")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    is_cash = models.BooleanField("资金")
    household = models.CharField("家庭档案", max_length=36)
    category = models.CharField("困难类别", max_length=12, choices=Category.choices())
    file_level = models.CharField("建档标准", max_length=10, choices=FileLevel.choices())
    source = models.CharField("资金来源", max_length=12, choices=FundSource.choices())
    guest_name = models.CharField("非会员", max_length=50)

    objects = Scoped.as_manager()

    class Meta:
        managed = False
        db_table = "campaigns_help"
        verbose_name = "帮扶记录"

    def __str__(self) -> str:
        return f"{self.recipient} {self.given_on}"

    @property
    def recipient(self) -> str:
        """Who was helped, in words."""
        name = self.person.name if self.person else ""
        return recipient(name, self.guest_name, self.attendance)

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
