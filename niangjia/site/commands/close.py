"""`niangjia close PERIOD --union CODE`: close a period, or check that a closed one is whole."""

from __future__ import annotations

import argparse
import json
import sys

from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.statistics.models import Closing
from niangjia.statistics.rules.periods import Period, parse
from niangjia.statistics.services import closings, snapshots
from niangjia.unions.models import Union

EXIT_DONE, EXIT_WRONG, EXIT_UNUSABLE = 0, 1, 2


def run(args: argparse.Namespace) -> int:
    """Close or verify; exit 2 with a Chinese sentence when it cannot be done, 1 for a broken seal."""
    try:
        union, period = _asked(args)
        if args.verify:
            closing = _closed(union, period)
            whole = closings.verify(closing, actor=SYSTEM)
        else:
            closings.check(union, period, SYSTEM)  # before a snapshot is taken in vain
            closing = closings.close(union, period, actor=SYSTEM, engine=snapshots.engine_for_all())
            whole = True
    except Blocked as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    _print(closing, is_whole=whole, args=args)
    return EXIT_DONE if whole else EXIT_WRONG


def _asked(args: argparse.Namespace) -> tuple[Union, Period]:
    """Raises Blocked."""
    period = parse(args.period)
    if period is None:
        raise Blocked(
            f"不认识期间“{args.period}”。写法:2017-06(月)、2017Q2(季度)、2017H1(上半年)、"
            "2017(年)、2017S(2016年10月1日至2017年9月30日的统计年度)。"
        )
    union = Union.objects.filter(code=args.union).first()
    if union is None:
        raise Blocked(f"没有代码为“{args.union}”的工会。请用 niangjia find union 名称 查找。")
    return union, period


def _closed(union: Union, period: Period) -> Closing:
    """Raises Blocked."""
    found: Closing | None = Closing.objects.filter(
        union=union, kind=period.kind, starts_on=period.start
    ).first()
    if found is None:
        raise Blocked(f"{union.name}{period.label}还没有封存。")
    return found


def _print(closing: Closing, *, is_whole: bool, args: argparse.Namespace) -> None:
    if args.json:
        answer = {
            "union": closing.union.code, "period": closing.period.code, "label": closing.name,
            "from": closing.starts_on.isoformat(), "to": closing.ends_on.isoformat(),
            "nodes": closing.node_count, "indicators": len(closing.definitions),
            "as_of": closing.as_of.isoformat(), "engine": closing.engine,
            "sha256": closing.digest, "whole": is_whole,
        }  # fmt: skip
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    if not args.verify:
        said = "已封存"
    else:
        said = "校验一致" if is_whole else "校验不一致,封存的数据被改动过"
    sys.stdout.write(
        f"{closing}:{said},{closing.node_count} 个工会,{len(closing.definitions)} 项指标(含分组),"
        f"校验值 {closing.digest}\n"
    )
