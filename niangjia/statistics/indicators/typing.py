"""How much of what unions could type they typed (填报占比), from the typed values themselves.

Each awaiting indicator can be typed once: so many figures every union above the grass roots is
asked for on any day. A grass-roots union is asked for nothing, and counts while it types all the
same. What was typed is one of each indicator, for a period ending within the last year.
"""

from __future__ import annotations

from datetime import date

from niangjia.kernel.indicators import (
    Awaiting,
    Change,
    Counter,
    State,
    Sum,
    Unit,
    catalogue,
    earlier_rate,
    fact,
    rate,
    stock,
    total,
)
from niangjia.unions.indicators import UNIONS

# One row per value while it is the newest of its union and indicator, a year at most; values that
# were corrected or taken back do not count.
TYPED_VALUES = fact(
    "fact_typed_value",
    columns={
        "record_id": "int64",
        "union_id": "int64",
        "opened_on": "date",
        "closed_on": "date",
    },
    sql="""
        SELECT id AS record_id, union_id, ends_on AS opened_on,
               LEAST(lead(ends_on) OVER newest, (ends_on + interval '1 year')::date) AS closed_on
        FROM statistics_reportedvalue WHERE replaced_at IS NULL AND value IS NOT NULL
        WINDOW newest AS (PARTITION BY union_id, code ORDER BY ends_on, starts_on, id)
    """,
    record=("statistics.reportedvalue", "record_id"),
)


# Asked: federations of every level, not those still being prepared (status 4). One that typed for
# a time before it was founded or entered was asked then; a grass-roots union from the first period
# it typed until a year after the last.
_TO_TYPE = """
    SELECT u.id AS union_id,
           CASE WHEN u.union_type <> 1 AND u.status <> 4
                THEN LEAST(COALESCE(u.founded_on, (u.created_at AT TIME ZONE 'Asia/Shanghai')::date),
                           t.first_on)
                ELSE t.first_on END AS opened_on,
           CASE WHEN u.union_type <> 1 AND u.status <> 4
                THEN u.closed_on ELSE t.last_on END AS closed_on,
           {count:d}::bigint AS typeable_count
    FROM unions_union AS u
    LEFT JOIN (SELECT union_id, min(ends_on) AS first_on,
                      (max(ends_on) + interval '1 year')::date AS last_on
               FROM statistics_reportedvalue
               WHERE replaced_at IS NULL AND value IS NOT NULL GROUP BY union_id) AS t
      ON t.union_id = u.id
    WHERE (u.union_type <> 1 AND u.status <> 4) OR t.union_id IS NOT NULL
"""

_BASIS = "工会统计调查制度"
_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        "统计",
        "第 1 版的分母是各下级工会全部实时统计的指标,一个工会填报多少几乎看不出来;"
        "改为只与可以填报的指标相比。",
    ),
)


def declare() -> None:
    """Declare the five, once all other indicators are there to be counted."""
    typed, typeable = _declare_typed(), _declare_typeable()
    share = rate(
        "statistics.typed_share",
        "填报占比",
        typed,
        typeable,
        aliases=("填报率",),
        words="分子:期末有填报值的指标数;分母:期末可填报的指标数。"
        "含下级,没有填报的下级也在分母里;只看本级的另列。",
        basis=_BASIS,
        version=2,
        changes=_CHANGES,
    )
    earlier_rate(
        share,
        1,
        typed,
        _declare_stated(typed),
        words="分子:期末填报的指标数;分母:期末有数值的指标数(填报的加上实时统计的)。越低,数据越来自记录。",
    )


def _declare_typed() -> Counter:
    return stock(
        "statistics.typed_figures",
        "填报的指标数",
        unit=Unit.PIECE,
        fact=TYPED_VALUES,
        opened="opened_on",
        closed="closed_on",
        aliases=("填报数据项数",),
        words="各工会期末有填报值的指标数之和,期间在一年内结束的才算,每个指标只算最近一期;撤回的不算。",
        basis=_BASIS,
    )


def _declare_typeable() -> Counter:
    count = sum(1 for indicator in catalogue() if isinstance(indicator, Awaiting))
    to_type = fact(
        "fact_union_to_type",
        columns={
            "union_id": "int64",
            "opened_on": "date",
            "closed_on": "date",
            "typeable_count": "int64",
        },
        sql=_TO_TYPE.format(count=count),
        record=("unions.union", "union_id"),
    )
    return stock(
        "statistics.typeable_figures",
        "可填报的指标数",
        unit=Unit.PIECE,
        fact=to_type,
        opened="opened_on",
        closed="closed_on",
        amount="typeable_count",
        words=f"各工会期末可以填报(待接入)的指标数之和:各级总工会、工会联合会等每个 {count} 个;"
        "基层工会不要求填报,自行填报的从首次填报的期间起、到最近一期之后一年止,也每个算这么多。",
        basis=_BASIS,
    )


def _declare_stated(typed: Counter) -> Sum:
    """What a union states at all: typed, or counted from records."""
    live = sum(
        1
        for indicator in catalogue()
        if indicator.state is State.LIVE and not indicator.code.startswith("statistics.")
    )
    counted = fact(
        "fact_union_with_live_figures",
        columns={
            "union_id": "int64",
            "opened_on": "date",
            "closed_on": "date",
            "live_count": "int64",
        },
        sql=f"""
            SELECT union_id, opened_on, closed_on, {live:d}::bigint AS live_count
            FROM ({UNIONS.sql}) AS unions
        """,  # noqa: S608 - a number of ours
        record=("unions.union", "union_id"),
    )
    computed = stock(
        "statistics.live_figures",
        "实时统计的指标数",
        unit=Unit.PIECE,
        fact=counted,
        opened="opened_on",
        closed="closed_on",
        amount="live_count",
        words=f"各工会期末由记录统计的指标数之和:每个工会 {live} 个(不含分组和填报占比本身)。",
        basis=_BASIS,
    )
    return total(
        "statistics.figures",
        "有数值的指标数",
        typed,
        computed,
        words="各工会期末有数值的指标数之和:填报的加上实时统计的。",
        basis=_BASIS,
    )
