"""The cast of this area: cadres who also keep the aid desk."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree, build_cast


@pytest.fixture
def cast(tree: Tree) -> Cast:
    """县赵, 市王, 省李 and 邻县钱 hold the aid role too."""
    from niangjia.comparison.tests import making  # needs the app registry

    made = build_cast(tree)
    making.appoint(tree, made)
    return made
