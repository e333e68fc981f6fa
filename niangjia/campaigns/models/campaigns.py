"""Campaigns (帮扶活动): what is planned, for whom, out of which funds."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from niangjia.campaigns import rules
from niangjia.campaigns.models.goods import Goods
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger.models import Fund, Programme
from niangjia.members.models import Person
from niangjia.unions.models import Union

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_token() -> str:
    """A token of 12 characters (60 bits), without those that look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Campaign(Base):
    """One round of a programme (帮扶活动), e.g. 2026年夏送清凉.

    Season or kind and brand are the programme's. ``union`` runs it; unions below may hand out.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("活动编号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="主办工会", related_name="campaigns", db_index=False
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name="项目", related_name="campaigns"
    )
    name = models.CharField("活动名称", max_length=100)
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期")
    place = models.CharField("地点", max_length=100, blank=True)
    audience = models.CharField(
        "发放对象",
        max_length=10,
        choices=rules.Audience.choices(),
        default=rules.Audience.LIST,
    )
    note = models.CharField("说明", max_length=500, blank=True)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.CampaignStatus.choices(),
        default=rules.CampaignStatus.PLANNED,
        editable=False,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "帮扶活动"
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="campaign_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=("union", "programme", "name"),
                name="campaign_once",
                violation_error_message="本工会在这个项目下已有同名活动。请改用已有的活动,或换一个名称。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="campaign_union"),
            models.Index(fields=("status", "due_on", "id"), name="campaign_due"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def item_count(self) -> int:
        """Standards that are in use."""
        return self.items.filter(is_open=True).count()

    @property
    def unpaid_count(self) -> int:
        """Cash deliveries that the bank has not settled."""
        return self.deliveries.filter(is_cash=True, given_on=None, taken_back_on=None).count()


class BudgetLine(Base):
    """How much of a fund is meant for a campaign (活动预算); what is spent is derived."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="budget_lines")
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", related_name="+")
    decided_on = models.DateField("安排日期")
    amount = models.DecimalField("安排金额(元)", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "活动预算"
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "fund"),
                name="budgetline_once",
                violation_error_message="这笔资金已在活动预算中。请修改原来的金额。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="budgetline_positive",
                violation_error_message="预算金额应大于0。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.amount}元"


class Item(Base):
    """What one person gets (发放标准): ``quantity`` of one goods, or ``amount`` yuan in cash."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="items")
    goods = models.ForeignKey(
        Goods, models.PROTECT, verbose_name="物资", null=True, blank=True, related_name="+"
    )
    quantity = models.PositiveIntegerField("每人数量", default=0)
    amount = models.DecimalField("每人慰问金(元)", max_digits=12, decimal_places=2, default=0)
    may_repeat = models.BooleanField("可以重复领取", default=False)
    is_open = models.BooleanField("启用", default=True, editable=False)

    class Meta:
        verbose_name = "发放标准"
        constraints = (
            models.CheckConstraint(
                condition=Q(goods__isnull=False, quantity__gt=0, amount=0)
                | Q(goods=None, quantity=0, amount__gt=0),
                name="item_goods_or_cash",
                violation_error_message="一项标准或者是物资和数量,或者是慰问金额。",
            ),
            models.UniqueConstraint(
                fields=("campaign", "goods"),
                condition=Q(is_open=True),
                nulls_distinct=False,
                name="item_once",
                violation_error_message="活动中已有这项发放标准。请停用原来的再添加。",
            ),
        )

    def __str__(self) -> str:
        if self.goods is None:
            return f"慰问金{self.amount}元"
        return f"{self.goods.name}×{self.quantity}{self.goods.measure}"

    @property
    def is_cash(self) -> bool:
        """Whether it goes through the bank."""
        return self.goods_id is None


class Beneficiary(Base):
    """Somebody on the list of a campaign (名单); the token stands in the QR code of the list."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="beneficiaries", db_index=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="姓名", related_name="campaign_lists"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所在工会", related_name="+", db_index=False
    )
    token = models.CharField(
        "领取码", max_length=12, unique=True, default=new_token, editable=False, db_collation="C"
    )
    bank_card_sealed = models.BinaryField("银行卡号", null=True, editable=False)
    bank_name = models.CharField("开户银行", max_length=100, blank=True)
    batch = models.ForeignKey(
        "campaigns.ListBatch",
        models.PROTECT,
        verbose_name="导入批次",
        null=True,
        editable=False,
        related_name="beneficiaries",
    )
    removed_on = models.DateField("移出日期", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "发放名单"
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "person"),
                name="beneficiary_once",
                violation_error_message="此人已在这个活动的名单中。",
            ),
        )
        indexes = (
            models.Index(fields=("campaign", "union", "id"), name="beneficiary_list"),
            models.Index(fields=("union", "-id"), name="beneficiary_union"),
        )

    def __str__(self) -> str:
        return f"{self.person.name}({self.token})"

    @property
    def scope_path(self) -> str:
        """Tree path of the union she belongs to."""
        return self.union.path


class ReliefMoney(Base):
    """Money raised for, or allotted out of, an emergency campaign (应急资金). Neither is spending."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="relief_money")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", editable=False
    )
    stage = models.CharField("环节", max_length=10, choices=rules.ReliefStage.choices())
    on = models.DateField("日期")
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2)
    party = models.CharField("来自或拨给", max_length=100)
    voucher = models.CharField("凭证号或文号", max_length=60)
    withdrawn_on = models.DateField("撤销日期", null=True, editable=False)
    withdraw_reason = models.CharField("撤销原因", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "应急资金"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="reliefmoney_positive",
                violation_error_message="金额应大于0。",
            ),
            models.UniqueConstraint(
                fields=("campaign", "stage", "voucher"),
                condition=Q(withdrawn_on=None),
                name="reliefmoney_voucher_once",
                violation_error_message="这个凭证号已经登记过,没有重复登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.amount}元"


class ServiceRecord(Base):
    """A service in a campaign that hands out nothing (服务记录).

    Help of mind, guidance, measures; volunteers and trainees by the number of new ones.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="services")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", editable=False
    )
    kind = models.CharField("服务类别", max_length=12, choices=rules.ServiceKind.choices())
    on = models.DateField("日期")
    title = models.CharField("内容或文件名称", max_length=150)
    head_count = models.PositiveIntegerField("服务人次", default=0)
    employer = models.ForeignKey(
        "employers.Employer",
        models.PROTECT,
        verbose_name="用人单位",
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_on = models.DateField("撤销日期", null=True, editable=False)
    withdraw_reason = models.CharField("撤销原因", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "服务记录"
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind__in=tuple(kind.value for kind in rules.WITH_HEADS))
                | Q(head_count__gt=0),
                name="service_has_heads",
                violation_error_message="心理援助请填写服务人次,志愿服务、应急培训请填写人数。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="guidance") | Q(employer__isnull=False),
                name="service_guidance_has_employer",
                violation_error_message="用工指导请选择用人单位。",
            ),
        )

    def __str__(self) -> str:
        return self.title
