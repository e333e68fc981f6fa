"""Moving between unions: transfers (转会) and conflict tickets (会籍冲突单)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.actor import Actor
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped, within
from niangjia.members.models.episodes import Membership
from niangjia.members.models.joining import JoinApplication
from niangjia.members.models.people import Person
from niangjia.members.rules import lifecycle as rules
from niangjia.unions.models import Union


class BothSides(Scoped):
    """Rows that two unions share: the one that loses and the one that gains."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Rows of either side, and the member's own."""
        mine = within("union", actor, permission, owner=self.model.OWNER)
        return self.filter(mine | within("target", actor, permission))


class Transfer(Base):
    """A member moves from one union to another (转会): confirmed by both sides, counted once.

    Until completed the person stays a member of ``union``. The side that asked has confirmed by
    asking; the other side is taken to agree after the policy's days (``due_on``).
    """

    SCOPE = "union"
    OWNER = "membership__person__user_id"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField("转会编号", max_length=20, unique=True)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="transfers")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="转出工会", related_name="transfers_out", db_index=False
    )
    target = models.ForeignKey(
        Union, models.PROTECT, verbose_name="转入工会", related_name="transfers_in", db_index=False
    )
    status = models.CharField("状态", max_length=12, choices=rules.TransferStatus.choices())
    asked_by = models.CharField("发起方", max_length=8, choices=rules.AskedBy.choices())
    due_on = models.DateField("视为同意日期", null=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    source_confirmed_at = models.DateTimeField("转出工会确认", null=True)
    target_confirmed_at = models.DateTimeField("转入工会确认", null=True)
    completed_on = models.DateField("转入日期", null=True)
    result = models.OneToOneField(Membership, models.PROTECT, null=True, related_name="+")

    objects = BothSides.as_manager()

    class Meta:
        verbose_name = "转会"
        constraints = (
            models.UniqueConstraint(
                fields=("membership",),
                condition=Q(status__in=("requested", "wait_out", "wait_in")),
                name="transfer_one_open",
                violation_error_message="此人已有一份正在办理的转会。",
            ),
            models.CheckConstraint(
                condition=~Q(target=F("union")), name="transfer_to_another_union"
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on"), name="transfer_out_due"),
            models.Index(fields=("target", "status", "due_on"), name="transfer_in_due"),
            models.Index(
                fields=("due_on", "id"),
                condition=Q(status__in=("requested", "wait_out", "wait_in")),
                name="transfer_open_due",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def scope_path(self) -> str:
        """Tree path of the losing union."""
        return self.union.path

    @property
    def target_path(self) -> str:
        """Tree path of the gaining union."""
        return self.target.path


class Conflict(Base):
    """Somebody wanted in who is already a member elsewhere (会籍冲突单): offers a transfer."""

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="conflicts")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="提出工会", related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name="现有会籍", related_name="conflicts"
    )
    source = models.CharField("来源", max_length=20, choices=rules.ConflictSource.choices())
    application = models.ForeignKey(
        JoinApplication, models.PROTECT, null=True, related_name="conflicts"
    )
    status = models.CharField(
        "状态", max_length=12, choices=rules.ConflictStatus.choices(), default="open"
    )
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, related_name="conflicts")
    due_on = models.DateField("办理期限", null=True)
    note = models.CharField("处理说明", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "会籍冲突"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "union"),
                condition=Q(status="open"),
                name="conflict_one_open",
                violation_error_message="此人在本工会已有一张待处理的会籍冲突单。",
            ),
        )
        indexes = (models.Index(fields=("union", "status", "-id"), name="conflict_union"),)

    def __str__(self) -> str:
        return f"{self.person}(现属{self.membership.union})"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
