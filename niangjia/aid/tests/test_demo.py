"""The demo's households: complete, eligible by the shipped rules, and made by the cast."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from niangjia.accounts.demo import create_cast
from niangjia.accounts.models import User
from niangjia.accounts.testing import Tree
from niangjia.aid import queries, services
from niangjia.aid.demo import build
from niangjia.aid.demo.households import KINDS, entry_for, scan
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import is_complete
from niangjia.aid.services.entries import PLAIN
from niangjia.aid.tests.files import STANDARD, adopt_standard, paper
from niangjia.kernel import clock, filetypes, journal
from niangjia.kernel.actor import SYSTEM
from niangjia.members.tests.making import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


@pytest.mark.parametrize("number", [*range(len(KINDS)), 7])
def test_every_kind_of_household_qualifies(tree: Tree, number: int) -> None:
    adopt_standard(tree)
    person = member_of(tree.union, number=number + 1).person
    file = services.start_file(person, tree.union, actor=SYSTEM)
    proof = paper(file, "proof")

    file = services.write_household(
        file,
        entry_for(file.person, number, Decimal(STANDARD["amount"]), clock.today(), proof),
        actor=SYSTEM,
    )

    assert is_complete(queries.problems_of(file)), queries.problems_of(file)
    assert queries.trial(file, tree.union.path, clock.today()).is_eligible
    blank = [name for name in PLAIN if getattr(file, name) in ("", None, [])]
    assert blank in ([], ["work_unit", "hardship_card"], ["hardship_card"])


def test_scans_are_pictures_and_differ() -> None:
    kept = {filetypes.examine(scan(number)).content for number in range(200)}

    assert len(kept) == 200


def test_files_are_made_by_the_cast(tree: Tree) -> None:
    create_cast(tree.city)
    born = date(1985, 5, 1)
    for number in range(1, 5):
        member_of(tree.neighbour_union, "演" + "甲乙丙丁"[number - 1], number, born_on=born)
    told: list[str] = []

    build(tree.city, told.append)

    chair = User.objects.get(username="jiceng-zhuxi")
    files = HouseholdFile.objects.order_by("pk")
    assert [file.status for file in files] == ["draft", "draft", "submitted", "submitted"]
    assert {e.actor_id for e in journal.entries_of(files[3])} == {chair.pk}
    assert told == ["困难职工档案 4 份,各办理环节都有,在档 0 户"]
