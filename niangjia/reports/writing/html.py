"""A report as HTML: every figure links to what it was counted from; every word is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from niangjia.reports.rules.cautions import notice
from niangjia.reports.rules.document import (
    Document,
    FigureRun,
    Heading,
    NoteMark,
    Paragraph,
    Role,
    Runs,
    Table,
    plain,
)
from niangjia.reports.rules.questions import Source
from niangjia.reports.writing.closing import closing

_PAGE_STYLE = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.9 FangSong,仿宋,serif}"
    "h1{font-size:1.7rem}h2{font-size:1.3rem}h3,h4{font-size:1.1rem}.table-responsive{overflow-x:auto}"
    "h1,.report-subtitle{text-align:center}p{text-indent:2em}.report-subtitle{text-indent:0}table{border-collapse:collapse;"
    "width:100%;line-height:1.5}caption{font-weight:bold}td,th{border:1px solid;padding:.2rem .5rem}"
    ".text-end{text-align:right}.text-center{text-align:center}"
    ".report-notice{text-indent:0;border:1px solid;padding:.3rem .6rem}"
    ".report-closing p,.report-notes li{text-indent:0;font-size:.85rem}a.figure{color:inherit}"
)
_ALIGNED = {"right": ' class="text-end"', "center": ' class="text-center"'}


def body(document: Document) -> str:
    """The report as a fragment for a page of the system."""
    return "\n".join(_parts(document))


def whole(document: Document, base: str = "") -> str:
    """The report as a file of its own; ``base`` is the address of the system, for the links."""
    title = escape(plain(document.title) or document.meta.union_name)
    words = body(document)
    if _is_safe(base):  # no <base>: it would lead the footnotes of the file away as well
        words = words.replace('href="/', f'href="{escape(base.rstrip("/"))}/')
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_PAGE_STYLE}</style></head>\n"
        f"<body>{words}</body></html>\n"
    )


def _parts(document: Document) -> Iterator[str]:
    if document.title:
        yield f'<h1 class="report-title">{_runs(document.title)}</h1>'
    if document.subtitle:
        yield f'<p class="report-subtitle">{_runs(document.subtitle)}</p>'
    told = notice(document.meta)
    if told:
        yield f'<p class="report-notice">{escape(told)}</p>'
    for block in document.blocks:
        match block:
            case Heading(level=level, number=number, runs=runs):
                tag = f"h{level + 1}"
                yield f"<{tag}>{escape(number)}{_runs(runs)}</{tag}>"
            case Paragraph(runs=runs):
                yield f"<p>{_runs(runs)}</p>"
            case Table():
                yield _table(block)
    if document.footnotes:
        notes = "".join(
            f'<li id="note-{number}">{escape(words)} '
            f'<a href="#mark-{number}" aria-label="回到正文">↩</a></li>'
            for number, words in enumerate(document.footnotes, start=1)
        )
        yield f'<ol class="report-notes" aria-label="脚注">{notes}</ol>'
    lines = "".join(f"<p>{escape(line)}</p>" for line in closing(document))
    yield f'<div class="report-closing">{lines}</div>'


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: object) -> str:
    match run:
        case NoteMark(number):
            return (
                f'<sup><a href="#note-{number}" id="mark-{number}" aria-label="脚注{number}">'
                f"{number}</a></sup>"
            )
        case FigureRun():
            return _figure(run)
        case _:
            return escape(getattr(run, "words", ""))


def _figure(run: FigureRun) -> str:
    what = "" if run.role is Role.VALUE else run.role.value
    told = f"{run.union_name} {run.name}{what}:{run.exact}".strip()
    if run.source is not Source.RECORDS:
        told += f"({run.source.value}{':' + run.note if run.note else ''})"
    kind = {Source.TYPED: " figure-typed", Source.AWAITING: " figure-awaiting"}.get(run.source, "")
    exact = "" if run.value is None else f"{run.value:f}"
    shared = (
        f'class="figure{kind}" data-code="{escape(run.code)}" data-exact="{escape(exact)}" '
        f'title="{escape(told)}"'
    )
    if run.url and _is_safe(run.url):
        return f'<a href="{escape(run.url)}" {shared}>{escape(run.words)}</a>'
    return f"<span {shared}>{escape(run.words)}</span>"


def _is_safe(address: str) -> bool:
    """Addresses within the system, or of the web."""
    return address.startswith(("/", "https://", "http://")) and not address.startswith("//")


def _table(table: Table) -> str:
    number = f"表{table.number} " if table.number else ""
    caption = f"<caption>{number}{_runs(table.caption)}</caption>" if table.caption else ""
    head = "".join(
        "<tr>"
        + "".join(
            f'<th scope="col"{_ALIGNED.get(align.value, "")}>{_runs(cell)}</th>'
            for cell, align in zip(cells, table.aligns, strict=False)
        )
        + "</tr>"
        for cells in table.header
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_ALIGNED.get(align.value, '')}>{_runs(cell)}</td>"
            for cell, align in zip(cells, table.aligns, strict=False)
        )
        + "</tr>"
        for cells in table.rows
    )
    head = f"<thead>{head}</thead>" if head else ""
    return (
        '<div class="table-responsive"><table class="table table-sm report-table">'
        f"{caption}{head}<tbody>{rows}</tbody></table></div>"
    )
