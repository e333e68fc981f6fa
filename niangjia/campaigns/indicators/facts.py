"""Facts of help: who was helped, with what money, with what goods. Ids, days and codes alone.

All three open to ``campaigns.Help``: a paid grant or a delivery made. What was returned, reversed or
taken back is not there. A row stands at the union whose people were helped.
"""

from __future__ import annotations

from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.kernel.indicators import Dimension, fact
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.unions.rules import UnionLevel

_RECORD = ("campaigns.help", "record_id")
_OF_HELP = {
    "record_id": "int64",
    "union_id": "int64",
    "given_on": "date",
    "kind": "string",
    "use": "string",
    "category": "string",
    "file_level": "string",
    "is_in_file": "boolean",
    "is_grant": "boolean",
    "payer_level": "int16",
}
_HELP = """
    h.id AS record_id, h.union_id, h.given_on, h.kind, h.use, h.category, h.file_level,
    h.household <> '' AS is_in_file, h.origin = 'grant' AS is_grant, u.level AS payer_level
"""

# Two persons who were found to be one (疑似重复合并) are one; merged twice, both point to the last.
HELPED = fact(
    "fact_help",
    columns={**_OF_HELP, "person_id": "int64", "attendance": "int64"},
    sql=f"""
        SELECT {_HELP}, COALESCE(m.merged_into_id, h.person_id) AS person_id,
               h.attendance::bigint AS attendance
        FROM campaigns_help h JOIN unions_union u ON u.id = h.payer_id
             LEFT JOIN members_person m ON m.id = h.person_id AND m.merged_into_id IS NOT NULL
    """,  # noqa: S608 - SQL of ours
    record=_RECORD,
    things={"person_id": "members.person"},
)

# A delivery has a row for each of its items, since goods may come from different sources.
MONEY = fact(
    "fact_help_money",
    columns={**_OF_HELP, "source": "string", "is_cash": "boolean", "fen": "int64"},
    sql=f"""
        SELECT {_HELP}, COALESCE(l.source, h.source) AS source, h.is_cash,
               (COALESCE(l.amount, h.amount) * 100)::bigint AS fen
        FROM campaigns_help h JOIN unions_union u ON u.id = h.payer_id
             LEFT JOIN campaigns_deliveryline l
             ON h.origin = 'delivery' AND l.delivery_id = (h.id - 1) / 2
    """,  # noqa: S608 - as above
    record=_RECORD,
)

GOODS_GIVEN = fact(
    "fact_goods_given",
    columns={**_OF_HELP, "goods_kind": "string", "quantity": "int64"},
    sql=f"""
        SELECT {_HELP}, g.kind AS goods_kind, l.quantity::bigint AS quantity
        FROM campaigns_help h JOIN unions_union u ON u.id = h.payer_id
             JOIN campaigns_deliveryline l
             ON h.origin = 'delivery' AND l.delivery_id = (h.id - 1) / 2
             JOIN campaigns_item i ON i.id = l.item_id
             JOIN campaigns_goods g ON g.id = i.goods_id
    """,  # noqa: S608 - as above
    record=_RECORD,
)

KIND = Dimension("kind", "项目类别", "kind", {k.value: k.label for k in ProgrammeKind})
CATEGORY = Dimension("category", "困难类别", "category", {c.value: c.label for c in Category})
LEVEL = Dimension("file_level", "建档标准", "file_level", {v.value: v.label for v in FileLevel})
SOURCE = Dimension("source", "资金来源", "source", {s.value: s.label for s in FundSource})
# Levels that hold money.
_HOLDERS = (
    UnionLevel.PROVINCE,
    UnionLevel.CITY,
    UnionLevel.COUNTY,
    UnionLevel.TOWNSHIP,
    UnionLevel.UNIT,
)
UNION_LEVELS: dict[int | str | bool, str] = {int(v): v.label for v in _HOLDERS}
PAYER = Dimension("level", "出资层级", "payer_level", UNION_LEVELS)
FORM = Dimension("form", "形式", "is_cash", {True: "资金", False: "实物"})
