"""Snapshots: whole or absent, of one moment, without personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings as django_settings
from django.db import connection

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.indicators import registry, snapshot
from niangjia.kernel.indicators.definition import Fact
from niangjia.members.tests.making import member_of

pytestmark = pytest.mark.django_db(transaction=True)

PERSONAL = re.compile(
    "name|pinyin|initial|identity|phone|mobile|sealed|blind|address|email|born|birth|account|number"
)


@pytest.fixture
def federation(transactional_db: None) -> Tree:
    """The small federation, committed, with two members."""
    made = build_tree()
    member_of(made.union, "张丽华", 1, on=date(2020, 5, 6))
    member_of(made.neighbour_union, "王秀英", 2, on=date(2020, 6, 10))
    return made


@pytest.fixture
def root(federation: Tree, tmp_path: Path) -> Path:
    """Where snapshots go."""
    return tmp_path / "snapshots"


def _tables(folder: Path) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for path in sorted(folder.glob("*.parquet")):
        yield path.stem, pq.read_table(path).to_pylist()


def test_every_fact_and_the_tree_are_in_it(root: Path) -> None:
    folder = snapshot.renew(root, keep=2)

    tables = dict(_tables(folder))
    facts = {fact.code for fact in registry.facts()}
    assert set(tables) == {"place", "ancestor", *facts, *(f"{fact}_moved" for fact in facts)}
    assert len(tables["fact_membership"]) == 2
    assert {row["today"] for row in tables["place"]} == {True, False}
    assert snapshot.damaged(folder) == []
    assert snapshot.manifest(folder).rows == sum(len(rows) for rows in tables.values())
    assert snapshot.latest(root) == folder


def test_ancestors_name_each_node_above_and_the_child_on_the_way(
    root: Path, federation: Tree
) -> None:
    folder = snapshot.renew(root, keep=2)

    tables = dict(_tables(folder))
    (place,) = [
        row["place_id"]
        for row in tables["place"]
        if row["union_id"] == federation.township.pk and row["today"]
    ]
    above = {(r["node_id"], r["child_id"]) for r in tables["ancestor"] if r["place_id"] == place}
    t = federation
    assert above == {
        (t.province.pk, t.city.pk), (t.city.pk, t.county.pk), (t.county.pk, t.township.pk),
        (t.township.pk, t.township.pk),
    }  # fmt: skip


def test_no_column_holds_personal_data(root: Path) -> None:
    folder = snapshot.renew(root, keep=2)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, pinyin, initials FROM members_person")
        personal = {text for row in cursor.fetchall() for text in row if text}
    for name, rows in _tables(folder):
        for row in rows:
            for column, value in row.items():
                place = f"{name}.{column}"
                assert not PERSONAL.search(column), place
                assert isinstance(value, int | bool | str | date | None), place
                if isinstance(value, str):
                    assert value not in personal, place
                    assert re.fullmatch(r"[A-Za-z0-9_.\-]{0,30}", value), (place, value)
                    assert not re.search(r"\d{11}", value), (place, value)


def test_the_columns_are_those_that_the_facts_declare(root: Path) -> None:
    import ibis

    folder = snapshot.renew(root, keep=2)

    for fact in registry.facts():
        written = pq.read_schema(folder / f"{fact.code}.parquet")
        declared = {**fact.columns, **fact.marks}
        assert written.names == list(declared)
        assert written.equals(ibis.schema(declared).to_pyarrow())


def test_old_snapshots_are_removed(root: Path) -> None:
    made = [snapshot.renew(root, keep=2) for _ in range(4)]

    assert sorted(f.name for f in root.iterdir()) == [f.name for f in made[-2:]]


def test_what_stops_half_way_leaves_nothing(root: Path) -> None:
    def stop(_done: int, _total: int | None, _words: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        snapshot.renew(root, keep=2, progress=stop)

    assert list(root.iterdir()) == []
    assert snapshot.latest(root) is None


def test_a_statement_that_fails_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, record = {"union_id": "int64"}, ("unions.union", "union_id")
    bad = Fact("fact_bad", columns, "SELECT 1 / 0 AS union_id", record)
    monkeypatch.setattr(registry, "facts", lambda: (bad,))

    with pytest.raises(Exception, match="division by zero"):
        snapshot.renew(root, keep=2)

    assert list(root.iterdir()) == []


def test_what_a_crash_left_is_no_snapshot_and_goes_after_a_day(root: Path) -> None:
    import os

    half = root / ".taking-dead"
    half.mkdir(parents=True)
    (half / "manifest.json").write_text("{}")
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(half, (long_ago, long_ago))

    assert snapshot.latest(root) is None
    folder = snapshot.renew(root, keep=2)

    assert [f.name for f in root.iterdir()] == [folder.name]


def test_a_changed_file_is_found(root: Path) -> None:
    folder = snapshot.renew(root, keep=2)
    with (folder / "place.parquet").open("ab") as file:
        file.write(b"x")
    (folder / "fact_card.parquet").unlink()

    assert set(snapshot.damaged(folder)) == {"place", "fact_card"}


def test_a_snapshot_of_other_definitions_is_not_used(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = snapshot.renew(root, keep=3), snapshot.renew(root, keep=3)
    held = snapshot.manifest(newer)
    text = (newer / "manifest.json").read_text()
    (newer / "manifest.json").write_text(
        text.replace(held.tables["fact_membership"].definition, "another")
    )

    assert snapshot.latest(root) == older


def test_a_broken_manifest_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")

    with pytest.raises(snapshot.NoSnapshot, match="不是完整的数据快照"):
        snapshot.manifest(tmp_path)


def test_all_tables_show_one_moment(root: Path, federation: Tree) -> None:
    """A member who joins while the second table is written is in none of the later ones."""
    joined: list[int] = []

    def join(_done: int, _total: int | None, _words: str) -> None:
        if not joined:
            joined.append(member_of(federation.union, "刘建国", 9, on=date(2020, 7, 1)).pk)

    folder = snapshot.renew(root, keep=2, progress=join)

    assert joined
    assert len(dict(_tables(folder))["fact_membership"]) == 2


def test_home_is_below_the_files_of_the_installation() -> None:
    assert snapshot.home() == Path(django_settings.NIANGJIA_FILES) / "snapshots"
