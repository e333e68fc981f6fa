"""One payment from promise to end: who may, what is booked, what is told, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import queries, services
from niangjia.ledger.models import Entry
from niangjia.ledger.services import outcomes
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money
from niangjia.members.models import Person


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str, str]]:
    """What handlers of members.person are told: subject, number, outcome."""
    monkeypatch.setattr(outcomes, "_HANDLERS", {})
    heard: list[tuple[int, str, str]] = []
    services.on_paid(
        "members.person", lambda pk, payment, out: heard.append((pk, payment.number, str(out)))
    )
    return heard


def numbers(money: Money) -> tuple[Decimal, Decimal]:
    """At the bank, free."""
    return queries.balance(money.fund), queries.available(money.fund)


def test_promise_order_batch_file_reply(
    money: Money, person: Person, told: list[tuple[int, str, str]]
) -> None:
    reservation = builders.reserved(money, person, "500")
    assert numbers(money) == (Decimal(10000), Decimal(9500))
    payment = services.order(reservation, actor=SYSTEM)
    batch = builders.sent(money, [payment])
    assert numbers(money) == (Decimal(10000), Decimal(9500))

    builders.answered(batch)

    payment.refresh_from_db()
    reservation.refresh_from_db()
    batch.refresh_from_db()
    assert (payment.status, payment.paid_on) == ("paid", builders.today())
    assert (reservation.status, batch.status) == ("spent", "replied")
    assert numbers(money) == (Decimal(9500), Decimal(9500))
    entry = Entry.objects.get(payment=payment)
    assert [(line.account, line.amount) for line in queries.lines_of(entry)] == [
        ("50204", Decimal(500)),
        ("102", Decimal(-500)),
    ]
    assert told == [(person.pk, payment.number, "paid")]
    assert [t.step for t in journal.transitions_of(payment)] == [
        "start", "approve", "batch", "send", "pay",
    ]  # fmt: skip
