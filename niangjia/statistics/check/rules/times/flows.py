"""A stock told as what was new in a period (把期末数写成新增数): STOCK-FLOW. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_NEW = re.compile(r"新[建增成发组]|新发展|净增|增加(?![到至])|吸收|吸纳")
_STANDING = re.compile(
    r"共有|现有|拥有|总数|达到|达|累计|年底|年末|截[至止]|目前|总量|全[省市县区州]"
)
_ALL = re.compile(r"现有|共有|总数")
_BEGINNING = re.compile(r"成立以来|从无到有|首次|首批|全部为新|均为新")
_LEAST_DIGITS = 3


def check(reading: Reading) -> Iterator[Finding]:
    """新增会员 1265.4 万人 where all members are 1265.4 万: the same digits, the same noun."""
    standing: dict[tuple[object, str], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        in_table = reading.page.blocks[figure.block].kind is BlockKind.TABLE
        before = reading.sentence_text(figure).partition(figure.text)[0]
        told = in_table or _STANDING.search(before + figure.context)
        if told and not _NEW.search(figure.context + figure.label):
            standing[figure.value, figure.unit].append(figure)
    for flow in reading.figures:
        digits = re.sub(r"\D", "", flow.number).strip("0")
        if not _NEW.search(flow.context) or len(digits) < _LEAST_DIGITS:
            continue
        stocks = [f for f in standing[flow.value, flow.unit] if _is_of(flow, f)]
        apart = [
            f for f in stocks
            if (f.block, f.sentence) != (flow.block, flow.sentence) or _ALL.search(f.context)
        ]  # fmt: skip
        if apart and not _BEGINNING.search(reading.sentence_text(flow)):
            yield found(
                reading, "STOCK-FLOW",
                f"“{flow.label}”{flow.text},与总数“{apart[0].label}”{apart[0].text}一模一样:"
                "可能把期末的总数写成了期内新增的数。请核对。",
                [flow, apart[0]],
            )  # fmt: skip


def _is_of(flow: Figure, stock: Figure) -> bool:
    """Whether the two name one thing, 新增 apart: half of their bigrams are the same."""
    names = [re.sub(r"[^一-鿿]", "", _NEW.sub("", f.context)) for f in (flow, stock)]
    names[1] += re.sub(r"[^一-鿿]", "", stock.label)
    grams = [{name[at : at + 2] for at in range(len(name) - 1)} for name in names]
    fewest = min(map(len, grams))
    return fewest > 0 and len(grams[0] & grams[1]) * 2 >= fewest
