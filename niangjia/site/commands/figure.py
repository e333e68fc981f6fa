"""`niangjia figure` and `niangjia figures`: one indicator of one union, or the list of all."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from niangjia import statistics
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.unions.models import Union

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Engine, Figure

EXIT_DONE, EXIT_UNUSABLE = 0, 2
_LONG_SECONDS = 3
DEFINITIONS = Path(statistics.__file__).with_name("definitions.json")


@dataclass(frozen=True)
class _Dates:
    """What was asked for: a day, or a period."""

    on: date | None
    start: date | None
    end: date | None


def run(args: argparse.Namespace) -> int:
    """Print the figure; exit 2 with a Chinese sentence when it cannot be answered."""
    from niangjia.kernel.indicators import UnknownIndicator  # loads Ibis, about a second

    if args.lock:
        return _lock()
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
                "state": i.state.value, "owner": i.owner, "version": i.version,
                "aliases": list(i.aliases), "words": i.words, "basis": i.basis,
            }
            for i in catalogue()
        ]  # fmt: skip
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return EXIT_DONE
    for i in catalogue():
        about = f"{i.unit},{i.kind},{i.state},{i.owner},第{i.version}版"
        sys.stdout.write(f"{i.code:28} {i.name}({about}):{i.words}\n")
    return EXIT_DONE


def _lock() -> int:
    """Accept the definitions as they are now, for the developer who has just changed one."""
    from niangjia.kernel.indicators import locks  # as above

    changed = locks.accept(DEFINITIONS)
    sys.stdout.write("".join(f"{code}\n" for code in changed) or "口径没有变化。\n")
    return EXIT_DONE


def _print_figure(args: argparse.Namespace) -> None:
    """Raises Blocked or UnknownIndicator."""
    from niangjia.kernel.indicators import State, evaluate, get  # as above

    if args.code is None:
        raise Blocked("请给出指标代码,例如 niangjia figure members.total --union 5117。")
    indicator = get(args.code)
    asked, union = _dates(args), _union(args.union)
    engine = _engine(args.engine)
    began = time.monotonic()
    figure = evaluate(
        [args.code], union.pk, on=asked.on, start=asked.start, end=asked.end, tree=args.tree,
        engine=engine,
    )[args.code]  # fmt: skip
    taken = time.monotonic() - began
    if engine.as_of() is None and taken > _LONG_SECONDS:
        sys.stderr.write(
            f"实时统计用了{taken:.0f}秒。加 --engine duckdb 从数据快照统计会快得多。\n"
        )
    answer: dict[str, object] = {
        "code": indicator.code,
        "value": _plain(figure.value),
        "unit": indicator.unit.value,
        "union": union.code,
        **_when(figure, asked),
        "engine": engine.name,
        "state": indicator.state.value,
    }
    if (taken_at := engine.as_of()) is not None:
        answer["as_of"] = timezone.localtime(taken_at).isoformat(timespec="seconds")
    if args.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    missing = "—(待接入)" if indicator.state is State.AWAITING else "—(分母为零)"
    value = missing if figure.value is None else f"{figure.value} {indicator.unit}"
    of = f"{answer['from']} 至 {answer['to']}" if "from" in answer else answer["on"]
    said = f"(快照,数据截至 {timezone.localtime(taken_at):%Y-%m-%d %H:%M})" if taken_at else ""
    sys.stdout.write(f"{union.name} {indicator.name} {of}:{value}{said}\n")


def _union(code: str | None) -> Union:
    """Raises Blocked."""
    if not code:
        raise Blocked("请用 --union 给出工会代码,例如 --union 5117。")
    union: Union | None = Union.objects.filter(code=code).first()
    if union is None:
        raise Blocked(f"没有代码为“{code}”的工会。请用 niangjia find union 名称 查找。")
    return union


def _engine(name: str) -> Engine:
    """The engine of that name; one over a snapshot takes a snapshot when there is none."""
    from niangjia.kernel.indicators import snapshot  # loads Arrow too
    from niangjia.kernel.indicators.engines import the_engine

    if name != "postgres" and snapshot.latest(snapshot.home()) is None:
        sys.stderr.write("还没有可用的数据快照,正在生成……\n")
        folder = snapshot.renew(snapshot.home(), keep=1)
        sys.stderr.write(f"快照已生成:{folder}\n")
    return the_engine(name)


def _dates(args: argparse.Namespace) -> _Dates:
    """A day, or a period; without any, today and this year so far. Raises Blocked."""
    from niangjia.kernel.indicators import Kind, get  # as above

    if args.on and (args.begin or args.end):
        raise Blocked("--on 是时点,--from/--to 是期间,只能给一种。")
    if args.on and (indicator := get(args.code)).kind is Kind.FLOW:
        raise Blocked(
            f"“{indicator.name}”是期内流量,没有某一天的数。请用 --from 和 --to 给出期间。"
        )
    if (args.begin is None) != (args.end is None):
        raise Blocked("期间要同时给出 --from 和 --to。")
    if args.begin and args.begin > args.end:
        raise Blocked(f"期间的起日 {args.begin} 晚于止日 {args.end},请对调。")
    clock.require_come(args.begin or args.on)
    if args.end and args.end > clock.today():
        sys.stderr.write(f"期间到 {args.end} 还没有结束,以下是到今天为止的数。\n")
    if args.on or args.end:
        return _Dates(args.on, args.begin, args.end)
    return _unasked(args.code)


def _unasked(code: str) -> _Dates:
    from niangjia.kernel.indicators import Kind, get  # as above

    today = clock.today()
    if get(code).kind is Kind.FLOW:
        return _Dates(None, today.replace(month=1, day=1), today)
    return _Dates(today, None, None)


def _when(figure: Figure, asked: _Dates) -> dict[str, str]:
    day = figure.on or figure.end or asked.on or asked.end
    when = {"on": day.isoformat()} if day else {}
    if figure.start and figure.end:
        when |= {"from": figure.start.isoformat(), "to": figure.end.isoformat()}
    return when


def _plain(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
