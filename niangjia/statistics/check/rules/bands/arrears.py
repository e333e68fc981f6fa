"""Money won back per head (追回欠薪、挽回损失): BAND. The bands are data. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import by_sentence, found, plain
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Claim:
    """What is won back, the band of the mean per head, and where the band comes from."""

    money: re.Pattern[str]
    low: Decimal
    high: Decimal
    basis: str


CLAIMS = (
    Claim(
        re.compile(r"欠薪|讨薪|追薪|拖欠|工资|劳动报酬|薪酬|工程款|血汗钱"), Decimal(200), Decimal(150_000),
        "公开数据:2023 年全国法律援助为 54 万农民工追索劳动报酬 68 亿元,"
        "人均 1.26 万元;各地案例人均多在 0.3 万至 6 万元",
    ),
    Claim(
        re.compile(r"经济损失|损失|赔偿|补偿"), Decimal(100), Decimal(500_000),
        "工伤、解除合同等个案赔偿多在数千元至数十万元,人均 50 万元以上须逐案核对",
    ),
)  # fmt: skip
_WON_BACK = re.compile(
    r"追讨|追回|追缴|追索|追发|追付|讨回|讨要|要回|讨薪|追薪|清欠|挽回|补发|兑付"
)
_STAFF = re.compile(r"律师|调解员|监督员|志愿者|干部|仲裁员|咨询|培训|检查")
_CASES = re.compile(
    r"(?:法律援助|调解|仲裁|诉讼|代理)[^,#]{0,8}#|#[^,#]{0,8}(?:法律援助|调解|仲裁|诉讼)"
)
_ONE_BY_ONE, _MORE_FOR_FEW = 5, 4


def check(reading: Reading) -> Iterator[Finding]:
    """为 48 名农民工追讨欠薪 2.4 亿元: five million each."""
    for group in by_sentence(reading):
        for one, other in pairwise(group):
            money, heads = (one, other) if one.unit == "元" else (other, one)
            if _is_pair(money, heads):
                yield from _banded(reading, group, money, heads)


def _is_pair(money: Figure, heads: Figure) -> bool:
    cases = heads.unit == "件" and _CASES.search(heads.context)
    people = bool(heads.value) and (measure_of(heads.unit) is Measure.PERSON or bool(cases))
    near = money.segment == heads.segment and money.unit == "元"
    whom = not _STAFF.search(heads.context)
    return people and near and whom and "每" not in money.context + heads.context


def _banded(
    reading: Reading, group: Sequence[Figure], money: Figure, heads: Figure
) -> Iterator[Finding]:
    clause = _own_words(reading, group, money)
    claim = next((claim for claim in CLAIMS if claim.money.search(clause)), None)
    if claim is None or not _WON_BACK.search(clause) or re.search(r"均", clause):
        return
    few = heads.value < _ONE_BY_ONE or (heads.unit == "件" and claim is CLAIMS[0])
    high = claim.high * (_MORE_FOR_FEW if few else 1)
    each = money.value / heads.value
    if money.low / heads.high > high or money.high / heads.low < claim.low:
        yield found(
            reading, "BAND",
            f"{heads.text},{money.text},{'每件' if heads.unit == '件' else '人均'} {plain(round(each))} 元,"
            f"超出常见范围({plain(claim.low)} 至 {plain(high)} 元;"
            f"{claim.basis})。请核对金额的单位、小数点和人数。",
            [money, heads],
        )  # fmt: skip


def _own_words(reading: Reading, group: Sequence[Figure], money: Figure) -> str:
    """The words from the figure before to the end of the amount's clause."""
    block = reading.page.blocks[money.block]
    before = [figure.end for figure in group if figure.end <= money.start]
    start = max(before, default=block.start) - block.start
    text = re.split(r"[。;]", block.text[start : money.start - block.start])[-1]
    return text + re.split(r"[,;。]", block.text[money.end - block.start :])[0]
