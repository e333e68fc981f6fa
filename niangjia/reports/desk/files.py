"""Reports as files: Word and HTML, to take along or to have their figures checked."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.scope import the_visible
from niangjia.reports import queries
from niangjia.reports.models import Report
from niangjia.reports.rules.document import Document
from niangjia.reports.services import checks
from niangjia.web.guard import Forbidden, actor_of, go, page


@require_GET
@page("reports.view")
def download(request: HttpRequest, ref: UUID, kind: str) -> HttpResponse:
    """``/reports/<ref>/file/docx/`` and ``…/html/``."""
    actor = actor_of(request)
    rows = Report.objects.visible_to(actor, "reports.view").select_related("union")
    report = the_visible(rows.filter(public_id=ref))
    if kind not in queries.FILE_KINDS:
        raise NotVisible
    if not actor.may("reports.export", report.scope_path):
        raise Forbidden
    document = _document(report, actor)
    content = queries.file_of(kind, document, request.build_absolute_uri("/"))
    answer = HttpResponse(content, content_type=queries.FILE_KINDS[kind])
    name = quote(f"{report.title}.{kind}", safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@page("reports.view")
def check(request: HttpRequest, ref: UUID) -> HttpResponse:
    """``/reports/<ref>/check/``: hand the whole text to the figure check (数据核对)."""
    actor = actor_of(request)
    rows = Report.objects.visible_to(actor, "reports.view").select_related("union")
    report = the_visible(rows.filter(public_id=ref))
    if not actor.may(checks.EDIT, report.scope_path):
        raise Forbidden
    content = queries.file_of("docx", _document(report, actor))
    asked = checks.submit(
        report.union, f"{report.title}.docx", content, published_on=report.end, actor=actor
    )
    return go(request, f"/checks/{asked.public_id}/")


def _document(report: Report, actor: Actor) -> Document:
    """Frozen, or with today's records. Raises Blocked when the text has errors."""
    document = queries.frozen_document(report)
    if document is None:
        document = queries.write_report(report, actor=actor).document
    if document is None:
        raise Blocked("正文有错,不能导出。请在编辑页面按提示改正后再导出。")
    return document
