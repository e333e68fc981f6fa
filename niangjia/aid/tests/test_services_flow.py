"""The whole way of a file through the services."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.kernel import clock


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


def test_a_file_comes_into_file(tree: Tree, found: Aiders) -> None:
    file = files.in_file(tree, found)

    assert (file.status, file.category, file.file_level) == ("in_file", "deep", "national")
    assert file.filed_on == clock.today()
