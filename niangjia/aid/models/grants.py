"""Money granted to a household (救助发放): one kind of aid, one programme, one fund, one payee."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.aid.models.accounts import accounts_of
from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.models.members import HouseholdMember
from niangjia.aid.rules import codes, grant_flow, person_codes
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.ledger.models import Fund, Programme, Reservation
from niangjia.members.models import Person
from niangjia.unions.models import Union


class Grant(Base):
    """One grant, from the proposal to the money received.

    ``file`` is empty for help without a file (临时救助). ``person`` is paid, ``member`` is whom the help
    is for (the child of 子女助学). ``allowed_amount`` and ``trace`` are what the rules said when it was
    approved. The costs are of 医疗救助 only.
    """

    SCOPE = "union"
    OWNER = "person__user_id"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("救助编号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所在工会", related_name="+", db_index=False
    )
    file = models.ForeignKey(
        HouseholdFile,
        models.PROTECT,
        verbose_name="困难职工档案",
        null=True,
        blank=True,
        related_name="grants",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="领款人", related_name="aid_grants"
    )
    member = models.ForeignKey(
        HouseholdMember,
        models.PROTECT,
        verbose_name="受助人",
        null=True,
        blank=True,
        related_name="grants",
    )
    aid_type = models.CharField("救助类型", max_length=12, choices=codes.AidType.choices())
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="项目", related_name="+")
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="资金", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    asked_amount = models.DecimalField("提议金额(元)", max_digits=14, decimal_places=2)
    amount = models.DecimalField(
        "批准金额(元)", max_digits=14, decimal_places=2, null=True, editable=False
    )
    category = models.CharField(
        "困难类别", max_length=12, choices=codes.Category.choices(), blank=True, editable=False
    )
    file_level = models.CharField(
        "建档标准", max_length=10, choices=codes.FileLevel.choices(), blank=True, editable=False
    )
    school_stage = models.CharField(
        "就学阶段", max_length=14, choices=person_codes.SchoolStage.choices(), default="none"
    )
    school_kind = models.CharField(
        "就读学校类别", max_length=14, choices=person_codes.SchoolKind.choices(), default="public"
    )
    compliant_amount = models.DecimalField(
        "合规医疗费用(元)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    basic_amount = models.DecimalField(
        "基本医保报销(元)", max_digits=14, decimal_places=2, default=0
    )
    critical_amount = models.DecimalField(
        "大病保险报销(元)", max_digits=14, decimal_places=2, default=0
    )
    supplementary_amount = models.DecimalField(
        "补充保险报销(元)", max_digits=14, decimal_places=2, default=0
    )
    mutual_aid_amount = models.DecimalField(
        "医疗互助赔付(元)", max_digits=14, decimal_places=2, default=0
    )
    grounds = models.CharField("救助理由", max_length=300)
    bank_account_sealed = models.BinaryField("收款账号", null=True, editable=False)
    bank_name = models.CharField("开户行", max_length=100, blank=True)
    trace = models.JSONField("核定过程", default=list, editable=False)
    unconfirmed = models.JSONField(default=list, editable=False)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=grant_flow.GrantStatus.choices(),
        default=grant_flow.GrantStatus.PROPOSED,
        editable=False,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    escalated_on = models.DateField("提请督办日期", null=True, editable=False)
    proposed_by_id = models.BigIntegerField("提议人", null=True, editable=False)
    approved_by_id = models.BigIntegerField("批准人", null=True, editable=False)
    approved_on = models.DateField("批准日期", null=True, editable=False)
    paid_on = models.DateField("到账日期", null=True, editable=False)
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, null=True, editable=False, related_name="aid_grant"
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "救助发放"
        constraints = (
            models.CheckConstraint(
                condition=Q(asked_amount__gt=0),
                name="grant_asks_for_something",
                violation_error_message="救助金额应大于0。请填写金额。",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | (Q(amount__gt=0) & Q(amount__lte=F("asked_amount"))),
                name="grant_not_more_than_asked",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id=None)
                | Q(proposed_by_id=None)
                | ~Q(approved_by_id=F("proposed_by_id")),
                name="grant_approver_is_not_proposer",
                violation_error_message="不能审批自己提出的救助。请由其他有审批权的人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=grant_flow.COUNTED)
                | (Q(reservation__isnull=False) & Q(amount__isnull=False)),
                name="grant_approved_has_money",
            ),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(paid_on__isnull=False), name="grant_paid_has_day"
            ),
            models.UniqueConstraint(
                fields=("person", "member", "aid_type", "programme", "year", "asked_amount"),
                condition=Q(status="proposed"),
                nulls_distinct=False,
                name="grant_proposed_once",
                violation_error_message="同样的救助已经提出,正在等待审批,没有重复提交。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="grant_union"),
            models.Index(fields=("status", "due_on", "id"), name="grant_due"),
            models.Index(fields=("person", "year"), name="grant_person_year"),
        )

    def __str__(self) -> str:
        return f"{self.person.name}{self.get_aid_type_display()}"

    @property
    def scope_path(self) -> str:
        """Tree path of the union whose worker is helped."""
        return self.union.path

    @property
    def fund_path(self) -> str:
        """Where the approval must hold: whose money it is."""
        return self.fund.union.path

    @property
    def applicant_user_ids(self) -> frozenset[int]:
        """Accounts of the payee and her household."""
        own = accounts_of([self.person], self.union_id)
        return own | (self.file.applicant_user_ids if self.file else frozenset())
