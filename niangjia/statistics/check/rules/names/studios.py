"""Studios named one by one (创新工作室名单): LIST-COUNT. Pure.

Their names are long and hold names of persons, so the lists of `rosters` do not take them for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import sentences
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_STUDIOS = re.compile(
    r"(?:[^“”、。,]{0,8}“[^“”]{2,20}工作室”、){2,}[^“”、。,]{0,8}“[^“”]{2,20}工作室”"
)
_OF_LEVEL = re.compile(r"全国示范|国家级|省级|市级")


def check(reading: Reading) -> Iterator[Finding]:
    """全国示范性 6 个。某“甲工作室”、…、某“庚工作室”,这些登上全国示范榜单的名字: seven are named."""
    for block in reading.page.blocks:
        spans = sentences(block.text)
        for (start, _), (begin, end) in pairwise(spans):
            names = _STUDIOS.search(block.text[begin:end])
            level = _OF_LEVEL.search(block.text[begin:end])
            if names is None or level is None or "等" in names.group():
                continue
            told = [
                f for f in reading.by_block.get(block.index, ())
                if block.start + start <= f.start < block.start + begin and level.group() in f.context
            ]  # fmt: skip
            number = names.group().count("”")
            if len(told) == 1 and told[0].value < number and "工作室" in block.text[start:begin]:
                at = block.start + begin
                yield found(
                    reading, "LIST-COUNT",
                    f"前面写{told[0].text},后面列了 {number} 个名称。请核对数量和名单。",
                    [told[0], (at + names.start(), at + names.end())],
                )  # fmt: skip


def all_studios(text: str) -> int:
    """How many studios a list names, if it names nothing else (张某焊接创新工作室、…和李某水务创新工作室)."""
    names = re.split(r"工作室(?:[、和及与]|以及)?", text)
    return 0 if names.pop() or any(re.search("、", name) for name in names) else len(names)
