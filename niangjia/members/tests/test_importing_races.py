"""Two sheets with the same people at the same moment: nobody becomes a member twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.actor import SYSTEM
from niangjia.members import services
from niangjia.members.models import Membership, MembershipEvent, Person
from niangjia.members.rules.header import Column
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services import importing
from niangjia.members.services.importing import Outcome
from niangjia.members.tests.sheets import person, save, sheet
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree(transactional_db: None, tmp_path: Path, settings: object) -> Tree:
    settings.NIANGJIA_FILES = str(tmp_path / "files")  # type: ignore[attr-defined]  # their wrapper
    return build_tree()


def together(*works: Callable[[], Outcome]) -> list[Outcome]:
    """Run all at once, each on its own connection."""
    ready = Barrier(len(works))

    def run(work: Callable[[], Outcome]) -> Outcome:
        ready.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def bringing(path: Path, numbers: range, union: Union) -> Callable[[], Outcome]:
    name = f"{union.code}-{numbers.start}-{numbers.step}.xlsx"
    saved = save(path / name, sheet(*(person(number) for number in numbers)))
    return lambda: importing.import_file(saved, union, actor=SYSTEM)[1]


def test_overlapping_sheets_of_two_unions(tree: Tree, tmp_path: Path) -> None:
    one, two = together(
        bringing(tmp_path, range(1, 401), tree.union),
        bringing(tmp_path, range(600, 200, -1), tree.other_union),
    )

    assert Person.objects.count() == Membership.objects.count() == 600
    assert MembershipEvent.objects.count() == 600
    assert one.accepted + two.accepted == 600
    assert one.refused + two.refused == 200
    told = {finding.code for outcome in (one, two) for finding in outcome.findings}
    assert told == {"conflict_elsewhere"}


def test_the_same_sheet_twice_at_once(tree: Tree, tmp_path: Path) -> None:
    work = bringing(tmp_path, range(1, 301), tree.union)

    one, two = together(work, work)

    assert Membership.objects.count() == 300
    assert {one.unchanged, two.unchanged} == {0, 300}
    assert one.accepted == two.accepted == 300


def test_a_cadre_admits_somebody_of_the_sheet_meanwhile(tree: Tree, tmp_path: Path) -> None:
    sheet_work = bringing(tmp_path, range(1, 301), tree.union)
    facts = PersonFacts("张伟", str(person(299)[Column.ID_NUMBER]), "13800000299")

    def admit() -> Outcome:
        try:
            services.admit(facts, tree.other_union, on=date(2020, 1, 1), actor=SYSTEM)
        except services.MemberElsewhere:
            pass
        return Outcome(0, 0, 0, 0, 0, ())

    outcome, _ = together(sheet_work, admit)

    assert Membership.objects.filter(left_on=None).count() == 300
    assert outcome.accepted + outcome.refused == 300
