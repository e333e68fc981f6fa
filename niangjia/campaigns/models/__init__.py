"""Tables of campaigns (帮扶活动): plans, goods, deliveries, pairings."""

from __future__ import annotations

from niangjia.campaigns.models.campaigns import (
    Beneficiary,
    BudgetLine,
    Campaign,
    Item,
    ReliefMoney,
    ServiceRecord,
)
from niangjia.campaigns.models.deliveries import Delivery, DeliveryEvent, DeliveryLine
from niangjia.campaigns.models.goods import Goods, StockMove
from niangjia.campaigns.models.help import Help
from niangjia.campaigns.models.keepers import CampaignKeeper, PairingKeeper
from niangjia.campaigns.models.lists import ListBatch, ListFinding
from niangjia.campaigns.models.pairings import (
    Contribution,
    Pairing,
    PairingVisit,
    VillageProject,
)

__all__ = [
    "Beneficiary",
    "BudgetLine",
    "Campaign",
    "CampaignKeeper",
    "Contribution",
    "Delivery",
    "DeliveryEvent",
    "DeliveryLine",
    "Goods",
    "Help",
    "Item",
    "ListBatch",
    "ListFinding",
    "Pairing",
    "PairingKeeper",
    "PairingVisit",
    "ReliefMoney",
    "ServiceRecord",
    "StockMove",
    "VillageProject",
]
