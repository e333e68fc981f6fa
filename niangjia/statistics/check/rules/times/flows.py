"""What was new in a period and what there is (新增数与总数): STOCK-FLOW. Pure.

A stock told as what was new; a stock that grew by more than all that was new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.parts.told import (
    COMPARED,
    DONE,
    YEAR,
    YEARS,
    Told,
    named,
    plain,
    told,
)
from niangjia.statistics.check.rules.slip import has_slipped, telling_digits
from niangjia.statistics.check.rules.support import bigrams, found, half_digit, written
from niangjia.statistics.check.rules.times.scope import at_one_place, one_year

_NEW = re.compile(r"新[建增成发组]|新发展|净增|增加(?![到至])|吸收|吸纳")
_STANDING = re.compile(
    r"共有|现有|拥有|总数|达到|达|累计|年底|年末|截[至止]|目前|总量|全[省市县区州]"
)
_ALL = re.compile(r"现有|共有|总数")
_BEGINNING = re.compile(r"成立以来|从无到有|首次|首批|全部为新|均为新")
_FROM = re.compile(r"(?:由|从|年的?|前的?|原来的?|[年月][初底末]的?)[^,。;]{0,12}$")
_GROWN = re.compile(
    r"[^,。;\d]{0,4},?(?:迅速|快速|稳步|逐步)?(?:增[加长]?|发展|扩大|扩展|壮大|上升|提高|跃升)[到至]?(?:了)?(?:现在的?|目前的?|今年的?|20\d\d年[底末]?的?)?"
)
_LAST_YEAR = re.compile(r"上年|去年|年初|上半年|[上去]年末")
_YEAR_END = re.compile(r"(?P<year>20\d{2})年(?:年?[底末]|12月[底末]?)")
_NET = re.compile(r"[比较](?:20\d{2}年[底末]|五年前|上届)[^,。;]{0,14}净增$")
_LEAST_DIGITS, _BARE = 3, 4
_SLOW = re.compile(r"(?:技能人才|技师|高级工|技工|技术工人|工程师)$")
"""Who it takes years to become."""
_CAME = re.compile(r"^新(?:培[养育训]|产生|涌现|评定|认定|取得|晋升|成长)*")
_BEGUN_NOW = re.compile(r"首次|首批|首届|启动|试点|从无到有|纳入|重新认定|并入|直接认定")
_MANY_PEOPLE = 100
_QUOTED = re.compile(r"“([^“”]{4,16})”")
_SINCE_DAY = re.compile(
    r"自(?:20\d{2}年|去年|前年)[^。;]{0,16}以来|(?:启动|开展|成立|开通|创办|开讲|实施|设立)以来"
)
_IN_PERIOD = re.compile(r"[上下]半年|今年|全年|本年|当年|年内|本季度")
_MANY = 10
_HIRED = re.compile(
    r"新(?:[建增招聘配购设辟成选]|发展|组建|命名|培育|上岗|开设|打造)|(?:公开)?(?:招聘|选聘|增聘|招录)"
)
_BEFORE = re.compile(
    r"(?P<year>20\d{2})年[^,。;\d]{0,12}(?:就|便|即|已|前)|原有|原来就|早已|早就|此前(?:就|已)|就已"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Both contradictions."""
    yield from _stocks_as_new(reading)
    yield from _outgrown(reading)
    yield from _net_above_all(reading)
    yield from _since_as_new(reading)
    yield from _new_beside_old(reading)
    yield from _mostly_new(reading)


def _mostly_new(reading: Reading) -> Iterator[Finding]:
    """全年新增高技能人才 8.4 万人…高技能人才 15.7 万人: what takes years to become is not doubled in one."""
    everything, year = told(reading), one_year(reading)
    for new in everything:
        noun = _CAME.sub("", new.name)
        in_year = 0 < new.time <= YEAR or "一年来" in new.before or (not new.time and year)
        if not new.is_new or not in_year or not _SLOW.search(noun):
            continue
        stocks = [
            one for one in named(reading)
            if one.name.removesuffix("量") == noun and one.figure.unit == new.figure.unit and not one.is_new
            and not DONE.search(one.clause) and not one.years - new.years - {"今年"}
        ]  # fmt: skip
        of_all = [one for one in stocks if new.figure.low * 2 > one.figure.high >= _MANY_PEOPLE]
        whole = of_all[-1].figure if of_all else None
        own = new.clause + reading.sentence_text(new.figure)
        if whole is None or len(of_all) < len(stocks) or _BEGUN_NOW.search(own):
            continue
        if new.figure.low < whole.high and not _is_apart(reading, new.figure, whole):
            yield found(
                reading, "STOCK-FLOW",
                f"“{new.figure.label}”{new.figure.text},占全部{whole.text}的一半以上,一年里少见。"
                "可能把几年累计的数写成了当年新增,或漏了别的口径。请核对两个数,并写明起止时间。",
                [new.figure, whole],
            )  # fmt: skip


def _is_apart(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether one is of a place or a body that the other is not of."""
    return (
        is_local(reading, other, one)
        or is_local(reading, one, other)
        or not at_one_place(reading, one, other)
    )


def _new_beside_old(reading: Reading) -> Iterator[Finding]:
    """新聘 46 名…共有 46 名,其中 19 名 2021 年就已在岗: new and old make more than there are."""
    for old in reading.figures:
        stock = reading.places.get(old.parent) if old.parent is not None else None
        if stock is None or old.unit != stock.unit or not 0 < old.low < stock.low:
            continue
        before = _BEFORE.search(_clauses_after(reading, stock, old))
        if before is None or not _ALL.search(reading.sentence_before(stock) + stock.context):
            continue
        for new in reading.figures:
            apart = (new.block, new.sentence) != (stock.block, stock.sentence)
            told = _HIRED.search(new.context) and new.parent is None and new.unit == stock.unit
            noun = re.sub(r".*(?:共有|现有|总数|拥有|总计)", "", stock.context.split("#")[0])
            noun = noun or stock.context.split("#")[1]
            near = bigrams(noun) & bigrams(new.context)
            same = len(near) * 2 >= max(len(bigrams(noun)), 2)
            year = re.findall(r"20\d{2}", reading.sentence_before(new).split(",")[0])
            later = not year or not before["year"] or max(year) > before["year"]
            if told and apart and same and later and new.low > stock.high - old.low:
                yield found(
                    reading, "STOCK-FLOW",
                    f"“{new.label}”{new.text},可是总共{stock.text}里有 {old.text}是早先就有的,"
                    f"新的最多 {written(stock.high - old.low, stock.unit)}。可能把总数写成了新增数。请核对。",
                    [new, stock, old],
                )  # fmt: skip
                break


def _clauses_after(reading: Reading, stock: Figure, old: Figure) -> str:
    """From the stock to the end of the clause of its old part."""
    page = reading.page
    rest = re.split("[,;。]", page.text[old.end : page.blocks[old.block].end])[0]
    return page.text[stock.end : old.end] + rest


def _since_as_new(reading: Reading) -> Iterator[Finding]:
    """“大讲堂”自 2015 年 10 月以来…18 期; 上半年“大讲堂”开讲 18 期: all there ever were told as the half-year's."""
    ever: dict[tuple[object, str, str], Figure] = {}
    for figure in reading.figures:
        before = reading.sentence_before(figure)
        names = _QUOTED.findall(before + figure.context)
        if _SINCE_DAY.search(before):
            ever |= {(figure.value, figure.unit, name): figure for name in names}
    for figure in reading.figures:
        before = reading.sentence_before(figure)
        clause = re.split("[,;]", before)[-1]
        keys = [(figure.value, figure.unit, name) for name in _QUOTED.findall(clause)]
        stock = next((ever[key] for key in keys if key in ever), None)
        apart = stock is not None and (stock.block, stock.sentence) != (
            figure.block,
            figure.sentence,
        )
        if stock is not None and apart and _IN_PERIOD.search(clause) and figure.value >= _MANY:
            yield found(
                reading, "STOCK-FLOW",
                f"这里把{figure.text}写成“{clause[-24:]}”,前文{stock.text}是开办以来的累计数。请分清期内新增和累计。",
                [figure, stock],
            )  # fmt: skip


def _outgrown(reading: Reading) -> Iterator[Finding]:
    """会员由 12.6 万人增长到 15.2 万人,五年新发展会员 2.1 万人; 由 29 家增加到 36 家,新建 36 家."""
    everything = told(reading)
    by_block: dict[int, list[Told]] = defaultdict(list)
    for one in everything:
        by_block[one.figure.block].append(one)
    for old, grown in growths(reading, everything):
        for new in by_block[grown.figure.block]:
            if not _is_new_of(old, grown, new):
                continue
            least = (
                grown.figure.low
                - old.figure.high
                - half_digit(old.figure)
                - half_digit(grown.figure)
            )
            whole = new.figure.value == grown.figure.value and new.figure.text == grown.figure.text
            if new.figure.high + half_digit(new.figure) >= least and not whole:
                continue
            why = "可能把期末的总数写成了期内新增的数" if whole else "增加的比期内新增的还多"
            added = written(grown.figure.value - old.figure.value, grown.figure.unit)
            yield found(
                reading, "STOCK-FLOW",
                f"由 {old.figure.text}到 {grown.figure.text}增加了 {added},新增写的是“{new.figure.text}”:{why}。"
                "请核对三个数,或写明转入、并入等其他来源。",
                [new.figure, old.figure, grown.figure],
            )  # fmt: skip


def _net_above_all(reading: Reading) -> Iterator[Finding]:
    """803 万人,比 2018 年底的 712 万人净增 91 万人…五年累计新发展 86 万人: some leave, so net is less."""
    everything = told(reading)
    nets = [one for one in everything if _NET.search(one.before) and "会员" in one.before]
    news = [one for one in everything if one.name == "新会员" and one.time >= YEARS]
    for net in nets:
        for new in news:
            near = abs(net.figure.block - new.figure.block) <= 1
            if near and net.figure.unit == new.figure.unit and net.figure.low > new.figure.high:
                yield found(
                    reading, "STOCK-FLOW",
                    f"净增 {net.figure.text},多于同期新发展的 {new.figure.text}。"
                    "有人离会,净增不会更多。请核对,或写明转入等其他来源。",
                    [net.figure, new.figure],
                )  # fmt: skip


def growths(reading: Reading, everything: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Old and new of what grew: 由 1260 家增加到 1580 家."""
    return [
        (old, grown)
        for old, grown in pairwise(everything)
        if old.figure.unit == grown.figure.unit
        and old.figure.value < grown.figure.value
        and _FROM.search(old.clause)
        and _GROWN.fullmatch(reading.page.text[old.figure.end : grown.figure.start])
    ]


def _is_new_of(old: Told, grown: Told, new: Told) -> bool:
    """Whether it is what was new of this stock in the same time: beside it, and of the same thing."""
    one, other = grown.figure, new.figure
    near = one.block == other.block and abs(one.sentence - other.sentence) <= 1
    if other.start in {one.start, old.figure.start}:
        return False
    if not near or one.unit != other.unit or not new.is_new or COMPARED.search(new.clause):
        return False
    short = 0 < new.time <= YEAR and not _LAST_YEAR.search(old.clause)
    short = short and not _year_after(old, new)
    short = short and not has_slipped(other, one.value - old.figure.value)
    thing, stock = new.name.replace("新", "", 1), plain(old.before) + old.right + grown.right
    alone = not thing and one.sentence == other.sentence
    return (
        not short and new.figure.parent is None and (alone or (len(thing) > 1 and thing in stock))
    )


def _year_after(old: Told, new: Told) -> bool:
    """2021 年新建 36 个,总数由 2020 年底的 97 个…: what was new of the year behind that day."""
    ended = _YEAR_END.search(old.clause)
    return ended is not None and new.years == {str(int(ended["year"]) + 1)}


def _stocks_as_new(reading: Reading) -> Iterator[Finding]:
    """新增会员 1265.4 万人 where all members are 1265.4 万: the same digits, the same noun."""
    standing: dict[tuple[object, str], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        in_table = reading.in_table(figure)
        before = reading.sentence_before(figure)
        told = in_table or _STANDING.search(before + figure.context)
        if told and not _NEW.search(figure.context + figure.label):
            standing[figure.value, figure.unit].append(figure)
    for flow in reading.figures:
        digits = telling_digits(flow)
        if not _NEW.search(flow.context) or len(digits) < _LEAST_DIGITS:
            continue
        stocks = [f for f in standing[flow.value, flow.unit] if _is_of(reading, flow, f)]
        apart = [
            f for f in stocks
            if (f.block, f.sentence) != (flow.block, flow.sentence) or _ALL.search(f.context)
        ]  # fmt: skip
        if apart and not _BEGINNING.search(reading.sentence_text(flow)):
            yield found(
                reading, "STOCK-FLOW",
                f"“{flow.label}”{flow.text},与总数“{apart[0].label}”{apart[0].text}一模一样:"
                "可能把期末的总数写成了期内新增的数。请核对。",
                [flow, apart[0]],
            )  # fmt: skip


def _is_of(reading: Reading, flow: Figure, stock: Figure) -> bool:
    """Whether the two name one thing, 新增 apart: half of their bigrams are the same.

    Of 如今达到 286 个 the thing stands earlier in the sentence.
    """
    new, standing = (_plain(_NEW.sub("", f.context)) for f in (flow, stock))
    earlier = reading.sentence_before(stock) if len(standing) <= _BARE else ""
    named = _alike(new, standing + _plain(stock.label))
    return named or (bool(earlier) and _alike(new, standing + _plain(earlier)))


def _plain(words: str) -> str:
    return re.sub(r"[^一-鿿]", "", words)


def _alike(one: str, other: str) -> bool:
    grams = [bigrams(name) for name in (one, other)]
    fewest = min(map(len, grams))
    return fewest > 0 and len(grams[0] & grams[1]) * 2 >= fewest
