"""Named reads of campaigns (帮扶活动), goods and pairing."""

from __future__ import annotations

from niangjia.campaigns.queries.lists import (
    Listed,
    at_event,
    audience,
    by_token,
    cash_taken,
    chosen,
    deliveries_of,
    file_facts,
    files_of,
    on_list,
    scanned,
    unpaid_people,
)
from niangjia.campaigns.queries.search import (
    find_by_person,
    find_campaigns,
    find_events,
    find_goods,
    find_pairings,
    find_people,
)
from niangjia.campaigns.queries.totals import (
    BudgetUse,
    Totals,
    attach_money,
    attach_totals,
    budget_of,
    relief_of,
    totals,
)

__all__ = [
    "BudgetUse",
    "Listed",
    "Totals",
    "at_event",
    "attach_money",
    "attach_totals",
    "audience",
    "budget_of",
    "by_token",
    "cash_taken",
    "chosen",
    "deliveries_of",
    "file_facts",
    "files_of",
    "find_by_person",
    "find_campaigns",
    "find_events",
    "find_goods",
    "find_pairings",
    "find_people",
    "on_list",
    "relief_of",
    "scanned",
    "totals",
    "unpaid_people",
]
