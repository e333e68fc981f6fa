"""材料: the papers of a file, looked at with a reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from niangjia.aid import queries, rules, services
from niangjia.aid.desk.household import VIEW, visible
from niangjia.aid.forms.files import LookForm
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules.papers import READERS
from niangjia.kernel import filetypes
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk import actor_of, page
from niangjia.web.desk.writing import put_refusal
from niangjia.web.guard import is_htmx


def context(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 材料: every paper, and those that were removed."""
    services.note_look(file, actor=actor)
    rows = file.attachments.select_related("member").order_by("kind", "-pk")
    return {
        "obj": file,
        "url": f"/aid/{file.public_id}/",
        "papers": [one for one in rows if one.removed_at is None],
        "signatures": queries.signatures_of(file),
        "removed": [one for one in rows if one.removed_at is not None],
        "may_add": actor.may(rules.APPLY, file.scope_path) and file.status in rules.ACTIVE,
        "may_read": any(actor.may(one, file.scope_path) for one in READERS),
    }


@require_http_methods(["GET", "POST"])
@page(VIEW)
def look_view(request: HttpRequest, ref: Any, paper: Any) -> HttpResponse:
    """``/aid/<file>/papers/<paper>/``: asks why, then hands out the content, once."""
    actor, file = actor_of(request), visible(request, ref)
    found = file.attachments.filter(public_id=paper).first()
    if found is None:
        raise NotVisible
    posted = request.POST if request.method == "POST" else None
    form = LookForm(posted, actor=actor, subject=file)
    if form.is_bound and form.is_valid():
        try:
            content, media_type = services.read_attachment(found, actor=actor, reason=form.reason)
            return _sent(content, media_type, found.name)
        except Blocked as refusal:
            put_refusal(form, Blocked(refusal.reason, field="other"))
    context = {
        "obj": file,
        "form": form,
        "paper": found,
        "back": f"/aid/{file.public_id}/?tab=papers",
        "action": request.path,
    }
    template = "aid/desk/look_dialog.html" if is_htmx(request) else "aid/desk/look.html"
    return render(request, template, context)


def _sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A picture opens in its own tab, a PDF is saved; neither may run anything."""
    response = HttpResponse(content, content_type=media_type)
    how = "attachment" if media_type == filetypes.PDF else "inline"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


URLS = (path("<uuid:ref>/papers/<uuid:paper>/", look_view),)
