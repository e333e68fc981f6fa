"""What a figure is said to be part of (其中): the figure before it that is its whole. Pure.

Chinese reports open a part with 其中, 当中, 含, 包括 or a level (省级以上 86 个), inside one list, in a
bracket, or at the head of the next sentence (其中; 这些企业中). A figure inherits nothing: each part
of a list looks for its own whole, past the other parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from niangjia.statistics.check import units
from niangjia.statistics.check.reading.numbers import Number

_NEAREST = 12
_ASIDE = re.compile(r"\([^()\d]{1,14}\)")
_OPENED = re.compile(
    r"[^。;]{0,24}?[,(](?:这|这其)?(?:当中|含|内含|包含|包括|里面)(?:有|了)?[^,。;\d]{0,16}$"
    r"|[^。;,]{0,10},[^,。;\d]{1,12}(?<!共)占$"
)
_LEVEL = re.compile(
    r"[^,。;\d]{0,12}[,、(](?:国家|全国|省部?|自治区|市|州|县|区)级?(?:及)?以上(?:级)?的?$"
)
_LEVELLED = re.compile(r"级|以上|全国|国家")
_OF_THEM = re.compile(
    r"[^。;]*[。;]\s*(?:在)?(?:这些|上述|以上|这批|该批|他们|她们)[^,。;\d]{0,8}(?:中|里|当中|之中|里面),?"
    r"(?:已|现|共|另|还|其中)?(?:有)?[^,。;\d]{0,6}$"
)
_COMPARED = re.compile(
    r"预算|计划|目标|任务|比(?!武|赛)|较|上年|去年|同期|增|减|均|每|结余|剩余|余额"
)
_SOME = re.compile(r"[^,。;\d]{0,16},(?:已经?|现|并|还|目前|均)?有$")
_CHOSEN = re.compile(
    r"[^,。;\d]{0,16}[,、](?:经[一-鿿]{1,4}|已经?|全部|均|并|最终|最后|实际|成功|现|共|目前|及时|年内|当年|按期|按时|累计|有|其中)*"
    r"(?:(?P<step>立案|办结|结案|采纳|入选|命名|通过|到岗|录用|上岗|签约|查出|筛查出|确诊|整改|核实|转办|激活|核销|领取|兑现|合格|持证"
    r"|脱困|获奖|晋级|结业|获批|续签|落实|回复|化解|胜诉)(?:完毕|成功)?(?:了|出|的|达|有|共|为|到)*"
    r"|(?:获评|入选|被评为|被命名为|被授予)[^,。;\d]{2,14}(?:的)?(?:有|达|共|为)?)$"
)
_WIDER = (
    (re.compile("结案|办结"), re.compile(r"成功|[胜败]诉|和解|撤诉|裁决|判决|化解|协议|答复|回复")),
    (re.compile("合格|通过|结业|持证"), re.compile("优秀|优良|良好")),
)  # fmt: skip
"""A step, and what is but one way to get there: 调解成功 47 件,结案 118 件."""
_SUCH = re.compile(
    r"[^,。;\d]{0,16}[,、](?![^,。;]{0,16}(?:比|较|上年|去年|同期|年的|新|其他|另))[^,。;、\d]{2,16}的(?P<noun>[一-鿿]{2})?(?:已?有|已?达|就有|占|共有?|约|为)?$"
)
_AMONG_UNCOUNTED = re.compile(r"(?:^|[,。;])[^,。;\d]+[中里],[^,。;、\d]*$")
"""工会主席中,女性 1204 名,由副职担任的 2318 名: both are kinds of those who are not counted."""
_PUNISHED = re.compile("摘牌|撤销|关停|取缔|通报|约谈|处罚")
_CLAUSE_ENDS = ",;。:"
_STEP_OF_LIST = re.compile(
    r"(?:已经?|其中|最终|实际|成功|现|共|目前|年内|当年|累计|均)*"
    r"(?:获评|获批|获得|荣获|入选|通过|评出|被评为|被命名为|被认定为|命名|采纳|办结|完成|录用|验收)"
)
_ANOTHER = re.compile(r"[;,、](?!其中)[^,。;、\d]{2,16}的(?:已?有|共|约|为)?")
"""其中建立职代会的 690 家;签订合同的 645 家: the next of a list of parts."""
_PHRASE = re.compile(r"[,;。:(]\s*(?P<by>[在从来按由])(?=[一-鿿])")
"""在纺织行业 948 人,在其他行业的 2833 人: the items of a list that begin alike."""
_DID = re.compile(
    r"被|获|参|取得|考|通过|实现|完成|提出|签|建立|开展|推行|达到|成为|走上|当选|入选|因|来自|加入|享受|领取|报名|上岗"
    r"|就业|结业|录用|同时|仍|未|没有|表示|反映"
)

_UNNAMED = re.compile(
    r"其中|已|全[国省市县区州]|[我本][省市县区州]|目前|现有|共有?|累计|总数|数量?$|已?达到?$|[为有约近]$"
)
_WITH_UNION = re.compile(r"(?:组建|建立|成立|建)了?工会的?")
_NAMED = 3


def parent_of(text: str, numbers: Sequence[Number], rank: int, offset: int) -> int | None:
    """The start of the figure that ``numbers[rank]`` is part of, None where none is said.

    ``text`` is the block, ``offset`` its start.
    """
    number = numbers[rank]
    start = number.start - offset
    before = numbers[max(0, rank - _NEAREST) : rank]
    if not before:
        return None
    paired = _paired(text, numbers, rank, offset)
    if paired is not None:
        return paired
    last = before[-1]
    between = _ASIDE.sub("", text[last.end - offset : start])
    if (
        "其中" not in between
        and _same(last, number)
        and _opens(text, between, last, number, offset)
    ):
        return _alike(last, before, number, text, offset).start
    if last.unit == number.unit and _ANOTHER.fullmatch(between):
        return parent_of(text, numbers, rank - 1, offset)
    if _OF_THEM.fullmatch(between):
        return next((n.start for n in reversed(before) if _same(n, number)), None)
    return _of_which(text, before, number, offset)


def _paired(text: str, numbers: Sequence[Number], rank: int, offset: int) -> int | None:
    """申报之家 6 家、小家 4 家,获评之家 4 家、小家 3 家: item by item of the list one step before."""
    place = numbers[rank].start - offset
    begin = max(text.rfind(sign, 0, place) for sign in _CLAUSE_ENDS) + 1
    if not _STEP_OF_LIST.match(text, begin):
        return None
    before = max(text.rfind(sign, 0, begin - 1) for sign in _CLAUSE_ENDS) + 1
    near = numbers[max(0, rank - _NEAREST) : rank + _NEAREST]
    theirs = [n for n in near if before <= n.start - offset < begin]
    end = re.compile(r"[,;。:]|$").search(text, place)
    own = [n for n in near if end and begin <= n.start - offset < end.start()]
    kinds = {units.canonical(n.unit) for n in (*theirs, *own)}
    ends = [[_name(n, text, offset)[-2:] for n in listed] for listed in (theirs, own)]
    if len(own) < 2 or len(kinds) > 1 or ends[0] != ends[1] or len(set(ends[0])) < len(own):
        return None
    return theirs[own.index(numbers[rank])].start


def _opens(text: str, between: str, last: Number, number: Number, offset: int) -> bool:
    """Whether the words right between two figures make the second a part of the first."""
    if units.measure_of(number.unit) in {units.Measure.RATE, units.Measure.POINTS}:
        return False
    if _OPENED.fullmatch(between):
        return True
    head = text[max(0, last.start - offset - 16) : last.start - offset]
    own = text[number.end - offset : number.end - offset + 1]
    if last.unit == number.unit and own in ",。;、)" and "的" not in re.split(r"[,。;]", head)[-1]:
        such = None if _is_next_phrase(text, last, between, offset) else _SUCH.fullmatch(between)
        named = such and (such["noun"] is None or such["noun"] in head + between.partition(",")[0])
        flows = re.search(r"新增|净增|新建档", re.split(r"[,。;]", head)[-1])
        chosen = _CHOSEN.fullmatch(between)
        step, told = chosen and chosen["step"], re.split(r"[,。;、]", head)[-1]
        punished = step == "整改" and _PUNISHED.search(told)
        if step and (step in told.replace(f"拟{step}", "") or is_wider(step, told) or punished):
            chosen = None  # 自主脱困 30 户,脱困 86 户; 摘牌 14 个,整改 39 个
        listed = named and not chosen and _AMONG_UNCOUNTED.search(head)
        if not flows and not listed and (named or chosen):
            return True
    if _LEVEL.fullmatch(between):
        return not _LEVELLED.search(re.split(r"[,。;]", head)[-1] + between.partition(",")[0])
    after = text[number.end - offset : number.end - offset + 4]
    return bool(_SOME.fullmatch(between) and last.unit == number.unit and _DID.match(after))


def is_wider(step: str, before: str) -> bool:
    """Whether the words of a step hold what the words before tell, which is then no whole of it."""
    return any(wide.search(step) and way.search(before) for wide, way in _WIDER)


def _is_next_phrase(text: str, last: Number, between: str, offset: int) -> bool:
    """Whether the clause begins as that of the number before does: parts of one whole, not of each other."""
    told = [_PHRASE.match(f",{words}") for words in (
        re.split(r"[,;。:(]", text[: last.start - offset])[-1], re.split(r"[,、]", between)[-1]
    )]  # fmt: skip
    return all(told) and len({phrase["by"] for phrase in told if phrase}) == 1


def _of_which(text: str, before: Sequence[Number], number: Number, offset: int) -> int | None:
    """其中 stands between, in one list or one bracket, or opens the next sentence."""
    start = number.start - offset
    said = text.rfind("其中", 0, start)
    if said < 0 or re.search(r"[。;]", text[said:start]):
        return None
    for earlier in reversed([n for n in before if n.end - offset <= said]):
        between = _ASIDE.sub("", text[earlier.end - offset : start])
        if re.match(r"的[\d.]+%", between):
            continue  # 支出 9317 万元,为预算 9746 万元的 95.6%,其中活动支出 1842 万元
        same = _same(earlier, number)
        if between.count(")") > between.count("("):
            continue  # 420 人(男 200 人,女 220 人),其中…: of those before the bracket
        if re.search(r"[。;]", between):
            opens = re.fullmatch(r"[^。;]*[。;]\s*其中[,:]?[^,。;\d]{0,16}", between)
            head = re.split(r"[,。;:]", text[: earlier.start - offset])[-1]
            if opens and (not same or _COMPARED.search(head)):
                continue  # 筹集 300 万元,慰问 200 人。其中,甲 100 万元
            return _whole_of_list(text, before, earlier, offset) if opens else None
        head, found, tail = between.rpartition("其中")
        if found and not same and not re.search(r"[(:]", tail):
            continue  # 培训 7720 人,人均 500 元,其中取得证书 6120 人
        if found:
            listed = "," not in tail[:-1].lstrip(",:") or head.endswith("(")
            whole = _alike(earlier, before, number, text, offset)
            whole = _namesake(whole, before, number, text, offset)
            return whole.start if same and listed and ")" not in tail else None
    return None


def _whole_of_list(text: str, before: Sequence[Number], last: Number, offset: int) -> int:
    """困难职工 642 人,其中男 251 人,女 391 人。其中小学 96 人: again of the whole, not of the last item."""
    lead = re.split(r"[。;]", text[: last.start - offset])[-1]
    said = last.start - offset - len(lead) + lead.rfind("其中")
    listed = [n for n in before if n.start - offset > said and n.unit == last.unit]
    if "其中" not in lead or listed[0] is last:
        return last.start
    first = [n for n in before if n.start < listed[0].start]
    whole = _of_which(text, first, listed[0], offset) if first else None
    return last.start if whole is None else whole


def _alike(
    last: Number, before: Sequence[Number], number: Number, text: str, offset: int
) -> Number:
    """Of a list before the part, the one counted in its own unit: 12 个村工会、3 家书屋,包括 9 个…."""
    if units.canonical(last.unit) == units.canonical(number.unit):
        return last
    for one in reversed([n for n in before if n.start < last.start]):
        if re.search(r"[。;]", text[one.end - offset : last.start - offset]):
            break
        if units.canonical(one.unit) == units.canonical(number.unit):
            return one
    return last


def _namesake(
    nearest: Number, before: Sequence[Number], number: Number, text: str, offset: int
) -> Number:
    """Of the figures of a sentence, the one whose whole name the part repeats: 小微企业建会 of 建会企业."""
    own = set(_name(number, text, offset))
    for one in reversed([n for n in before if n.start <= nearest.start]):
        if re.search(r"[。;]", text[one.end - offset : number.start - offset]):
            break
        name = _name(one, text, offset)
        alike = units.canonical(one.unit) == units.canonical(number.unit)
        if alike and len(name) >= _NAMED and own.issuperset(name):
            named = own & set(_name(nearest, text, offset))
            return one if named or number.value > nearest.value else nearest
    return nearest


def _name(number: Number, text: str, offset: int) -> str:
    """The words of its clause around a number, without 其中 and place."""
    left = re.split(r"[,、;:。(\d]", text[: number.start - offset])[-1]
    right = re.split(r"[,、;:。()\d]", text[number.end - offset :])[0]
    return _UNNAMED.sub("", _WITH_UNION.sub("建会", left + right))


def _same(one: Number, other: Number) -> bool:
    units_of = {units.canonical(one.unit), units.canonical(other.unit)}
    visits = {f"{unit}次" for unit in units_of} & units_of  # 520 件次,其中来信 80 件
    return bool(visits) or units.measure_of(one.unit) is units.measure_of(other.unit)
