"""Background work of data comparison: lists, answers, and what has to be forgotten."""

from __future__ import annotations

from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.comparison import services
from niangjia.comparison.models import AnswerFile, Exchange
from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.jobs import Progress


def _still_may(actor: Actor, exchange: Exchange) -> Actor:
    """The one who queued the work, if she still has to do with it.

    Queueing asked for the second factor, which a job has no session to show. Raises NotVisible.
    """
    if not actor.may("comparison.review", exchange.scope_path):
        raise NotVisible
    return actor.with_system_rights()


@jobs.kind(services.EXPORT)
def export_list(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Make the list; ``params["exchange"]`` is the exchange's id."""
    exchange = Exchange.objects.get(pk=params["exchange"])
    progress.tell(0, exchange.person_count, "正在生成名单")
    made = services.export_file(exchange, actor=_still_may(progress.actor, exchange))
    progress.new_file(made.file_name).write_bytes(made.content)
    return {"rows": made.person_count, "message": f"名单已生成,共{made.person_count}人。"}


@jobs.kind(services.IMPORT)
def import_answer(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Read an answer; ``params["file"]`` is the file's id. Cancelled: not a row is left."""
    file = AnswerFile.objects.select_related("exchange__union").get(pk=params["file"])
    actor = _still_may(progress.actor, file.exchange)
    file = services.import_answer(
        file, actor=actor, tell=lambda lines, step: progress.tell(lines, None, f"{step}…")
    )
    url = f"/exchanges/{file.exchange.public_id}/?tab=files"
    return {"rows": file.row_count, "url": url, "message": file.message}


@app.periodic(cron="25 * * * *")
@app.task(queue="jobs", pass_context=False)
def forget(timestamp: int) -> None:
    """Every hour: what has expired, whose authorisation has ended, uploads whose work died.

    Running twice does no harm.
    """
    close_old_connections()
    try:
        today = clock.today()
        services.expire_due(today)
        services.forget_unauthorised(today)
        services.drop_stale_uploads()
    finally:
        close_old_connections()
