"""Decisions that are kept and given again; maker and checker; home visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from niangjia.accounts.testing import Player
from niangjia.aid import queries, rules, services
from niangjia.aid.models import Decision, HouseholdFile
from niangjia.aid.rules import codes, parameter_sets, person_codes
from niangjia.aid.tests import files
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.journal import entries_of
from niangjia.kernel.models import Policy
from niangjia.members.models import Person

pytestmark = pytest.mark.django_db

WAGE = person_codes.IncomeKind.WAGE


def adopt(world: World, code: str, params: Mapping[str, object], from_on: date) -> None:
    policy.adopt(
        code, path=world.tree.county.path, from_on=from_on, params=params, basis="新文件",
        actor=SYSTEM,
    )  # fmt: skip


# --- Decisions ----------------------------------------------------------------------------


def test_a_decision_is_kept_with_all_that_led_to_it(world: World) -> None:
    file = files.at_county(world.tree, world.who)

    kept = services.decide(file, actor=world.who.county.actor)

    assert (kept.category, kept.file_level, kept.refusals) == ("deep", "national", [])
    assert kept.local == {"amount": "1062", "minimum_area": "15", "area": ""}
    assert kept.version.startswith("national-2021-1.5@2021-01-01#")
    assert kept.trace[0] == ("家庭年收入 36,000.00 元,有凭证的年刚性支出 0.00 元,共同生活 3 人")
    assert "家庭月人均净收入 1,000.00 元 < 当地低保标准 1,062.00 元 × 1" in "".join(kept.trace)
    assert kept.trace[-1] == "结论:认定为全国级·深度困难"
    assert entries_of(file).first().summary == kept.trace[-1]
    assert "陈小妹" not in str(kept.facts) + str(kept.trace)
    assert kept.actor_label == "县帮(渠县总工会帮扶)"


def test_replay_gives_the_same_answer_years_later_under_other_rules(world: World) -> None:
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=True):
        file = files.at_county(world.tree, world.who)
        kept = services.decide(file, actor=world.who.county.actor)
        said = rules.decide(rules.Facts.from_json(kept.facts), _now(world))
        adopt(world, "aid.standard", {"amount": "500"}, date(2027, 1, 1))
        other = {"rules": parameter_sets.SHANDONG_2020.as_json()}
        adopt(world, "aid.eligibility", other, date(2027, 1, 1))

    with time_machine.travel("2035-03-02T10:00:00+08:00", tick=True):
        row = Decision.objects.get(pk=kept.pk)
        assert _now(world).version != row.version
        again = services.replay(row)
        del row.local["area"]  # kept before town and country were told apart
        assert services.replay(row) == again

    assert again == said
    assert (again.category, list(again.trace)) == (kept.category, kept.trace)


def test_a_rural_household_is_decided_and_replayed_by_the_rural_standard(world: World) -> None:
    adopt(world, "aid.standard", {"amount": "1062", "rural_amount": "900"}, date(2026, 1, 1))
    file = files.at_county(world.tree, world.who)
    HouseholdFile.objects.filter(pk=file.pk).update(registration="rural", lives_in_city=False)

    kept = services.decide(files.fresh(file), actor=world.who.county.actor)

    assert (kept.local["amount"], kept.local["area"], kept.category) == ("900", "rural", "relative")
    assert any("当地农村低保标准 900.00 元" in line for line in kept.trace)
    assert list(services.replay(kept).trace) == kept.trace
    assert files.fresh(file).facts.is_decided


def _now(world: World) -> rules.Parameters:
    return queries.parameters_at(world.tree.union.path, clock.today())


def test_a_damaged_decision_is_not_replayed(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    kept = services.decide(file, actor=world.who.county.actor)
    kept.local = {"amount": "2000", "minimum_area": "15"}

    with pytest.raises(ValueError, match="不能复算"):
        services.replay(kept)


@pytest.mark.parametrize(
    "word", ["UPDATE aid_decision SET category = ''", "DELETE FROM aid_decision"]
)
def test_a_decision_is_neither_changed_nor_deleted(world: World, word: str) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.county.actor)

    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        connection.cursor().execute(word)

    assert Decision.objects.count() == 1


def test_without_a_standard_nothing_is_decided(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    Policy.objects.filter(code="aid.standard").delete()

    with pytest.raises(Blocked, match="还没有录入低保标准"):
        services.decide(file, actor=world.who.county.actor)


def test_only_county_and_city_decide_and_only_in_review(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    for player in (world.who.chair, world.who.township, world.who.neighbour, world.who.stranger):
        with pytest.raises(NotVisible):
            services.decide(file, actor=player.actor)
    early = files.draft(world.tree, world.who, _person(2), _family(2))

    with pytest.raises(Blocked, match="不能认定:档案当前是“草稿”"):
        services.decide(early, actor=world.who.county.actor)

    assert not Decision.objects.exists()


def _person(order: int) -> Person:
    return files.worker(f"工{'一二三四五'[order - 1]}", order)


def _family(order: int) -> services.HouseholdEntry:
    """Only the worker."""
    given = files.entry(order)
    worker = replace(given.members[0], name=f"工{'一二三四五'[order - 1]}")
    return replace(given, members=(worker,))


def test_a_refusal_names_every_reason_and_stops_the_proposal(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    HouseholdFile.objects.filter(pk=file.pk).update(owns_business=True, car_count=1)

    kept = services.decide(file, actor=world.who.county.actor)

    assert kept.category == ""
    assert "存在排除情形“自有商铺或雇人经营”" in kept.refusals
    with pytest.raises(Blocked, match=r"认定结果为不符合:.*自有商铺或雇人经营"):
        services.propose(file, actor=world.who.county.actor)


def test_a_decision_counts_on_todays_facts_and_rules_alone(world: World) -> None:
    file = files.planned(files.at_county(world.tree, world.who), world.who.county.actor)
    with pytest.raises(Blocked, match="还没有按现行标准认定"):
        services.propose(file, actor=world.who.county.actor)
    services.decide(file, actor=world.who.county.actor)
    adopt(world, "aid.standard", {"amount": "1100"}, clock.today())

    with pytest.raises(Blocked, match="还没有按现行标准认定"):
        services.propose(file, actor=world.who.county.actor)
    services.decide(file, actor=world.who.county.actor)

    assert services.propose(file, actor=world.who.county.actor).status == "city"


# --- Maker and checker --------------------------------------------------------------------


def test_who_entered_or_proposed_does_not_approve(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.decide(file, actor=world.who.city.actor)
    files.planned(file, world.who.county.actor)
    services.propose(file, actor=world.who.city.actor)
    before = files.values(file)

    with pytest.raises(Blocked, match="前一环节"):
        services.approve(file, actor=world.who.city.actor)

    assert files.values(file) == before
    assert services.approve(file, actor=world.who.city_second.actor).status == "in_file"


def test_who_wrote_the_household_does_not_review_it(world: World) -> None:
    file = services.start_file(files.worker(), world.tree.union, actor=world.who.chair.actor)
    given = files.with_evidence(file, files.entry())
    services.write_household(file, given, actor=world.who.county.actor)
    files.authorise(file, world.who.chair.actor)
    files.paper(file, codes.AttachmentKind.COMMITMENT)
    services.sign_commitment(file, actor=world.who.chair.actor)
    services.submit(file, actor=world.who.chair.actor)
    files.visited(file, world.who)
    services.check(file, actor=world.who.chair.actor)
    services.publish(file, actor=world.who.chair.actor)
    HouseholdFile.objects.filter(pk=file.pk).update(due_on=clock.today() - timedelta(days=1))
    services.end_notice(file)

    with pytest.raises(Blocked, match="前一环节"):
        services.endorse(file, actor=world.who.county.actor)

    assert services.endorse(file, actor=world.who.county_second.actor).status == "comparison"


@pytest.mark.parametrize(
    ("column", "maker"),
    [
        ("endorsed_by_id", "checked_by_id"),
        ("proposed_by_id", "endorsed_by_id"),
        ("approved_by_id", "proposed_by_id"),
        ("approved_by_id", "submitted_by_id"),
    ],
)
def test_the_database_keeps_maker_and_checker_apart(world: World, column: str, maker: str) -> None:
    file = files.draft(world.tree, world.who)

    with pytest.raises(IntegrityError, match="_is_no_maker"), transaction.atomic():
        HouseholdFile.objects.filter(pk=file.pk).update(**{column: 9, maker: 9})


def test_a_new_submission_is_a_new_round(world: World) -> None:
    file = files.at_county(world.tree, world.who)
    services.return_from_county(file, reason="收入不清", actor=world.who.county.actor)
    assert files.fresh(file).endorsed_by_id == world.who.township.user.pk

    file = services.resubmit(file, actor=world.who.chair.actor)

    chair = world.who.chair.user.pk
    assert (file.submitted_by_id, file.checked_by_id, file.endorsed_by_id) == (chair, None, None)
    assert files.fresh(file).takers == {
        "enter": frozenset({chair}), "resubmit": frozenset({chair}),
    }  # fmt: skip
    with pytest.raises(Blocked, match="还没有入户核实记录"):
        services.check(file, actor=world.who.chair.actor)


def test_the_applicant_does_not_approve_her_own_case(world: World) -> None:
    files.worker(user=world.who.city)
    file = files.at_city(world.tree, world.who, files.worker())
    before = files.values(file)

    for verb in (services.approve, services.decide, services.refuse_at_city):
        with pytest.raises(Blocked, match="这是您本人或家人的档案"):
            act(verb, file, world.who.city)

    assert files.values(file) == before
    assert file.decisions.count() == 1
    assert services.approve(file, actor=world.who.city_second.actor).status == "in_file"


def act(verb: Callable[..., object], file: HouseholdFile, player: Player) -> None:
    """Take it, with a reason where one is asked for."""
    given = {"reason": "情况如此"} if verb is not services.decide else {}
    verb(file, actor=player.actor, **given)


# --- Visits -------------------------------------------------------------------------------


def test_a_visit_that_found_it_untrue_does_not_pass(world: World) -> None:
    file = files.visited(files.submitted(world.tree, world.who), world.who, is_true=False)

    with pytest.raises(Blocked, match="情况不属实"):
        services.check(file, actor=world.who.chair.actor)


def test_one_visitor_is_not_enough(world: World) -> None:
    file = files.submitted(world.tree, world.who)
    services.record_visit(
        file, kind="check", on=clock.today(), visitors=["孙主席", " 孙主席 "], findings="情况属实",
        actor=world.who.chair.actor,
    )  # fmt: skip

    with pytest.raises(Blocked, match="应有2人参加,现在是1人"):
        services.check(file, actor=world.who.chair.actor)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": date(2999, 1, 1)}, "走访日期应在今天或之前一年内"),
        ({"visitors": [" "]}, "请填写走访人员"),
        ({"findings": "好"}, "请填写走访情况"),
        ({"kind": "follow_up"}, "不能登记脱困回访:档案当前是“待入户核实”"),
    ],
)
def test_a_visit_is_refused(world: World, changes: dict[str, object], said: str) -> None:
    file = files.submitted(world.tree, world.who)
    given: dict[str, object] = {
        "kind": "check", "on": clock.today(), "visitors": ["甲", "乙"], "findings": "情况属实",
    }  # fmt: skip

    with pytest.raises(Blocked, match=said):
        services.record_visit(
            file,
            actor=world.who.chair.actor,
            **(given | changes),  # type: ignore[arg-type]  # test values
        )

    assert not file.visits.exists()
