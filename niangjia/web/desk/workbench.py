"""Workbench (工作台): what waits for me, by legal deadline; and search over all desks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from niangjia.kernel import clock, scope
from niangjia.kernel.actor import Actor
from niangjia.kernel.workflow import Step
from niangjia.web.desk.columns import EMPTY
from niangjia.web.desk.declare import DESKS, TODOS, Desk, Todo
from niangjia.web.desk.jobpages import mine, view_of
from niangjia.web.guard import actor_of, page

MOST_PER_KIND = 100
SHOWN = 30
RECENT_JOBS = 5
HITS_PER_DESK = 8


@dataclass(frozen=True)
class Waiting:
    """One thing to do. ``tone``: bad when overdue, warn within three working days."""

    title: str
    kind: str
    url: str
    due_on: date | None
    term: str
    tone: str


@dataclass(frozen=True)
class Pile:
    """A kind of work and how much of it waits (``100+`` at most)."""

    title: str
    url: str
    count: str


def in_words(due: date | None, today: date) -> tuple[str, str]:
    """``还剩3个工作日``, ``今天到期``, ``已超期2天``, and the tone."""
    if due is None:
        return "无期限", "off"
    if due < today:
        return f"已超期{(today - due).days}天", "bad"
    if due == today:
        return "今天到期", "bad"
    left = clock.working_days_between(today, due)
    return f"还剩{left}个工作日", "warn" if left <= 3 else "wait"


def kinds(actor: Actor) -> list[Todo]:
    """Registered to-dos and one kind per waiting state of each desk's life cycle."""
    found = [kind for kind in TODOS.values() if actor.may(kind.permission)]
    for desk in DESKS.values():
        if desk.workflow is None or not actor.may(desk.view_permission):
            continue
        for state, label in desk.workflow.states.items():
            steps = [s for s in desk.workflow.steps_from(state) if _counts(desk, s, actor)]
            if steps:
                found.append(_kind(desk, state, label, steps))
    return found


def _counts(desk: Desk, step: Step, actor: Actor) -> bool:
    """Whether the step makes its source state a to-do of this actor: deadlines or forward steps."""
    return (
        not step.automatic
        and step.code in desk.verbs
        and ((step.is_primary and not step.needs_reason) or step.within is not None)
        and actor.may(step.permission)
    )


def _kind(desk: Desk, state: str, label: str, steps: list[Step]) -> Todo:
    def rows(actor: Actor) -> QuerySet[Any]:
        condition = Q(pk__in=())
        for step in steps:
            shared = step.scope != "scope_path"  # "target_path": the other union of a shared object
            field = step.scope.removesuffix("_path") if shared else desk.model.SCOPE
            allowed = scope.within(field, actor, step.permission)
            if step.above:
                path = f"{desk.model.SCOPE}__path" if desk.model.SCOPE else "path"
                allowed &= ~Q(**{f"{path}__in": actor.roots(step.permission)})
            condition |= allowed
        return desk.rows(actor, desk.view_permission).filter(condition, status=state)

    return Todo(
        code=f"{desk.slug}.{state}",
        title=f"{desk.noun} · {label}",
        permission=steps[0].permission,
        rows=rows,
        url=f"{desk.list_url()}?status={state}",
        label=desk.label_path(),
        item_url=f"/{desk.slug}/{{ref}}/",
        ref=desk.ref,
    )


def waiting(actor: Actor, today: date) -> tuple[list[Waiting], list[Pile]]:
    """Everything that waits, overdue first, and the piles; one query for all kinds."""
    by_code = {kind.code: kind for kind in kinds(actor)}
    parts = [_part(kind, actor) for kind in by_code.values()]
    if not parts:
        return [], []
    together = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    counts = dict.fromkeys(by_code, 0)
    found: list[Waiting] = []
    for code, ref, title, due in together:
        counts[code] += 1
        kind = by_code[code]
        term, tone = in_words(due, today)
        url = (kind.item_url or kind.url).replace("{ref}", ref)
        found.append(Waiting(title or "(未命名)", kind.title, url, due, term, tone))
    found.sort(key=lambda item: (item.due_on is None, item.due_on or today))
    piles = [
        Pile(by_code[code].title, by_code[code].url, _capped(count))
        for code, count in counts.items()
        if count
    ]
    return found[:SHOWN], piles


def _capped(count: int) -> str:
    return f"{MOST_PER_KIND}+" if count > MOST_PER_KIND else str(count)


def _part(kind: Todo, actor: Actor) -> QuerySet[Any, Any]:
    due = F(kind.due) if kind.due else Value(None, output_field=DateField())
    rows = kind.rows(actor)
    order = F(kind.due).asc(nulls_last=True) if kind.due else F("pk").asc()
    part: QuerySet[Any, Any] = (
        rows.order_by(order)
        .annotate(
            todo_kind=Value(kind.code, output_field=CharField()),
            todo_ref=Cast(kind.ref, TextField()),
            todo_title=Cast(kind.label, TextField()),
            todo_due=Cast(due, DateField()),
        )
        .values_list("todo_kind", "todo_ref", "todo_title", "todo_due")[: MOST_PER_KIND + 1]
    )
    return part


@require_GET
@page()
def home(request: HttpRequest) -> HttpResponse:
    """``/``."""
    actor = actor_of(request)
    today = clock.today()
    todos, piles = waiting(actor, today)
    recent = [view_of(job) for job in mine(actor).order_by("-id")[:RECENT_JOBS]]
    context = {"todos": todos, "piles": piles, "jobs": recent, "today": today}
    return render(request, "desk/home.html", context)


@require_GET
@page()
def search(request: HttpRequest) -> HttpResponse:
    """``/search/?q=``: the first hits of every desk with a search."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    groups = []
    for desk in DESKS.values():
        if not text or desk.search is None or not desk.in_global_search or not desk.has_pages:
            continue
        if not actor.may(desk.view_permission):
            continue
        rows = desk.search(desk.rows(actor, desk.view_permission), text)
        if desk.related:
            rows = rows.select_related(*desk.related)
        found = list(rows.order_by(*desk.order)[: HITS_PER_DESK + 1])
        if found:
            desk.prepare(found, actor)
            groups.append((desk, _hits(desk, found[:HITS_PER_DESK]), len(found) > HITS_PER_DESK))
    return render(request, "desk/search.html", {"text": text, "groups": groups})


def _hits(desk: Desk, rows: list[Any]) -> list[tuple[str, str, str]]:
    """Address, name and a line of further columns."""
    columns = desk.bound_columns
    name = next((c for c in columns if c.path == desk.label_path()), columns[0])
    rest = [c for c in columns if c is not name][:4]
    return [
        (
            desk.url_of(row),
            name.text(row),
            " · ".join(text for c in rest if (text := c.text(row)) != EMPTY),
        )
        for row in rows
    ]
