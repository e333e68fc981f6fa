"""How much of what a union states is typed in (填报占比), from the typed values themselves.

On any day a union has so many figures: one of each live indicator, since records count them, and
one of each awaiting indicator that was typed for a period ending within the last year.
"""

from __future__ import annotations

from niangjia.kernel.indicators import State, Unit, catalogue, fact, rate, stock, total
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


def declare() -> None:
    """Declare the three, once all live indicators are there to be counted."""
    live = sum(1 for indicator in catalogue() if indicator.state is State.LIVE)
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
    typed = stock(
        "statistics.typed_figures",
        "填报的指标数",
        unit=Unit.PIECE,
        fact=TYPED_VALUES,
        opened="opened_on",
        closed="closed_on",
        aliases=("填报数据项数",),
        words="各工会期末有填报值的指标数之和,期间在一年内结束的才算,每个指标只算最近一期;撤回的不算。",
        basis="工会统计调查制度",
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
        basis="工会统计调查制度",
    )
    both = total(
        "statistics.figures",
        "有数值的指标数",
        typed,
        computed,
        words="各工会期末有数值的指标数之和:填报的加上实时统计的。",
        basis="工会统计调查制度",
    )
    rate(
        "statistics.typed_share",
        "填报占比",
        typed,
        both,
        aliases=("填报率", "手工填报占比"),
        words="分子:期末填报的指标数;分母:期末有数值的指标数(填报的加上实时统计的)。越低,数据越来自记录。",
        basis="工会统计调查制度",
    )
