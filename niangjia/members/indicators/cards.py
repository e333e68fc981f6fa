"""Indicators of member service cards (会员服务卡指标): what was done stands where it was done."""

from __future__ import annotations

from datetime import date

from niangjia.kernel.indicators import (
    Change,
    Dimension,
    Tally,
    Unit,
    cumulative,
    earlier,
    fact,
)
from niangjia.members.rules.lifecycle import CardStatus

_COLUMNS = {
    "record_id": "int64",
    "union_id": "int64",
    "status": "string",
    "applied_on": "date",
    "delivered_on": "date",
    "activated_on": "date",
}

# One row per card with what was done at its present union, and one for each thing done before that
# at another: each day stands in one row. The condition stands outside: PostgreSQL looks up by union only
# in selects that have none of their own.
CARDS = fact(
    "fact_card",
    columns=_COLUMNS,
    sql="""
        SELECT record_id, union_id, status, applied_on, delivered_on, activated_on
        FROM (
            SELECT id AS record_id, union_id, status,
                   CASE WHEN applied_by_id IS NULL THEN applied_on END AS applied_on,
                   CASE WHEN delivered_by_id IS NULL THEN delivered_on END AS delivered_on,
                   CASE WHEN activated_by_id IS NULL THEN activated_on END AS activated_on
            FROM members_card
            UNION ALL
            SELECT id, applied_by_id, status, applied_on, NULL::date, NULL::date FROM members_card
            UNION ALL
            SELECT id, delivered_by_id, status, NULL::date, delivered_on, NULL::date FROM members_card
            UNION ALL
            SELECT id, activated_by_id, status, NULL::date, NULL::date, activated_on FROM members_card
        ) AS done
        WHERE union_id IS NOT NULL
    """,
    record=("members.card", "record_id"),
    tally=Tally(
        "members_card_tally", days=("applied_on", "delivered_on", "activated_on"), keys=("status",)
    ),
)

# What version 1 counted: all of a card at the union where it is now.
_CARDS_1 = fact(
    "fact_card_now",
    columns=_COLUMNS,
    sql="""
        SELECT id AS record_id, union_id, status, applied_on, delivered_on, activated_on
        FROM members_card
    """,
    record=("members.card", "record_id"),
)

_STATUS = Dimension("status", "卡的现状", "status", {s.value: s.label for s in CardStatus})
_OWNER = "组织部"
_BASIS = "会员服务卡管理规定(各省)"
_CHANGES = (
    Change(
        2,
        date(2026, 11, 22),
        _OWNER,
        "第 1 版按卡现在所属的工会,持卡人转走后,原工会以前发的卡变少。改为按办理当天所属的工会。",
    ),
)

APPLIED = cumulative(
    "cards.applied",
    "申请会员服务卡",
    unit=Unit.CARD,
    fact=CARDS,
    on="applied_on",
    aliases=("申领会员卡", "办卡申请"),
    words="截至当日申请的卡(给出期间时为期内申请的卡),补办的另算一张;按申请当天所属的工会。",
    basis=_BASIS,
    owner=_OWNER,
    by=(_STATUS,),
    version=2,
    changes=_CHANGES,
)
earlier(
    APPLIED,
    1,
    fact=_CARDS_1,
    where=None,
    words="截至当日申请的卡(给出期间时为期内申请的卡),补办的另算一张;按卡现在所属工会。",
)

ISSUED = cumulative(
    "cards.issued",
    "发放会员服务卡",
    unit=Unit.CARD,
    fact=CARDS,
    on="delivered_on",
    aliases=("发卡数", "发卡", "会员卡发放"),
    words="截至当日已发到会员手中的卡(给出期间时为期内发放的卡),后来停用的也算;按发放当天所属的工会。",
    basis=_BASIS,
    owner=_OWNER,
    by=(_STATUS,),
    version=2,
    changes=_CHANGES,
)
earlier(
    ISSUED,
    1,
    fact=_CARDS_1,
    where=None,
    words="截至当日已发到会员手中的卡(给出期间时为期内发放的卡),后来停用的也算;按卡现在所属工会。",
)

ACTIVATED = cumulative(
    "cards.activated",
    "激活会员服务卡",
    unit=Unit.CARD,
    fact=CARDS,
    on="activated_on",
    aliases=("激活卡数", "激活", "会员卡激活"),
    words="截至当日已激活的卡(给出期间时为期内激活的卡),后来停用的也算;按激活当天所属的工会。",
    basis=_BASIS,
    owner=_OWNER,
    by=(_STATUS,),
    version=2,
    changes=_CHANGES,
)
earlier(
    ACTIVATED,
    1,
    fact=_CARDS_1,
    where=None,
    words="截至当日已激活的卡(给出期间时为期内激活的卡),后来停用的也算;按卡现在所属工会。",
)
