"""Closed periods (封存期间), what was found to differ later, and the revisions entered for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.statistics.rules.periods import Period, PeriodKind
from niangjia.unions.models import Union

_KINDS = [(kind.value, kind.label) for kind in PeriodKind]


class Closing(Base):
    """The figures of a union and of all below it, frozen for a period (封存). Append-only.

    ``digest`` is the SHA-256 over the heading and the figures of every node
    (``rules.closings.seal``). ``definitions`` maps each code to its ``rules.closings.Definition``.
    ``as_of`` is the instant of the records that were counted.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    kind = models.CharField("期间种类", max_length=20, choices=_KINDS)
    starts_on = models.DateField("期间起")
    ends_on = models.DateField("期间止")
    name = models.CharField("期间", max_length=40)
    as_of = models.DateTimeField("数据截至")
    engine = models.CharField("统计引擎", max_length=20)
    node_count = models.PositiveIntegerField("工会数")
    definitions = models.JSONField("指标口径")
    digest = models.CharField("校验值(SHA-256)", max_length=64, db_collation="C")
    closed_by_id = models.BigIntegerField("封存人", null=True)
    closed_by = models.CharField("封存人", max_length=100)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "封存期间"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "kind", "starts_on"),
                name="closing_once",
                violation_error_message="该工会这一期已经封存。封存的数据不能改写,以后的变化请登记修订。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="closing_period_in_order"
            ),
        )
        indexes = (models.Index(fields=("-ends_on", "-id"), name="closing_end"),)

    def __str__(self) -> str:
        return f"{self.union.name}{self.name}"

    @property
    def period(self) -> Period:
        """The closed period."""
        return Period(self.starts_on, self.ends_on, PeriodKind(self.kind))

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path


class ClosedFigures(models.Model):
    """The frozen figures of one node: code → whole number, or text for money and shares. Append-only.

    A code that is missing here but defined in the closing had nothing to count.
    """

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="figures", db_index=False)
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False)
    values = models.JSONField("数据")

    class Meta:
        verbose_name = "封存数据"
        constraints = (
            models.UniqueConstraint(fields=("closing", "union"), name="closedfigures_once"),
        )
        indexes = (models.Index(fields=("union", "closing"), name="closedfigures_union"),)

    def __str__(self) -> str:
        return f"{self.closing_id}-{self.union_id}"


class Comparison(Base):
    """One comparison of present records with a closed period (核对). Append-only.

    ``skipped`` names the codes whose definition is no longer there to compare by.
    """

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="comparisons")
    as_of = models.DateTimeField("数据截至")
    difference_count = models.PositiveIntegerField("不一致")
    skipped = models.JSONField("未比较的指标", default=list)
    compared_by_id = models.BigIntegerField("核对人", null=True)
    compared_by = models.CharField("核对人", max_length=100)

    class Meta:
        verbose_name = "封存核对"

    def __str__(self) -> str:
        return f"{self.closing_id} {self.as_of}"


class Difference(models.Model):
    """A figure of a node that is another now than when it was closed or last revised. Append-only."""

    comparison = models.ForeignKey(
        Comparison, models.PROTECT, related_name="differences", db_index=False
    )
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField("指标代码", max_length=80, db_collation="C")
    closed_value = models.DecimalField("封存值", max_digits=20, decimal_places=2, null=True)
    present_value = models.DecimalField("现值", max_digits=20, decimal_places=2, null=True)

    class Meta:
        verbose_name = "封存后的变化"
        constraints = (
            models.UniqueConstraint(fields=("comparison", "code", "union"), name="difference_once"),
        )

    def __str__(self) -> str:
        return self.code


class Revision(models.Model):
    """A later correction of a closed figure, with its reason (修订). Append-only.

    The closed figure stays as it is; this says what it would be now and why. ``difference`` is
    what a comparison found, and can be entered once.
    """

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="revisions", db_index=False)
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    difference = models.OneToOneField(Difference, models.PROTECT, related_name="revision")
    code = models.CharField("指标代码", max_length=80, db_collation="C")
    closed_value = models.DecimalField("封存值", max_digits=20, decimal_places=2, null=True)
    present_value = models.DecimalField("修订值", max_digits=20, decimal_places=2, null=True)
    reason = models.CharField("修订原因", max_length=500)
    by_id = models.BigIntegerField("登记人", null=True)
    by = models.CharField("登记人", max_length=100)
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "封存修订"
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="revision_has_reason",
                violation_error_message="登记修订要写明原因。",
            ),
        )
        indexes = (
            models.Index(fields=("closing", "union", "code", "-id"), name="revision_figure"),
        )

    def __str__(self) -> str:
        return self.code
