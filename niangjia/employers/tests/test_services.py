"""Employers on the real database: register, cover, count down, hand over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from niangjia.accounts.testing import Cast, Tree
from niangjia.employers import queries, services
from niangjia.employers.models import Coverage, Employer, Headcount
from niangjia.employers.rules import Countdown
from niangjia.kernel import ids
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.unions import services as unions
from niangjia.unions.models import Union

CODE = ids.make_credit_code("511725", 1, prefix="91")


def employer(union: Union, name: str = "渠江纺织有限公司", **changed: Any) -> Employer:
    """A private factory of 120 workers, registered in 2015."""
    values: dict[str, Any] = {
        "region": union.region,
        "unit_type": 170,
        "industry": "C",
        "worker_count": 120,
        "registered_on": date(2015, 1, 1),
        "counted_on": date(2015, 1, 1),
        "actor": SYSTEM,
    }
    return services.register_employer(name=name, union=union, **values | changed)


# --- register -------------------------------------------------------------------------------


def test_an_employer_is_registered_with_its_first_count(tree: Tree, cast: Cast) -> None:
    made = employer(
        tree.township, credit_code=CODE.lower(), women_worker_count=70,
        actor=cast.county_zhao.actor,
    )  # fmt: skip

    count = Headcount.objects.get(employer=made)
    assert (made.credit_code, made.is_public, made.initials) == (CODE, False, "qjfzyxgs")
    assert (count.counted_on, count.worker_count, count.women_worker_count) == (
        date(2015, 1, 1),
        120,
        70,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"women_worker_count": 121}, "women_worker_count"),
        ({"credit_code": CODE[:17]}, "credit_code"),
        ({"name": "  "}, "name"),
        ({"counted_on": date(2090, 1, 1)}, "counted_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    tree: Tree, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Blocked) as refusal:
        employer(tree.township, **changed)

    assert refusal.value.field == field
    assert not Employer.objects.exists()


def test_a_credit_code_twice_names_its_holder(tree: Tree) -> None:
    employer(tree.township, credit_code=CODE)

    with pytest.raises(Blocked, match=r"已登记在“渠江纺织有限公司”名下\(主管工会:临巴镇总工会\)"):
        employer(tree.neighbour_township, "别的厂", credit_code=CODE)


def test_the_database_refuses_a_code_twice(tree: Tree) -> None:
    employer(tree.township, credit_code=CODE)
    other = employer(tree.township, "别的厂")

    with pytest.raises(IntegrityError, match="employer_credit_code_once"):
        Employer.objects.filter(pk=other.pk).update(credit_code=CODE)


def test_a_new_count_stands_beside_the_earlier(tree: Tree) -> None:
    made = employer(tree.township)

    services.edit_employer(
        made, {"worker_count": 90, "counted_on": date(2026, 1, 1), "unit_type": 110}, actor=SYSTEM
    )

    made.refresh_from_db()
    assert (made.worker_count, made.is_public) == (90, True)
    assert list(made.headcounts.order_by("counted_on").values_list("worker_count", flat=True)) == [
        120,
        90,
    ]


def test_nobody_keeps_a_register_outside_her_scope(tree: Tree, cast: Cast) -> None:
    made = employer(tree.township)
    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.edit_employer(made, {"name": "改名"}, actor=player.actor)
        with pytest.raises(NotVisible):
            employer(tree.township, "新厂", actor=player.actor)

    made.refresh_from_db()
    assert made.name == "渠江纺织有限公司"
    assert Employer.objects.count() == 1


def test_similar_names_in_one_county_are_found(tree: Tree) -> None:
    made = employer(tree.township, "达州市渠江纺织厂")
    employer(tree.neighbour_township, "渠江纺织有限公司")

    found = queries.look_alikes("四川渠江纺织有限责任公司", "511725102")

    assert found == []  # 四川 without 省 is part of the name
    assert queries.look_alikes("渠江纺织有限责任公司", "511725102") == [made]


# --- coverage -------------------------------------------------------------------------------


def test_a_union_covers_an_employer_from_a_day(tree: Tree, cast: Cast) -> None:
    made = employer(tree.township)

    services.cover(tree.union, made, on=date(2020, 1, 1), actor=cast.chair_sun.actor)

    assert queries.union_of(made) == tree.union
    assert [row.employer for row in queries.covered_by(tree.union)] == [made]


def test_one_union_at_a_time(tree: Tree) -> None:
    made = employer(tree.township)
    held = services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)

    with pytest.raises(Blocked, match="已由“渠江纺织厂工会委员会”覆盖"):
        services.cover(tree.catch_all, made, on=date(2021, 1, 1), actor=SYSTEM)

    services.uncover(held, on=date(2021, 1, 1), reason="改由联合工会覆盖", actor=SYSTEM)
    with pytest.raises(Blocked, match="到2021-01-01为止由"):
        services.cover(tree.catch_all, made, on=date(2020, 6, 1), actor=SYSTEM)
    services.cover(tree.catch_all, made, on=date(2021, 1, 1), actor=SYSTEM)
    assert queries.union_of(made) == tree.catch_all


def test_the_database_refuses_two_unions_on_one_day(tree: Tree) -> None:
    made = employer(tree.township)
    services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)

    with pytest.raises(IntegrityError, match="coverage_one_union_at_a_time"):
        Coverage.objects.create(
            union=tree.catch_all, employer=made, valid=("2021-01-01", "2021-02-01")
        )


def test_a_federation_covers_nobody(tree: Tree) -> None:
    with pytest.raises(Blocked, match="不是基层工会"):
        services.cover(tree.township, employer(tree.township), on=date(2020, 1, 1), actor=SYSTEM)


def test_a_coverage_taken_back_on_its_first_day_never_was(tree: Tree) -> None:
    made = employer(tree.township)
    held = services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)

    services.uncover(held, on=date(2020, 1, 1), reason="登记错误", actor=SYSTEM)

    assert not Coverage.objects.exists()


def test_a_closed_employer_is_covered_no_longer(tree: Tree) -> None:
    made = employer(tree.township)
    services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)

    services.close_employer(made, on=date(2024, 1, 1), reason="破产", actor=SYSTEM)

    assert Coverage.objects.get().valid.upper == date(2024, 1, 1)
    assert queries.union_of(made) is None


# --- working lists --------------------------------------------------------------------------


def test_the_working_lists_go_by_size_and_coverage(tree: Tree) -> None:
    sizes = {24: "小", 25: "中", 99: "较大", 100: "大", 150: "已建会", 300: "已注销"}
    made = {name: employer(tree.township, f"{name}厂", worker_count=n) for n, name in sizes.items()}
    services.cover(tree.union, made["已建会"], on=date(2020, 1, 1), actor=SYSTEM)
    services.close_employer(made["已注销"], on=date(2024, 1, 1), reason="破产", actor=SYSTEM)
    rows = Employer.objects.order_by("worker_count")

    assert list(queries.must_unionise(rows)) == [made["中"], made["较大"], made["大"]]
    assert list(queries.hundred_without_union(rows)) == [made["大"]]


def test_the_countdown_says_what_became_of_each(tree: Tree) -> None:
    waiting = employer(tree.township, "一直没建")
    done = employer(tree.township, "今年建了")
    employer(tree.neighbour_township, "今年登记", registered_on=date(2026, 2, 1))
    shrunk = employer(tree.township, "变小了")
    closed = employer(tree.county, "注销了")
    before = employer(tree.township, "早就建了")
    grown = employer(tree.township, "长大了", worker_count=50)
    services.cover(tree.union, before, on=date(2020, 1, 1), actor=SYSTEM)
    services.cover(tree.catch_all, done, on=date(2026, 3, 1), actor=SYSTEM)
    counted = {"counted_on": date(2026, 4, 1)}
    services.edit_employer(shrunk, {"worker_count": 80, **counted}, actor=SYSTEM)
    services.edit_employer(grown, {"worker_count": 130, **counted}, actor=SYSTEM)
    services.close_employer(closed, on=date(2026, 5, 1), reason="破产", actor=SYSTEM)

    total, rows = queries.countdown(tree.city, on=date(2026, 6, 1))

    assert total == Countdown(start=4, added=2, done=1, dropped=2)
    assert total.left == 3
    assert {row.union.code: row.countdown for row in rows} == {
        "511725": Countdown(start=4, added=1, done=1, dropped=2),
        "511724": Countdown(start=0, added=1, done=0, dropped=0),
    }
    left = set(queries.hundred_without_union(Employer.objects.all()))
    assert left >= {waiting, grown}
    assert len(left) == total.left


def test_a_change_of_union_is_no_progress(tree: Tree) -> None:
    made = employer(tree.township)
    held = services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)
    services.uncover(held, on=date(2026, 3, 1), reason="改属", actor=SYSTEM)
    services.cover(tree.catch_all, made, on=date(2026, 3, 1), actor=SYSTEM)

    total, _ = queries.countdown(tree.county, on=date(2026, 6, 1))

    assert total == Countdown(0, 0, 0, 0)


# --- reorganising ---------------------------------------------------------------------------

DAY = date(2024, 3, 1)


def test_a_merger_hands_over_coverage_and_register(tree: Tree) -> None:
    made = employer(tree.union)
    services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)
    plan: dict[str, Any] = {"into": tree.other_union, "on": DAY, "reason": "撤并", "actor": SYSTEM}

    assert "1个涵盖单位改由“临巴建材厂工会委员会”覆盖。" in unions.preview_merge(
        [tree.union], **plan
    )
    unions.merge([tree.union], **plan)

    made.refresh_from_db()
    rows = Coverage.objects.order_by("valid")
    assert [(c.union, c.valid.lower, c.valid.upper) for c in rows] == [
        (tree.union, date(2020, 1, 1), DAY),
        (tree.other_union, DAY, None),
    ]
    assert made.union == tree.other_union


def test_a_merger_entered_late_takes_what_has_ended_since(tree: Tree) -> None:
    made = employer(tree.union)
    coverage = services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)
    ended = date(2024, 6, 1)
    services.uncover(coverage, on=ended, reason="迁出", actor=SYSTEM)
    over = employer(tree.union, "早已迁出的单位")
    coverage = services.cover(tree.union, over, on=date(2020, 1, 1), actor=SYSTEM)
    services.uncover(coverage, on=DAY, reason="迁出", actor=SYSTEM)

    unions.merge([tree.union], into=tree.other_union, on=DAY, reason="撤并", actor=SYSTEM)

    rows = Coverage.objects.filter(employer=made).order_by("valid")
    assert [(c.union, c.valid.lower, c.valid.upper) for c in rows] == [
        (tree.union, date(2020, 1, 1), DAY),
        (tree.other_union, DAY, ended),
    ]
    assert Coverage.objects.get(employer=over).union == tree.union


def test_a_split_takes_the_employers_chosen(tree: Tree) -> None:
    one, two = employer(tree.township, "一厂"), employer(tree.township, "二厂")
    for each in (one, two):
        services.cover(tree.catch_all, each, on=date(2020, 1, 1), actor=SYSTEM)

    [new] = unions.split(
        tree.catch_all,
        parts=[unions.Part("一厂工会委员会", employer_ids=(one.pk,))],
        on=DAY,
        reason="人数增加,单独建会",
        actor=SYSTEM,
    )

    assert queries.union_of(one) == new
    assert queries.union_of(two) == tree.catch_all


def test_closing_without_receiver_leaves_employers_without_union(tree: Tree) -> None:
    made = employer(tree.township)
    services.cover(tree.union, made, on=date(2020, 1, 1), actor=SYSTEM)

    unions.close(tree.union, on=DAY, reason="破产", actor=SYSTEM)

    assert queries.union_of(made) is None
    assert Coverage.objects.get().valid.upper == DAY
