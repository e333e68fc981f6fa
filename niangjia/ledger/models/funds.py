"""Money with a source (资金), what it is for (项目), and how much may go there in a year (预算)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger import rules
from niangjia.unions.models import Union


class Fund(Base):
    """Money of one source held by one union (资金), from one year's allocation.

    ``bank_amount`` is what the entries leave on 银行存款, ``promised_amount`` what of it is reserved
    and not yet paid. Triggers keep both with every entry and reservation, in its transaction, and let
    nobody else write them (migration 0003); an entry or reservation that overdraws is refused.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField("资金编号", max_length=30, db_collation="C")
    name = models.CharField("资金名称", max_length=100)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="持有工会", related_name="funds", db_index=False
    )
    source = models.CharField("资金来源", max_length=12, choices=rules.FundSource.choices())
    year = models.PositiveSmallIntegerField("资金年度")
    document = models.CharField("下达文号", max_length=100, blank=True)
    is_open = models.BooleanField("启用", default=True)
    bank_amount = models.DecimalField(
        "账面余额", max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )
    promised_amount = models.DecimalField(
        "已占用", max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "资金"
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                name="ledger_fund_code_once",
                violation_error_message="该资金编号已被使用。请换一个,或不填由系统编号。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="ledger_fund_year_sane",
                violation_error_message="资金年度应在2000年至2100年之间。",
            ),
            models.CheckConstraint(
                condition=Q(promised_amount__gte=0, promised_amount__lte=F("bank_amount")),
                name="ledger_fund_not_overdrawn",
                violation_error_message="这笔资金的可用余额不足,没有办理。请刷新页面核对余额后再办。",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="ledger_fund_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def free_amount(self) -> Decimal:
        """What may still be promised (可用余额), as of when the row was read."""
        return self.bank_amount - self.promised_amount


class Programme(Base):
    """What money is spent for (项目, 项目化管理): a brand like 金秋助学 is its name, hence data.

    Funds of ``union`` and of every union below it may pay for it.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField("项目编号", max_length=30, db_collation="C")
    name = models.CharField("项目名称", max_length=100)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="设立工会", related_name="programmes", db_index=False
    )
    kind = models.CharField("项目类别", max_length=12, choices=rules.ProgrammeKind.choices())
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True, blank=True)
    is_open = models.BooleanField("启用", default=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "项目"
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                name="ledger_programme_code_once",
                violation_error_message="该项目编号已被使用。请换一个,或不填由系统编号。",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="ledger_programme_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="ledger_programme_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class Budget(Base):
    """How much of a fund may go to a programme in a year (预算).

    ``approved_amount`` is the first amount, ``amount`` the one in force; how often it may be
    adjusted is policy. ``used_amount`` is what is reserved or paid of it, kept by triggers.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", related_name="budgets")
    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name="项目", related_name="budgets"
    )
    year = models.PositiveSmallIntegerField("年度")
    approved_amount = models.DecimalField("批准预算", max_digits=16, decimal_places=2)
    amount = models.DecimalField("现行预算", max_digits=16, decimal_places=2)
    adjustment_count = models.PositiveSmallIntegerField("调整次数", default=0)
    used_amount = models.DecimalField(
        "已使用", max_digits=16, decimal_places=2, default=0, db_default=0, editable=False
    )

    class Meta:
        verbose_name = "预算"
        constraints = (
            models.UniqueConstraint(
                fields=("fund", "programme", "year"),
                name="ledger_budget_once",
                violation_error_message="这笔资金在该项目、该年度已有预算。请改用预算调整。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, approved_amount__gte=0),
                name="ledger_budget_not_negative",
                violation_error_message="预算不能是负数。",
            ),
            models.CheckConstraint(
                condition=Q(used_amount__gte=0, used_amount__lte=F("amount")),
                name="ledger_budget_not_passed",
                violation_error_message="这项预算的余额不足,没有办理。请刷新页面核对预算后再办。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme}({self.year}年)"
