"""The cast of this area: cadres who also keep the aid desk."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree


@pytest.fixture
def cast(tree: Tree, cast: Cast) -> Cast:
    """县赵, 市王, 省李 and 邻县钱 hold the aid role too."""
    from niangjia.comparison.tests import making  # needs the app registry

    making.appoint(tree, cast)
    return cast
