"""Tables of establishing a union (建会)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.employers.models import Coverage, Employer
from niangjia.establishment import rules
from niangjia.kernel import clock, policy
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions import rules as union_rules
from niangjia.unions.models import Region, Union


class Establishment(Base):
    """An application to set up a grass-roots union (建会申请).

    ``union`` is the level above that receives and approves it; ``result`` the union that came of
    it. ``applicant_user_id`` filed it (empty: from the phone page, by the employer's contact, who
    proves herself by number and phone).
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("申请编号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="上级工会", related_name="establishments"
    )
    applicant_user_id = models.BigIntegerField("申请人", null=True, editable=False)
    union_name = models.CharField("拟建工会名称", max_length=100)
    org_type = models.PositiveSmallIntegerField(
        "工会组织类型",
        choices=union_rules.OrgType.choices(),
        default=union_rules.OrgType.INDEPENDENT,
    )
    mode = models.PositiveSmallIntegerField(
        "建会方式",
        choices=union_rules.FoundingMode.choices(),
        default=union_rules.FoundingMode.ONLINE,
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在政区", related_name="+")
    worker_count = models.PositiveIntegerField("职工人数", default=0)
    member_count = models.PositiveIntegerField("会员人数", default=0)
    women_count = models.PositiveIntegerField("其中女会员", default=0)
    term_years = models.PositiveSmallIntegerField("任期(年)", default=5)
    contact_name = models.CharField("联系人", max_length=50)
    phone_sealed = models.BinaryField("联系电话", editable=False)
    phone_blind = models.BinaryField(max_length=16, editable=False)
    submitted_on = models.DateField("请示日期", null=True, editable=False)
    preparation_number = models.CharField("筹建批复文号", max_length=60, blank=True)
    seat_count = models.PositiveSmallIntegerField("委员名额", null=True, blank=True)
    notice_ends_on = models.DateField("公示截止", null=True, editable=False)
    election_on = models.DateField("选举日期", null=True, blank=True)
    due_count = models.PositiveIntegerField("应到会人数", null=True, blank=True)
    present_count = models.PositiveIntegerField("实到会人数", null=True, blank=True)
    approval_number = models.CharField("成立批复文号", max_length=60, blank=True)
    status = models.CharField(
        "状态",
        max_length=20,
        choices=rules.EstablishmentStatus.choices(),
        default=rules.EstablishmentStatus.DRAFT,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    result = models.OneToOneField(
        Union,
        models.PROTECT,
        verbose_name="建成的工会",
        null=True,
        editable=False,
        related_name="establishment",
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "建会申请"
        constraints = (
            models.CheckConstraint(
                condition=Q(term_years__in=rules.TERMS), name="establishment_term_three_or_five"
            ),
            models.CheckConstraint(
                condition=Q(present_count=None) | Q(present_count__lte=F("due_count")),
                name="establishment_present_not_more_than_due",
                violation_error_message="实到会人数不能多于应到会人数。",
            ),
            models.CheckConstraint(
                condition=Q(women_count__lte=F("member_count")),
                name="establishment_women_not_more_than_members",
                violation_error_message="女会员不能多于会员人数。",
            ),
            models.CheckConstraint(
                condition=~Q(status="established") | Q(result__isnull=False),
                name="establishment_result_when_established",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="establishment_due"),
            models.Index(fields=("phone_blind",), name="establishment_phone"),
        )

    def __str__(self) -> str:
        return self.union_name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def facts(self) -> rules.Facts:
        """What the rules look at, read afresh: units with who covers them, people, policy."""
        today = clock.today()
        women = policy.get(union_rules.WOMEN_POLICY.code, self.union.path, today)
        return rules.Facts(
            union_name=self.union_name,
            org_type=self.org_type,
            units=_unit_facts(list(self.units.all())),
            member_count=self.member_count,
            women_count=self.women_count,
            seat_count=self.seat_count,
            preparatory_count=len(self.preparatory_members.all()),
            candidates=tuple(
                rules.CandidateFacts(
                    one.name, one.is_woman, one.committee, one.post, one.tie, one.vote_count
                )
                for one in self.candidates.all()
            ),
            notice_ends_on=self.notice_ends_on,
            election_on=self.election_on,
            due_count=self.due_count,
            present_count=self.present_count,
            committee_sizes=policy.get(union_rules.SIZE_POLICY.code, self.union.path, today),
            women_committee_from=women["from_women_members"],
        )


class ApplyingUnit(Base):
    """An employer that asks for a union (申请建会单位), before it is covered.

    ``employer`` when it is in the register already. ``is_live`` while the application is open:
    an employer stands in one open application, by constraint.
    """

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="units")
    employer = models.ForeignKey(
        Employer,
        models.PROTECT,
        verbose_name="用人单位",
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField("单位名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_collation="C")
    unit_type = models.PositiveSmallIntegerField(
        "单位性质", choices=union_rules.UnitType.choices(), default=union_rules.UnitType.PRIVATE
    )
    industry = models.CharField(
        "所属行业", max_length=1, choices=union_rules.Industry.choices(), default="C"
    )
    worker_count = models.PositiveIntegerField("职工人数")
    is_live = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = "申请建会单位"
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code",),
                condition=Q(is_live=True) & ~Q(credit_code=""),
                name="applyingunit_one_open_application",
                violation_error_message="该单位已有一份办理中的建会申请。",
            ),
            models.UniqueConstraint(
                fields=("employer",),
                condition=Q(is_live=True, employer__isnull=False),
                name="applyingunit_employer_once",
                violation_error_message="该单位已有一份办理中的建会申请。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PreparatoryMember(Base):
    """One of the three to five people who prepare the founding (筹备组成员)."""

    establishment = models.ForeignKey(
        Establishment, models.CASCADE, related_name="preparatory_members"
    )
    name = models.CharField("姓名", max_length=50)
    position = models.CharField("单位职务", max_length=50, blank=True)
    is_head = models.BooleanField("筹备组组长", default=False)

    class Meta:
        verbose_name = "筹备组成员"
        constraints = (
            models.UniqueConstraint(
                fields=("establishment", "name"),
                name="preparatorymember_once",
                violation_error_message="筹备组中已有同名成员。确为两人时请在姓名后注明部门。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Candidate(Base):
    """Somebody who stands for one of the three committees (候选人), with her votes afterwards."""

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="candidates")
    name = models.CharField("姓名", max_length=50)
    is_woman = models.BooleanField("女", default=False)
    position = models.CharField("单位职务", max_length=50, blank=True)
    committee = models.CharField(
        "委员会",
        max_length=8,
        choices=union_rules.Committee.choices(),
        default=union_rules.Committee.UNION,
    )
    post = models.CharField(
        "拟任职务",
        max_length=24,
        choices=union_rules.OfficerPost.choices(),
        default=union_rules.OfficerPost.MEMBER,
    )
    tie = models.CharField(
        "与单位负责人关系",
        max_length=8,
        choices=rules.EmployerTie.choices(),
        default=rules.EmployerTie.NONE,
    )
    phone_sealed = models.BinaryField("手机", null=True, editable=False)
    vote_count = models.PositiveIntegerField("得票", null=True, blank=True)

    class Meta:
        verbose_name = "候选人"
        constraints = (
            models.UniqueConstraint(
                fields=("establishment", "committee", "name"),
                name="candidate_once_a_committee",
                violation_error_message="该委员会已有同名候选人。确为两人时请在姓名后注明部门。",
            ),
        )

    def __str__(self) -> str:
        return self.name


def _unit_facts(units: list[ApplyingUnit]) -> tuple[rules.UnitFacts, ...]:
    """The units with the union that covers each today, found by employer or credit code."""
    codes = [unit.credit_code for unit in units if unit.credit_code]
    employers = [unit.employer_id for unit in units if unit.employer_id]
    covering: dict[object, str] = {}
    for employer_id, code, name in Coverage.objects.filter(
        Q(employer_id__in=employers) | Q(employer__credit_code__in=codes),
        valid__contains=clock.today(),
    ).values_list("employer_id", "employer__credit_code", "union__name"):
        covering[employer_id] = name
        if code:
            covering[code] = name
    return tuple(
        rules.UnitFacts(
            unit.name,
            unit.worker_count,
            covering.get(unit.employer_id, "") or covering.get(unit.credit_code, ""),
        )
        for unit in units
    )
