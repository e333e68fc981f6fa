"""`niangjia demo [--scale …]`: build the demo federation."""

from __future__ import annotations

import argparse

from niangjia.site.start import say


def run(args: argparse.Namespace) -> int:
    """Build it; crutch until the areas land their demo modules."""
    say("演示数据模块尚未就绪。")
    return 1


def accounts_text() -> str:
    """The demo accounts, a line each; empty when this is not a demo."""
    return ""
