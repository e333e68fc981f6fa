"""`niangjia ledger verify|seal`: whether the books are still those that were sealed day by day."""

from __future__ import annotations

import argparse
import sys

from niangjia.ledger import queries, services

EXIT_DONE, EXIT_WRONG = 0, 1


def run(args: argparse.Namespace) -> int:
    """Print each day that differs and exit 1, or one line and exit 0. ``seal`` seals first."""
    if args.action == "seal":
        sys.stdout.write(f"新封账{services.seal_days()}条。\n")
    broken = services.verify()
    for one in broken:
        sys.stdout.write(f"{one.union} {one.on}:{one.message}\n")
    if broken:
        sys.stderr.write(f"账簿有{len(broken)}处与封账时不一致。请停止付款,用备份核对,查明原因。\n")
        return EXIT_WRONG
    unions, days, last = queries.sealed_until()
    said = f"{unions}个工会{days}天的账都与封账时一致,封到{last}。" if last else "还没有封过账。"
    sys.stdout.write(f"{said}\n")
    return EXIT_DONE
