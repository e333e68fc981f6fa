"""Each indicator against a count made by hand, and against brute force over random histories."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import (
    Figure,
    State,
    UnknownIndicator,
    by_children,
    catalogue,
    evaluate,
)
from niangjia.members.models import Card, Membership, Person, Tag
from niangjia.members.tests.histories import Federation, tag
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db

STOCKS = (
    "members.total", "members.women", "members.verified", "members.migrant", "members.new_form",
)  # fmt: skip
FLOWS = ("members.joined", "members.left")
CARDS = ("cards.applied", "cards.issued", "cards.activated")
D = date.fromisoformat


def values(figures: dict[str, Figure]) -> dict[str, object]:
    return {code: figure.value for code, figure in figures.items()}


Town = tuple[Federation, Union, Union, Union, Union, Union]


@pytest.fixture
def town() -> Town:
    """City with counties A and B; union U moved from A to B on 2016-01-01; V stays in A."""
    made = Federation()
    city = made.union(None, union_type=2)
    a = made.union(city, union_type=2)
    b = made.union(city, union_type=2)
    u = made.union(b, ("2010-01-01", "2016-01-01", a.path), ("2016-01-01", None, b.path))
    v = made.union(a)
    return made, city, a, b, u, v


def test_stock_counts_whoever_has_membership_on_the_day(town: Town) -> None:
    made, city, _a, _b, u, v = town
    made.member((u, "2015-05-01", None))
    made.member((v, "2015-05-01", "2017-06-30"))  # gone on that very day
    made.member((v, "2017-06-30", None), gender=2)
    made.member((v, "2017-07-01", None), gender=2)

    on_day = evaluate(("members.total", "members.women"), city.pk, on=D("2017-06-30"))

    assert values(on_day) == {"members.total": 2, "members.women": 1}


def test_retained_membership_is_counted(town: Town) -> None:
    made, city, _a, _b, _u, v = town
    person = made.member((v, "2015-05-01", None))
    person.memberships.update(status="retained", retained_on=D("2017-01-01"))

    assert evaluate(["members.total"], city.pk, on=D("2018-01-01"))["members.total"].value == 1


def test_stock_follows_the_tree_of_the_day(town: Town) -> None:
    made, city, a, b, u, _v = town
    made.member((u, "2011-01-01", None))

    before = by_children(["members.total"], city.pk, on=D("2015-12-31"))
    after = by_children(["members.total"], city.pk, on=D("2016-01-01"))
    by_today = by_children(["members.total"], city.pk, on=D("2015-12-31"), tree="today")

    assert [list(found) for found in (before, after, by_today)] == [[a.pk], [b.pk], [b.pk]]


def test_member_older_than_the_record_of_the_union_is_not_lost(town: Town) -> None:
    made, city, a, _b, u, _v = town
    made.member((u, "2001-01-01", None))

    assert evaluate(["members.total"], city.pk, on=D("2005-01-01"))["members.total"].value == 1
    assert list(by_children(["members.total"], city.pk, on=D("2005-01-01"))) == [a.pk]


def test_transfer_is_neither_joining_nor_leaving_and_counts_once(town: Town) -> None:
    made, city, a, b, u, v = town
    made.member((v, "2016-02-01", "2017-03-01"), (u, "2017-03-01", None))
    start, end = D("2016-01-01"), D("2017-12-31")

    flows = evaluate(FLOWS, city.pk, start=start, end=end)
    stock = evaluate(["members.total"], city.pk, on=D("2017-03-01"))
    flows_of_children = by_children(FLOWS, city.pk, start=start, end=end)

    assert values(flows) == {"members.joined": 1, "members.left": 0}
    assert stock["members.total"].value == 1
    assert {node: values(f)["members.joined"] for node, f in flows_of_children.items()} == {a.pk: 1}
    assert b.pk not in flows_of_children


def test_joined_includes_both_ends_and_leaves_out_reorganisation(town: Town) -> None:
    made, city, _a, _b, u, _v = town
    for day in ("2012-06-30", "2012-07-01", "2017-06-30", "2017-07-01"):
        made.member((u, day, None))
    made.member((u, "2014-01-01", None), entry="reorganisation")

    found = evaluate(["members.joined"], city.pk, start=D("2012-07-01"), end=D("2017-06-30"))

    assert found["members.joined"].value == 2


def test_left_leaves_out_reorganisation(town: Town) -> None:
    made, city, _a, _b, _u, v = town
    made.member((v, "2010-01-01", "2016-01-01"), exits=(6, 5))
    made.member((v, "2010-01-01", "2016-01-02"), exits=(5, 6))
    made.member((v, "2010-01-01", "2016-01-03"), exits=(4, 9))

    found = evaluate(["members.left"], city.pk, start=D("2016-01-01"), end=D("2016-12-31"))

    assert found["members.left"].value == 2


def test_tags_of_the_day_decide_and_a_person_counts_once(town: Town) -> None:
    made, city, _a, _b, u, v = town
    courier = made.member((v, "2015-01-01", "2016-06-01"), (u, "2016-06-01", None))
    tag(courier, "new_form", "2014-01-01", None, "courier")
    tag(courier, "new_form", "2016-01-01", "2018-01-01", "rider")
    tag(courier, "migrant", "2015-01-01", "2017-01-01")
    tag(made.member((u, "2015-01-01", None)), "model", "2015-01-01", None)

    in_2016 = evaluate(("members.migrant", "members.new_form"), city.pk, on=D("2016-12-31"))
    in_2017 = evaluate(("members.migrant", "members.new_form"), city.pk, on=D("2017-01-01"))

    assert values(in_2016) == {"members.migrant": 1, "members.new_form": 1}
    assert values(in_2017) == {"members.migrant": 0, "members.new_form": 1}


def test_verified_rate_is_a_share_of_members_and_empty_without_members(town: Town) -> None:
    made, city, a, b, _u, v = town
    for level in (0, 1, 2, 3, 4, 4):
        made.member((v, "2015-01-01", None), level=level)
    made.member((v, "2015-01-01", "2016-01-01"), level=4)

    found = by_children(["members.verified_rate"], city.pk, on=D("2016-06-01"))
    empty = evaluate(["members.verified_rate"], b.pk, on=D("2016-06-01"))

    assert found[a.pk]["members.verified_rate"].value == Decimal("66.67")
    assert empty["members.verified_rate"].value is None


def test_who_was_verified_later_is_not_counted_before(town: Town) -> None:
    made, city, _a, _b, _u, v = town
    made.member((v, "2014-01-01", None), level=4, verified="2016-06-01")
    made.member((v, "2014-01-01", None), level=4, verified="2013-01-01")  # before she joined
    codes = ("members.verified", "members.verified_rate", "members.verified@1")

    found = {
        on: list(values(evaluate(codes, city.pk, on=D(on))).values())
        for on in ("2013-12-31", "2014-01-01", "2016-05-31", "2016-06-01")
    }

    assert found == {
        "2013-12-31": [0, None, 0],
        "2014-01-01": [1, Decimal("50.00"), 2],
        "2016-05-31": [1, Decimal("50.00"), 2],
        "2016-06-01": [2, Decimal("100.00"), 2],
    }


def test_verified_after_leaving_she_counts_where_she_joins_again(town: Town) -> None:
    made, city, _a, _b, u, v = town
    made.member(
        (v, "2014-01-01", "2015-01-01"), (u, "2016-01-01", None), level=2, verified="2015-01-01"
    )

    days = ("2014-06-01", "2014-12-31", "2015-01-01", "2015-12-31", "2016-01-01")
    found = [evaluate(["members.verified"], city.pk, on=D(on))["members.verified"] for on in days]

    assert [figure.value for figure in found] == [0, 0, 0, 0, 1]


def test_one_who_rises_counts_from_then_on_and_never_falls_again(town: Town) -> None:
    made, city, _a, _b, _u, v = town
    person = made.member((v, "2014-01-01", None), level=1)
    rows = Person.objects.filter(pk=person.pk)

    rows.update(verified_level=2, verified_on=D("2016-06-01"))

    with pytest.raises(IntegrityError, match="不能退回未认证"), transaction.atomic():
        rows.update(verified_level=1, verified_on=None)
    for level, on in ((3, None), (1, D("2016-06-01"))):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(verified_level=level, verified_on=on)
    days = ("2016-05-31", "2016-06-01")
    found = [evaluate(["members.verified"], city.pk, on=D(on))["members.verified"] for on in days]
    assert [figure.value for figure in found] == [0, 1]


def test_cards_are_cumulative_or_of_a_period(town: Town) -> None:
    made, city, _a, _b, u, v = town
    rows = [
        ("2015-01-01", "2015-02-01", "2015-03-01"),
        ("2016-01-01", "2016-02-01", None),
        ("2016-05-01", None, None),
    ]
    for applied, delivered, activated in rows:
        Card.objects.create(
            person=made.member((u, "2014-01-01", None)), union=u, status="applied", applied_on=applied,
            produced_on=delivered, delivered_on=delivered, activated_on=activated,
        )  # fmt: skip

    until = evaluate(CARDS, city.pk, on=D("2016-04-30"))
    within = evaluate(CARDS, city.pk, start=D("2016-01-01"), end=D("2016-12-31"))

    assert list(values(until).values()) == [2, 2, 1]
    assert list(values(within).values()) == [2, 1, 0]
    both = evaluate(CARDS, city.pk, on=D("2016-04-30"), start=D("2016-01-01"), end=D("2016-12-31"))
    assert values(both) == values(until)
    assert evaluate(CARDS, v.pk, on=D("2016-04-30"))["cards.applied"].value == 0


def test_flow_without_a_period_and_a_period_upside_down_are_refused(town: Town) -> None:
    city = town[1]

    with pytest.raises(Blocked, match="期内流量"):
        evaluate(["members.joined"], city.pk, on=D("2016-04-30"))
    with pytest.raises(Blocked, match="晚于"):
        evaluate(["members.joined"], city.pk, start=D("2017-01-01"), end=D("2016-01-01"))
    with pytest.raises(UnknownIndicator, match=r"members\.nothing"):
        evaluate(["members.nothing"], city.pk, on=D("2016-04-30"))


def test_every_indicator_says_what_it_counts() -> None:
    for indicator in catalogue():
        assert all((indicator.name, indicator.words, indicator.basis, indicator.owner))
        is_of_the_system = indicator.code.startswith("statistics.")  # reports have no word for it
        assert indicator.aliases or indicator.state is State.AWAITING or is_of_the_system


# --- Brute force --------------------------------------------------------------------------

START = D("2010-01-01")


def _day(offset: int) -> str:
    return (START + timedelta(days=offset)).isoformat()


def _random_federation(chance: random.Random) -> Federation:
    """A root, three counties, a dozen unions that move between them, and members that move too."""
    made = Federation()
    root = made.union(None, union_type=2)
    counties = [made.union(root, union_type=2) for _ in range(3)]
    units = []
    for _ in range(6):
        cuts = [0, *sorted(chance.sample(range(1, 60), chance.randint(0, 2)))]
        above = [chance.choice(counties) for _ in cuts]
        spans = [
            (_day(cut), _day(cuts[n + 1]) if n + 1 < len(cuts) else None, above[n].path)
            for n, cut in enumerate(cuts)
        ]
        units.append(made.union(above[-1], *spans))
    for _ in range(25):
        days = sorted(chance.sample(range(-10, 70), chance.randint(1, 3)))
        is_open = chance.random() < 0.6
        ends = [*days[1:], None if is_open else days[-1] + chance.randint(1, 15)]
        line = [
            (chance.choice(units), _day(d), None if e is None else _day(e))
            for d, e in zip(days, ends, strict=True)
        ]
        person = made.member(
            *line,
            gender=chance.choice((1, 2)),
            level=chance.randint(0, 4),
            verified=_day(chance.randint(-20, 80)),
        )
        if chance.random() < 0.5:
            begin = chance.randint(-10, 60)
            kind = chance.choice(("migrant", "new_form"))
            tag(person, kind, _day(begin), chance.choice((None, _day(begin + 9))))
    return made


def _place(union: Union, day: date) -> str:
    (place,) = [row for row in union.tree_paths.all() if _spans(row.valid, day)]
    return place.path


def _spans(valid: DateRange, day: date) -> bool:
    return (valid.lower is None or valid.lower <= day) and (
        valid.upper is None or day < valid.upper
    )


def _holds(row: Tag | Membership, day: date) -> bool:
    if isinstance(row, Tag):
        return _spans(row.valid, day)
    return row.joined_on <= day and (row.left_on is None or day < row.left_on)


def _by_hand(node: int, on: date, start: date, end: date) -> dict[str, int]:
    found = dict.fromkeys((*STOCKS, *FLOWS), 0)
    tagged: dict[str, set[int]] = {"migrant": set(), "new_form": set()}
    for row in Membership.objects.select_related("person", "union"):
        if _holds(row, on) and f"/{node}/" in _place(row.union, on):
            found["members.total"] += 1
            found["members.women"] += row.person.gender == 2
            found["members.verified"] += (row.person.verified_on or date.max) <= on
            for mark in row.person.tags.all():
                if _holds(mark, on):
                    tagged[mark.kind].add(row.person_id)
        if row.entry_kind == "join" and start <= row.joined_on <= end:
            found["members.joined"] += f"/{node}/" in _place(row.union, row.joined_on)
        if row.left_on and row.exit_kind != 4 and start <= row.left_on <= end:
            found["members.left"] += f"/{node}/" in _place(row.union, row.left_on)
    return found | {f"members.{kind}": len(persons) for kind, persons in tagged.items()}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**32),
    first=st.integers(0, 60),
    length=st.integers(0, 30),
    on=st.integers(-15, 75),
)
def test_figures_agree_with_brute_force(seed: int, first: int, length: int, on: int) -> None:
    start, end, day = (D(_day(n)) for n in (first, first + length, on))
    with transaction.atomic():
        made = _random_federation(random.Random(seed))
        root = made.unions[0]

        for union in made.unions:
            by_hand = _by_hand(union.pk, day, start, end)
            counted = values(evaluate(STOCKS, union.pk, on=day)) | values(
                evaluate(FLOWS, union.pk, start=start, end=end)
            )
            assert counted == by_hand
        children = by_children((*STOCKS, *FLOWS), root.pk, on=day, start=start, end=end)
        for child in (u for u in made.unions if u.parent_id == root.pk):
            expected = _by_hand(child.pk, day, start, end)
            assert (
                values(children[child.pk]) == expected
                if child.pk in children
                else not any(expected.values())
            )
        transaction.set_rollback(True)
