"""Tables that every area writes to through the kernel: journal, transitions, policy, jobs, notices."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7


class Base(models.Model):
    """The one abstract base: when the row was made and last changed (UTC)."""

    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One line of the journal (日志): who did what to which object, in a Chinese sentence.

    Append-only by trigger. Never holds secrets or full identity numbers. ``union_id`` is the
    union in whose scope the line may be read; ``is_read`` marks looks at sensitive fields.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    actor_id = models.BigIntegerField("操作人", null=True)
    actor_label = models.CharField("操作人", max_length=100)
    verb = models.CharField("动作", max_length=60)
    object_label = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象", null=True)
    union_id = models.BigIntegerField("工会", null=True)
    summary = models.CharField("内容", max_length=500)
    changes = models.JSONField("变更", default=dict)
    reason = models.CharField("原因", max_length=500, blank=True)
    is_read = models.BooleanField("查阅", default=False)

    class Meta:
        verbose_name = "日志"
        indexes = (
            models.Index(fields=("object_label", "object_id", "-id"), name="entry_object"),
            models.Index(fields=("union_id", "-id"), name="entry_union"),
            models.Index(fields=("actor_id", "-id"), name="entry_actor"),
        )


class Disclosure(models.Model):
    """Whom a list, file or sheet held that left the system (资料去向): part of its journal line.

    Row ids of one kind of object, at most ``MOST`` a row; no names. Append-only by trigger. It answers
    one question only: which journal lines show to the person herself.
    """

    MOST = 10_000

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disclosures")
    object_label = models.CharField(max_length=60)
    object_ids = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = "资料去向"
        indexes = (GinIndex(fields=("object_ids",), name="disclosure_objects"),)


class Transition(models.Model):
    """One step taken in a life cycle (流转). Appended, never rewritten."""

    at = models.DateTimeField("时间", auto_now_add=True)
    object_label = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    workflow = models.CharField(max_length=40)
    step = models.CharField("步骤", max_length=40)
    source = models.CharField("原状态", max_length=30, blank=True)
    target = models.CharField("新状态", max_length=30)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField("操作人", max_length=100)
    reason = models.CharField("原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "流转"
        indexes = (
            models.Index(fields=("object_label", "object_id", "id"), name="transition_object"),
        )


class Policy(Base):
    """A dated parameter set (政策参数) with its legal basis.

    ``union_path`` is where it holds (tree path, empty for the whole country); the nearest
    ancestor's set wins. Its shape is declared by the area (``kernel.policy.declare``).
    """

    code = models.CharField("参数", max_length=60)
    union_path = models.TextField("适用工会", blank=True, db_collation="C")
    valid = DateRangeField("有效期")
    params = models.JSONField("取值")
    basis = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "政策参数"
        constraints = (
            ExclusionConstraint(
                name="policy_one_at_a_time",
                expressions=(
                    ("code", RangeOperators.EQUAL),
                    ("union_path", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一参数在同一工会的有效期不能重叠。",
            ),
        )

    def __str__(self) -> str:
        return self.basis


class JobState(models.TextChoices):
    """States of a background job (后台任务)."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class Job(Base):
    """A piece of long work with progress, result and a cancel switch (后台任务).

    ``done_count`` of ``total_count`` in the unit the kind counts. ``file_path`` is relative to
    the files folder of NIANGJIA_HOME; the file is removed at ``expires_at``.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField("类别", max_length=60)
    label = models.CharField("名称", max_length=200)
    actor_id = models.BigIntegerField("发起人", null=True)
    params = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    done_count = models.BigIntegerField("已处理", default=0)
    total_count = models.BigIntegerField("总数", null=True)
    message = models.CharField("说明", max_length=500, blank=True)
    result = models.JSONField(default=dict)
    file_path = models.CharField(max_length=300, blank=True)
    file_name = models.CharField("文件", max_length=200, blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    started_at = models.DateTimeField("开始", null=True)
    finished_at = models.DateTimeField("结束", null=True)
    expires_at = models.DateTimeField("文件保留至", null=True)

    class Meta:
        verbose_name = "后台任务"
        indexes = (models.Index(fields=("actor_id", "-id"), name="job_actor"),)


class PublicNotice(Base):
    """A public notice (公示): masked lines shown to everybody from ``starts_on`` to ``ends_on``.

    ``lines`` holds only what may be shown (masked names, units, categories). Expires by itself.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    object_label = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    union_id = models.BigIntegerField("公示工会")
    title = models.CharField("标题", max_length=200)
    lines = models.JSONField("公示内容", default=list)
    contact = models.CharField("异议受理", max_length=200, blank=True)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    withdrawn_at = models.DateTimeField("撤回", null=True)

    class Meta:
        verbose_name = "公示"
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="notice_ends_after_start"
            ),
        )
        indexes = (
            models.Index(fields=("object_label", "object_id"), name="notice_object"),
            models.Index(fields=("-ends_on", "-id"), name="notice_live"),
        )


class AttemptCount(models.Model):
    """How often one caller used an open page in one hour (访问计数).

    ``key`` is a blind index of an address or number, never the value itself.
    """

    page = models.CharField(max_length=32)
    key = models.BinaryField(max_length=16)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "访问计数"
        constraints = (
            models.UniqueConstraint(fields=("page", "key", "hour"), name="attempt_once_an_hour"),
        )
        indexes = (models.Index(fields=("hour",), name="attempt_hour"),)


class TextMessage(models.Model):
    """A text message that the development gateway kept instead of sending it (试用短信)."""

    at = models.DateTimeField("时间", auto_now_add=True)
    kind = models.CharField("类别", max_length=20)
    phone_sealed = models.BinaryField()
    phone_blind = models.BinaryField(max_length=16)
    text_sealed = models.BinaryField()
    expires_at = models.DateTimeField("保留至")

    class Meta:
        verbose_name = "试用短信"
        indexes = (models.Index(fields=("expires_at",), name="textmessage_expiry"),)


class Message(models.Model):
    """A sentence to a person about a case of hers (我的消息); ``person_id`` is the register's."""

    at = models.DateTimeField("时间", auto_now_add=True)
    person_id = models.BigIntegerField("人员")
    title = models.CharField("标题", max_length=100)
    text = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField("页面", max_length=200, blank=True)
    read_at = models.DateTimeField("已读", null=True)

    class Meta:
        verbose_name = "消息"
        indexes = (models.Index(fields=("person_id", "-id"), name="message_person"),)
