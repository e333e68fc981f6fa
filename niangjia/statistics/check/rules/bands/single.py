"""A crowd at one event (单场活动人数): BAND. Kinds of events and how many fit in are data. Pure.

首届职工走跑大会吸引 12 万职工参加; 一场报告会现场聆听 5.2 万人. The event is named in the sentence of the people or in
the one before; what is spread over places, weeks or screens has no usual size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.units import Measure, measure_of

_HEADS = {Measure.PERSON, Measure.SERVICE}


@dataclass(frozen=True)
class Place:
    """Events of one kind; no more than ``most`` have come to one."""

    noun: str
    most: int


PLACES = (
    Place(
        r"走跑|[乐虹光你夜益]跑|健步|健身跑|徒步|长跑|马拉松|骑行|运动会|运动大会|游园|广场舞",
        50_000,
    ),
    Place(
        r"(?:晚|联欢|联谊|音乐|报告|宣讲|座谈|表彰|动员|誓师|歌咏|诵读|演讲|交流)(?:大会|会)|演出|汇演|讲座|培训班|启动仪式|开幕式|开幕仪式|合唱",
        20_000,
    ),
)
_NOUN = "|".join(f"(?P<n{rank}>{place.noun})" for rank, place in enumerate(PLACES))
_EVENT = re.compile(rf"[^,。;:、]{{0,24}}?(?:{_NOUN})(?:大会|活动|会)?")
_ONE = re.compile(
    r"首[届次场]|第[一二三四五六七八九十百\d]{1,4}届|[这该本][届场次]|一[场次]|(?<!\d)1[场次届]|大会|仪式|开幕|晚会|报告会|当[天日晚]|现场|鸣枪|开跑|开赛|起跑"
)
"""What says of an event that it is one."""
_CAME = re.compile(
    r"参加|参与|参赛|参会|出席|到场|到会|在场|现场|入场|聆听|听讲|观看|吸引|走进|加入|齐聚|汇聚|投身|开跑|起跑|同[场台]|冒雨|竞技|角逐|挥洒"
)
_SPREAD = re.compile(
    r"线上|网络|网上|直播|在线|视频|抖音|APP|小程序|浏览|点击|投票|转播|电视|微信|云(?:课|上|端|讲|展|游|跑|直播)|历时|为期|持续|系列|层层|各[地县区镇级单基市]|选拔|海选|预[赛选]|初赛"
    r"|分会场|分赛|赛区|同步|同时|累计|连续|历[届年]|以来|年来|联动|接力|沿[途线]|全年|(?:仪式|会|开幕|结束|闭幕)后|市民|群众|游客|居民|[月周季]活动|活动[月周季]|期间|日均|每[年届场人]|带动|辐射|收看|全国"
    r"|号召|倡议|力争|计划|预计|目标|拟|将(?!军)|场次|广泛|竞赛|比武|练兵|技能|招聘|答题|征集|博览|展[览会]|文化节|艺术节|电影|图书"
)
_OTHER = re.compile(
    r"慰问|走访|会员|发放|帮扶|救助|参保|入会|培训(?!班)|走出|掀起|热潮|服务|惠及|覆盖|宣传|[二三四五六七八九十两\d][届场次]"
)
_APART = 2
"""So many sentences before, and clauses behind, tell how it was held."""


def check(reading: Reading) -> Iterator[Finding]:
    """More people at one event than any place holds."""
    least = min(place.most for place in PLACES)
    for figure in reading.figures:
        crowd = measure_of(figure.unit) in _HEADS and figure.low > least
        if crowd and reading.in_text(figure) and (most := _most_at(reading, figure)):
            if figure.low <= most:
                continue
            yield found(
                reading, "BAND",
                f"一场活动到场 {figure.text},超出常见范围。请核对人数的小数点和单位;线上参与、分头举办的请写明。",
                [figure],
            )  # fmt: skip


def _most_at(reading: Reading, figure: Figure) -> int:
    """How many fit into the one event a figure tells of; 0 where it tells of none."""
    block = reading.page.blocks[figure.block]
    start, end = figure.start - block.start, figure.end - block.start
    before, after = block.text[:start], re.split(r"[。;!?]", block.text[end:])[0]
    scope = "。".join(re.split(r"[。;!?]", before)[-_APART:])
    ahead = re.split(r"[,:]", after)
    right = ahead[0]
    if _SPREAD.search(scope + ",".join(ahead[:_APART])):
        return 0
    clause = re.split(r"[,:]", scope)[-1]
    near = ",".join(re.split(r"[,:。]", scope)[-_APART:])
    if not _CAME.search(f"{clause}#{right}"):
        return 0
    held = next(iter(_EVENT.finditer(right)), None) or _last(reading, figure, scope)
    if held is None:
        return 0
    told = re.split(r"[,。;:]", held.string[: held.end()])[-1] + held.string[held.end() :]
    single = _ONE.search(re.split(r"[,。;:]", told)[0] + near + right)
    listed = "、" in held.string[held.end() : held.end() + 2] + held.string[: held.start()][-1:]
    rank = next(rank for rank in range(len(PLACES)) if held[f"n{rank}"])
    return PLACES[rank].most if single and not listed else 0


def _last(reading: Reading, figure: Figure, scope: str) -> re.Match[str] | None:
    """The nearest event told before, with no other people and no other work in between."""
    events = list(_EVENT.finditer(scope))
    if not events:
        return None
    begun = figure.start - (len(scope) - events[-1].end())
    others = [
        f for f in reading.by_block[figure.block]
        if begun <= f.start < figure.start and measure_of(f.unit) in _HEADS | {Measure.EVENT}
    ]  # fmt: skip
    return None if others or _OTHER.search(scope[events[-1].end() :]) else events[-1]
