"""Plans (计划) and their items (目标): what a union wants to reach, by when, and who answers for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.statistics.rules import plans as rules
from niangjia.statistics.rules.targets import Standing
from niangjia.unions.models import Union


class Plan(Base):
    """A plan or an annual appraisal (计划、目标考核) of a union for a period, both days included.

    ``ranks_children``: the leader wants the children's points in order of rank; off by default,
    points are for steering, not for racing. ``initiative``: what it carries out, where that has figures
    of its own (六百计划).
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="plans")
    title = models.CharField("名称", max_length=100)
    kind = models.CharField(
        "类别", max_length=10, choices=rules.PlanKind.choices(), default=rules.PlanKind.PROGRAMME
    )
    initiative = models.CharField(
        "所属专项", max_length=12, blank=True, default="", choices=rules.Initiative.choices()
    )
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    document = models.CharField("依据文件", max_length=200, blank=True)
    owner = models.CharField("负责人", max_length=50)
    owner_post = models.CharField("负责人职务或部门", max_length=50, blank=True)
    ranks_children = models.BooleanField("显示下级排名", default=False)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=rules.PlanState.choices(),
        default=rules.PlanState.DRAFT,
        editable=False,
    )
    due_on = models.DateField("办理期限", null=True, editable=False)
    counted_at = models.DateTimeField("进展统计时间", null=True, editable=False)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "计划"
        constraints = (
            models.UniqueConstraint(
                fields=("union", "title", "starts_on"),
                condition=~Q(status="withdrawn"),
                name="plan_title_once",
                violation_error_message="该工会这一期已有同名计划。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message="截止日期应晚于起始日期。",
            ),
        )
        indexes = (models.Index(fields=("union", "status", "-id"), name="plan_union"),)

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.union.path

    @property
    def item_facts(self) -> list[rules.ItemFacts]:
        """What the rules look at, read afresh."""
        return [item.facts for item in self.targets.all()]


class Target(Base):
    """One item of a plan (计划事项、目标). Without indicator, value, due day and owner it is text.

    ``union`` has to reach it; a part (分解) hangs under its ``whole`` and stands at a union below.
    ``number`` orders the items. Values are in the indicator's unit, money in yuan. What was counted
    last (``counted_value`` …) is kept for the workbench; the pages of a plan count anew. Figures read
    ``reached_on``, the day it was found reached. When the plan is closed, ``final_value`` and
    ``final_points`` are kept for good.
    """

    SCOPE = "union"

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="计划", related_name="targets")
    whole = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="分解自",
        null=True,
        editable=False,
        related_name="parts",
    )
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="承担工会", related_name="targets"
    )
    number = models.PositiveIntegerField("序号")
    text = models.CharField("事项", max_length=500)
    indicator = models.CharField("指标", max_length=80, blank=True, db_collation="C")
    unit = models.CharField("单位", max_length=10, blank=True)
    direction = models.CharField(
        "方向",
        max_length=2,
        choices=rules.Direction.choices(),
        default=rules.Direction.AT_LEAST,
    )
    value = models.DecimalField("目标值", max_digits=18, decimal_places=2, null=True, blank=True)
    baseline = models.DecimalField("基数", max_digits=18, decimal_places=2, null=True, blank=True)
    weight = models.DecimalField("分值", max_digits=5, decimal_places=2, default=0)
    owner = models.CharField("责任人", max_length=50, blank=True)
    owner_post = models.CharField("责任人职务或部门", max_length=50, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    counted_value = models.DecimalField(
        "最近统计值", max_digits=18, decimal_places=2, null=True, editable=False
    )
    completion = models.DecimalField(
        "完成率", max_digits=8, decimal_places=1, null=True, editable=False
    )
    standing = models.CharField(
        "进展",
        max_length=12,
        blank=True,
        choices=Standing.choices(),
        default="",
        editable=False,
    )
    reached_on = models.DateField("达标日期", null=True, editable=False)
    final_value = models.DecimalField(
        "定分时数值", max_digits=18, decimal_places=2, null=True, editable=False
    )
    final_points = models.DecimalField(
        "得分", max_digits=7, decimal_places=2, null=True, editable=False
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "目标"
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "number"), condition=Q(whole=None), name="target_number_once"
            ),
            models.UniqueConstraint(
                fields=("whole", "union"),
                name="target_part_once",
                violation_error_message="该下级已分到这一项。",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="target_has_text",
                violation_error_message="请填写事项。",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="target_value_not_negative",
                violation_error_message="目标值不能小于零。",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100),
                name="target_weight_in_bounds",
                violation_error_message="分值应在 0 到 100 之间。",
            ),
        )
        indexes = (
            models.Index(fields=("plan", "number", "id"), name="target_plan"),
            models.Index(fields=("union", "standing", "due_on", "id"), name="target_union"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def scope_path(self) -> str:
        """Tree path by which reading is decided; writing is decided at the plan's union."""
        return self.union.path

    @property
    def facts(self) -> rules.ItemFacts:
        """What the rules look at."""
        return rules.ItemFacts(
            self.text,
            self.indicator,
            self.value,
            self.due_on,
            self.owner,
            self.weight,
            self.whole_id is not None,
        )

    @property
    def facts_missing(self) -> tuple[str, ...]:
        """What it lacks to be measured, in Chinese (PLAN-SMART)."""
        return rules.missing(self.facts)
