"""The books (账簿): immutable entries whose lines sum to zero, by trigger (migration 0002)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.scope import Scoped
from niangjia.ledger import rules
from niangjia.ledger.models.funds import Fund
from niangjia.ledger.models.payments import Payment
from niangjia.unions.models import Union

_OF_THE_FUND = ("receive", "pass_out", "pass_in", "hand_out", "hand_in")
_OF_A_PAYMENT = ("pay", "lend", "repay")


class Entry(models.Model):
    """One event in the books of one fund (凭证). Never changed; a wrong one is countered.

    ``reverses``: the entry that this one takes back, once at most. ``counterpart``: the giver's
    entry, on the entry of the level below that received the money.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField("记账时间", auto_now_add=True)
    on = models.DateField("业务日期")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, verbose_name="资金", related_name="entries", db_index=False
    )
    kind = models.CharField("凭证类别", max_length=10, choices=rules.EntryKind.choices())
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    summary = models.CharField("摘要", max_length=200)
    payment = models.ForeignKey(
        Payment, models.PROTECT, verbose_name="付款", null=True, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name="冲销", null=True, related_name="reversed_by"
    )
    counterpart = models.OneToOneField(
        "self", models.PROTECT, verbose_name="对方凭证", null=True, related_name="received_as"
    )
    actor_id = models.BigIntegerField("经办人", null=True)
    actor_label = models.CharField("经办人", max_length=100)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "凭证"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_entry_positive"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=(*_OF_A_PAYMENT, "give_back", "reverse"), payment__isnull=False
                )
                | Q(kind__in=(*_OF_THE_FUND, "correct"), payment=None),
                name="ledger_entry_payment_named",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("give_back", "reverse", "correct"), reverses__isnull=False)
                | Q(kind__in=(*_OF_THE_FUND, *_OF_A_PAYMENT), reverses=None),
                name="ledger_entry_reversal_named",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="ledger_entry_union"),
            models.Index(fields=("fund", "-id"), name="ledger_entry_fund"),
            BrinIndex(fields=("at",), name="ledger_entry_at"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Number of the entry (凭证号): month and running number."""
        return f"{self.on:%Y%m}-{self.pk:06}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class EntryLine(models.Model):
    """One posting (分录): debit positive, credit negative. ``fund`` is the entry's, by trigger."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField("科目", max_length=8, choices=rules.Account.choices())
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "分录"
        constraints = (models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_not_zero"),)
        indexes = (
            models.Index(fields=("fund", "account"), include=("amount",), name="ledger_line_sum"),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount}"

    @property
    def debit(self) -> Decimal | None:
        """The amount when it is a debit."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The amount when it is a credit, as a positive number."""
        return -self.amount if self.amount < 0 else None
