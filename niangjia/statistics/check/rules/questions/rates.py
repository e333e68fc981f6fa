"""Rates of nearly all, and of who took part, without their numbers: RATE-CEIL, RATE-REC. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import agrees, is_count, pairs
from niangjia.statistics.check.rules.questions.question import Question
from niangjia.statistics.check.rules.text.plans import plan_blocks

_RATE = re.compile(r"率|参与面|参加面|覆盖面|满意度|知晓度|达标|覆盖")
_UNBOUNDED = re.compile(r"增|提[高升]|上升|同比|目标|力争|确保|完成率|要求|达到?\d")
_DONE = re.compile(r"(?:的[一-鿿]{2,4})?(?:建立|签订|组建|实现|开展|达到|参加|加入)")
_TOOK_PART = re.compile(r"(?:参与|参赛|参加)(?:率|面)[^,#]{0,6}#")
_NOT_OURS = re.compile(
    r"电视|广播|村村通|电话|宽带|信号|公路|通[电水路车邮气]|供[电水]|自来水|绿化|森林|入学|升学|入园|义务教育|医保|养老保险|疫苗|接种"
)
"""What a place has, not what its unions do."""
_NEARLY_ALL = 98


def ask(reading: Reading) -> Iterator[Question]:
    """98 to 100 % of nobody knows what."""
    plans = plan_blocks(reading.page)
    places = [
        figure for figure in reading.figures
        if figure.unit == "%" and _NEARLY_ALL < figure.value <= 100 and figure.block not in plans
        and reading.in_text(figure) and _is_bare(reading, figure)
    ]  # fmt: skip
    took_part = [
        figure for figure in reading.figures
        if figure.unit == "%" and figure.block not in plans and figure.value <= _NEARLY_ALL
        and reading.in_text(figure)
        and _TOOK_PART.search(figure.context) and _is_bare(reading, figure)
    ]  # fmt: skip
    yield Question(
        "RATE-REC",
        ":参与的比例没有写明分子、分母。请写明多少人(家)中有多少,各处用同一个分母。",
        took_part,
    )
    yield Question(
        "RATE-CEIL",
        ":接近或等于 100%,却没有写明分子、分母。请写明占什么的比例、各是多少,是否把未办的、未建会的排除在外。",
        places,
    )


def _counted_in_full(reading: Reading, rate: Figure) -> bool:
    """在江企业 16 家建制率达 100%: all of those that were told before it in the sentence."""
    return any(
        f.sentence == rate.sentence and f.start < rate.start and is_count(f) and f.unit != "元"
        for f in reading.by_block[rate.block]
    )


def _is_bare(reading: Reading, rate: Figure) -> bool:
    words = re.split(r"[,;]", reading.words_before(rate))[-1]
    after = _DONE.match(reading.page.text[rate.end : rate.end + 8])
    if not (_RATE.search(words) or after) or _UNBOUNDED.search(words) or _NOT_OURS.search(words):
        return False
    near = [
        f for f in reading.by_block[rate.block]
        if abs(f.sentence - rate.sentence) <= 1 and is_count(f) and f.value
    ]  # fmt: skip
    if rate.value == 100 and _counted_in_full(reading, rate):
        return False
    return not any(agrees(rate, a.value * 100 / b.value, (a, b)) for a, b in pairs(near))
