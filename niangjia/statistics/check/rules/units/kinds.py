"""Units and kinds (单位与口径): UNIT-PT, INT-COUNT, RATIO-EXACT, COMBINED. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.order import ORDERS
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import (
    bigrams,
    by_sentence,
    counting,
    found,
    measured,
    plain,
    stated,
    workers_or_members,
    written,
)
from niangjia.statistics.check.units import WHOLE, Measure, measure_of

_RATE_OF_PEOPLE = re.compile(r"(?:参与|参加|参赛|入会|培训|受益)率")
_RATIO_WORDS = re.compile(
    r"平均|[人户日月年亩家场节期班次站组]均|每|[百千万]人(?:口)?[^,。;]{0,12}(?:数|量|率)|密度|强度|率|/"
)
_PER_ONE = re.compile(r"平均每[户人家个]|每\d+[万亿]?元")
_TELLING_DIGITS = 3
_THREE_DIGITS = 100
_SHARES = frozenset(map(Decimal, (2, 3, 4, 5, 10)))
_WHOLE_COUNTS = WHOLE | {Measure.ITEM}
_SUSPICIOUS = frozenset({Decimal(2), Decimal(10)})
_STEP = re.compile(
    r"获奖|获评|采纳|成功|录用|办结|实施|落实|结案|化解|脱困|激活|达成|通过|入选|评出|合格|取得|整改|核销|参赛|就业"
)
_PAIRS = 20
_SINGLES = re.compile(r"单身|联谊|相亲|交友|鹊桥|婚恋|未婚|牵手|牵线|脱单|集体婚礼")
_TOOK_PART = re.compile(r"新人|夫妇|夫妻|金婚|婚礼|家庭")
_APART = 16
_OF_CONTEST = re.compile(r"(?:竞赛|比武|大赛|安康杯)[^,。;、\d]{0,6},[^,。;\d]{0,6}$")
"""开展引领性劳动竞赛,1850 万人次职工参与: the contest is told in the clause before."""
_ATTENDED = Decimal("1.5")
_HONOURS = (
    "集体", "个人", "先进工会组织", "优秀工会干部", "优秀工会工作者", "积极分子", "班组", "最美职工", "奖章", "奖状",
    "劳动模范", "金牌工匠", "技术能手", "先锋号", "标兵岗", "标兵(?!岗)", "示范岗", "文明岗", "红旗手",
    "红旗集体", "之家", "小家", "幸福企业", "和谐企业", "综合体", "单位(?=和[^和]*个人|、[^、]*个人)",
)  # fmt: skip
_PLACES = (
    "书屋", "阅读[点角]", "驿站", "小屋", "母婴室", "关爱室", "休息室", "哺乳室", "活动室", "调解室", "服务站点?",
    "工作站", "服务点", "联系点", "示范点", "基地", "工作室", "学院", "学堂", "讲堂", "课堂", "夜校", "托管班",
    "托育点", "俱乐部", "文化宫", "体验馆", "健身[室房]", "图书室", "娱乐室", "食堂", "减压室", "直播间", "爱心超市",
)  # fmt: skip
"""Honours and places; the joint total of two of them cannot be compared between years."""
_HEAD = re.compile(
    f"(?P<honour>{'|'.join(sorted(_HONOURS, key=len, reverse=True))})"
    f"|{'|'.join(sorted(_PLACES, key=len, reverse=True))}"
)
_ETC = re.compile(r"等[一-鿿]{0,6}(?:项目|阵地|场所|设施|载体|平台|点位|服务点)")
"""文化宫、书屋、站点等项目 640 个: told in general, of no two kinds."""
_JOINED = re.compile(r"和|及|与|、|以及")
_GOT = re.compile("获|授予|评为|命名")
_LEVELS = re.compile(
    rf"(?:获|评|命名|创建|授予|表彰)[^,#]{{0,3}}(全国|国家级|省级?|市级)(?:和|及|与|(?<=级)、|、(?=自治区))((?:省|市|县|区|自治区)级?)(?=[一-鿿“]{{0,6}}?(?:{_HEAD.pattern}))"
)
_ONE_TITLE = re.compile(r"劳动模范和先进工作者|劳模和工匠人才")
_HEADED = re.compile(r"(?<=[体人])(?:包括|包含|共?有|分别为|为|:)(?=[一-鿿]{2})")
"""先进集体和个人包括奖状 6 个…: the head of a list."""
_SHARED = re.compile(r"分获|分别(?:荣?获|被|授予|成为)|(?<=个人)(?:荣?获|被)")


def check(reading: Reading) -> Iterator[Finding]:
    """Units that cannot be compared, split, or given."""
    yield from _attendance(reading)
    yield from _same_number(reading)
    for figure in reading.figures:
        yield from _whole(reading, figure)
        yield from _combined(reading, figure)
        yield from _visits_of_persons(reading, figure)
        yield from _exact_part(reading, figure)
    for group in by_sentence(reading):
        yield from _exact(reading, group)
        yield from _exact_steps(reading, group)
        yield from _all_paired(reading, group)
        yield from _rate_of_visits(reading, group)


def _visits_of_persons(reading: Reading, visits: Figure) -> Iterator[Finding]:
    """疗休养 48.6 万人,其中劳模 2.7 万人次: visits said to be a part of persons."""
    whole = reading.places.get(visits.parent) if visits.parent is not None else None
    if whole is not None and (whole.unit, visits.unit) == ("人", "人次"):
        yield found(
            reading, "UNIT-PT",
            f"“{whole.label}”{whole.text},其中的“{visits.label}”却是 {visits.text}:"
            "人次不能是人数的一部分。请统一单位。",
            [visits, whole],
        )  # fmt: skip


def _attendance(reading: Reading) -> Iterator[Finding]:
    """Contest attendances beyond all members: visits, never persons."""
    came = (
        f for f in stated(reading, "attendance") if _OF_CONTEST.search(reading.sentence_before(f))
    )
    visits = list({f.start: f for f in (*stated(reading, "contest.attendance"), *came)}.values())
    total = workers_or_members(reading)
    members = stated(reading, "members.total")
    base = members[0] if members else total
    if (
        not visits
        or base is None
        or not base.value
        or max(v.value for v in visits) <= base.value * _ATTENDED
    ):
        return
    most = max(visits, key=lambda figure: figure.value)
    visits = [most, *(visit for visit in visits if visit is not most)]
    yield found(
        reading, "UNIT-PT",
        f"参赛 {most.text},是{base.label}{written(base.value, '人')}的 "
        f"{plain(round(most.value / base.value, 2))} 倍:这是人次,不是人数,"
        "不能与人数比较或用来算参赛率,各项竞赛也可能重复计数。请另报参赛人数(去重)。",
        [*visits, base],
    )  # fmt: skip


def _same_number(reading: Reading) -> Iterator[Finding]:
    """3020 人次 in one place and 3020 名 in another: visits or persons?"""
    people: dict[Decimal, list[Figure]] = defaultdict(list)
    for person in measured(reading.figures, Measure.PERSON):
        people[person.value].append(person)
    for visits in measured(reading.figures, Measure.SERVICE):
        digits = len(telling_digits(visits))
        for person in people.get(visits.value, ()):
            pairs = len(bigrams(visits.label) & bigrams(person.label))
            alike = pairs >= (1 if digits > _TELLING_DIGITS else 2) and digits >= _TELLING_DIGITS
            alike = alike or digits > _TELLING_DIGITS + 1
            if alike:
                yield found(
                    reading, "UNIT-PT",
                    f"同一个数,一处写“{visits.label}{visits.text}”,一处写“{person.label}{person.text}”。人次是服务次数,"
                    "人是不重复的人数,请核对用哪一个。",
                    [visits, person],
                )  # fmt: skip


def _rate_of_visits(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """3 万人次参加,参与率 80 %: a rate of persons cannot come from visits."""
    for rate in measured(group, Measure.RATE):
        same = [figure for figure in group if figure.segment == rate.segment]
        visits, people = measured(same, Measure.SERVICE), measured(same, Measure.PERSON)
        if (
            _RATE_OF_PEOPLE.search(rate.label)
            and visits
            and not people
            and visits[0].start < rate.start
            and not re.search(r"企业|单位", rate.label)  # a rate of bodies, not of persons
            and group.index(rate) - group.index(visits[0]) == 1
        ):
            yield found(
                reading, "UNIT-PT",
                f"“{rate.label}”{rate.text}与“{visits[0].text}”并列:人次不能作参与率的分子。请补报参加人数。",
                [rate, visits[0]],
            )  # fmt: skip


def _whole(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """Persons, households and cards are whole numbers."""
    if measure_of(figure.unit) in _WHOLE_COUNTS and figure.value != figure.value.to_integral():
        before = reading.sentence_before(figure)
        if _RATIO_WORDS.search(_own_clause(reading, figure)) or _PER_ONE.search(before):
            return
        yield found(
            reading, "INT-COUNT",
            f"“{figure.label}”{figure.text}不是整数。{figure.unit}只能是整数,可能漏写“万”或多了小数点,请核对。",
            [figure],
        )  # fmt: skip


def _own_clause(reading: Reading, figure: Figure) -> str:
    block = reading.page.blocks[figure.block]
    start, end = figure.start - block.start, figure.end - block.start
    left, right = block.text[:start], block.text[end:]
    return re.split(r"[,;。]", left)[-1] + re.split(r"[,;。]", right)[0]


def _exact(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """412 对 and exactly half of it: one is probably derived from the other, or in other units."""
    for parent, child in combinations(measured(group, Measure.PAIR), 2):
        if child.value * 2 == parent.value >= _PAIRS and _telling(parent, "pairs.met"):
            yield from _exact_findings(reading, child, parent)
    counted = {concept for figure in group for concept in figure.concepts}
    for order in ORDERS:
        if order.child not in counted:
            continue
        for child in counting(group, order.child):
            for parent in counting(group, order.parent):
                if parent is child or not child.value or not _telling(parent, order.parent):
                    continue
                if parent.value / child.value in _SUSPICIOUS and child.precision is Precision.EXACT:
                    yield from _exact_findings(reading, child, parent)


def _exact_steps(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """提出建议 3260 条,采纳 326 条: one after the other, of one unit."""
    for parent, child in pairwise(group):
        told = _STEP.search(child.context) and not _STEP.search(parent.context)
        same = parent.unit == child.unit and parent.segment == child.segment and child.value
        tenth = child.value >= 100 and parent.value == child.value * 10  # 6800 and 680
        half = child.has("pairs.matched") and parent.value == child.value * 2
        telling = (tenth or half) and _digits(parent) > 1 and parent.precision is Precision.EXACT
        exact = child.precision is Precision.EXACT and (telling or _telling(parent, ""))
        whole = measure_of(child.unit) in _WHOLE_COUNTS
        if told and same and exact and whole and parent.value / child.value in _SUSPICIOUS:
            yield from _exact_findings(reading, child, parent)


def _exact_part(reading: Reading, part: Figure) -> Iterator[Finding]:
    """资助 2416 人,其中县总工会资助 604 人: exactly a quarter; money that follows at one rate a head says no more."""
    whole = reading.places.get(part.parent) if part.parent is not None else None
    if whole is None or whole.unit != part.unit or measure_of(part.unit) not in _WHOLE_COUNTS:
        return
    exact = all(_telling(f, "") and f.value >= _THREE_DIGITS for f in (part, whole))
    near = reading.by_block[part.block]
    listed = sum(f.parent == part.parent and f.unit == part.unit for f in near) > 1
    shared = any(f.unit == "%" and f.sentence == part.sentence for f in near)
    if exact and not listed and not shared and whole.value / part.value in _SHARES:
        yield from _exact_findings(reading, part, whole)


def _all_paired(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """单身职工 480 人, 牵手 240 对: nobody went home alone; 师徒协议 1136 份, 568 对."""
    for people, pairs_ in pairwise(group):
        matched = pairs_.unit == "对" and pairs_.segment == people.segment
        singles = measure_of(people.unit) is Measure.PERSON and _SINGLES.search(
            reading.sentence_text(people)
        )
        came = singles or (people.unit == "份" and "师徒" in people.context)
        if not (matched and came) or people.value < _PAIRS or _TOOK_PART.search(pairs_.context):
            continue
        if pairs_.value * 2 == people.value and Precision.EXACT is people.precision:
            yield found(
                reading, "RATIO-EXACT",
                f"{people.text}恰好配成 {pairs_.text},无一人落单。"
                "可能一个由另一个推算而来,或把人写成了对,请核对原始记录。",
                [pairs_, people],
            )  # fmt: skip


def _digits(figure: Figure) -> int:
    """How many digits a value has before its last zeros."""
    return len(figure.value.normalize().as_tuple().digits)


def _telling(figure: Figure, concept: str) -> bool:
    """Whether an exact multiple says something: three digits that are not round, or any pairs."""
    digits = figure.value.normalize().as_tuple().digits
    enough = len(digits) >= _TELLING_DIGITS or (concept == "pairs.met" and figure.value >= _PAIRS)
    return enough and figure.precision is Precision.EXACT


def _exact_findings(reading: Reading, child: Figure, parent: Figure) -> Iterator[Finding]:
    ratio = plain(parent.value / child.value)
    yield found(
        reading, "RATIO-EXACT",
        f"“{parent.label}”{parent.text}恰好是“{child.label}”{child.text}的 {ratio} 倍。"
        "真实数据很少如此整齐,可能一个由另一个推算而来,请核对原始记录。",
        [parent, child],
    )  # fmt: skip
    if measure_of(parent.unit) is Measure.PAIR and ratio == "2":
        yield found(
            reading, "UNIT-PT",
            f"{parent.text}可能是 {plain(parent.value)} 人,即 {child.text}:人与对不得混用。请核对单位。",
            [parent, child], suggestion=f"{plain(parent.value)} 人",
        )  # fmt: skip


def _combined(reading: Reading, figure: Figure) -> Iterator[Finding]:
    """One total for two kinds of honour or place."""
    if measure_of(figure.unit) not in {Measure.BODY, Measure.PERSON, Measure.ITEM}:
        return
    left, _, right = figure.context.partition("#")
    if figure.label.startswith("省") and len(figure.label) == 1:
        right = _rest_of_cut(reading, figure)
    words = _SHARED.split(right)[0] if len(right) > 3 else left  # 12 个集体、20 名个人分获甲和乙
    if re.search(r"分别(?:有|为|达)|各$", left):
        return
    words = words if words is not left else _HEADED.split(left)[-1] or left
    heads = _two_kinds(words)
    if heads is None and re.search(r"[共合总]计?$", left):  # 集体和个人共 97 个获得荣誉
        heads = _two_kinds(left)
    if heads is None and figure.precision is Precision.EXACT and (told := _LEVELS.search(words)):
        heads = told[1], told[2]
    of_several = re.search(r"等(?:荣誉|称号|奖项)", right)  # each got one of several
    if heads and _is_broken_down(reading, figure):
        return
    if heads and (not of_several or set(heads) == {"集体", "个人"}):
        yield found(
            reading, "COMBINED",
            f"“{figure.text}”把“{heads[0]}”与“{heads[1]}”合并成一个数,无法与往年或其他单位比较。请给出各类的分项数;"
            "确实无法拆分的,请注明“未拆分”。",
            [figure], severity=Severity.INFO if _ETC.search(words) else None,
        )  # fmt: skip


def _is_broken_down(reading: Reading, total: Figure) -> bool:
    """奖章 30 名、先锋号 12 个,共表彰集体和个人 42 个: what it is made up of stands before it."""
    group = [f for f in reading.by_block[total.block] if f.sentence == total.sentence]
    parts = [f for f in group if f.start < total.start and measure_of(f.unit) is not Measure.RATE]
    listed = [f for f in group if f.start > total.start and _HEAD.search(f.context)]
    if len(listed) > 1 and sum(f.value for f in listed) == total.value:
        return True
    sums = (sum(f.value for f in parts[first:]) for first in range(len(parts) - 1))
    return "共" in total.context.partition("#")[0] and total.value in sums


def _two_kinds(words: str) -> tuple[str, str] | None:
    """Two honours or places of different kinds, joined by 和 or 、, before or after one number."""
    words = _ONE_TITLE.sub("", words)
    heads = list(_HEAD.finditer(words))
    for one, other in pairwise(heads):
        between = words[one.end() : other.start()]
        if between[:1] == "(":  # 之家(小家) are two kinds, 服务站点(驿站) one
            joined = bool(one["honour"] and other["honour"])
        else:
            joined = bool(_JOINED.search(between)) and not _GOT.search(between)
        if one.group() != other.group() and len(between) <= _APART and joined:
            return one.group(), other.group()
    return None


def _rest_of_cut(reading: Reading, figure: Figure) -> str:
    """The start of the next paragraph, when a broken paragraph ends in the figure's noun."""
    following = reading.page.blocks[figure.block + 1 : figure.block + 2]
    return following[0].text.partition("。")[0] if following else ""
