"""Several kinds in one number (合并数): COMBINED of what was built or awarded and no word list knows. Pure.

Workers of two sorts that were helped, trained or visited together are no total that anybody compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.questions.question import Question
from niangjia.statistics.check.rules.support import by_sentence
from niangjia.statistics.check.units import Measure, measure_of

_NOUN = r"[一-鿿“”]{2,10}"
_AND = r"(?:、|和(?![平谐美完改])|(?<![普涉惠以])及(?!以上)|(?<!参)与|以及)"
_BEFORE = re.compile(
    rf"(?P<one>{_NOUN})(?:、{_NOUN})*{_AND}(?P<other>{_NOUN}?)(?:等)?(?:共计?|合计|总计|总数|累计|达到?|近|约|逾|超过?)*#"
)
_AFTER = re.compile(rf"#(?:的)?(?P<one>{_NOUN}?)(?:、{_NOUN}?)*{_AND}(?P<other>{_NOUN})")
_HONOUR = re.compile(
    r"(?:全国|省|市)(?:级)?(?:和|、|及)[一-鿿]{0,4}(?:五一劳动奖|先锋号|劳动模范|劳模|工匠|先进|称号)"
)
_ONE = re.compile(
    r"(?:劳模|劳动模范)(?:和|、)先进工作者|劳模和工匠(?:人才)?(?:、职工(?=[^#]{0,4}工作室))?|机关和?企事业|企事业|党和|全心全意|工会和职工|工匠(?:人才)?和劳模"
    r"|劳动和(?:职业)?技能竞赛|学历(?:与|和|、)(?:能力|技能)提升|规程规范、|区域性?、行业性?|[省市县区镇乡街](?:[、和及]?[省市县区镇乡村街道]{1,2}){1,3}[二两三四]级|因[^,;。#]{1,16}(?:等|两种)(?:因素|原因|情况)"
    r"|(?:(?:特困|困难|贫困|低保|致困|边缘)(?:户|职工|家庭|群众|党员)?[、和及])+(?=特困|困难|贫困|低保|致困|边缘)"
)
"""Names of one thing, and several names of those in need."""
_QUOTED = re.compile(r"“[^“”]*”?")
_BY = re.compile(r"(?:由|从|向|为|在|对|把|将|经|被|联合|协调|会同|来自|根据|围绕|以)")
_LEVELS_AFTER = re.compile(r"(?:全国|国家级?|省级?|市级)(?:、|和|及)全?(?:省|市|县|区)")
_LEVELS = re.compile(
    r"(?:全国|国家级?|省级?|市级)(?:、|和|及)全?(?:省|市|县|区)级?[一-鿿“”]{2,16}$"
)
_BUILT = frozenset({Measure.BODY, Measure.ITEM})
_KINDS = _BUILT | {Measure.PERSON}
_MADE = re.compile(
    r"建[成立起]|新建|创建|打造|命名|评[选为定]|选树|获|授予|认定|表彰|培育|示范|挂牌|被评"
)
_DOES = re.compile(
    r"[的被获助送赠享在向为给把将分使是对有等参领由个百了远发超新]|以上|地区|支持|实现|开展|组织|成为|措施"
)
_ACTS = re.compile(
    r"[的在]|发放|开展|举办|组织|进行|提供|实施|改善|完善|赠送|送去|深入|(?:覆盖|惠及|多达|实现|增至|就业|受益)$"
)
_VAGUE = re.compile(
    r"[十百千万]余|数[十百千]|[好上]?[几百]|多[个家名]|^[二两三四五六七八九十]{1,2}[个项名家件]"
)
_SHARE = re.compile(r"[,(]?(?:各?占|比例)[^。;,\d]{0,12}")
_THE_REST = re.compile(r"其[他它余]")
_ITEM = re.compile(
    r"[^,、;。\d]{0,4}(?:\([^()]{0,20}\))?[^,、;。\d]{0,4}(?:[,(]?占[^,。;\d]{0,8}[\d.]+%\)?)?[,、;和及][^,;。\d]{2,30}"
)
_VERB = re.compile(
    r"慰问|走访|看望|组织|培训|发放|救助|帮扶|资助|命名|签订|建成|新建|举办|培育|选树|表彰"
)
_ATTRIBUTE = re.compile(
    r"(?:[化全优好强高美多型性色齐亮佳来]|普通|一线|下岗|失业|困难|贫困|退役|转岗|待业|在职|优质|标准|特色|规范|文明|先进|咨询|应聘|洽谈|报名|参观|阅读|学习|读书)$"
)
"""下岗和失业人员, 功能全、环境优的驿站, 前来咨询和应聘: what is said of one kind."""
_OTHERS = 2
_REST = 8


def ask(reading: Reading) -> Iterator[Question]:
    """Totals of two kinds whose parts are nowhere told."""
    parents = {figure.parent for figure in reading.figures}
    respective = {
        figure.start for one, other in pairwise(reading.figures) for figure in (one, other)
        if one.unit == other.unit and reading.page.text[one.end : other.start] in {"、", "和", ","}
    }  # fmt: skip
    classes = {f.start for group in by_sentence(reading) for f in _classes(reading, group)}
    places = [
        figure for figure in reading.figures
        if is_count(figure) and measure_of(figure.unit) in _KINDS and figure.start not in parents
        and figure.start not in respective
        and reading.in_text(figure) and figure.start not in classes and _is_joint(figure)
    ]  # fmt: skip
    yield Question(
        "COMBINED",
        ":几类合成了一个数,无法与往年或其他单位比较。请给出各类的分项数,无法拆分的请注明。",
        places,
    )


def _classes(reading: Reading, group: Sequence[Figure]) -> Iterator[Figure]:
    """The classes of a sentence: with their own share, the rest, or one of three and more in a list."""
    text = reading.page.text
    for one, other in pairwise(group):
        if other.unit == "%" and _SHARE.fullmatch(text[one.end : other.start]):
            yield one
    yield from (figure for figure in group if _THE_REST.match(figure.context))
    run: list[Figure] = []
    for figure in [f for f in group if f.unit != "%"]:
        if run and not _is_next(text, run[-1], figure):
            yield from _listed(run)
            run = []
        run.append(figure)
    yield from _listed(run)


def _listed(run: Sequence[Figure]) -> Iterator[Figure]:
    """The items of a list but for what is the total of the others."""
    total = sum(figure.value for figure in run)
    if len(run) > _OTHERS:
        yield from (figure for figure in run if figure.value * 2 != total)


def _is_next(text: str, one: Figure, other: Figure) -> bool:
    """Whether a figure is the next item of a list: the same unit, a noun before it and no verb."""
    between = text[one.end : other.start]
    return one.unit == other.unit and bool(_ITEM.fullmatch(between)) and not _VERB.search(between)


def _is_joint(figure: Figure) -> bool:
    """Whether what a number counts is named by two things or two levels."""
    kind, context = measure_of(figure.unit), _ONE.sub("", _QUOTED.sub("某某", figure.context))
    left, _, right = context.partition("#")
    left, right = re.split(r"[,;:。(]", left)[-1], re.split(r"[,;:。(]", right)[0]
    if re.search(r"各$|分别", left):
        return False
    levels = kind in _BUILT and (_LEVELS.search(left) or _LEVELS_AFTER.match(right))
    if levels or _HONOUR.search(left + right):
        return True
    if kind not in _BUILT or not _MADE.search(figure.context):
        return False
    return _are_before(left, right) or _are_after(right)


def _are_before(left: str, right: str) -> bool:
    """慰问劳模和农民工 36 人: the things stand before the number, and nothing behind it."""
    told = None if right else _BEFORE.search(f"{left}#")
    return bool(told and not _BY.match(told["one"]) and not _ACTS.search(told["other"]))


def _are_after(right: str) -> bool:
    """1240 名劳模工匠、医务人员和职工疗休养."""
    told = _AFTER.match(f"#{right}")
    if told and _VAGUE.match(told["other"]):
        return False  # 1500 多家企业、百余个项目: the second has a number of its own
    if told and _ATTRIBUTE.search(told["one"]):
        return False
    return bool(told and not _DOES.search(told["one"]) and _ends(right[told.end() - 1 :]))


def _ends(rest: str) -> bool:
    """Whether a noun phrase ends soon: no word of it acts or belongs to another thing."""
    return len(rest) < _REST and not re.search("^的|[深领到被]", rest)
