"""`niangjia figure CODE --union CODE (--on DATE | --from DATE --to DATE) [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal

from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.evaluate import Figure, evaluate
from niangjia.site.start import say
from niangjia.unions import queries
from niangjia.unions.models import Union


def run(args: argparse.Namespace) -> int:
    """Print one figure, or the catalogue; 2 when it cannot be worked out as asked."""
    if args.list or args.command == "figures":
        return _list(args)
    if complaint := _complaint(args):
        say(complaint)
        return 2
    try:
        union = queries.union_by_code(args.union)
        figures = evaluate([args.code], union.pk, on=args.on, start=args.begin, end=args.end)
    except NotVisible:
        say(f"没有代码为“{args.union}”的工会。可用 niangjia find union 查找。")
        return 2
    except registry.UnknownIndicator as error:
        say(str(error))
        return 2
    except Blocked as refusal:
        say(refusal.reason)
        return 2
    figure = figures[args.code]
    text = json.dumps(as_json(figure, union), ensure_ascii=False) if args.json else None
    sys.stdout.write((text or in_words(figure, union)) + "\n")
    return 0


def _complaint(args: argparse.Namespace) -> str:
    """What is missing or contradictory in the request, in Chinese; empty when nothing is."""
    has_period = args.begin is not None or args.end is not None
    if args.code is None or args.union is None:
        return "请写明指标代码和工会代码,例如:niangjia figure members.total --union 5117 --on 2017-06-30"
    if args.on is not None and has_period:
        return "--on 与 --from、--to 只能用一种。"
    if args.on is None and not (args.begin and args.end):
        return "请写明时点(--on 日期),或期间(--from 日期 --to 日期)。"
    if has_period and args.begin > args.end:
        return f"期间的起日 {args.begin} 晚于止日 {args.end}。"
    return ""


def as_json(figure: Figure, union: Union) -> dict[str, object]:
    """The figure as scripts read it; a flow also says its period."""
    value = float(figure.value) if isinstance(figure.value, Decimal) else figure.value
    on = figure.on or figure.end
    answer: dict[str, object] = {
        "code": figure.indicator.code,
        "value": value,
        "unit": figure.indicator.unit.value,
        "union": union.code,
        "on": on.isoformat() if on else None,
    }
    if figure.start and figure.end:
        answer |= {"from": figure.start.isoformat(), "to": figure.end.isoformat()}
    return answer


def in_words(figure: Figure, union: Union) -> str:
    """The figure as people read it."""
    when = f"{figure.start} 至 {figure.end}" if figure.start else f"{figure.on or figure.end}"
    value = "—(没有可比的基数)" if figure.value is None else f"{figure.value:,}"
    unit = figure.indicator.unit.value
    return f"{union.name} {figure.indicator.name} {value} {unit}({when})"


def _list(args: argparse.Namespace) -> int:
    rows = [
        {
            "code": indicator.code,
            "name": indicator.name,
            "unit": indicator.unit.value,
            "kind": indicator.kind.value,
            "words": indicator.words,
        }
        for indicator in registry.catalogue()
    ]
    if args.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    for row in rows:
        sys.stdout.write(f"{row['code']}\t{row['name']}({row['unit']},{row['kind']})\n")
    return 0
