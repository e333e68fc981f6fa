"""The rest of a union's record (工会组织信息)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions import rules
from niangjia.unions.models.tree import Union


class UnionProfile(Base):
    """The rest of a union's record (工会组织信息), domain 01 §1.2: contact, seals, committees, homes.

    Counts of workers (职工总数 …) are as reported by the union; member counts are never typed.
    """

    SCOPE = "union"

    union = models.OneToOneField(
        Union, models.PROTECT, primary_key=True, related_name="profile", verbose_name="工会"
    )
    traits = ArrayField(
        models.CharField(max_length=20, choices=rules.UnionTrait.choices()),
        verbose_name="类别标签",
        default=list,
        blank=True,
    )
    organisation_code = models.CharField("组织机构代码", max_length=9, blank=True)
    preparing_on = models.DateField("筹备组成立日期", null=True, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    head_name = models.CharField("负责人", max_length=50, blank=True)
    head_phone = models.CharField("负责人电话", max_length=30, blank=True)
    head_email = models.EmailField("负责人邮箱", blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    contact_email = models.EmailField("联系人邮箱", blank=True)
    legal_representative = models.CharField("法人代表", max_length=50, blank=True)
    economic_type = models.CharField("经济类型", max_length=30, blank=True)
    has_seal = models.BooleanField("有公章", default=False)
    has_own_account = models.BooleanField("开设对公账户", default=False)
    account_tail = models.CharField("账号后四位", max_length=4, blank=True)
    annual_fund_amount = models.DecimalField(
        "年经费数额(元)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    shows_sign = models.BooleanField("工会亮牌子", default=False)
    chair_shows_identity = models.BooleanField("主席亮身份", default=False)
    has_workers_congress = models.BooleanField("建立职代会制度", default=False)
    workers_congress_form = models.CharField("职代会形式", max_length=30, blank=True)
    workers_congress_term = models.PositiveSmallIntegerField("职代会届数", null=True, blank=True)
    workers_congress_years = models.PositiveSmallIntegerField(
        "职代会任期(年)", null=True, blank=True
    )
    workers_congress_delegate_count = models.PositiveIntegerField("职代会代表数", default=0)
    workers_congress_on = models.DateField("最近召开职代会", null=True, blank=True)
    has_law_supervision = models.BooleanField("建立劳动法律监督委员会", default=False)
    has_dispute_mediation = models.BooleanField("建立劳动争议调解委员会", default=False)
    has_open_affairs = models.BooleanField("实行厂务公开", default=False)
    has_collective_contract = models.BooleanField("签订集体合同", default=False)
    collective_contract_on = models.DateField("集体合同最近签订", null=True, blank=True)
    collective_contract_until = models.DateField("集体合同有效期至", null=True, blank=True)
    collective_contract_is_filed = models.BooleanField("集体合同报人社审查通过", default=False)
    collective_contract_count = models.PositiveSmallIntegerField("集体合同签订次数", default=0)
    has_wage_negotiation = models.BooleanField("开展工资集体协商", default=False)
    wage_negotiation_year = models.PositiveSmallIntegerField("协商年度", null=True, blank=True)
    wage_rise_rate = models.DecimalField(
        "年度增幅(%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    in_mutual_aid = models.BooleanField("参加市总职工医疗互助", default=False)
    mutual_aid_count = models.PositiveIntegerField("参加互助人数", default=0)
    issues_cards = models.BooleanField("办理会员卡", default=False)
    home_stars = models.PositiveSmallIntegerField("职工之家星级", default=0)
    model_home_level = models.CharField("模范职工之家级别", max_length=20, blank=True)
    double_love_level = models.CharField("双爱双评先进单位级别", max_length=20, blank=True)
    honours = models.TextField("获奖情况", blank=True)
    is_service_station = models.BooleanField("工会服务站", default=False)
    covered_unit_count = models.PositiveIntegerField("涵盖单位数", default=0)
    non_public_corporate_count = models.PositiveIntegerField("非公企业法人单位数", default=0)
    non_public_corporate_workers = models.PositiveIntegerField("非公企业法人单位职工数", default=0)
    non_public_corporate_members = models.PositiveIntegerField("非公企业法人单位会员数", default=0)
    activity_unit_count = models.PositiveIntegerField("产业活动单位数", default=0)
    activity_unit_workers = models.PositiveIntegerField("产业活动单位职工数", default=0)
    activity_unit_members = models.PositiveIntegerField("产业活动单位会员数", default=0)
    social_organisation_count = models.PositiveIntegerField("社会组织数", default=0)
    social_organisation_workers = models.PositiveIntegerField("社会组织职工数", default=0)
    social_organisation_members = models.PositiveIntegerField("社会组织会员数", default=0)
    branch_count = models.PositiveSmallIntegerField("分会/小组数", default=0)
    worker_count = models.PositiveIntegerField("职工总数", default=0)
    women_worker_count = models.PositiveIntegerField("女职工数", default=0)
    full_time_staff_count = models.PositiveSmallIntegerField("专职工会工作人员", default=0)
    part_time_staff_count = models.PositiveSmallIntegerField("兼职工会工作人员", default=0)
    congress_session = models.PositiveSmallIntegerField(
        "本届会员(代表)大会次数", null=True, blank=True
    )
    note = models.TextField("备注", blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "工会详细信息"
        constraints = (
            models.CheckConstraint(
                condition=Q(women_worker_count__lte=F("worker_count")),
                name="profile_women_not_more_than_workers",
                violation_error_message="女职工数不能多于职工总数。",
            ),
            models.CheckConstraint(
                condition=Q(non_public_corporate_members__lte=F("non_public_corporate_workers"))
                & Q(activity_unit_members__lte=F("activity_unit_workers"))
                & Q(social_organisation_members__lte=F("social_organisation_workers")),
                name="profile_members_not_more_than_workers",
                violation_error_message="非公企业、产业活动单位、社会组织的会员数不能多于各自的职工数。",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
