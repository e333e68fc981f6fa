"""The desk of policy parameters."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import policy
from niangjia.kernel.actor import SYSTEM
from niangjia.web.policies import PolicyDesk
from niangjia.web.testing import DeskTests


class TestPolicyDesk(DeskTests):
    """A set adopted by the county holds for the county; the next county does not see it."""

    desk = PolicyDesk

    def make(self, tree: Tree, cast: Cast) -> Any:
        declared = min(policy.DECLARED.values(), key=lambda each: each.code)
        return policy.adopt(
            declared.code,
            path=tree.county.path,
            from_on=date(2026, 1, 1),
            params=dict(declared.default),
            basis="渠工发〔2026〕1号",
            actor=SYSTEM,
        )

    def test_a_set_from_above_is_seen_below(self, made: Any, cast: Cast) -> None:
        assert made.pk in self.listed(cast.chair_sun)
