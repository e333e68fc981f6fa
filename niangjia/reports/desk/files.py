"""Reports as files: Word and HTML."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.scope import the_visible
from niangjia.reports import queries
from niangjia.reports.models import Report
from niangjia.web.guard import Forbidden, actor_of, page


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
    document = queries.frozen_document(report)
    if document is None:
        document = queries.write_report(report, actor=actor).document
    if document is None:
        raise Blocked("正文有错,不能导出。请在编辑页面按提示改正后再导出。")
    content = queries.file_of(kind, document, request.build_absolute_uri("/"))
    answer = HttpResponse(content, content_type=queries.FILE_KINDS[kind])
    name = quote(f"{report.title}.{kind}", safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
