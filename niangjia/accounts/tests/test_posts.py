"""Appointing and dismissing."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Cast, Tree


def test_cast_stands(tree: Tree, cast: Cast) -> None:
    assert cast.county_zhao.actor.roots("unions.view") == (tree.county.path,)
