"""Named reads of trade-union organisation (工会组织)."""

from __future__ import annotations

from niangjia.unions.queries.finding import find_unions, search_unions
from niangjia.unions.queries.tree import (
    ancestors,
    children,
    open_unions,
    subtree,
    tree_on,
    union_by_code,
)

__all__ = [
    "ancestors",
    "children",
    "find_unions",
    "open_unions",
    "search_unions",
    "subtree",
    "tree_on",
    "union_by_code",
]
