"""The list that goes out, and files that may not come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.comparison import services
from niangjia.comparison.models import Answer, Exchange, ExchangePerson
from niangjia.comparison.tests import making
from niangjia.comparison.tests.making import line, sheet
from niangjia.comparison.transport import envelope
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Entry


def test_the_list_is_encrypted_and_says_what_for(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    exchange = making.requested(tree, zhao, 2)

    made = services.export_file(exchange, actor=zhao)

    assert made.file_name.endswith(".csv.sm4")
    assert making.identity(0).encode() not in made.content
    exchange.refresh_from_db()
    text = envelope.decrypt(made.content, services.secret_of(exchange, actor=zhao))
    note, first, second, *_, last = text.decode("gb18030").splitlines()
    assert f"用途:{exchange.purpose}。仅限本用途使用,有效期至{exchange.expires_on}" in note
    assert first == "序号,姓名,证件号码,出生日期,性别,户籍地代码,低保,婚姻,车辆"
    assert second == f"1,王小明,{making.identity(0)},1975-03-02,女,511725,,,"
    assert last == f"合计,2,批次{exchange.number}"
    entry = Entry.objects.filter(verb="exchange.export").get()
    assert "用途:困难职工家庭经济状况核对" in entry.summary
    assert making.identity(0) not in f"{entry.summary}{entry.changes}"


def test_a_list_of_digests_names_nobody(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    exchange = making.requested(tree, zhao, 2, protection="hashed")

    made = services.export_file(exchange, actor=zhao)

    text = made.content.decode("gb18030")
    assert "王小明" not in text
    assert making.identity(0) not in text
    exchange.refresh_from_db()
    digest = envelope.digest(making.identity(1), services.secret_of(exchange, actor=zhao))
    assert f"2,{digest},,," in text
    answer = sheet([{"证件号码摘要": digest, "低保": "有"}])
    file = services.receive(exchange, answer, "答复.csv", actor=zhao)
    file = services.import_answer(file, actor=zhao)
    assert (file.exact_count, file.not_found_count, file.mismatch_count) == (1, 1, 1)


def test_an_answer_to_another_exchange_is_refused(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    first, second = (
        making.exported(tree, zhao, 2, protection="hashed"),
        making.exported(tree, zhao, 2, protection="hashed"),
    )
    salt = services.secret_of(first, actor=zhao)
    rows = [
        {"证件号码摘要": envelope.digest(making.identity(n), salt), "低保": "无"} for n in (0, 1)
    ]

    file = services.receive(second, sheet(rows), "答复.csv", actor=zhao)
    file = services.import_answer(file, actor=zhao)

    assert (file.state, file.path, file.findings.get().code) == ("refused", "", "nobody_of_ours")
    assert "2行没有一行是本批的人" in file.findings.get().message
    assert not Answer.objects.exists()
    second.refresh_from_db()
    assert second.status == "exported"


def test_nothing_is_received_after_the_last_day(tree: Tree, cast: Cast) -> None:
    exchange = making.exported(tree, cast.county_zhao.actor)
    content = making.closed(exchange, sheet([line(0)]))
    Exchange.objects.update(expires_on=clock.today() - timedelta(days=1))

    with pytest.raises(Blocked, match=r"有效期已于.*结束"):
        services.receive(exchange, content, "答复.sm4", actor=cast.county_zhao.actor)

    assert not exchange.files.exists()


def test_an_authorisation_that_ended_is_not_exported(tree: Tree, cast: Cast) -> None:
    zhao = cast.county_zhao.actor
    exchange = making.requested(tree, zhao, 2)
    exchange.persons.filter(line_no=1).update(authorised_until=clock.today() - timedelta(days=1))

    made = services.export_file(exchange, actor=zhao)

    assert made.person_count == 1
    gone = ExchangePerson.objects.get(line_no=1)
    assert (gone.identity_sealed, gone.ours, gone.gone_reason) == (None, {}, "核对授权已到期")
