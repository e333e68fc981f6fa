"""Overdue work under a node (逾期事项): what the workbench knows, narrowed to the node."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast

from niangjia.kernel import scope
from niangjia.kernel.actor import Actor
from niangjia.unions.models import Union
from niangjia.web.desk import Todo, UnionSubtree
from niangjia.web.desk.declare import DESKS, TODOS
from niangjia.web.workbench import kinds

MOST = 500


@dataclass(frozen=True)
class Pile:
    """A kind of work under the node: how much of it is overdue, how much waits altogether."""

    title: str
    url: str
    overdue: int
    waiting: int

    @property
    def overdue_text(self) -> str:
        """``500+`` where counting stopped."""
        return f"{MOST}+" if self.overdue > MOST else str(self.overdue)

    @property
    def waiting_text(self) -> str:
        """``500+`` where counting stopped."""
        return f"{MOST}+" if self.waiting > MOST else str(self.waiting)


def overdue(union: Union, actor: Actor, today: date) -> list[Pile]:
    """Kinds of waiting work with a term, visible to the actor, the most overdue first. One query."""
    reader = _reader(actor)
    dated = {kind.code: kind for kind in kinds(reader) if kind.due}
    parts = [_part(kind, union, reader) for kind in dated.values()]
    if not parts:
        return []
    together = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    late, waiting = dict.fromkeys(dated, 0), dict.fromkeys(dated, 0)
    for code, due in together:
        waiting[code] += 1
        late[code] += due is not None and due < today
    piles = [
        Pile(kind.title, _address(kind, union), late[code], waiting[code])
        for code, kind in dated.items()
        if waiting[code]
    ]
    return sorted(piles, key=lambda pile: (-pile.overdue, -pile.waiting))


def _reader(actor: Actor) -> Actor:
    """The actor for counting alone: a leader who may see the objects sees what waits for others.

    Where a post may view an area, it counts that area's work as if it could do it; the lists behind
    the counts open by the actor's own rights.
    """
    acting = {kind.permission for kind in TODOS.values()}
    acting |= {s.permission for d in DESKS.values() if d.workflow for s in d.workflow.steps}
    grants = tuple(
        replace(
            grant,
            permissions=grant.permissions
            | {p for p in acting if f"{p.split('.')[0]}.view" in grant.permissions},
        )
        for grant in actor.grants
    )
    return Actor(actor.user_id, actor.name, grants, is_system=actor.is_system)


def _part(kind: Todo, union: Union, actor: Actor) -> QuerySet[Any, Any]:
    rows = kind.rows(actor)
    narrowed = rows.filter(scope.under(getattr(rows.model, "SCOPE", "union"), union.path))
    part: QuerySet[Any, Any] = (
        narrowed.order_by(F(kind.due).asc(nulls_last=True))
        .annotate(
            todo_kind=Value(kind.code, output_field=CharField()),
            todo_due=Cast(F(kind.due), DateField()),
        )
        .values_list("todo_kind", "todo_due")[: MOST + 1]
    )
    return part


def _address(kind: Todo, union: Union) -> str:
    """The list, narrowed to the node where it has such a filter."""
    desk = DESKS.get(kind.url.strip("/").split("/")[0].split("?")[0])
    filters = desk.bound_filters if desk is not None else []
    subtree = next((one for one in filters if isinstance(one, UnionSubtree)), None)
    if subtree is None:
        return kind.url
    joint = "&" if "?" in kind.url else "?"
    return f"{kind.url}{joint}{subtree.name}={union.code}"
