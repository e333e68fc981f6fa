"""Nightly work of accounts (账号与任职)."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.accounts import services


@app.periodic(cron="45 16 * * *")  # UTC: at 00:45 in China
@app.task(queue="jobs", pass_context=False)
def forget_phone_codes(timestamp: int) -> None:
    """Remove codes that ended; twice does no harm."""
    close_old_connections()
    try:
        services.forget_codes()
    finally:
        close_old_connections()
