"""Act page: one verb on one object, in a dialog, with a reason and sometimes a preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job
from niangjia.kernel.workflow import Step
from niangjia.web.desk.declare import Act, Desk
from niangjia.web.desk.editing import AnyForm, make_form
from niangjia.web.desk.writing import Told, put_refusal, tell, write
from niangjia.web.forms import ActorForm
from niangjia.web.guard import Forbidden, actor_of, go, is_htmx, page

_FORM_STYLE = {"class": "form-control", "rows": 3}


class ReasonForm(ActorForm):
    """The reason that an act asks for."""

    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs=_FORM_STYLE))


def as_act(desk: Desk, step: Step) -> Act:
    """A step of the desk's life cycle as an act."""
    form = desk.step_forms.get(step.code) or (ReasonForm if step.needs_reason else None)
    is_back = step.needs_reason and not step.is_primary
    return Act(
        step.code,
        step.label,
        step.permission,
        desk.verbs[step.code],
        form=form,
        above=step.above,
        needs_reason=step.needs_reason,
        primary=step.is_primary and not step.needs_reason,
        danger=is_back,
    )


def buttons(desk: Desk, obj: Any, actor: Actor) -> list[tuple[Act, str | None]]:
    """Acts the actor has the right to, with why each cannot be done now; the primary one first."""
    found: list[tuple[Act, str | None]] = []
    if desk.workflow is not None:
        for option in desk.workflow.options(obj, actor):
            if option.step.code in desk.verbs:
                found.append((as_act(desk, option.step), option.refusal))
    for act in desk.acts:
        if _holds(desk, act, obj, actor) and not act.hidden_when(obj):
            found.append((act, act.when(obj)))
    return sorted(found, key=lambda pair: (not pair[0].primary, pair[0].danger))


def _holds(desk: Desk, act: Act, obj: Any, actor: Actor) -> bool:
    if act.above:
        return actor.may(act.permission, obj.scope_path, above=True)
    return desk.allows(act.permission, obj, actor)


def _find(desk: Desk, code: str, obj: Any, actor: Actor) -> Act:
    """The act or step. Raises NotVisible (no such act), Forbidden, or Blocked (not now)."""
    for act in desk.acts:
        if act.code == code:
            if not _holds(desk, act, obj, actor):
                raise Forbidden
            refused = act.when(obj)
            if refused or act.hidden_when(obj):
                raise Blocked(refused or "现在不能办理这一步,可能已被他人处理。请刷新页面后再看。")
            return act
    if desk.workflow is None or code not in desk.verbs:
        raise NotVisible
    try:
        return as_act(desk, desk.workflow.require(code, obj, actor))
    except KeyError:
        raise NotVisible from None
    except NotVisible:
        raise Forbidden from None


def act_view(desk: Desk) -> Any:
    """``/<slug>/<ref>/do/<act>/``."""

    @require_http_methods(["GET", "POST"])
    @page(desk.view_permission)
    def view(request: HttpRequest, ref: str, act: str) -> HttpResponse:
        actor = actor_of(request)
        obj = desk.get(ref, actor)
        chosen = _find(desk, act, obj, actor)
        form = _form(chosen, request, actor, obj)
        lines: list[str] | None = None
        if form.is_bound and form.is_valid():
            try:
                lines = _preview(chosen, request, form, obj, actor)
                if lines is None:
                    return _run(desk, chosen, request, form, obj)
            except Blocked as refusal:
                put_refusal(form, refusal)
        context = {"desk": desk, "obj": obj, "act": chosen, "form": form, "lines": lines}
        context["back"] = desk.url_of(obj) or desk.list_url()
        template = "desk/act_dialog.html" if is_htmx(request) else "desk/act.html"
        return render(request, template, context)

    return view


def _form(act: Act, request: HttpRequest, actor: Actor, obj: Any) -> AnyForm:
    form = make_form(act.form or ActorForm, request, actor, subject=obj)
    if act.needs_reason and "reason" not in form.fields:
        form.fields["reason"] = forms.CharField(
            label="原因", max_length=500, widget=forms.Textarea(attrs=_FORM_STYLE)
        )
    return form


def _preview(
    act: Act, request: HttpRequest, form: AnyForm, obj: Any, actor: Actor
) -> list[str] | None:
    """Lines to confirm, or None when there is nothing to show or it was confirmed."""
    if act.preview is None or request.POST.get("confirmed"):
        return None
    return act.preview(obj, actor, form.cleaned_data)


def _run(desk: Desk, act: Act, request: HttpRequest, form: AnyForm, obj: Any) -> HttpResponse:
    actor = actor_of(request)

    def work() -> Any:
        return act.service(obj, actor=actor, **form.cleaned_data)

    result = write(desk, work, actor, obj=obj, may_leave=act.may_leave)
    target = (desk.url_of(obj) if desk.sees(obj, actor) else "") or desk.list_url()
    if isinstance(result, Told):
        return tell(request, result, target)
    begun = isinstance(result, Job)
    told = f"已开始:{act.label}。进度和结果见“任务”。" if begun else f"已办理:{act.label}。"
    messages.success(request, told)
    return go(request, target)
