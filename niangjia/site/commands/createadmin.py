"""`niangjia createadmin`: the first accounts of an installation, from which all others come."""

from __future__ import annotations

import argparse
import sys

from niangjia.accounts.services import first_start
from niangjia.kernel.errors import Blocked
from niangjia.unions.services import load_regions, regions_are_loaded

EXIT_DONE, EXIT_UNUSABLE = 0, 2


def run(args: argparse.Namespace) -> int:
    """Open them and print the temporary passwords, once."""
    if not regions_are_loaded():
        load_regions()
    try:
        union, accounts = first_start(args.union)
    except Blocked as refusal:
        sys.stderr.write(f"{refusal.reason}\n")
        return EXIT_UNUSABLE
    sys.stdout.write(f"{union.name}的首批账号(临时密码只显示这一次,首次登录须修改):\n")
    for one in accounts:
        sys.stdout.write(f"  {one.username:<24}{one.role:<8}{one.password}\n")
    return EXIT_DONE
