"""An exchange with another authority (比对批次) and the persons it asks about."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from niangjia.comparison import rules
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models import Person
from niangjia.unions.models import Union


class Exchange(Base):
    """One question to one authority about a list of persons (比对批次).

    ``secret_sealed`` is the shared salt or key of the exchanged files, gone after expiry.
    ``expires_on`` is the last day on which identities and the authority's values are kept.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("批次编号", max_length=20, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="发起工会", related_name="exchanges", db_index=False
    )
    authority = models.CharField("比对部门", max_length=60)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=rules.ThirdPartyKind.choices()),
        verbose_name="比对内容",
    )
    purpose = models.CharField("比对用途", max_length=200)
    protection = models.CharField(
        "保护方式",
        max_length=10,
        choices=rules.Protection.choices(),
        default=rules.Protection.ENCRYPTED,
    )
    file_format = models.CharField(
        "文件格式",
        max_length=12,
        choices=rules.FileFormat.choices(),
        default=rules.FileFormat.XLSX,
    )
    secret_sealed = models.BinaryField(null=True, editable=False)
    expires_on = models.DateField("有效期至")
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.ExchangeStatus.choices(),
        default=rules.ExchangeStatus.PREPARED,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    person_count = models.PositiveIntegerField("人数", default=0, editable=False)
    open_task_count = models.PositiveIntegerField("待核实", default=0, editable=False)
    requested_by_id = models.BigIntegerField("发起人", null=True, editable=False)
    exported_at = models.DateTimeField("导出时间", null=True, editable=False)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "比对批次"
        constraints = (
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="exchange_asks_something"),
            models.CheckConstraint(
                condition=~Q(status__in=("exported", "answered")) | Q(secret_sealed__isnull=False),
                name="exchange_live_has_secret",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="exchange_due"),
            models.Index(fields=("union", "-id"), name="exchange_union"),
            models.Index(fields=("expires_on",), name="exchange_expiry"),
        )

    def __str__(self) -> str:
        return f"{self.authority} {self.number}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def kinds_text(self) -> str:
        """The kinds asked for, in Chinese."""
        return "、".join(rules.ThirdPartyKind(kind).label for kind in self.kinds)


class ExchangePerson(Base):
    """A person in an exchange (比对对象), as our file had her on that day.

    ``ours``: kind → code of what our file declares. Identity and values go when the authorisation
    ends or is withdrawn, and with the exchange; ``gone_at`` says when.
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="persons", db_index=False)
    line_no = models.PositiveIntegerField("序号")
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="人员", null=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=50)
    id_type = models.PositiveSmallIntegerField("证件类别", default=rules.RESIDENT_ID)
    identity_sealed = models.BinaryField("证件号码", null=True, editable=False)
    identity_blind = models.BinaryField(max_length=16, null=True, editable=False)
    born_on = models.DateField("出生日期", null=True)
    gender = models.PositiveSmallIntegerField("性别", default=0)
    region = models.CharField("户籍地代码", max_length=6, blank=True)
    ours = models.JSONField("本方登记", default=dict)
    authorised_until = models.DateField("授权至")
    gone_at = models.DateTimeField("清除时间", null=True, editable=False)
    gone_reason = models.CharField("清除原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "比对对象"
        constraints = (
            models.UniqueConstraint(fields=("exchange", "line_no"), name="exchangeperson_line"),
            models.UniqueConstraint(
                fields=("exchange", "id_type", "identity_blind"),
                condition=Q(identity_blind__isnull=False),
                name="exchangeperson_once",
                violation_error_message="同一证件号码在一批中只能出现一次。请先合并重复的人员。",
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None)
                | Q(identity_sealed=None, identity_blind=None, born_on=None, ours={}),
                name="exchangeperson_gone_keeps_nothing",
            ),
        )
        indexes = (
            models.Index(
                fields=("subject_label", "subject_id", "-id"), name="exchangeperson_subject"
            ),
            models.Index(
                fields=("authorised_until",),
                condition=Q(gone_at=None),
                name="exchangeperson_authority",
            ),
        )

    def __str__(self) -> str:
        return self.name
