"""What was before (期前之事): PERIOD for things opened before their period, acts before the union was. Pure.

五年来(2019—2023)先后建成…(2017 年 5 月); 2021 年 9 月区总工会挂牌成立 and 2019 年,区总工会开展….
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks

_Y = r"(?<!\d)20\d{2}"
_RANGE = re.compile(
    rf"(?P<first>{_Y})年?(?:\d{{1,2}}月)?[底末]?(?:至|到|[—–~-]{{1,2}})(?P<last>20\d{{2}})(?=年|\)|\s)"
)
_YEARS = re.compile(r"(?P<told>[二三四五六七八九十])年(?:来|间)")
_ONE_YEAR = re.compile(rf"^(?:在)?(?P<first>{_Y})年(?:度|全年|以来)?,")
_OPENED = r"建成|启用|投用|落成|竣工|开馆|开园|开放|揭牌|挂牌|成立|新建|建起|打造|创建|创办|投入使用|设立|建立"
_MADE = re.compile(
    r"(?:先后|相继|陆续|累计|已|又|新|共)?(?:建成|启用|投用|落成|竣工|开馆|揭牌|挂牌|成立|新建|建起|打造|创办|投入使用|设立|建立|开通)"
)
_IN_BRACKETS = re.compile(
    rf"(?<=[一-鿿”])\((?P<year>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:{_OPENED}|开通|命名)?(?=[)、,;])"
)
_DATED = re.compile(
    rf"(?<![自从以比较至到(])(?P<year>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?![底末初以起前的])[^,。;、\d]{{0,12}}?(?:{_OPENED})(?=[,。;、)了]|(?!的)[一-鿿]{{2}}|$)"
)
_OF_THOSE = re.compile(r"[^,;]*(?:,(?:其中|包括|有|如|分别[为是])[^,;]*)?")
"""From 建成 to the bracket: one clause, or one that tells some of them."""
_OLDER = re.compile(
    r"前身|始建|原名|原有|改扩?建|扩建|提升|升级|搬迁|筹备|筹建|此前|成立前|之前|恢复|重新|批复|立项|开工|动工|起步|规划"
)
_SINCE = re.compile(r"[自从](?:20\d{2}年)?$")
_FOUNDED = re.compile(
    rf"(?P<own>[省市县区州])总工会(?:正式)?(?:成立|组建)于(?P<in>{_Y})年(?:(?P<since>\d{{1,2}})月)?|(?P<year>{_Y})年(?:(?P<month>\d{{1,2}})月)?(?:\d{{1,2}}日)?,?[^。;\d]{{0,16}}?(?P<level>[省市县区州])的?总工会(?:正式|宣告|揭牌|挂牌)*(?:成立|组建)(?!(?:由|了|以|[一-鿿]{{0,10}}(?:小组|专班|中心|委员会)))"
)
_ACT = (
    r"(?:^|[,;])(?:早在|自|从|在)?(?P<year>{y})年(?:(?P<month>\d{{1,2}})月)?(?:\d{{1,2}}日)?(?:[至到—–~-]{{1,2}}20\d{{2}}年)?(?:起|以来|开始|[初底末])?,?"
    r"(?:[一-鿿]{{2,6}})?{level}总工会(?!成立|挂牌|正式|揭牌|筹)(?P<did>[^,。;]{{2,}})"
)
_TITLES = 4


def check(reading: Reading) -> Iterator[Finding]:
    """Openings before the period of their sentence; acts of a union that was not yet there."""
    plans = plan_blocks(reading.page)
    prose = [block for block in reading.page.prose if block.index not in plans]
    ranges = [
        (int(match["first"]), int(match["last"])) for match in _RANGE.finditer(reading.page.text)
    ]
    for block in prose:
        for start, end in sentences(block.text):
            yield from _opened_before(reading, block.start + start, block.text[start:end], ranges)
    yield from _before_union(reading, prose)


def _opened_before(
    reading: Reading, place: int, sentence: str, ranges: list[tuple[int, int]]
) -> Iterator[Finding]:
    named, first = _period(sentence, ranges)
    if named is None:
        return
    for match in (*_IN_BRACKETS.finditer(sentence), *_DATED.finditer(sentence)):
        between = sentence[named.end() : match.start()]
        made = _MADE.search(between)
        base = _OLDER.search(between.split(";")[-1] + match.group()) or _SINCE.search(between)
        aside = match.re is _IN_BRACKETS and made and not _OF_THOSE.fullmatch(between, made.end())
        if match.start() < named.end() or not made or base or aside or int(match["year"]) >= first:
            continue
        yield found(
            reading, "PERIOD",
            f"“{match.group().strip('(')}”早于“{named.group().strip(',')}”(从 {first} 年起),不是这段时间的成果。"
            "请核对年份,或移出这段时间的统计。",
            [(place + match.start(), place + match.end()), (place + named.start(), place + named.end())],
        )  # fmt: skip


def _period(sentence: str, ranges: list[tuple[int, int]]) -> tuple[re.Match[str] | None, int]:
    """The words that say which time a sentence is about, and the first year of it."""
    if told := _RANGE.search(sentence):
        return told, int(told["first"])
    if told := _YEARS.search(sentence):
        years = int(parse(told["told"]) or 0)
        firsts = [first for first, last in ranges if last - first + 1 in {years, years + 1}]
        return (told, min(firsts)) if firsts else (None, 0)
    told = _ONE_YEAR.match(sentence)
    return (told, int(told["first"])) if told else (None, 0)


def _before_union(reading: Reading, prose: list[Block]) -> Iterator[Finding]:
    """2019 年,区总工会…, in a report that says it was founded in 2021."""
    titles = "".join(block.text for block in reading.page.blocks[:_TITLES])
    for founded in _FOUNDED.finditer(reading.page.text):
        level = founded["level"] or founded["own"]
        if _OLDER.search(founded.group()) or not re.search(f"{level}(?:总工会|工会)", titles):
            continue
        year, month = founded["year"] or founded["in"], founded["month"] or founded["since"]
        born = int(year), int(month or 1)
        act = re.compile(_ACT.format(y=_Y, level=level))
        for block in prose:
            for start, end in sentences(block.text):
                sentence = block.text[start:end]
                for match in () if _OLDER.search(sentence) else act.finditer(sentence):
                    when = int(match["year"]), int(match["month"] or 12)
                    if when >= born:
                        continue
                    yield found(
                        reading, "PERIOD",
                        f"“{match.group().strip(',;')[:40]}”早于{level}总工会成立的 {born[0]} 年。请核对两个时间。",
                        [(block.start + start + match.start(), block.start + start + match.end()),
                         founded.span()],
                    )  # fmt: skip
        return
