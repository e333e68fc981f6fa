"""What the words of a plan item ask for: numbers and how they are meant, who, until when. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from niangjia.statistics.check import Figure, check
from niangjia.statistics.check.rules.names.who import HAN, SURNAMES


class Manner(StrEnum):
    """How a number of a plan is meant."""

    LEVEL = "达到"  # as it stands: 招聘会100场, 会员达到5万人
    NEW = "新增"  # so many new ones in the period: 组建工会20家
    NET = "净增"  # so many more than before: 会员净增2000人
    PERCENT = "增长"  # so much per cent more than the year before
    POINTS = "提高"  # so many percentage points more
    EACH = "每个"  # of each place or each time: 每个乡镇1家


@dataclass(frozen=True)
class Sought:
    """A number of an item. ``said`` is its clause up to the number, ``clause`` the whole of it,
    ``lead`` what stands before; ``value`` is negative where less is wanted."""

    said: str
    clause: str
    lead: str
    value: Decimal
    unit: str
    indicator: str = ""
    manner: Manner = Manner.LEVEL
    is_limit: bool = False
    span: str = ""  # 800到1000人: the lower end is the value
    is_shared: bool = False  # 甲率、乙率均达到95%


_BESIDE = re.compile(r"^[、和及与以并]")  # 新发展会员2万人、新就业形态会员3000人
_SHARED = re.compile(r"[、和及与][^,，;；。]*(?:均|都|分别)")
_RANGE = re.compile(r"^[万亿个家户场件人名次元%％]*\s*(?:-|—+|–|~|～|至|到)\s*\d[\d.]*[万亿]?")
_STOP = re.compile(r"[,，;；。:：\n]")
_AT_MOST = re.compile(r"不超过|不高于|控制在|以内|以下|降至|降到|不多于")
_LEADS = r"(?:了|率|幅度?)?(?:不少于|不低于|不小于|超过|力争|约|为|达到?|在)?$"
_UP = r"增长|增加|提高|上升|提升|增幅"
_DOWN = r"下降|减少|降低|压减|减幅"
_CHANGES = re.compile(rf"(?:(?P<up>净增|{_UP})|(?P<down>净减|{_DOWN})){_LEADS}")
_NET = re.compile(r"(?P<up>净增(?!长))|(?P<down>净减(?!少))")
_NEW = re.compile(r"(?<!已)(?:新建|组建|成立|建立|筹建|发展|新增|吸收|吸纳)")
_STANDING = re.compile(r"累计|达到|总数|共有|保有|保持|已有")
_FROM = re.compile(rf"\s*(?:稳步|逐步)?(?:{_UP}|{_DOWN}|扩大|降)[到至为]")
_TOGETHER = re.compile(r"\s*(?:全[省市县区]|合计|共计?)+$")
_TAIL = re.compile(r"^(?:以上|以下|以内|左右|余|多)?[、和及与并]*")
_HUNDRED = re.compile(r"百(?P<unit>[场个家户件名])")


def soughts(body: str) -> tuple[Sought, ...]:
    """Every number of an item that has a unit, in reading order; 百场招聘会 names its own."""
    counted = re.sub(r"(?<=[\d余多])场次", "场", body)
    found = tuple(_soughts(counted, [figure for figure in check(counted).figures if figure.unit]))
    named = None if found else _HUNDRED.search(body)
    if named is None:
        return found
    unit = "人" if named["unit"] == "名" else named["unit"]
    return (Sought(body, body, "", Decimal(100), unit),)


def _soughts(text: str, figures: list[Figure]) -> Iterator[Sought]:
    last, is_new = 0, False
    figures = [figure for figure in figures if not _FROM.match(text, figure.end)]  # 由65%提高到90%
    for place, figure in enumerate(figures):
        begins = max((m.end() for m in _STOP.finditer(text, 0, figure.start)), default=0)
        begins = min(max(begins, last), figure.start)
        stop = _STOP.search(text, figure.end)
        ends = stop.start() if stop else len(text)
        following = figures[place + 1].start if place + 1 < len(figures) else ends
        before, clause = text[begins : figure.start], text[begins:ends].strip()
        clause = _TAIL.sub("", clause) if begins == last else clause
        manner, is_down = _manner(before, figure.unit)
        if manner is Manner.LEVEL and _TOGETHER.match(before) and _NEW.search(text, 0, begins):
            manner = Manner.NEW  # 每个乡镇新建1家,全市共50家
        is_beside = is_new and bool(_BESIDE.match(text[last:])) and not _STANDING.search(before)
        if manner is Manner.LEVEL and is_beside and figure.unit != "%":
            manner = Manner.NEW
        is_new = manner is Manner.NEW
        yield Sought(
            said=text[begins : figure.end],
            clause=clause,
            lead=text[:begins],
            value=-figure.value if is_down else figure.value,
            unit=figure.unit,
            indicator=figure.indicator or "",
            manner=manner,
            span=_span(text, figure),
            is_shared=bool(_SHARED.search(before)),
            is_limit=bool(_AT_MOST.search(text[begins : max(min(ends, following), figure.end)])),
        )
        last = figure.end


def _span(text: str, figure: Figure) -> str:
    """The whole of 2万-3万个 where the figure is only its lower end."""
    number = re.match(r"[\d.,]+[万亿]?", text[figure.start :])
    if number is None:
        return ""
    rest = _RANGE.match(text[figure.start + number.end() :])
    return number.group() + rest.group() if rest else ""


def _manner(before: str, unit: str) -> tuple[Manner, bool]:
    """How the number behind these words is meant, and whether downwards."""
    if "每" in before:
        return Manner.EACH, False
    changes = _CHANGES.search(before)
    if unit == "个百分点":
        return Manner.POINTS, bool(changes and changes["down"])
    if unit == "%":
        return (Manner.PERCENT, bool(changes["down"])) if changes else (Manner.LEVEL, False)
    net = _NET.search(before) or changes
    if net is not None:
        return Manner.NET, bool(net["down"])
    is_new = _NEW.search(before) and not _STANDING.search(before)
    return (Manner.NEW if is_new else Manner.LEVEL), False


# --- How many points -------------------------------------------------------------------------

_CALLED = "分值|权重|满分|标准分|基础分"
_NUMBER = r"(?P<{}>\d{{1,3}}(?:\.\d{{1,2}})?)"
_POINTS = re.compile(
    rf"[(（]\s*(?:{_CALLED}|计|占|共)?[为:：]?\s*{_NUMBER.format('bracketed')}\s*分\s*[)）]"
    rf"|[,，]?(?:{_CALLED})\s*[为:：]\s*{_NUMBER.format('named')}\s*[分%％]?"
)
_MOST_POINTS = 100


def points_of(body: str) -> tuple[Decimal, str]:
    """The points (分值) that an item says it is worth, 0 where none; and the item without these words.

    Points for each unit more or less (每少1家扣1分) are not its worth.
    """
    found = _POINTS.search(body)
    points = Decimal(found["bracketed"] or found["named"]) if found else Decimal(0)
    if found is None or points > _MOST_POINTS:
        return Decimal(0), body
    return points, body[: found.start()] + body[found.end() :]


# --- Who answers -----------------------------------------------------------------------------

_ROOM = "部|室|中心|科|处|办|股|组|委|会|站|院|局|所|公司"
_TITLE = "部长|主任|主席|书记|科长|处长|组长|站长|经理|委员|干事|干部"
_NAME = rf"[{SURNAMES}][{HAN}]{{1,2}}|[{HAN}]{{1,4}}·[{HAN}]{{1,4}}"
_LABELLED = re.compile(r"(?:责任人|负责人|牵头人?|责任领导)[:：]\s*(?P<who>[一-鿿·]{2,20})")
_BARE = re.compile(
    r"责任人[为是]?(?!落实|明确|待定|不|未)(?P<who>[一-鿿·]{2,4})(?=[,，。;；、)）\s]|$)"
)
_OFFICE = re.compile(
    r"(?:责任(?:单位|部门|科室)|牵头(?:单位|部门))[:：]\s*(?P<name>[一-鿿、·]{2,30})"
)
_IN_CHARGE = re.compile(
    rf"(?P<by>由)?(?P<who>[{HAN}·]{{2,20}}?)(?P<comrade>同志)?(?:具体|牵头|全面|总|主要|共同)?"
    r"负责(?![人制任])"
)
_POSTED = re.compile(rf"(?P<post>[{HAN}]*?(?:{_TITLE}|{_ROOM}))(?P<name>{_NAME})")
_IS_ROOM = re.compile(rf"[{HAN}]+(?:{_ROOM})")
_NO_NAME = re.compile(rf".*(?:{_ROOM}|{_TITLE})")


def owner_of(body: str) -> tuple[str, str]:
    """Who answers, and of which office (责任人、职务或部门); empty where the words do not say."""
    office = _OFFICE.search(body)
    labelled = _LABELLED.search(body) or _BARE.search(body)
    if labelled:
        posted = _POSTED.fullmatch(labelled["who"])
        if posted and not _NO_NAME.fullmatch(posted["name"]):
            return posted["name"], office["name"] if office else posted["post"]
        return labelled["who"][:8], office["name"] if office else ""
    name, post = "", ""
    for clause in _STOP.split(re.sub(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])", "", body)):
        found = _IN_CHARGE.search(clause)
        if found:
            name, post = _charged(found)
        if name or post:
            break
    return name, office["name"] if office else post


def _charged(found: re.Match[str]) -> tuple[str, str]:
    """组织部李明 → 李明, 组织部; a name alone only where 由 or 同志 stands beside it."""
    who = found["who"]
    if not found["by"]:
        who = who.rpartition("由")[2] or who
    is_marked = bool(found["by"] or found["comrade"] or "由" in found["who"])
    posted = _POSTED.fullmatch(who)
    if posted and not _NO_NAME.fullmatch(posted["name"]):
        return posted["name"], posted["post"]
    if is_marked and re.fullmatch(_NAME, who) and not _NO_NAME.fullmatch(who):
        return who, ""
    return "", who if _IS_ROOM.fullmatch(who) else ""


# --- Until when ------------------------------------------------------------------------------

_DAY = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12]\d|0?[1-9])日|底|末|份)?"
)
_LIMIT = re.compile(
    r"(?:完成|截止|办结)?(?:时限|期限|时间|日期)(?:要求)?[为是]?\s*[:：]?\s*(?=20\d\d|\d{1,2}月)"
)
_DIGITS = re.compile(
    r"(?P<y>20\d\d)[-./](?P<m>1[0-2]|0?[1-9])(?:[-./](?P<d>3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
_YEAR = r"(?:(?P<y>20\d\d)年?)?"
_YEAR_END = re.compile(rf"{_YEAR}(?:年底|年末|年内|全年|当年)")
_HALF = re.compile(rf"{_YEAR}(?:上半年|6月底|六月底)")
_QUARTER = re.compile(rf"{_YEAR}第?(?P<q>[一二三四])季度")
_PART_DONE = re.compile(
    r"[,，]?(?:累计)?完成(?:率)?(?:目标|任务|进度)?的?\s*(?:\d{1,2}(?:\.\d+)?%|[^,，;；。]{0,4}(?:过半|一半))"
)
_BEFORE = re.compile(r"前|底|末|内|完成|截至|之前|以前")


def due_of(body: str, start: date, end: date) -> date | None:
    """The day an item is due, within the plan's period."""
    for label in _LIMIT.finditer(body):
        written = _DIGITS.match(body, label.end()) or _DAY.match(body, label.end())
        labelled = _day(written, start, end) if written else None
        if labelled is not None:
            return labelled
    for found in _DAY.finditer(body):
        tail = body[found.end() : found.end() + 4]
        if not (_BEFORE.match(tail) or found.group()[-1] in "底末"):
            continue
        if _PART_DONE.match(body[found.end() :].lstrip("前底末")):
            continue  # 6月底前完成60%: a step on the way
        day = _day(found, start, end)
        if day is not None:
            return day
    body = _without_steps(body)
    for words in (_QUARTER, _HALF, _YEAR_END):
        part = words.search(body)
        if part:
            month = {_HALF: 6, _YEAR_END: 12}.get(words) or "一二三四".index(part["q"]) * 3 + 3
            return _month_end_within(month, start, end, part["y"])
    return None


def _without_steps(body: str) -> str:
    """Left out: 上半年完成60%, a step on the way."""
    return re.sub(rf"(?:上半年|[6六]月底|第?[一二三四]季度)[前底末]?{_PART_DONE.pattern}", "", body)


def _day(found: re.Match[str], start: date, end: date) -> date | None:
    month = int(found["m"])
    years = [int(found["y"])] if found["y"] else range(start.year, end.year + 1)
    for year in years:
        last = calendar.monthrange(year, month)[1]
        day = date(year, month, min(int(found["d"]), last) if found["d"] else last)
        if start <= day <= end:
            return day
    return None


def _month_end_within(month: int, start: date, end: date, said: str | None) -> date | None:
    """The last such month end in the plan's period, of the year that is said."""
    years = [int(said)] if said else range(end.year, start.year - 1, -1)
    for year in years:
        day = date(year, month, calendar.monthrange(year, month)[1])
        if start <= day <= end:
            return day
    return None
