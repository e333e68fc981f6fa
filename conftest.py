"""Test set-up: an embedded database of our own, settings, cheap password hashing.

`NIANGJIA_TEST_DB` names the test database, so that several people can test at once on one
server. `NIANGJIA_DATABASE_URL` runs the suite on another PostgreSQL server.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).parent
pytest_plugins = ("niangjia.accounts.testing",)  # the fixtures tree and cast
os.environ.setdefault("NIANGJIA_HOME", str(ROOT / ".niangjia-test"))
os.environ.setdefault("NIANGJIA_DURABLE", "0")
# The same examples every time, so that what passed here passes there; HYPOTHESIS_PROFILE=default seeks new ones.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
# Not in pyproject.toml: pytest-django would load the settings before the lines above.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Start the database before Django looks for it."""
    from niangjia.site import embedded  # needs the environment above
    from niangjia.site.config import get_config

    config = get_config()
    if config.is_embedded:
        embedded.ensure_running(config.home, durable=config.durable)

    from django.conf import settings  # reads the socket's place, known only now

    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = os.environ.get("NIANGJIA_TEST_DB", "test_niangjia")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each test client starts the middleware anew; a scan of all static files each time is a fifth of a test.
    settings.WHITENOISE_AUTOREFRESH = True
    gc.set_threshold(100_000, 50, 100)  # collecting cycles over and over is a tenth of the run
