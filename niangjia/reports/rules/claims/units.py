"""Words written twice: a figure prints 62515人 and 人 is typed behind it, or 增长8% behind 增长. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.reports.rules.document import FigureRun, NoteMark, Runs, Text

_WORDS = {
    "人": "均次才员数民事人手力社头",
    "人次": "数",
    "家": "家庭长属具政",
    "户": "户籍主口均外",
    "场": "场地所馆面次",
    "件": "件均",
    "个": "个别体性人",
    "元": "元旦宵",
    "份": "份额",
    "次": "次数年日",
    "项": "项目",
    "条": "条例件款",
    "张": "张贴",
}
"""What makes another word of the sign behind a figure: 62515人人均…, 3759家家户户."""


def doubled(runs: Runs) -> Iterator[tuple[FigureRun, str]]:
    """Figures with the unit that they print and that is typed again right behind them."""
    marked = [run for run in runs if not isinstance(run, NoteMark)]
    for run, following in pairwise(marked):
        if not isinstance(run, FigureRun) or not isinstance(following, Text):
            continue
        typed = following.words.replace("％", "%")
        for unit in ("万元", "亿元", run.unit):
            rest = "".join(re.escape(sign) for sign in _WORDS.get(unit, ""))
            ends = f"(?![{rest}])" if rest else ""
            if unit and run.words.endswith(unit) and re.match(re.escape(unit) + ends, typed):
                yield run, unit
                break


_WAY = r"增长|增加|提高|上升|下降|减少|降低|净增|净减"
_TYPED_WAY = re.compile(rf"({_WAY})了?$")
_PRINTED_WAY = re.compile(rf"{_WAY}|持平")


def led_twice(runs: Runs) -> Iterator[tuple[FigureRun, str]]:
    """Changes that print their own word (增长8%, 减少3人) behind a typed one."""
    marked = [run for run in runs if not isinstance(run, NoteMark)]
    for before, run in pairwise(marked):
        if isinstance(before, Text) and isinstance(run, FigureRun):
            typed = _TYPED_WAY.search(before.words)
            if typed and _PRINTED_WAY.match(run.words):
                yield run, typed[1]
