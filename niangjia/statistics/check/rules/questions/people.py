"""Whom a number counts (人、人次、户、家): UNIT-PT. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.questions.question import Question
from niangjia.statistics.check.rules.support import by_segment, workers_or_members
from niangjia.statistics.check.units import Measure, measure_of

_BODIES = "企业|单位|集体|班组|家庭|工地|学校|站点"
_PERSONS = "职工|工人|劳动者|人员|员工|劳模|劳动模范|农民工|群众|会员"
_MIXED = re.compile(
    rf"(?:{_BODIES})[和、及与][一-鿿、“”]{{0,12}}(?:{_PERSONS})[一-鿿]{{0,3}}#"
    rf"|(?:{_PERSONS})[和、及与][一-鿿、“”]{{0,10}}(?:{_BODIES})[一-鿿]{{0,3}}#"
)
_HOMES = re.compile(
    r"#(?:(?![与同对到进向走帮])[一-鿿]){0,6}家庭(?!成员|子女|的|生活|[一-鿿]{0,4}(?:学生|毕业生|学子|孩子|儿童))|困难(?:职工|员工|农民工)?家庭#"
)
_ONCE = re.compile(
    r"(?:就业(?!服务|指导|援助|岗位)|上岗|脱困|脱贫|入会|毕业生|取得[^,#]{0,6}证书?)[^,#]{0,4}#|#[一-鿿]{0,8}(?:就业(?!服务|指导|援助|岗位)|上岗|脱困|入会)"
)
"""What happens to a person once is counted in persons."""
_CONTEST = re.compile(
    r"竞赛|比武|练兵|技能大赛|#的职工|(?:参与|参加|覆盖)[^,#]{0,8}#|#[^,#]{0,4}(?:参与|参加)"
)
_ATTENDED = re.compile(r"竞赛|比武|练兵|技能大赛|参与|参加")
_NO_CONTEST = re.compile(r"互助|保障|保险|咨询|法律援助")
_TOOK_PART = re.compile(r"参赛|竞赛|比武|练兵|培训|轮训|参加(?!.*(?:保障|保险|互助|捐))")
_JOINED_FUND = re.compile(r"(?:互助|保障|保险|参保|医保)[^。;]{0,14}参加[^,。;]{0,6}$")
_WORKS = ("脱困", "解困", "建档", "慰问", "帮扶", "救助")
_MASS, _MANY = Decimal("0.4"), Decimal(10_000)
_SMALL = 40
"""What is smaller by so much is not asked about beside a mass."""
_RECEIVING = frozenset({Measure.PERSON, Measure.HOUSEHOLD, Measure.BODY, Measure.SERVICE})
_NO_RECEIVERS = re.compile("(?:贫困|重点)?(?:村|乡|镇|社区)|[^,]{0,8}家属")
"""Where the households live, and who lives in them."""
_PAID_IN = re.compile(r"参加|参保|投保|缴费")
"""参加 1.46 万人、712 人次获补,发放 118 万元: those who paid in are not given anything."""
_GIVEN = re.compile(r"慰问|救助|帮扶|补助|资助|发放|送去|救济|关爱|看望")


def ask(reading: Reading) -> Iterator[Question]:
    """Heads or visits, visits for heads, one work in two units, one amount for unlike receivers."""
    doubtful = [figure for figure in reading.figures if _is_doubtful(reading, figure)]
    everybody, masses = workers_or_members(reading), []
    if everybody is not None:
        masses = [figure for figure in reading.figures if _is_mass(reading, figure, everybody)]
        doubtful += [f for f in masses if measure_of(f.unit) is Measure.PERSON]
    visits = {f.start for f in masses} - {f.start for f in doubtful}
    spoken = {figure.start for figure in doubtful}
    yield Question(
        "UNIT-PT",
        ":是不重复的数还是次数,或把人和单位合成了一个数,看不出来。请分别写明不重复的数目和次数;两者不能相比、相除。",
        [figure for figure in reading.figures if figure.start in spoken],
    )
    yield Question(
        "UNIT-PT",
        ":是人次,不是人数,不能当作多少人参加或受益,也不能与人数相比。请另报不重复的人数。",
        _visits(reading, spoken, visits),
    )
    yield Question(
        "UNIT-PT",
        ":同一类人有时按户、有时按人计,两个数不能比较或相加。请统一口径。",
        _households_and_persons(reading),
    )
    yield Question(
        "UNIT-PT",
        ":一笔钱对着不同的对象(人、户、单位),算不出人均,也不能相加。请分别写明各给多少。",
        [f for group in by_segment(reading) for f in _shared(reading, group)],
    )


def _is_doubtful(reading: Reading, figure: Figure) -> bool:
    """620 人(次); 企业和职工 900 多人; 900 名职工家庭."""
    after = reading.page.text[figure.end : figure.end + 2]
    marked = re.search(r"[(\uff08]次", figure.text) or after in {"/次", "(次"}
    marked = marked and measure_of(figure.unit) is not Measure.EVENT  # 场(次) are events alike
    persons = measure_of(figure.unit) is Measure.PERSON
    mixed = _MIXED.search(figure.context) or _HOMES.search(figure.context)
    return bool(marked or (persons and mixed))


def _visits(reading: Reading, spoken: Collection[int], masses: Collection[int]) -> list[Figure]:
    """Visits that stand for persons, and with the first of them all whose sentence tells of taking part."""
    others = [f for f in reading.figures if f.start not in spoken]
    asked = {f.start for f in others if f.start in masses or _is_of_persons(reading, f)}
    least = max((f.value for f in others if f.start in asked), default=Decimal(0)) / _SMALL
    alike = {f.start for f in others if asked and f.value >= least and _is_attendance(reading, f)}
    return [f for f in others if f.start in asked | alike]


def _is_attendance(reading: Reading, visits: Figure) -> bool:
    """2000多万人次 in a sentence on a contest, where the words are farther from the number."""
    sentence = _part_of_sentence(reading, visits)
    told = _ATTENDED.search(sentence) and not _NO_CONTEST.search(sentence)
    mean = re.search(r"每|均", visits.context)
    return visits.unit == "人次" and reading.in_text(visits) and bool(told) and not mean


def _part_of_sentence(reading: Reading, figure: Figure) -> str:
    """The words between semicolons around a figure; what the next part attends is another matter."""
    behind = reading.page.text[figure.end : reading.page.blocks[figure.block].end]
    before = reading.sentence_before(figure).split(";")[-1]
    return before + re.split("[。;]", behind)[0]


def _is_of_persons(reading: Reading, visits: Figure) -> bool:
    """Whether visits stand for persons: who found work, who took part."""
    if measure_of(visits.unit) is not Measure.SERVICE:
        return False
    if visits.unit == "人次" and _HOMES.search(visits.context):
        return True
    if re.search(r"人数[^,#]{0,4}#", visits.context):
        return True
    took_part = _CONTEST.search(visits.context)
    held = took_part and not _NO_CONTEST.search(reading.sentence_text(visits))
    return bool(_ONCE.search(visits.context) or (held and _is_set_against(reading, visits)))


def _is_set_against(reading: Reading, visits: Figure) -> bool:
    """Whether its sentence makes a rate or couples of the visits or lists persons beside them; else 人次 is right."""
    others = [
        f for f in reading.by_block[visits.block]
        if f.sentence == visits.sentence and f is not visits
    ]  # fmt: skip
    rates = any(measure_of(f.unit) is Measure.RATE or f.unit in {"倍", "对"} for f in others)
    heads = any(
        measure_of(f.unit) is Measure.PERSON and _TOOK_PART.search(f.context) for f in others
    )
    return rates or heads


def _households_and_persons(reading: Reading) -> list[Figure]:
    """3.6 万户困难职工家庭脱困…1.9 万名困难职工脱困任务: one work, two units."""
    for work in _WORKS:
        told = [f for f in reading.figures if work in f.context and "困难" in f.context]
        kinds = {measure_of(f.unit): f for f in reversed(told)}
        if Measure.HOUSEHOLD in kinds and Measure.PERSON in kinds:
            return [kinds[Measure.HOUSEHOLD], kinds[Measure.PERSON]]
    return []


def _is_mass(reading: Reading, figure: Figure, everybody: Figure) -> bool:
    """Participants that are a large part of all workers or members there are; not who joins a fund each year."""
    heads = measure_of(figure.unit) in {Measure.PERSON, Measure.SERVICE}
    joined = _JOINED_FUND.search(reading.sentence_before(figure))
    return (
        heads
        and not joined
        and figure is not everybody
        and bool(_TOOK_PART.search(figure.context))
        and figure.value >= max(everybody.value * _MASS, _MANY)
        and not figure.has("members.total", "workers.total")
    )


def _shared(reading: Reading, group: Sequence[Figure]) -> Iterator[Figure]:
    """困难劳模 36 人、困难职工 1240 户,发放 152 万元: the amount, then those it is for."""
    for rank, money in enumerate(group):
        if money.unit != "元":
            continue
        for run in (group[rank + 1 : rank + 3], group[max(0, rank - 2) : rank]):
            alike = len(run) == 2 and all(measure_of(f.unit) in _RECEIVING for f in run)
            others = any(_NO_RECEIVERS.match(f.context.partition("#")[2]) for f in run)
            others |= any(_PAID_IN.search(_words_beside(reading, f)) for f in run)
            if not alike or others or len({measure_of(f.unit) for f in run}) < 2:
                continue
            joined = re.fullmatch(
                r"[^,;\d]{0,12}[、和及][^,;\d]{0,12}", reading.page.text[run[0].end : run[1].start]
            )
            if joined and _GIVEN.search(reading.sentence_text(money)):
                yield from (money, *run)
                break


def _words_beside(reading: Reading, figure: Figure) -> str:
    """The words right before and behind a figure, up to the next sign."""
    page = reading.page.text
    behind = re.split(r"[,、;。\d]", page[figure.end : figure.end + 10])[0]
    before = re.split(r"[,、;。\d]", page[max(0, figure.start - 8) : figure.start])[-1]
    return f"{before}#{behind}"
