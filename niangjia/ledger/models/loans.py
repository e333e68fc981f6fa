"""Study loans (助学贷款) and when they are to be repaid; repayments are entries of the books."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger import rules
from niangjia.ledger.models.funds import Fund, Programme
from niangjia.ledger.models.payments import Reservation
from niangjia.members.models import Person
from niangjia.unions.models import Union


class StudyLoan(Base):
    """Money lent to a worker for a child's schooling (助学贷款), free of interest.

    ``fund`` is where repayments go: the one it was lent from, or its heir's after a reorganisation.
    ``repaid_amount`` is the sum of its repayment entries, ``due_on`` the next day agreed.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("贷款编号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="出借工会", related_name="+", db_index=False
    )
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", related_name="study_loans")
    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name="项目", related_name="study_loans"
    )
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, verbose_name="资金占用", null=True, related_name="study_loan"
    )
    borrower = models.ForeignKey(
        Person, models.PROTECT, verbose_name="借款职工", related_name="study_loans"
    )
    child_name = models.CharField("就学子女", max_length=60)
    school = models.CharField("就读学校", max_length=100)
    amount = models.DecimalField("贷款金额", max_digits=16, decimal_places=2)
    repaid_amount = models.DecimalField("已还", max_digits=16, decimal_places=2, default=0)
    lent_on = models.DateField("放款日期", null=True, editable=False)
    due_on = models.DateField("下次还款日", null=True, editable=False)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.LoanStatus.choices(),
        default=rules.LoanStatus.WAITING,
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "助学贷款"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, repaid_amount__gte=0, repaid_amount__lte=F("amount")),
                name="ledger_loan_not_overpaid",
                violation_error_message="还款超过了未还的金额。请核对后重新登记。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("lent", "repaid"), lent_on__isnull=False)
                | Q(status__in=("waiting", "cancelled"), repaid_amount=0),
                name="ledger_loan_lent_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="repaid") | Q(repaid_amount=F("amount")),
                name="ledger_loan_repaid_in_full",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="ledger_loan_union"),
            models.Index(fields=("union", "status", "due_on", "id"), name="ledger_loan_due"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def owed_amount(self) -> Decimal:
        """What is lent and not repaid (未还)."""
        if self.status != rules.LoanStatus.LENT:
            return Decimal("0.00")
        return self.amount - self.repaid_amount


class LoanInstalment(models.Model):
    """What was agreed to be repaid by a day (还款计划). Only added."""

    loan = models.ForeignKey(StudyLoan, models.PROTECT, related_name="instalments", db_index=False)
    due_on = models.DateField("还款日")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "还款计划"
        constraints = (
            models.UniqueConstraint(fields=("loan", "due_on"), name="ledger_instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_instalment_positive"),
        )

    def __str__(self) -> str:
        return f"{self.due_on} {self.amount}"
