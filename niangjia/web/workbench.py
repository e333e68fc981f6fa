"""Workbench (工作台): what waits for me, by legal deadline, and how each day was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from niangjia.kernel import clock, deadlines, scope
from niangjia.kernel.actor import Actor
from niangjia.kernel.deadlines import Clock
from niangjia.kernel.scope import NOBODY
from niangjia.kernel.workflow import Step
from niangjia.web.desk.declare import DESKS, TODOS, Desk, Due, Todo
from niangjia.web.guard import actor_of, page
from niangjia.web.jobpages import mine, view_of

MOST_PER_KIND = 100
SHOWN_PER_KIND = 6
SOON = timedelta(days=30)
RECENT_JOBS = 5


@dataclass(frozen=True)
class Waiting:
    """One thing to do. ``tone``: bad when overdue, warn within three working days.

    ``derivation``: how its day was found, in Chinese; empty where there is none.
    ``union``: whose it is, where that is not the actor's own union nor said by the title.
    ``is_own``: a step there is for the actor's own union to take, not for one below.
    """

    title: str
    kind: str
    url: str
    due_on: date | None
    term: str
    tone: str
    derivation: str = ""
    union: str = ""
    is_own: bool = True


@dataclass(frozen=True)
class Group:
    """A part of the workbench; all but the first, which has no title, are folded."""

    title: str
    items: list[Waiting]


@dataclass(frozen=True)
class Pile:
    """A kind of work and how much of it waits (``100+`` at most).

    ``more``: address of the workbench with all of this kind, where it shows some only.
    """

    title: str
    url: str
    count: str
    more: str = ""


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
        condition = NOBODY
        for step in steps:
            allowed = scope.within(union_of(desk, step), actor, step.permission)
            if step.above:
                path = f"{desk.model.SCOPE}__path" if desk.model.SCOPE else "path"
                allowed &= ~Q(**{f"{path}__in": actor.roots(step.permission)})
            condition |= allowed
        return desk.rows(actor, desk.view_permission).filter(condition, status=state)

    def own(actor: Actor) -> Q:
        condition = NOBODY
        for step in steps:
            condition |= _at(union_of(desk, step), actor, step.permission)
        return condition

    return Todo(
        code=f"{desk.slug}.{state}",
        title=f"{desk.noun} · {label}",
        permission=steps[0].permission,
        rows=rows,
        url=f"{desk.list_url()}?status={state}",
        label=desk.label_path(),
        item_url=f"/{desk.slug}/{{ref}}/",
        ref=desk.ref,
        workflow=desk.workflow,
        state=state,
        derive=desk.derive,
        own=own,
    )


def union_of(desk: Desk, step: Step) -> str:
    """Field path of the union where the step's permission must hold.

    ``township_path`` is the path of the key ``township``; ``fund_path`` of the fund's own union.
    """
    if step.scope == "scope_path":
        return str(desk.model.SCOPE)
    name = step.scope.removesuffix("_path")
    model = desk.model._meta.get_field(name).related_model
    return name if model is scope.tree() else f"{name}__{model.SCOPE}"


def _at(field: str, actor: Actor, permission: str) -> Q:
    """Rows of the very unions where the actor holds a post with the permission."""
    at = [grant.path for grant in actor.grants if permission in grant.permissions]
    return Q(**{f"{field}__path__in".removeprefix("__"): at})


@dataclass(frozen=True)
class _Row:
    kind: Todo
    model: str
    pk: int
    path: str
    union: str
    ref: str
    title: str
    due: date | None
    is_own: bool


def waiting(actor: Actor, today: date, only: str = "") -> tuple[list[Waiting], list[Pile]]:
    """What waits, overdue first, and the piles; one query for all kinds.

    The first of each kind, so that none hides another; or all of the kind ``only``.
    """
    by_code = {kind.code: kind for kind in kinds(actor) if only in ("", kind.code)}
    parts = [_part(kind, actor) for kind in by_code.values()]
    if not parts:
        return [], []
    together = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    found: dict[str, list[_Row]] = {code: [] for code in by_code}
    for code, *values in together:
        found[code].append(_Row(by_code[code], *values))
    most = MOST_PER_KIND if only else SHOWN_PER_KIND
    shown = []
    for rows in _once(found).values():
        rows.sort(key=_by_day)
        for is_own in (True, False):
            shown += [row for row in rows if row.is_own is is_own][:most]
    shown.sort(key=_by_day)
    told = _derivations(shown)
    own = {grant.path for grant in actor.grants}
    piles = [_pile(by_code[code], len(rows), most) for code, rows in found.items() if rows]
    return [
        _waiting(row, told.get((row.kind.code, row.pk), ""), own, today) for row in shown
    ], piles


def _once(found: dict[str, list[_Row]]) -> dict[str, list[_Row]]:
    """Without the steps of unions below on what is the actor's own to-do already (督办)."""
    own = {
        (row.model, row.pk)
        for rows in found.values()
        for row in rows
        if row.is_own and row.kind.workflow is None
    }
    return {
        code: [row for row in rows if row.is_own or (row.model, row.pk) not in own]
        for code, rows in found.items()
    }


def grouped(todos: list[Waiting], today: date) -> list[Group]:
    """What to do now, what unions below are still in time for, and what is far off."""
    now: list[Waiting] = []
    below = Group("下级工会正在办理,还没有超期", [])
    later = Group(f"{SOON.days}天以后到期,或没有期限", [])
    for item in todos:
        if item.due_on is None or item.due_on > today + SOON:
            later.items.append(item)
        elif item.is_own or item.due_on < today:
            now.append(item)
        else:
            below.items.append(item)
    return [Group("", now), *(group for group in (below, later) if group.items)]


def _by_day(row: _Row) -> tuple[bool, date]:
    return row.due is None, row.due or date.max


def _pile(kind: Todo, count: int, shown: int) -> Pile:
    more = f"/?kind={quote(kind.code)}" if SHOWN_PER_KIND == shown < count else ""
    words = f"{MOST_PER_KIND}+" if count > MOST_PER_KIND else str(count)
    return Pile(kind.title, kind.url, words, more)


def _waiting(row: _Row, derivation: str, own: set[str], today: date) -> Waiting:
    term, tone = in_words(row.due, today)
    url = (row.kind.item_url or row.kind.url).replace("{ref}", row.ref)
    title = row.title or "(未命名)"
    union = row.union if row.path not in own and (row.union or "") not in title else ""
    return Waiting(title, row.kind.title, url, row.due, term, tone, derivation, union, row.is_own)


def _derivations(rows: list[_Row]) -> dict[tuple[str, int], str]:
    """How the days were found: two queries for all life cycles, the areas' own for the rest."""
    counted = deadlines.derivations(
        [
            Clock(row.model, row.pk, row.kind.workflow, row.kind.state, row.path, row.due)
            for row in rows
            if row.due is not None and row.kind.workflow is not None
        ]
    )
    found = {(row.kind.code, row.pk): counted.get((row.model, row.pk), "") for row in rows}
    asked: dict[str, list[Due]] = {}
    for row in rows:
        if row.due is not None and row.kind.derive is not None:
            due = Due(row.pk, row.kind.state, row.path, row.due)
            asked.setdefault(row.kind.code, []).append(due)
    for row in rows:
        if row.kind.derive is not None and row.kind.code in asked:
            told = row.kind.derive(asked.pop(row.kind.code))
            found |= {(row.kind.code, pk): text for pk, text in told.items()}
    return found


def _part(kind: Todo, actor: Actor) -> QuerySet[Any, Any]:
    due = F(kind.due) if kind.due else Value(None, output_field=DateField())
    rows = kind.rows(actor)
    scope_field = getattr(rows.model, "SCOPE", None)
    path = Value("") if scope_field is None else F(f"{scope_field}__path".removeprefix("__"))
    union = F(f"{scope_field}__name") if scope_field else Value("")
    order = F(kind.due).asc(nulls_last=True) if kind.due else F("pk").asc()
    cells = {
        "todo_kind": Value(kind.code, output_field=CharField()),
        "todo_model": Value(rows.model._meta.label_lower, output_field=CharField()),
        "todo_pk": F("pk"),
        "todo_path": Cast(path, TextField()),
        "todo_union": Cast(union, TextField()),
        "todo_ref": Cast(kind.ref, TextField()),
        "todo_title": Cast(kind.label, TextField()),
        "todo_due": Cast(due, DateField()),
        "todo_own": _is_own(kind, scope_field, actor),
    }
    part: QuerySet[Any, Any] = (
        rows.annotate(**cells).order_by("-todo_own", order).values_list(*cells)
    )
    return part[: MOST_PER_KIND + 1]


def _is_own(kind: Todo, scope_field: str | None, actor: Actor) -> Case | Value:
    if kind.own is None and scope_field is None:
        return Value(True, output_field=BooleanField())
    own = kind.own(actor) if kind.own else _at(scope_field or "", actor, kind.permission)
    return Case(When(own, then=Value(True)), default=Value(False), output_field=BooleanField())


@require_GET
@page()
def home(request: HttpRequest) -> HttpResponse:
    """``/``."""
    actor = actor_of(request)
    today = clock.today()
    only = request.GET.get("kind", "")
    todos, piles = waiting(actor, today, only)
    recent = [view_of(job) for job in mine(actor).order_by("-id")[:RECENT_JOBS]]
    groups = [Group("", todos)] if only else grouped(todos, today)
    context = {"groups": groups, "piles": piles, "jobs": recent, "today": today, "only": only}
    return render(request, "desk/home.html", context)
