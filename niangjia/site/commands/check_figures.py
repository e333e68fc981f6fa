"""`niangjia check-figures FILE [--union CODE] [--published DATE] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.statistics.check import Known, check, why_not_published
from niangjia.statistics.check.documents import (
    LARGEST_FILE,
    Unreadable,
    not_read,
    read_bytes,
    read_file,
)
from niangjia.statistics.check.output import as_data, as_lines

EXIT_CLEAN, EXIT_UNUSABLE, EXIT_ERRORS = 0, 2, 3


def run(args: argparse.Namespace) -> int:
    """Check one report: exit 0 without errors, 3 with, 2 when the file cannot be used."""
    try:
        _require_day(args.published)
        text = _text(str(args.file))
        known = _known(args.union) if args.union else None
        report = check(text, published=args.published, known=known)
    except (Unreadable, Blocked) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    sys.stderr.writelines(f"{line.strip('〔〕')}。\n" for line in not_read(text))
    if args.json:
        sys.stdout.write(json.dumps(as_data(report), ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_lines(report, text))
    return EXIT_ERRORS if report.has_errors else EXIT_CLEAN


def _require_day(published: date | None) -> None:
    """Raises Blocked for a day on which no report can have been published."""
    refusal = why_not_published(published, clock.today()) if published is not None else None
    if refusal is not None:
        raise Blocked(f"没有核对:{refusal}")


def _text(name: str) -> str:
    """The report's text, from a file or with ``-`` from standard input. Raises Unreadable."""
    if name == "-":
        return read_bytes(sys.stdin.buffer.read(LARGEST_FILE + 1))
    if Path(name).is_dir():
        raise Unreadable(f"{name} 是文件夹,不是文件。请写出里面报告文件的名称。")
    return read_file(Path(name))


def _known(code: str) -> Known:
    """Figures of that union: only this needs the database. Raises Blocked."""
    from niangjia.site.start import ready  # without --union no Django is loaded

    with redirect_stdout(sys.stderr):
        ready()
    from niangjia.reports.queries.checks import KnownFigures  # models need the settings
    from niangjia.unions.models import Union  # as above

    union = Union.objects.filter(code=code.replace("\0", "")).first()
    if union is None:
        raise Blocked(
            f"没有代码为“{code}”的工会,没有核对。请用 niangjia find union 名称 查找代码。"
        )
    return KnownFigures(union)
