"""Job fairs (招聘会): FAIR-1 to FAIR-4. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from niangjia.statistics.check.figures import Figure, Finding, Severity, Vague
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import (
    by_sentence,
    counting,
    found,
    plain,
    written,
)
from niangjia.statistics.check.units import Measure, measure_of

POSTS_PER_ENTERPRISE = Decimal(35)
"""More kinds of post than this in one enterprise means that 岗位 counts heads."""
BOOTH_SHARING = Decimal("1.2")
NEARLY_ALL = Decimal("0.6")
_NEAR_BLOCKS = 4
_FAIR = re.compile(r"招聘|求职|用工|就业援助|春风行动|人才交流|就业岗位|就业意向")
_HIRED = re.compile(r"上岗|录用|入职|实现就业|成功就业|签订?(?:劳动)?合同|签约|聘用")
_BOOTH = re.compile(
    r"#[^,#]{0,4}(?:摊位|展位|展台|展区|招聘台)|(?:摊位|展位|展台|展区|招聘台)[^,#]{0,3}#"
)
_ONLINE = re.compile(r"线上|网络|网上|直播|云招聘|云聘")
_ONE_FAIR = re.compile(r"首场|首日|首站|第一场|这一天|当[天日](?!起)|一天")
_IN_HALL = re.compile(r"线下|现场|进场")
_PARTNER = re.compile(r"[与同和跟][^,。;#]{0,8}(?:单位|企业|公司)(?=[^,。;#]{0,4}(?:达成|签))")
"""With whom they agreed: 与用工单位达成了意向性就业协议."""
_PEOPLE = frozenset({Measure.PERSON, Measure.SERVICE})
_WORDS: dict[str, tuple[re.Pattern[str], frozenset[Measure], re.Pattern[str]]] = {
    "intentions": (
        re.compile(rf"意向|就业协议|录用|签约|达成[^#]{{0,4}}就业|应聘成功|现场就业|{_PARTNER.pattern}"),
        _PEOPLE | {Measure.ITEM, Measure.BODY}, re.compile(r"岗位|#(?:企业|单位)|(?:企业|单位)#|用工(?!意向)"),
    ),
    "enterprises": (
        re.compile(
            r"(?:迎来|吸引|邀请|汇集|汇聚|聚集|集合|携手|动员)了?#[^,#]{0,4}(?:企业|单位)"
            r"|#[^,#]{0,4}(?:企业|单位)[^,#]{0,6}(?:推出|释放|发布|放出)"
        ),
        frozenset({Measure.BODY}), re.compile(r"[摊展]位|#[^,#]{0,4}(?:岗|个工种)"),
    ),
    "visitors": (
        re.compile(r"求职|应聘|进场|到场|入场|人流|前来|洽谈|咨询|参会(?:人员|职工|群众)|现场参与|逛"),
        _PEOPLE, re.compile(r"意向|录用|成功|签约|政策|法律|达成|企业|单位"),
    ),
    "headcount": (
        re.compile(r"用工|用人需求|需求|招工|招聘(?:人数|计划)|拟招|需招"),
        _PEOPLE | {Measure.BODY}, re.compile(r"意向|录用|达成|求职|(?:企业|单位)#|#[^,#]{0,4}(?:企业|单位)"),
    ),
}  # fmt: skip
"""What is counted → (its words, its measures, unless)."""


def check(reading: Reading) -> Iterator[Finding]:
    """Every fair: intentions, headcount, posts, enterprises, booths, visitors."""
    before: Sequence[Figure] = ()
    for group in by_sentence(reading):
        intentions = _read(reading, group, "intentions")
        enterprises = counting(group, "fair.enterprises") or _read(reading, group, "enterprises")
        posts = counting(group, "posts")
        headcount = _read(reading, group, "headcount")
        if intentions:
            needs = posts, headcount
            if not posts and not headcount and _follows(before, group):
                needs = [], _read(reading, before, "headcount")
            yield from _intentions(reading, intentions[0], *needs)
            yield from _visitors(reading, intentions[0])
            yield from _hired(reading, group, intentions[0])
        if posts:
            there = [figure for figure in enterprises if figure.segment == posts[0].segment]
            yield from _posts(reading, posts[0], there, headcount)
        if enterprises:
            yield from _booths(reading, enterprises[0])
        before = group


def _follows(before: Sequence[Figure], group: Sequence[Figure]) -> bool:
    """Whether a sentence is the next of the same paragraph."""
    return bool(before) and before[0].block == group[0].block and (
        group[0].sentence - before[0].sentence == 1
    )  # fmt: skip


def _read(reading: Reading, group: Sequence[Figure], what: str) -> list[Figure]:
    """The figures of a sentence on a fair that count visitors, needs or intentions."""
    pattern, measures, unless = _WORDS[what]
    if not _FAIR.search(reading.sentence_text(group[0])):
        return counting(group, what)
    return [
        figure for figure in group
        if (figure.has(what) or pattern.search(figure.context))
        and measure_of(figure.unit) in measures
        and not unless.search(_PARTNER.sub("达成", figure.context))
    ]  # fmt: skip


def _intentions(
    reading: Reading, intentions: Figure, posts: Sequence[Figure], headcount: Sequence[Figure]
) -> Iterator[Finding]:
    wanted = [
        f for f in reading.by_block[intentions.block] if f.context.endswith(("招聘#", "招聘#人"))
    ]
    if any(f.sentence == intentions.sentence and f.value >= intentions.value for f in wanted):
        return
    limit = [*headcount, *posts][:1]
    if limit and intentions.low > limit[0].high:
        yield found(
            reading, "FAIR-1",
            f"达成意向 {written(intentions.value, '人')},"
            f"多于{limit[0].label} {plain(limit[0].value)}。意向人数不能多于用工人数,"
            "请核对;如“岗位”指工种,请另列用工人数。",
            [intentions, limit[0]], severity=Severity.ERROR if headcount else Severity.WARN,
        )  # fmt: skip


def _hired(reading: Reading, group: Sequence[Figure], intentions: Figure) -> Iterator[Finding]:
    """达成意向 860 人,910 人成功上岗."""
    if "意向" not in intentions.context:
        return
    for figure in group:
        hired = _HIRED.search(figure.context) and "意向" not in figure.context
        people = measure_of(figure.unit) is Measure.PERSON and figure.segment == intentions.segment
        if hired and people and figure.low > intentions.high and figure.start > intentions.start:
            yield found(
                reading, "FAIR-1",
                f"达成意向 {intentions.text},上岗(录用)却有 {figure.text}。录用的不能多于达成意向的,请核对。",
                [figure, intentions], severity=Severity.WARN,
            )  # fmt: skip


def _visitors(reading: Reading, intentions: Figure) -> Iterator[Finding]:
    """Against the visitors named nearby, exactly or vaguely (数千名求职者)."""
    places: list[tuple[Decimal, Figure | Vague]] = [
        (figure.high, figure)
        for block in range(intentions.block - _NEAR_BLOCKS, intentions.block + 1)
        for _, group in groupby(reading.by_block.get(block, ()), key=lambda f: f.sentence)
        for figure in _read(reading, list(group), "visitors")
    ]
    own = [(h, p) for h, p in places if isinstance(p, Figure) and _together(p, intentions)]
    own = [(h, p) for h, p in own if p.segment == intentions.segment] or own
    places = [*own] or [p for p in places if not _has_its_own(reading, p[1])]
    places += [
        (vague.high, vague) for vague in reading.vagues
        if vague.after.startswith(("求职", "应聘")) and 0 <= intentions.block - vague.block <= _NEAR_BLOCKS
    ]  # fmt: skip
    for high, place in places:
        if not high or _of_other_fair(reading, intentions, place):
            continue
        share = intentions.value / high
        likely = place.value + (high - place.value) / 2 if isinstance(place, Figure) else high
        if intentions.value / likely > NEARLY_ALL:  # 8000 余名 are nearer to 8000 than to 9000
            evidence = place if isinstance(place, Figure) else (place.start, place.end)
            impossible = isinstance(place, Figure) and share > 1
            yield found(
                reading, "FAIR-2",
                f"求职者“{place.text}”,达成意向却有 {written(intentions.value, '人')},"
                f"成功的至少占 {plain(round(share * 100))}%,高得少见。请核对求职人数和意向人数。",
                [intentions, evidence], severity=Severity.ERROR if impossible else Severity.WARN,
            )  # fmt: skip


def _together(one: Figure, other: Figure) -> bool:
    return (one.block, one.sentence) == (other.block, other.sentence)


def _has_its_own(reading: Reading, visitors: Figure | Vague) -> bool:
    """Whether the sentence of the visitors tells how many of them agreed: another fair than the one before."""
    if not isinstance(visitors, Figure):
        return False
    group = [f for f in reading.by_block[visitors.block] if _together(f, visitors)]
    return bool(_read(reading, group, "intentions"))


def _of_other_fair(reading: Reading, intentions: Figure, place: Figure | Vague) -> bool:
    """Whether one tells of a fair online and the other of one in a hall, or of all fairs and the first."""
    texts = _told_of(reading, intentions), _told_of(reading, place)
    online = [bool(_ONLINE.search(text) and not _IN_HALL.search(text)) for text in texts]
    first = [bool(_ONE_FAIR.search(text)) for text in texts]
    return online[0] != online[1] or first[0] != first[1]


def _told_of(reading: Reading, place: Figure | Vague) -> str:
    block = reading.page.blocks[place.block]
    offset = place.start - block.start
    return re.split(r"[。;]", block.text[:offset])[-1] + re.split(r"[。;]", block.text[offset:])[0]


def _posts(
    reading: Reading, posts: Figure, enterprises: Sequence[Figure], headcount: Sequence[Figure]
) -> Iterator[Finding]:
    if headcount:
        if posts.low > headcount[0].high:
            yield found(
                reading, "FAIR-3",
                f"岗位 {plain(posts.value)} 个,多于用工需求 {plain(headcount[0].value)} 人。"
                "每个岗位至少用一人,请核对。",
                [posts, headcount[0]], severity=Severity.ERROR,
            )  # fmt: skip
        return
    if enterprises and enterprises[0].value:
        each = posts.value / enterprises[0].value
        if each > POSTS_PER_ENTERPRISE:
            yield found(
                reading, "FAIR-3",
                f"{written(enterprises[0].value, '家')}企业提供岗位 "
                f"{written(posts.value, '个')},平均每家 {plain(round(each, 1))} 个:"
                "这里的“岗位”应是用工人数。请把岗位数(工种)和用工人数分开填报。",
                [posts, enterprises[0]],
            )  # fmt: skip


def _booths(reading: Reading, enterprises: Figure) -> Iterator[Finding]:
    for booths in _booths_near(reading, enterprises.block):
        group = [f for f in reading.by_block[booths.block] if _together(f, booths)]
        theirs = counting(group, "fair.enterprises") or _read(reading, group, "enterprises")
        if (theirs and enterprises not in theirs) or _of_other_fair(reading, enterprises, booths):
            continue
        if enterprises.low > booths.value * BOOTH_SHARING:
            yield found(
                reading, "FAIR-4",
                f"摊位 {booths.text},参会企业却有 {enterprises.text}:除非几家合用一个摊位。请核对摊位数和企业数。",
                [enterprises, booths],
            )  # fmt: skip


def _booths_near(reading: Reading, block: int) -> list[Figure]:
    """Booths, stands and tables set up, told of near a paragraph."""
    return [
        figure
        for near in range(block - _NEAR_BLOCKS, block + _NEAR_BLOCKS + 1)
        for figure in reading.by_block.get(near, ())
        if measure_of(figure.unit) is Measure.BODY and _BOOTH.search(figure.context)
    ]  # fmt: skip
