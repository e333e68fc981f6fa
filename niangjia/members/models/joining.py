"""Applications to join (入会申请) and the counter that slows down abuse of the phone pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models.episodes import Membership
from niangjia.members.rules import lifecycle as rules
from niangjia.members.rules.groups import WorkerGroup
from niangjia.unions.models import Union


class JoinApplication(Base):
    """A worker's application to join (入会申请), made on the phone.

    The same person with the same phone has one open application; another phone may apply for the
    same number too, so that nobody can block a worker by applying in her name.
    """

    SCOPE = "union"
    OWNER = "user_id"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("申请编号", max_length=20, unique=True)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="申请加入的工会", related_name="+", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=50)
    id_type = models.PositiveSmallIntegerField("证件类别", default=1)
    identity_sealed = models.BinaryField(editable=False)
    identity_blind = models.BinaryField(max_length=16, editable=False)
    phone_sealed = models.BinaryField(editable=False)
    phone_blind = models.BinaryField(max_length=16, editable=False)
    gender = models.PositiveSmallIntegerField("性别", default=0)
    born_on = models.DateField("出生日期", null=True)
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    occupation = models.CharField("岗位工种", max_length=50, blank=True)
    group = models.CharField("就业群体", max_length=20, choices=WorkerGroup.choices(), blank=True)
    is_migrant = models.BooleanField("农民工", default=False)
    channel = models.CharField(
        "来源", max_length=10, choices=rules.JoinChannel.choices(), default="scan"
    )
    consented_at = models.DateTimeField("同意隐私告知时间")
    notice_version = models.CharField("隐私告知版本", max_length=10)
    status = models.CharField("状态", max_length=12, choices=rules.JoinStatus.choices())
    due_on = models.DateField("办理期限", null=True)
    membership = models.OneToOneField(Membership, models.PROTECT, null=True, related_name="+")

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "入会申请"
        constraints = (
            models.UniqueConstraint(
                fields=("identity_blind", "id_type", "phone_blind"),
                condition=Q(status__in=("submitted", "returned", "conflict")),
                name="join_one_open",
                violation_error_message="您已有一份正在办理的入会申请,请查询办理进度,不用重复提交。",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="join_union_due"),
            models.Index(fields=("union", "-id"), name="join_union"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
