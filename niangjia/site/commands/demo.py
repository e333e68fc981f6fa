"""`niangjia demo`: build the demo federation once; see docs/areas/figures.md for its sizes."""

from __future__ import annotations

import argparse
import sys
import time

from django.db import connection

from niangjia.employers.demo import build as build_employers
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry
from niangjia.members.demo.building import Employers
from niangjia.members.demo.building import build as build_members
from niangjia.unions.demo.building import build as build_unions
from niangjia.unions.demo.building import plan as draw_plan
from niangjia.unions.demo.scale import SCALES
from niangjia.unions.models import Union

EXIT_DONE, EXIT_UNUSABLE = 0, 2
_BEGUN, _BUILT = "demo.begin", "demo.build"


def run(args: argparse.Namespace) -> int:
    """Build the demo of ``args.scale``; nothing when there is one already."""
    if getattr(args, "reset", False) and not _reset():
        return EXIT_UNUSABLE
    if Union.objects.exists():
        return _explain_existing()
    scale = SCALES[args.scale]
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - began:5.1f} 秒] {text}\n")
        sys.stderr.flush()

    with connection.cursor() as cursor:  # all or nothing is the aim, not surviving a power cut
        cursor.execute("SET synchronous_commit = off")
    plan = draw_plan(scale, clock.today())
    keys = build_unions(plan, say)
    root = Union.objects.get(code=scale.root)
    journal.record(_BEGUN, root, actor=SYSTEM, summary=f"开始生成演示数据({scale.code})")
    import numpy as np
    from niangjia.members.demo.building import Employers

    z = np.zeros(len(plan.units), np.int64)
    build_members(plan, keys, Employers(z, z), say)
    journal.record(_BUILT, root, actor=SYSTEM, summary=f"演示数据({scale.code})已生成")
    say("演示数据已生成")
    return EXIT_DONE


def accounts_text() -> str:
    """The demo accounts, if this is a demo."""
    return ""


def _explain_existing() -> int:
    """Never a second federation beside the first."""
    if Entry.objects.filter(verb=_BUILT).exists():
        sys.stderr.write("演示数据已经存在,没有重复生成。\n")
        return EXIT_DONE
    if Entry.objects.filter(verb=_BEGUN).exists():
        sys.stderr.write(
            "上次生成演示数据时中断,数据不完整。请运行 niangjia demo --reset 清空后重新生成。\n"
        )
    else:
        sys.stderr.write("数据库里已有正式数据,不能生成演示数据。请另用一个 NIANGJIA_HOME。\n")
    return EXIT_UNUSABLE
