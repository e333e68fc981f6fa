"""What must come to a given amount (收支、比例): SUM of income less spending, of shares. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, words_before
from niangjia.statistics.check.rules.sums import adds_up, rest, splits
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, written

_OPENING = r"(?:上年|年初|期初|去年)[^,。;]{0,8}(?:结余|结转|余额|在[档册]|共有)|在[档册][^,。;]{0,8}(?:年初|上年末)$"
_LEFT = r"(?:年末|期末|累计|滚存|年底)?[^,。;]{0,6}(?:结余|余额|剩余)[^,。;]{0,6}$"
_LEFT += r"|^[,、]?(?:年末|期末)$|(?:年末|期末|年底|目前)[^,。;]{0,6}在[档册][^,。;]{0,8}$"
_LONGEST_NAME = 14
_AGES = re.compile(r"\d{1,3}(?:周?岁)?(?:以[上下])?(?:至|到|[-—~])\d{1,3}周?岁|\d{1,3}周?岁")
_OVERLAPS = re.compile(r"女|农民工|党员|新就业|青年|残疾|以上(?!占)")


def check(reading: Reading) -> Iterator[Finding]:
    """Money left over, and shares of a whole."""
    for group in by_sentence(reading):
        yield from _balances(reading, group)
        yield from _hundred(reading, group)


def _balances(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """年初结余 + 收入 - 支出 = 年末结余; 筹集 - 使用 = 结余."""
    unit = "元" if any(figure.unit == "元" for figure in group) else "户"
    money = [
        f for f in group if f.unit == unit and not re.search(r"历年|滚存", words_before(reading, f))
    ]
    said = {figure.start: words_before(reading, figure) for figure in money}

    def last(pattern: str, unless: str = "$^") -> Figure | None:
        fitting = (
            f
            for f in money
            if re.search(pattern, said[f.start]) and not re.search(unless, said[f.start])
        )
        return next(fitting, None)

    opening = last(_OPENING)
    income = last(r"收入|筹集|筹措|募集|新增", r"支出|结余|上年|年初")
    spent = last(r"支出|使用|发放|支付|退出|脱困|注销|核减", r"收入|结余|新增")
    left = last(_LEFT, r"上年|年初|期初|去年|结转|新增")
    if re.search(r"动用|弥补|不足", reading.sentence_text(money[0]) if money else ""):
        return  # a planned deficit
    if income is None or spent is None or left is None or left.start < spent.start:
        return
    if left.start < income.start or len(money) != 3 + (opening is not None):
        return
    parts = [f for f in (opening, income, spent) if f is not None]
    signed = [
        replace(f, value=-f.value, low=-f.high, high=-f.low) if f is spent else f for f in parts
    ]
    if not adds_up(left, signed):
        right = sum((f.value for f in signed), Decimal(0))
        yield found(
            reading, "SUM",
            f"{'加'.join(f.text for f in parts if f is not spent)}减{spent.text},应余 {written(right, unit)},"
            f"写的是 {left.text}。请核对收入、支出和结余。",
            [left, *parts], suggestion=written(right, unit),
        )  # fmt: skip


def _hundred(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """男会员占 54%,女会员占 48%; 甲 12%、乙 79%、其他 18%: shares of all are a hundred."""
    for rank, first in enumerate(group[:-1]):
        if first.unit != "%" or (rank and group[rank - 1].unit == "%"):
            continue
        run = [first]
        for rate in group[rank + 1 :]:
            if rate.unit != "%" or not re.fullmatch(
                rf"[、,][^、,。;:\d]{{1,{_LONGEST_NAME}}}",
                _AGES.sub("", between(reading, run[-1], rate)),
            ):
                break
            run.append(rate)
        share = re.search(r"占|比重|比例|构成", words_before(reading, first))
        said = "".join(words_before(reading, r) for r in run)
        every = splits(run) or (
            len(run) > 2 and (rest(reading, run[-1]) or re.search(r"构成|结构|分布", said))
        )
        all_shares = len(run) > 2 and all("占" in words_before(reading, r) for r in run)
        amount = sum((rate.value for rate in run), Decimal(0))
        slack = sum((max(half_digit(rate), Decimal("0.05")) for rate in run), Decimal(0))
        moved = re.search(r"增|降|提高|上升|率", "".join(words_before(reading, r) for r in run))
        exact = all(rate.precision is Precision.EXACT for rate in run)
        over = all_shares and amount > 100 and not _OVERLAPS.search(said)
        off = abs(amount - 100) > slack + Decimal("0.1")
        if share and (every or over) and exact and not moved and off:
            yield found(
                reading, "SUM",
                f"各部分所占比例相加为 {amount}%,应为 100%。请核对各个比例。", run,
            )  # fmt: skip
