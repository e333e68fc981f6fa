"""Papers of a file: attachments (附件), authorisation to compare data (核对授权), visits (走访)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.models.members import HouseholdMember
from niangjia.aid.rules import codes
from niangjia.aid.rules.signing import SignedHow
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base


class Attachment(Base):
    """A paper or photo (附件), encrypted outside the web root.

    ``media_type`` and ``digest`` (SHA-256) are of the plain content; ``path`` is relative to the files
    folder. ``removed_at``: its content was deleted, the line stays.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="attachments")
    member = models.ForeignKey(
        HouseholdMember,
        models.SET_NULL,
        verbose_name="家庭成员",
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField("附件类别", max_length=16, choices=codes.AttachmentKind.choices())
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("格式", max_length=40)
    size = models.PositiveIntegerField("大小(字节)")
    digest = models.CharField(max_length=64, db_collation="C")
    path = models.CharField(max_length=200, editable=False)
    uploaded_by_id = models.BigIntegerField("上传人", null=True)
    removed_at = models.DateTimeField("删除时间", null=True, editable=False)

    class Meta:
        verbose_name = "附件"
        constraints = (
            models.UniqueConstraint(
                fields=("file", "digest", "kind"),
                condition=Q(removed_at=None),
                name="attachment_once",
                violation_error_message="这份材料已经上传过了。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Authorisation(Base):
    """What the household allows to be compared with whom, from and until (核对授权书).

    Withdrawn by the worker at any time: what was not compared yet is not compared any more.
    """

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="authorisations")
    kinds = ArrayField(
        models.CharField(max_length=20, choices=codes.ThirdPartyKind.choices()),
        verbose_name="可核对的信息",
    )
    from_on = models.DateField("授权起")
    until_on = models.DateField("授权止")
    signed_how = models.CharField("签署方式", max_length=10, choices=SignedHow.choices())
    paper = models.ForeignKey(
        Attachment, models.SET_NULL, verbose_name="扫描件", null=True, blank=True, related_name="+"
    )
    signed_by_id = models.BigIntegerField("签署或登记人", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)

    class Meta:
        verbose_name = "核对授权"
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="authorisation_ends_after_start",
                violation_error_message="授权止不能早于授权起。",
            ),
        )


class Visit(Base):
    """A visit to the family (走访): the check at home, the paired cadre's, a follow-up (回访)."""

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="visits")
    kind = models.CharField("走访类别", max_length=10, choices=codes.VisitKind.choices())
    on = models.DateField("走访日期")
    visitors = ArrayField(models.CharField(max_length=50), verbose_name="走访人员")
    findings = models.CharField("走访情况", max_length=1000)
    is_true = models.BooleanField("情况属实", default=True)
    recorded_by_id = models.BigIntegerField("登记人", null=True, editable=False)

    class Meta:
        verbose_name = "走访"
        indexes = (models.Index(fields=("file", "-on", "-id"), name="visit_file"),)
