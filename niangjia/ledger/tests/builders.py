"""Funds, programmes, people and payments for the tests, made through services as people would."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Player, Tree, player
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.ledger import services
from niangjia.ledger.models import BankReply, Fund, Payment, PaymentBatch, Programme, Reservation
from niangjia.ledger.rules import FileLevel, FundSource, ProgrammeKind
from niangjia.ledger.rules.codes import PaymentStatus
from niangjia.ledger.services import Payee, files
from niangjia.members.models import Person
from niangjia.members.tests.making import member_of
from niangjia.unions.models import Union

YEAR = 2026
NAMES = ("张丽华", "李四妹", "王小军", "赵国强", "钱秀英", "孙建国")
_keys = itertools.count(1)


@dataclass(frozen=True)
class Money:
    """渠县's own fund of 10,000 yuan, a programme of the city with a budget of 8,000 for it."""

    fund: Fund
    programme: Programme
    union: Union


def finance(tree: Tree, union: Union | None = None) -> Player:
    """县财: finance of the county (or of ``union``)."""
    where = union or tree.county
    return player(f"cai-{where.code}", "县财", where, Role.FINANCE)


def leader(tree: Tree) -> Player:
    """县领导: who approves payments at the county."""
    return player("xian-lingdao", "县领导", tree.county, Role.LEADER)


def fund_of(
    union: Union, source: str = FundSource.OWN_UNION, amount: str = "10000", name: str = "帮扶资金"
) -> Fund:
    """An open fund with so much money."""
    fund = services.open_fund(union, name, source, year=YEAR, actor=SYSTEM)
    if Decimal(amount):
        services.receive(fund, Decimal(amount), actor=SYSTEM)
    return fund


def programme_of(union: Union, kind: str = ProgrammeKind.LIVING) -> Programme:
    """An open programme."""
    label = ProgrammeKind(kind).label
    return services.open_programme(union, label, kind, from_on=date(YEAR, 1, 1), actor=SYSTEM)


def money(
    tree: Tree, amount: str = "10000", budget: str = "8000", kind: str = ProgrammeKind.LIVING
) -> Money:
    """See Money."""
    fund = fund_of(tree.county, amount=amount)
    programme = programme_of(tree.city, kind)
    services.set_budget(fund, programme, Decimal(budget), year=YEAR, actor=SYSTEM)
    return Money(fund, programme, tree.county)


def person_of(tree: Tree, number: int = 1) -> Person:
    """A member of the county's grass-roots union."""
    found: Person = member_of(tree.union, NAMES[(number - 1) % len(NAMES)], number).person
    return found


def payee_of(person: Person, *, level: FileLevel | None = None, household: str = "") -> Payee:
    """The person with an account of her own."""
    return Payee(
        person=person,
        household=household,
        name=person.name,
        account_number=f"6222 0000 0000 {person.pk:07}",
        bank_name="工商银行渠县支行",
        file_level=level,
    )


def reserved(
    money: Money,
    person: Person,
    amount: str = "500",
    *,
    actor: Actor = SYSTEM,
    key: str = "",
    household: str = "",
) -> Reservation:
    """Money promised to the person, for herself as the subject."""
    return services.reserve(
        money.fund,
        money.programme,
        Decimal(amount),
        subject=person,
        payee=payee_of(person, household=household),
        use="living",
        year=YEAR,
        key=key or f"test:{next(_keys)}",
        actor=actor,
    )


def ordered(money: Money, person: Person, amount: str = "500") -> Payment:
    """A payment that was approved."""
    return services.order(reserved(money, person, amount), actor=SYSTEM)


def batched(money: Money, payments: list[Payment]) -> PaymentBatch:
    """Payments in a batch."""
    return services.make_batch(money.union, payments, actor=SYSTEM)


def sent(money: Money, payments: list[Payment]) -> PaymentBatch:
    """A batch whose file was made."""
    return services.send(batched(money, payments), actor=SYSTEM)


def reply_text(batch: PaymentBatch, results: dict[int, tuple[str, str]] | None = None) -> str:
    """The bank's answer in the default layout: 成功 for all, unless told by line number."""
    given = results or {}
    lines = files.lines_of(batch)
    total = sum(line.amount for line in lines)
    rows = [f"{batch.number}|{batch.made_on:%Y%m%d}|{len(lines)}|{total}"]
    for line in lines:
        result, note = given.get(line.line_number, ("成功", ""))
        rows.append(f"{line.line_number}|{line.account}|{line.name}|{line.amount}|{result}|{note}")
    return "\r\n".join(rows) + "\r\n"


def answered(
    batch: PaymentBatch,
    results: dict[int, tuple[str, str]] | None = None,
    *,
    text: str = "",
    encoding: str = "gb18030",
    actor: Actor = SYSTEM,
) -> BankReply:
    """The bank's answer taken in."""
    data = (text or reply_text(batch, results)).encode(encoding)
    return services.import_reply(batch, BytesIO(data), file_name="回盘.txt", actor=actor)


def paid(money: Money, person: Person, amount: str = "500") -> Payment:
    """A payment that arrived."""
    payment = ordered(money, person, amount)
    answered(sent(money, [payment]))
    payment.refresh_from_db()
    assert payment.status == PaymentStatus.PAID
    return payment


def failed(money: Money, person: Person, amount: str = "500") -> Payment:
    """A payment that the bank could not make."""
    payment = ordered(money, person, amount)
    answered(sent(money, [payment]), {1: ("失败", "户名账号不符")})
    payment.refresh_from_db()
    return payment


def today() -> date:
    return clock.today()
