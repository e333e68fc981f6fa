"""The year of an event in the title and in the text (届次年份): PERIOD. Pure.

某县 2016 年“某某杯”竞赛启动 above a text that tells of 2017 年“某某杯”竞赛正式启动: one event, two years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found

_EVENT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})年?度?(?:[一-鿿]{0,4}?[省市县区州])?"
    r"(?P<name>“[^“”。,;]{2,14}”[一-鿿]{0,10}?|[一-鿿]{2,16}?)"
    r"(?P<sort>竞赛|大赛|比赛|赛|运动会|招聘会|招聘月|联谊会|大会|会议|活动|行动|培训班)"
    r"(?:[一-鿿]{0,6}?)(?P<held>启动|开幕|开赛|开班|开讲|举行|举办|召开|拉开|落幕|闭幕|收官|圆满结束|揭晓)"
)
_TITLES, _LEAD, _LONGEST_TITLE = 4, 2, 60
_OPEN = re.compile(r"暨|至|-|—|、")


def check(reading: Reading) -> Iterator[Finding]:
    """The first paragraphs against the title, where neither names the other's year."""
    blocks = reading.page.blocks
    first = next((b.index for b in blocks if b.text.endswith(("。", "。”"))), 0)
    titles = [b for b in blocks[: min(first, _TITLES)] if len(b.text) <= _LONGEST_TITLE]
    for title in titles:
        told = _EVENT.search(title.text)
        if told is None or _OPEN.search(title.text):
            continue
        lead = blocks[first : first + _LEAD]
        if any(told["year"] in block.text for block in lead):
            continue
        for block in lead:
            for match in _EVENT.finditer(block.text):
                if match.group("name", "sort", "held") == told.group("name", "sort", "held"):
                    yield found(
                        reading, "PERIOD",
                        f"标题写{told['year']}年,正文写{match['year']}年,说的是同一项活动。请核对年份。",
                        [
                            (block.start + match.start(), block.start + match.end()),
                            (title.start + told.start(), title.start + told.end()),
                        ],
                    )  # fmt: skip
                    return
