"""Handing out (发放): where and when, to whom, what, and what proves it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.campaigns import rules
from niangjia.campaigns.models.campaigns import Beneficiary, Campaign, Item
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger.models import Fund, Reservation
from niangjia.ledger.rules import FundSource
from niangjia.members.models import Person
from niangjia.unions.models import Union


class DeliveryEvent(Base):
    """A place and a day where something is handed out (发放场次), by the campaign's union or one below."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="活动", related_name="events"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="发放工会", related_name="+", db_index=False
    )
    on = models.DateField("发放日期")
    site = models.CharField("发放地点", max_length=100)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "发放场次"
        indexes = (models.Index(fields=("union", "-id"), name="deliveryevent_union"),)

    def __str__(self) -> str:
        return f"{self.site} {self.on}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class Delivery(Base):
    """What one person got at once, or a head count without names (发放).

    ``union`` is where the helped people belong. ``given_on``: handed over, or paid by the bank; empty
    while cash is on its way. ``household``, category and level are of the file she had that day.
    A guest (非会员) is somebody outside the register: a name, sealed her phone or the end of her number,
    and the blind index of both.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="活动", related_name="deliveries", db_index=False
    )
    event = models.ForeignKey(
        DeliveryEvent,
        models.PROTECT,
        verbose_name="发放场次",
        null=True,
        related_name="deliveries",
    )
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, verbose_name="名单", null=True, related_name="deliveries"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="姓名", null=True, related_name="campaign_deliveries"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所在工会", related_name="+", db_index=False
    )
    guest_name = models.CharField("非会员", max_length=50, blank=True)
    guest_sealed = models.BinaryField("手机或证件号后四位", null=True, editable=False)
    guest_blind = models.BinaryField(max_length=16, null=True, editable=False)
    head_count = models.PositiveIntegerField("人次", default=1)
    given_on = models.DateField("发放日期", null=True)
    is_cash = models.BooleanField("慰问金", default=False, editable=False)
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2)
    household = models.CharField("家庭档案", max_length=36, blank=True, db_collation="C")
    category = models.CharField("困难类别", max_length=12, choices=Category.choices(), blank=True)
    file_level = models.CharField(
        "建档标准", max_length=10, choices=FileLevel.choices(), blank=True
    )
    receipt_kind = models.CharField("签收方式", max_length=10, choices=rules.ReceiptKind.choices())
    signer = models.CharField("签收人", max_length=50, blank=True)
    paper_path = models.CharField(max_length=200, blank=True, editable=False)
    paper_type = models.CharField(max_length=40, blank=True, editable=False)
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, null=True, editable=False, related_name="campaign_delivery"
    )
    taken_back_on = models.DateField("撤回日期", null=True, editable=False)
    take_back_reason = models.CharField("撤回原因", max_length=300, blank=True, editable=False)
    actor_id = models.BigIntegerField("经办人", null=True, editable=False)
    actor_label = models.CharField("经办人", max_length=100, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "发放记录"
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, head_count=1)
                | Q(person=None, beneficiary=None, head_count__gt=0),
                name="delivery_named_or_counted",
                violation_error_message="记名发放只登记一人;不记名的请填写人数。",
            ),
            models.CheckConstraint(
                condition=Q(guest_name="", guest_sealed=None, guest_blind=None)
                | (
                    Q(person=None, head_count=1, guest_sealed__isnull=False)
                    & Q(guest_blind__isnull=False)
                    & ~Q(guest_name="")
                ),
                name="delivery_guest_is_one",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="delivery_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(given_on__isnull=False) | Q(is_cash=True),
                name="delivery_given_or_on_its_way",
            ),
            models.CheckConstraint(
                condition=Q(is_cash=True) | Q(event__isnull=False),
                name="delivery_at_an_event",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on=None) | ~Q(take_back_reason=""),
                name="delivery_taken_back_with_reason",
                violation_error_message="撤回发放请写明原因。",
            ),
        )
        indexes = (
            models.Index(fields=("campaign", "-id"), name="delivery_campaign"),
            models.Index(fields=("union", "-id"), name="delivery_union"),
        )

    def __str__(self) -> str:
        return f"{self.recipient} {self.campaign}"

    @property
    def recipient(self) -> str:
        """Who got it, in words."""
        name = self.person.name if self.person else ""
        return rules.recipient(name, self.guest_name, self.head_count)

    @property
    def scope_path(self) -> str:
        """Tree path of the union whose people were helped."""
        return self.union.path


class DeliveryLine(Base):
    """One item of a delivery (发放明细).

    ``person``, ``guest_blind``, ``may_repeat`` and ``is_taken_back`` repeat the delivery's, so that a
    constraint keeps the same item from the same person, member or not. ``amount`` is
    quantity × purchase price, or the cash.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="发放标准", related_name="lines")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    guest_blind = models.BinaryField(max_length=16, null=True, editable=False)
    may_repeat = models.BooleanField(default=False, editable=False)
    is_taken_back = models.BooleanField(default=False, editable=False)
    quantity = models.PositiveIntegerField("数量", default=0)
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2)
    source = models.CharField("资金来源", max_length=12, choices=FundSource.choices())
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", null=True, related_name="+")

    class Meta:
        verbose_name = "发放明细"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "item"),
                condition=Q(person__isnull=False, may_repeat=False, is_taken_back=False),
                name="deliveryline_item_once",
                violation_error_message="此人在这次活动中已经领过这项物资或慰问金,没有重复发放。",
            ),
            models.UniqueConstraint(
                fields=("item", "guest_blind"),
                condition=Q(guest_blind__isnull=False, may_repeat=False, is_taken_back=False),
                name="deliveryline_guest_once",
                violation_error_message=(
                    "同名、同手机(或同证件尾号)的人在这次活动中已经领过这项物资,没有重复发放。"
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.item)
