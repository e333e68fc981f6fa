"""Detail page: title, buttons, tabs (one shown, the others loaded when opened), and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from niangjia.kernel import journal, paging, scope
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.models import Entry
from niangjia.web.desk.acting import buttons
from niangjia.web.desk.columns import EMPTY, Masked, field_at, read
from niangjia.web.desk.declare import DESKS, Desk
from niangjia.web.desk.tabs import AnyTab, Facts, Related, Tab, Timeline
from niangjia.web.guard import actor_of, is_htmx, page

TIMELINE_ROWS = 30


@dataclass(frozen=True)
class Line:
    """A journal entry in plain Chinese; ``changes`` are (field, old, new)."""

    entry: Entry
    changes: list[tuple[str, str, str]]


def visible_tabs(desk: Desk, obj: Any, actor: Actor) -> list[AnyTab]:
    """Tabs the actor may open, and that may hold something for this object."""
    return [tab for tab in desk.all_tabs() if _is_shown(desk, tab, obj, actor)]


def _is_shown(desk: Desk, tab: AnyTab, obj: Any, actor: Actor) -> bool:
    match tab:
        case Tab(permission=permission) if permission:
            return desk.allows(permission, obj, actor)
        case Related(hidden_when=hidden_when) if hidden_when is not None:
            return not hidden_when(obj)
        case _:
            return True


def codes(tabs: list[AnyTab]) -> list[tuple[str, AnyTab]]:
    """Tabs with the code that stands in their address."""
    return [(tab.code or f"r{index}", tab) for index, tab in enumerate(tabs)]


def tab_context(desk: Desk, tab: AnyTab, obj: Any, request: HttpRequest) -> dict[str, Any]:
    """What the tab's template shows."""
    actor = actor_of(request)
    match tab:
        case Facts():
            return _facts(desk, tab, obj, actor)
        case Related():
            return _related(tab, obj, actor, buttons(desk, obj, actor) if tab.add_act else [])
        case Timeline():
            rows = entries(desk, obj, actor).order_by("-id")[:TIMELINE_ROWS]
            return {"lines": lines(desk, rows)}
        case Tab():
            return tab.context(obj, actor, request)


def _facts(desk: Desk, tab: Facts, obj: Any, actor: Actor) -> dict[str, Any]:
    may_reveal = bool(desk.reveals) and desk.allows(desk.reveal_permission, obj, actor)
    groups = []
    for title, columns in desk.facts(tab):
        facts = []
        for column in columns:
            shown = column.fact(obj)
            is_hidden = isinstance(column, Masked) and column.path in desk.reveals
            can_reveal = may_reveal and is_hidden and shown != EMPTY
            facts.append((column.label, shown, column.path if can_reveal else ""))
        groups.append((title, facts))
    return {"groups": groups}


def _related(tab: Related, obj: Any, actor: Actor, acts: list[Any]) -> dict[str, Any]:
    columns, rows, has_more = tab.bound(tab.rows(obj, actor))

    def url(row: Any) -> str:
        if callable(tab.link):
            return tab.link(row)
        desk = DESKS.get(tab.link)
        return desk.url_of(row) if desk is not None else ""

    lines_ = [(u := url(row), [(c.css, c.cell(row, u)) for c in columns]) for row in rows]
    linked = bool(tab.link) and not any(
        "<a " in str(cell) for _, cells in lines_ for _, cell in cells
    )
    return {
        "tab": tab,
        "columns": columns,
        "lines": lines_,
        "link_first": linked,
        "has_more": has_more,
        "more": tab.more(obj) if tab.more else "",
        "add": next(((a, why) for a, why in acts if a.code == tab.add_act), None),
    }


def detail_view(desk: Desk) -> Any:
    """``/<slug>/<ref>/`` and, for one tab alone, ``/<slug>/<ref>/tab/<code>/``."""

    @require_GET
    @page(desk.view_permission)
    def view(request: HttpRequest, ref: str, code: str = "") -> HttpResponse:
        actor = actor_of(request)
        obj = desk.get(ref, actor)
        tabs = codes(visible_tabs(desk, obj, actor))
        wanted = code or request.GET.get("tab", "")
        if not tabs or (wanted and wanted not in dict(tabs)):
            raise NotVisible
        active = wanted or tabs[0][0]
        tab = dict(tabs)[active]
        context = {
            "desk": desk,
            "obj": obj,
            "url": desk.url_of(obj),
            "tabs": tabs,
            "active": active,
            "tab_template": tab.template,
            **tab_context(desk, tab, obj, request),
        }
        if code and is_htmx(request):
            return render(request, "desk/tab.html", context)
        status = desk.status_column()
        context |= {
            "status": status.cell(obj) if status else "",
            "subtitle": read(obj, desk.subtitle) if desk.subtitle else "",
            "can_edit": bool(desk.form and desk.can_edit and desk.is_editable(obj))
            and desk.allows(desk.edit_permission, obj, actor),
            "buttons": buttons(desk, obj, actor),
        }
        return render(request, "desk/detail.html", context)

    return view


# --- History --------------------------------------------------------------------------------


def entries(desk: Desk, obj: Any, actor: Actor) -> models.QuerySet[Entry]:
    """Journal entries of the object, and those of its person that lie in the actor's scope.

    Looks at sensitive fields are shown to those who may read the journal.
    """
    condition = Q(object_label=obj._meta.label_lower, object_id=obj.pk)
    subject = desk.reveal_of(obj) if desk.reveal_of else None
    if subject is not None and subject.pk:
        condition |= Q(object_label=subject._meta.label_lower, object_id=subject.pk) & scope.within(
            "union_id", actor, desk.view_permission
        )
    rows = Entry.objects.filter(condition)
    return rows if actor.may("journal.view") else rows.filter(is_read=False)


def lines(desk: Desk, rows: Any) -> list[Line]:
    """Entries with their changes in the words of the model."""
    return [Line(entry, _changes(desk, entry)) for entry in rows]


def _changes(desk: Desk, entry: Entry) -> list[tuple[str, str, str]]:
    found = []
    for name, (old, new) in entry.changes.items():
        field = field_at(desk.model, name)
        label = str(field.verbose_name) if field is not None else name
        flat = {str(v): str(t) for v, t in field.flatchoices} if field and field.choices else {}
        if name == "status" and desk.workflow is not None:
            flat = desk.workflow.states
        found.append((label, _said(old, flat), _said(new, flat)))
    return found


def _said(value: Any, flat: dict[str, str]) -> str:
    match value:
        case None | "":
            return "(空)"
        case bool():
            return "是" if value else "否"
        case _:
            return flat.get(str(value), str(value))


def history_view(desk: Desk) -> Any:
    """``/<slug>/<ref>/history/``: steps of the life cycle and the whole journal."""

    @require_GET
    @page(desk.view_permission)
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        actor = actor_of(request)
        obj = desk.get(ref, actor)
        rows = entries(desk, obj, actor)
        found = paging.page(rows, ("-id",), cursor=request.GET.get("cursor", ""))
        workflow = desk.workflow
        steps = []
        if workflow is not None:
            labels = {step.code: step.label for step in workflow.steps} | {"start": "建立"}
            for t in journal.transitions_of(obj)[:100]:
                target = workflow.states.get(t.target, t.target)
                steps.append((t, labels.get(t.step, t.step), target))
        context = {
            "desk": desk,
            "obj": obj,
            "url": desk.url_of(obj),
            "lines": lines(desk, found.rows),
            "found": found,
            "steps": steps,
        }
        return render(request, "desk/history.html", context)

    return view
