"""Many requests at once: five tries all the same, one account, one use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from niangjia.accounts import services
from niangjia.accounts.models import PhoneCode, User
from niangjia.accounts.rules import CodePurpose, SignInOutcome
from niangjia.accounts.testing import Tree
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock
from niangjia.unions.models import Union

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


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_at_sign_in_for_long_work_alone_with_her_union(tree: Tree) -> None:
    def signs_in() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 300")
        try:
            services.record_sign_in("m-unknown", None, SignInOutcome.OK)
        except OperationalError:
            return False
        finally:
            connection.close()
        return True

    def meanwhile(*, lets_refer: bool) -> bool:
        with transaction.atomic(), ThreadPoolExecutor(1) as pool:
            lock(Union, tree.province.pk, lets_refer=lets_refer)
            return pool.submit(signs_in).result(timeout=30)

    assert meanwhile(lets_refer=True)
    assert not meanwhile(lets_refer=False)  # as a closing wants it


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
