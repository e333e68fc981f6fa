"""Background work of aid (帮扶): clocks that run out by themselves. Each may run twice without harm."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.aid import services
from niangjia.aid.services import drafting
from niangjia.kernel import clock


@app.periodic(cron="10 * * * *")
@app.task(queue="jobs", pass_context=False)
def close_notices(timestamp: int) -> None:
    """Close public notices whose last day has passed."""
    close_old_connections()
    try:
        services.end_notices(clock.today())
    finally:
        close_old_connections()


@app.periodic(cron="20 17 * * *")  # UTC: at 01:20 in China
@app.task(queue="jobs", pass_context=False)
def keep_terms(timestamp: int) -> None:
    """Begin the re-checks whose year is over; tell the level above what is overdue."""
    close_old_connections()
    try:
        services.begin_rechecks(clock.today())
        services.escalate_overdue(clock.today())
    finally:
        close_old_connections()


@app.periodic(cron="40 17 * * 0")  # UTC: at 01:40 on Mondays in China
@app.task(queue="jobs", pass_context=False)
def sweep_attachments(timestamp: int) -> None:
    """Delete sealed files that no attachment names."""
    close_old_connections()
    try:
        services.sweep_attachments()
    finally:
        close_old_connections()


@app.periodic(cron="50 17 * * *")  # UTC: at 01:50 in China
@app.task(queue="jobs", pass_context=False)
def forget_drafts(timestamp: int) -> None:
    """Delete applications begun on the phone and not touched for half a year; tell it before."""
    close_old_connections()
    try:
        drafting.warn_old()
        drafting.forget_old()
    finally:
        close_old_connections()
