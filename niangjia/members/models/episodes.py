"""Membership episodes (会籍) and their changes (会籍变化)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least

from niangjia.employers.models import Employer
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models.batches import ImportBatch
from niangjia.members.models.people import Person
from niangjia.members.rules import lifecycle as rules
from niangjia.unions.models import Union


class Membership(Base):
    """One episode of membership at one union (会籍): ``[joined_on, left_on)``.

    The exclusion constraint lets nobody be a member twice on any day. Transfer and joining data
    stay as history; nothing is deleted. ``gender``, ``verified_level`` and ``verified_since`` are the
    person's, which the database fills in and keeps so (0005, 0009): figures of members then need no
    look at persons. ``verified_from`` is the day on which a verified member came to be: she was both
    from then until ``left_on``. Verified only after she had left, it is ``left_on``, so no day at all.
    """

    SCOPE = "union"
    OWNER = "person__user_id"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", db_constraint=False
    )
    gender = models.PositiveSmallIntegerField("性别", editable=False)
    verified_level = models.PositiveSmallIntegerField("实名认证级别", editable=False)
    verified_since = models.DateField("实名认证日期", editable=False)
    verified_from = models.GeneratedField(
        expression=Least(Greatest("joined_on", "verified_since"), "left_on"),
        output_field=models.DateField(),
        db_persist=True,
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="所在工会", related_name="memberships", db_index=False
    )
    employer = models.ForeignKey(
        Employer,
        models.PROTECT,
        verbose_name="工作单位",
        null=True,
        blank=True,
        related_name="memberships",
    )
    employer_name = models.CharField("工作单位(填报)", max_length=100, blank=True)
    status = models.CharField("会籍状态", max_length=10, choices=rules.MembershipStatus.choices())
    joined_on = models.DateField("会籍起")
    left_on = models.DateField("会籍止", null=True, blank=True)
    retained_on = models.DateField("保留起", null=True, blank=True)
    entry_kind = models.CharField("进入方式", max_length=16, choices=rules.EntryKind.choices())
    exit_kind = models.PositiveSmallIntegerField(
        "离开方式", choices=rules.EventKind.choices(), null=True, blank=True
    )
    exit_reason = models.PositiveSmallIntegerField(
        "离开原因", choices=rules.EventReason.choices(), null=True, blank=True
    )
    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        db_index=False,
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "会籍"
        constraints = (
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("joined_on"), F("left_on"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                violation_error_message="此人在该期间已是另一工会的会员。",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="membership_left_after_joined",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("verified_from")),
                name="membership_left_after_verified",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", left_on__isnull=False)
                | (~Q(status="ended") & Q(left_on=None)),
                name="membership_ended_has_date",
            ),
        )
        indexes = (
            # What figures of members look at stands in the index: a city of 373,000 members is
            # counted in 0.1 s, not 0.6 (docs/performance.md).
            models.Index(
                fields=("union", "-id"),
                include=(
                    "joined_on",
                    "left_on",
                    "entry_kind",
                    "exit_kind",
                    "exit_reason",
                    "person",
                    "gender",
                    "verified_level",
                    "verified_from",
                ),
                name="membership_union",
            ),
            models.Index(
                fields=("batch",), condition=Q(batch__isnull=False), name="membership_batch"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}({self.union})"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class MembershipEvent(models.Model):
    """One change of membership (会籍变化), columns 14-16 of the official sheet."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="events")
    kind = models.PositiveSmallIntegerField("变化类型", choices=rules.EventKind.choices())
    on = models.DateField("变化日期")
    reason = models.PositiveSmallIntegerField(
        "变化原因", choices=rules.EventReason.choices(), null=True, blank=True
    )
    note = models.CharField("说明", max_length=300, blank=True)
    actor_id = models.BigIntegerField(null=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="events", db_index=False
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "会籍变化"
        indexes = (
            models.Index(fields=("batch",), condition=Q(batch__isnull=False), name="event_batch"),
        )
