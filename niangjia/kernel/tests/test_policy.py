"""Dated parameters are read once in a service, and never staler than that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Thread
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from niangjia.kernel import policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Policy
from niangjia.kernel.verbs import verb

pytestmark = pytest.mark.django_db
CODE, PATH, DAY = "test.term", "/1/5/", date(2026, 11, 21)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        policy.DECLARED, CODE, policy.Declared(CODE, "试验期限", {"days": 5}, "依据")
    )


def days(on: date = DAY, path: str = PATH) -> int:
    return int(policy.get(CODE, path, on)["days"])


def adopt(count: int, on: date = DAY) -> None:
    Policy.objects.filter(code=CODE).delete()
    policy.adopt(
        CODE, path="/1/", from_on=on, params={"days": count}, basis="市总〔2026〕1号", actor=SYSTEM
    )


@verb
def within(steps: Callable[[], Any]) -> Any:
    return steps()


def test_a_service_reads_each_set_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def ask() -> list[int]:
        return [days(), days(), days(path="/1/6/"), days(date(2026, 1, 1)), within(days)]

    with django_assert_num_queries(3 + 4):  # three sets; two savepoints and their release
        assert within(ask) == [5, 5, 5, 5, 5]


def test_nothing_is_remembered_after_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    within(days)

    with django_assert_num_queries(2):
        assert [days(), days()] == [5, 5]


def test_what_it_adopts_holds_at_once() -> None:
    def change() -> tuple[int, int]:
        before = days()
        adopt(8)
        return before, days()

    assert within(change) == (5, 8)


def test_what_was_rolled_back_does_not_hold() -> None:
    def refused() -> None:
        adopt(9)
        assert days() == 9
        raise Blocked("不行")

    def outer() -> int:
        with pytest.raises(Blocked):
            within(refused)
        return days()

    assert within(outer) == 5


def test_another_thread_does_not_see_what_this_one_remembers() -> None:
    seen: list[object] = []

    def change() -> None:
        days()
        thread = Thread(target=lambda: seen.append(policy._KNOWN.get()))
        thread.start()
        thread.join()

    within(change)

    assert seen == [None]
