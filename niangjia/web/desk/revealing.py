"""Looking at a masked field: a reason in a dialog, the plain value once, never cached."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from niangjia.kernel import privacy
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk.acting import ReasonForm
from niangjia.web.desk.declare import Desk
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.writing import put_refusal
from niangjia.web.guard import Forbidden, actor_of, is_htmx, page


def reveal_view(desk: Desk) -> Any:
    """``/<slug>/<ref>/reveal/<field>/``."""

    @require_http_methods(["GET", "POST"])
    @page(desk.view_permission)
    def view(request: HttpRequest, ref: str, field: str) -> HttpResponse:
        actor = actor_of(request)
        obj = desk.get(ref, actor)
        if field not in desk.reveals:
            raise NotVisible
        if not desk.allows(desk.reveal_permission, obj, actor):
            raise Forbidden
        form = make_form(ReasonForm, request, actor, subject=obj)
        plain = None
        if form.is_bound and form.is_valid():
            try:
                plain = privacy.reveal(
                    desk.reveal_of(obj) if desk.reveal_of else obj,
                    field,
                    actor=actor,
                    permission=desk.reveal_permission,
                    path=obj.scope_path,
                    reason=form.cleaned_data["reason"],
                )
            except Blocked as refusal:
                put_refusal(form, refusal)
        context = {
            "desk": desk,
            "obj": obj,
            "form": form,
            "label": privacy.LABELS.get(field, field),
            "plain": plain,
            "back": desk.url_of(obj),
        }
        template = "desk/reveal_dialog.html" if is_htmx(request) else "desk/reveal.html"
        response = render(request, template, context)
        response["Cache-Control"] = "private, no-store"
        return response

    return view
