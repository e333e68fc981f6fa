"""The people of a household file (家庭成员)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.rules import person_codes
from niangjia.kernel.models import Base
from niangjia.members.models import Person
from niangjia.members.rules.codes import EDUCATION, ETHNICITY, POLITICS
from niangjia.unions.rules.codes import Industry, UnitType


class HouseholdMember(Base):
    """Somebody of the household (家庭成员), the worker included.

    ``person`` where she is in the register. ``is_active`` follows the file's state by trigger, so
    that one constraint keeps everybody in at most one active file. Where the worker works stands
    in the file.
    """

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="members")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="人员", null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField("顺序", default=0, editable=False)
    is_worker = models.BooleanField("申请职工本人", default=False)
    is_active = models.BooleanField(default=True, editable=False)
    name = models.CharField("姓名", max_length=50, db_collation="C")
    relation = models.CharField(
        "与户主关系", max_length=16, choices=person_codes.Relation.choices()
    )
    id_type = models.PositiveSmallIntegerField("证件类别", default=1)
    identity_sealed = models.BinaryField("证件号码", null=True, editable=False)
    identity_blind = models.BinaryField(max_length=16, null=True, editable=False)
    phone_sealed = models.BinaryField("手机", null=True, editable=False)
    born_on = models.DateField("出生日期")
    gender = models.PositiveSmallIntegerField("性别", default=0)
    ethnicity = models.PositiveSmallIntegerField(
        "民族", choices=list(ETHNICITY.labels.items()), null=True, blank=True
    )
    politics = models.PositiveSmallIntegerField(
        "政治面貌", choices=list(POLITICS.labels.items()), null=True, blank=True
    )
    education = models.PositiveSmallIntegerField(
        "当前学历", choices=list(EDUCATION.labels.items()), null=True, blank=True
    )
    registration = models.CharField(
        "户口类型", max_length=12, choices=person_codes.Registration.choices(), blank=True
    )
    identity = models.CharField(
        "工作状态",
        max_length=20,
        choices=person_codes.WorkerIdentity.choices(),
        default=person_codes.WorkerIdentity.OTHER,
    )
    work_unit = models.CharField("单位或学校", max_length=100, blank=True)
    unit_type = models.PositiveSmallIntegerField(
        "单位性质", choices=UnitType.choices(), null=True, blank=True
    )
    industry = models.CharField("所属行业", max_length=1, choices=Industry.choices(), blank=True)
    enterprise_state = models.CharField(
        "企业状况", max_length=16, choices=person_codes.EnterpriseState.choices(), blank=True
    )
    contract_from_on = models.DateField("合同起、入伍日期", null=True, blank=True)
    contract_until_on = models.DateField("合同止", null=True, blank=True)
    marriage = models.CharField(
        "婚姻", max_length=12, choices=person_codes.Marriage.choices(), blank=True
    )
    health = models.CharField(
        "健康状况",
        max_length=16,
        choices=person_codes.Health.choices(),
        default=person_codes.Health.GOOD,
    )
    disease_sealed = models.BinaryField("疾病", null=True, editable=False)
    disability_kind = models.PositiveSmallIntegerField(
        "残疾类别", choices=person_codes.DisabilityKind.choices(), null=True, blank=True
    )
    disability_grade = models.PositiveSmallIntegerField(
        "残疾等级", choices=person_codes.DisabilityGrade.choices(), null=True, blank=True
    )
    insurance = models.CharField(
        "医保状况", max_length=20, choices=person_codes.Insurance.choices(), blank=True
    )
    model_worker = models.CharField(
        "劳模类型", max_length=12, choices=person_codes.ModelWorker.choices(), blank=True
    )
    lives_together = models.BooleanField("共同生活", default=True)
    school_stage = models.CharField(
        "就学阶段",
        max_length=14,
        choices=person_codes.SchoolStage.choices(),
        default=person_codes.SchoolStage.NONE,
    )
    school_kind = models.CharField(
        "就读学校类别",
        max_length=14,
        choices=person_codes.SchoolKind.choices(),
        default=person_codes.SchoolKind.PUBLIC,
    )
    enrolled_on = models.DateField("入学日期", null=True, blank=True)
    school_years = models.PositiveSmallIntegerField("学制(年)", null=True, blank=True)
    fee_amount = models.DecimalField("学费(元/年)", max_digits=14, decimal_places=2, default=0)
    public_fee_amount = models.DecimalField(
        "当地公办学费(元/年)", max_digits=14, decimal_places=2, default=0
    )

    class Meta:
        verbose_name = "家庭成员"
        constraints = (
            models.UniqueConstraint(
                fields=("identity_blind", "id_type"),
                condition=Q(is_active=True, identity_blind__isnull=False),
                name="householdmember_one_active_file",
                violation_error_message=(
                    "家庭成员中有人已在另一份有效档案中,不能重复建档。请先核对那份档案。"
                ),
            ),
            models.UniqueConstraint(
                fields=("file",),
                condition=Q(is_worker=True),
                name="householdmember_one_worker",
                violation_error_message="一份档案只能有一名申请职工。",
            ),
            models.CheckConstraint(
                condition=Q(contract_from_on=None)
                | Q(contract_until_on=None)
                | Q(contract_until_on__gte=F("contract_from_on")),
                name="householdmember_contract_in_order",
                violation_error_message="家庭成员的合同止期早于起期。请对照合同核对。",
            ),
            models.CheckConstraint(
                condition=Q(fee_amount__gte=0) & Q(public_fee_amount__gte=0),
                name="householdmember_fees_not_negative",
                violation_error_message="学费不能是负数。",
            ),
        )
        indexes = (
            models.Index(fields=("identity_blind",), name="householdmember_identity"),
            models.Index(fields=("name",), name="householdmember_name"),
        )

    def __str__(self) -> str:
        return self.name
