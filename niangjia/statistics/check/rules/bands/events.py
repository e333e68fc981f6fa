"""Events and who came (办班办会与参加人数): BAND. Kinds of events and their bands are data. Pure.

培训班 2 期,各镇 260 人参训; 组织 800 人观看演出 3 场: the people are those right after the events,
or right before them in one clause. Events counted together share their people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment, found, plain
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Sort:
    """A kind of event; people per event lie between ``low`` and ``high``."""

    noun: re.Pattern[str]
    low: Decimal
    high: Decimal
    each: str
    advice: str
    units: frozenset[str] = frozenset()  # only counted in these, where given


_BY_HAND = r"体验课|插花|花艺|茶艺|烘焙|手作|手工|陶艺|皮具|剪纸|编织|扎染|香囊|团扇|化妆|收纳|咖啡|面点|烹饪课|瑜伽"
_LARGE = (
    r"讲座|宣讲|读书会|报告会|晚会|音乐|讲堂|班|演|联欢|电影|观影|放映|送|戏曲|义诊|展|运动会|健步|游园|文体|文化|文艺"
    r"|普法|宣传|征文|歌|合唱|舞|相亲|联谊|节|集市|市集|大赛|进[企园社校基机车工]"
)
"""What few can do at a time, and what many can come to."""
SORTS = (
    Sort(
        re.compile(rf"^(?!.*(?:{_LARGE}))(?=.*(?:{_BY_HAND}))"),
        Decimal(2), Decimal(200), "平均每场 {} 人次", "动手体验一场多在 20 至 50 人,请核对场次和人次,线上活动请注明",
    ),
    Sort(
        re.compile(r"培训|轮训|研修|业务班|学习班|提升班|专题班|进修|#[^,#]{0,10}班(?!组|子)|班#|#班|(?<!宣)讲习"),
        Decimal(3), Decimal(200), "平均每期 {} 人", "请核对期数和人数,各类班次请分开填报",
        frozenset({"期", "班", "批", "轮", "班次", "批次"}),
    ),
    Sort(
        re.compile(r"班次#|#班次"), Decimal(3), Decimal(200), "平均每班 {} 人", "请核对班次和人数",
    ),
    Sort(
        re.compile(r"运动会|健步|徒步|健身跑|长跑|广场舞|游园|趣味|拔河|文体活动"),
        Decimal(2), Decimal(3000), "平均每场 {} 人次", "请核对场次和人次,线上活动请注明",
    ),
    Sort(
        re.compile(
            r"讲座|宣讲|读书会|报告会|晚会|音乐会|讲堂|课堂|学堂|讲坛|演出|演讲|汇演|巡演|展演|慰问演|联欢|电影|影片|观影|放映|送戏|送文化|送法|送医|送教|戏曲|义诊|健康(?:行|活动|进)"
            r"|读书|阅读|诵读|朗诵|书画|摄影|展览|联谊|相亲|交友|鹊桥|沙龙|座谈|论坛|分享会|咨询|普法|法律(?:宣传|进)|培训|歌咏|合唱|文体|文化|文艺"
            r"|公益课|亲子|手工|灯谜|灯会|茶话|采风|插花|瑜伽|心理|宣传活动"
        ),
        Decimal(1), Decimal(1000), "平均每场 {} 人次", "请核对场次和人次,线上活动请注明",
    ),
)  # fmt: skip
"""The first that fits. Contests and online events have no usual size."""
_SMALL_CLASS = re.compile(r"小班|小规模")
_CLASSES = re.compile(rf"班|课|培训|教学|训练|{_BY_HAND}")
_OF_SMALL_CLASS = Decimal(100)
"""People in a class that the text itself calls small."""
_BARE = re.compile(
    r"(?:全年|[今本当]年|上半年|期间)?(?:先后|累计)?(?:已|共|一共|总共|合计)?(?:举办|举行|开展|开办|组织|办)?(?:了)?#"
)
"""共办 3 场: what was held is named in the clauses before."""
_HELD = frozenset(
    {"场", "场次", "期", "次", "堂", "届", "班", "批", "轮", "班次", "批次", "课", "站次"}
)
_CLASS = re.compile(
    r"(?:培训|研修|进修|取证|提升|学习|业务|专题|夜校)[^,#]{0,2}#(?:班次|班)"
    r"|#(?:[^,#]{0,6}(?:培训|研修|提升|学习|取证))?(?:班次|班)$"
    r"|(?:培训|研修|取证|学习)班#$"
)
_NO_SIZE = re.compile(r"竞赛|比武|练兵|安康杯|技能大赛|招聘|答题|征集|健康码")
_ONLINE = re.compile(
    r"线上|网络|网上|直播|在线|视频|抖音|APP|小程序|浏览|点击|投票|转播|电视|微课|云(?:课|上|端|讲|培训|展|游)"
)
_CAME = re.compile(
    r"参加|参与|吸引|观看|观众|观影|听众|听讲|聆听|收听|受众|受教育|惠及|覆盖|服务|接待|到场|在场|场内|现场|入场|参会|出席|学员|参训|培训|轮训|咨询|诊疗|就诊"
    r"|接诊|接受|体验|受益|结业|家长|师生|辐射|(?:^|,)共#"
)
_OTHERWISE = re.compile(
    r"慰问[^演]|参保|投保|续保|理赔|救助|帮扶|走访|发放|资助|入会|发展|会员(?:总|达|共)|获奖|表彰|选手|代表队|取得|获得|就业|录用|讲师|宣讲员|志愿者|组建|其中"
)

_UNRELATED = re.compile(
    r"困难|查|发现|签|追|办理|受理|推荐|评|选|命名|用工|求职|入党|新增|运动员|演员|在册|现有|拥有|脱贫|辅导员|队员|讲解员|作品|购买|工会#"
)
_IN_THEM = re.compile(r"(?:共计?|合计|总计)?")
_MEAN = re.compile(r"每|平均|[场期人]均")
_HEADS = frozenset({Measure.PERSON, Measure.SERVICE})
_PUBLIC = 10_000_000
"""So many are the public of a province, not the guests of a union."""


def check(reading: Reading) -> Iterator[Finding]:
    """Events with far too many or too few people."""
    for group in by_segment(reading):
        if reading.in_table(group[0]):
            continue
        rank = 0
        while rank < len(group):
            run = _run(group, rank)
            sort = next((s for figure in run if (s := _sort(figure))), None)
            sort = sort or (_named_before(reading, run[0]) if len(run) == 1 else None)
            if sort is not None:
                came = _after(reading, group, rank + len(run)) or _before(reading, group, rank)
                if came is not None and not _unusual(reading, run, came):
                    yield from _banded(reading, run, came, sort)
            rank += max(len(run), 1)


def _is_held(figure: Figure) -> bool:
    """8 期, 25 个班次: counted as events."""
    return figure.unit in _HELD or (figure.unit == "个" and bool(_CLASS.search(figure.context)))


def _run(group: Sequence[Figure], rank: int) -> list[Figure]:
    """The events counted one after another from here: 讲座 5 场、演出 8 场."""
    run: list[Figure] = []
    for figure in group[rank:]:
        if not _is_held(figure) or not figure.value:
            break
        run.append(figure)
    return run


def _sort(event: Figure) -> Sort | None:
    if _NO_SIZE.search(event.context):
        return None
    return next(
        (
            s
            for s in SORTS
            if s.noun.search(event.context) and (not s.units or event.unit in {*s.units, "个"})
        ),
        None,
    )


def _named_before(reading: Reading, event: Figure) -> Sort | None:
    """职工趣味运动会分三个赛区举行,共办 3 场: the sort by the clauses before, where nothing else was held or came."""
    left, _, right = event.context.partition("#")
    if not _BARE.fullmatch(re.split("[,;:]", left)[-1] + "#") or re.match("[一-鿿]", right):
        return None
    words = re.split("[;:]", reading.sentence_before(event))[-1]
    between = [
        f for f in reading.by_block[event.block]
        if f.sentence == event.sentence and f.start < event.start
        and f.start >= event.start - len(words)
    ]  # fmt: skip
    held = any(_is_held(f) or measure_of(f.unit) in _HEADS for f in between)
    if held or _NO_SIZE.search(words) or _ONLINE.search(words) or "," not in words:
        return None
    return next((s for s in SORTS if s.noun.search(words) and not s.units), None)


def _after(reading: Reading, group: Sequence[Figure], rank: int) -> Figure | None:
    """The people named next: the first persons before other events (6 期、1680 人次)."""
    last = group[rank - 1]
    for figure in group[rank:]:
        measure = measure_of(figure.unit)
        if measure in {Measure.PERSON, Measure.SERVICE}:
            words = _clause(reading, figure)
            if _MEAN.search(words):
                continue
            nearest = group[group.index(figure) - 1]
            if nearest is not last and _IN_THEM.fullmatch(between(reading, nearest, figure)):
                return None  # 宣讲 15 场,接待团队 580 个共 9 万人
            others = _OTHERWISE.search(words) or "”" in words or figure.value >= _PUBLIC
            next_clause = figure is group[rank] and re.fullmatch(
                r"[^,;。\d]{0,6}[,、][^,;。\d]{0,14}", between(reading, last, figure)
            )
            came = _CAME.search(words) or (next_clause and not _UNRELATED.search(words))
            return figure if came and not others else None
        if figure.unit in _HELD or measure is Measure.RATE:
            return None
    return None


def _before(reading: Reading, group: Sequence[Figure], rank: int) -> Figure | None:
    """组织 800 名职工参加培训 2 期; 培养 1 万名工人,举办培训 40 期."""
    event = group[rank]
    people = [
        f for f in group[max(0, rank - 2) : rank]
        if measure_of(f.unit) in {Measure.PERSON, Measure.SERVICE}
    ]  # fmt: skip
    if not people:
        return None
    words = reading.page.text[people[-1].end : event.start]
    taught = re.search(r"培训|培养", people[-1].context) and "培训" in words
    return (
        people[-1]
        if taught or re.fullmatch(r"[^,;。]*(?:参加|观看|聆听|参与)[^,;。]*", words)
        else None
    )


def _clause(reading: Reading, figure: Figure) -> str:
    """The figure's own clause, # for the number."""
    text = reading.page.blocks[figure.block]
    start, end = figure.start - text.start, figure.end - text.start
    left = re.split(r"[,;。:!?]", text.text[:start])[-1]
    right = re.split(r"[,;。:!?、]", text.text[end:])[0]
    left = re.split(r"\d[\d.万余多]*[^\d]?次?", left)[-1]
    return f"{',' if not left or left == '共' else ''}{left}#{right}"


def _unusual(reading: Reading, run: Sequence[Figure], came: Figure) -> bool:
    first, last = sorted((run[0], came), key=lambda figure: figure.start)
    block = reading.page.blocks[first.block]
    before = re.split(r"[,;。!?]", block.text[: first.start - block.start])
    by_way = [
        part
        for part in before[-2:-1]
        if re.match(r"通过|采[取用]|利用|依托|以|线[上下]|充分", part)
    ]
    left = "".join([*by_way, before[-1]])
    right = re.split(r"[,;。!?]", block.text[last.end - block.start :])[0]
    return bool(_ONLINE.search(left + reading.page.text[first.start : last.end] + right))


def _banded(reading: Reading, run: Sequence[Figure], came: Figure, sort: Sort) -> Iterator[Finding]:
    held = sum((event.value for event in run if event.parent is None), Decimal(0)) or run[0].value
    high = max((s.high for event in run if (s := _sort(event))), default=sort.high)
    if _CLASSES.search(run[0].context) and _SMALL_CLASS.search(reading.sentence_text(run[0])):
        high = min(high, _OF_SMALL_CLASS)
    if not sort.low <= came.value / held <= high:
        yield found(
            reading, "BAND",
            f"{'、'.join(event.text for event in run)},{came.text},"
            f"{sort.each.format(plain(round(came.value / held, 1)))},超出常见范围"
            f"({plain(sort.low)} 至 {plain(high)})。{sort.advice}。",
            [came, run[0]],
        )  # fmt: skip
