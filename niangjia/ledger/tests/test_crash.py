"""A process killed between the bank file and the bank's answer: a real one, by SIGKILL."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection, models, transaction

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.ledger import queries, services
from niangjia.ledger.models import BankReply, Entry, Payment, PaymentBatch, Reservation
from niangjia.ledger.services import files
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> Tree:
    return build_tree()


@pytest.fixture
def money(committed: Tree) -> Money:
    return builders.money(committed, amount="1000", budget="1000")


@pytest.fixture
def batch(committed: Tree, money: Money) -> PaymentBatch:
    people = [builders.person_of(committed, number) for number in (1, 2)]
    return builders.batched(money, [builders.ordered(money, person, "300") for person in people])


def spawned(work: Callable[[int], object]) -> tuple[int, int, int]:
    """A process of its own that does the work when told: its id, where to tell it, where it writes."""
    connection.close()  # each side opens its own
    told, tell = os.pipe()
    heard, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.read(told, 1)
            work(say)
        finally:
            os._exit(1)  # only if nobody killed it
    os.close(told)
    os.close(say)
    return pid, tell, heard


def is_killed(pid: int) -> bool:
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def killed_before(held: models.QuerySet[models.Model], work: Callable[[], object]) -> None:
    """Kill the work while it waits for the rows, so after all it did before, and before its commit."""
    pid, tell, _ = spawned(lambda _say: work())
    with transaction.atomic(), connection.cursor() as cursor:
        assert list(held.select_for_update())
        os.write(tell, b"!")
        waiting = 0
        while not waiting:  # until it stands at the rows we hold
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            (waiting,) = cursor.fetchone()
            assert os.waitpid(pid, os.WNOHANG) == (0, 0), "it ended by itself"
        os.kill(pid, signal.SIGKILL)
        assert is_killed(pid)


def test_a_batch_survives_being_killed_at_every_step(money: Money, batch: PaymentBatch) -> None:
    """One batch through all: the world is built once, since building it is what takes the time."""
    killed_before_the_file_counts(batch)
    killed_with_the_file_on_its_way(money, batch)
    killed_while_the_reply_is_booked(money, batch)


def killed_before_the_file_counts(batch: PaymentBatch) -> None:
    killed_before(batch.payments.all(), lambda: services.send(batch, actor=SYSTEM))

    batch.refresh_from_db()
    assert (batch.status, batch.file_sha256) == ("made", "")
    assert set(Payment.objects.values_list("status", flat=True)) == {"batched"}
    with pytest.raises(Blocked, match="还没有生成银行文件"):
        services.bank_file(batch, actor=SYSTEM)


def killed_with_the_file_on_its_way(money: Money, batch: PaymentBatch) -> None:
    def send_and_die(say: int) -> None:
        services.send(batch, actor=SYSTEM)
        os.write(say, services.bank_file(batch, actor=SYSTEM))  # the bank may have it
        os.kill(os.getpid(), signal.SIGKILL)

    pid, tell, heard = spawned(send_and_die)
    os.write(tell, b"!")
    assert is_killed(pid)
    at_bank = os.read(heard, 65_536)

    batch.refresh_from_db()
    assert (batch.status, batch.file_sha256) == ("sent", files.digest(at_bank))
    assert at_bank.count(b"|300.00|") == 2
    assert services.bank_file(batch, actor=SYSTEM) == at_bank
    for again in (
        lambda: services.send(batch, actor=SYSTEM),
        lambda: builders.batched(money, list(Payment.objects.all())),
        lambda: services.reverse(batch.payments.get(line_number=1), reason="未收到", actor=SYSTEM),
    ):
        with pytest.raises(Blocked):
            again()


def killed_while_the_reply_is_booked(money: Money, batch: PaymentBatch) -> None:
    data = builders.reply_text(batch, {2: ("失败", "户名账号不符")}).encode()

    def take_in() -> BankReply:
        return services.import_reply(batch, BytesIO(data), actor=SYSTEM)

    killed_before(Reservation.objects.all(), take_in)

    assert not BankReply.objects.exists()
    assert queries.balance(money.fund) == Decimal(1000)
    assert set(Payment.objects.values_list("status", flat=True)) == {"sent"}

    take_in()
    with pytest.raises(Blocked, match="已经导入过"):
        take_in()
    assert queries.balance(money.fund) == Decimal(700)
    assert queries.available(money.fund) == Decimal(400)
    assert Entry.objects.filter(kind="pay").count() == 1
