"""Goods in store (慰问物资) and everything that moved them (出入库)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.campaigns import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger.rules import FundSource
from niangjia.unions.models import Union


class Goods(Base):
    """One kind of goods of one price that a union has in store (慰问物资).

    ``stock_count`` changes only with a move, in one conditional update; never below zero.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="保管工会", related_name="+", db_index=False
    )
    name = models.CharField("物资名称", max_length=60)
    kind = models.CharField(
        "类别", max_length=12, choices=rules.GoodsKind.choices(), default=rules.GoodsKind.OTHER
    )
    measure = models.CharField("计量单位", max_length=8, default="份")
    price_amount = models.DecimalField("采购单价(元)", max_digits=10, decimal_places=2)
    source = models.CharField(
        "资金来源",
        max_length=12,
        choices=FundSource.choices(),
        default=FundSource.OWN_UNION,
        help_text="捐赠的物资选“社会捐赠”,单价按市价折算。",
    )
    stock_count = models.IntegerField("库存", default=0, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "慰问物资"
        constraints = (
            models.CheckConstraint(
                condition=Q(stock_count__gte=0),
                name="goods_stock_not_negative",
                violation_error_message="库存不足。请减少数量,或先办理入库、盘点。",
            ),
            models.CheckConstraint(
                condition=Q(price_amount__gte=0),
                name="goods_price_not_negative",
                violation_error_message="采购单价不能是负数。",
            ),
            models.UniqueConstraint(
                fields=("union", "name", "price_amount"),
                name="goods_once",
                violation_error_message="已有同名同价的物资。请在原物资上办理入库。",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="goods_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class StockMove(models.Model):
    """Goods in or out (出入库), signed. Only added, by trigger; the sum is the stock."""

    at = models.DateTimeField("登记时间", auto_now_add=True)
    goods = models.ForeignKey(Goods, models.PROTECT, related_name="moves", db_index=False)
    kind = models.CharField("出入库", max_length=10, choices=rules.MoveKind.choices())
    on = models.DateField("日期")
    quantity = models.IntegerField("数量")
    balance = models.IntegerField("结存")
    delivery = models.ForeignKey(
        "campaigns.Delivery",
        models.PROTECT,
        verbose_name="发放",
        null=True,
        related_name="stock_moves",
    )
    note = models.CharField("说明", max_length=200, blank=True)
    actor_id = models.BigIntegerField("经办人", null=True)
    actor_label = models.CharField("经办人", max_length=100)

    class Meta:
        verbose_name = "出入库"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="counted")
                | Q(kind__in=("received", "returned"), quantity__gt=0)
                | Q(kind__in=("issued", "damaged"), quantity__lt=0),
                name="stockmove_sign",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="stockmove_balance"),
        )
        indexes = (models.Index(fields=("goods", "-id"), name="stockmove_goods"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+}"
