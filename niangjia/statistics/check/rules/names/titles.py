"""Honours and who may get them (荣誉与授予对象): TITLE-TYPE. Pure.

A title is given in a few turns of phrase: 某某荣获…, 某某被授予…, 授予某某…, …授予某某, …12 名, 12 名….
Each names a receiver; what kind it is decides `names`, who may get the title says `HONOURS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from niangjia.statistics.check.figures import Finding, Severity
from niangjia.statistics.check.layout import Block, BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.names.subjects import named_before, named_first
from niangjia.statistics.check.rules.names.who import COUNT, HAN, Who, every, who
from niangjia.statistics.check.rules.support import found

_PERSON, _BODY = frozenset({Who.PERSON}), frozenset({Who.TEAM, Who.UNIT})
HONOURS: tuple[tuple[str, frozenset[Who]], ...] = (
    (r"(?:五一)?劳动奖章|五一(?:巾帼)?奖章|巾帼奖章|(?<=[状号][、和及])奖章", _PERSON),
    (r"劳动模范|(?<=[国省市县区级选])劳模", _PERSON),
    (r"(?:巾帼|建功)标兵(?!岗)|三八红旗手", _PERSON),
    (r"先进个人|先进工作者|优秀工会(?:工作者|干部|积极分子)|优秀职工", _PERSON),
    (r"(?:技术|岗位|操作)能手|首席(?:工人|技师|员工)|最美(?:职工|劳动者|工匠)", _PERSON),
    (r"(?:大国|金牌|首席|杰出|[省市县区州]级?|[省市县区]“[^“”]{2,4})工匠", _PERSON),
    (
        r"(?:五一)?劳动奖状|五一(?:巾帼)?奖状|巾帼奖状|(?<=[章号][、和及])奖状",
        frozenset({Who.UNIT}),
    ),
    (r"(?:工人|青年|女职工)?先锋号|青年文明号", _BODY),
    (r"标兵岗|文明岗|示范岗|红旗集体|先进集体|先进单位|先进班组", _BODY),
    (r"(?:模范|先进|示范|五星级)?职工(?:之家|小家)", _BODY),
)
"""(title, who may get it)."""
_HONOUR = re.compile(
    "(?:" + "|".join(f"(?P<h{rank}>{title})" for rank, (title, _) in enumerate(HONOURS)) + ")"
    r"(?![”’]?(?:或〇|获得|获奖|得主|工作室|选树|评选|评审|评比|创建|提名|所在|的?负责人|的?班|集体|精神|宣讲|事迹|风采"
    r"|代表|座谈|[和、]?先进|协会|学院|公园|广场|馆|展|疗|待遇|管理|服务|培育|申报|推荐|名单|评|之家|联谊|家属|队|库|计划"
    r"|建设|工程|大讲|讲|大会|活动|巡|论坛|命名|奖励|[的们]))"
)
_EITHER = re.compile(r"\(奖?[章状]\)")
"""奖章(状): persons and bodies alike."""
_HEADED = re.compile(r"(?:五一)?劳动奖[章状]|工人先锋号|劳动模范|巾帼标兵岗?")
_GET = re.compile(
    rf"(?P<who>[^,;。:!?()]*?)(?:喜|荣|曾|均|新|还|也|又|共|先后|光荣|首次|再次|成功|已|一举|连续{COUNT}年|同时)*"
    r"(?:获(?:得|评|推|授|颁)|荣获|斩获|获|荣膺|摘得|捧得|捧回|当选|入选"
    r"|被(?P<by>[^,;。:!?]{0,14}?)(?:授予|评为|命名为|评选为|认定为|表彰为|推荐为|推选为|确定为|追授))"
    r"(?:为|了)?(?P<what>[^,;。:!?]*)"
)
_GIVE = re.compile(r"(?<!被)(?:授予|颁给|追授)(?P<who>[^,;。:!?]+)")
_NOMINATE = re.compile(r"推荐(?P<who>[^,;。:!?]{2,24}?)(?:为|申报|参评|参选|评选)")
_TO = re.compile(r"(?:称号|荣誉)?[”’]?(?:授予|颁发给|颁给|颁授给)(?:了)?(?P<who>[^,;。:!?]+)")
_COUNT_AFTER = re.compile(
    rf"(?:称号|荣誉称号|荣誉)?[”’]?(?:获得者|候选人|候选单位)?(?P<noun>单位|企业)?(?:共|各|达)?(?P<count>{COUNT}(?:[余多])?(?:[名位人家户]|个(?:集体|单位|班组|企业|个人|车间)))(?=[,;。、和及与)]|$)"
)
_COUNT_BEFORE = re.compile(
    rf"(?P<count>{COUNT}[余多]?[名位人家户])(?:(?:(?![和及与暨、])[{HAN}]){{0,3}}[省市县区州]级?(?:以上)?|全国|国家级)?[“‘]?$"
)
_LEVEL = re.compile(r"(?:全[国省市县区州]|国家级|[省市县区州]级?(?:以上)?|\d{4}年度?|[“‘《的])+$")
_TELLING = 16
"""How many signs of either end tell which words are meant."""
_LONGEST_PLACE = 4
"""How many signs the name of a province or city before the title may have (四川省五一劳动奖章)."""
_PEOPLE = re.compile(r"职工|员工|工人|会员|同志|人员|干部|成员|教师|医生|家属|代表|个人|劳动者")
_CLAUSE = re.compile(
    r"(?:[^,;。:!?、]|、(?![^、,;。:!?]{2,20}(?:荣获|获得|获评|获|被授予|被评为)))+"
)
_ELSEWHERE = re.compile(
    r"(?<!所)在(?!内的)|代表|经(?!济|理|营|贸|开)|由|因|凭|当选|作为|组织|慰问|参加|推荐(?!的)|学习|邀请|走访|看望|宣传|选派|号召"
)
_LISTED = re.compile(
    r"(?:称号|荣誉)?[”’]?(?:获得者|获得单位|获奖单位|获奖者|获得个人|名单|人选|推荐对象)?(?:\([^()]{1,8}\))?(?:是|有|为)?[:](?P<who>[^,;。:!?]{2,80})"
)
"""省五一劳动奖状:甲公司、乙医院."""
_GOT_OF = re.compile(
    r"(?:荣获|获得|获评|获|被授予|被评为)[^,;。:!?、]{0,8}(?P<title>劳动奖状|工人先锋号|标兵岗)[”’]?(?:荣誉)?(?:称号)?的(?P<who>[^,;。:!?、]{2,18}?)(?=在|正|为|向|和|与|把|说|介绍|[,。;])"
)
_IN_ALL = re.compile(r"(?:称号|荣誉)?[”’]?(?:共|各)?\d+[枚个项次块]")
"""奖章 3 枚: the medals of all who work there."""
_BEHIND = re.compile(r"(?:先后|分别|等|荣|均|双双|还|也|又|并|称号)+$")
_HOLDER = re.compile(r"[”’]?(?:称号)?(?:获得者|得主|获奖者)[“、,—]*(?P<who>[^,;。:!?、“”]{2,40})")
_SAID = re.compile(
    r"同志|等(?!级)|到(?!达)|在(?!线|职|建)|走[进上]|为(?!民)|作(?![业协])|现场|介绍|[说讲道称]|表示|正|把|带(?!头)|主讲|宣讲|分享|发言|[的向与和及]|代表"
)
"""奖章获得者、某公司焊工马某说: where the holder's name may end."""
_BOTH_SORTS = re.compile(r"(?:集体|单位|班组)[和、与及](?:先进)?个人")
_OF_PERSONS = re.compile(
    r"五一劳动奖章|五一巾帼奖章|巾帼标兵(?!岗)|三八红旗手|劳动模范|(?<=[国省市级])劳模"
)


def check(reading: Reading) -> Iterator[Finding]:
    """Every title given to somebody who cannot get it."""
    for block in reading.page.blocks:
        if block.kind is BlockKind.TABLE:
            continue
        told: set[int] = set()
        for start, end, title, receiver in _given(block.text):
            both = _BOTH_SORTS.search(block.text, start, end)
            if receiver not in _allowed(title) and end not in told and not both:
                told.add(end)
                yield _finding(reading, block, (start, end), title, receiver)


def _finding(
    reading: Reading, block: Block, place: tuple[int, int], title: re.Match[str], receiver: Who
) -> Finding:
    may = "、".join(sorted(kind.value for kind in _allowed(title)))
    words = block.text[slice(*place)]
    if len(words) > 2 * _TELLING:
        words = f"{words[:_TELLING]}…{words[-_TELLING:]}"
    return found(
        reading, "TITLE-TYPE",
        f"“{title.group()}”授予{may},“{words}”写的却是{receiver.value}。请核对荣誉名称、获得者或单位。",
        [(block.start + place[0], block.start + place[1])],
        severity=Severity.WARN if receiver is Who.TEAM and Who.UNIT in _allowed(title) else None,
    )  # fmt: skip


def _allowed(title: re.Match[str]) -> frozenset[Who]:
    rank = next(name for name, text in title.groupdict().items() if text)
    return HONOURS[int(rank[1:])][1]


def _given(text: str) -> Iterator[tuple[int, int, re.Match[str], Who]]:
    """(start, end, title, receiver) of everything the text says somebody got."""
    text = _EITHER.sub(lambda aside: "或" + "〇" * (len(aside.group()) - 1), text)
    text = re.sub(r"\([^()]{1,8}\)", lambda aside: "〇" * len(aside.group()), text)
    for title in _HONOUR.finditer(text):
        yield from _by_count(text, title)
    clauses = [(match.start(), match.group()) for match in _CLAUSE.finditer(text)]
    for rank, (start, clause) in enumerate(clauses):
        if not _HONOUR.search(clause):
            continue
        for begin, end, words, names in _by_verb(clause):
            titles = list(_HONOUR.finditer(clause, words, end))
            may = [_allowed(title) for title in titles]
            if not titles or not frozenset.intersection(*may):
                continue
            title = titles[0]
            names = _BEHIND.sub("", names.strip())
            receiver = _odd_one(names, may) or named_first(names)
            if receiver is None and not _IN_ALL.match(clause, title.end()):
                receiver, back = named_before(_run(text, clauses[: rank + 1]), names) or (None, 0)
                begin -= start - clauses[rank - back][0]
            if receiver is None:
                continue
            if not _COUNT_AFTER.match(clause, title.end()):
                yield start + begin, start + title.end(), title, receiver
    yield from _headed(text)


def _headed(text: str) -> Iterator[tuple[int, int, re.Match[str], Who]]:
    """省五一劳动奖状:甲公司; 荣获劳动奖状的驾驶员马某; 工人先锋号获得者周某."""
    for title in _HEADED.finditer(text):
        listed = _LISTED.match(text, title.end())
        receiver = _receiver(listed["who"]) if listed else None
        honour = _HONOUR.match(title.group())
        if listed and receiver and honour:
            yield title.start(), listed.end(), honour, receiver
    for got in _GOT_OF.finditer(text):
        honour = _HONOUR.match(got["title"] + "。")
        if honour and who(got["who"]) is Who.PERSON:
            yield got.start(), got.end("who"), honour, Who.PERSON
    yield from _held(text)


def _held(text: str) -> Iterator[tuple[int, int, re.Match[str], Who]]:
    """全国五一劳动奖状获得者、某公司焊工马某; 省五一劳动奖章获得者、机电二班."""
    for title in re.finditer(rf"劳动奖状|巾帼奖状|工人先锋号|标兵岗|{_OF_PERSONS.pattern}", text):
        named = _HOLDER.match(text, title.end())
        honour = _HONOUR.match(f"国{title.group()}。", 1) or _HONOUR.match(f"{title.group()}。")
        if not (named and honour):
            continue
        told = [named["who"][: end.start()] for end in _SAID.finditer(named["who"])]
        kinds = ((words, who(words)) for words in (*told, named["who"]) if words)
        words, kind = next(((words, kind) for words, kind in kinds if kind), ("", None))
        wrong = kind is not None and kind not in _allowed(honour)
        if kind and wrong and (kind is Who.PERSON or not _PEOPLE.search(words)):
            yield title.start(), named.start("who") + len(words), honour, kind


def _by_count(text: str, title: re.Match[str]) -> Iterator[tuple[int, int, re.Match[str], Who]]:
    """奖章 5 家, 12 名先锋号."""
    after = _COUNT_AFTER.match(text, title.end())
    if after:
        receiver = Who.UNIT if after["noun"] else who(after["count"])
        if receiver:
            yield title.start(), after.end(), title, receiver
        return
    before = _COUNT_BEFORE.search(text[: title.start()])
    ends = re.match(r"(?:称号|荣誉)?[”’]?(?=[,;。、和及与)受获]|$)", text[title.end() :])
    studio = re.match(r"[^,;。]{0,16}工作室", text[title.end() :])  # 劳模和工匠人才创新工作室
    receiver = who(before["count"]) if before and ends and not studio else None
    if before and receiver:
        yield before.start("count"), title.end(), title, receiver


def _by_verb(clause: str) -> Iterator[tuple[int, int, int, str]]:
    """(start, end, start of the titles, receiver's words) for every verb of giving or getting."""
    if got := _GET.search(clause):
        yield got.start(), got.end(), got.start("what"), _in_place(got["who"])
    for given in _GIVE.finditer(clause):
        if title := _HONOUR.search(clause, given.start("who")):
            names = clause[given.start("who") : title.start()]
            yield given.start(), title.end(), title.start(), _without_level(names)
    for named in _NOMINATE.finditer(clause):
        if title := _HONOUR.search(clause, named.end()):
            yield named.start(), title.end(), title.start(), _in_place(named["who"])
    for title in _HONOUR.finditer(clause):
        if to := _TO.match(clause, title.end()):
            yield title.start(), title.end(), title.start(), to["who"]


def _in_place(names: str) -> str:
    """Who gets it: what stands before a place, a time or an occasion."""
    names = _ELSEWHERE.split(names)[0]
    return names.rpartition("的")[2] or names


def _without_level(names: str) -> str:
    """授予某某公司四川省…: the receiver without the level and the place of the title."""
    bare = _LEVEL.sub("", names)
    for signs in range(_LONGEST_PLACE + 1) if bare != names else ():
        kept, place = bare[: len(bare) - signs], bare[len(bare) - signs :]
        if who(kept) and not _PEOPLE.search(place):
            return kept
    return bare


def _receiver(names: str) -> Who | None:
    return who(_BEHIND.sub("", names.strip()))


def _odd_one(names: str, may: list[frozenset[Who]]) -> Who | None:
    """Of several receivers of one title (某公司检修班、技师周敏双双…), the one who cannot get it."""
    wrong = every(names) - may[0]
    return min(wrong) if wrong and len(set(may)) == 1 else None


def _run(text: str, clauses: list[tuple[int, str]]) -> list[str]:
    """The clauses before the last one that no more than a comma parts from each other."""
    run: list[str] = []
    for (start, clause), (following, _) in reversed(list(pairwise(clauses))):
        if text[start + len(clause) : following] != ",":
            break
        run.insert(0, clause)
    return run
