"""Two edits of one object in the same moment: one is saved, the other is told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from niangjia.accounts.testing import Player, build_cast, build_tree
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


def test_of_two_saves_in_the_same_moment_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declare.DESKS, "probe", probe.DESK)
    tree = build_tree()
    cast = build_cast(tree)
    address = f"/probe/{tree.union.code}/edit/"
    names = {cast.city_wang: "王改的工会", cast.county_zhao: "赵改的工会"}
    seen = {player: player.client.get(address).context["seen_at"] for player in names}

    def save(player: Player) -> Any:
        data = {"name": names[player], "founded_on": "2010-01-01", "seen_at": seen[player]}
        try:
            return player.client.post(address, data)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():  # whoever saves has to wait: both have looked by then
            lock(Union, tree.union.pk)
            asked = {player: pool.submit(save, player) for player in names}
            _wait_for(2)
        answers = {player: future.result(timeout=30) for player, future in asked.items()}

    saved = [player for player, answer in answers.items() if answer.status_code == 302]
    (refused,) = [answer for answer in answers.values() if answer.status_code == 200]
    assert [names[player] for player in saved] == [Union.objects.get(pk=tree.union.pk).name]
    assert f"没有保存:您打开这一页以后,{saved[0].actor.label}在" in refused.content.decode()
