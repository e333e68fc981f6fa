"""The editor of a draft: text beside its preview, the indicator picker, and freezing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.scope import the_visible
from niangjia.reports import queries, services
from niangjia.reports.desk.showing import shown
from niangjia.reports.forms.reports import TextForm
from niangjia.reports.models import Report
from niangjia.reports.rules.flow import REPORT, explanation_refusal, text_refusal
from niangjia.reports.rules.style import FORMS
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.writing import put_refusal
from niangjia.web.guard import Forbidden, actor_of, go, page

VIEW, EDIT, FREEZE = "reports.view", "reports.edit", "reports.freeze"


def _find(ref: UUID | str, actor: Actor, permission: str) -> Report:
    """The report, if the actor may do that with it. Raises NotVisible, or Forbidden to mere readers."""
    rows = Report.objects.select_related("union", "template__template").filter(public_id=ref)
    found: Report | None = rows.visible_to(actor, permission).first()
    if found is None:
        the_visible(rows.visible_to(actor, VIEW))
        raise Forbidden
    return found


def _draft(ref: UUID, actor: Actor) -> Report:
    report = _find(ref, actor, EDIT)
    if not report.is_draft:
        raise Blocked(
            f"这份报告{report.get_status_display()},不能再修改。要更正,请撤回后另写一份。"
        )
    return report


@require_http_methods(["GET", "POST"])
@page(VIEW)
def write(request: HttpRequest, ref: UUID) -> HttpResponse:
    """``/reports/<ref>/write/``: saves the text even with errors in it."""
    actor = actor_of(request)
    report = _draft(ref, actor)
    form = make_form(TextForm, request, actor, subject=report)
    if form.is_bound and form.is_valid():
        try:
            saved = form.save(actor)
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, f"已保存,现为第{saved.version}版。")
            done = "done" in request.POST
            return go(request, f"/reports/{ref}/" if done else f"/reports/{ref}/write/")
    body = request.POST.get("body", "") if form.is_bound else report.body
    problems = queries.problems_of(body)  # the figures are fetched by the page itself
    context = {
        "report": report,
        "form": form,
        "body": body,
        "forms": FORMS,
        "problems": problems,
        "is_pending": not problems,
    }
    return render(request, "reports/editor.html", context)


@require_POST
@page(VIEW)
def preview(request: HttpRequest, ref: UUID) -> HttpResponse:
    """``/reports/<ref>/preview/``: the posted text with today's figures, and what is wrong in it."""
    actor = actor_of(request)
    report = _draft(ref, actor)
    body = request.POST.get("body", "").replace("\r\n", "\n")
    refused = text_refusal(body)
    if refused:
        raise Blocked(refused)
    context = {"report": report, "is_fragment": True, **_findings(report, body, actor)}
    return render(request, "reports/preview.html", context)


def _findings(report: Report, body: str, actor: Actor) -> dict[str, Any]:
    """The preview, and beside it errors, doubts and changes."""
    written = queries.write_report(report, actor=actor, body=body, patiently=False)
    return {
        "shown": shown(written.document),
        "problems": written.problems,
        "remarks": written.unsure,
        "doubts": queries.doubts(report, written),
        "changes": queries.changes(report, written),
        "figure_count": len(written.lines),
    }


@require_GET
@page(EDIT)
def indicators(request: HttpRequest) -> HttpResponse:
    """``/reports/indicators/?q=…&report=…``: indicators to insert, with their present values."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:50]
    given = request.GET.get("report", "")
    try:
        report = _draft(UUID(given), actor)
    except ValueError:
        raise NotVisible from None
    found = queries.find_indicators(text, report, actor=actor)
    return render(request, "reports/indicators.html", {"found": found, "text": text})


@require_http_methods(["GET", "POST"])
@page(VIEW)
def freeze(request: HttpRequest, ref: UUID) -> HttpResponse:
    """``/reports/<ref>/freeze/``: what will be published and what must be explained, then 定稿."""
    actor = actor_of(request)
    report = _find(ref, actor, FREEZE)
    refusal = ""
    given = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    if request.method == "POST":
        try:
            services.freeze(
                report,
                seen=given.get("seen", ""),
                seen_text=given.get("seen_text", ""),
                explanations=given,
                actor=actor,
            )
        except Blocked as blocked:
            refusal = blocked.reason
        else:
            messages.success(request, "已定稿。其中的数据已登记为已公布数据。")
            return go(request, f"/reports/{ref}/")
    REPORT.require("freeze", report, actor)
    written = queries.write_report(report, actor=actor)
    doubts = [
        (doubt, said, explanation_refusal(said) if refusal else None)
        for doubt in queries.doubts(report, written)
        for said in [given.get(doubt.key, "")]
    ]
    context = {
        "report": report,
        "refusal": refusal,
        "written": written,
        "seen_text": queries.text_digest(report),
        "doubts": doubts,
        "changes": queries.changes(report, written),
        "lines": [*(line for line in written.lines if line.is_published), *written.reckoned],
        "shown": shown(written.document),
        "is_unfinished": report.end > clock.today(),
    }
    return render(request, "reports/freeze.html", context)
