"""An edit beside another edit, or beside an act, in the same moment: one is saved, the other told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from niangjia.accounts.testing import Cast, Player, Tree, build_cast, build_tree
from niangjia.kernel.verbs import lock
from niangjia.unions.models import Union
from niangjia.web.desk import declare
from niangjia.web.tests import probe

pytestmark = [
    pytest.mark.urls("niangjia.web.tests.probe"),
    pytest.mark.django_db(transaction=True),
]


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees it once
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchall()[0][0])


def _wait_for(count: int) -> None:
    deadline = time.monotonic() + 20
    while _waiting() < count:
        assert time.monotonic() < deadline, "the saves do not wait for the union"
        time.sleep(0.02)


@pytest.fixture
def players(monkeypatch: pytest.MonkeyPatch) -> tuple[Tree, Cast]:
    monkeypatch.setitem(declare.DESKS, "probe", probe.DESK)
    tree = build_tree()
    return tree, build_cast(tree)


def _post(player: Player, address: str, data: dict[str, Any]) -> Any:
    try:
        return player.client.post(address, data)
    finally:
        connection.close()


def test_of_two_saves_in_the_same_moment_one_is_refused(players: tuple[Tree, Cast]) -> None:
    tree, cast = players
    address = f"/probe/{tree.union.code}/edit/"
    names = {cast.city_wang: "王改的工会", cast.county_zhao: "赵改的工会"}
    seen = {player: player.client.get(address).context["seen_at"] for player in names}
    data = {p: {"name": names[p], "founded_on": "2010-01-01", "seen_at": seen[p]} for p in names}

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():  # whoever saves has to wait: both have looked by then
            lock(Union, tree.union.pk)
            asked = {p: pool.submit(_post, p, address, data[p]) for p in names}
            _wait_for(2)
        answers = {player: future.result(timeout=30) for player, future in asked.items()}

    saved = [player for player, answer in answers.items() if answer.status_code == 302]
    (refused,) = [answer for answer in answers.values() if answer.status_code == 200]
    assert [names[player] for player in saved] == [Union.objects.get(pk=tree.union.pk).name]
    assert f"没有保存:您打开这一页以后,{saved[0].actor.label}在" in refused.content.decode()


def test_an_edit_finds_what_an_act_of_the_same_moment_changed(players: tuple[Tree, Cast]) -> None:
    tree, cast = players
    address = f"/probe/{tree.union.code}"
    seen_at = cast.county_zhao.client.get(f"{address}/edit/").context["seen_at"]
    named = {"name": "赵改的工会", "founded_on": "2010-01-01", "seen_at": seen_at}
    handed = {"to": tree.neighbour_union.parent.code, "reason": "划转", "confirmed": "1"}

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            lock(Union, tree.union.pk)
            act = pool.submit(_post, cast.city_wang, f"{address}/do/hand_over/", handed)
            _wait_for(1)
            edit = pool.submit(_post, cast.city_wang, f"{address}/edit/", named)
            _wait_for(2)
        assert act.result(timeout=30).status_code == 302
        refused = edit.result(timeout=30)

    union = Union.objects.get(pk=tree.union.pk)
    assert (union.parent, union.name) == (tree.neighbour_union.parent, tree.union.name)
    assert "没有保存:您打开这一页以后" in refused.content.decode()
