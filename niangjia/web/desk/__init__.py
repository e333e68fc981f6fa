"""The cadres' back office: areas declare desks, this package makes the pages (docs/areas/desk.md)."""

from __future__ import annotations

from niangjia.web.desk.columns import (
    Column,
    Computed,
    Day,
    Flag,
    Link,
    Masked,
    Money,
    Number,
    Status,
    Text,
    To,
)
from niangjia.web.desk.declare import (
    Act,
    Dashboard,
    Desk,
    Due,
    MenuItem,
    Todo,
    menu,
    mount,
    register,
    todo,
)
from niangjia.web.desk.filters import Choice, DateRange, Filter, FlagFilter, Preset, UnionSubtree
from niangjia.web.desk.importer import BatchLine, BatchResult, Importer
from niangjia.web.desk.tabs import Facts, Group, Related, Tab, Timeline, register_tab
from niangjia.web.forms import (
    ActorForm,
    ActorModelForm,
    EmployerField,
    PickerField,
    RegionField,
    UnionField,
    UnionsField,
)
from niangjia.web.guard import actor_of, go, page
from niangjia.web.pickers import Item, register_picker

__all__ = [
    "Act",
    "ActorForm",
    "ActorModelForm",
    "BatchLine",
    "BatchResult",
    "Choice",
    "Column",
    "Computed",
    "Dashboard",
    "DateRange",
    "Day",
    "Desk",
    "Due",
    "EmployerField",
    "Facts",
    "Filter",
    "Flag",
    "FlagFilter",
    "Group",
    "Importer",
    "Item",
    "Link",
    "Masked",
    "MenuItem",
    "Money",
    "Number",
    "PickerField",
    "Preset",
    "RegionField",
    "Related",
    "Status",
    "Tab",
    "Text",
    "Timeline",
    "To",
    "Todo",
    "UnionField",
    "UnionSubtree",
    "UnionsField",
    "actor_of",
    "go",
    "menu",
    "mount",
    "page",
    "register",
    "register_picker",
    "register_tab",
    "todo",
]
