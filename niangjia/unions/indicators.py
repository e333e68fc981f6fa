"""Indicators of trade-union organisation (组织建设指标), and the tree that figures follow."""

from __future__ import annotations

from ibis import _

from niangjia.kernel.indicators import Dimension, Unit, fact, flow, stock, tree
from niangjia.unions.rules.codes import OrgType, UnionLevel, UnitType

# The first place of a union has no lower bound (services.creating): members may have joined
# before the union was entered, and no record may fall out of the figures.
TREE = tree(
    dated="""
        SELECT id AS place_id, union_id, path, lower(valid) AS from_on, upper(valid) AS until_on
        FROM unions_treepath
    """,
    today="""
        SELECT -id AS place_id, id AS union_id, path, NULL::date AS from_on, NULL::date AS until_on
        FROM unions_union
    """,
)

# Grass-roots unions alone: federations are not counted, neither are branches and groups
# (org_type 8) nor unions still being prepared (status 4). One without a known founding date is
# there since it was entered.
UNIONS = fact(
    "fact_union",
    columns={
        "union_id": "int64",
        "founded_on": "date",
        "opened_on": "date",
        "closed_on": "date",
        "is_grassroots": "boolean",
        "org_type": "int16",
        "level": "int16",
        "unit_type": "int16",
    },
    sql="""
        SELECT id AS union_id, founded_on, closed_on, org_type, level, unit_type,
               COALESCE(founded_on, (created_at AT TIME ZONE 'Asia/Shanghai')::date) AS opened_on,
               union_type = 1 AND org_type IS DISTINCT FROM 8 AND status <> 4 AS is_grassroots
        FROM unions_union
    """,
    record=("unions.union", "union_id"),
)

# As registered now.
_BY = (
    Dimension("org_type", "工会组织类型", "org_type", {int(t): t.label for t in OrgType}),
    Dimension("level", "工会层级", "level", {int(v): v.label for v in UnionLevel}),
    Dimension("unit_type", "单位性质", "unit_type", {int(t): t.label for t in UnitType}),
)

_OWNER = "组织部"
_BASIS = "工会法(2021修正)第十一条;工会统计调查制度"

TOTAL = stock(
    "unions.total",
    "基层工会",
    unit=Unit.ORGANISATION,
    fact=UNIONS,
    opened="opened_on",
    closed="closed_on",
    where=_.is_grassroots,
    aliases=("基层工会数", "基层工会组织", "基层工会总数", "累计基层工会"),
    words="期末已成立、尚未注销的基层工会;不含各级总工会和工会联合会、分会(小组)、筹备期工会。",
    basis=_BASIS,
    owner=_OWNER,
    by=_BY,
)

FOUNDED = flow(
    "unions.founded",
    "新建基层工会",
    unit=Unit.ORGANISATION,
    fact=UNIONS,
    on="founded_on",
    where=_.is_grassroots,
    aliases=("新建会数", "新组建工会", "新建工会"),
    words="期内(含首尾两日)建会的基层工会,之后注销的也算;合并、分立产生的按其建会时间。",
    basis=_BASIS,
    owner=_OWNER,
    by=_BY,
)

CLOSED = flow(
    "unions.closed",
    "注销基层工会",
    unit=Unit.ORGANISATION,
    fact=UNIONS,
    on="closed_on",
    where=_.is_grassroots,
    aliases=("撤销基层工会", "减少基层工会"),
    words="期内(含首尾两日)注销的基层工会,含合并、分立和撤销。",
    basis=_BASIS,
    owner=_OWNER,
    by=_BY,
)
