"""`niangjia figure` and `niangjia figures`: one indicator of one union, or the list of all."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.unions.models import Union

EXIT_DONE, EXIT_UNUSABLE = 0, 2


@dataclass(frozen=True)
class _Dates:
    """What was asked for: a day, or a period."""

    on: date | None
    start: date | None
    end: date | None


def run(args: argparse.Namespace) -> int:
    """Print the figure; exit 2 with a Chinese sentence when it cannot be answered."""
    from niangjia.kernel.indicators import UnknownIndicator  # loads Ibis, about a second

    if args.list or (args.command == "figures" and args.code is None):
        return _list(as_json=args.json)
    try:
        _print_figure(args)
    except (Blocked, UnknownIndicator) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    return EXIT_DONE


def _list(*, as_json: bool) -> int:
    from niangjia.kernel.indicators import catalogue  # as above

    if as_json:
        rows = [
            {
                "code": i.code, "name": i.name, "unit": i.unit.value, "kind": i.kind.value,
                "aliases": list(i.aliases), "words": i.words, "basis": i.basis,
            }
            for i in catalogue()
        ]  # fmt: skip
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return EXIT_DONE
    for i in catalogue():
        sys.stdout.write(f"{i.code:24}{i.name}({i.unit},{i.kind}):{i.words}\n")
    return EXIT_DONE


def _print_figure(args: argparse.Namespace) -> None:
    """Raises Blocked or UnknownIndicator."""
    from niangjia.kernel.indicators import evaluate, get  # as above

    if args.code is None:
        raise Blocked("请给出指标代码,例如 niangjia figure members.total --union 5117。")
    indicator = get(args.code)
    asked = _dates(args)
    if not args.union:
        raise Blocked("请用 --union 给出工会代码,例如 --union 5117。")
    union = Union.objects.filter(code=args.union).first()
    if union is None:
        raise Blocked(f"没有代码为“{args.union}”的工会。请用 niangjia find union 名称 查找。")
    figure = evaluate([args.code], union.pk, on=asked.on, start=asked.start, end=asked.end)[
        args.code
    ]
    answer: dict[str, object] = {
        "code": indicator.code,
        "value": _plain(figure.value),
        "unit": indicator.unit.value,
        "union": union.code,
        "on": (figure.on or figure.end or asked.on).isoformat(),  # type: ignore[union-attr]  # one is set
    }
    if figure.start and figure.end:
        answer |= {"from": figure.start.isoformat(), "to": figure.end.isoformat()}
    if args.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        value = "—(分母为零)" if figure.value is None else f"{figure.value} {indicator.unit}"
        sys.stdout.write(f"{union.name} {indicator.name} {_when(answer)}:{value}\n")


def _dates(args: argparse.Namespace) -> _Dates:
    """A day, or a period; without any, today and this year so far. Raises Blocked."""
    if args.on and (args.begin or args.end):
        raise Blocked("--on 是时点,--from/--to 是期间,只能给一种。")
    if (args.begin is None) != (args.end is None):
        raise Blocked("期间要同时给出 --from 和 --to。")
    if args.begin and args.begin > args.end:
        raise Blocked(f"期间的起日 {args.begin} 晚于止日 {args.end},请对调。")
    if args.on or args.end:
        return _Dates(args.on, args.begin, args.end)
    return _unasked(args.code)


def _unasked(code: str) -> _Dates:
    from niangjia.kernel.indicators import Kind, get  # as above

    today = clock.today()
    if get(code).kind is Kind.FLOW:
        return _Dates(None, today.replace(month=1, day=1), today)
    return _Dates(today, None, None)


def _plain(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _when(answer: dict[str, object]) -> str:
    return f"{answer['from']} 至 {answer['to']}" if "from" in answer else f"{answer['on']}"
