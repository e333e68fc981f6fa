"""The union (工会) and its dated place in the tree (隶属关系)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from niangjia.kernel.models import Base
from niangjia.kernel.scope import Scoped
from niangjia.unions import rules
from niangjia.unions.models.regions import Region


class Union(Base):
    """A trade union or federation (工会), a node of the tree.

    ``parent`` is today's counting parent and ``path`` today's counting line from the root
    (``/1/5/124/``, ids, collation C); the database refuses a path that does not continue the
    parent's (migration ``0002_guards``), hence any cycle. ``TreePath`` keeps what the path was on
    any past day. The rarely read fields of the record are in ``UnionProfile``.
    """

    SCOPE = ""

    code = models.CharField("工会编码", max_length=24, db_collation="C")
    name = models.CharField("工会名称", max_length=100, db_collation="C")
    short_name = models.CharField("简称", max_length=50, blank=True)
    pinyin = models.CharField("拼音", max_length=300, blank=True, db_collation="C", editable=False)
    initials = models.CharField(
        "拼音缩写", max_length=100, blank=True, db_collation="C", editable=False
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在政区", related_name="+")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上级工会",
        null=True,
        related_name="children",
        db_index=False,
    )
    path = models.TextField("路径", db_collation="C", editable=False)
    level = models.PositiveSmallIntegerField("工会层级", choices=rules.UnionLevel.choices())
    union_type = models.PositiveSmallIntegerField("工会类型", choices=rules.UnionType.choices())
    org_type = models.PositiveSmallIntegerField(
        "工会组织类型", choices=rules.OrgType.choices(), null=True, blank=True
    )
    org_form = models.PositiveSmallIntegerField("工会组织形式", choices=rules.OrgForm.choices())
    status = models.PositiveSmallIntegerField(
        "状态", choices=rules.UnionStatus.choices(), default=rules.UnionStatus.NORMAL
    )
    founding_mode = models.PositiveSmallIntegerField(
        "建会方式", choices=rules.FoundingMode.choices(), default=rules.FoundingMode.OFFLINE
    )
    founded_on = models.DateField("建会时间", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True)
    close_reason = models.CharField("注销原因", max_length=300, blank=True)
    approval_number = models.CharField("建会批复文号", max_length=60, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_collation="C")
    unit_type = models.PositiveSmallIntegerField(
        "单位性质", choices=rules.UnitType.choices(), null=True, blank=True
    )
    industry = models.CharField(
        "所属行业", max_length=1, blank=True, choices=rules.Industry.choices()
    )
    is_catch_all = models.BooleanField("兜底工会", default=False)
    join_code = models.CharField(  # noqa: DJ001 - null: none, and a unique one is not empty
        "入会码", max_length=12, null=True, editable=False, db_collation="C"
    )

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "工会"
        constraints = (
            models.UniqueConstraint(
                fields=("code",),
                name="union_code_once",
                violation_error_message="该工会编码已被使用。",
            ),
            models.UniqueConstraint(fields=("path",), name="union_path_once"),
            models.UniqueConstraint(fields=("join_code",), name="union_join_code_once"),
            models.UniqueConstraint(
                fields=("credit_code",),
                condition=~Q(credit_code=""),
                name="union_credit_code_once",
                violation_error_message="该统一社会信用代码已登记在另一个工会名下。",
            ),
            models.CheckConstraint(
                condition=Q(status=0, closed_on__isnull=False) | (~Q(status=0) & Q(closed_on=None)),
                name="union_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(founded_on=None)
                | Q(closed_on__gte=F("founded_on")),
                name="union_closed_after_founded",
                violation_error_message="注销日期不能早于建会时间。",
            ),
        )
        indexes = (
            models.Index(fields=("parent", "code"), name="union_parent"),
            models.Index(fields=("level", "code"), name="union_level"),
            models.Index(fields=("name",), name="union_name"),
            models.Index(fields=("initials",), name="union_initials"),
            models.Index(fields=("pinyin",), name="union_pinyin"),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="union_name_part"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """Tree path by which access is decided."""
        return self.path

    @property
    def is_grassroots(self) -> bool:
        """Whether it counts as a grass-roots union (基层工会): branches and federations do not."""
        return rules.is_grassroots(self.union_type, self.org_type)

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed (注销)."""
        return self.status != rules.UnionStatus.CLOSED


class Affiliation(Base):
    """One edge of the tree there ever was (隶属关系), dated ``[from, until)``.

    The counting one (``is_counting``) is the line by which members are added up: exactly one per
    union and day, by constraint; at commit the open one must agree with ``Union.parent``.
    """

    SCOPE = "union"

    union = models.ForeignKey(
        Union, models.PROTECT, related_name="affiliations", verbose_name="工会"
    )
    parent = models.ForeignKey(
        Union, models.PROTECT, verbose_name="上级工会", related_name="affiliated"
    )
    kind = models.CharField("关系", max_length=12, choices=rules.AffiliationKind.choices())
    is_counting = models.BooleanField("统计归属", default=False)
    valid = DateRangeField("有效期")
    reason = models.CharField("原因", max_length=300, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "隶属关系"
        constraints = (
            ExclusionConstraint(
                name="affiliation_one_per_kind",
                expressions=(
                    ("union", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                violation_error_message="同一天同一种隶属关系只能有一个上级工会。",
            ),
            ExclusionConstraint(
                name="affiliation_one_counting_parent",
                expressions=(
                    ("union", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
                condition=Q(is_counting=True),
                violation_error_message="同一天只能有一个统计归属的上级工会,否则会员会被重复计算。",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("union")),
                name="affiliation_not_to_itself",
                violation_error_message="工会不能隶属于自己。",
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False), name="affiliation_lasts_a_day"
            ),
        )


class TreePath(models.Model):
    """A union's counting path during ``[from, until)``: the tree of any past day in one look-up.

    Derived from the counting affiliations by ``services``; never edited on its own. The first
    row has no beginning and the last no end, so that every record of the union counts somewhere
    on every day; whether the union existed is told by ``founded_on`` and ``closed_on``.
    """

    union = models.ForeignKey(Union, models.PROTECT, related_name="tree_paths", db_index=False)
    path = models.TextField(db_collation="C")
    valid = DateRangeField()

    class Meta:
        verbose_name = "历史路径"
        constraints = (
            ExclusionConstraint(
                name="treepath_one_a_day",
                expressions=(
                    ("union", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="treepath_lasts_a_day"),
        )
        indexes = (models.Index(fields=("path",), name="treepath_path"),)


class Succession(Base):
    """What became of a union that was merged, split or closed (沿革)."""

    SCOPE = "predecessor"

    predecessor = models.ForeignKey(
        Union, models.PROTECT, related_name="successions", verbose_name="原工会"
    )
    successor = models.ForeignKey(
        Union, models.PROTECT, null=True, related_name="predecessions", verbose_name="承接工会"
    )
    kind = models.CharField("方式", max_length=10, choices=rules.SuccessionKind.choices())
    on = models.DateField("日期")
    members_moved_count = models.PositiveIntegerField("转移会员数", default=0)
    reason = models.CharField("原因", max_length=300)

    objects = Scoped.as_manager()

    class Meta:
        verbose_name = "沿革"
