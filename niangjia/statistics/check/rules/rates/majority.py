"""Words of more than half beside counts of less (过半、多数、主体): RATE-REC. Pure.

400 名代表中,农民工 160 名,…农民工已过半. The largest of several groups may be 主体 without being half: a remark only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found, plain

_SAID = re.compile(
    r"(?:^|[,。;:])(?P<who>[一-鿿]{2,10}?)(?:已经?|均|都|更)?(?P<said>(?:超?过|占)(?:了)?(?:半数|一半|半)(?:以上)?"
    r"|(?:占|是|为|成为)(?:了)?(?:绝?大)?多数|(?:占|是|为|成为)(?:了)?[^,。;:\d不]{0,8}主[体力])(?=[,。;!])"
)
_HEAD = re.compile(r"[^,。;:、\d]{1,18}中,[^,。;:\d]*")
_HALF = 50


def check(reading: Reading) -> Iterator[Finding]:
    """Groups said to be most of a whole of which they are less than half."""
    for block in reading.page.prose:
        for match in _SAID.finditer(block.text):
            at = block.start + match.start("said")
            before = [f for f in reading.by_block.get(block.index, ()) if f.end <= at]
            part = next((f for f in reversed(before) if _counts(f, match["who"])), None)
            whole = _whole(reading, part, before) if part is not None else None
            if part is None or whole is None or part.high * 100 >= whole.low * _HALF:
                continue
            share = f"{plain(round(part.value * 100 / whole.value, 2))}%"
            yield found(
                reading, "RATE-REC",
                f"写的是“{match['who']}{match['said']}”,而 {part.text} ÷ {whole.text} = {share},不到一半。"
                "请核对两个数,或改写法。",
                [(at, block.start + match.end("said")), part, whole],
                severity=Severity.INFO if match["said"].endswith(("主体", "主力")) else Severity.WARN,
            )  # fmt: skip


def _counts(figure: Figure, who: str) -> bool:
    """Whether a figure counts this group and nothing narrower."""
    words = re.split("[,;、]", figure.context.partition("#")[0])[-1]
    return words.removeprefix("其中").rstrip("共有为达约") == who


def _whole(reading: Reading, part: Figure, before: list[Figure]) -> Figure | None:
    """The number whose 中, opens the list the part stands in, or what it is said to be part of."""
    if part.parent is not None:
        parent = reading.places.get(part.parent)
        return parent if parent is not None and parent.unit == part.unit else None
    for figure, after in pairwise(before):
        if (
            figure.sentence == part.sentence
            and figure.unit == part.unit
            and figure.value > part.value
        ):
            opened = _HEAD.fullmatch(reading.page.text[figure.end : after.start])
            return figure if opened else None
    return None
