"""Tab "数字": the figures of a node and of its children, for any period, by the dated tree.

The page around it stays fast: the tab opens with the question alone and fetches the numbers with
a request of its own. Which indicators are shown is told by whoever registers the tab.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.db import models
from django.http import HttpRequest

from niangjia.kernel import clock, scope
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.web.desk.columns import Column
from niangjia.web.desk.declare import DESKS
from niangjia.web.desk.tabs import Tab

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Engine, Figure, TreeOf

PERMISSION = "figures.view"
PAGE_ROWS = 50
CHART_ROWS = 15
_OWN = "本级"

WhyAbsent = Callable[[Any, date, date], "str | None"]
"""Of an object and the days asked: why it stood on none of them, in Chinese."""
EngineOf = Callable[[Any], "Engine | None"]
Children = Callable[[Any, Iterable[int], Actor], Iterable[models.Model]]
"""Of an object: today's children and those with the given keys, as far as the actor may see."""


@dataclass(frozen=True)
class Period:
    """What was asked: flows from ``start`` to ``end``, stocks and cumulative on ``end``; which tree."""

    start: date
    end: date
    tree: TreeOf = "dated"

    @property
    def query(self) -> str:
        """The same question as an address."""
        return f"from={self.start}&to={self.end}&tree={self.tree}"


@dataclass(frozen=True)
class Row:
    """One line of the table of children; a cell is what is said and where it is explained."""

    name: str
    url: str
    cells: tuple[tuple[str, str], ...]
    weight: int


@dataclass(frozen=True)
class ShownAs:
    """Records of one model are shown as rows of another: the rows whose ``by`` is the record."""

    model: str
    by: str


SHOWN_AS: dict[str, ShownAs] = {}


def show_records_as(model: str, other: str, by: str) -> None:
    """Have records of a model without desk ("members.person") shown by the desk of another."""
    SHOWN_AS[model] = ShownAs(other, by)


ENDS: dict[str, tuple[Column, ...]] = {}


def show_ends(model: str, *columns: Column) -> None:
    """Have these columns beside the records of a past day: when they ended since."""
    ENDS[model] = columns


def explain_url(
    code: str,
    union_code: str,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> str:
    """The page that explains this figure of this union: ``/figures/<code>/?union=…``."""
    return _figure_url(f"/figures/{quote(code, safe='')}/", union_code, (on, start, end), tree)


def records_url(
    code: str,
    union_code: str,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> str:
    """The page that lists the records this figure counted: ``/figures/<code>/records/?union=…``."""
    address = f"/figures/{quote(code, safe='')}/records/"
    return _figure_url(address, union_code, (on, start, end), tree)


def _figure_url(
    address: str, union_code: str, days: tuple[date | None, date | None, date | None], tree: TreeOf
) -> str:
    named = zip(("on", "from", "to"), days, strict=True)
    asked_for = {"union": union_code} | {name: str(day) for name, day in named if day is not None}
    if tree != "dated":
        asked_for["tree"] = tree
    return f"{address}?{urlencode(asked_for)}"


def figures_tab(
    codes: Sequence[str],
    children: Children,
    *,
    chart: str,
    engine_of: EngineOf = lambda obj: None,
    why_absent: WhyAbsent = lambda obj, first, last: None,
) -> Tab:
    """The tab for these indicators; ``chart`` is the code whose values the bars show.

    ``engine_of`` tells from where an object's figures are counted; None: live records.
    ``why_absent`` is asked when some of them counted nothing.
    """

    def context(obj: Any, actor: Actor, request: HttpRequest) -> dict[str, Any]:
        period = asked(request.GET)
        answer: dict[str, Any] = {
            "period": period,
            "presets": presets(clock.today()),
            "by_today": period.tree == "today",
            "wants_numbers": "numbers" in request.GET,
        }
        if answer["wants_numbers"]:
            page = max(_number(request.GET.get("page", "")), 1)
            own = lambda keys: children(obj, keys, actor)  # noqa: E731 - one line of three
            answer |= _numbers(obj, period, _Shown(codes, chart, page, own, engine_of(obj)))
            values = [figure.value for figure, _, _ in answer["figures"]]
            if not all(values):
                answer["absence"] = why_absent(obj, period.start, period.end)
                answer["is_empty"] = bool(answer["absence"]) and not any(values)
        return answer

    return Tab("figures", "数字", "desk/tabs/figures.html", context, permission=PERMISSION)


def asked(values: Mapping[str, str]) -> Period:
    """The period of the address; this year so far without one. Raises Blocked."""
    today = clock.today()
    start = clock.day_of(values.get("from") or f"{today.year}-01-01", "from")
    end = clock.day_of(values.get("to") or today.isoformat(), "to")
    if start > end:
        raise Blocked(f"开始日期 {start} 晚于结束日期 {end}。请核对后重新选择。")
    clock.require_come(start)
    return Period(start, end, tree_of(values.get("tree", "")))


def tree_of(text: str) -> TreeOf:
    """The tree an address names; the dated one without. Raises Blocked."""
    match text:
        case "" | "dated":
            return "dated"
        case "today":
            return "today"
    raise Blocked(f"没有“{text}”这种隶属关系。请选择“按当日隶属”或“按现在隶属”。")


def presets(today: date) -> list[tuple[str, str]]:
    """Usual periods: this year, last year, the union statistical year (10-01 to 09-30), five years."""
    year = today.year if today.month >= 10 else today.year - 1
    known = (
        ("本年", Period(date(today.year, 1, 1), today)),
        ("上年", Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
        ("统计年度", Period(date(year - 1, 10, 1), date(year, 9, 30))),
        ("近五年", Period(_five_years_before(today) + timedelta(days=1), today)),
    )
    return [(label, period.query) for label, period in known]


@dataclass(frozen=True)
class _Shown:
    codes: Sequence[str]
    chart: str
    page: int
    children: Callable[[Iterable[int]], Iterable[models.Model]]
    engine: Engine | None


def _numbers(obj: Any, period: Period, shown: _Shown) -> dict[str, Any]:
    from niangjia.kernel.indicators import get, nothing, with_children  # loads Ibis

    days = {"on": period.end, "start": period.start, "end": period.end}
    own, of_children = with_children(
        shown.codes, obj.pk, **days, tree=period.tree, engine=shown.engine
    )
    empty = nothing(shown.codes, **days)
    children = list(shown.children([key for key in of_children if key != obj.pk]))
    rows = [_row(c, period, of_children.get(c.pk, empty), shown) for c in children]
    rows.sort(key=lambda row: -row.weight)
    if children and any(figure.value for figure in of_children.get(obj.pk, {}).values()):
        rows.append(_row(None, period, of_children[obj.pk], shown))
    first = (shown.page - 1) * PAGE_ROWS
    charted = sorted(rows, key=lambda row: -row.weight)[:CHART_ROWS]
    return {
        "figures": [(f, said(f), _explained(f, obj, period)) for f in own.values()],
        "as_of": shown.engine.as_of() if shown.engine is not None else None,
        "heads": [get(code) for code in shown.codes],
        "rows": rows[first : first + PAGE_ROWS],
        "count": len(rows),
        "has_hidden": bool(of_children.keys() - {c.pk for c in children} - {obj.pk}),
        "page": shown.page,
        "previous": shown.page - 1,
        "next": shown.page + 1 if first + PAGE_ROWS < len(rows) else 0,
        "chart": _chart(get(shown.chart).name, charted) if len(charted) > 1 else "",
    }


def said(figure: Figure) -> str:
    """The value as people read it: thousands separated, a share with its decimals, — for none."""
    return "—" if figure.value is None else f"{figure.value:,}"


def _row(
    child: models.Model | None, period: Period, figures: Mapping[str, Figure], shown: _Shown
) -> Row:
    """A child's line; without child the node's own records, which no page explains apart."""
    weight = int(figures[shown.chart].value or 0)
    own = [figures[code] for code in shown.codes]
    if child is None:
        return Row(_OWN, "", tuple((said(figure), "") for figure in own), weight)
    cells = tuple((said(figure), _explained(figure, child, period)) for figure in own)
    return Row(str(child), _url(child), cells, weight)


def _explained(figure: Figure, node: Any, period: Period) -> str:
    """Where this very figure is explained: the same day or period, the same tree."""
    return explain_url(
        figure.indicator.code, node.code, on=figure.on, start=figure.start, end=figure.end,
        tree=period.tree,
    )  # fmt: skip


def _chart(title: str, rows: Sequence[Row]) -> str:
    """What the script of the bars reads."""
    return json.dumps(
        {"title": title, "names": [r.name for r in rows], "values": [r.weight for r in rows]},
        ensure_ascii=False,
    )


def _url(child: models.Model) -> str:
    desk = next((d for d in DESKS.values() if d.model is scope.tree()), None)
    return desk.url_of(child) if desk is not None else ""


def _five_years_before(day: date) -> date:
    return day.replace(year=day.year - 5, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1
