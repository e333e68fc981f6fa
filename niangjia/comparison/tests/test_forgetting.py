"""What is forgotten when: withdrawal, the end of an authorisation, expiry of the exchange."""

from __future__ import annotations

from datetime import timedelta

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.comparison import queries, rules, services
from niangjia.comparison.models import Answer, Exchange, ExchangePerson, Mismatch
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import line, sheet
from niangjia.kernel import clock, privacy
from niangjia.kernel.errors import Blocked
from niangjia.members.tests.making import member_of

LABEL = "aid.householdfile"


@pytest.fixture
def exchange(tree: Tree, cast: Cast) -> Exchange:
    return making.exported(tree, cast.county_zhao.actor)


def test_withdrawing_deletes_values_and_excludes_her(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    making.answered(exchange, sheet([line(0, 车辆="3"), line(1, 车辆="3")]), zhao)

    count = services.withdraw(LABEL, [100], why="本人撤回核对授权", actor=cast.worker_chen.actor)

    assert count == 1
    hers = Mismatch.objects.get(person__line_no=1)
    assert (hers.status, hers.ours, hers.theirs, hers.due_on) == ("lapsed", "", "", None)
    assert set(hers.person.answers.values_list("theirs", flat=True)) == {""}
    assert hers.person.answers.filter(result="mismatch").exists()
    assert Mismatch.objects.get(person__line_no=2).theirs == "many"
    assert queries.state_of(LABEL, [100]).is_compared is False
    assert queries.state_of(LABEL, [101]).is_compared is True
    exchange.refresh_from_db()
    assert (exchange.person_count, exchange.open_task_count) == (3, 1)


def test_her_line_in_a_later_answer_is_a_strangers(exchange: Exchange, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    services.withdraw(LABEL, [100], why="本人撤回核对授权", actor=zhao)

    file = making.answered(exchange, sheet([line(0), line(1)]), zhao)

    assert (file.exact_count, file.stranger_count) == (1, 1)
    assert not Answer.objects.filter(person__line_no=1).exists()


def test_an_expired_exchange_keeps_results_alone(exchange: Exchange, cast: Cast) -> None:
    making.answered(exchange, sheet([line(0, 车辆="3")]), cast.county_zhao.actor)
    Exchange.objects.update(expires_on=clock.today() - timedelta(days=1))

    assert services.expire_due(clock.today()) == 1
    assert services.expire_due(clock.today()) == 0

    exchange.refresh_from_db()
    assert (exchange.status, exchange.secret_sealed) == ("expired", None)
    assert not ExchangePerson.objects.exclude(identity_sealed=None).exists()
    assert set(Answer.objects.values_list("theirs", flat=True)) == {""}
    assert Mismatch.objects.get().status == "lapsed"
    assert Answer.objects.filter(result="mismatch").count() == 1
    with pytest.raises(Blocked):
        services.receive(exchange, b"x", "晚到.sm4", actor=cast.county_zhao.actor)


def test_authorisations_that_end_are_forgotten_by_the_hour(exchange: Exchange) -> None:
    exchange.persons.filter(line_no=3).update(authorised_until=clock.today() - timedelta(days=1))

    assert services.forget_unauthorised(clock.today()) == 1
    assert services.forget_unauthorised(clock.today()) == 0
    assert Exchange.objects.get().status == rules.ExchangeStatus.EXPORTED


def test_her_copy_says_to_whom_she_was_named_and_nothing_found(
    exchange: Exchange, cast: Cast, tree: Tree
) -> None:
    person = member_of(tree.union).person
    ExchangePerson.objects.filter(exchange=exchange, line_no=1).update(person=person)
    making.answered(exchange, sheet([line(0, 车辆="3")]), cast.county_zhao.actor)

    (row,) = privacy.copy_of(person.pk)["数据比对"]

    assert (row["提供给"], row["用途"]) == (exchange.authority, exchange.purpose)
    assert row["提供时间"] is not None
    assert not any("一致" in str(value) for value in row.values())
