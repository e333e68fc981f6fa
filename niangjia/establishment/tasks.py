"""Background work of establishing a union (建会): notices that ran out are closed every hour."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.establishment import services
from niangjia.kernel import clock


@app.periodic(cron="5 * * * *")
@app.task(queue="jobs", pass_context=False)
def close_notices(timestamp: int) -> None:
    """Close public notices whose last day has passed; running twice does no harm."""
    close_old_connections()
    try:
        services.end_notices(clock.today())
    finally:
        close_old_connections()
