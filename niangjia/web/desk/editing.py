"""Form page: make or edit one object."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk.declare import Desk, desk_of
from niangjia.web.desk.writing import Told, put_refusal, tell, write
from niangjia.web.forms import ActorForm, ActorModelForm
from niangjia.web.guard import Forbidden, actor_of, go, page

AnyForm = ActorForm | ActorModelForm


def make_form(
    kind: type[AnyForm],
    request: HttpRequest,
    actor: Actor,
    *,
    subject: Any = None,
    initial: Any = None,
) -> AnyForm:
    """The form, bound when posted."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if issubclass(kind, ActorModelForm):
        is_own = isinstance(subject, kind._meta.model)
        return kind(
            *data,
            actor=actor,
            instance=subject if is_own else None,
            subject=subject,
            initial=initial,
        )
    return kind(*data, actor=actor, subject=subject, initial=initial)


def editable(desk: Desk, ref: str, actor: Actor) -> Any:
    """The object if the actor may edit it. Raises NotVisible, or Forbidden when she may only look."""
    try:
        return desk.get(ref, actor, desk.edit_permission)
    except NotVisible:
        desk.get(ref, actor)
        raise Forbidden from None


def create_view(desk: Desk) -> Any:
    """``/<slug>/new/``."""

    @require_http_methods(["GET", "POST"])
    @page(desk.create_permission)
    def view(request: HttpRequest) -> HttpResponse:
        if desk.form is None or not desk.can_create:
            raise NotVisible
        actor = actor_of(request)
        initial = desk.initial(actor, request.GET.dict())
        form = make_form(desk.form, request, actor, initial=initial)
        return _answer(desk, request, form, actor, None)

    return view


def edit_view(desk: Desk) -> Any:
    """``/<slug>/<ref>/edit/``."""

    @require_http_methods(["GET", "POST"])
    @page(desk.view_permission)
    def view(request: HttpRequest, ref: str) -> HttpResponse:
        if desk.form is None or not desk.can_edit:
            raise NotVisible
        actor = actor_of(request)
        obj = editable(desk, ref, actor)
        form = make_form(desk.form, request, actor, subject=obj)
        return _answer(desk, request, form, actor, obj)

    return view


def _answer(
    desk: Desk, request: HttpRequest, form: AnyForm, actor: Actor, obj: Any
) -> HttpResponse:
    newer = _newer(desk, request, actor, obj) if obj is not None else ""
    if newer and form.is_bound:
        put_refusal(form, Blocked(newer))
    elif form.is_bound and form.is_valid():
        try:
            saved = write(desk, lambda: _save(desk, request, form, actor, obj), actor, obj=obj)
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            if isinstance(saved, Told):
                return tell(request, saved, desk.url_of(saved.subject) or desk.list_url())
            home = desk if isinstance(saved, desk.model) else desk_of(type(saved)) or desk
            messages.success(request, f"已保存{home.noun}“{saved}”。")
            return go(request, home.url_of(saved) or desk.list_url())
    context = {
        "desk": desk,
        "form": form,
        "obj": obj,
        "seen_at": request.POST.get("seen_at") or _stamp(desk, obj),
        "title": f"编辑{desk.noun}" if obj is not None else desk.create_title,
        "button": desk.create_button if obj is None else "",
        "back": (desk.url_of(obj) if obj is not None else "") or desk.list_url(),
    }
    return render(request, "desk/form.html", context)


def _save(desk: Desk, request: HttpRequest, form: AnyForm, actor: Actor, obj: Any) -> Any:
    """The service, sure of what was seen of the object: `write` is alone with it. Raises Blocked."""
    if obj is not None and request.POST.get("seen_at"):
        saved_last = type(obj)._default_manager.get(pk=obj.pk)
        newer = _newer(desk, request, actor, saved_last)
        if newer:
            raise Blocked(newer)
    return form.save(actor)


def _stamp(desk: Desk, obj: Any) -> str:
    """When the object was last changed: what the form began from."""
    changed_at = desk.changed_at(obj) if obj is not None else None
    return changed_at.isoformat() if changed_at is not None else ""


def _newer(desk: Desk, request: HttpRequest, actor: Actor, obj: Any) -> str:
    """Who saved since the form was opened: what she saved must not be overwritten unseen."""
    seen = request.POST.get("seen_at", "")
    changed_at = desk.changed_at(obj)
    if not seen or changed_at is None or seen == changed_at.isoformat():
        return ""
    last = journal.entries_of(obj).filter(is_read=False).order_by("-id").first()
    own = last is not None and last.actor_id is not None and last.actor_id == actor.user_id
    someone = last.actor_label if last is not None else "别人"
    who = "您在别的窗口" if own else f"{someone}在"
    at = timezone.localtime(changed_at)
    return (
        f"没有保存:您打开这一页以后,{who} {at:%m-%d %H:%M} 改过这条记录。"
        "请先复制您的修改,重新打开这一页,看过之后再改。"
    )
