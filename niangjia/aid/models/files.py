"""Household files (困难职工档案, 一户一档)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from niangjia.aid.models import reading
from niangjia.aid.models.accounts import accounts_of
from niangjia.aid.rules import FileFacts, codes, flow, person_codes
from niangjia.aid.rules.places import Places
from niangjia.kernel import journal
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models import Person
from niangjia.unions.models import Union
from niangjia.unions.rules.codes import Industry, UnitType


class HouseholdFile(Base):
    """One household in difficulty (一户一档), through its whole life cycle.

    ``person`` is the worker; the family stands in ``members``. The taker of each step of this round
    (``checked_by_id`` …) stands here so that constraints keep maker and checker apart.
    ``round_from_id``: the transition with which the present round began. ``entered_by_ids``: who
    wrote what stands in the file. ``township``, ``county``, ``city`` are for lists (one index range
    each); permissions are judged by the paths, which follow the tree. ``escalated_on``: when the level
    above was told that a term had passed (see ``queries.escalation``).
    """

    SCOPE = "union"
    OWNER = "person__user_id"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("档案编号", max_length=20, unique=True, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="职工", related_name="aid_files", db_index=False
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所在工会", related_name="aid_files", db_index=False
    )
    township = models.ForeignKey(
        Union, models.PROTECT, verbose_name="复核工会", related_name="+", editable=False
    )
    county = models.ForeignKey(
        Union, models.PROTECT, verbose_name="县级工会", related_name="+", editable=False
    )
    city = models.ForeignKey(
        Union, models.PROTECT, verbose_name="市级工会", related_name="+", editable=False
    )
    applicant_user_id = models.BigIntegerField("申请人", null=True, editable=False)
    committed_at = models.DateTimeField("承诺书签署时间", null=True, editable=False)
    is_confirmed = models.BooleanField("本人已确认", default=False, editable=False)
    status = models.CharField(
        "状态",
        max_length=20,
        choices=codes.FileStatus.choices(),
        default=codes.FileStatus.DRAFT,
        editable=False,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    round_from_id = models.BigIntegerField(null=True, editable=False)

    # What was asked for and found.
    category = models.CharField(
        "困难类别", max_length=12, choices=codes.Category.choices(), blank=True, editable=False
    )
    file_level = models.CharField(
        "建档标准", max_length=10, choices=codes.FileLevel.choices(), blank=True, editable=False
    )
    main_cause = models.CharField(
        "主要致困原因", max_length=16, choices=codes.Cause.choices(), blank=True
    )
    other_causes = ArrayField(
        models.CharField(max_length=16, choices=codes.Cause.choices()),
        verbose_name="次要致困原因",
        size=3,
        default=list,
        blank=True,
    )
    cause_note = models.CharField("致困情况说明", max_length=500, blank=True)

    # The worker (domain 04 §4.2); what the person register knows is not repeated.
    identity = models.CharField(
        "工作状态",
        max_length=20,
        choices=person_codes.WorkerIdentity.choices(),
        default=person_codes.WorkerIdentity.EMPLOYED,
    )
    work_unit = models.CharField("工作单位", max_length=100, blank=True)
    unit_type = models.PositiveSmallIntegerField(
        "单位性质", choices=UnitType.choices(), null=True, blank=True
    )
    industry = models.CharField("所属行业", max_length=1, choices=Industry.choices(), blank=True)
    enterprise_state = models.CharField(
        "企业状况", max_length=16, choices=person_codes.EnterpriseState.choices(), blank=True
    )
    started_work_on = models.DateField("参加工作日期", null=True, blank=True)
    contract_from_on = models.DateField("劳动合同起", null=True, blank=True)
    contract_until_on = models.DateField("劳动合同止", null=True, blank=True)
    labour_months = models.PositiveSmallIntegerField("劳动关系(月)", default=0)
    lives_in_city = models.BooleanField("在城镇居住", default=True)
    has_residence_permit = models.BooleanField("有居住证", default=False)
    registration = models.CharField(
        "户口类型",
        max_length=12,
        choices=person_codes.Registration.choices(),
        default=person_codes.Registration.URBAN,
    )
    registration_place = models.CharField("户口所在地", max_length=100, blank=True)
    is_single_parent = models.BooleanField("单亲家庭", default=False)
    is_jobless_family = models.BooleanField("零就业家庭", default=False)
    can_help_itself = models.BooleanField("有一定自救能力", default=False)
    allowance_month_amount = models.DecimalField(
        "低保金额(元/月)", max_digits=14, decimal_places=2, default=0
    )
    hardship_card = models.CharField("特困救助卡号", max_length=30, blank=True)
    phone_sealed = models.BinaryField("手机", null=True, editable=False)
    other_contact_sealed = models.BinaryField("其他联系方式", null=True, editable=False)
    address_sealed = models.BinaryField("居住地址", null=True, editable=False)
    postcode = models.CharField(
        "邮政编码",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "邮政编码应为6位数字。")],
    )
    bank_account_sealed = models.BinaryField("银行账号", null=True, editable=False)
    bank_name = models.CharField("开户行", max_length=100, blank=True)
    bank_branch = models.CharField("支行", max_length=100, blank=True)

    # Means that are no lines.
    car_count = models.PositiveSmallIntegerField("非生活必需机动车(辆)", default=0)
    saving_amount = models.DecimalField("储蓄(元)", max_digits=14, decimal_places=2, default=0)
    investment_amount = models.DecimalField(
        "投资性净资产(元)", max_digits=14, decimal_places=2, default=0
    )
    owns_business = models.BooleanField("自有商铺或雇人经营", default=False)
    holds_enterprise = models.BooleanField("持股或登记企业", default=False)
    spends_on_luxury = models.BooleanField("高消费", default=False)
    refuses_verification = models.BooleanField("拒绝核查", default=False)
    months_below = models.PositiveSmallIntegerField("收入连续低于低保(月)", default=0)
    is_poor_after_relief = models.BooleanField("经政府救助后仍特别困难", default=False)

    # In file and after.
    paired_cadre = models.CharField("结对干部", max_length=50, blank=True)
    paired_cadre_user_id = models.BigIntegerField(null=True, editable=False)
    plan_goal = models.CharField("帮扶目标", max_length=300, blank=True)
    plan_until = models.DateField("计划脱困日期", null=True, blank=True)
    submitted_on = models.DateField("申请日期", null=True, editable=False)
    filed_on = models.DateField("建档日期", null=True, editable=False)
    rechecked_on = models.DateField("上次复核日期", null=True, editable=False)
    is_cause_gone = models.BooleanField("致困原因已消除", default=False, editable=False)
    months_above = models.PositiveSmallIntegerField(
        "收入连续高于低保(月)", default=0, editable=False
    )
    exited_on = models.DateField("脱困日期", null=True, editable=False)
    exit_reason = models.CharField(
        "脱困原因", max_length=20, choices=codes.ExitReason.choices(), blank=True, editable=False
    )
    removal_reason = models.CharField(
        "退档原因", max_length=20, choices=codes.RemovalReason.choices(), blank=True, editable=False
    )
    refused_on = models.DateField("不予建档或退档日期", null=True, editable=False)
    ended_on = models.DateField("档案终止日期", null=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, verbose_name="原档案", null=True, editable=False, related_name="+"
    )

    escalated_on = models.DateField("提请督办日期", null=True, editable=False)

    # Who took which step in this round.
    entered_by_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    submitted_by_id = models.BigIntegerField(null=True, editable=False)
    checked_by_id = models.BigIntegerField(null=True, editable=False)
    endorsed_by_id = models.BigIntegerField(null=True, editable=False)
    proposed_by_id = models.BigIntegerField(null=True, editable=False)
    approved_by_id = models.BigIntegerField(null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "困难职工档案"
        constraints = (
            models.CheckConstraint(
                condition=Q(endorsed_by_id=None)
                | (
                    (Q(submitted_by_id=None) | ~Q(endorsed_by_id=F("submitted_by_id")))
                    & (Q(checked_by_id=None) | ~Q(endorsed_by_id=F("checked_by_id")))
                ),
                name="householdfile_endorser_is_no_maker",
                violation_error_message="申请、核实的人不能再复核这份档案。请由其他人办理。",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by_id=None)
                | (
                    (Q(submitted_by_id=None) | ~Q(proposed_by_id=F("submitted_by_id")))
                    & (Q(checked_by_id=None) | ~Q(proposed_by_id=F("checked_by_id")))
                    & (Q(endorsed_by_id=None) | ~Q(proposed_by_id=F("endorsed_by_id")))
                ),
                name="householdfile_proposer_is_no_maker",
                violation_error_message="申请、核实、复核的人不能再审核这份档案。请由其他人办理。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id=None)
                | (
                    (Q(submitted_by_id=None) | ~Q(approved_by_id=F("submitted_by_id")))
                    & (Q(checked_by_id=None) | ~Q(approved_by_id=F("checked_by_id")))
                    & (Q(endorsed_by_id=None) | ~Q(approved_by_id=F("endorsed_by_id")))
                    & (Q(proposed_by_id=None) | ~Q(approved_by_id=F("proposed_by_id")))
                ),
                name="householdfile_approver_is_no_maker",
                violation_error_message="办理过前面环节的人不能再审批这份档案。请由其他人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=flow.FILED)
                | (Q(filed_on__isnull=False) & ~Q(category="") & ~Q(file_level="")),
                name="householdfile_in_file_has_category",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("exited", "followed", "closed"))
                | Q(exited_on__isnull=False),
                name="householdfile_exit_has_day",
            ),
            models.CheckConstraint(
                condition=Q(saving_amount__gte=0) & Q(investment_amount__gte=0),
                name="householdfile_assets_not_negative",
                violation_error_message="储蓄和投资不能是负数。负债不计入。",
            ),
            models.CheckConstraint(
                condition=Q(contract_from_on=None)
                | Q(contract_until_on=None)
                | Q(contract_until_on__gte=F("contract_from_on")),
                name="householdfile_contract_in_order",
                violation_error_message="劳动合同的止期早于起期。请对照合同核对。",
            ),
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(status__in=flow.ACTIVE),
                name="householdfile_one_active",
                violation_error_message="此人已有一份有效的困难职工档案,不能重复建档。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "-id"), name="householdfile_union"),
            models.Index(fields=("person", "-id"), name="householdfile_person"),
            models.Index(fields=("status", "due_on", "id"), name="householdfile_due"),
        )

    def __str__(self) -> str:
        return f"{self.person.name}({self.number})"

    @property
    def scope_path(self) -> str:
        """Tree path of the grass-roots union."""
        return self.union.path

    @cached_property
    def _places(self) -> Places:
        return reading.places_of(self.union)

    @property
    def township_path(self) -> str:
        """Where 复核 must hold: the union right above."""
        return self._places.township

    @property
    def county_path(self) -> str:
        """Where the county's steps must hold."""
        return self._places.county

    @property
    def city_path(self) -> str:
        """Where the city's steps must hold."""
        return self._places.city

    @cached_property
    def facts(self) -> FileFacts:
        """What the guards look at today; kept by this instance, which a service locks anew."""
        return reading.facts_of(self)

    @cached_property
    def applicant_user_ids(self) -> frozenset[int]:
        """Accounts of the worker and of everybody in the household."""
        family = Q(pk=self.person_id) | Q(pk__in=self.members.values("person"))
        return accounts_of(Person.objects.filter(family), self.union_id)

    @cached_property
    def takers(self) -> Mapping[str, frozenset[int]]:
        """Step code → who took it in this round; ``enter``: who wrote what stands in the file."""
        found: dict[str, set[int]] = {"enter": set(self.entered_by_ids)}
        steps = journal.transitions_of(self).filter(pk__gte=self.round_from_id or 0)
        for step, user_id in steps.values_list("step", "actor_id"):
            if user_id is not None:
                found.setdefault(step, set()).add(user_id)
        return {step: frozenset(users) for step, users in found.items()}
