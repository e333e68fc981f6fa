"""Numbers and lists (数与名单): LIST-COUNT, NUM-LIST, granted against nominated. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import Block, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.names.who import Who, who
from niangjia.statistics.check.rules.support import bigrams, found, stated

_SUFFIX = (
    r"(?:公司|集团|工作室|工会|学校|中学|小学|大学|学院|医院|法院|检察院|委员会|协会|商会|银行|车间|班组|项目部|研究院"
    r"|研究所|厂|局|社区|合作社|联合会|中心|支行|大队|支队)"
)
_ITEM = re.compile(rf"^.{{0,30}}{_SUFFIX}$")
_LAST_ITEM = re.compile(
    rf"^(?P<name>.{{0,30}}?{_SUFFIX})(?P<rest>(?:等?(?:\d|[一二两三四五六七八九十]+[家个名位]|全部|全都|悉数|光荣|成功|先后|分别|双双|均|上榜|入选|获|荣获|榜上|被)).*)$"
)
_AWARDED = re.compile(
    r"^(?:等)?(?:全部|全都|悉数|光荣|成功|先后|分别|双双|均)?(?:上榜|入选|获评|获此殊荣|榜上有名|获得|荣获|被评为|被授予|被命名|获授)"
)
_QUOTED = re.compile(r"“([^“”]{4,30})”")
_STEPS = "一二三四五六七八九十"
_ENUMERATED = re.compile(
    r"(?P<number>[二两三四五六七八九十])(?:个|大|项|种|方面)(?P<noun>[一-鿿]{0,4})"
)
_VERBS = re.compile(
    r"[“‘]?(?P<number>[三四五六七八九十])(?P<verb>[进送讲访比查帮])"
    r"(?:[”’活服行到]|(?=[一二三四五六七八九十][一-鿿][”’]))"
)
_NAMED = re.compile(
    r"(?P<list>[一-鿿“”·‘’]{2,16}(?:、[一-鿿“”·‘’]{2,16}){2,9})(?:(?<=”)|“)(?P<number>[二两三四五六七八九十])(?:(?:大|项|个|支|种|类|条)(?!补贴)[一-鿿]{2,4}|位一体)”?"
)
_ANNOUNCED = re.compile(
    r"(?P<name>[“‘]?(?P<number>[三四五六七八九十])(?:大|项|个|种|方面)?(?![名家人所支座处条场期]|位(?!一体))[一-鿿]{1,6}(?:[”’][一-鿿]{0,4})?)"
    r"(?:[:(]|——|,(?:即|包括|分别是|主要是|也就是))(?P<list>[^:。;()!?、,]{2,16}(?:、[^:。;()!?、,]{2,16}){1,11})(?P<end>[。;)])"
)
_MEASURES = re.compile(
    r"(?P<name>“?(?P<number>[三四五六七八九十])(?:大|项|个)(?:举措|措施|行动|动作|活动|抓手|招)”?)(?:[:]|——|,即)(?P<list>[^:。!?]{8,120}?)(?=[。!?]|$)"
)
_HEADED = re.compile(
    r"(?P<name>(?P<number>[三四五六七八九十])(?:个|大|项|种)?[一-鿿]{0,3}(?:特点|方面|问题|转变|亮点|措施|举措|环节|原因|突破|变化|做法))"
    r"[^,。;:]{0,6}[。:](?P<first>一是(?!.*[。;,]二[是要]).*)?$"
)
_MOST_STEPS, _LONGEST_STEP = 30, 600
_ONE_DONE = re.compile(r"(?!等)[一-鿿]{1,2}一[一-鿿]")
_QUOTED_ITEMS = re.compile(
    r"(?P<list>(?:“[^“”、,]{2,14}”[、和及]?){3,})(?P<etc>等)?(?P<number>(?:“(?=.大))?[三四五六七八九十])(?:(?:大|项|个|种|类)[一-鿿]{2,6}(?!”等)|[送进访帮查讲]活动)"
)
_ONES = re.compile(
    r"(?P<name>[“‘]?(?P<number>[二两三四五六七八九十])个一[”’]?[一-鿿]{0,4}[”’]?)(?:[:(]|——|,(?:即|包括|分别是|主要是|也就是)[:]?|即[:]?)(?P<list>[^:。;()!?]{8,120})"
)
_GOT = (
    r"(?:荣获|获得|获评|获|被授予|被评为|被命名为|被认定为)[^“”,。;、]{0,6}“(?P<title>[^“”]{4,30})”"
)
_GOT_BY_SO_MANY = re.compile(
    rf"(?P<count>(?<![\d.第])\d{{1,2}}|(?<!第)[一两二三四五六七八九十]{{1,3}})[个家](?:集体|单位|班组|企业|[一-鿿]{{0,4}}工会)(?:分别|分获)?{_GOT}"
)
_GOT_BY_NAME = re.compile(
    rf"(?P<list>[^,;:。!?“”、]{{4,40}}(?:、[^,;:。!?“”、]{{4,40}})+?),?(?:分别)?{_GOT}"
)
_THESE = re.compile(
    r"(?:这|上述|以上)(?P<number>\d{1,3})(?P<unit>[名位家个户支所人])(?P<noun>[一-鿿]{2})"
)
_JOINS = re.compile(r"和(?![谐平睦解好])|及(?!时)|(?<!参)与(?!会)")
_ALIKE = 0.5
_MOST_FORGOTTEN = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Lists whose length differs from the number that goes with them."""
    for block in reading.page.prose:
        spans = list(sentences(block.text))
        for rank, (start, end) in enumerate(spans):
            sentence = block.text[start:end]
            offset = block.start + start
            following = block.text[slice(*spans[rank + 1])] if rank + 1 < len(spans) else ""
            yield from _bodies(reading, block, sentence, offset)
            yield from _verbs(reading, sentence, following, offset)
            yield from _named(reading, sentence, offset)
            yield from _quoted(reading, sentence, offset)
            yield from _announced(reading, sentence, offset)
            yield from _measures(reading, sentence, offset)
            yield from _ones(reading, sentence, offset)
        yield from _steps(reading, block)
        yield from _steps_apart(reading, block)
    yield from _conferred(reading)
    yield from _these(reading)


def _conferred(reading: Reading) -> Iterator[Finding]:
    """3 个集体荣获“某某” here, and there 甲、乙被评为“某某”."""
    text = reading.page.text
    told = _by_title(_GOT_BY_SO_MANY, text)
    named = _by_title(_GOT_BY_NAME, text) if told else {}
    for title, counts in told.items():
        lists = named.get(title, [])
        if len(lists) != 1 or len({m["count"] for m in counts}) != 1:
            continue
        items = lists[0]["list"].split("、")
        names = [re.sub(r"^(?:其中|我[省市县区州])+", "", item) for item in items]
        if (
            not all(who(name) in {Who.UNIT, Who.TEAM} for name in names)
            or counts[0].start() > lists[0].start()
        ):
            continue
        number, joined = int(parse(counts[0]["count"]) or 0), len(_JOINS.findall(lists[0]["list"]))
        if number not in range(len(items), len(items) + joined + 1):
            yield found(
                reading, "LIST-COUNT",
                f"写的是{counts[0]['count']}个(家)获“{title}”,所列名单有 {len(items)} 个。请核对数量和名单。",
                [counts[0].span(), lists[0].span("list")],
            )  # fmt: skip


def _by_title(form: re.Pattern[str], text: str) -> dict[str, list[re.Match[str]]]:
    found: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in form.finditer(text):
        found[match["title"]].append(match)
    return found


def _these(reading: Reading) -> Iterator[Finding]:
    """这 8 名选手, where only 5 名选手 were told of before."""
    text = reading.page.text
    for match in _THESE.finditer(text):
        before = text[: match.start()]
        told = re.findall(
            rf"(?<![\d.])(\d{{1,3}}){match['unit']}[^,。;、\d]{{0,12}}{match['noun']}", before
        )
        again = re.search(rf"(?<![\d.]){match['number']}(?![\d.%万亿])", before)
        listed = any(
            run.count("、") + 1 == int(match["number"]) for run in re.split(r"[。;:!?,]", before)
        )
        if len(set(told)) == 1 and told[0] != match["number"] and not again and not listed:
            yield found(
                reading, "LIST-COUNT",
                f"前面说的是 {told[0]}{match['unit']}{match['noun']},这里写“{match.group()}”。请核对两个数。",
                [match.span()],
            )  # fmt: skip


def _bodies(reading: Reading, block: Block, sentence: str, offset: int) -> Iterator[Finding]:
    """甲公司、乙公司、丙学校等 3 家单位; 甲公司、乙工作室光荣上榜."""
    for clause in re.finditer(r"[^,;:。!?“”]+", sentence):
        names, rest = _names(clause.group())
        if len(names) < 2:
            continue
        end = offset + clause.end() - len(rest)
        place = (max(offset, end - len("、".join(names))), end)
        if _AWARDED.match(rest):
            yield from _granted(reading, block, sentence, (names, place))


def _names(clause: str) -> tuple[list[str], str]:
    """The organisations listed at the end of a clause, and what is said of them."""
    parts = clause.split("、")
    last = _LAST_ITEM.match(parts[-1])
    if last is None:
        return [], ""
    joined = re.split(r"(?:以及|和|及)(?=.{2,30}$)", last["name"])
    tail = joined if len(joined) > 1 and _ITEM.match(joined[0]) else [last["name"]]
    names: list[str] = []
    for part in reversed(parts[:-1]):
        if not _ITEM.match(part):
            break
        names.insert(0, part)
    return [*names, *tail], last["rest"]


def _granted(
    reading: Reading, block: Block, sentence: str, granted: tuple[list[str], tuple[int, int]]
) -> Iterator[Finding]:
    """More names granted a title than were nominated for it."""
    names, place = granted
    titles = _QUOTED.findall(sentence)
    for nominated in stated(reading, "nominated"):
        own = _QUOTED.findall(nominated.context)
        plain = not own and not titles and _of_their_kind(nominated, names)
        if not plain and not any(_similar(one, other) for one in titles for other in own):
            continue
        if nominated.low < len(names):
            yield from _more_granted(reading, nominated, names, place)
        return


def _of_their_kind(nominated: Figure, names: list[str]) -> bool:
    """推荐示范性创新工作室 3 个,甲工作室、乙工作室…全部入选: all names are of what was nominated."""
    kind = re.search(r"(工作室|班组|车间|工会|企业)[^#]{0,2}#", nominated.context)
    return kind is not None and all(name.endswith(kind[1]) for name in names)


def _more_granted(
    reading: Reading, nominated: Figure, names: list[str], place: tuple[int, int]
) -> Iterator[Finding]:
    yield found(
        reading, "LE",
        f"推荐申报 {nominated.text},获评名单却有 {len(names)} 个。获评的不能多于推荐的,请核对名单和推荐数。",
        [place, nominated], severity=Severity.WARN,
    )  # fmt: skip
    kinds = {re.sub(r".*(工作室|公司|集团|工会|学校|医院|学院)$", r"\1", name) for name in names}
    mixed = ";名单里既有单位又有工作室,请写明获评的究竟是什么" if len(kinds) > 1 else ""
    yield found(
        reading, "LIST-COUNT",
        f"名单列了 {len(names)} 个,而推荐数为 {nominated.text}{mixed}。", [place, nominated],
    )  # fmt: skip


def _similar(one: str, other: str) -> bool:
    """Whether two titles share most of their neighbouring pairs of signs."""
    pairs = [bigrams(text) for text in (one, other)]
    return len(pairs[0] & pairs[1]) >= _ALIKE * min(len(pairs[0]), len(pairs[1]))


def _steps(reading: Reading, block: Block) -> Iterator[Finding]:
    """三个转变: 一是…二是…三是."""
    marks = list(
        re.finditer(
            rf"(?:^|[,;:。])(?:其|第)?([{_STEPS}])(?:是|要|来|(?<=第.),|(?<=其.)曰)", block.text
        )
    )
    for rank, mark in enumerate(marks):
        if mark[1] != "一":
            continue
        run = 1
        while rank + run < len(marks) and marks[rank + run][1] == _STEPS[min(run, 9)]:
            run += 1
        before = block.text[max(0, mark.start() - 40) : mark.start() + 1]
        named = list(_ENUMERATED.finditer(before.rpartition("。")[2] or before))
        if not named or run < 2:
            continue
        number = int(parse(named[-1]["number"]) or Decimal(0))
        if number != run:
            at = block.start + mark.start() + 1
            yield found(
                reading, "NUM-LIST",
                f"前文说“{named[-1].group()}”,下面只列到“{_STEPS[run - 1]}是”,共 {run} 项。请核对。",
                [(at, at + 2)],
            )  # fmt: skip


def _steps_apart(reading: Reading, block: Block) -> Iterator[Finding]:
    """…三个特点:⏎一是…⏎二是…: each in a paragraph of its own, and one of them missing."""
    named = _HEADED.search(block.text, max(0, len(block.text) - _LONGEST_STEP))
    later = reading.page.blocks[block.index + 1 :][:_MOST_STEPS]
    if named is None or not later or later[0].text[:2] != ("二是" if named["first"] else "一是"):
        return
    text = "\n".join(one.text for one in later)
    steps = enumerate(_STEPS[1:], 1)
    run = next((n for n, s in steps if not re.search(rf"{s}[是要、,]|第{s}|[(]{s}[)]", text)), 0)
    if 1 < run < int(parse(named["number"]) or 0):
        yield found(
            reading, "NUM-LIST",
            f"“{named['name']}”下面只列到“{_STEPS[run - 1]}是”,共 {run} 项。请核对。",
            [(block.start + named.start("name"), block.start + named.end("name"))],
        )  # fmt: skip


def _verbs(reading: Reading, sentence: str, following: str, offset: int) -> Iterator[Finding]:
    """六进: 进企业、进园区、…; the list may open the next sentence (做优“五送”品牌。开展送岗位、送技能…)."""
    for named in _VERBS.finditer(sentence):
        verb = named["verb"]
        form = rf"{verb}[一-鿿]{{2,6}}(?:[、和]{verb}[一-鿿]{{2,6}})+"
        lists = [match.group() for match in re.finditer(form, sentence)]
        opens = re.match(rf"[一-鿿]{{0,6}}?(?P<list>{form})", following)
        if opens and not lists and "等" not in opens["list"] and opens["list"].count(verb) > 2:
            lists = [opens["list"]]
        counts = [len(re.findall(rf"(?:^|[、和]){verb}", text)) for text in lists]
        number = int(parse(named["number"]) or Decimal(0))
        apart = set(re.findall(rf"“{verb}[一-鿿]{{1,6}}”", sentence))  # “送米”、“送春联”…继续送…
        if counts and number not in {*counts, *(count + len(apart) for count in counts)}:
            yield found(
                reading, "NUM-LIST",
                f"“{named['number']}{verb}”应列 {number} 项,文中列了 {counts[0]} 项。请核对。",
                [(offset + named.start("number"), offset + named.end("verb"))],
            )  # fmt: skip


def _named(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """甲、乙、丙“三大机制”."""
    for match in _NAMED.finditer(sentence):
        listed = match["list"]
        if (
            listed.endswith("”")
            and listed.count("“") == 1
            and listed.index("“") < listed.index("、")
        ):
            listed = listed[listed.index("“") + 1 : -1]  # “培训、练兵、竞赛”“四位一体”
        items = listed.split("、")
        joined = len(_JOINS.findall(match["list"]))
        number = int(parse(match["number"]) or Decimal(0))
        if match["list"].endswith("等") and len(items) <= number:
            continue
        if any("“" in item for item in items):
            continue  # names of their own
        if number not in range(len(items), len(items) + joined + 1):
            yield found(
                reading, "NUM-LIST",
                f"“{match.group()[len(match['list']) :]}”前面列了 {len(items)} 项。请核对名称中的数与所列项数。",
                [(offset + match.start(), offset + match.end())],
            )  # fmt: skip


def _quoted(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """“甲”“乙”“丙”四大行动."""
    for match in _QUOTED_ITEMS.finditer(sentence):
        items, number = match["list"].count("“"), int(parse(match["number"].strip("“")) or 0)
        if items > number or (items < number <= items + _MOST_FORGOTTEN and not match["etc"]):
            yield found(
                reading, "NUM-LIST",
                f"“{match.group()[len(match['list']) :].strip('“')}”前面列了 {items} 项。请核对名称中的数与所列项数。",
                [(offset + match.start(), offset + match.end())],
            )  # fmt: skip


def _ones(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """“四个一”,即读一本书、提一条建议、学一门手艺: every item has its 一."""
    for match in _ONES.finditer(sentence):
        first = match["list"].split(",")[0]
        items = re.split(
            "[、和及]" if "、" in first else "[,、和及]", first if "、" in first else match["list"]
        )
        run = list(takewhile(lambda item: "一" in item, items))
        number = int(parse(match["number"]) or 0)
        if len(run) > 1 and len(run) != number:
            yield found(
                reading, "NUM-LIST",
                f"“{re.sub('[“”‘’]', '', match['name'])}”后面列了 {len(run)} 项。请核对名称中的数与所列项数。",
                [(offset + match.start("name"), offset + match.end())],
            )  # fmt: skip


def _measures(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """四大举措:开一场报告会,搞一次厂务公开,办一次职代会: clauses that each do one thing."""
    for match in _MEASURES.finditer(sentence):
        items = re.split("[,;、]", match["list"])
        number = int(parse(match["number"]) or 0)
        if all(_ONE_DONE.match(item) for item in items) and len(items) != number:
            yield found(
                reading, "NUM-LIST",
                f"“{match['name']}”后面列了 {len(items)} 项。请核对名称中的数与所列项数。",
                [(offset + match.start("name"), offset + match.end("list"))],
            )  # fmt: skip


def _announced(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """“七大招”:甲、乙、丙; 四项职能(甲、乙、丙、丁)."""
    for match in _ANNOUNCED.finditer(sentence):
        items, number = match["list"].split("、"), int(parse(match["number"]) or Decimal(0))
        rest = match["name"].replace(match["number"], "", 1).replace("一体", "")
        alike = re.search(
            r"个(一[一-鿿]?)(?:”|$)", rest
        )  # 四个一批: 建设一批、改造一批; 三个一: 一次…
        same = alike and all(item.endswith(alike[1]) or item.startswith(alike[1]) for item in items)
        if re.search(r"[一二两三四五六七八九十]", rest) and not same:
            continue  # 三通一码 has two numbers
        joined = len(_JOINS.findall(match["list"]))
        verb = _VERBS.search(match["name"])
        if match["end"] == ";" or (verb and all(item.startswith(verb["verb"]) for item in items)):
            continue  # its items are clauses; “三送”: 送政策、送岗位 is told by its verb
        more = number > len(items) + joined and not re.search(r"等$", match["list"])
        if more or number < len(items):
            yield found(
                reading, "NUM-LIST",
                f"“{match['name']}”后面列了 {len(items)} 项。请核对名称中的数与所列项数。",
                [(offset + match.start("name"), offset + match.end("list"))],
            )  # fmt: skip
