"""What a person has to look into (核实事项)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.comparison import rules
from niangjia.comparison.models.answers import Answer, Match
from niangjia.comparison.models.exchange import Exchange, ExchangePerson
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union


class Mismatch(Base):
    """A review task (核实事项): values that differ, or a line that may be the same person.

    ``ours`` and ``theirs`` are codes of ``rules.SCALES``, emptied when the exchange expires.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="mismatches")
    person = models.ForeignKey(ExchangePerson, models.PROTECT, related_name="mismatches")
    task_kind = models.CharField("事项", max_length=10, choices=rules.TaskKind.choices())
    answer = models.ForeignKey(
        Answer, models.PROTECT, null=True, related_name="mismatches", editable=False
    )
    match = models.OneToOneField(
        Match, models.PROTECT, null=True, related_name="mismatch", editable=False
    )
    data_kind = models.CharField(
        "比对内容", max_length=20, choices=rules.ThirdPartyKind.choices(), blank=True
    )
    ours = models.CharField("本方登记", max_length=10, blank=True)
    theirs = models.CharField("对方数据", max_length=10, blank=True)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.TaskStatus.choices(),
        default=rules.TaskStatus.OPEN,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    outcome = models.CharField("结论", max_length=14, choices=rules.Outcome.choices(), blank=True)
    note = models.CharField("核实情况", max_length=300, blank=True)
    closed_by_id = models.BigIntegerField("核实人", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "核实事项"
        constraints = (
            models.CheckConstraint(
                condition=Q(task_kind="value", answer__isnull=False, match=None)
                | Q(task_kind="identity", match__isnull=False, answer=None),
                name="mismatch_is_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=("answer",), condition=Q(status="open"), name="mismatch_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(outcome="") & ~Q(note="")),
                name="mismatch_closed_says_why",
            ),
        )
        indexes = (
            models.Index(fields=("union", "status", "due_on", "id"), name="mismatch_due"),
            models.Index(fields=("union", "-id"), name="mismatch_union"),
        )

    def __str__(self) -> str:
        what = rules.ThirdPartyKind(self.data_kind).label if self.data_kind else "疑似同一人"
        return f"{self.person.name}:{what}"

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def concerned_user_id(self) -> int | None:
        """The compared person's own account, if she has one."""
        person = self.person.person
        return person.user_id if person is not None else None
