"""`niangjia find union [TEXT] [--under CODE] [--level …] [--limit N] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys

from niangjia.kernel.errors import NotVisible
from niangjia.site.start import say
from niangjia.unions import queries, rules
from niangjia.unions.models import Union

SHOWN_TO_PEOPLE = 20
EVERYTHING = 1_000_000


def run(args: argparse.Namespace) -> int:
    """Print the unions that match; 2 when `--under` names none."""
    try:
        under = queries.union_by_code(args.under) if args.under else None
    except NotVisible:
        say(f"没有代码为“{args.under}”的工会。")
        return 2
    limit = args.limit or (EVERYTHING if args.json else SHOWN_TO_PEOPLE)
    found = queries.find_unions(args.text, under=under, level=args.level, limit=limit)
    rows = [{"code": union.code, "name": union.name, "level": level_name(union)} for union in found]
    if args.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    for row in rows:
        sys.stdout.write(f"{row['code']}\t{row['name']}\n")
    if not rows:
        say("没有符合条件的工会。")
    elif not args.limit and len(rows) == SHOWN_TO_PEOPLE:
        say(f"只列出前 {SHOWN_TO_PEOPLE} 个;用 --limit 可列出更多。")
    return 0


def level_name(union: Union) -> str:
    """The word that `--level` knows the union by."""
    if rules.is_grassroots(union.union_type, union.org_type):
        return "grassroots"
    names = {level: name for name, level in rules.FIND_LEVELS.items()}
    return names.get(rules.UnionLevel(union.level), rules.UnionLevel(union.level).name.lower())
