"""The leader's dashboard (领导看板): which ten figures, their change in words, points of a trend. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from niangjia.kernel.choices import TextCode
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous

_TENTH = Decimal("0.1")
MONTHS, YEARS = 13, 5
SPARK_MONTHS = 7  # a spark shows a direction, not values


@dataclass(frozen=True)
class Tile:
    """One figure of the dashboard. ``good``: 1 when more is better, -1 when less is, 0 neither.

    ``share_of``: the figure it is a part of; the tile then says the share as well.
    """

    code: str
    good: int = 1
    share_of: str = ""


TILES: tuple[Tile, ...] = (
    Tile("unions.total"),
    Tile("unions.founded"),
    Tile("members.total"),
    Tile("members.joined"),
    Tile("members.left", good=-1),
    Tile("members.migrant", good=0, share_of="members.total"),
    Tile("members.new_form", share_of="members.total"),
    Tile("cards.activated"),
    Tile("aid.households", good=0),
    Tile("aid.money"),
)
"""The ten figures that matter; the one place to change them."""

CODES = tuple(tile.code for tile in TILES)
TYPED_SHARE = "statistics.typed_share"
"""How much of what the node and all below it could type they typed; beside the ten."""
FIRST = "members.total"
"""What charts show until something else is chosen."""


class Span(TextCode):
    """趋势的跨度."""

    MONTHS = "months", "近13个月"
    YEARS = "years", "近5年"


@dataclass(frozen=True)
class Change:
    """The change against the same time last year, for eyes that may not see colours.

    ``tone``: ok, bad or plain. ``percent`` None when there was nothing before, or for a rate.
    """

    arrow: str
    word: str
    amount: str
    percent: str
    tone: str


def change(now: Decimal | None, before: Decimal | None, *, unit: str, good: int) -> Change | None:
    """None when one of the two is missing."""
    if now is None or before is None:
        return None
    moved = now - before
    if not moved:
        return Change("→", "持平", "", "", "plain")
    is_rate = unit == "%"
    amount = f"{abs(moved):,f}" + ("个百分点" if is_rate else f" {unit}")
    percent = ""
    if before > 0 and not is_rate:
        share = (abs(moved) * 100 / before).quantize(_TENTH, ROUND_HALF_UP)
        percent = f"{share:,f}%" if share else "不足0.1%"
    better = (moved > 0) == (good > 0)
    tone = "plain" if good == 0 else "ok" if better else "bad"
    arrow, word = ("↑", "增加") if moved > 0 else ("↓", "减少")
    return Change(arrow, word, amount, percent, tone)


def share(part: Decimal | None, whole: Decimal | None) -> str:
    """``41.2%`` of the whole; empty when it cannot be said."""
    if part is None or not whole:
        return ""
    return f"{(part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)}%"


def moved(points: Sequence[tuple[str, Decimal | None]], unit: str) -> str:
    """From the first known point to the last, in words; empty with fewer than two."""
    known = [(label, value) for label, value in points if value is not None]
    if len(known) < 2:
        return ""
    (first, before), (last, now) = known[0], known[-1]
    found = change(now, before, unit=unit, good=0)
    told = f"{found.word} {found.amount}" if found and found.amount else "没有变化"
    percent = f"({found.percent})" if found and found.percent else ""
    return f"{first} 的 {before:,f} 到 {last} 的 {now:,f},{told}{percent}。"


_TITLES = ("联合工会委员会", "工会委员会", "总工会")


def short_names(names: Sequence[str], above: str) -> list[str]:
    """Names for an axis: without 总工会, 工会委员会 and the place of the node ``above``.

    In full where two would look the same.
    """
    place = above.removesuffix("总工会")
    short = []
    for name in names:
        title = next((one for one in _TITLES if name.endswith(one)), "")
        bare = name.removesuffix(title)
        without = bare.removeprefix(place)
        short.append((without if len(without) > 1 else bare) or name)
    return [one if short.count(one) == 1 else name for one, name in zip(short, names, strict=True)]


def year_before(day: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def same_time_last_year(start: date, end: date) -> tuple[date, date]:
    """The period a year earlier; a period that ends with February ends with February."""
    last = year_before(end)
    if (end + timedelta(days=1)).day == 1:  # a month's last day
        last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return year_before(start), last


def too_young(founded_on: date | None, start: date, end: date) -> str:
    """A sentence where there was no such union in the time that is compared with."""
    if founded_on is not None and founded_on > same_time_last_year(start, end)[1]:
        return f"这个工会{founded_on}才成立,上年同期还没有它,不能比增减。"
    return ""


def points(span: Span, end: date, count: int = 0) -> list[Period]:
    """Months or years up to the one that ``end`` lies in, the oldest first."""
    kind, usual = (PeriodKind.MONTH, MONTHS) if span is Span.MONTHS else (PeriodKind.YEAR, YEARS)
    count = count or usual
    found = [containing(kind, end)]
    while len(found) < count:
        found.append(previous(found[-1]))
    return found[::-1]


def short_label(period: Period) -> str:
    """``2017-06`` or ``2017``, for an axis."""
    if period.kind is PeriodKind.MONTH:
        return f"{period.start:%Y-%m}"
    return str(period.start.year)
