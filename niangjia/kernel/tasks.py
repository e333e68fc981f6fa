"""What the worker process runs."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.kernel import attempts, jobs, sms


@app.task(queue="jobs")
def run_job(job_id: int) -> None:
    """Run one background job; running it twice does no harm (it is taken only once)."""
    close_old_connections()
    try:
        jobs.run(job_id)
    finally:
        close_old_connections()


@app.periodic(cron="50 16 * * *")  # UTC: at 00:50 in China
@app.task(queue="jobs", pass_context=False)
def fold_tallies(timestamp: int) -> None:
    """Make tallies small again; twice does no harm."""
    from niangjia.kernel.indicators import tallies  # loads Ibis, about a second

    close_old_connections()
    try:
        tallies.fold()
    finally:
        close_old_connections()


@app.periodic(cron="40 16 * * *")  # UTC: at 00:40 in China
@app.task(queue="jobs", pass_context=False)
def forget_attempts(timestamp: int) -> None:
    """Remove old counts of attempts and the development inbox; twice does no harm."""
    close_old_connections()
    try:
        attempts.forget()
        sms.forget()
    finally:
        close_old_connections()
