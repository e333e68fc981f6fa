"""Export of a list to Excel: a background job with the list's filters, masked unless granted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from niangjia.kernel import clock, excel, jobs, journal, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job
from niangjia.kernel.paging import Page
from niangjia.web.desk.columns import Masked
from niangjia.web.desk.declare import DESKS, Desk
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.filters import query_without
from niangjia.web.desk.listing import Selection, select, shown_count
from niangjia.web.forms import ActorForm
from niangjia.web.guard import Forbidden, actor_of, go, is_htmx, page

KIND = "desk.export"
CHUNK = 1000
MOST_ROWS = 1_000_000


class ExportForm(ActorForm):
    """Whether sensitive columns come out in full, and why."""

    reveal = forms.BooleanField(label="导出完整的敏感信息(不脱敏)", required=False)
    reason = forms.CharField(
        label="原因",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="导出完整信息时必填,不少于 4 个字,会记入日志。",
    )

    def clean(self) -> dict[str, Any]:
        """A reveal needs its reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reveal") and len(cleaned.get("reason", "").strip()) < 4:
            self.add_error("reason", "请写明导出完整信息的原因,不少于 4 个字。")
        return cleaned


def export_view(desk: Desk) -> Any:
    """``/<slug>/export/?<the list's filters>``: ask, then queue."""

    @require_http_methods(["GET", "POST"])
    @page(desk.export_permission)
    def view(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        if not desk.can_export:
            raise NotVisible
        if not actor.may(desk.view_permission):
            raise Forbidden
        masked = [c.label for c in desk.bound_columns if isinstance(c, Masked)]
        form = make_form(ExportForm, request, actor)
        if not masked or not actor.may(desk.reveal_permission):
            form.fields.clear()
        if form.is_bound and form.is_valid():
            start(desk, request.GET, actor, form.cleaned_data)
            messages.success(request, "导出任务已开始,完成后可在本页下载。")
            return go(request, "/jobs/")
        selection = select(desk, request.GET, actor, draw=False)
        context = {
            "desk": desk,
            "form": form,
            "masked": masked,
            "selection": selection,
            "count": shown_count(Page([], "more", ""), selection.rows),
            "query": query_without(request.GET),
            "back": f"{desk.list_url()}?{query_without(request.GET)}",
        }
        template = "desk/export_dialog.html" if is_htmx(request) else "desk/export.html"
        return render(request, template, context)

    return view


@transaction.atomic
def start(desk: Desk, data: QueryDict, actor: Actor, cleaned: dict[str, Any]) -> Job:
    """Queue the export. What may be unmasked is fixed now: the job has no second factor."""
    reveal = bool(cleaned.get("reveal"))
    params = {
        "slug": desk.slug,
        "query": query_without(data),
        "reveal_roots": list(actor.roots(desk.reveal_permission)) if reveal else [],
        "reason": cleaned.get("reason", ""),
    }
    job = jobs.start(KIND, f"导出{desk.title}", params, actor=actor)
    columns = "、".join(c.label for c in desk.bound_columns if isinstance(c, Masked))
    kind = f",含完整{columns}" if reveal else ""
    entry = journal.record(
        "desk.export",
        job,
        actor=actor,
        summary=f"导出{desk.title}列表{kind}",
        union_id=actor.grants[0].union_id if actor.grants else None,
        reason=params["reason"],
        is_read=True,
    )
    job.params["entry"] = entry.pk
    job.save(update_fields=["params", "updated_at"])
    return job


@jobs.kind(KIND)
def run(progress: jobs.Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Write the sheet row by row from a server-side cursor."""
    desk, actor = DESKS[params["slug"]], progress.actor
    if not actor.may(desk.export_permission) or not actor.may(desk.view_permission):
        raise Blocked("没有导出:您已不再有导出权限。如需导出,请联系组织部门。")
    selection = select(desk, QueryDict(params["query"]), actor, draw=False)
    total = selection.rows.order_by().count()
    if total > MOST_ROWS:
        raise Blocked(f"没有导出:共 {total:,} 行,一张表最多 {MOST_ROWS:,} 行。请先筛选再导出。")
    progress.tell(0, total, "正在写入")
    held: list[int] = []
    day = clock.today()
    path = progress.new_file(f"{desk.title}-{day:%Y%m%d}.xlsx")
    written = excel.write_sheet(
        path,
        [excel.Column(column.head) for column in desk.bound_columns],
        _lines(desk, selection, progress, params["reveal_roots"], total, held=held),
        sheet_name=desk.title,
        watermark=f"{actor.label} {timezone.localtime():%Y-%m-%d %H:%M} 导出,仅限工会工作使用",
    )
    path.chmod(0o600)
    privacy.disclosed(params["entry"], desk.model._meta.label_lower, held)
    progress.tell(written, written)
    return {"rows": written, "message": f"共 {written:,} 行"}


def _lines(
    desk: Desk,
    selection: Selection,
    progress: jobs.Progress,
    roots: list[str],
    total: int,
    *,
    held: list[int],
) -> Iterator[list[Any]]:
    """The sheet line by line; ``held`` gathers the keys of its rows."""
    rows = selection.rows.order_by(*desk.order)
    if desk.related:
        rows = rows.select_related(*desk.related)
    source = rows.iterator(chunk_size=CHUNK)
    done = 0
    while chunk := list(islice(source, CHUNK)):
        desk.prepare(chunk, progress.actor)
        for row in chunk:
            yield [_value(column, row, roots) for column in desk.bound_columns]
        held += [row.pk for row in chunk]
        done += len(chunk)
        progress.tell(done, max(total, done))


def _value(column: Any, row: Any, roots: list[str]) -> Any:
    if isinstance(column, Masked) and roots:
        path = row.scope_path
        if any(path.startswith(root) for root in roots):
            return column.plain(row)
    value = column.value(row)
    return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value
