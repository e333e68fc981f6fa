"""Import page: upload → progress → result → commit → undo. The area supplies the `Importer`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk.declare import Desk
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.importer import Importer
from niangjia.web.desk.writing import put_refusal
from niangjia.web.forms import ActorForm, UnionField
from niangjia.web.guard import actor_of, go, page
from niangjia.web.jobpages import view_of

FINDINGS_PER_PAGE = 100


class UploadForm(ActorForm):
    """A sheet and the union it is for."""

    union = UnionField(label="导入到工会", help_text="表中人员将登记为该工会的会员。")
    file = forms.FileField(
        label="填好的表格",
        error_messages={"required": "请选择要上传的表格。", "empty": "文件是空的,请重新选择。"},
    )


def _importer(desk: Desk) -> Importer:
    if desk.importer is None:
        raise NotVisible
    return desk.importer


def upload_view(desk: Desk) -> Any:
    """``/<slug>/import/``."""

    @require_http_methods(["GET", "POST"])
    @page(desk.import_permission)
    def view(request: HttpRequest) -> HttpResponse:
        actor, importer = actor_of(request), _importer(desk)
        form = make_form(
            UploadForm, request, actor, initial={"union": request.GET.get("union", "")}
        )
        field = form.fields["union"]
        if isinstance(field, UnionField):
            field.permission = desk.import_permission
            field.for_actor(actor)
        form.fields["file"].widget.attrs["accept"] = importer.accept
        if form.is_bound and form.is_valid():
            cleaned = form.cleaned_data
            try:
                batch = importer.start(cleaned["file"], cleaned["union"], actor=actor)
            except Blocked as refusal:
                put_refusal(form, refusal)
            else:
                return go(request, f"/{desk.slug}/import/{batch.public_id}/")
        context = {
            "desk": desk,
            "importer": importer,
            "form": form,
            "recent": importer.recent(actor),
            "back": desk.list_url(),
        }
        return render(request, "desk/import.html", context)

    return view


def batch_view(desk: Desk) -> Any:
    """``/<slug>/import/<id>/``: progress, then the result with its findings."""

    @require_GET
    @page(desk.import_permission)
    def view(request: HttpRequest, public_id: Any) -> HttpResponse:
        importer = _importer(desk)
        batch = importer.find(str(public_id), actor=actor_of(request))
        job = importer.job(batch)
        after = request.GET.get("after", "0")
        findings = importer.findings(
            batch, after=int(after[:12]) if after.isdigit() else 0, limit=FINDINGS_PER_PAGE + 1
        )
        more = len(findings) > FINDINGS_PER_PAGE
        findings = findings[:FINDINGS_PER_PAGE]
        context = {
            "desk": desk,
            "importer": importer,
            "batch": batch,
            "item": view_of(job) if job is not None else None,
            "result": importer.result(batch),
            "findings": findings,
            "next_after": findings[-1][0] if more else None,
            "url": f"/{desk.slug}/import/{batch.public_id}/",
        }
        return render(request, "desk/import_result.html", context)

    return view


def commit_view(desk: Desk) -> Any:
    """``/<slug>/import/<id>/commit/``."""

    @require_POST
    @page(desk.import_permission)
    def view(request: HttpRequest, public_id: Any) -> HttpResponse:
        actor, importer = actor_of(request), _importer(desk)
        batch = importer.find(str(public_id), actor=actor)
        try:
            importer.commit(batch, actor=actor)
        except Blocked as refusal:
            messages.error(request, refusal.reason)
        return go(request, f"/{desk.slug}/import/{batch.public_id}/")

    return view


def undo_view(desk: Desk) -> Any:
    """``/<slug>/import/<id>/undo/``, with a reason."""

    @require_POST
    @page(desk.import_permission)
    def view(request: HttpRequest, public_id: Any) -> HttpResponse:
        actor, importer = actor_of(request), _importer(desk)
        batch = importer.find(str(public_id), actor=actor)
        reason = request.POST.get("reason", "").replace("\0", "").strip()[:500]
        try:
            if not reason:
                raise Blocked("没有撤销:请写明撤销原因。")
            importer.undo(batch, actor=actor, reason=reason)
        except Blocked as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, "已撤销本批导入。")
        return go(request, f"/{desk.slug}/import/{batch.public_id}/")

    return view


def marked_view(desk: Desk) -> Any:
    """``/<slug>/import/<id>/marked/``: the same workbook with its errors marked."""

    @require_GET
    @page(desk.import_permission)
    def view(request: HttpRequest, public_id: Any) -> HttpResponseBase:
        importer = _importer(desk)
        batch = importer.find(str(public_id), actor=actor_of(request))
        marked = importer.marked_file(batch)
        if marked is None or not marked[0].is_file():
            raise Blocked("没有可下载的标注文件:可能没有错误,或已过保存期。请重新上传检查。")
        return FileResponse(marked[0].open("rb"), as_attachment=True, filename=marked[1])

    return view
