"""``/reported/entry/``: typing in the figures of one union and period (数据报送), and its sheet."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.excel.container import MAX_FILE_BYTES, UnusableFile
from niangjia.statistics.desk.asking import PERMISSION, union_of
from niangjia.statistics.forms.reporting import NOTE, VALUE, Entry, read_entry
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, parse, previous
from niangjia.unions.models import Union
from niangjia.web.desk import actor_of, go, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from niangjia.kernel.indicators import Awaiting
    from niangjia.statistics.queries.reported import FromChildren

REPORT = "figures.report"
ADDRESS = "/reported/entry/"
_SHOWN_BACK = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 8,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 6,
    PeriodKind.STATISTICAL_YEAR: 6,
}


@dataclass(frozen=True)
class Chosen:
    """Which union, period and trade field the page is about; an empty field means all."""

    union: Union
    period: Period
    area: str
    may_type: bool

    @property
    def query(self) -> str:
        """As an address."""
        return urlencode(
            {"union": self.union.code, "period": self.period.code, "area": self.area or "all"}
        )


@dataclass(frozen=True)
class Line:
    """One indicator on the page, with what stands and what is beside it."""

    indicator: Awaiting
    text: str
    note: str
    typed: str
    before: str
    children: FromChildren
    children_total: str
    error: str
    doubt: str


@require_http_methods(["GET", "POST"])
@page(PERMISSION)
def entry(request: HttpRequest) -> HttpResponse:
    """The form of one union, period and field; saving shows it again."""
    actor = actor_of(request)
    chosen = choose(request, actor)
    wanted = _indicators(chosen.area)
    if request.method == "GET":
        return _show(request, chosen, wanted)
    if not chosen.may_type:
        raise NotVisible
    return _save(request, chosen, wanted)


def _save(request: HttpRequest, chosen: Chosen, wanted: list[Awaiting]) -> HttpResponse:
    from niangjia.statistics.services import reporting  # loads Ibis

    posted = read_entry(request.POST, wanted)
    doubts: dict[str, str] = {}
    reason, refusal = request.POST.get("reason", ""), ""
    is_confirmed = bool(request.POST.get("is_confirmed"))
    if not posted.errors and posted.values:
        doubts = reporting.doubts(chosen.union, chosen.period, posted.values)
        try:
            outcome = reporting.report(
                chosen.union, chosen.period, posted.values, actor=actor_of(request),
                reason=reason, notes=posted.notes, is_confirmed=is_confirmed,
            )  # fmt: skip
        except Blocked as blocked:
            refusal = blocked.reason
            if blocked.field in posted.texts:
                posted.errors[blocked.field] = blocked.reason
        else:
            messages.success(request, f"已保存:{outcome.words}。")
            return go(request, f"{ADDRESS}?{chosen.query}")
    elif not posted.errors:
        refusal = "没有填写任何数值。请填写后再保存。"
    else:
        refusal = f"有 {len(posted.errors)} 处需要修改,没有保存。请看标红的栏目。"
    extra = {"refusal": refusal, "reason": reason, "has_doubts": bool(doubts)}
    return _show(request, chosen, wanted, posted, doubts, extra)


def _show(  # noqa: PLR0917 - the page, first empty, then with what was posted
    request: HttpRequest,
    chosen: Chosen,
    wanted: list[Awaiting],
    posted: Entry | None = None,
    doubts: Mapping[str, str] | None = None,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    from niangjia.statistics.queries import catalogue  # loads Ibis

    lines = _lines(chosen, wanted, posted, doubts or {})
    context = {
        "chosen": chosen,
        "lines": lines,
        "typed_count": sum(1 for line in lines if line.typed),
        "areas": catalogue.awaiting_areas(),
        "periods": periods(chosen.period),
        "value_field": VALUE,
        "note_field": NOTE,
        **(extra or {}),
    }
    status = 422 if posted is not None else 200
    return render(request, "statistics/figures/entry.html", context, status=status)


def _lines(
    chosen: Chosen, wanted: list[Awaiting], posted: Entry | None, doubts: Mapping[str, str]
) -> list[Line]:
    from niangjia.statistics.queries import reported  # loads Ibis

    now = reported.of_period(wanted, chosen.union.pk, chosen.period)
    before = reported.of_period(wanted, chosen.union.pk, previous(chosen.period))
    children = reported.of_children(wanted, chosen.union, chosen.period)
    found = []
    for i in wanted:
        row, last, below = now.get(i.code), before.get(i.code), children[i.code]
        stands = row is not None and row.value is not None
        found.append(
            Line(
                i,
                posted.texts[i.code] if posted else plain(i, row.value if row else None),
                row.note if row else "",
                f"{row.typed_by_name} {clock.local_day(row.typed_at)}" if row and stands else "",
                plain(i, last.value if last else None, grouped=True),
                below,
                plain(i, below.total, grouped=True),
                posted.errors.get(i.code, "") if posted else "",
                doubts.get(i.code, ""),
            )
        )
    return found


@require_GET
@page(PERMISSION)
def children(request: HttpRequest, code: str) -> HttpResponse:
    """What each child typed of one indicator, and who has not."""
    from niangjia.kernel.indicators import Awaiting, UnknownIndicator, get  # loads Ibis
    from niangjia.statistics.queries import reported  # loads Ibis

    chosen = choose(request, actor_of(request))
    try:
        indicator = get(code)
    except UnknownIndicator:
        raise NotVisible from None
    if not isinstance(indicator, Awaiting):
        raise NotVisible
    found = reported.by_child(indicator, chosen.union, chosen.period)
    have = {union.pk for union, _ in found}
    own = reported.of_period((indicator,), chosen.union.pk, chosen.period).get(code)
    total = reported.of_children((indicator,), chosen.union, chosen.period)[code]
    context = {
        "chosen": chosen,
        "indicator": indicator,
        "rows": [(union, r, plain(indicator, r.value, grouped=True)) for union, r in found],
        "missing": reported.children_of(chosen.union).exclude(pk__in=have).order_by("code")[:200],
        "children": total,
        "total": plain(indicator, total.total, grouped=True),
        "own": plain(indicator, own.value if own else None, grouped=True),
    }
    return render(request, "statistics/figures/children.html", context)


@require_http_methods(["GET", "POST"])
@page(REPORT)
def sheet(request: HttpRequest) -> HttpResponseBase:
    """GET: the sheet to fill in. POST: the filled one, checked and shown before it is saved."""
    actor = actor_of(request)
    chosen = choose(request, actor)
    if not chosen.may_type:
        raise NotVisible
    if request.method == "POST":
        return _check(request, chosen, actor)
    from niangjia.statistics.imports import reported  # loads Ibis

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.xlsx"
        reported.write(file, chosen.union, chosen.period, [chosen.area] if chosen.area else [])
        content = file.open("rb")
    name = f"数据报送表-{chosen.union.code}-{chosen.period.code}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name)


def _check(request: HttpRequest, chosen: Chosen, actor: Actor) -> HttpResponse:
    from niangjia.statistics.imports import reported  # loads Ibis
    from niangjia.statistics.queries import catalogue  # loads Ibis
    from niangjia.statistics.queries.reported import of_period  # loads Ibis
    from niangjia.statistics.services import reporting  # loads Ibis

    found = _read(request.FILES.get("file"), chosen)
    by_code = {i.code: i for i in catalogue.awaiting_of(())}
    wanted = [by_code[code] for code in found.values]
    now = of_period(wanted, chosen.union.pk, chosen.period)
    rows = [(i, now[i.code].value if i.code in now else None, found.values[i.code]) for i in wanted]
    changed = [(i, plain(i, old, grouped=True), plain(i, new, grouped=True), plain(i, new),
                found.notes.get(i.code, "")) for i, old, new in rows if old != new]  # fmt: skip
    doubts = reporting.doubts(chosen.union, chosen.period, found.values)
    context = {
        "chosen": chosen,
        "findings": found.findings,
        "marked": reported.marked(found, actor) if found.findings else "",
        "changed": changed,
        "corrects": any(i.code in now for i, *_ in changed),
        "unchanged": len(rows) - len(changed),
        "doubts": list(doubts.values()),
        "value_field": VALUE,
        "note_field": NOTE,
        "entry": f"{ADDRESS}?{urlencode({'union': chosen.union.code, 'period': chosen.period.code, 'area': 'all'})}",
    }
    status = 422 if found.findings else 200
    return render(request, "statistics/figures/sheet.html", context, status=status)


def _read(file: UploadedFile[bytes] | None, chosen: Chosen) -> Any:
    from niangjia.statistics.imports import reported  # loads Ibis

    if file is None:
        raise Blocked("请选择填好的数据报送表。")
    if (file.size or 0) > MAX_FILE_BYTES:
        raise Blocked("文件超过50MB上限。请在本页重新下载数据报送表填写。")
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as target:
        for chunk in file.chunks():
            target.write(chunk)
    try:
        return reported.read(Path(target.name), chosen.union, chosen.period)
    except UnusableFile as unusable:
        Path(target.name).unlink(missing_ok=True)
        raise Blocked(str(unusable)) from None


@require_GET
@page(REPORT)
def marked(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The user's own file with its errors marked."""
    from niangjia.statistics.imports import reported  # loads Ibis

    file = reported.marked_file(key, actor_of(request))
    if file is None:
        raise NotVisible
    return FileResponse(file.open("rb"), as_attachment=True, filename="数据报送表-检查结果.xlsx")


def choose(request: HttpRequest, actor: Actor) -> Chosen:
    """What the address names; the last whole half-year without a period. Raises NotVisible."""
    union = union_of(request.GET.get("union", ""), actor)
    text = request.GET.get("period", "")
    half = containing(PeriodKind.HALF_YEAR, clock.today())
    period = parse(text) if text else previous(half)
    if period is None:
        raise Blocked("期间不对。请写成 2017、2017H1、2017Q2、2017-06 或 2017S 的样子。")
    area = request.GET.get("area", "")
    return Chosen(union, period, _area(area), actor.may(REPORT, union.path))


def _area(text: str) -> str:
    from niangjia.statistics.queries import catalogue  # loads Ibis

    areas = catalogue.awaiting_areas()
    if text == "all":
        return ""
    return text if text in areas else areas[0]


def _indicators(area: str) -> list[Awaiting]:
    from niangjia.statistics.queries import catalogue  # loads Ibis

    return catalogue.awaiting_of([area] if area else [])


def periods(chosen: Period) -> list[tuple[str, list[tuple[Period, bool]]]]:
    """Periods to choose from by kind, the newest first; the chosen one among them."""
    found = []
    for kind, count in _SHOWN_BACK.items():
        each = containing(kind, clock.today())
        some = [each] + [each := previous(each) for _ in range(count - 1)]
        if chosen.kind is kind and chosen not in some:
            some.append(chosen)
        found.append((kind.label, [(p, p == chosen) for p in some]))
    return found


def plain(indicator: Awaiting, value: Decimal | None, *, grouped: bool = False) -> str:
    """A value with the decimals of its indicator; empty for none."""
    if value is None:
        return ""
    return f"{value:{',' if grouped else ''}.{indicator.decimals}f}"


URLS = [
    path("entry/", entry),
    path("sheet/", sheet),
    path("marked/<uuid:key>/", marked),
    path("children/<str:code>/", children),
]
