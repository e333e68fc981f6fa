"""What tests of tallies share: an engine without them, and all that can be asked of their facts."""

from __future__ import annotations

from niangjia.kernel.indicators import Counter, TreeOf, catalogue, slices
from niangjia.kernel.indicators.engines.postgres import PostgresEngine


class Placing(PostgresEngine):
    """Looks every row up in the tree."""

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """It would not know."""
        return False


def tallied_codes() -> list[str]:
    """Every live counter of a fact with a tally, and its slices."""
    whole = [i.code for i in catalogue() if isinstance(i, Counter) and i.fact.tally]
    return [code for own in whole for code in (own, *(s.code for s in slices(own)))]
