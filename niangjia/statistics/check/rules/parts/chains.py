"""Results taken from results (逐级而来): SUBSET. Pure.

征集成果 118 项,评选推广 64 项,取得专利 87 项: the sentence reads as one chain, and a later link is larger than the
one before. It may be right where one thing brings several; then the sentence must say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment, exceeds

_FIRST = re.compile(r"征集|收集|提出|形成|产生|完成|取得|申报|实施|开展")
_RESULTS = re.compile(r"成果|革新|创新项目|“?五小”?|攻关|课题|技改|发明|建议|提案")
_LINK = re.compile(
    r"[,、](?:并|其中|从中|由此|共|已|经[^,。;\d]{1,8},)*(?:评选|评出|遴选|推广|应用|转化|取得|获得?|申请|申报|授权)[^,。;\d]{0,12}"
)
_PATENTS = re.compile(r"专利")
_WORDS = (
    "行文读作前一项中的一部分,却比前一项多:一项成果可以有几件专利,也可能分别统计。请写明两数的关系"
)


def check(reading: Reading) -> Iterator[Finding]:
    """The first link of each chain that is larger than the one before."""
    for group in by_segment(reading):
        for chain in _chains(reading, group):
            wrong = next((two for two in pairwise(chain) if two[1].low > two[0].high), None)
            if wrong is not None:
                yield exceeds(reading, wrong[1], wrong[0], _WORDS, rule="SUBSET")


def _chains(reading: Reading, group: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Results and, one clause each, what became of them, all in pieces."""
    for rank, first in enumerate(group):
        clause = reading.clause_before(first)
        if first.unit not in {"项", "件", "个"} or not (
            _FIRST.search(clause) and _RESULTS.search(first.context)
        ):
            continue
        chain = [first]
        for figure in group[rank + 1 :]:
            if figure.unit not in {"项", "件", "个"} or not _LINK.fullmatch(
                between(reading, chain[-1], figure)
            ):
                break
            chain.append(figure)
        exact = all(f.precision is Precision.EXACT for f in chain)
        patents = any(_PATENTS.search(f.context) for f in chain[1:])
        if exact and (len(chain) > 2 or (patents and len(chain) > 1)):
            yield chain
            return
