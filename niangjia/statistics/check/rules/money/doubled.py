"""Aid counted twice (一笔钱算了两次): an amount that lists kinds of aid beside one of such a kind, FUND-OVERLAP. Pure.

生活、医疗、节日慰问等帮扶资金 86.4 万元;两节慰问金 62.3 万元;以上合计 148.7 万元: the second may be in the first.
Also the sum of single aids that comes to nearly what all of them are said to be paragraphs before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found, half_digit

_KINDS = {
    "慰问": "慰问|送温暖|两节", "助学": "助学|学子|子女[上就]学|圆梦", "医疗": "医疗|大病|住院|患病|特病",
    "生活": "生活救助|生活补助|生活困难|低保", "清凉": "清凉|防暑",
    "救助": "临时救助|应急救助|救急难", "就业": "就业|创业",
}  # fmt: skip
_NAMED = {
    "慰问": "慰问|送温暖", "助学": "助学|子女", "医疗": "医疗|大病|助医|就医", "生活": "生活", "清凉": "清凉|防暑",
    "救助": "临时救助|应急", "就业": "就业|创业",
}  # fmt: skip
"""How a list of kinds names them: 生活、医疗、助学等帮扶资金."""
_LIST = re.compile(r"(?:[一-鿿“”]{2,8}[、和及]){1,6}[一-鿿“”]{2,8}(?:等|(?=救助|帮扶|资金))")
_AID = re.compile(r"帮扶|救助|慰问|困难")
_SUM = re.compile(r"合计|共计|总计|两项|上述|以上|总共|共")
_NOT_PAID = re.compile(r"每|均|其中|最|预算|计划|筹|争取|上年|去年同期")
_APART = re.compile(r"除[^,。;]{0,12}外|不含|不包括|另(?:外|有|行)?(?:发放|安排|支出|投入)|未含")
_YEAR = re.compile(r"20\d{2}年|[去今上前]年")
_NEAR, _FEW = Decimal("0.1"), 2
_BLOCKS = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Sums of amounts that may hold one another, and sums nearly equal to one told before."""
    general = [f for f in reading.figures if _listed(reading, f)]
    for one in general:
        yield from _added(reading, one)
        yield from _told_again(reading, one)


def _clause(reading: Reading, figure: Figure) -> str:
    """The words before an amount since the last full stop of any kind, commas and brackets left in."""
    return re.split("[;:]", reading.sentence_before(figure))[-1]


def _listed(reading: Reading, figure: Figure) -> frozenset[str]:
    """The kinds that an amount names in a list: 生活、医疗、节日慰问等各类帮扶资金."""
    if figure.unit != "元" or figure.upper is not None or not reading.in_text(figure):
        return frozenset()
    before = re.split(",", _clause(reading, figure))[-1]
    behind = reading.page.text[figure.end : figure.end + 30]
    bracket = re.match(r"\(([^()\d]{4,24})\)", behind)
    said = _LIST.search(before)
    words = (said.group() if said else "") + (f"{bracket[1]}、" if bracket else "")
    if "、" not in words or not _AID.search(before) or _NOT_PAID.search(before):
        return frozenset()
    return frozenset(kind for kind, pattern in _NAMED.items() if re.search(pattern, words))


def _added(reading: Reading, one: Figure) -> Iterator[Finding]:
    """Three amounts of one paragraph, the last the sum of the others, one of which lists the other's kind."""
    near = [
        f for f in reading.by_block[one.block]
        if f.unit == "元" and f.upper is None and abs(f.sentence - one.sentence) <= _FEW
    ]  # fmt: skip
    kinds = _listed(reading, one)
    for other, total in combinations([f for f in near if f is not one], 2):
        if not _is_sum(reading, total, [one, other]):
            continue
        own = _kind_of(reading, other)
        between = reading.page.text[min(one.end, other.end) : total.start]
        if own & kinds and not _listed(reading, other) and not _APART.search(between):
            shared = "、".join(sorted(own & kinds))
            yield found(
                reading, "FUND-OVERLAP",
                f"“{one.label}”{one.text}已含“{shared}”,又与“{other.label}”{other.text}相加成 {total.text},"
                "可能重复计算。请核对后一笔是否已在前一笔中;如不在,请写明“除…外”。",
                [total, one, other],
            )  # fmt: skip


def _is_sum(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether words call an amount the sum and it is."""
    words = re.split("[,;]", reading.sentence_before(total))[-1]
    gap = abs(sum((f.value for f in parts), Decimal(0)) - total.value)
    slack = sum((half_digit(f) for f in (*parts, total)), Decimal(0))
    behind = all(f.start < total.start for f in parts)
    return behind and bool(_SUM.search(words)) and gap <= slack


def _kind_of(reading: Reading, figure: Figure) -> frozenset[str]:
    """The kinds that the words before an amount name, since the amount before it."""
    start = max(
        (f.end for f in reading.by_block[figure.block] if f.unit == "元" and f.end <= figure.start),
        default=0,
    )
    words = _clause(reading, figure)
    words = words[-max(figure.start - start, 0) :] if start else words
    return frozenset(kind for kind, pattern in _KINDS.items() if re.search(pattern, words))


def _told_again(reading: Reading, one: Figure) -> Iterator[Finding]:
    """生活、医疗、助学等帮扶资金 1860 万元; 送温暖…助学…大病救助…,合计 1795 万元: much the same money, told twice."""
    kinds = _listed(reading, one)
    for total in reading.figures:
        near = total.unit == "元" and 0 < total.block - one.block <= _BLOCKS
        if (
            not near
            or not reading.in_text(total)
            or abs(total.value - one.value) > one.value * _NEAR
        ):
            continue
        parts = [
            f for f in reading.by_block[total.block]
            if f.sentence == total.sentence and f.unit == "元" and f.start < total.start
        ]  # fmt: skip
        if len(parts) < _FEW or total.value == one.value or not _is_sum(reading, total, parts):
            continue
        years = [set(_YEAR.findall(reading.sentence_before(f))) for f in (one, total)]
        if all(years) and years[0].isdisjoint(years[1]):
            continue
        own = frozenset[str]().union(*(_kind_of(reading, f) for f in parts))
        if len(own & kinds) >= _FEW and not _APART.search(reading.sentence_text(total)):
            yield found(
                reading, "FUND-OVERLAP",
                f"“{one.label}”{one.text}含{'、'.join(sorted(own & kinds))},后文又分项列出、合计 {total.text}:"
                "两个数相近,口径不清。请写明后者是否包含在前者之中,两者不能相加。",
                [total, one], severity=Severity.WARN,
            )  # fmt: skip
