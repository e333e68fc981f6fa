"""``/figures/<code>/records/``: exactly the records a figure counted (明细), and their export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.kernel import clock, excel, jobs, journal, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Job
from niangjia.statistics.desk import asking
from niangjia.statistics.desk.explaining import indicator_of
from niangjia.statistics.desk.unknown import names_unknown
from niangjia.web.desk import actor_of, page
from niangjia.web.desk.filters import query_without
from niangjia.web.desk.listing import table
from niangjia.web.figures import explain_url
from niangjia.web.guard import Forbidden, go, is_htmx, require

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Indicator, Records
    from niangjia.statistics.desk.asking import Asking
    from niangjia.statistics.desk.records import Drill, Numbers
    from niangjia.web.desk.columns import Column

KIND = "statistics.records_export"
EXPORT = "figures.export"
PAGE_ROWS = 50
CHUNK = 1000
MOST_ROWS = 1_000_000


@require_GET
@page(asking.PERMISSION)
@names_unknown
def view(request: HttpRequest, code: str) -> HttpResponse:
    """The list; the numbers above it come with a request of their own."""
    indicator, actor = indicator_of(code), actor_of(request)
    asked = asking.read(request.GET, indicator, actor)
    every = _found(indicator, asked)
    found, number = _drill(every, request.GET.get("part", ""), actor)
    context: dict[str, Any] = {
        "indicator": indicator,
        "asked": asked,
        "drill": found,
        "parts": _tabs(every, asked, number) if every else [],
        "part": number,
        "address": f"/figures/{indicator.code}/records/",
        "query": f"{asked.query}&part={number}",
        "explain": explain_url(
            indicator.code, asked.union.code, on=asked.on, start=asked.start, end=asked.end,
            tree=asked.tree,
        ),
        "can_export": _may_export(found, actor),
    }  # fmt: skip
    if "numbers" in request.GET:
        if found is not None:
            numbers = found.numbers(actor)
            context |= {"numbers": numbers, "said": numbers.said()}
            context |= _of_snapshot(found.records, asked, numbers) | _of_rate(indicator, asked)
        return render(request, "statistics/figures/numbers.html", context)
    after = request.GET.get("after", "")
    if found is not None:
        rows, rest = found.page(actor, int(after) if _is_key(after) else None, PAGE_ROWS)
        context |= {"next": rest, "after": after}
        if not rows and not found.records.count():
            asked.require_stood()
        if found.desk is not None:
            context |= table(found.desk, rows, _columns(found, indicator, asked))
    return render(request, "statistics/figures/records.html", context)


@require_http_methods(["GET", "POST"])
@page(asking.PERMISSION)
@names_unknown
def export_view(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then queue."""
    indicator, actor = indicator_of(code), actor_of(request)
    require(actor, EXPORT)
    asked = asking.read(request.GET, indicator, actor)
    found, number = _drill(_found(indicator, asked), request.GET.get("part", ""), actor)
    if found is None or not _may_export(found, actor):
        raise Forbidden
    if request.method == "POST":
        start(indicator, asked, number, actor=actor)
        messages.success(request, "导出任务已开始,完成后可在本页下载。")
        return go(request, "/jobs/")
    numbers = found.numbers(actor)
    context = {
        "indicator": found.records.indicator,
        "asked": asked,
        "numbers": numbers,
        "said": numbers.said(),
        "action": f"/figures/{indicator.code}/records/export/?{query_without(request.GET)}",
        "back": f"/figures/{indicator.code}/records/?{query_without(request.GET)}",
    }
    dialog = is_htmx(request)
    template = "export_dialog.html" if dialog else "export.html"
    return render(request, f"statistics/figures/{template}", context)


@transaction.atomic
def start(indicator: Indicator, asked: Asking, part: int, *, actor: Actor) -> Job:
    """Queue the export and tell the journal."""
    params = {
        "code": indicator.code, "part": part, "union": asked.union.code, "tree": asked.tree,
        "on": str(asked.on or ""), "from": str(asked.start or ""), "to": str(asked.end or ""),
    }  # fmt: skip
    label = f"导出明细:{indicator.name}({asked.union}{asked.words})"
    job = jobs.start(KIND, label, params, actor=actor)
    entry = journal.record(
        "figures.export_records", job, actor=actor, summary=label, union_id=asked.union.pk,
        is_read=True,
    )  # fmt: skip
    job.params["entry"] = entry.pk
    job.save(update_fields=["params", "updated_at"])
    return job


@jobs.kind(KIND)
def run(progress: jobs.Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Write the sheet page by page; masked columns stay masked, hidden records stay out."""
    indicator, actor = indicator_of(params["code"]), progress.actor
    asked = asking.read(params, indicator, actor)
    found, _ = _drill(_found(indicator, asked), str(params["part"]), actor)
    if found is None or found.desk is None or not _may_export(found, actor):
        raise Blocked("没有导出:您已不再有导出权限。如需导出,请联系组织部门。")
    numbers = found.numbers(actor)
    total = numbers.shown
    if total > MOST_ROWS:
        raise Blocked(f"没有导出:共 {total:,} 行,一张表最多 {MOST_ROWS:,} 行。请选择较小的范围。")
    progress.tell(0, total, "正在写入")
    name = found.records.indicator.name
    left_out = f",另有 {numbers.hidden:,} 条不在导出人的权限内,没有列出" if numbers.hidden else ""
    target = progress.new_file(f"{name}明细-{clock.today():%Y%m%d}.xlsx")
    now = timezone.localtime()
    held: list[int] = []
    columns = _columns(found, indicator, asked)
    written = excel.write_sheet(
        target,
        [excel.Column(column.head) for column in columns],
        _lines(found, columns, progress, total, held),
        sheet_name=name,
        watermark=f"{asked.union} {asked.words} {name};{actor.label} {now:%Y-%m-%d %H:%M} 导出,"
        f"共计入 {numbers.records:,} 条{left_out},仅限工会工作使用",
    )
    target.chmod(0o600)
    privacy.disclosed(params["entry"], found.desk.model._meta.label_lower, held)
    progress.tell(written, written, f"共 {written:,} 行")
    return {"rows": written}


def _columns(found: Drill, indicator: Indicator, asked: Asking) -> list[Column]:
    """The columns of a list; the unit of what is added is that of the part listed."""
    from niangjia.statistics.desk.records import columns_of  # loads Ibis

    if found.desk is None:
        return []
    is_of_amounts = found.records.is_of_amounts
    shown = found.records.indicator if is_of_amounts else indicator
    return columns_of(found.desk, shown, is_past=asked.is_past, is_of_amounts=is_of_amounts)


def _lines(
    found: Drill,
    columns: Sequence[Column],
    progress: jobs.Progress,
    total: int,
    held: list[int],
) -> Iterator[list[Any]]:
    """The sheet line by line; ``held`` gathers the keys of its rows."""
    after: int | None = None
    done = 0
    while True:
        rows, after = found.page(progress.actor, after, CHUNK)
        for row in rows:
            yield [_plain(column.value(row)) for column in columns]
        held += [row.pk for row in rows]
        done += len(rows)
        progress.tell(done, max(total, done))
        if after is None:
            return


def _found(indicator: Indicator, asked: Asking) -> Records | None:
    """All the records of a figure; None while they are awaited."""
    from niangjia.kernel.indicators import State, records  # loads Ibis

    if indicator.state is State.AWAITING:
        return None
    return records(
        indicator.code, asked.union.pk, on=asked.on, start=asked.start, end=asked.end,
        tree=asked.tree,
    )  # fmt: skip


def _drill(found: Records | None, part: str, actor: Actor) -> tuple[Drill | None, int]:
    """The list to show and which one it is."""
    from niangjia.statistics.desk.records import drill  # loads Ibis

    if found is None:
        return None, 0
    lists = [each for _, each in _lists(found)]
    number = int(part) if _is_part(part, len(lists)) else 0
    return drill(lists[number], actor), number


def _of_snapshot(found: Records, asked: Asking, numbers: Numbers) -> dict[str, Any]:
    """What the snapshot says of a large union, whose figures elsewhere are counted from that."""
    from niangjia.kernel.indicators import evaluate  # loads Ibis
    from niangjia.statistics.queries import source

    engine = source.engine_for(asked.union)
    if engine is None:
        return {}
    code = found.indicator.code
    times = {"on": asked.on, "start": asked.start, "end": asked.end}
    figure = evaluate([code], asked.union.pk, tree=asked.tree, engine=engine, **times)[code]
    then = figure.value or 0
    return {
        "source": source.said_as_of(engine),
        "then": f"{then:,}",
        "difference": f"{abs(numbers.value - then):,}",
        "more_or_less": "多" if numbers.value > then else "少" if numbers.value < then else "",
    }


def _of_rate(indicator: Indicator, asked: Asking) -> dict[str, Any]:
    """The share itself: the lists are those of its two parts."""
    from niangjia.kernel.indicators import Rate, evaluate  # loads Ibis
    from niangjia.statistics.queries import source

    if not isinstance(indicator, Rate):
        return {}
    times = {"on": asked.on, "start": asked.start, "end": asked.end}
    engine = source.engine_for(asked.union)
    figure = evaluate([indicator.code], asked.union.pk, tree=asked.tree, engine=engine, **times)
    value = figure[indicator.code].value
    return {"rate": indicator, "share": "" if value is None else f"{value}{indicator.unit.value}"}


def _lists(found: Records, role: str = "") -> list[tuple[str, Records]]:
    """What can be listed: a figure's own records, those of a rate's numerator and denominator,
    those of the things added where they are not of one kind."""
    from niangjia.kernel.indicators import Rate  # loads Ibis

    if isinstance(found.indicator, Rate):
        top, bottom = found.parts
        return [*_lists(top, "分子:"), *_lists(bottom, "分母:")]
    if len({part.model for part in found.parts}) > 1:
        return [pair for part in found.parts for pair in _lists(part, role)]
    return [(f"{role}{found.indicator.name}", found)]


def _tabs(found: Records, asked: Asking, number: int) -> list[tuple[str, str, bool]]:
    """One tab per list; none when there is only one."""
    named = [name for name, _ in _lists(found)]
    tabs = [(name, f"{asked.query}&part={n}", n == number) for n, name in enumerate(named)]
    return tabs if len(tabs) > 1 else []


def _may_export(found: Drill | None, actor: Actor) -> bool:
    """Both the right to export figures and the right to export such records."""
    if found is None or found.desk is None or not found.desk.can_export:
        return False
    return actor.may(EXPORT) and actor.may(found.desk.export_permission)


def _is_part(text: str, count: int) -> bool:
    return text.isdecimal() and len(text) < 3 and int(text) < count


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _plain(value: Any) -> Any:
    return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value


URLS = [path("<str:code>/records/", view), path("<str:code>/records/export/", export_view)]
