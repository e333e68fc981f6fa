"""Looking at sensitive fields through the desk: masked, revealed with a reason, exported, journalled."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel import crypto, excel, jobs
from niangjia.kernel.ids import mask_identity
from niangjia.kernel.models import Entry, Job
from niangjia.web.desk.declare import DESKS
from tests.architecture.collect import desk_tests

REASON = "核对身份证复印件"


@pytest.fixture
def member(tree: Tree, cast: Cast) -> Any:
    return desk_tests()["members"]().make(tree, cast)


@pytest.fixture
def plain(member: Any) -> str:
    return crypto.unseal(bytes(member.person.identity_sealed))


def exported(player: Player, data: dict[str, str]) -> str:
    """All text of the sheet that the export makes."""
    assert player.client.post("/members/export/", data).status_code == 302
    job = jobs.run(Job.objects.filter(kind="desk.export").latest("pk").pk)
    book = excel.open_workbook(jobs.files_root() / job.file_path)
    return str(book.rows(book.sheets[0]))


def test_pages_show_it_masked(member: Any, plain: str, cast: Cast) -> None:
    url = DESKS["members"].url_of(member)

    for address in ("/members/", url, f"{url}history/"):
        assert plain not in cast.county_zhao.client.get(address).content.decode()
    assert mask_identity(plain) in cast.county_zhao.client.get(url).content.decode()


def test_it_is_revealed_once_with_a_reason(member: Any, plain: str, cast: Cast) -> None:
    address = f"{DESKS['members'].url_of(member)}reveal/identity/"
    client = cast.county_zhao.client

    assert plain not in client.get(address).content.decode()
    assert plain not in client.post(address, {"reason": "看"}).content.decode()
    assert not Entry.objects.filter(verb="reveal").exists()

    answer = client.post(address, {"reason": REASON})
    assert plain in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(verb="reveal")
    assert (entry.reason, entry.actor_id, entry.is_read) == (REASON, cast.county_zhao.user.pk, True)
    assert entry.union_id == member.union_id
    assert plain not in f"{entry.summary}{entry.changes}"
    history = client.get(f"{DESKS['members'].url_of(member)}history/").content.decode()
    assert REASON in history


def test_nobody_else_reveals_it(member: Any, plain: str, cast: Cast) -> None:
    address = f"{DESKS['members'].url_of(member)}reveal/identity/"

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        answer = player.client.post(address, {"reason": REASON})
        assert answer.status_code in (403, 404)
        assert plain not in answer.content.decode()
    assert not Entry.objects.filter(verb="reveal").exists()


def test_an_export_is_masked_unless_granted(member: Any, plain: str, cast: Cast) -> None:
    player = cast.county_zhao

    assert plain not in exported(player, {})
    assert mask_identity(plain) in exported(player, {})

    refused = player.client.post("/members/export/", {"reveal": "on", "reason": "看"})
    assert refused.status_code == 200
    assert "不少于 4 个字" in refused.content.decode()

    assert plain in exported(player, {"reveal": "on", "reason": REASON})
    entry = Entry.objects.filter(verb="desk.export").latest("pk")
    assert entry.reason == REASON
    assert "完整" in entry.summary


def test_without_second_factor_nothing_is_revealed(member: Any, plain: str, cast: Cast) -> None:
    player = cast.county_zhao
    session = player.client.session
    session.pop("second_factor", None)
    session.save()

    address = f"{DESKS['members'].url_of(member)}reveal/identity/"
    answer = player.client.post(address, {"reason": REASON})

    assert plain not in answer.content.decode()
    assert not Entry.objects.filter(verb="reveal").exists()
