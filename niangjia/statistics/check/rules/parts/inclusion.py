"""A narrower figure above the wider one (名目、时间、范围的包含): LE, PERIOD. Pure.

Two figures of one unit are compared when their names are alike once what narrows one of them is taken away: words
in front of the whole name of the other (女, 新建, 区域性), a shorter time (上半年 of 三年来累计), 其中 or 在…中,
one office of all (县总工会 of 各级工会), an increase of the stock it adds to. The farther apart they stand, the more
alike they must be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.wording import MOVED
from niangjia.statistics.check.rules.operands import is_local
from niangjia.statistics.check.rules.parts import extremes
from niangjia.statistics.check.rules.parts.kinship import (
    GROWN,
    is_done_for,
    is_for_group,
    is_kind_of,
    is_level_of,
    is_new_of,
    is_of_place,
    is_of_stock,
    is_same_outcome,
    is_same_sort,
    is_union_of,
    outcome_of,
    same_time,
)
from niangjia.statistics.check.rules.parts.told import (
    COMPARED,
    EVER,
    HALF,
    MONTH,
    NINE,
    QUARTER,
    WORKERS,
    YEAR,
    YEARS,
    Told,
    general,
    likeness,
    made_of,
    plain,
    told,
)
from niangjia.statistics.check.rules.support import exceeds, of_two_levels

_BACK, _AHEAD = 14, 6
_COMMON = 30
_NTH = re.compile(r"\d+个?[一-鿿]{1,3}的$")
_MOVE = 8
_TAIL = 2
_ONE_YEAR = re.compile(r"^(?:[仅单光]是?)?(?:一年|全年|当年)[间里内]?(?:就|便|即)")
"""三年累计培训 2.6 万人,仅去年一年就培训 3.1 万人: the verb alone names the part."""
_NEAR, _FAR, _LONG, _VERY_LONG = 2, 3, 6, 8
_MOST_ALIKE, _ALIKE, _HALF, _SOME = 0.75, 0.6, 0.5, 0.3
_ITEM = re.compile(r"\d[^,。;\d]{0,6}、[^、]*$")
"""骑手 6460 人、司机 5320 人,当年新发展 6870 人: new of all that the list divides, not of its last item."""
_INCREASE = re.compile(r"[比较][^,。;\d]{0,8}(?:新增|净增|增加|多)")
_LATE = {
    HALF: re.compile(
        r"下半年|(?<!前)[三四]季度|(?<!\d)(?:[789]|1[012])月|(?<!十)[七八九十][一二]?月"
    ),
    NINE: re.compile(r"(?<!前)四季度|1[012]月|十[一二]?月"),
    QUARTER: re.compile(r"[上下]半年|(?<!\d)(?:[4-9]|1[012])月|[四五六七八九十][一二]?月"),
}
"""What lies behind the first months of a year; the second half lies behind nothing."""
_WITHIN = "一段时间的数不能大于包含这段时间的累计数"
_PAST = {"去年", "上年", "前年"}
_NEW = "新增的不能多于现有的,除非期内减少更多"
_OF_PLACE = "一地的数不能大于全域的数"
_ALL_IN = re.compile(r"全[国省市县区州]$")
"""对全市 16 万家企事业单位…: all of them, no part of the 43200 done so far."""
_OF_OTHER_PLACE = re.compile(r"^(?!全|各|本|我)[一-鿿]{1,3}[省市州县区](?!级|属|直)")
"""…(市直);南县 2013 户,人口 4013 人: the next place of a list."""
_YEAR_OF = re.compile(r"其中,?(?:(?:19|20)\d{2}年|今年|去年|[上下]半年|本年)")
_IN_ROW = re.compile("分别[为是有达]?[^。;]*$")
"""2018 年至 2022 年分别为 24 万人、27 万人…: numbers of one row hold nothing."""
_OF_THEM = frozenset({"有", "中有", "其中有"})
"""培训农民工 5000 多人,有 3210 名农民工获得…: those behind are some of the ones before."""
_OF = re.compile(r"占(?:到|了)?[^,。;、\d]{0,12}$")
_SHARE = re.compile(
    r"[^,。;\d]{0,16}(?:的|中的)?(?:近|约|逾|超过?|不到)?(?:[\d.]+%|[一二三四五六七八九]成|百分之|[\d一二三四五六七八九十]+分之)"
)
"""农民工 860 万,占全国 2.9 亿农民工的近 3%: the second is what the first is a share of."""
_PASSED_ON = re.compile(r"(?:均|全部|已|都)*(?:被|获得?|得到|通过)")


def check(reading: Reading) -> Iterator[Finding]:
    """Every figure above one that holds it."""
    everything = told(reading)
    shelves: dict[tuple[str, str], list[Told]] = defaultdict(list)
    outcomes: dict[str, list[Told]] = defaultdict(list)
    for one in everything:
        shelf = shelves[one.figure.unit, one.noun[-_TAIL:]]
        if len(shelf) < _COMMON:
            shelf.append(one)
        outcome = outcome_of(one)
        if outcome and len(outcomes[outcome]) < _COMMON:
            outcomes[outcome].append(one)
    for rank, part in enumerate(everything):
        near = everything[max(0, rank - _BACK) : rank + _AHEAD]
        alike = shelves[part.figure.unit, part.noun[-_TAIL:]]
        alike = [*alike, *(o for o in outcomes.get(outcome_of(part), ()) if o not in alike)]
        seen = _holders(reading, part, near, alike)
        for whole, why in seen:
            yield _finding(reading, part, whole, why)
            break
    yield from extremes.upside_down(reading, everything)


def _holders(
    reading: Reading, part: Told, near: Sequence[Told], alike: Sequence[Told]
) -> Iterator[tuple[Told, str]]:
    """What must not be exceeded by a figure, with the reason."""
    compared = COMPARED.search(part.clause)
    if (compared and not _INCREASE.search(part.clause)) or _moves_on(reading, part):
        return
    after = reading.page.text[part.figure.end : part.figure.end + _COMMON]
    if _OF.search(part.before) and _SHARE.match(after):
        return
    bound, unit = part.figure.low, part.figure.unit
    for whole in near:
        if (
            whole.figure.high < bound
            and whole.figure.unit == unit
            and _is_less(whole, part)
            and (why := _held_near(reading, part, whole))
            and not _flow_on(reading, part, whole)
        ):
            yield whole, why
    same = [whole for whole in alike if whole.figure is not part.figure and not compared]
    for whole in same:
        if (
            whole.figure.high < bound
            and _is_less(whole, part)
            and (why := _held_far(reading, part, whole))
            and not _flow_on(reading, part, whole)
        ):
            others = [w for w in same if w.name == whole.name and w.figure.high >= part.figure.low]
            if not others:
                yield whole, why


def _flow_on(reading: Reading, part: Told, whole: Told) -> bool:
    """发放的 1000 份问卷收回有效问卷 936 份: the words between name the later number."""
    between = reading.page.text[part.figure.end : whole.figure.start]
    return bool(between) and not re.search("[,。;:、()\n]", between)


def _moves_on(reading: Reading, part: Told) -> bool:
    """由 3120 户调整为 2785 户: the old number of a change."""
    after = reading.page.text[part.figure.end : part.figure.end + _MOVE]
    return bool(MOVED.match(after)) and "由" in part.before


def _is_less(whole: Told, part: Told) -> bool:
    one, other = whole.figure, part.figure
    if one.unit != other.unit or one.high >= other.low:
        return False
    some = one.start > other.start and whole.clause in _OF_THEM
    return (
        not some
        and other.parent != one.start
        and one.parent != other.start
        and not _IN_ROW.search(whole.before)
        and not COMPARED.search(whole.clause)
        and not _INCREASE.search(whole.clause)
        and (whole.among is None or part.among is not None)
        and (
            not _ALL_IN.search(part.clause) or bool(_ALL_IN.search(whole.clause) or whole.is_stock)
        )
    )


def _held_near(reading: Reading, part: Told, whole: Told) -> str:
    """Why a figure of the same or a neighbouring sentence holds the other; empty when it does not."""
    one, other = part.figure, whole.figure
    nth = all(_NTH.search(told.clause) for told in (part, whole))  # 1 个学期的…,2 个学期的…
    if (
        nth
        or of_two_levels(one.context, other.context)
        or one.block - other.block > 1
        or other.block > one.block
    ):
        return ""
    same_block = one.block == other.block
    apart = one.sentence - other.sentence if same_block else 2
    alike = likeness(part.name, whole.name)
    if apart in {0, 1} and other.start < one.start and _is_increase_of(reading, part, whole):
        return "增加的不能多于增加后的总数"
    if COMPARED.search(part.clause):
        return ""
    if apart == 0 and _is_grown(reading, part, whole):
        return _NEW
    if _is_among(reading, part, whole, alike):
        return "其中的一部分不能大于全部"
    if abs(apart) > 1 or not _same_place(reading, part, whole) or not _same_years(part, whole):
        return ""
    since = (
        not (part.body == 2 and whole.body == 1)
        and whole.time == EVER
        and 0 < part.time <= YEAR
        and is_same_sort(part, whole)
    )
    inner = whole.name.removesuffix(part.name) if whole.name.endswith(part.name) else ""
    broader = WORKERS.search(inner)  # 会员, 骑手会员
    bare = (
        part.name == "新"
        and whole.is_new
        and not re.search(r"[\d。]", reading.page.text[other.end : one.start])
    )  # 上半年新建工会 72 家,二季度新建 81 家
    verb = _ONE_YEAR.sub("", part.name)
    one_year = 1 < len(verb) < len(part.name) and whole.name.startswith(verb)
    bare = bare or (one_year and apart == 0)
    bare = bare and other.start < one.start
    if (alike >= _ALIKE or since or bare) and not broader and _is_shorter(part, whole, near=True):
        return _WITHIN
    of_office = part.body == 1 and whole.body == 2 and (part.is_new or not whole.is_new)
    if alike >= _ALIKE and of_office and same_time(part, whole):
        return "一级工会的数不能大于各级工会的合计"
    timeless = not whole.time and part.time <= YEAR
    if is_new_of(part, whole) and (timeless or same_time(part, whole)):
        return _NEW
    carried = whole.is_dependent and one.segment != other.segment  # …联合会 35 家,覆盖企业 290 家
    kind = apart == 0 and not carried and is_kind_of(part, whole, _NEAR)
    if (kind or is_level_of(part, whole)) and same_time(part, whole):
        return "前者是后者的一部分,不能更多"
    if apart == 0 and other.start < one.start and is_of_place(part, whole):
        return _OF_PLACE
    done = apart == 0 and (is_done_for(part, whole) or is_union_of(part, whole))
    alone = other.start < one.start and other.parent is None  # 新建工会 1286 家,其中非公企业 842 家
    if alone and (done or is_of_stock(part, whole) or is_for_group(part, whole)):
        return "现有的总数已经写明,其中的一部分不能更多"
    return ""


def _held_far(reading: Reading, part: Told, whole: Told) -> str:
    """Why a figure anywhere in the text holds the other; the names are asked first, they cost least."""
    why = _named_within(part, whole)
    held = why and _same_years(part, whole) and _same_place(reading, part, whole)
    return why if held else ""


def _named_within(part: Told, whole: Told) -> str:
    """Why a name holds another: they must be whole, and say so."""
    if part.name == whole.name:
        long = len(part.name) >= _FAR and part.is_new == whole.is_new
        return _WITHIN if long and _is_shorter(part, whole, near=False) else ""
    if is_same_outcome(part, whole) and whole.time >= HALF and _is_shorter(part, whole, near=False):
        return _WITHIN
    if whole.among:
        return ""
    if is_new_of(part, whole) and same_time(part, whole):
        return _NEW
    told_whole = whole.is_whole or len(whole.name) >= _VERY_LONG
    kind = is_kind_of(part, whole, _NEAR if whole.is_stock else _FAR)
    if kind and told_whole and not whole.is_dependent and same_time(part, whole):
        return "前者是后者的一部分,不能更多" if not part.is_stock or whole.is_stock else ""
    if is_of_place(part, whole) and same_time(part, whole):
        return _OF_PLACE
    return ""


def _is_increase_of(reading: Reading, part: Told, whole: Told) -> bool:
    """134 个单位参保,比上年同期新增参保单位 111 个; 会员 12 万人,比年初增加 3 万人."""
    increase = _INCREASE.search(part.before)
    if (
        not increase
        or whole.is_new
        or re.search("摘牌|退出|注销|撤|减少", whole.clause + whole.right)
    ):
        return False
    own = _INCREASE.search(part.clause)
    if not own and not part.is_new:
        return False
    said = part.clause[own.end() :] if own else part.left.replace("新", "")
    thing = plain(said) + part.right
    between = reading.page.text[whole.figure.end : part.figure.start]
    if whole.figure.sentence == part.figure.sentence:
        return made_of(thing, whole.name) if thing else not re.search(r"\d", between)
    nearer = [
        f
        for f in reading.by_block[part.figure.block]
        if whole.figure.start < f.start < part.figure.start
    ]
    opens = own and part.before == part.clause
    return bool(opens) and not thing and all(f.unit != part.figure.unit for f in nearer)


def _is_grown(reading: Reading, part: Told, whole: Told) -> bool:
    """新增上市公司 62 家,总数 186 家; 总量 1461 万户,新登记 147 万户: one of the two names nothing."""
    first, second = sorted((part, whole), key=lambda one: one.figure.start)
    between = reading.page.text[first.figure.end : second.figure.start]
    if not part.is_new or "新" in whole.clause or not re.fullmatch(r"[^。;\d]*", between):
        return False
    if second is whole:
        return bool(GROWN.fullmatch(whole.clause)) and whole.right == ""
    bare = re.fullmatch(r"新(?:登记|增|建|发展|注册)?", part.left) and not part.right
    return bool(bare) and whole.is_stock and not _ITEM.search(whole.clause)


def _is_among(reading: Reading, part: Told, whole: Told, alike: float) -> bool:
    """Whether 其中 or 在…中 stands between the two and both count the same."""
    if not part.left and _PASSED_ON.match(part.right):
        return reading.page.text[whole.figure.end : part.figure.start] == ","
    if part.among is None or part.figure.parent is not None:
        return False
    if _is_next_of(reading, part, whole):
        return True
    start, those = part.among
    if whole.figure.start >= start or part.is_new != whole.is_new:
        return False
    if those and whole.among is not None:
        return False
    if those:
        own = plain(whole.clause) + whole.right
        if _speaks_of(own, those) and _speaks_of(those, own, _HALF):
            return True
        return alike >= _MOST_ALIKE and _speaks_of(plain(whole.before) + whole.right, those)
    alike = max(alike, likeness(general(part.name), general(whole.name)))
    if alike < (_SOME if _YEAR_OF.match(part.before[start - part.figure.start :]) else _ALIKE):
        return False
    for block in range(whole.figure.block, part.figure.block + 1):
        for other in reading.by_block.get(block, ()):
            nearer = whole.figure.start < other.start < start and other.unit == whole.figure.unit
            if nearer and other.high >= part.figure.low:
                return False  # 128 件…; 386 件,其中 380 件
    if whole.figure.block != part.figure.block:
        return part.before.startswith("其中") and ";" not in part.before
    between = reading.page.text[whole.figure.end : start]
    aside = between.count(")") > between.count("(")
    return not aside and between.count("。") <= 1 and ";" not in between


def _is_next_of(reading: Reading, part: Told, whole: Told) -> bool:
    """630 名劳模,其中 22 名全国劳模获 3 万元,535 名市级劳模获…: each item begins with its number."""
    text, figures = reading.page.text, reading.by_block[part.figure.block]
    first = next((f for f in figures if f.parent == whole.figure.start), None)
    return (
        first is not None
        and text[: first.start].endswith(("其中", "其中,"))
        and text[part.figure.start - 1] in ",、"
        and ";" not in text[first.start : part.figure.start]
        and first.sentence == part.figure.sentence
    )


def _speaks_of(said: str, those: str, share: float = _MOST_ALIKE) -> bool:
    """Whether what 在…中 takes up is told where the wider figure stands."""
    pairs = [those[at : at + _TAIL] for at in range(len(those) - 1)]
    return bool(pairs) and sum(pair in said for pair in pairs) >= len(pairs) * share


def _is_shorter(part: Told, whole: Told, *, near: bool) -> bool:
    """Whether one's time lies in the other's."""
    if not part.time or not whole.time or part.time >= whole.time or part.is_new != whole.is_new:
        return False
    if whole.time == EVER:
        return near or "历" in whole.before
    if whole.time == YEARS:
        return True
    late = whole.time in _LATE and bool(_LATE[whole.time].search(part.before))
    late = late or (whole.time < YEAR and "下半年" in whole.before)
    past = [one.years & _PAST for one in (part, whole)]
    return whole.time > MONTH and not late and past[0] == past[1] and _same_years(part, whole)


def _same_years(part: Told, whole: Told) -> bool:
    """Whether no year is named that the wider figure does not reach."""
    own, wide = ([int(year) for year in one.years if year.isdigit()] for one in (part, whole))
    if not own or not wide:
        return not part.years or not whole.years or part.years <= whole.years or whole.time >= YEARS
    since = "以来" in whole.before or whole.time == EVER or whole.is_stock
    return min(wide) <= min(own) and (since or max(own) <= max(wide))


def _same_place(reading: Reading, part: Told, whole: Told) -> bool:
    """Whether the wider one is not of a place or firm the other is not of (东县…参加 1.4 万人;西市…参加 3 万人)."""
    later = whole.figure.start > part.figure.start
    apart = whole.figure.segment != part.figure.segment
    elsewhere = [_OF_OTHER_PLACE.match(re.split(";", one.before)[-1]) for one in (whole, part)]
    if apart and elsewhere[0] and (later or elsewhere[1]):
        return False
    outer = re.search("全国|全省", part.before) and not re.search("全国|全省", whole.before)
    return not outer and not is_local(reading, whole.figure, part.figure)


def _finding(reading: Reading, narrow: Told, wide: Told, why: str) -> Finding:
    part, whole = narrow.figure, wide.figure
    within_year = why == _WITHIN and wide.time <= YEAR
    rule = "PERIOD" if within_year else "LE"
    return exceeds(reading, part, whole, why, rule=rule, severity=Severity.WARN)
