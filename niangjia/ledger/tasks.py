"""Background work of the ledger: sealing each day when it is over."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.ledger import services


@app.periodic(cron="20 16 * * *")  # UTC: at 00:20 in China
@app.task(queue="jobs", pass_context=False)
def seal_days(timestamp: int) -> None:
    """Seal the days that are over; running twice does no harm, a missed night is made up for."""
    close_old_connections()
    try:
        services.seal_days()
    finally:
        close_old_connections()
