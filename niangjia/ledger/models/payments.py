"""Money promised to somebody (资金占用) and the attempts to pay it (付款)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.money import show_yuan
from niangjia.kernel.scope import Scoped
from niangjia.ledger import rules
from niangjia.ledger.models.batches import PaymentBatch
from niangjia.ledger.models.funds import Fund, Programme
from niangjia.members.models import Person
from niangjia.unions.models import Union


class _Promised(Base):
    """What a reservation and its payments say alike: one fund, one programme, one payee, one use.

    ``union`` holds the fund; ``benefit_union`` is where the helped person belongs. ``household``
    is the public id of the household file, empty without one. ``use`` is a code of the area that
    pays (its word: ``queries.use_label``). The subject is what the money is for, in that area.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="付款工会", related_name="+", db_index=False
    )
    benefit_union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="受益工会", related_name="+"
    )
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", related_name="%(class)ss")
    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name="项目", related_name="%(class)ss"
    )
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    use = models.CharField("用途", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="受益人", null=True, related_name="%(class)ss"
    )
    household = models.CharField("家庭档案", max_length=36, blank=True, db_collation="C")
    payee_name = models.CharField("收款人", max_length=60)
    bank_name = models.CharField("开户银行", max_length=100, blank=True)
    bank_card_sealed = models.BinaryField("收款账号", editable=False)
    bank_card_blind = models.BinaryField(max_length=16, editable=False)
    subject_label = models.CharField(max_length=60, db_collation="C")
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class Reservation(_Promised):
    """Money of a fund promised to somebody (资金占用): made at approval, released at rejection.

    ``key`` makes asking twice harmless. ``reserved_by_id`` may not approve its payment. ``file_level``: of the
    file it is for, empty without one; a trigger holds 中央财政 to files of national level.
    """

    SCOPE = "union"

    key = models.CharField("防重复码", max_length=80, db_collation="C")
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.ReservationStatus.choices(),
        default=rules.ReservationStatus.HELD,
    )
    file_level = models.CharField(
        "建档标准", max_length=10, choices=rules.FileLevel.choices(), blank=True, editable=False
    )
    reserved_by_id = models.BigIntegerField("占用人", null=True)
    release_reason = models.CharField("释放原因", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "资金占用"
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                name="ledger_reservation_key_once",
                violation_error_message="这笔款已由他人占用资金,没有重复占用。请刷新页面后再看。",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_reservation_positive"),
        )
        indexes = (
            models.Index(fields=("union", "status", "-id"), name="ledger_reservation_union"),
            models.Index(
                fields=("fund", "status"), include=("amount",), name="ledger_reservation_sum"
            ),
            models.Index(
                fields=("fund", "programme", "year"),
                include=("amount", "status"),
                name="ledger_reservation_budget",
            ),
            models.Index(fields=("person", "year"), name="ledger_reservation_person"),
            models.Index(
                fields=("household", "year"),
                condition=~Q(household=""),
                name="ledger_reservation_home",
            ),
            models.Index(fields=("subject_label", "subject_id"), name="ledger_reservation_for"),
        )

    def __str__(self) -> str:
        return f"{self.payee_name} {show_yuan(self.amount)}"


class Payment(_Promised):
    """One attempt to pay what was reserved (付款).

    By constraint: one attempt at a time (a failed one must be reissued or reversed first), each
    with an idempotency key, approved by somebody else than who reserved it or entered its account.
    """

    SCOPE = "union"

    number = models.CharField("付款单号", max_length=20, unique=True, editable=False)
    key = models.CharField("防重复码", max_length=90, unique=True, db_collation="C")
    reservation = models.ForeignKey(
        Reservation, models.PROTECT, verbose_name="资金占用", related_name="payments"
    )
    attempt = models.PositiveSmallIntegerField("第几次付款", default=1)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.PaymentStatus.choices(),
        default=rules.PaymentStatus.PREPARED,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    prepared_by_id = models.BigIntegerField("提出人", null=True)
    approved_by_id = models.BigIntegerField("审批人", null=True)
    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, verbose_name="批次", null=True, related_name="payments"
    )
    line_number = models.PositiveIntegerField("批次行号", null=True)
    paid_on = models.DateField("到账日期", null=True)
    bank_note = models.CharField("银行说明", max_length=200, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "付款"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_payment_positive"),
            models.UniqueConstraint(
                fields=("reservation",),
                condition=~Q(status__in=rules.OVER),
                name="ledger_payment_one_attempt",
                violation_error_message="这笔款已有一次未了结的付款,不能重复支付。",
            ),
            models.UniqueConstraint(
                fields=("reservation", "attempt"), name="ledger_payment_attempt_once"
            ),
            models.UniqueConstraint(fields=("batch", "line_number"), name="ledger_payment_line"),
            models.CheckConstraint(
                condition=Q(approved_by_id=None)
                | Q(prepared_by_id=None)
                | ~Q(approved_by_id=F("prepared_by_id")),
                name="ledger_payment_two_people",
                violation_error_message="审批人不能是提出付款的人。请由其他有审批权的人办理。",
            ),
            models.CheckConstraint(
                condition=Q(batch=None, line_number=None)
                | Q(batch__isnull=False, line_number__isnull=False),
                name="ledger_payment_line_named",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("batched", "sent", "paid", "failed", "returned"))
                | Q(batch__isnull=False),
                name="ledger_payment_in_batch",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("paid", "returned")) | Q(paid_on__isnull=False),
                name="ledger_payment_paid_has_day",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="ledger_payment_due"),
            models.Index(fields=("union", "-id"), name="ledger_payment_union"),
            models.Index(fields=("person", "year"), name="ledger_payment_person"),
            models.Index(fields=("bank_card_blind",), name="ledger_payment_card"),
            models.Index(fields=("subject_label", "subject_id"), name="ledger_payment_for"),
        )

    def __str__(self) -> str:
        return self.number
