"""How many years (年数与先后): PERIOD for numbers of years against the years named, acts before the founding. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks

_N = r"(?P<told>[一二两三四五六七八九十]{1,3}|\d{1,2})"
_Y = r"(?<!\d)(?:19|20)\d{2}"
_SINCE = re.compile(
    rf"(?P<first>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[^。;\d]{{0,20}}?(?:以来|至今|起|开始|启动后|成立后|创办后)"
    rf"(?P<gap>[^。;\d]{{0,24}}?)(?:连续|坚持|已|历时|走过|历经)[^,。;\d第]{{0,8}}?{_N}(?:个)?(?P<unit>年头?|届)"
    r"(?![级度期前后内底初末获被荣蝉保居入名])"
)
_AT_ONCE = 6
"""So many signs from 以来 to the count: it is a count of these years, not of some of them."""
_NTH = re.compile(
    rf"(?P<first>{_Y})年(?:\d{{1,2}}月)?[^。;\d]{{0,20}}?(?:启动|开展|实施|创办|设立|推出|开始|举办|起)"
    rf"[^。;\d]{{0,30}}?(?:今年|本年)[^。;\d]{{0,8}}第{_N}(?:个)?年(?P<unit>)(?P<gap>)(?![级度底初末])"
)
_RANGE = re.compile(
    rf"(?P<open>[从由自])?(?P<first>{_Y})年?(?:至|到|[—–~-]{{1,2}})(?P<last>(?:19|20)\d{{2}})年?[,的这]{{0,2}}"
    r"(?P<told>[二三四五六七八九十])年(?P<loose>多|来|间|里|时间|之[间后]|任期|内)?(?![级度期以前后底初末])"
)
_FOUNDED = re.compile(
    rf"(?P<year>{_Y})年(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[初底末])?[^,。;\d新]{{0,8}}?"
    r"(?:成立|组建|挂牌|揭牌|投入使用|投用|启用|开馆|开园|创办|创建|创立|设立|上线|开通|建立)(?=[,。;]|的[一-鿿“])"
    rf"|[一-鿿”]{{2}}(?:成立|组建|创建|创办|始建|建成|设立)于(?P<in>{_Y})年"
)
_ACT = re.compile(
    rf"(?:^|[,。;])(?:早在|并于|还于|又于|曾于|并|于|(?:该|这[个家支])[一-鿿]{{1,8}})?(?P<year>{_Y})年(?:\d{{1,2}}月)?"
    r"(?:即|就|便|已|还|又|曾|先后|首次|再次)*"
    r"(?:被|荣?获|获评|获得|评为|入选|跻身|晋升|命名|授予|认定|摘得|夺得|接待|服务|举办|调解|受理|培训)[^,。;的]{0,40}(?=[,。;]|$)"
)
_HONOURED_FIRST = re.compile(
    rf"(?P<honoured>{_Y})年[^。;\d]{{0,10}}(?:被评为|获评|荣获|获得|被命名为|被授予|被认定为)[^。;\d]{{0,40}}?"
    rf"(?:成立|组建|创建|创办|设立|建成|始建|投用|启用)于(?P<year>{_Y})年"
)
_OF_PERSON = re.compile(
    r"劳动模范|劳模(?!和?工匠|创新|工作室)|工匠(?!人才|创新|学院|工作室)|奖章|能手|个人|先进工作者|党员|技师|标兵(?!岗)"
)
_OLDER = re.compile(r"前身|改制|更名|合并|重组|恢复|重建|改造|迁|原名|改建|扩建")
_OTHER_BODY = re.compile(
    r"。(?!该|联合会|工会|它)[^,。;]{0,14}(?:公司|集团|厂|医院|学校|学院|总工会|中心|街道|[县市区](?=[^级]))|[;]"
)
_FARTHEST, _TITLES = 160, 4
_YEAR = re.compile(r"(?<!\d)20\d{2}(?=年(?!\d)|\)|—|-)")


def check(reading: Reading) -> Iterator[Finding]:
    """自 2021 年启动以来,已连续举办五年, in the report of 2024; 2019 年成立的…2018 年即被评为."""
    plans = plan_blocks(reading.page)
    last = _last_year(reading)
    for block in reading.page.prose:
        if block.index not in plans:
            yield from _counted(reading, block, last)
            yield from _before_founding(reading, block)


def _last_year(reading: Reading) -> int:
    """The year the report ends with, by its title or its day; 0 where neither tells."""
    titles = [block.text for block in reading.page.blocks[:_TITLES] if block.text[-1:] != "。"]
    named = [int(year) for title in titles for year in _YEAR.findall(title)]
    return max(named) if named else reading.published.year if reading.published else 0


def _counted(reading: Reading, block: Block, last: int) -> Iterator[Finding]:
    for start, end in sentences(block.text):
        sentence = block.text[start:end]
        for match in _RANGE.finditer(sentence):
            years = int(match["last"]) - int(match["first"])
            loose = match["loose"] or match["open"]
            told = int(parse(match["told"]) or 0)
            if years > 0 and told not in ({years, years + 1} if loose else {years + 1}):
                why = f"{match['first']}年到{match['last']}年是 {years + 1} 年"
                yield _wrong(reading, block, start, match, why)
        for match in (*_SINCE.finditer(sentence), *_NTH.finditer(sentence)):
            named = [int(year) for year in re.findall(r"(?<!\d)(20\d{2})年", sentence)]
            until = max([year for year in named if year > int(match["first"])] or [last])
            years, told = until - int(match["first"]), int(parse(match["told"]) or 0)
            right = {years, years + 1}
            until_now = re.search("以来|至今|已|今年", match.group())
            some = not until_now or match["unit"] == "届" or len(match["gap"]) > _AT_ONCE
            fewer = told < years and some
            if years < 1 or told in right or fewer or told > 2 * years + 3:
                continue
            why = f"从{match['first']}年到{until}年是 {years + 1} 年"
            yield _wrong(reading, block, start, match, why)


def _wrong(reading: Reading, block: Block, start: int, match: re.Match[str], why: str) -> Finding:
    place = block.start + start
    return found(
        reading, "PERIOD", f"“{match.group()}”:{why}。请核对起始年份和年数。",
        [(place + match.start(), place + match.end())],
    )  # fmt: skip


def _before_founding(reading: Reading, block: Block) -> Iterator[Finding]:
    for match in _HONOURED_FIRST.finditer(block.text):
        if int(match["honoured"]) < int(match["year"]) and not _OLDER.search(match.group()):
            yield _too_early(reading, block, match, match, match["year"])
    for founded in _FOUNDED.finditer(block.text):
        year = founded["year"] or founded["in"]
        act = _ACT.search(block.text, founded.end(), founded.end() + _FARTHEST)
        if act is None or int(act["year"]) >= int(year):
            continue
        between = block.text[founded.start() : act.start() + 1]
        other = _OTHER_BODY.search(between) or _OLDER.search(between + act.group())
        if not other and not _OF_PERSON.search(act.group()):
            yield _too_early(reading, block, act, founded, year)


def _too_early(
    reading: Reading, block: Block, act: re.Match[str], founded: re.Match[str], year: str
) -> Finding:
    return found(
        reading, "PERIOD",
        f"“{act.group().strip(',。;')}”早于成立的 {year} 年。请核对两个年份。",
        [(block.start + m.start(), block.start + m.end()) for m in (act, founded)],
    )  # fmt: skip
