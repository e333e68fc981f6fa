"""The statement of a period (收支): what was there, came, went and is left, by source, to the fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from niangjia.kernel.money import ZERO
from niangjia.kernel.scope import under
from niangjia.ledger import rules
from niangjia.ledger.models import EntryLine
from niangjia.ledger.rules import Account, EntryKind, FundSource
from niangjia.unions.models import Union


@dataclass(frozen=True)
class Flow:
    """Yuan at the bank of one source, or of all: ``opening`` and everything after add up to ``closing``.

    What was corrected, returned or reversed is taken off what it countered.
    """

    source: str
    opening: Decimal = ZERO
    received: Decimal = ZERO
    passed_in: Decimal = ZERO
    passed_out: Decimal = ZERO
    handed: Decimal = ZERO
    paid: Decimal = ZERO
    lent: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        """What is left at the end."""
        came = self.opening + self.received + self.passed_in + self.handed
        return came - self.passed_out - self.paid - self.lent


@dataclass(frozen=True)
class Spender:
    """What one union of the level below (None: the union itself) paid, with all below it."""

    union: Union | None
    amount: Decimal


def statement(path: str, from_on: date, until_on: date) -> list[Flow]:
    """One line per source that had money, in the order of the code list, and their sum last."""
    rows = (
        EntryLine.objects.filter(
            under("entry__union", path), account=Account.BANK, entry__on__lte=until_on
        )
        .annotate(of=Coalesce("entry__reverses__kind", "entry__kind"), source=F("fund__source"))
        .values_list("source", "of")
        .annotate(
            before=Sum("amount", filter=Q(entry__on__lt=from_on), default=ZERO),
            during=Sum("amount", filter=Q(entry__on__gte=from_on), default=ZERO),
        )
    )
    before: dict[str, Decimal] = defaultdict(Decimal)
    during: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for source, kind, earlier, now in rows:
        before[source] += earlier
        during[source, kind] += now
    flows = [_flow(source.value, before, during) for source in FundSource if source in before]
    return [*flows, _together(flows)]


def spenders(union: Union, from_on: date, until_on: date) -> list[Spender]:
    """What was paid by the union itself and under each union directly below; adds up to the total."""
    rows = (
        EntryLine.objects.filter(
            under("entry__union", union.path),
            account__in=rules.EXPENSES,
            entry__on__range=(from_on, until_on),
        )
        .values_list("entry__union__path")
        .annotate(total=Sum("amount"))
    )
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for path, total in rows:
        below = path.removeprefix(union.path).split("/")[0]
        sums[int(below) if below else None] += total
    names = Union.objects.in_bulk([pk for pk in sums if pk is not None])
    own = [Spender(None, sums[None])] if sums.get(None) else []
    found = [Spender(names[pk], total) for pk, total in sums.items() if pk is not None and total]
    return own + sorted(found, key=lambda one: (-one.amount, one.union.pk if one.union else 0))


def _flow(source: str, before: dict[str, Decimal], during: dict[tuple[str, str], Decimal]) -> Flow:
    def of(*kinds: EntryKind) -> Decimal:
        return sum((during[source, kind] for kind in kinds), ZERO)

    return Flow(
        source=source,
        opening=before[source],
        received=of(EntryKind.RECEIVE),
        passed_in=of(EntryKind.PASS_IN),
        passed_out=-of(EntryKind.PASS_OUT),
        handed=of(EntryKind.HAND_IN, EntryKind.HAND_OUT),
        paid=-of(EntryKind.PAY),
        lent=-of(EntryKind.LEND, EntryKind.REPAY),
    )


def _together(flows: Sequence[Flow]) -> Flow:
    names = ("opening", "received", "passed_in", "passed_out", "handed", "paid", "lent")
    sums = {name: sum((getattr(flow, name) for flow in flows), ZERO) for name in names}
    return Flow(source="", **sums)
