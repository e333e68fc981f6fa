"""Background work: declared kinds, progress, cancel; carried by procrastinate in PostgreSQL."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Job, JobState

log = logging.getLogger(__name__)
TASK = "niangjia.kernel.tasks.run_job"  # by name: the task runs `run`, it stands above
KEEP_FILES_FOR = timedelta(days=7)


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """The user asked the job to stop."""


@dataclass
class Progress:
    """Handed to the work: reports how far it is, and raises Cancelled when asked to stop.

    Writes at most twice a second, outside the work's own transaction only if it has none.
    """

    job: Job
    actor: Actor
    _told_at: float = field(default=0.0)

    def tell(self, done: int, total: int | None = None, message: str = "") -> None:
        """``done`` of ``total`` are finished. Raises Cancelled."""
        now = time.monotonic()
        if now - self._told_at < 0.5 and done != total:
            return
        self._told_at = now
        values: dict[str, Any] = {"done_count": done}
        if total is not None:
            values["total_count"] = total
        if message:
            values["message"] = self.job.message = message[:500]
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, is_cancel_requested=True).exists():
            raise Cancelled

    def new_file(self, name: str) -> Path:
        """A private path for the job's result file; ``name`` is what the user will save it as."""
        folder = files_root() / "jobs" / str(self.job.public_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{uuid7()}{Path(name).suffix}"
        self.job.file_name = name
        self.job.file_path = str(path.relative_to(files_root()))
        return path


Work = Callable[[Progress, dict[str, Any]], dict[str, Any]]
KINDS: dict[str, Work] = {}


def kind(code: str) -> Callable[[Work], Work]:
    """Declare the work of a job kind: ``work(progress, params) -> result`` (both JSON-able).

    ``result["message"]`` is the sentence that stays when it is done, ``result["url"]`` the page to
    look at; what was told on the way goes.
    """

    def declare(work: Work) -> Work:
        KINDS[code] = work
        return work

    return declare


def files_root() -> Path:
    """Where uploaded and made files live: private, outside the web root."""
    return Path(settings.NIANGJIA_FILES)


def start(code: str, label: str, params: dict[str, Any], *, actor: Actor) -> Job:
    """Queue a job; it begins once the surrounding transaction is committed."""
    if code not in KINDS:
        raise KeyError(code)
    job = Job.objects.create(kind=code, label=label[:200], actor_id=actor.user_id, params=params)
    task = app.configure_task(TASK, queue="jobs")
    transaction.on_commit(lambda: task.defer(job_id=job.pk))
    return job


def cancel(job: Job) -> None:
    """Ask a waiting or running job to stop at its next report of progress."""
    Job.objects.filter(pk=job.pk, state__in=(JobState.WAITING, JobState.RUNNING)).update(
        is_cancel_requested=True
    )


def run(job_id: int) -> Job:
    """Do the work now and store the outcome. A job that is not waiting is left alone."""
    taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=timezone.now()
    )
    job = Job.objects.get(pk=job_id)
    if not taken:
        return job
    try:
        actor = _actor_of(job)
        job.result = KINDS[job.kind](Progress(job, actor), job.params)
        job.state, job.message = JobState.DONE, str(job.result.pop("message", ""))[:500]
    except Cancelled:
        job.state, job.message = JobState.CANCELLED, "已按要求取消,没有留下任何改动。"
    except Blocked as refusal:
        job.state, job.message = JobState.FAILED, refusal.reason[:500]
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        job.state = JobState.FAILED
        job.message = f"系统处理时出错,没有留下任何改动。请把任务编号 {job.pk} 告诉系统管理员。"
    job.finished_at = timezone.now()
    job.expires_at = job.finished_at + KEEP_FILES_FOR
    job.save(
        update_fields=[
            "result",
            "state",
            "message",
            "file_path",
            "file_name",
            "finished_at",
            "expires_at",
            "updated_at",
        ]
    )
    return job


def _actor_of(job: Job) -> Actor:
    if job.actor_id is None:
        return SYSTEM
    load: Callable[[int], Actor] = import_string(settings.ACTOR_LOADER)
    return load(job.actor_id)
