"""By source, by use and by person the sums are one, at every level, whatever happens.

Random events over three levels of unions, at the end of which one gives way to another; a plain
model in Python says what must come out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.accounts.testing import Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.ledger import queries, services
from niangjia.ledger.models import EntryLine, Fund, Payment, PaymentBatch, Programme, Reservation
from niangjia.ledger.rules import FileLevel, PaymentStatus
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR
from niangjia.members.models import Person
from niangjia.unions import services as unions
from niangjia.unions.models import Union

FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
KINDS = (
    "receive", "pass_down", "reserve", "reserve", "reserve", "release", "order", "order", "batch",
    "reply", "reply", "give_back", "reissue", "reverse", "correct", "void",
)  # fmt: skip
EVENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 11), st.integers(1, 90_000)),
    min_size=12,
    max_size=40,
)


@dataclass
class World:
    """The books as a simple person would keep them."""

    funds: list[Fund]
    programmes: list[Programme]
    people: list[Person]
    balance: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    paid: dict[int, Payment] = field(default_factory=dict)
    serial: int = 0

    def pick(self, rows: Iterable[object], number: int) -> object | None:
        """One of the rows, the same for the same number."""
        found = list(rows)
        return found[number % len(found)] if found else None


@pytest.fixture
def world(tree: Tree) -> World:
    """City, county and township with two funds each; one programme of the city's per use."""
    funds = [
        builders.fund_of(union, source, "300")
        for union in (tree.city, tree.county, tree.township)
        for source in ("central", "upper_union")
    ]
    programmes = [builders.programme_of(tree.city, kind) for kind in ("living", "autumn")]
    for fund in funds:
        for programme in programmes:
            services.set_budget(fund, programme, Decimal(600), year=YEAR, actor=SYSTEM)
    people = [builders.person_of(tree, number) for number in (1, 2, 3)]
    return World(funds, programmes, people)


def step(world: World, kind: str, which: int, fen: int) -> None:
    """Try one event; a refusal is as good as a success."""
    amount = Decimal(fen) / 100
    try:
        with transaction.atomic():
            happen(world, kind, which, amount)
    except Blocked:
        return


def happen(world: World, kind: str, which: int, amount: Decimal) -> None:
    fund = world.funds[which % len(world.funds)]
    match kind:
        case "receive":
            services.receive(fund, amount, actor=SYSTEM)
            world.balance[fund.pk] += amount
        case "pass_down":
            below = world.funds[(which + 2) % len(world.funds)]
            services.pass_down(fund, below, amount, actor=SYSTEM)
            world.balance[fund.pk] -= amount
            world.balance[below.pk] += amount
        case "reserve":
            reserve(world, fund, which, amount)
        case "release" | "order":
            held = Reservation.objects.filter(status="held").order_by("pk")
            row = world.pick(held, which)
            if isinstance(row, Reservation) and kind == "order":
                services.order(row, actor=SYSTEM)
            elif isinstance(row, Reservation):
                services.release(row, reason="放弃", actor=SYSTEM)
        case "batch":
            rows = list(queries.payable(fund.union))
            services.send(services.make_batch(fund.union, rows, actor=SYSTEM), actor=SYSTEM)
        case "reply" | "void":
            batch = world.pick(PaymentBatch.objects.filter(status="sent").order_by("pk"), which)
            if isinstance(batch, PaymentBatch) and kind == "reply":
                reply(world, batch, which)
            elif isinstance(batch, PaymentBatch):
                services.void(batch, reason="未受理", actor=SYSTEM)
        case "correct":
            entry = world.pick(fund.entries.filter(kind="receive").order_by("pk"), which)
            services.correct(entry, reason="记错", actor=SYSTEM)  # type: ignore[arg-type]  # never none
            world.balance[fund.pk] -= entry.amount  # type: ignore[attr-defined]  # never none
        case _:
            one_payment(world, kind, which)


def reserve(world: World, fund: Fund, which: int, amount: Decimal) -> None:
    world.serial += 1
    person = world.people[which % len(world.people)]
    programme = world.programmes[which % len(world.programmes)]
    services.reserve(
        fund,
        programme,
        amount,
        subject=person,
        payee=builders.payee_of(person, level=FileLevel.NATIONAL),
        use=("living", "study", "visit")[which % 3],
        year=YEAR,
        key=f"k{world.serial}",
        actor=SYSTEM,
    )


def reply(world: World, batch: PaymentBatch, which: int) -> None:
    """Every third line fails, beginning anywhere."""
    results = {
        number: ("失败", "户名不符")
        for number in range(1, batch.payment_count + 1)
        if (number + which) % 3 == 0
    }
    data = builders.reply_text(batch, results).encode()
    services.import_reply(batch, BytesIO(data), actor=SYSTEM)
    for payment in batch.payments.filter(status=PaymentStatus.PAID):
        world.paid[payment.pk] = payment
        world.balance[payment.fund_id] -= payment.amount


def one_payment(world: World, kind: str, which: int) -> None:
    states = {"give_back": ("paid",), "reissue": ("failed", "returned")}
    wanted = states.get(kind, ("prepared", "ordered", "failed", "returned", "paid"))
    payment = world.pick(Payment.objects.filter(status__in=wanted).order_by("pk"), which)
    if not isinstance(payment, Payment):
        return
    match kind:
        case "give_back":
            services.give_back(payment, reason="冻结", actor=SYSTEM)
        case "reissue":
            services.approve(services.reissue(payment, actor=SYSTEM), actor=SYSTEM)
        case _:
            services.reverse(payment, reason="追回", actor=SYSTEM)
    if world.paid.pop(payment.pk, None) is not None:
        world.balance[payment.fund_id] += payment.amount


def check(world: World, tree: Tree) -> None:
    """Every way of adding up agrees with the model, at every level."""
    for fund in world.funds:
        expected = world.balance[fund.pk] + 300
        assert queries.balance(fund) == expected
        live = [
            r.amount for r in Reservation.objects.filter(fund=fund, status__in=("held", "ordered"))
        ]
        assert queries.reserved(fund) == sum(live, Decimal(0))
        assert queries.available(fund) == expected - sum(live, Decimal(0)) >= 0
        for use in queries.budgets_of(fund):
            assert use.budget.used_amount == use.reserved_amount + use.spent_amount
            assert use.left_amount >= 0
    for union in (tree.province, tree.city, tree.county, tree.township, tree.neighbour):
        check_level(world, union)
    assert sum(EntryLine.objects.values_list("amount", flat=True), Decimal(0)) == 0
    for reservation in Reservation.objects.all():
        paid = reservation.payments.filter(status=PaymentStatus.PAID).count()
        assert paid == (1 if reservation.status == "spent" else 0)


def check_level(world: World, union: Union) -> None:
    found = queries.totals(union.path, FIRST, LAST)
    paid = [p for p in world.paid.values() if p.union.path.startswith(union.path)]
    total = sum((payment.amount for payment in paid), Decimal(0))
    assert found.amount == total
    for parts in (found.by_source, found.by_use, found.by_programme, found.by_payee):
        assert sum(parts.values(), Decimal(0)) == total
    by_person: Counter[int | None] = Counter()
    for payment in paid:
        by_person[payment.person_id] += payment.amount  # type: ignore[assignment]  # of money
    assert found.by_payee == by_person
    below = queries.spenders(union, FIRST, LAST)
    assert sum((one.amount for one in below), Decimal(0)) == total
    *flows, all_flows = queries.statement(union.path, FIRST, LAST)
    held = Fund.objects.filter(union__path__startswith=union.path)
    assert all_flows.closing == sum((fund.bank_amount for fund in held), Decimal(0))
    assert (all_flows.paid, all_flows.opening) == (total, Decimal(0))
    for flow in flows:
        assert flow.paid == found.by_source.get(flow.source, Decimal(0))
    assert (found.payment_count, found.person_count) == (len(paid), len(by_person))


def give_way(world: World, tree: Tree) -> None:
    """The township merges into its neighbour: not while it owes, and then without losing a fen."""
    owing = Fund.objects.filter(union=tree.township, promised_amount__gt=0).exists()
    if owing:
        with pytest.raises(Blocked, match="还有占用未办结"):
            merge(tree)
        settle(tree.township)
    funds = Fund.objects.order_by("pk")
    before = funds.aggregate(total=Sum("bank_amount"))["total"]
    merge(tree)
    left = funds.filter(union=tree.township)
    assert {(fund.bank_amount, fund.is_open) for fund in left} == {(Decimal(0), False)}
    assert funds.aggregate(total=Sum("bank_amount"))["total"] == before
    for fund in funds:
        assert queries.balance(fund) == fund.bank_amount
    for union in (tree.province, tree.city, tree.county, tree.township, tree.neighbour):
        check_level(world, union)


def merge(tree: Tree) -> None:
    with transaction.atomic():
        unions.merge(
            [tree.township], into=tree.neighbour_township, on=clock.today(), reason="撤镇",
            actor=SYSTEM,
        )  # fmt: skip


def settle(union: Union) -> None:
    """Call off all that the union promised and has not paid."""
    for batch in PaymentBatch.objects.filter(union=union, status__in=("made", "sent")):
        services.void(batch, reason="未受理", actor=SYSTEM)
    open_states = ("prepared", "ordered", "failed", "returned")
    for payment in Payment.objects.filter(union=union, status__in=open_states):
        services.reverse(payment, reason="撤镇", actor=SYSTEM)
    for reservation in Reservation.objects.filter(union=union, status="held"):
        services.release(reservation, reason="撤镇", actor=SYSTEM)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_sums_agree_after_any_events(
    world: World, tree: Tree, events: list[tuple[str, int, int]]
) -> None:
    fresh = World(world.funds, world.programmes, world.people)
    with transaction.atomic():
        for event in events:
            step(fresh, *event)
        check(fresh, tree)
        give_way(fresh, tree)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_an_eventful_year_by_hand(world: World, tree: Tree) -> None:
    """A fixed run in which every kind of event succeeds, so that none is tested only in refusal."""
    script = [
        ("receive", 0, 50_000), ("pass_down", 0, 20_000), ("reserve", 0, 10_000),
        ("reserve", 3, 5_050), ("reserve", 4, 7_777), ("reserve", 6, 1), ("reserve", 1, 900),
        ("release", 4, 1), ("order", 0, 1), ("order", 0, 1), ("order", 0, 1), ("order", 0, 1),
        ("batch", 0, 1), ("batch", 3, 1), ("batch", 4, 1), ("reply", 0, 1), ("reply", 0, 1),
        ("give_back", 0, 1), ("reissue", 0, 1), ("reverse", 1, 1), ("correct", 1, 1),
    ]  # fmt: skip

    for number, event in enumerate(script):
        step(world, *event)
        if number % 4 == 0:
            check(world, tree)
    check(world, tree)

    steps = set(Payment.objects.values_list("status", flat=True))
    assert {"paid", "reissued", "reversed"} <= steps
    assert Reservation.objects.filter(status="released").exists()
    assert {"receive", "pass_out", "pass_in", "pay", "give_back", "correct"} <= {
        line.entry.kind for line in EntryLine.objects.select_related("entry")
    }


def test_unit_that_was_paid_is_nobodys_head(tree: Tree) -> None:
    money = builders.money(tree)
    person = builders.person_of(tree)
    supplier = services.Payee(None, "", "渠县惠民超市", "6222 0000 1111", "农业银行")
    reservation = services.reserve(
        money.fund, money.programme, Decimal(100), subject=person, payee=supplier, use="summer",
        year=YEAR, key="goods", actor=SYSTEM,
    )  # fmt: skip
    builders.answered(builders.sent(money, [services.order(reservation, actor=SYSTEM)]))
    builders.paid(money, person, "20")
    builders.paid(money, person, "30")

    found = queries.totals(tree.county.path, FIRST, LAST)

    assert (found.amount, found.payment_count, found.person_count) == (Decimal(150), 3, 1)
    assert found.by_payee == {None: Decimal(100), person.pk: Decimal(50)}


def test_merged_person_counts_once(tree: Tree) -> None:
    money = builders.money(tree)
    kept, double = builders.person_of(tree), builders.person_of(tree, 2)
    builders.paid(money, kept, "20")
    builders.paid(money, double, "30")
    double.merged_into = kept
    double.save(update_fields=["merged_into"])

    found = queries.totals(tree.county.path, FIRST, LAST)

    assert (found.payment_count, found.person_count) == (2, 1)
    assert found.by_payee == {kept.pk: Decimal(50)}


def test_days_outside_the_period_do_not_count(tree: Tree) -> None:
    money = builders.money(tree)
    builders.paid(money, builders.person_of(tree), "20")

    assert queries.totals(tree.county.path, FIRST, date(YEAR, 1, 31)).amount == 0
