"""The rate of all and the rates of its two halves (总体与两部分的比率): RATE-REC. Pure.

A whole lies between its parts: where 公有制 98.1 % and 非公有制 97.2 % are all there is, 96.4 % cannot be. The whole
stands before its halves, or behind them where a word calls it one (综合, 总体, 合计, 平均, 全市).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import bigrams, by_sentence, found, half_digit

_HALVES = (
    (r"(?<!非)公有制?|国有", r"非公有?制?|民营|私营"),
    (r"男", r"女"),
    (r"城镇|城市", r"农村|乡村"),
    (r"线上|网上", r"线下|现场"),
    (r"本级|直属|机关", r"基层|县级"),
)
_MORE_HALVES = (
    *_HALVES,
    (r"城区", r"乡镇"),
    (r"(?<!非)会员", r"非会员"),
    (r"百人以上|规上|规模以上|大中型", r"百人以下|规下|规模以下|小微"),
    (r"单独建会|独立建会|单建", r"联合建会|联建"),
    (r"机关|事业单位", r"企业"),
)
_NAMED = re.compile(
    r"[率面度比](?:总体|整体|已|平均)?(?:分别)?(?:达到|达|为|是|在|保持在|稳定在)?#"
)
_CHANGED = re.compile(
    r"提[高升]|上升|增[长加]|下降|同比|比上年|较上年|上年|去年|目标|力争|占|最[高低]|[超高低]出|[高低]于"
)
_WHOLE = re.compile(
    r"综合|总体|整体|总的|合计|平均|汇总|总(?=[一-鿿]{2,3}率)|全[国省市县区州盟旗]|各类"
)
_SAID = re.compile(
    rf"{_WHOLE.pattern}|[两二三几](?:类|者|项|部分)|上述|以上|分别|达到?|保持在|稳定在|[已为是在的约,、:]"
)
_NOT_ALL = re.compile(
    r"全国|全省|其中|另|[^,。;]{2,8}[中里],|行业|区域|试点|[^全各][省市县区州](?:级|属|直)"
)
_RATE = re.compile(r"[一-鿿]{2}[率面度]")
_FAR, _LONG, _MOST = 24, 48, 6
_WAYS, _OF_EACH = re.compile("线[上下]|网上|现场"), re.compile("满意|合格|及格|优秀|好评")
"""线上参与率 42 %, 线下 38 %, 总参与率 71 %: shares of the same people, who come in two ways."""
_OF_THEM = 0.75


def check(reading: Reading) -> Iterator[Finding]:
    """A rate that neither of its two halves allows."""
    for group in by_sentence(reading):
        for whole, one, other in zip(group, group[1:], group[2:], strict=False):
            if _NAMED.search(whole.context) and _is_split(reading, (whole, one, other)):
                yield from _outside(reading, whole, (one, other))
    for block, figures in reading.by_block.items():
        rates = [f for f in figures if f.unit == "%"]
        if reading.page.blocks[block].kind is not BlockKind.TABLE and len(rates) > 2:
            for rank in range(2, len(rates)):
                parts = _halves_before(reading, rates[max(0, rank - _MOST) : rank], rates[rank])
                yield from _outside(reading, rates[rank], parts)


def _outside(reading: Reading, whole: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    """RATE-REC where a rate lies neither between its parts nor at one of them."""
    if not parts:
        return
    low, high = (bound(part.value for part in parts) for bound in (min, max))
    slack = max(half_digit(rate) for rate in (whole, *parts)) * 2
    if not low - slack <= whole.value <= high + slack:
        yield found(
            reading, "RATE-REC",
            f"总体写 {whole.text},各部分却是 {'和 '.join(part.text for part in parts)}。"
            "总体的比率应在各部分之间,请核对这几个数。",
            (whole, *parts),
        )  # fmt: skip


def _is_split(reading: Reading, rates: Sequence[Figure]) -> bool:
    """Whether two percentages are of the halves of what the first is of."""
    whole, one, other = rates
    told = between(reading, whole, one), between(reading, one, other)
    alike = all(_is_level(rate) for rate in rates)
    if not alike or any(len(words) > _FAR or "。" in words for words in told):
        return False
    return _are_halves(*told, _HALVES)


def _is_level(rate: Figure) -> bool:
    """Whether it is a rate as it stands, no change and no share."""
    return rate.unit == "%" and rate.upper is None and not _CHANGED.search(rate.context)


def _are_halves(one: str, other: str, pairs: Sequence[tuple[str, str]] = _MORE_HALVES) -> bool:
    """Whether the words before two rates name two halves of one whole (非公有制企业, 公有制企业)."""
    return any(
        re.search(first, here) and re.search(second, there) and not re.search(first, there)
        for first, second in pairs
        for here, there in ((one, other), (other, one))
    )


def _halves_before(
    reading: Reading, earlier: Sequence[Figure], whole: Figure
) -> tuple[Figure, ...]:
    """公有制企业 98.2%,非公有制企业 91.4%,综合建制率 90.6%: the rates of one name right before one called whole."""
    last = earlier[-1]
    words = _own_words(reading, last, whole)
    if (
        not _is_level(whole)
        or not _WHOLE.search(words)
        or _NOT_ALL.search(words)
        or whole.sentence - last.sentence > 1
    ):
        return ()
    row: list[tuple[Figure, str]] = []
    name = _name(words)
    for rank in range(len(earlier) - 1, -1, -1):
        rate = earlier[rank]
        own = _own_words(reading, earlier[rank - 1] if rank else None, rate)
        near = last.sentence == rate.sentence
        if not near or not _is_level(rate) or len(own) > _LONG or _WHOLE.search(own):
            break
        if name and _name(own) and _name(own) != name:
            break
        name = name or _name(own)
        row.append((rate, own))
    named = any(_name(own) for _, own in row)
    split = any(_are_halves(a, b) for (_, a), (_, b) in combinations(row, 2))
    said = "".join(own for _, own in row)
    if _WAYS.search(said) and not _OF_EACH.search(said):
        return ()
    return (
        tuple(rate for rate, _ in reversed(row)) if split and named and _is_of(words, said) else ()
    )


def _is_of(words: str, said: str) -> bool:
    """Whether a whole is called no other thing than its halves (综合建制率; not 全市社会组织建会率)."""
    pairs = bigrams(_SAID.sub("", re.split("[,;。]", words)[-1]))
    return sum(pair in said for pair in pairs) >= len(pairs) * _OF_THEM


def _own_words(reading: Reading, earlier: Figure | None, rate: Figure) -> str:
    """The words that lead to a rate: since the rate before it, or since its sentence began."""
    before = reading.sentence_before(rate)
    same = earlier is not None and earlier.end > rate.start - len(before)
    return between(reading, earlier, rate) if earlier is not None and same else before


def _name(words: str) -> str:
    """What the rate is called: 建制率 of 职代会综合建制率达到; empty of 综合为."""
    said = _RATE.findall(_WHOLE.sub("", re.split("[,;。]", words)[-1]))
    return said[-1] if said else ""
