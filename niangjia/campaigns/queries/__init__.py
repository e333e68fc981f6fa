"""Named reads of campaigns (帮扶活动), goods and pairing."""

from __future__ import annotations

from niangjia.campaigns.queries.lists import (
    Listed,
    at_event,
    audience,
    cash_taken,
    chosen,
    deliveries_of,
    file_facts,
    files_of,
    on_list,
    unpaid_people,
)
from niangjia.campaigns.queries.meeting import Met, code_scanned, is_known_here, met
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
    "Met",
    "Totals",
    "at_event",
    "attach_money",
    "attach_totals",
    "audience",
    "budget_of",
    "cash_taken",
    "chosen",
    "code_scanned",
    "deliveries_of",
    "file_facts",
    "files_of",
    "find_by_person",
    "find_campaigns",
    "find_events",
    "find_goods",
    "find_pairings",
    "find_people",
    "is_known_here",
    "met",
    "on_list",
    "relief_of",
    "totals",
    "unpaid_people",
]
