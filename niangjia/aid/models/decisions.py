"""Decisions on eligibility (认定), objections (异议), appeals (申诉)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.rules import codes
from niangjia.kernel import journal
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class Decision(models.Model):
    """What the rules said of a household (认定), with all that is needed to say it again.

    Append-only by trigger. ``facts`` carry quantities only; ``rules`` and ``local`` are the whole
    parameter set of ``version``, so that a replay years later needs nothing else.
    """

    file = models.ForeignKey(HouseholdFile, models.PROTECT, related_name="decisions")
    at = models.DateTimeField("认定时间", auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField("认定人", max_length=100)
    version = models.CharField("参数版本", max_length=80)
    rules = models.JSONField("认定标准")
    local = models.JSONField("当地标准")
    facts = models.JSONField("认定依据的数据")
    category = models.CharField(
        "困难类别", max_length=12, choices=codes.Category.choices(), blank=True
    )
    file_level = models.CharField(
        "建档标准", max_length=10, choices=codes.FileLevel.choices(), blank=True
    )
    refusals = models.JSONField("不符合的原因", default=list)
    trace = models.JSONField("认定过程")

    class Meta:
        verbose_name = "认定"
        indexes = (models.Index(fields=("file", "-id"), name="decision_file"),)


def _has_hands(name: str, *, heard: str, decided: tuple[str, ...]) -> models.CheckConstraint:
    """Nothing is heard, found out or concluded by nobody; a trigger looks at who it is."""
    accepted, concluded = Q(accepted_by_id__isnull=False), Q(decided_by_id__isnull=False)
    return models.CheckConstraint(
        condition=(~Q(status__in=(heard, *decided)) | accepted)
        & (~Q(status__in=(*decided, "not_accepted")) | concluded)
        & (Q(findings="") | Q(found_by_id__isnull=False)),
        name=name,
        violation_error_message="没有登记受理、调查或办结的人。请由县级或市级经办人在系统中办理。",
    )


class _Dispute(Base):
    """Something said against a file that somebody else looks into.

    Who looked into it stands in ``accepted_by_id``, ``found_by_id`` (findings) and ``decided_by_id``: the trigger
    ``…_examiner_is_no_maker`` refuses whoever had a hand in the file, or whose household it is.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    text = models.CharField("内容和理由", max_length=1000)
    findings = models.CharField("调查情况", max_length=1000, blank=True)
    answer = models.CharField("答复", max_length=1000, blank=True, editable=False)
    due_on = models.DateField("办理期限", null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)
    escalated_on = models.DateField("提请督办日期", null=True, editable=False)
    accepted_by_id = models.BigIntegerField("受理人", null=True, editable=False)
    found_by_id = models.BigIntegerField("调查人", null=True, editable=False)
    decided_by_id = models.BigIntegerField("办结人", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        abstract = True

    file: models.ForeignKey[HouseholdFile, HouseholdFile]

    def __str__(self) -> str:
        return self.number

    @property
    def union_id(self) -> int:
        """The union in whose scope the journal may be read."""
        return self.file.union_id

    @property
    def scope_path(self) -> str:
        """Tree path of the unit."""
        return self.file.scope_path

    @property
    def county_path(self) -> str:
        """Where an objection is decided."""
        return self.file.county_path

    @property
    def city_path(self) -> str:
        """Where an appeal is decided."""
        return self.file.city_path

    @property
    def applicant_user_ids(self) -> frozenset[int]:
        """Whose case it is."""
        return self.file.applicant_user_ids

    @property
    def maker_user_ids(self) -> frozenset[int]:
        """Whose case it is, who wrote what stands in the file and who took a step in it."""
        users = journal.transitions_of(self.file).values_list("actor_id", flat=True)
        takers = frozenset(user_id for user_id in users if user_id is not None)
        return self.file.applicant_user_ids | takers | frozenset(self.file.entered_by_ids)


class Objection(_Dispute):
    """Somebody's objection to a public notice (公示异议). Who raised it is never shown to the family."""

    SCOPE = "file__union"

    file = models.ForeignKey(
        HouseholdFile, models.PROTECT, verbose_name="档案", related_name="objections"
    )
    county = models.ForeignKey(
        Union, models.PROTECT, verbose_name="县级工会", related_name="+", editable=False
    )
    raiser_name_sealed = models.BinaryField("提出人", null=True, editable=False)
    raiser_phone_sealed = models.BinaryField("联系电话", null=True, editable=False)
    status = models.CharField(
        "状态",
        max_length=12,
        choices=codes.ObjectionStatus.choices(),
        default=codes.ObjectionStatus.RAISED,
        editable=False,
    )

    class Meta:
        verbose_name = "公示异议"
        indexes = (models.Index(fields=("status", "due_on", "id"), name="objection_due"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(status__in=("upheld", "dismissed")) | ~Q(findings=""),
                name="objection_decided_with_findings",
                violation_error_message="还没有填写调查情况。请写明向谁核实、核实了什么。",
            ),
            _has_hands("objection_has_examiner", heard="inquiry", decided=("upheld", "dismissed")),
        )


class Appeal(_Dispute):
    """The worker's appeal against a refusal or removal (申诉)."""

    SCOPE = "file__union"
    OWNER = "file__person__user_id"

    file = models.ForeignKey(
        HouseholdFile, models.PROTECT, verbose_name="档案", related_name="appeals"
    )
    city = models.ForeignKey(
        Union, models.PROTECT, verbose_name="市级工会", related_name="+", editable=False
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="所诉认定", null=True, related_name="+"
    )
    status = models.CharField(
        "状态",
        max_length=12,
        choices=codes.AppealStatus.choices(),
        default=codes.AppealStatus.SUBMITTED,
        editable=False,
    )

    class Meta:
        verbose_name = "申诉"
        indexes = (models.Index(fields=("status", "due_on", "id"), name="appeal_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("file",),
                condition=Q(status__in=("submitted", "hearing")),
                name="appeal_one_open",
                violation_error_message="已有一份申诉正在办理。",
            ),
            _has_hands("appeal_has_examiner", heard="hearing", decided=("upheld", "dismissed")),
        )
