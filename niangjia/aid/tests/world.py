"""A federation, its 帮扶 cadres and a county standard for the tests of a file's life."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.accounts.testing import Tree, build_cast, build_tree
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders


@dataclass(frozen=True)
class World:
    """Where and who."""

    tree: Tree
    who: Aiders


def build_world() -> World:
    """Make them, through services."""
    tree = build_tree()
    found = World(tree, files.aiders(tree, build_cast(tree)))
    files.adopt_standard(tree)
    return found
