"""Pairing with villages and households (结对帮扶), and what came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.campaigns import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class Pairing(Base):
    """A village (结对村) or a rural household (结对户) that a union is paired with.

    ``people_count`` is of a household; ``village`` the paired village it lies in, if any. Files of
    city workers are another thing (`aid.HouseholdFile`).
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="结对工会", related_name="+", db_index=False
    )
    kind = models.CharField("结对类别", max_length=10, choices=rules.PairingKind.choices())
    name = models.CharField("村名或户主", max_length=60)
    place = models.CharField("所在地", max_length=100)
    village = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="所在结对村",
        null=True,
        blank=True,
        related_name="households",
    )
    people_count = models.PositiveSmallIntegerField("家庭人口", default=0)
    cause = models.CharField("致贫原因", max_length=200, blank=True)
    cadre = models.CharField("结对干部", max_length=50, blank=True)
    paired_on = models.DateField("结对日期")
    exited_on = models.DateField("脱贫日期", null=True, editable=False)
    ended_on = models.DateField("结束日期", null=True, editable=False)
    status = models.CharField(
        "状态",
        max_length=8,
        choices=rules.PairingStatus.choices(),
        default=rules.PairingStatus.PAIRED,
        editable=False,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "结对"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "kind", "place", "name"),
                condition=~Q(status="ended"),
                name="pairing_once",
                violation_error_message="本工会已与这个村或这户结对。",
            ),
            models.CheckConstraint(
                condition=Q(kind="village", people_count=0, village=None)
                | Q(kind="household", people_count__range=(1, 50)),
                name="pairing_people_of_household",
                violation_error_message="结对户填写家庭人口(1到50人);结对村不填人口和所在结对村。",
            ),
            models.CheckConstraint(
                condition=Q(exited_on=None) | Q(exited_on__gte=F("paired_on")),
                name="pairing_exit_after_pairing",
                violation_error_message="脱贫日期不能早于结对日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_on__isnull=False),
                name="pairing_ended_has_day",
            ),
        )
        indexes = (models.Index(fields=("union", "-id"), name="pairing_union"),)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class _Done(Base):
    """Something done for a pairing; withdrawn with a reason, never deleted."""

    pairing = models.ForeignKey(
        Pairing, models.PROTECT, verbose_name="结对", related_name="%(class)ss"
    )
    on = models.DateField("日期")
    withdrawn_on = models.DateField("撤销日期", null=True, editable=False)
    withdraw_reason = models.CharField("撤销原因", max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


class Contribution(_Done):
    """Money or goods for a pairing (结对投入); ``giver`` is the union whose money it was or who found it."""

    kind = models.CharField("性质", max_length=10, choices=rules.ContributionKind.choices())
    form = models.CharField(
        "形式",
        max_length=8,
        choices=rules.ContributionForm.choices(),
        default=rules.ContributionForm.CASH,
    )
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2)
    giver = models.ForeignKey(
        Union, models.PROTECT, verbose_name="投入或协调的工会", related_name="+"
    )
    introduced_from = models.CharField("引进单位", max_length=100, blank=True)
    voucher = models.CharField("凭证号或文号", max_length=60, blank=True)
    purpose = models.CharField("用途", max_length=200)

    class Meta:
        verbose_name = "结对投入"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="contribution_positive",
                violation_error_message="金额应大于0。",
            ),
            models.CheckConstraint(
                condition=Q(Q(kind="introduced"), ~Q(introduced_from=""))
                | Q(~Q(kind="introduced"), introduced_from=""),
                name="contribution_introduced_from",
                violation_error_message="协调引进的资金(且只有它)要写明引进单位。",
            ),
            models.UniqueConstraint(
                fields=("giver", "voucher", "pairing"),
                condition=Q(withdrawn_on=None) & ~Q(voucher=""),
                name="contribution_voucher_once",
                violation_error_message="这个凭证号在这个结对下已经登记过,没有重复登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose}({self.amount}元)"


class VillageProject(_Done):
    """A project begun for a village or household (乡村帮扶项目); ``on`` is the day it began."""

    name = models.CharField("项目名称", max_length=100)
    kind = models.CharField("类别", max_length=12, choices=rules.ProjectKind.choices())
    finished_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "乡村帮扶项目"
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(finished_on__gte=F("on")),
                name="villageproject_ends_after_start",
                violation_error_message="完成日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PairingVisit(_Done):
    """A visit to a village or household (结对走访): each visitor is one 人次."""

    visitors = ArrayField(models.CharField(max_length=50), verbose_name="走访人员")
    is_leader = models.BooleanField("主要负责人带队", default=False)
    findings = models.CharField("走访情况", max_length=1000)

    class Meta:
        verbose_name = "乡村走访"
        constraints = (
            models.CheckConstraint(
                condition=Q(visitors__len__gt=0),
                name="pairingvisit_somebody",
                violation_error_message="请填写走访人员。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {'、'.join(self.visitors)}"
