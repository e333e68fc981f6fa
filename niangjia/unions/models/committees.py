"""The three committees (三委): terms of office and officers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions import rules
from niangjia.unions.models.tree import Union


class Term(Base):
    """A term of office of one of the three committees (届次): 3 or 5 years by law."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="terms", verbose_name="工会")
    committee = models.CharField("委员会", max_length=8, choices=rules.Committee.choices())
    number = models.PositiveSmallIntegerField("届次")
    years = models.PositiveSmallIntegerField("任期(年)")
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止")
    extended_until = models.DateField("延期至", null=True, blank=True)
    extension_approval_number = models.CharField("延期批复文号", max_length=60, blank=True)
    expires_on = models.GeneratedField(
        expression=Coalesce("extended_until", "ends_on"),
        output_field=models.DateField(verbose_name="届满日期"),
        db_persist=True,
        verbose_name="届满日期",
    )
    closed_on = models.DateField("实际结束", null=True, blank=True)
    election_form = models.CharField("选举产生形式", max_length=30, blank=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "届次"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "committee", "number"), name="term_number_once"
            ),
            models.UniqueConstraint(
                fields=("union", "committee"),
                condition=Q(closed_on=None),
                name="term_one_current",
                violation_error_message="该委员会已有在任的一届,请先结束上一届。",
            ),
            models.CheckConstraint(condition=Q(years__in=(3, 5)), name="term_three_or_five_years"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(extended_until=None) | Q(extended_until__gt=F("ends_on")),
                name="term_extended_beyond_its_end",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("starts_on")),
                name="term_closed_after_start",
            ),
        )
        indexes = (models.Index(fields=("expires_on", "id"), name="term_end"),)

    def __str__(self) -> str:
        return f"{self.get_committee_display()}第{self.number}届"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class Officer(Base):
    """Somebody who holds an office in a committee of the union (工会干部).

    The database keeps with it the days on which it counts, where those are not all (``counted_days``).
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="officers", verbose_name="工会")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="officers")
    committee = models.CharField("委员会", max_length=8, choices=rules.Committee.choices())
    post = models.CharField("职务", max_length=24, choices=rules.OfficerPost.choices())
    name = models.CharField("姓名", max_length=50, db_collation="C")
    gender = models.PositiveSmallIntegerField("性别", default=0)
    phone_sealed = models.BinaryField("手机", null=True, editable=False)
    email = models.EmailField("邮箱", blank=True)
    mode = models.CharField("任职方式", max_length=14, choices=rules.EmploymentMode.choices())
    from_on = models.DateField("任职起")
    until_on = models.DateField("任职止", null=True, blank=True)
    contract_ends_on = models.DateField("劳动合同期满日", null=True, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "工会干部"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "committee"),
                condition=Q(post="chair", until_on=None),
                name="officer_one_chair",
                violation_error_message="该委员会已有在任主席(主任),请先办理离任。",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="officer_until_after_from",
            ),
        )
        indexes = (
            models.Index(fields=("union", "committee", "id"), name="officer_union"),
            models.Index(fields=("name",), name="officer_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
