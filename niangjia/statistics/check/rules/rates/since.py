"""Growth against a number told long before (与前文的旧数相比): RATE-REC. Pure.

2013年底…会员 9.6 万人. Paragraphs on: 会员 21.4 万人,十年间增长 2.2 倍. It is 2.2 times as many, 1.2 times more.
Old and new that stand in one sentence are changes.py's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import default_period
from niangjia.statistics.check.rules.operands import agrees, is_count
from niangjia.statistics.check.rules.parts.told import Told, named
from niangjia.statistics.check.rules.support import found, plain

_GROWN = re.compile(
    r"(?P<noun>[一-鿿]{0,10}?)(?:总?人数|总数|总量|规模|数量|数|总额)?,?"
    r"(?:(?P<years>[一二两三四五六七八九十]{1,3}|\d{1,2})年(?:间|来|里)?)?"
    r"(?:[比较](?:(?P<than>20\d{2})年)?[^,。;\d]{0,6})?(?:累计|净|实现|共)?"
    r"(?P<way>增长|增加|扩大|提高|增|翻|是|为|达到|相当于)(?:了|到|约|近|原来的|当年的|当初的|20\d{2}年[底末]?的|[^,。;\d]{0,4}年前的)*$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_TIMES = frozenset({"是", "为", "达到", "相当于"})
_LEAST_OF, _MOST_OF = Decimal("0.9"), Decimal("1.9")


def check(reading: Reading) -> Iterator[Finding]:
    """Every growth whose new number stands beside it and whose old number paragraphs before."""
    by_sentence: dict[tuple[int, int], list[Told]] = defaultdict(list)
    by_unit: dict[str, list[Told]] = defaultdict(list)
    for one in named(reading):
        by_sentence[one.figure.block, one.figure.sentence].append(one)
        by_unit[one.figure.unit].append(one)
    for change in reading.figures:
        if change.unit not in {"倍", "%"} or not reading.in_text(change):
            continue
        grown = _GROWN.search(reading.clause_before(change) + "翻" * ("番" in change.text))
        sentence = by_sentence[change.block, change.sentence]
        new = _new(sentence, change, grown) if grown else None
        if grown is None or new is None:
            continue
        olds = [old for old in by_unit[new.figure.unit] if _is_old(reading, old, new, grown)]
        if olds and not any(_holds(change, grown["way"], old.figure, new.figure) for old in olds):
            yield _finding(reading, change, grown["way"], olds[0].figure, new.figure)


def _new(sentence: Sequence[Told], change: Figure, grown: re.Match[str]) -> Told | None:
    """The last count before the change in its sentence, alone of its unit, of the noun that grew."""
    before = [one for one in sentence if one.figure.start < change.start and is_count(one.figure)]
    new = before[-1] if before else None
    if new is None or sum(one.figure.unit == new.figure.unit for one in sentence) > 1:
        return None
    noun = grown["noun"]
    return new if not noun or noun in new.name or (new.name and new.name in noun) else None


def _is_old(reading: Reading, old: Told, new: Told, grown: re.Match[str]) -> bool:
    """Whether it is the same stock of the year that the growth is counted from."""
    one, other = old.figure, new.figure
    if one.start >= other.start or one.unit != other.unit or not 0 < one.value < other.value:
        return False
    names = {re.sub("只|仅|才|不足", "", told.name) for told in (old, new)}
    if len(names) > 1 or "" in names or one.parent is not None or old.is_new:
        return False
    years, now = _YEAR.findall(old.before), _YEAR.findall(new.earlier + new.before)
    last = int(now[-1]) if now else _last_year(reading)
    if not years or int(years[-1]) >= last:
        return False
    since = grown["than"] or (str(last - int(parse(grown["years"]) or 0)) if grown["years"] else "")
    return not since or abs(int(since) - int(years[-1])) <= (0 if grown["than"] else 1)


def _last_year(reading: Reading) -> int:
    return int(default_period(reading.page, reading.published).end[:4] or 0)


def _holds(change: Figure, way: str, old: Figure, new: Figure) -> bool:
    """Whether the growth is what old and new give, as exactly as they are printed."""
    ratio = new.value / old.value
    if change.unit == "%":
        return agrees(change, (ratio - 1) * 100, (old, new))
    if "番" in change.text:
        return change.value * _LEAST_OF <= ratio < change.value * _MOST_OF
    exact = all(f.precision is Precision.EXACT for f in (change, old, new))
    slack = max(change.value / (10 if exact else 4), Decimal("0.05"))
    return abs((ratio if way in _TIMES else ratio - 1) - change.value) <= slack


def _finding(reading: Reading, change: Figure, way: str, old: Figure, new: Figure) -> Finding:
    ratio = new.value / old.value
    more = f"增长 {plain(round((ratio - 1) * 100, 1))}%" if change.unit == "%" else ""
    more = more or f"是原来的 {plain(round(ratio, 2))} 倍、增长 {plain(round(ratio - 1, 2))} 倍"
    return found(
        reading, "RATE-REC",
        f"前文为 {old.text},现为 {new.text},{more},写的是“{way if '番' not in change.text else ''}{change.text}”。"
        "请核对两个数和说法。",
        [change, new, old],
    )  # fmt: skip
