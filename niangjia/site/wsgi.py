"""Entry of the web server."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")

application = get_wsgi_application()


def _load_figures() -> None:
    """So that whoever opens the first figure does not wait two seconds for Ibis."""
    from niangjia.kernel.indicators import catalogue  # that is what takes so long

    catalogue()


threading.Thread(target=_load_figures, name="load-figures", daemon=True).start()
