"""Public notices (公示) for everybody: the live ones only; a notice expires by itself."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.kernel import notices, scope
from niangjia.kernel.models import PublicNotice
from niangjia.kernel.paging import page
from niangjia.web.portal.registry import objection_url


def index(request: HttpRequest) -> HttpResponse:
    """``/m/notices/``: what is on notice today, newest first."""
    found = page(notices.live(), ("-id",), size=20, cursor=request.GET.get("cursor", ""))
    context = {"page": found, "rows": _named(found.rows)}
    return render(request, "portal/notices.html", context)


def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/notices/<id>/``: the masked lines, and where to object. Gone once the notice is over."""
    found = notices.live().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    ((_, union),) = _named([found])
    context = {
        "notice": found,
        "union": union,
        "object_url": objection_url(found.object_label, found.public_id),
    }
    return render(request, "portal/notice.html", context)


def _named(rows: list[PublicNotice]) -> list[tuple[PublicNotice, str]]:
    """Each notice with the name of the union that gives it."""
    ids = {row.union_id for row in rows}
    names = dict(scope.tree()._default_manager.filter(pk__in=ids).values_list("pk", "name"))
    return [(row, names.get(row.union_id, "")) for row in rows]
