"""Measures of a household (一户一措施) and how they go. The plan's goal stands in the file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.rules import codes
from niangjia.kernel.models import Base


class Measure(Base):
    """One of the seven measures for one household (帮扶措施).

    不脱困不脱钩: while one is open the file cannot close, unless it was waived with a reason.
    """

    file = models.ForeignKey(HouseholdFile, models.CASCADE, related_name="measures")
    kind = models.CharField("措施", max_length=12, choices=codes.MeasureKind.choices())
    goal = models.CharField("具体内容和目标", max_length=300)
    owner = models.CharField("责任人", max_length=50, blank=True)
    until_on = models.DateField("完成期限")
    state = models.CharField(
        "进展",
        max_length=10,
        choices=codes.MeasureState.choices(),
        default=codes.MeasureState.PLANNED,
        editable=False,
    )
    done_on = models.DateField("完成日期", null=True, editable=False)
    waive_reason = models.CharField("免除原因", max_length=300, blank=True, editable=False)
    waived_by_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = "帮扶措施"
        constraints = (
            models.UniqueConstraint(
                fields=("file", "kind"),
                name="measure_once",
                violation_error_message="这份计划中已有这项措施。请在原措施上更新进展。",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(waive_reason=""),
                name="measure_waived_with_reason",
                violation_error_message="免除措施须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="measure_done_has_day"
            ),
        )

    def __str__(self) -> str:
        return codes.MeasureKind(self.kind).label


class MeasureNote(Base):
    """A line of progress of a measure (进展记录)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="notes")
    on = models.DateField("日期")
    text = models.CharField("进展情况", max_length=500)
    actor_id = models.BigIntegerField(null=True, editable=False)
    actor_label = models.CharField("登记人", max_length=100, editable=False)

    class Meta:
        verbose_name = "措施进展"
