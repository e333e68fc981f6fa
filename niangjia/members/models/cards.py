"""Member service cards (会员服务卡)."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.members.models.people import Person
from niangjia.members.rules import lifecycle as rules
from niangjia.unions.models import Union


def _stood_at(label: str) -> models.ForeignKey[Union | None]:
    return models.ForeignKey(
        Union, models.PROTECT, verbose_name=label, null=True, editable=False,
        related_name="+", db_index=False,
    )  # fmt: skip


def _left_behind(milestone: str) -> models.Index:
    """The cards that stood elsewhere on the day: few."""
    by = f"{milestone}_by"
    return models.Index(fields=(by, "-id"), condition=~Q(**{by: None}), name=f"card_{by}")


class Card(Base):
    """A member service card (会员服务卡). Only the last four digits of the number are kept.

    Each milestone is a date; the checks keep applied ≤ produced ≤ delivered ≤ activated, and no
    milestone is reached without the one before it, so counts can only fall along the way.
    ``replaces`` is the lost card this one was issued for (补卡). ``code`` is the random code that a
    scanner reads (会员码); it says nothing about her and is changed when it may be in other hands.
    A card goes along with its holder; ``applied_by``, ``delivered_by``, ``activated_by`` are the unions
    where it stood on those days, each empty while that is the present one.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cards")
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="发卡工会", related_name="cards", db_index=False
    )
    code = models.UUIDField(
        "会员码", default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    bank = models.CharField("合作银行", max_length=40, blank=True)
    number_tail = models.CharField("卡号后四位", max_length=4, blank=True)
    status = models.CharField("状态", max_length=12, choices=rules.CardStatus.choices())
    due_on = models.DateField("办理期限", null=True)
    applied_on = models.DateField("申请日期")
    produced_on = models.DateField("制卡日期", null=True)
    delivered_on = models.DateField("发放日期", null=True)
    activated_on = models.DateField("激活日期", null=True)
    closed_on = models.DateField("停用日期", null=True)
    applied_by = _stood_at("申请时的工会")
    delivered_by = _stood_at("发放时的工会")
    activated_by = _stood_at("激活时的工会")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "会员服务卡"
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(closed_on=None),
                name="card_one_live",
                violation_error_message="此人已有一张有效的会员服务卡,请先注销或挂失。",
            ),
            models.CheckConstraint(
                condition=Q(produced_on=None) | Q(produced_on__gte=F("applied_on")),
                name="card_produced_after_applied",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(delivered_on__gte=F("produced_on")),
                name="card_delivered_after_produced",
            ),
            models.CheckConstraint(
                condition=Q(activated_on=None) | Q(activated_on__gte=F("delivered_on")),
                name="card_activated_after_delivered",
            ),
            models.CheckConstraint(
                condition=(Q(delivered_on=None) | Q(produced_on__isnull=False))
                & (Q(activated_on=None) | Q(delivered_on__isnull=False)),
                name="card_no_milestone_skipped",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("reissued", "expired", "cancelled"))
                | Q(closed_on__isnull=False),
                name="card_closed_has_date",
            ),
            models.CheckConstraint(
                condition=(Q(delivered_by=None) | Q(delivered_on__isnull=False))
                & (Q(activated_by=None) | Q(activated_on__isnull=False)),
                name="card_stood_there_on_a_day",
            ),
        )
        indexes = (
            models.Index(  # with what figures of cards look at
                fields=("union", "-id"),
                include=(
                    "status",
                    "applied_on",
                    "delivered_on",
                    "activated_on",
                    "applied_by",
                    "delivered_by",
                    "activated_by",
                ),
                name="card_union",
            ),
            _left_behind("applied"),
            _left_behind("delivered"),
            _left_behind("activated"),
        )

    def __str__(self) -> str:
        return f"会员服务卡(尾号{self.number_tail})" if self.number_tail else "会员服务卡"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path
