"""Sealing the days that are over (每日封账), and looking whether the books still agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet

from niangjia.kernel import clock
from niangjia.kernel.clock import CHINA
from niangjia.ledger import queries
from niangjia.ledger.models import DailySeal, Entry, EntryLine
from niangjia.ledger.rules import sealing
from niangjia.ledger.rules.sealing import Sealed, Written
from niangjia.unions.models import Union

_CHUNK = 2_000
_LOCK = "ledger.seal"


@dataclass(frozen=True)
class Broken:
    """A day whose books no longer agree with its seal."""

    union: str
    on: date
    message: str


@transaction.atomic
def seal_days() -> int:
    """Seal every day before today that is not sealed yet; how many unions' days. Twice is harmless.

    Sealed one by one in the order of the days, so each chain goes on where it stood.
    """
    queries.hold(_LOCK)
    today = clock.today()
    last = DailySeal.objects.aggregate(last=Max("on"))["last"]
    waiting = Entry.objects.filter(at__lt=_start(today))
    if last is not None:
        waiting = waiting.filter(at__gte=_start(last + timedelta(days=1)))
    heads = _heads()
    made = []
    for (union, on), rows in _by_day(waiting):
        sealed = sealing.seal(union, on, rows, heads.get(union, sealing.FIRST))
        heads[union] = sealed.digest
        made.append(DailySeal(union_id=union, **vars(sealed)))
    DailySeal.objects.bulk_create(made, batch_size=_CHUNK)
    return len(made)


def verify() -> list[Broken]:
    """Every sealed day whose entries or chain are not as they were; empty when all is whole."""
    kept, before = _chains()
    last = max((on for _, on in kept), default=date.min)
    found: list[tuple[int, date, str]] = []
    for (union, on), rows in _by_day(Entry.objects.filter(at__lt=_start(clock.today()))):
        sealed = kept.pop((union, on), None)
        if sealed is not None:
            message = sealing.differences(union, sealed, rows, before[union, on])
        else:
            message = f"有{len(rows)}张凭证没有封账,可能是事后插入的。" if on <= last else None
        if message:
            found.append((union, on, message))
    for (union, on), sealed in kept.items():  # none of their entries is left
        message = sealing.differences(union, sealed, [], before[union, on])
        found.append((union, on, message or ""))
    names = Union.objects.in_bulk({union for union, _, _ in found})
    return [Broken(names[union].name, on, message) for union, on, message in sorted(found)]


def _chains() -> tuple[dict[tuple[int, date], Sealed], dict[tuple[int, date], str]]:
    """What was sealed of each union and day, and the digest that should stand before it."""
    kept: dict[tuple[int, date], Sealed] = {}
    before: dict[tuple[int, date], str] = {}
    heads: dict[int, str] = {}
    for row in DailySeal.objects.order_by("union", "on"):
        key = (row.union_id, row.on)
        kept[key] = Sealed(row.on, row.entry_count, row.amount, row.previous, row.digest)
        before[key] = heads.get(row.union_id, sealing.FIRST)
        heads[row.union_id] = row.digest
    return kept, before


def _heads() -> dict[int, str]:
    rows = DailySeal.objects.order_by("union", "-on").distinct("union")
    return dict(rows.values_list("union", "digest"))


def _by_day(entries: QuerySet[Entry]) -> Iterator[tuple[tuple[int, date], list[Written]]]:
    """The entries of each union and day of writing, as they were written."""
    lines = Prefetch("lines", EntryLine.objects.order_by("pk"))
    rows = entries.order_by("union", "at", "pk").prefetch_related(lines)
    grouped = groupby(
        rows.iterator(chunk_size=_CHUNK),
        key=lambda entry: (entry.union_id, clock.local_day(entry.at)),
    )
    for key, together in grouped:
        yield key, [_written(entry) for entry in together]


def _written(entry: Entry) -> Written:
    return Written(
        pk=entry.pk,
        at=entry.at,
        on=entry.on,
        fund=entry.fund_id,
        kind=entry.kind,
        amount=entry.amount,
        summary=entry.summary,
        payment=entry.payment_id,
        reverses=entry.reverses_id,
        counterpart=entry.counterpart_id,
        actor=entry.actor_id,
        actor_label=entry.actor_label,
        lines=tuple((line.account, line.amount) for line in entry.lines.all()),
    )


def _start(day: date) -> datetime:
    """The first instant of the day in China."""
    return datetime.combine(day, time.min, CHINA)
