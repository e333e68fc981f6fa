"""A federation, its 帮扶 cadres and a county standard, built once for a module of tests.

Committed, so that each test rolls back to it: building them anew costs more than most tests do. Import
the fixture ``world`` where it is used; everything is emptied when the module is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from niangjia.accounts.testing import Tree, build_cast, build_tree
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders

if TYPE_CHECKING:  # for the annotation alone
    from pytest_django import DjangoDbBlocker


@dataclass(frozen=True)
class World:
    """Where and who."""

    tree: Tree
    who: Aiders


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built and committed once; nothing of it is left behind."""
    with django_db_blocker.unblock():
        tree = build_tree()
        found = World(tree, files.aiders(tree, build_cast(tree)))
        files.adopt_standard(tree)
        yield found
        call_command("flush", verbosity=0, interactive=False)
