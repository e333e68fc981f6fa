"""Taking an import back: whole while untouched, refused once somebody worked with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Entry
from niangjia.members import queries, services
from niangjia.members.models import Conflict, Membership, Person, Tag
from niangjia.members.services import undoing
from niangjia.members.tests.bringing import bring, codes, members, people
from niangjia.members.tests.sheets import identity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: object) -> Path:
    """Uploaded files of the test stay in its own folder."""
    folder = tmp_path / "files"
    settings.NIANGJIA_FILES = str(folder)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return folder


def test_an_untouched_batch_is_taken_back_completely(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(9), tree.other_union)
    batch, _ = bring(tmp_path, people(1, 2, 9), tree.union)

    undone = undoing.undo(batch, actor=SYSTEM, reason="传错了工会")

    assert undone.state == "undone"
    assert Membership.objects.count() == Person.objects.count() == 1
    assert not Tag.objects.filter(batch=batch).exists()
    assert Conflict.objects.get().status == "dismissed"
    entry = Entry.objects.get(verb="members.undo_import")
    assert entry.reason == "传错了工会"
    assert "收回会籍2条" in entry.summary
    with pytest.raises(Blocked, match="已撤销"):
        undoing.undo(batch, actor=SYSTEM, reason="再来一次")


def test_after_undoing_the_same_file_can_be_imported(tree: Tree, tmp_path: Path) -> None:
    batch, _ = bring(tmp_path, people(1, 2), tree.union)
    undoing.undo(batch, actor=SYSTEM, reason="重做")

    _, outcome = bring(tmp_path, people(1, 2), tree.union)

    assert codes(outcome) == []
    assert len(members(tree.union)) == 2


def test_a_touched_batch_stays_and_names_the_rows(tree: Tree, tmp_path: Path) -> None:
    batch, _ = bring(tmp_path, people(1, 2, 3), tree.union)
    touched = Membership.objects.get(person__identity_blind=queries.identity_blind(identity(3)))
    services.resign(touched, on=date(2020, 1, 1), actor=SYSTEM, reason="本人申请")

    with pytest.raises(Blocked, match="第5行"):
        undoing.undo(batch, actor=SYSTEM, reason="传错了")

    assert Membership.objects.count() == 3


def test_undoing_gives_members_their_former_state_back(tree: Tree, tmp_path: Path) -> None:
    bring(tmp_path, people(1, 2), tree.union)
    bring(tmp_path, people(2, CHANGE="保留", CHANGED_ON="20190101"), tree.union)
    before = list(Membership.objects.order_by("id").values("status", "left_on", "retained_on"))
    rows = people(1, 2, CHANGE="退会", CHANGED_ON="20200601")
    batch, _ = bring(tmp_path, rows, tree.union)

    undoing.undo(batch, actor=SYSTEM, reason="填错了")

    after = list(Membership.objects.order_by("id").values("status", "left_on", "retained_on"))
    assert after == before
