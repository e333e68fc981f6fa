"""From old to new (增减): RATE-REC of growth, times and points, SUM of differences. Pure.

Old and new are found by their words: 由/从 A 增至 B, B 比上年的 A, 上年为 A, two years named. Every
change said after them (增长 x%, 净增 n 家, 是 n 倍, 提高 x 个百分点, 翻番) is held against the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    RATIOS,
    agrees,
    between,
    differs,
    in_sight,
    is_count,
    rounding,
    tolerance,
)
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, plain
from niangjia.statistics.check.rules.times.months import part_or_year
from niangjia.statistics.check.units import measure_of

UP = r"延长|增加|增长|提高|上升|提升|发展|扩大|扩展|拓展|壮大|跃升|攀升|上涨|净增|增|升|涨|新增|多收|增收|多|扩"
DOWN = r"缩短|缩小|收窄|压缩|下降|减少|降低|压减|缩减|回落|下滑|降|减|少收|减收|少"
TO = re.compile(rf"(?:{UP}|{DOWN}|变化)(?:到|至|为|成)(?:了)?")
CUE = re.compile(
    rf"(?:(?P<up>{UP})|(?P<down>{DOWN}))(?:幅(?:度)?|率|速|额|量)?(?:均|了|高?达到?|为|仅|约|近|超过?|逾|[:])*$|翻(?:了)?$"
)
OLD_FROM = re.compile(r"(?:由|从)[^,。;]{0,22}$")
OLD_THAN = re.compile(
    r"(?<![占同环])(?:较|比|对比|相比)(?:于)?(?:上|去|前|同|年|此|原|过|\d{4}年)?[^,。;增减多少升降]{0,14}(?:的|为|是)?$"
)
_OLD_SAID = re.compile(
    r"(?:上年|去年|前年|上届|同期|年初|此前|原来|原有|原先|上一年|五年前|\d{4}年(?:末|底|初|度)?(?:同期)?)[^,。;\d增减升降多少]{0,14}$"
)
_MORE_OF = re.compile(r"(?:(?P<up>多|增加|新增)|(?P<down>少|减少))[一-鿿]{1,4}$")
_NET_OF = re.compile(r"净(?:(?P<up>增加?)|(?P<down>减少?))[一-鿿]{1,6}$")
_BEYOND = re.compile(r"(?:高出|高于|低于|超出|多于|少于)[^,。;\d]{0,14}$")
_REAL_TERMS = re.compile(r"生产总值|增加值|GDP|经济总量|收入水平")
YEAR = re.compile(r"(\d{4})年")
_SET_BESIDE = re.compile(r"[一-鿿]{0,2}(?:相比|相较|比较|比,)")
_BESIDE_OLD = re.compile(r"[与同和比较][^,。;]{0,24}$")
_THAN_OLD = re.compile(r"(?:比(?![武赛例])|(?<![比计])较(?![大高多好强]))[^,。;]{0,24}$")
_MEAN = re.compile(r"年均|平均|每年|月均|占|中有|其中")
_TIMES_OF = re.compile(r"(?:是|为|达到?|相当于)[^,。;]{0,10}$|^的$")
_NOUN = re.compile(r"([一-鿿]{2})(?:总)?(?:人数|人次|数量|数|量|总数|总额|额)?(?:同)?[比较]")
_GROWN_BY = re.compile(r"(?:增长|增加|扩大|提高|增)(?:了|约|近)?$")
_MOVED_OUT = re.compile(r"(?:退出|新增|脱困|注销|新纳入)[^,。;\d]{0,4}$")
_CAME = re.compile(r"(?:新增|新建档|新纳入|增加|新识别)[^,。;\d]{0,6}$")
_LEFT = re.compile(r"[、,](?:自然|脱困)?(?:退出|减少|注销|脱困|核减|调出|清退)[^,。;\d]{0,6}")
FARTHEST = 5
LONGEST = 24


def check(reading: Reading) -> Iterator[Finding]:
    """Every change that is not what old and new give."""
    for group in by_sentence(reading):
        told: set[int] = set()
        for rank, change in enumerate(group):
            for finding in _change(reading, group, rank):
                told.add(change.start)
                yield finding
            if change.start not in told:
                yield from _by_and_percent(reading, group, rank)
                yield from _before_total(reading, group, rank)
                yield from _told_after(reading, group, rank)
                yield from _than_alone(reading, group, rank)
        yield from _added(reading, group)


def _change(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    change, words = group[rank], reading.words_before(group[rank])
    clause = re.split(r"[,;]", words)[-1]
    doubled = "番" in change.text
    cue = CUE.search(clause) or _NET_OF.search(clause)
    times = change.unit == "倍" and (_TIMES_OF.search(clause) or doubled)
    beyond = (
        rank > 1
        and re.fullmatch(r"(?:约|近|超过?|逾|达)?", words)
        and _BEYOND.search(reading.words_before(group[rank - 1]))
    )
    if not (cue or times or doubled or beyond) or _MEAN.search(words):
        return
    if cue and cue["down"] and change.unit == "倍":
        return  # points.py says it
    if _REAL_TERMS.search(reading.sentence_text(change)):
        return  # growth at constant prices
    for new, old in steps(reading, group[max(0, rank - FARTHEST) : rank], change):
        right = _right(change, old, new, is_times=bool(times))
        if right is None:
            return
        if _fits(change, right, (old, new)):
            if cue and is_count(change):
                yield from _other_way(reading, change, cue, old, new)
            if change.unit == "倍" and not doubled and _GROWN_BY.search(clause):
                yield from _times_more(reading, change, old, new)
            return
        gone = _gone(reading, group, rank)
        if gone is not None:
            yield from _both_ways(reading, (old, new), change, gone)
            return
        if _explained(reading, change, cue, is_times=bool(times)):
            return
        yield _finding(reading, change, old, new, right)
        return


def _other_way(
    reading: Reading, change: Figure, cue: re.Match[str], old: Figure, new: Figure
) -> Iterator[Finding]:
    """2.6 万人,比上年的 2.1 万人减少 0.5 万人: it rose."""
    fell, rose = cue["down"] and new.low > old.high, cue["up"] and new.high < old.low
    if fell or rose:
        yield found(
            reading, "RATE-REC",
            f"写的是“{cue.group()}”,数却由 {old.text} 到 {new.text},方向相反。请核对。",
            [change, old, new],
        )  # fmt: skip


def _times_more(reading: Reading, change: Figure, old: Figure, new: Figure) -> Iterator[Finding]:
    """由 46 家扩大到 115 家,增长 2.5 倍: it is 2.5 times as many, 1.5 times more."""
    more = new.value / old.value - 1
    exact = all(f.precision is Precision.EXACT for f in (old, new))
    if exact and abs(more + 1 - change.value) * 2 < abs(more - change.value):
        yield found(
            reading, "RATE-REC",
            f"由 {old.text} 到 {new.text} 是原来的 {plain(round(more + 1, 2))} 倍,"
            f"增长 {plain(round(more, 2))} 倍,写的是增长“{change.text}”。请核对。",
            [change, old, new], suggestion=f"{plain(round(more, 2))}倍",
        )  # fmt: skip


def _gone(reading: Reading, group: Sequence[Figure], rank: int) -> Figure | None:
    """What left beside what came (年内新增 412 户、退出 747 户)."""
    gone = group[rank + 1] if rank + 1 < len(group) else None
    told = gone is not None and _CAME.search(reading.words_before(group[rank]))
    return gone if told and gone and _LEFT.fullmatch(between(reading, group[rank], gone)) else None


def _both_ways(
    reading: Reading, stocks: tuple[Figure, Figure], came: Figure, gone: Figure
) -> Iterator[Finding]:
    """由 3120 户到 2785 户,新增 412 户、退出 747 户: the new stock is the old with both."""
    old, new = stocks
    right = old.value + came.value - gone.value
    if came.unit == gone.unit == old.unit and not _fits(new, right, (old, came, gone)):
        yield found(
            reading, "SUM",
            f"原有 {old.text},新增 {came.text},减少 {gone.text},应为 {plain(right)}{new.unit},"
            f"写的是 {new.text}。请核对四个数。",
            [new, old, came, gone], suggestion=f"{plain(right)}{new.unit}",
        )  # fmt: skip


def steps(
    reading: Reading, before: Sequence[Figure], change: Figure
) -> Iterator[tuple[Figure, Figure]]:
    """(new, old) right before a change, the nearest first; nothing of the kind may lie between."""
    wanted_rates = change.unit == "个百分点"
    usable = [
        f for f in before
        if (f.unit == "%") == wanted_rates and measure_of(f.unit) is not None
        and (wanted_rates or measure_of(f.unit) not in RATIOS)
    ]  # fmt: skip
    for one, other in reversed(list(pairwise(usable))):
        if one.unit != other.unit or not one.value or not other.value or one.parent == other.start:
            continue
        apart, head = between(reading, one, other), reading.words_before(one)
        if re.search(r"。|;|预算|计划|目标|任务", apart) or len(apart) > 2 * LONGEST:
            continue
        after = between(reading, other, change)
        if "同" in after and {part_or_year(reading, f) for f in (one, other)} == {"part", "whole"}:
            continue  # 上年同期 is neither of the two
        far = len(after) > LONGEST and other is not before[-1]
        if (
            far
            or re.search(r"其中|。", after)
            or (after.count(",") > 1 and not re.search(r"\d", after))
        ):
            continue
        if _is_old(head, apart):
            yield other, one
            return
        if _is_new(head, apart):
            yield one, other
            return


def _is_old(head: str, apart: str) -> bool:
    """Whether a figure said after ``head`` is the old one, ``apart`` leading to the new one."""
    if TO.search(apart) and (OLD_FROM.search(head) or OLD_THAN.search(head)):
        return True
    if _BEYOND.search(apart):
        return False
    now = re.search(r"今年|本年|现|目前|[达为]", apart)
    than = OLD_THAN.search(head) or (_OLD_SAID.search(head) and not YEAR.search(head))
    return bool((than and now) or _earlier_year(apart, head))


def _is_new(head: str, apart: str) -> bool:
    """Whether the figure after ``apart`` is the old one: 比上年的, 上年为, an earlier year."""
    than = (OLD_THAN.search(apart) and ")" not in apart[:-1]) or _BEYOND.search(apart)
    said = _OLD_SAID.search(apart) and not YEAR.search(apart)
    return bool(than or said or _earlier_year(head, apart))


def _earlier_year(here: str, there: str) -> bool:
    """Whether the year named last in ``there`` comes before the one in ``here``."""
    one, other = YEAR.findall(here), YEAR.findall(there)
    return bool(one and other and int(other[-1]) < int(one[-1]) and _OLD_SAID.search(there))


def _right(change: Figure, old: Figure, new: Figure, *, is_times: bool) -> Decimal | None:
    """What the change should be, None where it cannot be compared."""
    if change.unit == "%":
        return None if old.unit == "%" else abs(new.value - old.value) * 100 / old.value
    if change.unit == "倍":
        ratio = new.value / old.value
        if is_times:
            return ratio
        return min((ratio, ratio - 1), key=lambda each: abs(each - change.value))
    if change.unit in {old.unit, "个百分点"}:
        return abs(new.value - old.value)
    return None


def _fits(change: Figure, right: Decimal, places: Sequence[Figure]) -> bool:
    vague = any(f.precision is not Precision.EXACT for f in places)
    if change.unit == "%":
        slack = tolerance(change) + Decimal("0.1") * (
            change.value if change.precision is not Precision.EXACT else 0
        )
        slack += (100 + right) * sum((rounding(f) for f in places), Decimal(0))
    elif change.unit == "倍":
        slack = max(change.value / 10, Decimal("0.05"))
    else:
        slack = sum((half_digit(f) for f in (change, *places)), change.value / 100)
        slack += change.value / 10 if change.precision is not Precision.EXACT else 0
    return abs(right - change.value) <= slack + (right / 10 if vague else 0)


def _explained(
    reading: Reading, change: Figure, cue: re.Match[str] | None, *, is_times: bool
) -> bool:
    """Whether two other numbers in sight give the change, in the direction said."""
    rises, falls = bool(cue and cue["up"]), bool(cue and cue["down"])
    near = [f for f in in_sight(reading, change) if f.start < change.start and f.value]
    return any(
        one.unit == other.unit
        and (right := _right(change, one, other, is_times=is_times)) is not None
        and _fits(change, right, (one, other))
        for one in near
        for other in near
        if one is not other
        and not (rises and other.value < one.value)
        and not (falls and other.value > one.value)
    )


def _finding(reading: Reading, change: Figure, old: Figure, new: Figure, right: Decimal) -> Finding:
    unit = "倍" if change.unit == "倍" else change.unit
    return found(
        reading, "SUM" if is_count(change) else "RATE-REC",
        f"由 {old.text} 到 {new.text},变化应为 {plain(round(right, 2))}{unit},"
        f"写的是“{change.text}”。请核对三个数。",
        [change, old, new], suggestion=f"{plain(round(right, 2))}{unit}",
    )  # fmt: skip


def _by_and_percent(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """326 家,同比增加 41 家,增长 14.4%: the base is 285."""
    if rank < 2 or group[rank].unit != "%":
        return
    new, delta, change = group[rank - 2 : rank + 1]
    first, second = between(reading, new, delta), between(reading, delta, change)
    cue, grew = CUE.search(first) or _MORE_OF.search(first), CUE.search(second)
    if new.unit != delta.unit or new.unit == "%" or not cue or not grew or "各" in first:
        return
    compared = re.search(r"比|较|净|增收|减收|多收|少收", first)
    if _MOVED_OUT.search(reading.words_before(new)):
        return  # 退出 121 户,比年初减少 87 户: the change is of the stock
    if not compared or len(first) > 16 or len(second) > 10 or _MEAN.search(second):
        return
    base = new.value + delta.value if cue["down"] else new.value - delta.value
    before, behind = reading.words_before(new), _SET_BESIDE.match(first)
    if _BESIDE_OLD.search(before) if behind else _THAN_OLD.search(before):
        base = new.value  # 与上年的 725 人相比,增加 26 人: the old one stands there
    earlier = [f for f in group[: rank - 2] if f.unit == delta.unit and f.value > delta.value]
    signed = delta.value if cue["down"] else -delta.value
    if any(agrees(change, delta.value * 100 / (f.value + signed), (f, delta)) for f in earlier):
        return  # 工会 4186 个,覆盖单位 9725 个,比上年增加 213 个,增长 5.4%
    if base > 0 and not _explained(reading, change, grew, is_times=False):
        words = f"{new.text}、变化 {delta.text},变化率"
        yield from differs(reading, change, delta.value * 100 / base, words, (new, delta))


def _before_total(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """净增会员 3200 人,增长 8%,会员总数达到 5.2 万人: the new total stands last."""
    if not 0 < rank < len(group) - 1 or group[rank].unit != "%":
        return
    delta, change, new = group[rank - 1 : rank + 2]
    before, grew = reading.words_before(delta), reading.words_before(change)
    to = re.fullmatch(
        r",[^,。;\d]{0,8}(?:总数|总量|总额|规模)[^,。;\d]{0,4}", between(reading, change, new)
    )
    net = re.search(r"(?:净增|增加|增长|减少)[^,。;\d]{0,8}$", before)
    told = re.fullmatch(r",(?:同比|较?上年|比上年)?(?:增长|增幅|减少|下降)(?:了|达|为|约)*", grew)
    if not (to and net and told) or delta.unit != new.unit or delta.unit == "%":
        return
    down = net.group().startswith("减少")
    base = new.value + delta.value if down else new.value - delta.value
    if base > 0:
        words = f"{new.text}、变化 {delta.text},变化率"
        yield from differs(reading, change, delta.value * 100 / base, words, (new, delta))


def _told_after(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """增长 12%,由 4.5 万人增至 4.8 万人; 120 件,下降 30%,上年为 150 件: the change, then the old."""
    change, after = group[rank], group[rank + 1 : rank + 3]
    cue = CUE.search(reading.clause_before(change))
    if change.unit != "%" or not cue or not after or _MEAN.search(reading.words_before(change)):
        return
    opening, old, new = between(reading, change, after[0]), after[0], None
    if re.fullmatch(r"[,(](?:由|从)[^,。;\d]{0,10}", opening) and len(after) > 1:
        to = between(reading, *after)
        new = after[1] if re.fullmatch(rf"[^,。;\d]{{0,4}}{TO.pattern}", to) else None
    elif re.fullmatch(r"[,(](?:上年|去年)(?:同期)?(?:为|是)?", opening) and rank:
        new = group[rank - 1]
    if new is None or new.unit != old.unit or old.unit in {"%", "倍"} or not old.value:
        return
    if _explained(reading, change, cue, is_times=False):
        return
    right = abs(new.value - old.value) * 100 / old.value
    yield from differs(reading, change, right, f"{old.text}变为 {new.text},变化率", (new, old))


def _than_alone(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """达成意向 3862 人。…意向人数比去年的 3218 人增长 12%: the new number stands a sentence or two before."""
    change, old = group[rank], group[rank - 1]
    head = reading.words_before(old)
    clause = re.split(r"[,;]", head)[-1]
    noun, cue = _NOUN.search(clause), CUE.fullmatch(between(reading, old, change))
    alone = rank and change.unit == "%" and is_count(old) and old.value and OLD_THAN.search(clause)
    if not (alone and noun and cue):
        return
    sight = [
        f for f in in_sight(reading, old, back=2) if f.unit == old.unit and f.start < old.start
    ]
    sight = [f for f in sight if not OLD_THAN.search(reading.words_before(f))]
    named = [f for f in sight if noun[1] in f.context]
    if not named or any(
        (right := _right(change, old, f, is_times=False)) is not None
        and _fits(change, right, (old, f))
        for f in sight
    ):
        return
    new = named[0]
    if bool(cue["up"]) == (new.value > old.value):
        right = abs(new.value - old.value) * 100 / old.value
        yield _finding(reading, change, old, new, right)


def _added(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """较三年前的 126 家增加了 84 家,达到 230 家: old, change, new."""
    for old, delta, new in zip(group, group[1:], group[2:], strict=False):
        cue = CUE.search(between(reading, old, delta))
        to = re.fullmatch(r"[,、]?[^,。;\d]{0,8}(?:达到?|为|至|到)", between(reading, delta, new))
        alike = old.unit == delta.unit == new.unit and measure_of(old.unit) not in RATIOS
        if not cue or not to or not alike or not OLD_THAN.search(reading.words_before(old)):
            continue
        right = old.value - delta.value if cue["down"] else old.value + delta.value
        if not _fits(new, right, (old, delta)):
            yield found(
                reading, "RATE-REC",
                f"{old.text}变化 {delta.text},应为 {plain(right)} {new.unit},写的是“{new.text}”。请核对三个数。",
                [new, old, delta], suggestion=f"{plain(right)} {new.unit}",
            )  # fmt: skip
