"""Money at unlike stages side by side (筹集、下拨、投入、发放): FUND-OVERLAP. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.questions.question import Place, Question
from niangjia.statistics.check.rules.support import bigrams, by_block
from niangjia.statistics.check.rules.text.plans import plan_blocks

_STAGES = (
    ("筹集", re.compile(r"筹集|筹措|募集|争取|申请|筹资|募捐|捐款|筹款")),
    ("预算", re.compile(r"预算|计划|安排|配套")),
    ("下拨", re.compile(r"下拨|拨付|划拨|拨款|下达")),
    ("投入", re.compile(r"投入|支出|使用|列支|投资")),
    ("发放", re.compile(r"发放|提供|支付|兑付|赔付|给付|救助|补助|慰问|送去|资助")),
)
_ONE_EACH = re.compile(r"每|人均|户均|[人户]均|标准|最高")
_SOUGHT = re.compile(r"(?<!渠道)(?:争取(?!中央|上级|省级)|申请)(?!.*到位)[^,;#]{0,16}#(?!.*到位)")
_NEAR = 40
_SEVERAL = 3
_A_SUM = 5000
"""Yuan; less is what one person gets."""
_HUNDRED_MILLION = 10**8
_HANDED_ON = {"筹集", "预算", "下拨", "投入"}


def ask(reading: Reading) -> Iterator[Question]:
    """Neighbouring amounts of one purpose at different stages."""
    plans = plan_blocks(reading.page)
    places: list[Place] = []
    sought: list[Place] = []
    for group in by_block(reading):
        prose = reading.in_text(group[0])
        money = [
            f
            for f in group
            if f.unit == "元"
            and f.parent is None
            and not _ONE_EACH.search(f.context)
            and f.value >= _A_SUM
        ]
        sought += [f for f in money if prose and _SOUGHT.search(f.context)]
        for one, other in pairwise(money if prose and group[0].block not in plans else []):
            stages = _stage(reading, one), _stage(reading, other)
            if "" in stages or stages[0] == stages[1] or _is_spent(money, one):
                continue
            raised = len(money) >= _SEVERAL and "筹集" in {_stage(reading, f) for f in money}
            handed_on = other.start - one.end <= _NEAR and set(stages) <= _HANDED_ON
            raised = raised and one.sentence == other.sentence
            if raised or handed_on or _purpose(one) & _purpose(other):
                places += [p for p in (one, other) if p not in places]
    yield Question(
        "MAG-STYLE", ":一亿元以上一般写“亿元”。请核对位数和单位。",
        [f for f in reading.figures if _is_long(reading, f)],
    )  # fmt: skip
    yield Question(
        "FUND-OVERLAP",
        ":筹集、预算、下拨、投入、发放是不同阶段的钱,一笔钱可能写了几次。请写明各数的阶段、是否互相包含,不要相加。",
        places,
    )
    yield Question(
        "FUND-OVERLAP", ":争取、申请的资金是否已经到位,没有写明。请写明到位数。",
        [place for place in sought if place not in places],
    )  # fmt: skip


def _is_spent(money: Sequence[Figure], raised: Figure) -> bool:
    """筹集 20.5 万元,发放救助金 15.1 万元,慰问金 5.4 万元: the rest of the sentence is what became of it."""
    after = [f for f in money if f.sentence == raised.sentence and f.start > raised.start]
    return len(after) > 1 and sum(f.value for f in after) == raised.value


def _is_long(reading: Reading, figure: Figure) -> bool:
    """13428.06 万元 in running text."""
    prose = reading.in_text(figure)
    large = figure.unit == "元" and figure.magnitude == "万" and figure.value >= _HUNDRED_MILLION
    return prose and large


def _stage(reading: Reading, figure: Figure) -> str:
    """The stage its own clause names last before the number."""
    block = reading.page.blocks[figure.block]
    left = re.split(r"[,;。]", reading.page.text[block.start : figure.start])[-1]
    found = [(match.end(), name) for name, words in _STAGES for match in words.finditer(left)]
    return max(found)[1] if found else ""


def _purpose(figure: Figure) -> frozenset[str]:
    """The pairs of signs that say what it is for."""
    words = re.sub(r"[^一-鿿]|资金|经费|万元|累计|共|各级|工会|专项", "", figure.context)
    for _, stage in _STAGES:
        words = stage.sub("", words)
    return bigrams(words)
