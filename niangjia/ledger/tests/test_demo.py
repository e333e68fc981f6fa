"""The demo's money: what it builds can be spent, and what others reserve is paid out."""

from __future__ import annotations

from decimal import Decimal

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import demo, queries, services
from niangjia.ledger.models import Fund, Payment, PaymentBatch, Programme, StudyLoan
from niangjia.ledger.tests import builders


def test_demo_funds_are_passed_down_budgeted_and_paid_out(tree: Tree) -> None:
    said: list[str] = []
    demo.build(tree.province, said.append)

    fund = demo.fund_at(tree.county, "upper_union")
    programme = demo.programme_of("living")
    assert (Fund.objects.count(), Programme.objects.count()) == (5 + 2 * 4, 14)
    assert all(queries.available(one) >= 0 for one in Fund.objects.all())
    people = [builders.person_of(tree, number) for number in range(1, 11)]
    for person in people:
        payee = builders.payee_of(person)
        reservation = services.reserve(
            fund, programme, Decimal(100), subject=person, payee=payee, use="living",
            year=builders.YEAR, key=f"demo-{person.pk}", actor=SYSTEM,
        )  # fmt: skip
        services.order(reservation, actor=SYSTEM)

    demo.pay_out(tree.province, said.append)

    states = list(Payment.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["paid"] * 6 + ["failed"] + ["ordered"] * 3 + ["paid", "ordered"]
    assert set(PaymentBatch.objects.values_list("status", flat=True)) == {"replied"}
    loans = StudyLoan.objects.order_by("pk").values_list("status", "repaid_amount")
    assert list(loans) == [("lent", Decimal(1000)), ("waiting", Decimal(0))]
    assert len(said) == 2
