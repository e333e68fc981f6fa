"""`niangjia vendor`: install the third-party browser files."""

from __future__ import annotations

import argparse

from niangjia.site import vendor
from niangjia.site.config import get_config
from niangjia.site.start import say


def run(args: argparse.Namespace) -> int:
    """Fetch and copy unless everything is there."""
    if not vendor.missing_files():
        say("网页文件齐全。")
        return 0
    say("正在安装网页文件(Tabler、htmx、tom-select、ECharts)…")
    try:
        vendor.install(get_config().home)
    except vendor.VendorError as error:
        say(str(error))
        return 1
    return 0
