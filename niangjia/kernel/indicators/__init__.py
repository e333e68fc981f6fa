"""The figure engine (指标引擎): indicators declared once, counted from records.

Importing it loads Ibis (about a second): import it inside the command or view that needs figures.
"""

from __future__ import annotations

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.definition import (
    Awaiting,
    BadDefinition,
    Change,
    Counter,
    Dimension,
    Elsewhere,
    Fact,
    Indicator,
    Kind,
    Rate,
    State,
    Sum,
    Tally,
    Unit,
)
from niangjia.kernel.indicators.engines import Engine, TreeOf
from niangjia.kernel.indicators.evaluate import (
    Figure,
    all_nodes,
    by_children,
    evaluate,
    nothing,
    series,
    with_children,
)
from niangjia.kernel.indicators.fingerprints import fingerprint
from niangjia.kernel.indicators.keeping import held_on, kept
from niangjia.kernel.indicators.records import Records, records
from niangjia.kernel.indicators.registry import (
    UnknownIndicator,
    awaiting,
    catalogue,
    cumulative,
    earlier,
    earlier_rate,
    earlier_total,
    fact,
    facts,
    flow,
    get,
    rate,
    slices,
    stock,
    total,
    tree,
    versions,
)

__all__ = [
    "Asked",
    "Awaiting",
    "BadDefinition",
    "Change",
    "Counter",
    "Dimension",
    "Elsewhere",
    "Engine",
    "Fact",
    "Figure",
    "Indicator",
    "Kind",
    "Rate",
    "Records",
    "State",
    "Sum",
    "Tally",
    "TreeOf",
    "Unit",
    "UnknownIndicator",
    "all_nodes",
    "awaiting",
    "by_children",
    "catalogue",
    "cumulative",
    "earlier",
    "earlier_rate",
    "earlier_total",
    "evaluate",
    "fact",
    "facts",
    "fingerprint",
    "flow",
    "get",
    "held_on",
    "kept",
    "nothing",
    "rate",
    "records",
    "series",
    "slices",
    "stock",
    "total",
    "tree",
    "versions",
    "with_children",
]
