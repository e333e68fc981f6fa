"""Which indicator of the catalogue an item of a pasted plan speaks of (计划文本)."""

from __future__ import annotations

from niangjia.statistics.queries.catalogue import lines
from niangjia.statistics.queries.targets import known
from niangjia.statistics.rules.plantext import DraftItem


def indicator_of(draft: DraftItem) -> str:
    """Its code: the one the figure check read, else that of the longest name or alias in the text.

    Empty unless its unit is the one written in the item.
    """
    read = known(draft.indicator) if draft.indicator else None
    if read is not None and str(read.unit) == draft.unit:
        return read.code
    named = [
        (len(name), line.indicator.code)
        for line in lines()
        for name in (line.indicator.name, *line.indicator.aliases)
        if name in draft.text and str(line.indicator.unit) == draft.unit
    ]
    return max(named, default=(0, ""))[1]
