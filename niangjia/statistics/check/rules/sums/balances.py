"""What must come to a given amount (收支、比例): SUM of income less spending, of shares. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.sums.adding import adds_up, splits
from niangjia.statistics.check.rules.sums.hundred import is_hundred
from niangjia.statistics.check.rules.sums.items import rest
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, plain, written

_OPENING = r"^[,、]?(?:年初|期初|上年末)[^,。;]{0,10}$"
_OPENING += r"|(?:上年|年初|期初|去年)[^,。;]{0,8}(?:结余|结转|余额|在[档册]|共有)"
_OPENING += r"|在[档册][^,。;]{0,8}(?:年初|上年末)$"
_LEFT = r"(?:年末|期末|累计|滚存|年底)?[^,。;]{0,6}(?:结余|余额|剩余)[^,。;]{0,6}$"
_LEFT += r"|(?:年末|期末)[^,。;]{0,10}$|^[,、]?(?:年末|期末)$|(?:年末|期末|年底|目前)[^,。;]{0,6}在[档册][^,。;]{0,8}$"
_LONGEST_NAME = 14
_AGES = re.compile(r"\d{1,3}(?:周?岁)?(?:以[上下])?(?:至|到|[-—~])\d{1,3}周?岁|\d{1,3}周?岁")
_OVERLAPS = re.compile(r"女|农民工|党员|新就业|青年|残疾|以上(?!占)")


_MISSING = re.compile(
    r"(?:缺席|请假|未到|缺勤|正在|仍在|在办|未办结|未结|待办|待结|尚未|尚有|还有|未|剩余|余下|其余|下余|弃权|作废)[^,。;\d]{0,10}$"
)
_CARRIED = re.compile(r"上年|去年|结转|往年|历年|同比|新增|年初|期初|每")
_SPLIT = re.compile(r"的?(?:比例|比率)?(?:进行)?(?:分配|分成|划分|留成|安排|返还)")
_SHARED_OUT = 15
_SURPLUS = re.compile(
    r"(?:当年|本年|当期|本期|全年|收支)[^,。;]{0,6}(?:结余|盈余|节余|结存)[^,。;]{0,2}$"
)
_BEFORE = re.compile(
    r"(?:年初|期初|上年|往年|历年|去年)[^,。;]{0,8}(?:结余|结转|余额|节余|结存)[^,。;]{0,4}$"
)
_AT_END = re.compile(
    r"(?:年末|期末|年底|累计|滚存)[^,。;]{0,8}(?:结余|余额|节余|结存)[^,。;]{0,4}$"
)
_FEW, _LONGEST_LIST = 6, 24
_SENTENCES = 5
_BY_KIND = re.compile(r"(?P<cue>[与和由为属靠按以])[^,。;\d]{1,12}?(?P<kind>[一-鿿]{2})$")


def check(reading: Reading) -> Iterator[Finding]:
    """Money left over, and shares of a whole."""
    for group in by_sentence(reading):
        yield from _balances(reading, group)
        yield from _carried(reading, group)
        yield from _hundred(reading, group)
        yield from _shared_out(reading, group)
        yield from _remainder(reading, group)
        yield from _divided(reading, group)
    for figures in reading.by_block.values():
        yield from _rest_of_them(reading, figures)


def _rest_of_them(reading: Reading, figures: Sequence[Figure]) -> Iterator[Finding]:
    """86 名农民工被拖欠…发到 52 人手中…其余 36 人: sentences apart, 88 in all."""
    for rank, others in enumerate(figures):
        if not re.search(r"(?:其余|剩余|余下)的?$", reading.clause_before(others)):
            continue
        same = [f for f in figures[:rank] if f.unit == others.unit]
        whole, part = same[-2:] if len(same) > 1 else (others, others)
        near = others.sentence - whole.sentence in range(1, _SENTENCES)
        off = part.value + others.value - whole.value
        if near and part.value < whole.value and 0 < abs(off) <= whole.value / 10:
            yield found(
                reading, "SUM",
                f"{part.text}加其余 {others.text}是 {plain(part.value + others.value)} {others.unit},"
                f"前面写的是 {whole.text}。请核对三个数。",
                [whole, part, others],
            )  # fmt: skip


def _balances(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """年初结余 + 收入 - 支出 = 年末结余; 筹集 - 使用 = 结余."""
    units = [figure.unit for figure in group]
    unit = (
        "元" if "元" in units else next((u for u in units if u in {"户", "人", "个", "家"}), "户")
    )
    money = [
        f
        for f in group
        if f.unit == unit and not re.search(r"历年|滚存|[均每]", reading.words_before(f))
    ]
    money = _unlisted(money)
    said = {figure.start: reading.words_before(figure) for figure in money}

    def last(pattern: str, unless: str = "$^") -> Figure | None:
        fitting = (
            f
            for f in money
            if re.search(pattern, said[f.start]) and not re.search(unless, said[f.start])
        )
        return next(fitting, None)

    opening = last(_OPENING)
    income = last(
        r"收入|筹集|筹措|募集|收到|捐款|到账|到位|下拨|新增|增加|发展|新建|吸收|建档",
        r"支出|结余|上年|年初",
    )
    spent = last(
        r"支出|使用|发放|支付|退出|脱困|注销|核减|减少|流失|撤销|转出",
        r"收入|结余|新增|结转|[年期]初",
    )
    left = last(_LEFT, r"上年|年初|期初|去年|结转|新增")
    if re.search(r"动用|弥补|不足", reading.sentence_text(money[0]) if money else ""):
        return  # a planned deficit
    if income is None or spent is None or left is None or left.start < spent.start:
        return
    if left.start < income.start or len(money) != 3 + (opening is not None):
        return
    if opening is None and "累计" in said[left.start]:
        return  # of all years
    yield from _unbalanced(reading, left, [f for f in (opening, income) if f is not None], spent)


def _unbalanced(
    reading: Reading, left: Figure, given: Sequence[Figure], spent: Figure
) -> Iterator[Finding]:
    """What is left is not what was given less what was spent."""
    less = replace(spent, value=-spent.value, low=-spent.high, high=-spent.low)
    if adds_up(left, [*given, less]):
        return
    right = sum((f.value for f in given), -spent.value)
    told = "加".join(f.text for f in given)
    said = f"{told}减{spent.text},应余 {written(right, left.unit)},写的是 {left.text}。"
    if right < 0:
        said = f"{spent.text}多于{told},不会余 {left.text}。"
    yield found(
        reading, "SUM", f"{said}请核对收入、支出和结余。", [left, *given, spent],
        suggestion=written(right, left.unit) if right >= 0 else None,
    )  # fmt: skip


def _unlisted(figures: Sequence[Figure]) -> list[Figure]:
    """The figures without the lists that come to the one before: 860 万元,其中中央 420、省 260、市 180."""
    told: list[Figure] = []
    skip = 0
    for rank, whole in enumerate(figures):
        if skip:
            skip -= 1
            continue
        told.append(whole)
        counts = range(2, min(len(figures) - rank, _LONGEST_LIST))
        skip = next((n for n in counts if adds_up(whole, figures[rank + 1 : rank + 1 + n])), 0)
    return told


def _carried(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """当年结余 614 万元,加年初结余 3286 万元,年末滚存结余 3900 万元."""
    for three in permutations([f for f in group if f.unit == "元"][:_FEW], 3):
        own, opening, left = three
        words = [reading.clause_before(f) for f in three]
        cues = (_SURPLUS, _BEFORE, _AT_END)
        if left.start < max(own.start, opening.start) or adds_up(left, three[:2]):
            continue
        if all(cue.search(said) for cue, said in zip(cues, words, strict=True)):
            right = own.value + opening.value
            yield found(
                reading, "SUM",
                f"当年结余 {own.text}加年初(上年)结余 {opening.text},应为 {written(right, '元')},写的是 {left.text}。"
                "请核对三个数。",
                [left, own, opening], suggestion=written(right, "元"),
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
        share = re.search(r"占|比重|比例|构成", reading.words_before(first))
        said = "".join(reading.words_before(r) for r in run)
        every = splits(run) or (
            len(run) > 2 and (rest(reading, run[-1]) or re.search(r"构成|结构|分布", said))
        )
        all_shares = len(run) > 2 and all("占" in reading.words_before(r) for r in run)
        amount = sum((rate.value for rate in run), Decimal(0))
        slack = sum((max(half_digit(rate), Decimal("0.05")) for rate in run), Decimal(0))
        moved = re.search(r"增|降|提高|上升|率", "".join(reading.words_before(r) for r in run))
        exact = all(rate.precision is Precision.EXACT for rate in run)
        over = all_shares and amount > 100 and not _OVERLAPS.search(said)
        off = abs(amount - 100) > slack + Decimal("0.1")
        if (
            share
            and (every or over)
            and exact
            and not moved
            and off
            and not _two_cuts(reading, run)
        ):
            yield found(
                reading, "SUM",
                f"各部分所占比例相加为 {amount}%,应为 100%。请核对各个比例。", run,
            )  # fmt: skip


def _two_cuts(reading: Reading, run: Sequence[Figure]) -> bool:
    """工人占 36%,教师占 22.1%,其他占 41.9%,非公企业占 38.4%: some are all, the others divide them again."""
    count = len(run)
    some = [run[a:b] for a in range(count) for b in range(a + 2, count + 1) if b - a < count]
    ends = [rate for rate in run if rest(reading, rate)]
    return any(is_hundred(part) and all(rate in part for rate in ends) for part in some)


def _shared_out(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """按县级留成 35%、上缴 20%、返还基层 50% 的比例分配: what is shared out is a hundred."""
    rates: list[Figure] = []
    for figure in group:
        listed = rates and re.fullmatch(
            r"[、,和][^,。;\d]{1,12}", between(reading, rates[-1], figure)
        )
        if figure.unit != "%" or (rates and not listed):
            rates = []
        if figure.unit != "%":
            continue
        rates.append(figure)
        amount = sum((rate.value for rate in rates), Decimal(0))
        shares = _SPLIT.match(reading.page.text, figure.end)
        if len(rates) > 1 and shares and amount != 100 and abs(amount - 100) <= _SHARED_OUT:
            yield found(
                reading, "SUM", f"分配的各个比例相加为 {amount}%,应为 100%。请核对各个比例。", rates,
            )  # fmt: skip


def _remainder(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """应到 268 名,实到 251 名,缺席 27 名: the whole less what is done is what is left."""
    for rank, whole in enumerate(group[:-2]):
        done, left = group[rank + 1 : rank + 3]
        further = group[rank + 3 : rank + 4]
        if further and _MISSING.search(reading.words_before(further[0])):
            yield from _both_missing(reading, group[rank : rank + 4])
        if not (whole.unit == done.unit == left.unit and whole.unit not in {"%", "元"}):
            continue
        if further and further[0].unit == whole.unit and further[0].segment == whole.segment:
            continue
        cue = _MISSING.search(reading.words_before(left))
        limited = re.search(r"\d|以上", re.split(r"[,;、]", reading.words_before(left))[-1])
        cue = None if limited else cue
        exact = all(f.precision is Precision.EXACT for f in (whole, done, left))
        around = "".join(reading.words_before(f) for f in (whole, done, left))
        if not cue or not exact or _CARRIED.search(around) or left.segment != whole.segment:
            continue
        told = (
            done.high <= whole.low and abs(done.value + left.value - whole.value) * 4 <= whole.value
        )
        if told and not adds_up(whole, (done, left)):
            right = whole.value - done.value
            yield found(
                reading, "SUM",
                f"{whole.text}减 {done.text},应为 {written(right, whole.unit)},写的是 {left.text}。"
                "请核对三个数,或写明还有哪些没有列出。",
                [left, whole, done], suggestion=written(right, whole.unit),
            )  # fmt: skip


def _both_missing(reading: Reading, four: Sequence[Figure]) -> Iterator[Finding]:
    """应到 215 人,实到 198 人,请假 12 人,缺席 8 人."""
    whole, *parts = four
    exact = all(f.precision is Precision.EXACT and f.unit == whole.unit for f in four)
    amount = sum((part.value for part in parts), Decimal(0))
    cue = _MISSING.search(reading.words_before(parts[1]))
    near = abs(amount - whole.value) * 4 <= whole.value and parts[0].value <= whole.value
    if cue and exact and whole.unit not in {"%", "元"} and near and not adds_up(whole, parts):
        yield found(
            reading, "SUM",
            f"{'、'.join(part.text for part in parts)}相加为 {written(amount, whole.unit)},"
            f"全部写的是 {whole.text}。请核对各数。",
            [whole, *parts],
        )  # fmt: skip


def _divided(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """520 家中,410 家与银行合建,128 家与社区合建: parts told after their numbers, one of each kind."""
    for whole, one, other in zip(group, group[1:], group[2:], strict=False):
        if not whole.unit == one.unit == other.unit or not re.match(
            r"[^,。;\d]{0,14}(?:中|里|当中),?[^,。;\d]{0,4}$", between(reading, whole, one)
        ):
            continue
        after = re.split(r"[,;。]", reading.page.text[other.end : other.end + 24])[0]
        kinds = [
            _BY_KIND.match(words) for words in (between(reading, one, other).rstrip(",;、"), after)
        ]
        alike = all(kinds) and len({(k["cue"], k["kind"]) for k in kinds if k}) == 1
        amount = one.value + other.value
        if alike and whole.high < amount <= whole.value * Decimal("1.5"):
            yield found(
                reading, "SUM",
                f"{whole.text}之中,{one.text}和 {other.text}相加为 {written(amount, whole.unit)},"
                "多于全部。请核对三个数,或说明有重复。",
                [whole, one, other],
            )  # fmt: skip
