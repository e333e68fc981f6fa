"""My background jobs: progress, cancel, download."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from niangjia.kernel import jobs, paging
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job, JobState
from niangjia.web.guard import actor_of, go, page

GONE = "文件已过保存期,已从系统中删除。请重新导出。"


def mine(actor: Actor) -> models.QuerySet[Job]:
    """The actor's own jobs: nobody sees those of others."""
    return Job.objects.filter(actor_id=actor.user_id)


def one(actor: Actor, public_id: Any) -> Job:
    """Raises NotVisible."""
    job = mine(actor).filter(public_id=public_id).first()
    if job is None:
        raise NotVisible
    return job


def is_live(job: Job) -> bool:
    """Whether it still waits or runs."""
    return job.state in (JobState.WAITING, JobState.RUNNING)


def has_file(job: Job) -> bool:
    """Whether there is a file to download."""
    kept = job.expires_at is None or job.expires_at > timezone.now()
    return bool(job.file_path) and job.state == JobState.DONE and kept


def view_of(job: Job) -> dict[str, Any]:
    """What ``desk/job.html`` shows."""
    tones = {JobState.DONE: "ok", JobState.FAILED: "bad", JobState.CANCELLED: "off"}
    return {
        "job": job,
        "is_live": is_live(job),
        "has_file": has_file(job),
        "tone": tones.get(JobState(job.state), "wait"),
        "url": job.result.get("url", "") if isinstance(job.result, dict) else "",
    }


@require_GET
@page()
def index(request: HttpRequest) -> HttpResponse:
    """``/jobs/``."""
    found = paging.page(
        mine(actor_of(request)), ("-id",), size=30, cursor=request.GET.get("cursor", "")
    )
    context = {"found": found, "jobs": [view_of(job) for job in found.rows]}
    return render(request, "desk/jobs.html", context)


@require_GET
@page()
def fragment(request: HttpRequest, public_id: Any) -> HttpResponse:
    """``/jobs/<id>/``: one row, asked again every second while it runs."""
    return render(request, "desk/job.html", {"item": view_of(one(actor_of(request), public_id))})


@require_POST
@page()
def cancel(request: HttpRequest, public_id: Any) -> HttpResponse:
    """``/jobs/<id>/cancel/``."""
    jobs.cancel(one(actor_of(request), public_id))
    messages.info(request, "已要求停止,任务会在下一步停下,不留下任何改动。")
    return go(request, "/jobs/")


@require_GET
@page()
def download(request: HttpRequest, public_id: Any) -> HttpResponseBase:
    """``/jobs/<id>/file/``: the owner alone, while the file is kept."""
    job = one(actor_of(request), public_id)
    if not job.file_path or job.state != JobState.DONE:
        raise NotVisible
    root = jobs.files_root().resolve()
    path = (root / job.file_path).resolve()
    if not has_file(job) or not path.is_relative_to(root) or not path.is_file():
        raise Blocked(GONE)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=job.file_name)
    response["Cache-Control"] = "private, no-store"
    return response
