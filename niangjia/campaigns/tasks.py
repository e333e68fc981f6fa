"""Background work of campaigns: lists of names checked and taken in, papers without a row removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.campaigns import imports
from niangjia.campaigns.models import Delivery, ListBatch
from niangjia.campaigns.services import importing
from niangjia.campaigns.services.delivering import VAULT
from niangjia.kernel import jobs, vault
from niangjia.kernel.jobs import Progress


@jobs.kind(imports.CHECK)
def check_list(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Check an uploaded list; ``params["batch"]`` is the batch's id."""
    batch = imports.batch_of(params, progress.actor)
    batch = importing.check(batch, actor=progress.actor)
    said = (
        f"已检查{batch.row_count}行:{batch.accepted_count}行可导入,{batch.refused_count}行有错误。"
    )
    return {"message": said, "url": _page_of(batch)}


@jobs.kind(imports.COMMIT)
def commit_list(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Take the good rows in."""
    batch = importing.commit(imports.batch_of(params, progress.actor), actor=progress.actor)
    return {"message": batch.message, "url": _page_of(batch)}


@app.periodic(cron="40 17 * * *")  # UTC: at 01:40 in China
@app.task(queue="jobs", pass_context=False)
def sweep_papers(timestamp: int) -> None:
    """Remove sealed files that no row names; running twice does no harm."""
    close_old_connections()
    try:
        vault.sweep(VAULT, _known)
    finally:
        close_old_connections()


def _known(addresses: list[str]) -> Iterable[str]:
    deliveries = Delivery.objects.filter(paper_path__in=addresses)
    batches = ListBatch.objects.filter(file_path__in=addresses)
    return [
        *deliveries.values_list("paper_path", flat=True),
        *batches.values_list("file_path", flat=True),
    ]


def _page_of(batch: ListBatch) -> str:
    return f"/campaign-lists/import/{batch.public_id}/"
