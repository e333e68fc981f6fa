"""The figure engine (指标引擎): indicators declared once, counted from records.

Importing it loads Ibis (about a second): import it inside the command or view that needs figures.
"""

from __future__ import annotations

from niangjia.kernel.indicators.definition import (
    Awaiting,
    BadDefinition,
    Change,
    Counter,
    Dimension,
    Fact,
    Indicator,
    Kind,
    Rate,
    State,
    Unit,
)
from niangjia.kernel.indicators.evaluate import (
    Figure,
    TreeOf,
    by_children,
    evaluate,
    nothing,
    with_children,
)
from niangjia.kernel.indicators.registry import (
    UnknownIndicator,
    awaiting,
    catalogue,
    cumulative,
    fact,
    flow,
    get,
    rate,
    stock,
    total,
    tree,
)

__all__ = [
    "Awaiting",
    "BadDefinition",
    "Change",
    "Counter",
    "Dimension",
    "Fact",
    "Figure",
    "Indicator",
    "Kind",
    "Rate",
    "State",
    "TreeOf",
    "Unit",
    "UnknownIndicator",
    "awaiting",
    "by_children",
    "catalogue",
    "cumulative",
    "evaluate",
    "fact",
    "flow",
    "get",
    "nothing",
    "rate",
    "stock",
    "total",
    "tree",
    "with_children",
]
