"""A demo whose making was interrupted is known as such; a real installation never is."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.site.commands import demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("marks", "is_half"),
    [((), False), (("demo.begin",), True), (("demo.begin", "demo.build"), False)],
)
def test_half_built_is_begun_and_not_finished(
    tree: Tree, marks: tuple[str, ...], is_half: bool
) -> None:
    for mark in marks:
        journal.record(mark, tree.county, actor=SYSTEM, summary="x")

    assert demo.is_half_built() is is_half
