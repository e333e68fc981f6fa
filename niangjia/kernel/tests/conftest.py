"""A federation in the tables, committed, with a snapshot of it: shared by the figure tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import DjangoDbBlocker

from niangjia.kernel import clock
from niangjia.kernel.tests import federation
from niangjia.kernel.tests.federation import Federation, Row

# Java runs seconds here: compiling it well and collecting in parallel cost more than they save.
os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
os.environ.setdefault("SPARK_CONF_DIR", str(Path(__file__).with_name("spark")))
_TABLES = (
    "members_card", "members_tag", "members_membership", "members_tagged", "members_person",
    "unions_treepath", "unions_union", "unions_region",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class World:
    """The federation, its facts in plain Python, and the folder of its snapshot."""

    seed: int
    made: Federation
    facts: dict[str, list[Row]]
    folder: Path


@pytest.fixture(scope="module")
def trial() -> Iterator[None]:
    """Indicators only tests have: money, things at several places, sums, a rate of the awaited."""
    from ibis import _

    from niangjia.kernel.indicators import (
        Kind,
        Unit,
        awaiting,
        fact,
        flow,
        rate,
        registry,
        stock,
        total,
    )  # fmt: skip

    registry.load()
    said: dict[str, Any] = {"words": "仅供测试", "basis": "无"}
    rows = fact(
        "fact_trial",
        columns={
            "record_id": "int64", "union_id": "int64", "person_id": "int64", "joined_on": "date",
            "gender": "int16", "fen": "int64", "from_on": "date", "until_on": "date",
        },
        sql="""
            SELECT m.id AS record_id, m.union_id, m.person_id, m.joined_on, p.gender,
                   m.person_id % 5 * 125 + 1 AS fen, m.joined_on AS from_on, m.left_on AS until_on
            FROM members_membership m JOIN members_person p ON p.id = m.person_id
        """,
        record=("members.membership", "record_id"),
        things={"person_id": "members.person"},
    )  # fmt: skip
    money: dict[str, Any] = {
        "unit": Unit.YUAN,
        "fact": rows,
        "on": "joined_on",
        "amount": "fen",
    } | said
    paid = flow("trial.paid_amount", "试付", **money)
    given = flow("trial.given_amount", "试给", where=_.gender == 2, **money)
    total("trial.both_amount", "试合计", paid, given, **said)
    people = flow(
        "trial.people", "试人数", unit=Unit.PERSON, fact=rows, on="joined_on",
        distinct="person_id", **said,
    )  # fmt: skip
    in_office: dict[str, Any] = {"unit": Unit.PERSON, "fact": rows} | said
    in_office |= {"opened": "from_on", "closed": "until_on"}
    stock("trial.in_office", "试在任", distinct="person_id", **in_office)
    stock("trial.offices", "试任职", **in_office)
    waited = awaiting(
        "trial.waited", "试待", unit=Unit.PERSON, kind=Kind.FLOW, area="某", owner="某", **said
    )
    rate("trial.share", "试率", waited, people, **said)
    rate("trial.given_share", "试占比", given, paid, **said)
    yield
    for name in [code for code in registry._INDICATORS if code.startswith("trial.")]:
        indicator = registry._INDICATORS.pop(name)
        registry._WORDS.pop(indicator.name)
    registry.get.cache_clear()


@pytest.fixture(scope="module", params=[3, 8])
def world(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    trial: None,
) -> Iterator[World]:
    """Committed, for a snapshot is taken over a connection of its own; removed at the end."""
    from niangjia.kernel.indicators import snapshot

    made = federation.grow(request.param)
    folder = tmp_path_factory.mktemp("world") / "snapshot"
    with django_db_blocker.unblock():
        try:
            _write(made)
            snapshot.take(folder)
        finally:
            connection.close()
    yield World(request.param, made, federation.facts(made, clock.today()), folder)
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in _TABLES:
                cursor.execute(f"DELETE FROM {table}")
        connection.close()


def _write(made: Federation) -> None:
    """Straight into the tables: histories that services would refuse are wanted too."""
    from niangjia.members.models import Card, Membership, Person, Tag
    from niangjia.unions.models import Region, TreePath, Union

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no guards, no foreign keys
    region = Region.objects.create(code="51", name="川", level=1)
    now = {union: places[-1].path for union, places in made.places.items()}
    Union.objects.bulk_create(
        Union(
            code=f"51-{u['id']}", name="某工会", region=region, org_form=4,
            path=_text(now[u["id"]]), parent_id=(None, *now[u["id"]])[-2], **u,
        )
        for u in made.unions
    )  # fmt: skip
    TreePath.objects.bulk_create(
        TreePath(union_id=union, path=_text(place.path), valid=DateRange(place.start, place.until))
        for union, places in made.places.items()
        for place in places
    )
    Person.objects.bulk_create(
        Person(name="某某", identity_sealed=b"", identity_blind=p["id"].to_bytes(16, "big"), **p)
        for p in made.persons
    )
    Membership.objects.bulk_create(
        Membership(status="ended" if e["left_on"] else "active", **e) for e in made.episodes
    )
    Tag.objects.bulk_create(
        Tag(
            person_id=t["person_id"], kind=t["kind"], code=t["code"], source="测",
            valid=DateRange(t["start"], t["until"]),
        )
        for t in made.tags
    )  # fmt: skip
    Card.objects.bulk_create(
        Card(produced_on=c["delivered_on"], closed_on=None, **c) for c in made.cards
    )


def _text(path: tuple[int, ...]) -> str:
    return f"/{'/'.join(map(str, path))}/"
