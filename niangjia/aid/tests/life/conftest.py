"""The world of these tests: committed once, so that each test rolls back to it.

Building it anew costs more than most tests do. It is emptied when the folder is done, so tests that
commit (``transaction=True``) stand elsewhere. Numbers go on: rows put back elsewhere keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:  # models need the settings, which a conftest is loaded before
    from niangjia.aid.tests.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built and committed once; nothing of it is left behind."""
    from niangjia.aid.tests.world import build_world  # needs the app registry

    with django_db_blocker.unblock():
        yield build_world()
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
