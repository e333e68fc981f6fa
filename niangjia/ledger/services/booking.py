"""The one place that writes entries (记账). What each event books stands in ``rules.posting``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.ledger.models import Entry, EntryLine, Fund, Payment
from niangjia.ledger.rules import STUDY_LOAN, Account, EntryKind, ProgrammeKind, posting
from niangjia.ledger.rules.posting import Line

_CHUNK = 2000
_PAID = (EntryKind.PAY, EntryKind.LEND)


@dataclass(frozen=True)
class Event:
    """Something to book: of which fund, what kind, which lines."""

    fund: Fund
    kind: EntryKind
    lines: tuple[Line, ...]
    on: date
    summary: str
    payment: Payment | None = None
    reverses: Entry | None = None
    counterpart: Entry | None = None

    @property
    def amount(self) -> Decimal:
        """The debit side."""
        return sum((line.amount for line in self.lines if line.amount > 0), Decimal(0))


def book(event: Event, *, actor: Actor) -> Entry:
    """Write one entry."""
    return book_many([event], actor=actor)[0]


def book_many(events: Sequence[Event], *, actor: Actor) -> list[Entry]:
    """Write entries and their lines, set-based."""
    entries = Entry.objects.bulk_create(
        [
            Entry(
                on=event.on,
                union_id=event.fund.union_id,
                fund=event.fund,
                kind=event.kind,
                amount=event.amount,
                summary=event.summary[:200],
                payment=event.payment,
                reverses=event.reverses,
                counterpart=event.counterpart,
                actor_id=actor.user_id,
                actor_label=actor.label[:100],
            )
            for event in events
        ],
        batch_size=_CHUNK,
    )
    lines = [
        EntryLine(entry=entry, fund_id=entry.fund_id, account=line.account, amount=line.amount)
        for entry, event in zip(entries, events, strict=True)
        for line in event.lines
    ]
    EntryLine.objects.bulk_create(lines)  # one statement: the balance is checked once
    return entries


def paid(payment: Payment, on: date) -> Event:
    """The bank has paid: help given, or money lent."""
    summary = f"付{payment.payee_name}:{payment.programme.name}"
    if payment.use == STUDY_LOAN:
        kind, lines = EntryKind.LEND, posting.lent(payment.amount)
    else:
        kind = EntryKind.PAY
        lines = posting.paid(ProgrammeKind(payment.programme.kind), payment.amount)
    return Event(payment.fund, kind, lines, on, summary, payment=payment)


def unpaid(payment: Payment, kind: EntryKind, on: date, summary: str) -> Event:
    """The counter entry of a payment that came back. Raises Blocked when there is none to counter."""
    entry = payment.entries.filter(kind__in=_PAID, reversed_by=None).first()
    if entry is None:
        raise Blocked("这笔付款没有可以冲销的凭证。请刷新页面后再看。")
    return Event(
        payment.fund,
        kind,
        countered(entry),
        on,
        summary,
        payment=payment,
        reverses=entry,
    )


def countered(entry: Entry) -> tuple[Line, ...]:
    """The entry's lines, the other way round."""
    rows = entry.lines.order_by("pk").values_list("account", "amount")
    return posting.countered([Line(Account(account), amount) for account, amount in rows])
