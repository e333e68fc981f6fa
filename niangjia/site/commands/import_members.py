"""`niangjia import members FILE --union CODE [--dry-run] [--json]`."""

from __future__ import annotations

import argparse

from niangjia.site.start import say


def run(args: argparse.Namespace) -> int:
    """Check and commit a member sheet; crutch until the members area lands its imports."""
    say("会员导入模块尚未就绪。")
    return 2
