"""Indicators of household files, counted by hand: in file on a day, by the decision of then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid import services
from niangjia.aid.models import HouseholdFile, Visit
from niangjia.aid.rules.flow import HOUSEHOLD_FILE
from niangjia.aid.tests import files
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate
from niangjia.kernel.indicators.records import records
from niangjia.kernel.models import Transition
from niangjia.kernel.verbs import advance

pytestmark = pytest.mark.django_db
STOCKS = ("aid.households", "aid.people", "aid.deep", "aid.relative", "aid.accidental")


def filed(tree: Tree, cast: Cast) -> HouseholdFile:
    """A household of three in file since today."""
    files.adopt_standard(tree)
    return files.in_file(tree, files.aiders(tree, cast))


def values(
    codes: tuple[str, ...],
    node: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[object]:
    found = evaluate(codes, node, on=on, start=start, end=end)
    return [found[code].value for code in codes]


def leave(file: HouseholdFile, step: str) -> None:
    """Take a step of the table past its guards: what a figure sees is the step alone."""
    file.exited_on = clock.today()
    file.save(update_fields=["exited_on"])
    advance(file, HOUSEHOLD_FILE, HOUSEHOLD_FILE.step(step), actor=SYSTEM)


def test_a_file_counts_from_approval_until_its_exit(tree: Tree, cast: Cast) -> None:
    file = filed(tree, cast)
    today = clock.today()
    before, later = today - timedelta(days=1), today + timedelta(days=40)

    assert values(STOCKS, tree.city.pk, on=today) == [1, 3, 1, 0, 0]
    assert values(STOCKS, tree.city.pk, on=before) == [0, 0, 0, 0, 0]
    assert values(STOCKS, tree.neighbour.pk, on=today) == [0, 0, 0, 0, 0]
    assert values(("aid.households[category=deep]",), tree.union.pk, on=today) == [1]

    with time_machine.travel(later, tick=False):
        leave(file, "propose_exit")
        leave(file, "confirm_exit")
        codes = ("aid.households", "aid.exited", "aid.files_opened")
        month = {"start": later - timedelta(days=5), "end": later}
        assert values(codes, tree.city.pk, on=later, **month) == [0, 1, 0]
        assert values(codes[:1], tree.city.pk, on=later - timedelta(days=1)) == [1]
        everything = {"start": today, "end": later}
        assert values(codes[1:], tree.city.pk, **everything) == [1, 1]
        # an exit stays one after a relapse, and the file does not count until it is approved again
        leave(file, "report_relapse")
        assert values(codes[1:], tree.city.pk, **everything) == [1, 1]
        relapse = ("aid.relapsed", "aid.exited_and_back", "aid.relapse_rate")
        assert values(relapse, tree.city.pk, **everything) == [0, 0, 0]
        leave(file, "refile")
        assert values(relapse, tree.city.pk, **everything) == [1, 1, 100]
        assert values(("aid.households",), tree.city.pk, on=later) == [0]


def test_staying_in_file_is_counted_once_through_the_recheck(tree: Tree, cast: Cast) -> None:
    file = filed(tree, cast)
    later = clock.today() + timedelta(days=366)

    with time_machine.travel(later, tick=False):
        services.recheck(file, actor=SYSTEM)
        assert Transition.objects.filter(object_id=file.pk, step="recheck").exists()
        for day in (later - timedelta(days=1), later, later + timedelta(days=1)):
            assert values(STOCKS, tree.city.pk, on=day) == [1, 3, 1, 0, 0]


def test_pairing_visits_and_comparison(tree: Tree, cast: Cast) -> None:
    file = filed(tree, cast)
    today = clock.today()
    for kind, visitors in (("paired", ["甲", "乙"]), ("paired", ["甲"]), ("check", ["甲", "乙"])):
        Visit.objects.create(file=file, kind=kind, on=today, visitors=visitors, findings="好")
    HouseholdFile.objects.filter(pk=file.pk).update(paired_cadre="甲")
    codes = ("aid.visits", "aid.paired_households", "aid.verified_with_civil_affairs")

    assert values(codes, tree.county.pk, on=today, start=today, end=today) == [3, 1, 1]


@pytest.mark.parametrize("code", ["aid.households", "aid.files_opened"])
def test_a_figure_opens_to_the_file(tree: Tree, cast: Cast, code: str) -> None:
    file = filed(tree, cast)
    today = clock.today()

    found = records(code, tree.city.pk, on=today, start=today, end=today)

    assert (found.model, found.count(), found.page(None, 10)) == (
        "aid.householdfile",
        1,
        [file.pk],
    )
