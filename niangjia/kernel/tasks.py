"""What the worker process runs."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.kernel import jobs


@app.task(queue="jobs")
def run_job(job_id: int) -> None:
    """Run one background job; running it twice does no harm (it is taken only once)."""
    close_old_connections()
    try:
        jobs.run(job_id)
    finally:
        close_old_connections()
