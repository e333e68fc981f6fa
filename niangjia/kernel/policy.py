"""Dated parameters (政策参数): declared by areas with a default, overridden per union and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, Left, Length, Substr

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy


@dataclass(frozen=True)
class Declared:
    """A parameter set an area reads: what it means, its default values and their legal basis.

    ``labels`` names each value in Chinese, with its unit; ``hints`` tell how to write one; ``refusal`` tells
    why a set cannot be used. A value whose default is an empty text may be left empty.
    """

    code: str
    label: str
    default: Mapping[str, Any]
    basis: str
    labels: Mapping[str, str] = field(default_factory=dict)
    refusal: Callable[[Mapping[str, Any]], str | None] = lambda values: None
    hints: Mapping[str, str] = field(default_factory=dict)


DECLARED: dict[str, Declared] = {}
COMMON_LABELS = {"days": "天数", "months": "月数", "years": "年数", "count": "数量"}


def declare(
    code: str,
    label: str,
    *,
    default: Mapping[str, Any],
    basis: str,
    labels: Mapping[str, str] | None = None,
    refusal: Callable[[Mapping[str, Any]], str | None] = lambda values: None,
    hints: Mapping[str, str] | None = None,
) -> Declared:
    """Register a parameter set; called at import of an area's ``rules`` or ``apps``."""
    declared = Declared(
        code, label, dict(default), basis, {**COMMON_LABELS, **(labels or {})}, refusal, hints or {}
    )
    DECLARED[code] = declared
    return declared


def get(code: str, path: str, on: date) -> Mapping[str, Any]:
    """The values in force at the union with tree path ``path`` on that day.

    The set of the nearest ancestor wins; the declared default answers when there is none.
    Raises KeyError for a code nobody declared.
    """
    declared = DECLARED[code]
    known = _KNOWN.get()
    key = (code, path, on)
    if known is None:
        return {**declared.default, **_read(*key)}
    if key not in known:
        known[key] = _read(*key)
    return {**declared.default, **known[key]}


def _read(code: str, path: str, on: date) -> Mapping[str, Any]:
    row = (
        Policy.objects.filter(code=code, valid__contains=on, union_path__in=upwards(path))
        .order_by(Length("union_path").desc())
        .values_list("params", flat=True)
        .first()
    )
    return row or {}


_KNOWN: ContextVar[dict[tuple[str, str, date], Mapping[str, Any]] | None] = ContextVar(
    "known policies", default=None
)


@contextmanager
def remembered() -> Iterator[None]:
    """Within: each set is read once (one service asks for the same ones again and again).

    Belongs around one transaction. Nothing outlives it; another thread or task has its own; what is
    adopted, shifted or rolled back inside is read anew. Nested: the outer one goes on.
    """
    if _KNOWN.get() is not None:
        try:
            yield
        except BaseException:
            _forget()  # what was rolled back may have been read
            raise
        return
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def _forget() -> None:
    known = _KNOWN.get()
    if known is not None:
        known.clear()


def in_force(code: str, on: date) -> QuerySet[Policy]:
    """The sets in force anywhere on that day, the nearest (longest path) first."""
    return Policy.objects.filter(code=code, valid__contains=on).order_by(
        Length("union_path").desc(), "union_path"
    )


def at(path: str, code: str, on: date) -> QuerySet[Policy]:
    """For a Subquery: the sets in force at each row's union, the one that wins first.

    ``path`` is the row's field with the tree path of its union. What a set leaves out is the
    declared default, which the caller supplies.
    """
    return in_force(code, on).filter(union_path=Left(OuterRef(path), Length("union_path")))


def sets_in_force(code: str, on: date) -> dict[str, Mapping[str, Any]]:
    """Path → values in force there, for lists that span many unions (see `nearest`); one query."""
    rows = in_force(code, on).values_list("union_path", "params")
    return {path: {**DECLARED[code].default, **params} for path, params in rows}


def nearest(code: str, path: str, adopted: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Which of of ``sets_in_force`` holds at a union, as ``get`` would answer."""
    found = next((adopted[above] for above in reversed(upwards(path)) if above in adopted), None)
    return DECLARED[code].default if found is None else found


def adopt(
    code: str,
    *,
    path: str,
    from_on: date,
    params: Mapping[str, Any],
    basis: str,
    actor: Actor,
) -> Policy:
    """Put a set in force at a union (``path``) and below from that day on.

    The set in force there until then ends on that day; nothing of the past changes. Raises
    NotVisible outside the actor's scope, Blocked with the Chinese reason.
    """
    if not path or not actor.may("policy.edit", path):
        raise NotVisible
    declared = DECLARED.get(code)
    if declared is None:
        raise Blocked("没有这个参数。请从列表中选择。", field="code")
    if not basis.strip():
        raise Blocked("请写明依据的文件名称和文号。", field="basis")
    values = {name: _as(old, params.get(name), name) for name, old in declared.default.items()}
    if reason := declared.refusal(values):
        raise Blocked(reason)
    with transaction.atomic():
        _end_current(code, path, from_on)
        made = Policy.objects.create(
            code=code,
            union_path=path,
            valid=DateRange(from_on, None),
            params=values,
            basis=basis.strip(),
        )
        journal.record(
            "policy.adopt",
            made,
            actor=actor,
            union_id=int(path.strip("/").rsplit("/", 1)[-1]),
            summary=f"自{from_on}起调整政策参数“{declared.label}”",
            reason=basis,
            changes={name: (declared.default[name], value) for name, value in values.items()},
        )
    _forget()
    return made


def shift(old: str, new: str, *, keep: bool = False) -> None:
    """The sets at paths beginning with ``old`` follow their unions to ``new``.

    ``keep``: those of the union at ``old`` itself stay.
    """
    rows = Policy.objects.filter(union_path__startswith=old)
    if keep:
        rows = rows.exclude(union_path=old)
    rows.update(union_path=Concat(Value(new), Substr("union_path", len(old) + 1)))
    _forget()


def _end_current(code: str, path: str, from_on: date) -> None:
    later = Policy.objects.select_for_update().filter(code=code, union_path=path)
    if later.filter(valid__startswith__gte=from_on).exists():
        raise Blocked(
            "已有从这一天或更晚开始执行的参数。请选择更晚的日期,以免改写已经执行过的标准。",
            field="from_on",
        )
    later.filter(valid__contains=from_on).update(
        valid=Func(Func(F("valid"), function="lower"), Value(from_on), function="daterange")
    )


def _as(default: Any, given: Any, name: str) -> Any:
    """The given value in the type of the declared default (JSON-able)."""
    if given is None or given == "":
        return default
    try:
        match default:
            case bool():
                return _YES_NO[str(given)]
            case int():
                return int(given)
            case str() if _is_number(default):
                return str(Decimal(str(given)))
            case tuple() | list():
                return _numbers(given, len(default), name)
            case _:
                return given
    except KeyError:
        raise Blocked("请选择“是”或“否”。", field=f"param_{name}") from None
    except (ValueError, InvalidOperation):
        raise Blocked("请填写数字。", field=f"param_{name}") from None


_YES_NO = {"True": True, "1": True, "是": True, "False": False, "0": False, "否": False}


def _numbers(given: Any, count: int, name: str) -> list[int]:
    """``365、180、30`` or a list of numbers, as many as the default has."""
    parts = re.findall(r"\d+", given) if isinstance(given, str) else given
    if len(parts) != count:
        raise Blocked(f"请填写{count}个数字,用顿号隔开。", field=f"param_{name}")
    return [int(part) for part in parts]


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True


def upwards(path: str) -> list[str]:
    """``/1/5/`` → its own path, every path above it, and the empty one of the country."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    return ["", *("/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1))]
