"""`niangjia figure` and `niangjia figures`: one indicator of one union, or the list of all."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.statistics import DEFINITIONS
from niangjia.statistics.rules.board import TYPED_SHARE
from niangjia.unions.models import Union
from niangjia.unions.queries import why_absent

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Engine, Figure, Indicator, TreeOf
    from niangjia.statistics.queries.reported import Reported
    from niangjia.statistics.queries.typing import Own

EXIT_DONE, EXIT_UNUSABLE = 0, 2
_LONG_SECONDS = 3
_TYPED = "填报"


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
    except UnknownIndicator as unknown:
        sys.stderr.write(f"{unknown}{_meant(args.code)}\n")
        return EXIT_UNUSABLE
    except Blocked as refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_UNUSABLE
    return EXIT_DONE


def _meant(code: str) -> str:
    """What somebody may have meant by a code there is not; nothing for a wrong slice or version."""
    from niangjia.statistics.queries.catalogue import is_known, near  # as above

    if is_known(code):
        return ""
    found = "、".join(f"{one.code}({one.name})" for one in near(code))
    meant = f"您要的可能是:{found}。" if found else ""
    return f"{meant}全部指标代码见 niangjia figures --list。"


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
    from niangjia.kernel.indicators import evaluate, get  # as above

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
    typed = _typed(indicator, union, asked)
    if not figure.value and typed is None:
        _require_stood(union, asked)
    answer = _Answer(union, figure, asked, typed, args.tree, engine)
    if args.json:
        sys.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{answer.words()}\n")


@dataclass(frozen=True)
class _Answer:
    """One figure, counted or typed, with what was asked."""

    union: Union
    figure: Figure
    asked: _Dates
    typed: Reported | None
    tree: str
    engine: Engine

    def as_json(self) -> dict[str, object]:
        indicator, typed = self.figure.indicator, self.typed
        answer: dict[str, object] = {
            "code": indicator.code,
            "name": indicator.name,
            "value": _plain(self.figure.value) if typed is None else _typed_value(typed),
            "unit": indicator.unit.value,
            "union": self.union.code,
            "union_name": self.union.name,
            **_when(self.figure, self.asked),
            "tree": self.tree,
            "engine": self.engine.name,
            "state": indicator.state.value if typed is None else _TYPED,
        }
        if typed is not None:
            answer["typed_by"] = typed.typed_by
            answer["typed_at"] = timezone.localtime(typed.typed_at).isoformat(timespec="seconds")
            answer["note"] = typed.note
        if (own := self._own()) is not None:
            answer["own_value"] = _plain(own.share.value)
        if (taken_at := self.engine.as_of()) is not None:
            answer["as_of"] = timezone.localtime(taken_at).isoformat(timespec="seconds")
        return answer

    def words(self) -> str:
        """As people read it."""
        when = _when(self.figure, self.asked)
        of = f"{when['from']} 至 {when['to']}" if "from" in when else when.get("on")
        said = [f"{self.union.name} {self.figure.indicator.name} {of}:{self._value()}"]
        if self.typed is not None:
            at = timezone.localtime(self.typed.typed_at)
            said.append(f"(填报:{self.typed.typed_by} 于 {at:%Y-%m-%d %H:%M} 填报)")
        if (own := self._own()) is not None:
            said.append(f";{own.words}")
        if (taken_at := self.engine.as_of()) is not None:
            said.append(f"(快照,数据截至 {timezone.localtime(taken_at):%Y-%m-%d %H:%M})")
        return "".join(said)

    def _value(self) -> str:
        from niangjia.kernel.indicators import State  # as above

        indicator = self.figure.indicator
        if self.typed is not None:
            return f"{self.typed.value:.{indicator.decimals}f} {indicator.unit}"
        if self.figure.value is not None:
            return f"{self.figure.value} {indicator.unit}"
        if indicator.state is State.AWAITING:
            return "—(待接入,这一期没有填报值)"
        return "—(分母为零)"

    def _own(self) -> Own | None:
        """The share that is typed of the union alone; None of any other figure."""
        from niangjia.statistics.queries.typing import own_share  # as above

        if self.figure.indicator.code != TYPED_SHARE or self.figure.on is None:
            return None
        tree: TreeOf = "today" if self.tree == "today" else "dated"
        return own_share(self.union, self.figure.on, tree, self.engine)


def _typed(indicator: Indicator, union: Union, asked: _Dates) -> Reported | None:
    """What the union typed for exactly these days, of an indicator whose records are not kept."""
    from niangjia.statistics.queries.reported import reported  # as above

    found = reported(
        (indicator.code,), union.pk, on=asked.on, start=asked.start, end=asked.end
    )  # fmt: skip
    return found.get(indicator.code)


def _typed_value(typed: Reported) -> int | float:
    whole = typed.value == typed.value.to_integral_value()
    return int(typed.value) if whole else float(typed.value)


def _require_stood(union: Union, asked: _Dates) -> None:
    """Raises Blocked when the union stood on none of the days: nothing is then no answer."""
    last = asked.on or asked.end
    assert last is not None
    if refusal := why_absent(union, asked.start or last, last):
        raise Blocked(refusal)


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
