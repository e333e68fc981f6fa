"""`niangjia import members FILE --union CODE [--dry-run] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
import time

from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Finding, Severity
from niangjia.members.services import importing
from niangjia.members.services.importing import Outcome
from niangjia.site.start import say
from niangjia.unions import queries

ALL_ACCEPTED, UNUSABLE, SOME_REFUSED = 0, 2, 3
SHOWN_TO_PEOPLE = 50


def run(args: argparse.Namespace) -> int:
    """Check the sheet and, unless asked not to, commit its good rows."""
    if not args.file.is_file():
        say(f"找不到文件 {args.file}。请检查文件名和路径。")
        return UNUSABLE
    tell = progress()
    try:
        union = queries.union_by_code(args.union)
        if args.dry_run:
            outcome = importing.check_file(args.file, union, actor=SYSTEM, tell=tell)
        else:
            _, outcome = importing.import_file(args.file, union, actor=SYSTEM, tell=tell)
    except NotVisible:
        say(f"没有代码为“{args.union}”的工会。可用 niangjia find union 查找。")
        return UNUSABLE
    except Blocked as refusal:
        say(refusal.reason)
        return UNUSABLE
    if args.json:
        sys.stdout.write(json.dumps(as_json(outcome), ensure_ascii=False) + "\n")
    else:
        _tell_people(outcome, dry_run=args.dry_run)
    return SOME_REFUSED if outcome.refused else ALL_ACCEPTED


def progress() -> importing.Tell:
    """Says how many rows are done, at most every two seconds."""
    said_at = time.monotonic()

    def tell(done: int) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= 2:
            said_at = time.monotonic()
            say(f"已处理 {done:,} 行…")

    return tell


def as_json(outcome: Outcome) -> dict[str, object]:
    """The outcome as scripts read it."""
    return {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "refused": outcome.refused,
        "warned": outcome.warned,
        "findings": [
            {
                "row": finding.row,
                "column": finding.column,
                "code": finding.code,
                "severity": finding.severity.value,
                "message": finding.message,
            }
            for finding in outcome.findings
        ],
    }


def _tell_people(outcome: Outcome, *, dry_run: bool) -> None:
    done = "可以导入" if dry_run else "已导入"
    sys.stdout.write(
        f"共 {outcome.rows:,} 行,{done} {outcome.accepted:,} 行(其中 {outcome.warned:,} 行有提示,"
        f"{outcome.unchanged:,} 行原已登记),未通过 {outcome.refused:,} 行。\n"
    )
    for finding in outcome.findings[:SHOWN_TO_PEOPLE]:
        sys.stdout.write(in_words(finding) + "\n")
    if len(outcome.findings) > SHOWN_TO_PEOPLE:
        say(f"只列出前 {SHOWN_TO_PEOPLE} 条,共 {len(outcome.findings):,} 条;用 --json 可得全部。")


def in_words(finding: Finding) -> str:
    """One finding in a line."""
    kind = "错误" if finding.severity is Severity.ERROR else "提示"
    return f"第 {finding.row} 行 {finding.column} [{kind}] {finding.message}"
