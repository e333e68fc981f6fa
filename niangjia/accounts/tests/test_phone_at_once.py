"""Many requests at once: five tries all the same, one account, one use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from niangjia.accounts import services
from niangjia.accounts.models import PhoneCode, User
from niangjia.accounts.rules import CodePurpose
from niangjia.kernel.errors import Blocked

PHONE = "13812345678"
THREADS = 8


@pytest.mark.django_db(transaction=True)
def test_one_account_one_use_and_five_tries_however_many_come() -> None:
    row, code = services.make_code(PHONE, CodePurpose.SIGN_IN)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    accounts = at_once(lambda: services.open_by_phone(PHONE))
    uses = at_once(lambda: services.use_code(row.pk, CodePurpose.SIGN_IN, code))
    other, _ = services.make_code("13812345679", CodePurpose.SIGN_IN)
    tries = at_once(lambda: services.use_code(other.pk, CodePurpose.SIGN_IN, wrong))

    assert {account.pk for account in accounts if isinstance(account, User)} == {
        User.objects.get().pk
    }
    assert len(accounts) == THREADS
    assert sum(isinstance(use, PhoneCode) for use in uses) == 1
    assert all(isinstance(one, Blocked) for one in tries)
    assert PhoneCode.objects.get(pk=other.pk).try_count == 5


def at_once(work: Callable[[], object]) -> list[object]:
    """The work in threads that start together; a refusal is its outcome."""
    barrier = Barrier(THREADS)

    def run() -> object:
        try:
            barrier.wait(timeout=10)
            return work()
        except Blocked as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run) for _ in range(THREADS)]]
