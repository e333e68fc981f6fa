"""`niangjia check-figures FILE [--union CODE] [--published DATE] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from niangjia.statistics.check import check
from niangjia.statistics.check.documents import LARGEST_FILE, Unreadable, read_bytes, read_file
from niangjia.statistics.check.output import as_data, as_lines

EXIT_CLEAN, EXIT_UNUSABLE, EXIT_ERRORS = 0, 2, 3


def run(args: argparse.Namespace) -> int:
    """Check one report: exit 0 without errors, 3 with, 2 when the file cannot be used."""
    try:
        text = _text(str(args.file))
    except Unreadable as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    if args.union:
        sys.stderr.write(
            "暂时还不能与系统里的实时数据比较,--union 已忽略;以下只核对文件本身。"
            "如需比较,请用 niangjia figure 指标代码 --union 工会代码 查询后对照。\n"
        )
    report = check(text, published=args.published)
    if args.json:
        sys.stdout.write(json.dumps(as_data(report), ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_lines(report))
    return EXIT_ERRORS if report.has_errors else EXIT_CLEAN


def _text(name: str) -> str:
    """The report's text, from a file or with ``-`` from standard input. Raises Unreadable."""
    if name == "-":
        return read_bytes(sys.stdin.buffer.read(LARGEST_FILE + 1))
    return read_file(Path(name))
