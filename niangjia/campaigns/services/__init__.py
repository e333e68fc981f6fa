"""Verbs of campaigns (帮扶活动), goods and pairing."""

from __future__ import annotations

from niangjia.campaigns.services.cash import give_cash, settle
from niangjia.campaigns.services.delivering import (
    Receipt,
    deliver,
    deliver_counted,
    open_event,
    print_list,
    read_paper,
    take_back,
)
from niangjia.campaigns.services.listing import add_person, draw_list, remove_person, set_account
from niangjia.campaigns.services.meeting import deliver_scanned, deliver_to_guest
from niangjia.campaigns.services.pairing import (
    begin_project,
    contribute,
    edit_pairing,
    end_pairing,
    pair,
    record_exit,
    record_relapse,
    visit,
    withdraw_done,
)
from niangjia.campaigns.services.planning import (
    add_item,
    begin,
    cancel,
    close_item,
    edit_campaign,
    end,
    plan_campaign,
    record_relief,
    record_service,
    reopen,
    set_budget_line,
    sum_up,
    withdraw_record,
)
from niangjia.campaigns.services.stocking import (
    count_goods,
    edit_goods,
    open_goods,
    receive_goods,
    write_off,
)

__all__ = [
    "Receipt",
    "add_item",
    "add_person",
    "begin",
    "begin_project",
    "cancel",
    "close_item",
    "contribute",
    "count_goods",
    "deliver",
    "deliver_counted",
    "deliver_scanned",
    "deliver_to_guest",
    "draw_list",
    "edit_campaign",
    "edit_goods",
    "edit_pairing",
    "end",
    "end_pairing",
    "give_cash",
    "open_event",
    "open_goods",
    "pair",
    "plan_campaign",
    "print_list",
    "read_paper",
    "receive_goods",
    "record_exit",
    "record_relapse",
    "record_relief",
    "record_service",
    "remove_person",
    "reopen",
    "set_account",
    "set_budget_line",
    "settle",
    "sum_up",
    "take_back",
    "visit",
    "withdraw_done",
    "withdraw_record",
    "write_off",
]
