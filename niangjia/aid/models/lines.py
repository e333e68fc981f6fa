"""Income, rigid expenditure, homes, accidents, and help had from others, line by line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.models.members import HouseholdMember
from niangjia.aid.models.papers import Attachment
from niangjia.aid.rules import codes, person_codes
from niangjia.kernel.models import Base


class _Line(Base):
    """Something of a file that a paper proves; without ``evidence`` it does not count."""

    evidence = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        verbose_name="证明材料",
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def has_evidence(self) -> bool:
        """Whether a paper proves it."""
        return self.evidence_id is not None


class IncomeLine(_Line):
    """Disposable income of one kind in the last twelve months (收入明细). A loss is no income: 0."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="incomes")
    member = models.ForeignKey(
        HouseholdMember, models.CASCADE, verbose_name="家庭成员", related_name="incomes"
    )
    kind = models.CharField("收入项目", max_length=12, choices=person_codes.IncomeKind.choices())
    year_amount = models.DecimalField("年收入(元)", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "收入明细"
        constraints = (
            models.CheckConstraint(
                condition=Q(year_amount__gte=0),
                name="incomeline_not_negative",
                violation_error_message="收入不能是负数。经营亏损填0。",
            ),
        )


class ExpenditureLine(_Line):
    """Rigid expenditure of one kind in the last twelve months (刚性支出明细)."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="expenditures")
    member = models.ForeignKey(
        HouseholdMember, models.CASCADE, verbose_name="家庭成员", related_name="expenditures"
    )
    kind = models.CharField(
        "刚性支出项目", max_length=16, choices=person_codes.ExpenditureKind.choices()
    )
    year_amount = models.DecimalField("年支出(元)", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "刚性支出明细"
        constraints = (
            models.CheckConstraint(
                condition=Q(year_amount__gte=0),
                name="expenditureline_not_negative",
                violation_error_message="支出不能是负数。",
            ),
        )


class Home(Base):
    """A dwelling of the family (住房); ``area`` in square metres."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="homes")
    housing = models.CharField("住房类型", max_length=16, choices=person_codes.Housing.choices())
    area = models.DecimalField("面积(平方米)", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = "住房"
        constraints = (
            models.CheckConstraint(
                condition=Q(area__gte=0),
                name="home_area_not_negative",
                violation_error_message="面积不能是负数。",
            ),
        )


class Accident(_Line):
    """What struck the family, and what it bears itself of the loss in the year (意外情况)."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="accidents")
    kind = models.CharField("意外情况类别", max_length=16, choices=codes.AccidentKind.choices())
    happened_on = models.DateField("发生日期")
    loss_amount = models.DecimalField("家庭自担损失(元)", max_digits=14, decimal_places=2)
    is_casualty = models.BooleanField("有人伤残或殉职", default=False)

    class Meta:
        verbose_name = "意外情况"
        constraints = (
            models.CheckConstraint(
                condition=Q(loss_amount__gte=0),
                name="accident_loss_not_negative",
                violation_error_message="损失不能是负数。",
            ),
        )


class OutsideAid(_Line):
    """Help from another body in a calendar year (已获其他救助), looked at before ours (不重复救助)."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="outside_aid")
    member = models.ForeignKey(
        HouseholdMember, models.CASCADE, verbose_name="受助人", related_name="outside_aid"
    )
    aid_type = models.CharField("救助类型", max_length=12, choices=codes.AidType.choices())
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2)
    giver = models.CharField("救助单位", max_length=100)

    class Meta:
        verbose_name = "其他单位救助"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="outsideaid_not_negative",
                violation_error_message="金额不能是负数。",
            ),
        )
