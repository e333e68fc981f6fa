"""Lists and the number beside them (名单与数量): LIST-COUNT. Pure.

One grammar for all lists: items joined by 、 and 和, with the number after them (甲、乙和丙三家单位) or
before them (三家单位:甲、乙). 和 may be part of a name (住房和城乡建设局), so a list has a fewest and
a most; a number between them is never doubted. After 等 a list may be shorter than its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import Block, BlockKind, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.names.studios import all_studios
from niangjia.statistics.check.rules.names.who import HAN, SURNAMES, Who, who
from niangjia.statistics.check.rules.support import found

_NUMBER = r"(?<![\d.第“‘])(?P<number>\d{1,2}|[两二三四五六七八九十]{1,3})"
_KINDS = (
    "节日|单位|部门|行业|领域|系统|群体|园区|镇街|街道|乡镇|县区|区县|县市区|市县|旗县|县市|地市|市州|州市|公司|企业|环节|专题|平台|机构|协会|工种|职业|班组"
    "|学校|中学|小学|高校|医院|社区|村|集体|方面|品牌|片区|街区|商圈|产业|板块|阶段|层级|渠道|阵地|机制|剧目|景区|车间|科室|城市|地区|开发区|集团|银行"
    "|站点|驿站|书屋|基地|小区|楼宇|项目部|工地|分公司|支行|法院|窗口|课程|赛事|比赛|制度|服务|措施|工作|任务|内容|联合会|工会|商会|工作室|产业园|工业园|党组织|支部|县|区|市|镇|乡|州|旗|厂|局|校|院"
)
"""What is counted one by one when a list of it is counted."""
_KIND = (
    r"(?:重点|主要|试点|直属|国有|民营|联动|成员|先进|获奖|受表彰的?|户外劳动者|基层|示范"
    rf"|[{HAN}]{{0,2}}级)?(?:{_KINDS})"
)
_AFTER = re.compile(
    rf"(?P<etc>等)?(?:共计|共|合计|这)?{_NUMBER}(?:(?P<unit>个|家|所|处|类|种|条|支|门|座|大|项)(?P<brand>“[^“”]{{1,16}}”)?(?P<kind>(?:类|大)?{_KIND})?(?P<noun>[{HAN}]{{0,4}})"
    rf"|(?P<persons>[名位人])(?![次均才])|(?P<each>[份场]|期(?=[{HAN}]{{0,6}}(?:班|培训|讲座|活动)))(?!以)"
    r"|(?P<bare>部门|单位|企业|公司|镇街|街道|乡镇|园区|县区|行业|群体|[省市县区](?=总工会|工会)|节(?!约|能|省|点)))"
)
_LIST = r"(?P<list>[^:。;()!?,]{2,160})(?P<end>[。;),]|$)"
_BEFORE = re.compile(
    rf"{_NUMBER}(?:(?P<unit>个|家|所|处)(?P<kind>[{HAN}]{{0,6}}?(?:{_KINDS})[^,;。:(、\d]{{0,10}})|(?P<persons>[名位人])(?P<noun>[{HAN}“”]{{0,20}}?))"
    rf"(?:[:(]|——|,(?:他们|她们)(?:分别)?是[:]?|,?(?P<told>分别(?:是|为|有)[:]?|即[:]?)){_LIST}"
)
_TOLD = re.compile(
    rf"(?P<noun>[{HAN}”]{{0,12}})(?:共有?|为|达)?{_NUMBER}(?P<unit>[个家所处座支项类种条场期名位人对])(?P<after>[{HAN}“”]{{0,30}}?)"
    rf"(?:,?(?P<told>(?:分别|依次)(?:是|为|有|(?P<at>位于|坐落[于在]|设在|建在|在|来自|分布[于在]))[:]?|即[:])|(?P<colon>[:(])){_LIST}"
)
"""站点 4 个,分别位于甲、乙、丙、丁; 5 处驿站,分别是…; 驿站 3 座:…. The number may stand before or after the noun."""
_COUNTED_LIST = re.compile(rf"名单[(]{_NUMBER}(?P<persons>[名位人])(?:,[^()]{{1,12}})?[)]:{_LIST}")
"""大工匠名单(10 名,排名不分先后):甲、乙…."""
_FIRST_OF = re.compile(
    r"前(?P<number>[两二三四五六七八九十]|\d)(?:位|名)?(?:的[一-鿿]{0,6}?)?(?:依次|分别)?(?:是|为|有)[:]?"
    + _LIST
)
_STRAIGHT = re.compile(
    rf"{_NUMBER}(?:[名位](?P<first>[{HAN}]{{2,14}})(?P<persons>(?:、[{SURNAMES}][{HAN}]{{1,2}})+)(?P<last>[、和与及][{SURNAMES}][{HAN}]{{1,2}})"
    rf"|家(?:企业|单位|公司)(?P<body>[{HAN}]{{2,10}}(?P<suffix>公司|集团|医院|学校|银行|局|厂))(?P<bodies>(?:[、和与及][{HAN}]{{2,10}}?(?P=suffix))+))"
)
"""2 名县级工匠周某、吴某、郑某; 3 家企业甲公司、乙公司: no stop between the number and its list."""
_GOT = re.compile(
    r"(?:分别|双双|均)?(?:荣获|获得|获评|获)[^,。;、\d]{2,16}(?:奖状|奖牌|先锋号|称号|标兵岗|示范岗|奖)(?P<number>\d{1,2})[个项](?=[,。;])"
)
"""甲、乙、丙获五一劳动奖状 2 个."""
_CUT = re.compile(
    r"在(?!线|职|册|建)|对(?!外|口|台)|为(?!民)|向(?!阳)|[将把由被给按让使到](?!位)|从(?!业)|以(?!上|下|及|岭)|经(?!济|开|理|营|贸|费|纪|审)|于(?!都)"
    r"|开展|组织(?!部)|走访|慰问|签订|成立|建立|建成|举办|承办|深入|覆盖|涵盖|涉及|围绕|聚焦|推进|实施|落实|完成|评选|表彰|命名|新建|联合(?![会社国])"
    r"|会同|发放|制定|包括|分为|获(?!嘉)|设立|召开|进行|参加|形成|抓好|推动|提供|通过|坚持|做好|采取|利用|依托|面向|针对|选取|选择|确定|授予|推荐|抽取"
    r"|分别|新增|增加|创建|打造|培育|指导|督促|检查|审计|支持|扶持|助力|依托|提出|设置|设有|推出|出台|细化|明确|打通|做[强优大精]|建强|[是指含]|有(?!限)|(?:各|共|近|超|约|达|第|每|前)$"
    rf"|[两二三四五六七八九十]{{1,2}}[个家类种名位大级][{HAN}]{{0,4}}[和及与]"
)
_PREPOSITION = re.compile(r"[在对为向将把由被给按让使到从以经于是指有含]$")
"""May be a sign of a name, too: 向家坝."""
_NO_LIST = re.compile(
    r"[个项大]?(?:位数|补贴|百分点|[一二三四五六七八九十]|\d)|支(?!队|力量|团队|球队)|条线"
)
_BEHIND = re.compile(rf"[个家所处名位][{HAN}]{{0,6}}?[和及与]")
"""The rest of the count before: 2 家单位和…."""
_OWNED = re.compile(rf"[个家所处名位][{HAN}]{{1,6}}的(?=[{HAN}]{{1,6}}$)")
"""5 个大厂的钳工、锻工: whose they are."""
_JOIN = re.compile(
    r"以及|(?<!共)和(?![谐平睦解时能好])|(?<![涉普])及(?![时格])|(?<!参)与(?![时会])|暨"
)
_PERSON_NAME = re.compile(
    rf"^[{HAN}]{{0,12}}?[{SURNAMES}](?:[{HAN}]{{1,2}}|[{HAN}]·[{HAN}]{{1,3}})$"
)
_LONGEST_PERSON = 30
_PERSON_IN_FULL = re.compile(
    rf"^[{HAN}]{{0,27}}?[{SURNAMES}](?:[{HAN}]{{1,2}}|[{HAN}]·[{HAN}]{{1,3}})$"
)
_GENERIC = re.compile(
    r"(?:企业|单位|组织|机关|群体|职工|人员|学校|医院|工会|干部|家庭|活动|部门|社区|园区|工作)$"
)
_PLACE = re.compile(r"[县区市镇乡州旗村]$|街道$|社区$|园区$")
_ASIDE = re.compile(rf"(?<=[{HAN}])\([{HAN}]{{1,8}}\)(?=[{HAN}])")
"""A few words in brackets inside a name."""
_IN_BRACKETS = re.compile(
    rf"(?:^|[,;:。!?])(?:(?![两二三四五六七八九十][个家所处名位])[{HAN}“”]){{2,20}}[(](?!含|包括|不含|其中|如|即|原|仅|除)(?P<list>[{HAN}“”]{{2,14}}(?:、[{HAN}“”]{{2,14}})+)[)]$"
)
"""新建驿站(滨江站、广场站、东门站)3 个."""
_MOST_FORGOTTEN = 3
_CLASS = re.compile(
    r"(?:^|[编制获取][写定修订得评]*|[的个])(?:[国省市县区州镇乡行团地企院校厂]|全国|国家|行业|团体|地方|企业|自治区)[标级]?(?:标准)?$"
)
"""国标、行标、团标 5 项; 国家级、省级、市级 5 项: what they are of, no names."""
_LONGEST, _UNLIKE, _PARALLEL = 14, 4, 4
_LEADING = re.compile(r"^[与同和](?!心)(?=.{3})")
_MANY_NAMES, _MOSTLY = 4, 0.7
_ETC = re.compile(rf"等(?!级|次)[{HAN}]{{0,8}}$")


@dataclass(frozen=True)
class Roster:
    """A list of names: how many there are at least and at most."""

    items: tuple[str, ...]
    start: int
    open: bool  # 等
    sure: bool = True  # nothing but a verb was cut off before it

    @property
    def fewest(self) -> int:
        """Counting 和 only where both sides are things of one kind, or the last two of the list."""
        last = len(self.items) - 1
        sure = [_sure_joins(item, of_bodies=at < last) for at, item in enumerate(self.items)]
        if sure and not sure[-1] and not self.open and _ends_alike(self.items):
            sure[-1] = 1
        return len(self.items) + sum(sure)

    @property
    def most(self) -> int:
        """Counting every 和."""
        return len(self.items) + sum(len(_JOIN.findall(item)) for item in self.items)


def check(reading: Reading) -> Iterator[Finding]:
    """Lists that are longer or shorter than the number beside them."""
    for block in reading.page.blocks:
        if block.kind is BlockKind.TABLE:
            continue
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            for match in _AFTER.finditer(sentence):
                yield from _after(reading, block, start, sentence, match)
            bare = _ASIDE.sub(lambda aside: "〇" * len(aside.group()), sentence)
            bare = re.sub(r"\([男女]\)", "〇〇〇", bare)
            told: set[int] = set()
            for form in (_BEFORE, _TOLD, _FIRST_OF, _COUNTED_LIST):
                for match in form.finditer(bare):
                    for finding in _before(reading, block, start, match):
                        if match.start("list") not in told:
                            told.add(match.start("list"))
                            yield finding
            yield from _twice(reading, block.start + start, bare)
            for match in _GOT.finditer(sentence):
                roster = _roster(sentence, match.start(), is_open=False)
                number = int(match["number"])
                if roster and _all_named(roster) and number < roster.fewest:
                    at = block.start + start
                    yield _finding(
                        reading, match.group(), roster, (at + roster.start, at + match.end())
                    )
            for match in _STRAIGHT.finditer(sentence):
                yield from _straight(reading, block.start + start, match)


def _twice(reading: Reading, offset: int, sentence: str) -> Iterator[Finding]:
    """前三名为:何润生(甲厂)、柴玉良、何润生(甲厂): one name twice in a list."""
    for match in re.finditer(r"[^,;:。、]{2,16}(?:、[^,;:。、]{2,16}){2,}", sentence):
        items = [re.sub(r"\(.*?\)|〇", "", item) for item in match.group().split("、")]
        again = next((n for n, item in enumerate(items) if n and item in items[1:n]), 0)
        first = next((n for n, item in enumerate(items) if n and items[0].endswith(item)), 0)
        name = items[again or first]
        if (again or first) and (_PERSON_NAME.match(name) or who(name) in {Who.UNIT, Who.TEAM}):
            yield found(
                reading, "LIST-COUNT", f"名单里“{name}”列了两次。请核对名单。",
                [(offset + match.start(), offset + match.end())],
            )  # fmt: skip


def _after(
    reading: Reading, block: Block, offset: int, sentence: str, match: re.Match[str]
) -> Iterator[Finding]:
    """甲、乙、丙等 2 家单位; 三八、五一两个节日; 张伟、李娜 3 人."""
    roster = _roster(sentence, match.start(), is_open=bool(match["etc"]))
    number = int(parse(match["number"]) or 0)
    if roster is None or number < (1 if match["number"].isdigit() else 2):
        return
    if all(_CLASS.search(item) for item in roster.items[1:]):
        return
    if sentence[: match.start("number")].endswith(("各", "均")):
        return  # 气排球赛、羽毛球赛、棋类赛各 1 场
    if match["persons"]:
        if not _all_persons(roster):
            return
        complete = True
    else:
        kind = bool(match["kind"] or match["bare"] or match["unit"] in {"类", "种"})
        many = (
            len(roster.items) > 2
            and _all_plain(roster)
            and not _NO_LIST.match(sentence, match.end("number"))
        )
        if not (kind or match["each"] or many or _all_named(roster)):
            return
        generic = any(_GENERIC.search(item) for item in roster.items)
        alike = len({item[-1:] for item in roster.items}) == 1 or (
            many and (match["noun"] or match["brand"])
        )
        complete = not match["each"] and not generic and (kind or (bool(alike) and roster.sure))
    if _differs(roster, number, complete=complete):
        stop = match.end("kind") if match["kind"] else match.end()
        words = sentence[match.start("number") : stop]
        at = block.start + offset
        yield _finding(reading, words, roster, (at + roster.start, at + match.end()))


def _straight(reading: Reading, offset: int, match: re.Match[str]) -> Iterator[Finding]:
    """The names right behind their number."""
    if match["first"] and not _PERSON_NAME.match(match["first"]):
        return
    rest = (match["persons"] or "") + (match["last"] or "") + (match["bodies"] or "")
    names = 1 + len(re.findall(r"[、和与及]", rest))
    items = tuple([match["first"] or match["body"]] * names)
    roster = Roster(items, match.start(), open=match.string.startswith("等", match.end()))
    number = int(parse(match["number"]) or 0)
    if number and _differs(roster, number, complete=True):
        place = (offset + match.start(), offset + match.end())
        yield _finding(reading, re.split("、", match.group())[0], roster, place)


def _before(reading: Reading, block: Block, offset: int, match: re.Match[str]) -> Iterator[Finding]:
    """三名工匠:赵刚、孙丽; 5 家先进单位(县医院、县一中)."""
    text = match["list"]
    etc = _ETC.search(text)
    items = tuple(item for item in text[: etc.start() if etc else None].split("、") if item)
    roster = Roster(items, match.start("list"), etc is not None)
    number = int(parse(match["number"]) or 0)
    if len(items) < 2 or number > _MOST_FORGOTTEN + roster.most:
        return
    studios = all_studios(text) if match.re is _TOLD and match["told"] and not etc else 0
    if studios and studios != number:
        roster = Roster(("",) * studios, match.start("list"), open=False)
        at = block.start + offset
        yield _finding(
            reading,
            match.group().split("、")[0],
            roster,
            (at + match.start(), at + match.end("list")),
        )
        return
    named, complete = _trusted(match, roster)
    if named and _differs(roster, number, complete=complete):
        at = block.start + offset
        words = re.split(r"分别|依次|[:(]|,$", match.group())[0].rstrip(",")
        yield _finding(reading, words, roster, (at + match.start(), at + match.end("list")))


def _trusted(match: re.Match[str], roster: Roster) -> tuple[bool, bool]:
    """Whether a list behind a number holds what is counted, and whether it must hold all."""
    spoken = match.groupdict()
    told = bool(spoken.get("told"))
    if spoken.get("persons") or spoken.get("unit") in {"名", "位", "人"}:
        return _all_persons(roster, told=told), True
    if match.re is not _TOLD:
        told = told or "kind" not in spoken
        return _all_named(roster) or (told and _all_plain(roster)), True
    kind = bool(re.search(rf"(?:{_KINDS})$", match["noun"]))
    lengths = [len(item) for item in roster.items]
    alike = len(lengths) > 2 and max(lengths) - min(lengths) <= _UNLIKE
    named = _all_named(roster) or (_all_plain(roster) and (kind or told or alike))
    return named, kind or (told and not match["at"])


def _finding(reading: Reading, words: str, roster: Roster, place: tuple[int, int]) -> Finding:
    own = "大" if roster.open else "大项"
    named = re.match(rf"[两二三四五六七八九十]+[{own}]", words)  # the number is part of a name
    listed = (
        f"{roster.fewest} 个"
        if roster.fewest == roster.most
        else f"{roster.fewest} 至 {roster.most} 个"
    )
    return found(
        reading, "NUM-LIST" if named else "LIST-COUNT",
        f"写的是“{words}”,所列名单有 {listed}。请核对数量和名单。", [place],
    )  # fmt: skip


def _differs(roster: Roster, number: int, *, complete: bool) -> bool:
    if roster.fewest > number:
        return True
    missing = number - roster.most
    return complete and not roster.open and 0 < missing <= _MOST_FORGOTTEN


def _roster(sentence: str, end: int, *, is_open: bool) -> Roster | None:
    """The list that ends at ``end``, or None where none does."""
    if inside := _IN_BRACKETS.search(sentence[:end]):
        return Roster(tuple(inside["list"].split("、")), inside.start("list"), is_open)
    borders = [
        m.end() for m in re.finditer(r"[,;:。!?]|\d(?!\d*号)(?:[.、)](?!\d))?", sentence[:end])
    ]
    start = max(borders, default=0)
    behind_figure = bool(start) and sentence[start - 1].isdigit()
    text = re.sub(r"\([^()]*\)", lambda m: "〇" * len(m.group()), sentence[start:end])
    items: list[str] = []
    places: list[int] = []
    position, sure = start, True
    parts = text.split("、")
    for rank, part in enumerate(parts):
        last = rank == len(parts) - 1  # before another item 支持 is a noun: 创业支持
        cuts = [m.end() for m in _CUT.finditer(part) if last or m.end() < len(part)]
        if rank > 1 and len(part) == len(parts[rank - 1]) <= _PARALLEL:
            cuts = []  # 建机制、强队伍、促落实
        if behind_figure and not rank and (joined := _BEHIND.match(part) or _OWNED.match(part)):
            cuts.append(joined.end())
        cut = max(cuts, default=0)
        if cut and rank:
            items, places = [], []
            sure = not _PREPOSITION.search(part[:cut])
        if cut or rank or not behind_figure:
            items.append(_LEADING.sub("", part[cut:].replace("〇", "")))
            places.append(position + cut)
        position += len(part) + 1
    if not items or not items[-1] or _JOIN.search(items[-1][-1:]):
        return None
    if items[0] == "":
        items, places = items[1:], places[1:]
    roster = Roster(tuple(items), places[0], is_open, sure) if items else None
    return roster if roster and roster.most > 1 and (len(items) > 1 or roster.fewest > 1) else None


def _all_persons(roster: Roster, *, told: bool = False) -> bool:
    """Whether the items are persons; after 分别是 each may be named with body and office."""
    names = [name for item in roster.items for name in _JOIN.split(item)]
    names = [re.sub(r"^(?:以及|和|及|与)|同志$|〇", "", name) for name in names if name]
    like = [bool((_PERSON_IN_FULL if told else _PERSON_NAME).match(name)) for name in names]
    longest = _LONGEST_PERSON if told else 12
    short = all(len(name) <= (longest if ok else 5) for name, ok in zip(names, like, strict=True))
    most = sum(like) == len(like) or (len(like) > _MANY_NAMES and sum(like) >= len(like) * _MOSTLY)
    return like[0] and short and most


def _all_named(roster: Roster) -> bool:
    """Whether every item is the proper name of a body or a place."""
    return all(
        len(item) > 1 and (who(item) in {Who.UNIT, Who.TEAM} or _PLACE.search(item))
        and not _GENERIC.fullmatch(item)
        for item in roster.items
    )  # fmt: skip


def _all_plain(roster: Roster) -> bool:
    """Whether the items are names and no clauses; words may stand before the first."""
    short = all(1 < len(item) <= _LONGEST for item in roster.items[1:])
    head = 1 < len(roster.items[0]) <= 2 * _LONGEST
    return head and short and not any(_CUT.search(item[:-1]) for item in roster.items)


def _sure_joins(item: str, *, of_bodies: bool) -> int:
    """How many 和 surely join two names; before the last item only two bodies or persons."""
    return sum(
        len(one) > 1
        and len(other) > 1
        and ((one[-1] == other[-1] and not of_bodies) or _are_names(one, other))
        for one, other in pairwise(_JOIN.split(item))
    )


def _are_names(one: str, other: str) -> bool:
    """Two bodies or two persons; 省文化 and 旅游厅 are parts of one name."""
    bodies = [who(words) in {Who.UNIT, Who.TEAM} for words in (one, other)]
    persons = [bool(_PERSON_NAME.fullmatch(words)) for words in (one, other)]
    return all(bodies) or (all(persons) and not any(bodies))


def _ends_alike(items: tuple[str, ...]) -> bool:
    """甲、乙、丙和丁: whether what stands before the last 和 is shaped like the other items."""
    join = _JOIN.search(items[-1])
    if join is None or len(items) < 3:
        return False
    one, other = items[-1][: join.start()], items[-1][join.end() :]
    earlier = items[1:-1]  # the first may have words before it
    lengths = {len(item) for item in earlier}
    suffixes = {item[-1] for item in earlier}
    told = len(suffixes) > 1 or one[-1:] in suffixes
    return told and len(other) > 1 and min(lengths) <= len(one) <= max(lengths)
