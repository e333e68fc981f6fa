"""The tab "数字" of a union: which indicators of which areas it shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.statistics.queries.source import engine_for
from niangjia.unions.models import Union
from niangjia.unions.queries import why_absent
from niangjia.unions.rules import UnionStatus
from niangjia.web.desk import Day, Text, register_tab
from niangjia.web.figures import PERMISSION, figures_tab, show_ends, show_records_as

CODES = (
    "unions.total",
    "unions.founded",
    "members.total",
    "members.joined",
    "members.left",
    "members.women",
    "members.migrant",
    "members.new_form",
    "members.verified_rate",
    "members.entry_rate",
    "employers.unionised_rate",
    "statistics.typed_share",
    "cards.applied",
    "cards.issued",
    "cards.activated",
)


def children(union: Union, keys: Iterable[int], actor: Actor) -> QuerySet[Union]:
    """Today's open children and those of the asked time, as far as the actor may see, by code."""
    today = Q(parent=union) & ~Q(status=UnionStatus.CLOSED)
    rows: QuerySet[Union] = Union.objects.visible_to(actor, PERMISSION)
    return rows.filter(today | Q(pk__in=list(keys))).order_by("code")


def register() -> None:
    """Called once the applications are loaded."""
    show_records_as("members.person", "members.membership", "person_id")
    show_ends("members.membership", Day("left_on", "会籍止"), Text("exit_reason"))
    tab = figures_tab(
        CODES, children, chart="members.total", engine_of=engine_for, why_absent=why_absent
    )
    register_tab("unions.union", tab)
