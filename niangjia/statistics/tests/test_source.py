"""Where figures are counted: live, or from the snapshot of the night for large unions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import snapshot
from niangjia.members.tests.making import member_of
from niangjia.statistics.queries import source
from niangjia.statistics.rules import snapshots as rules
from niangjia.web.figures import records_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's own type
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five unions are many."""
    values = {**rules.POLICY_DEFAULT, "large": 5}
    monkeypatch.setattr(source, "in_force", lambda: values)


def test_a_small_union_is_counted_live(tree: Tree) -> None:
    snapshot.renew(snapshot.home(), keep=1)

    assert source.engine_for(tree.city) is None
    assert source.said_as_of(None) == ""


@pytest.mark.usefixtures("few")
def test_a_large_union_is_counted_from_the_snapshot(tree: Tree) -> None:
    folder = snapshot.renew(snapshot.home(), keep=1)

    engine = source.engine_for(tree.city)

    assert engine is not None
    assert source.as_of(engine) == snapshot.manifest(folder).taken_at
    assert source.said_as_of(engine).startswith(f"数据截至 {clock.today()}")
    assert source.engine_for(tree.union) is None


@pytest.mark.usefixtures("few")
def test_records_of_a_large_union_say_what_the_snapshot_says(tree: Tree, cast: Cast) -> None:
    member_of(tree.union, "渠江甲", 1)
    snapshot.renew(snapshot.home(), keep=1)
    member_of(tree.union, "渠江乙", 2)
    numbers = f"{records_url('members.total', tree.city.code)}&numbers=1"

    said = cast.city_wang.client.get(numbers).content.decode()
    below = records_url("members.total", tree.union.code)
    alone = cast.city_wang.client.get(f"{below}&numbers=1").content.decode()

    assert f"快照统计(数据截至 {clock.today()}" in said
    assert "为 1人;此后记录有变动,现在多 1人。" in said
    assert "快照" not in alone


@pytest.mark.usefixtures("few")
def test_without_a_snapshot_a_large_union_is_counted_live(tree: Tree) -> None:
    assert source.engine_for(tree.city) is None


@pytest.mark.usefixtures("few")
def test_an_old_snapshot_is_not_used(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot.renew(snapshot.home(), keep=1)
    later = timezone.now() + timedelta(hours=rules.POLICY_DEFAULT["hours"] + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert source.engine_for(tree.city) is None


def test_the_parameters_are_policy(tree: Tree) -> None:
    assert dict(source.in_force()) == rules.POLICY_DEFAULT
    declared = policy.DECLARED[rules.POLICY]
    assert set(declared.default) <= set(declared.labels)
    assert SYSTEM.may("policy.edit")
